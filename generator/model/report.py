"""Turns the records of trained networks into all that Results says of them."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain

from generator.claims import Claim
from generator.inputs.records import ModelRecord
from generator.model.quantities import (
    dataset_prints,
    make_quantities,
    mean_recalls,
    name_of,
    origin_of_seeds,
    weight_prints,
)
from generator.model.shares import DIGITS
from generator.results import (
    CalibrationBin,
    Curve,
    Evaluation,
    FilterBank,
    Label,
    Origin,
    Results,
)


def make_model_results(records: Iterable[ModelRecord], claims: Iterable[Claim] = ()) -> Results:
    """Make all that Results says of the networks: `cnn.<network>.…` and `chance.accuracy`.

    Each claim about an accuracy gives `claim.<id>.gap`: what is claimed minus what is measured.
    """
    records = tuple(records)
    return Results(
        quantities=tuple(make_quantities(records, claims)),
        labels=tuple(chain.from_iterable(map(_labels_of, records))),
        evaluations=tuple(chain.from_iterable(map(_evaluations_of, records))),
        curves=tuple(map(_curve_of, records)),
        filter_banks=tuple(map(_filters_of, records)),
    )


def _evaluations_of(record: ModelRecord) -> Iterator[Evaluation]:
    for evaluation in record.evaluations:
        first = evaluation.seeds[0]
        yield Evaluation(
            network=record.network,
            dataset=evaluation.dataset,
            fingerprint=evaluation.fingerprint,
            classes=record.dataset.classes,
            seeds=tuple(each.seed for each in evaluation.seeds),
            accuracies=tuple(each.accuracy for each in evaluation.seeds),
            recalls=tuple(each.recalls for each in evaluation.seeds),
            confusion=first.confusion,
            calibration=tuple(
                CalibrationBin(
                    n_pictures=each.n_pictures, n_right=each.n_right, confidence=each.confidence
                )
                for each in first.calibration
            ),
        )


def _curve_of(record: ModelRecord) -> Curve:
    return Curve(
        network=record.network,
        dataset=record.dataset.name,
        n_held_out=record.n_held_out,
        seeds=record.seeds,
        steps=record.curve_steps,
        losses=tuple(training.losses for training in record.trainings),
        held_out_accuracies=tuple(training.held_out_accuracies for training in record.trainings),
    )


def _filters_of(record: ModelRecord) -> FilterBank:
    rows = record.filters[0][0]
    return FilterBank(
        network=record.network,
        n_rows=len(rows),
        n_columns=len(rows[0]),
        filters=tuple(
            tuple(
                round(Decimal(weight), DIGITS)
                for weight in chain.from_iterable(chain.from_iterable(each))
            )
            for each in record.filters
        ),
    )


def _labels_of(record: ModelRecord) -> Iterator[Label]:
    recalls = mean_recalls(record.evaluations[0].seeds)
    for name, recall in (("best_class", max(recalls)), ("worst_class", min(recalls))):
        class_name = record.dataset.classes[recalls.index(recall)]
        origin = origin_of_seeds(record, "quantities.mean_recalls")
        yield Label(name=name_of(record, name), words=f"class.{class_name}", origin=origin)
    pictures = Origin(
        function="generator.model.datasets.read_dataset", fingerprints=dataset_prints(record)
    )
    yield Label(
        name=name_of(record, "dataset"), words=f"dataset.{record.dataset.name}", origin=pictures
    )
    machine = Origin(
        function="generator.model.checkpoints.read_machine", fingerprints=weight_prints(record)
    )
    names = dict.fromkeys((record.machine.cpu, record.machine.device))
    text = ", ".join(name for name in names if name not in ("", "cpu"))
    yield Label(name=name_of(record, "machine"), words="", text=text or "cpu", origin=machine)
