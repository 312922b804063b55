"""Turns the record of a training into what in it contradicts the rest."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from generator.inputs.predictions import parse_classes
from generator.inputs.record_nouns import DatasetEvaluation, ModelRecord, SeedEvaluation

_ROUNDING = Decimal("1e-9")
_CONFIDENCE_ROUNDING = Decimal("1e-6")


def check_record(record: ModelRecord) -> list[str]:
    """Find every number that another one of the same record belies."""
    return [
        *_check_training(record),
        *_check_curves(record),
        *_check_arrays(record),
        *_check_evaluations(record),
    ]


def _check_training(record: ModelRecord) -> Iterator[str]:
    dataset, seen = record.dataset, record.recipe.epochs * record.dataset.n_train
    if record.path != Path():
        yield "`path` is no part of a record"
    if len(set(dataset.classes)) < len(dataset.classes):
        yield "a class is named twice"
    if len(set(record.seeds)) < len(record.seeds):
        yield "a seed is trained twice"
    if record.weights.seed != record.seeds[0]:
        yield f"the weights are of seed {record.weights.seed}, the first is {record.seeds[0]}"
    if record.cost.n_pictures_seen != seen:
        yield f"{record.cost.n_pictures_seen} pictures were seen, and the recipe shows {seen}"
    if record.n_held_out >= dataset.n_train:
        yield f"{record.n_held_out} of {dataset.n_train} training pictures are held out"


def _check_curves(record: ModelRecord) -> Iterator[str]:
    if list(record.curve_steps) != sorted(set(record.curve_steps)):
        yield "`curve_steps` do not rise"
    for training in record.trainings:
        if len(training.losses) != len(record.curve_steps):
            yield f"seed {training.seed} has not one loss for each of `curve_steps`"
        if len(training.held_out_accuracies) != len(record.curve_steps):
            yield f"seed {training.seed} has not one held-out accuracy for each of `curve_steps`"


def _check_arrays(record: ModelRecord) -> Iterator[str]:
    if any(len(row) != len(record.dataset.classes) for row in record.logits.values):
        yield "the logits have not one score for each class"
    n_rows = {len(colour) for each in record.filters for colour in each}
    n_columns = {len(row) for each in record.filters for colour in each for row in colour}
    if len({len(each) for each in record.filters}) > 1 or len(n_rows) != 1 or len(n_columns) != 1:
        yield "the filters are not all of one shape"


def _check_evaluations(record: ModelRecord) -> Iterator[str]:
    dataset, first = record.dataset, record.evaluations[0]
    if (first.dataset, first.fingerprint) != (dataset.name, dataset.fingerprint):
        yield "the first evaluation is not of the dataset"
    if first.seeds[0].n_pictures != dataset.n_test:
        yield f"the confusion matrix does not hold {dataset.n_test} pictures"
    for known in ("dataset", "fingerprint"):
        if len({getattr(each, known) for each in record.evaluations}) < len(record.evaluations):
            yield f"two evaluations have the same `{known}`"
    for evaluation in record.evaluations:
        seeds = tuple(each.seed for each in evaluation.seeds)
        if seeds != record.seeds and (evaluation is first or seeds != record.seeds[:1]):
            yield f"seeds {seeds} were measured and {record.seeds} were trained"
        for problem in _check_evaluation(evaluation, len(dataset.classes)):
            yield f"`{evaluation.dataset}`, {problem}"


def _check_evaluation(evaluation: DatasetEvaluation, n_classes: int) -> Iterator[str]:
    for each in evaluation.seeds:
        if {len(each.confusion), *map(len, each.confusion)} != {n_classes}:
            yield f"seed {each.seed}: the confusion matrix is not {n_classes} × {n_classes}"
            return
        problems = (*_check_shares(each), *_check_calibration(each))
        yield from (f"seed {each.seed}: {problem}" for problem in problems)
    named = parse_classes(evaluation.predictions, n_classes)
    first = evaluation.seeds[0]
    columns = [sum(column) for column in zip(*first.confusion, strict=True)]
    counts = [named.count(index) for index in range(n_classes)]
    if len(named) != first.n_pictures or counts != columns:
        yield "`predictions` are not the confusion matrix's"


def _check_shares(each: SeedEvaluation) -> Iterator[str]:
    totals = [sum(row) for row in each.confusion]
    if 0 in totals:
        yield "a class was not measured"
        return
    if abs(each.accuracy - Decimal(each.n_right) / sum(totals)) > _ROUNDING:
        yield "`accuracy` is not the confusion matrix's"
    shares = [Decimal(row[i]) / totals[i] for i, row in enumerate(each.confusion)]
    if len(each.recalls) != len(shares) or any(
        abs(recall - share) > _ROUNDING for recall, share in zip(each.recalls, shares, strict=True)
    ):
        yield "`recalls` are not the confusion matrix's"


def _check_calibration(each: SeedEvaluation) -> Iterator[str]:
    bins, n_bins = each.calibration, len(each.calibration)
    n_pictures, n_right = sum(bin_.n_pictures for bin_ in bins), sum(bin_.n_right for bin_ in bins)
    if (n_pictures, n_right) != (each.n_pictures, each.n_right):
        yield "`calibration` does not count the confusion matrix's pictures"
    for index, bin_ in enumerate(bins):
        low, high = Decimal(index) / n_bins, Decimal(index + 1) / n_bins
        excess = max(low - bin_.confidence, bin_.confidence - high)
        if bin_.n_right > bin_.n_pictures:
            yield f"`calibration.{index}` has more pictures right than there are"
        elif bin_.n_pictures == 0 and bin_.confidence != 0:
            yield f"`calibration.{index}` has a confidence of no picture"
        elif bin_.n_pictures and excess > _CONFIDENCE_ROUNDING:
            yield f"`calibration.{index}` has a confidence outside its interval"
