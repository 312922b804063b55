"""Turns recorded networks and test pictures into measurements that agree with the records."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import torch
from torch import Tensor

from generator.cache import Cache
from generator.errors import Location, ModelError, ReportError, raise_if_any
from generator.inputs.contradictions import check_record
from generator.inputs.files import shown_path
from generator.inputs.predictions import parse_classes
from generator.inputs.records import (
    DatasetEvaluation,
    ModelRecord,
    SeedEvaluation,
    read_records,
)
from generator.model.checkpoints import load_network, write_record
from generator.model.datasets import Dataset, read_dataset
from generator.model.devices import AUTO, choose_device
from generator.model.evaluation import make_evaluation, measure_scores, name_classes
from generator.model.progress import Report, ignore

_DIFFERING_SHARE = Decimal("0.0003")
"""How many pictures another machine's rounding may give another class, of those nearly tied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateRequest:
    """What `evaluate` is asked to do."""

    networks: tuple[str, ...]
    source: str
    """`cifar10`, or the path of a folder or zip archive of pictures."""
    name: str | None = None
    """The dataset's name; None takes it from the source."""
    content: Path
    """The folder whose `models/` holds the records and the weights."""
    cache: Path
    """The cache's folder."""
    device: str = AUTO
    is_saved: bool = False
    """Whether the records are to hold what is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What a network gets right on the test pictures of a dataset."""

    network: str
    dataset: str
    fingerprint: str
    classes: tuple[str, ...]
    evaluation: SeedEvaluation
    recorded: DatasetEvaluation
    """What the record says of these very pictures, or else of those it was trained with."""
    n_differing: int | None
    """Pictures given another class than in the record; None where it holds other pictures."""
    saved_to: Path | None
    """The record that holds the measurement now; None where it was not to be saved."""

    @property
    def recorded_accuracy(self) -> Decimal:
        """The share of `recorded` that is right."""
        return self.recorded.seeds[0].accuracy


def evaluate_networks(request: EvaluateRequest, report: Report = ignore) -> tuple[Measurement, ...]:
    """Measure recorded networks on a dataset's test pictures.

    Raises: ModelError, or Problems of them: weights are not their record's, the classes are
    others, or a record says something else of the same pictures.
    """
    request = replace(request, device=choose_device(request.device))
    records = read_records(request.content / "models", request.networks)
    dataset = read_dataset(request.source, request.name, Cache(request.cache), report)
    measured: list[Measurement] = []
    errors: list[ReportError] = []
    for record in records:
        try:
            measured.append(_measure(record, dataset, request, report))
        except ReportError as error:
            errors.append(error)
    raise_if_any(errors)
    return tuple(measured)


def _measure(
    record: ModelRecord, dataset: Dataset, request: EvaluateRequest, report: Report
) -> Measurement:
    _check_classes(record, dataset)
    network, seed = load_network(record).to(request.device), record.weights.seed
    split = dataset.test.to(request.device)
    scores = measure_scores(network, split, record.recipe, report, seed)
    known = _find_recorded(record, dataset.fingerprint)
    n_differing = None if known is None else count_differing(record, known, scores)
    found = DatasetEvaluation(
        dataset=known.dataset if known else dataset.name,
        fingerprint=dataset.fingerprint,
        seeds=(make_evaluation(scores, dataset.test.labels, seed),),
        predictions=name_classes(scores),
    )
    if request.is_saved:
        write_record(with_evaluation(record, found))
    return Measurement(
        network=record.network,
        dataset=found.dataset,
        fingerprint=found.fingerprint,
        classes=dataset.classes,
        evaluation=found.seeds[0],
        recorded=known or record.evaluations[0],
        n_differing=n_differing,
        saved_to=record.path if request.is_saved else None,
    )


def _check_classes(record: ModelRecord, dataset: Dataset) -> None:
    if dataset.classes != record.dataset.classes:
        raise ModelError(
            f"`{record.network}` tells apart {', '.join(record.dataset.classes)}; "
            f"`{dataset.name}` has {', '.join(dataset.classes)}"
        )


def _find_recorded(record: ModelRecord, fingerprint: str) -> DatasetEvaluation | None:
    for evaluation in record.evaluations:
        if evaluation.fingerprint == fingerprint:
            return evaluation
    return None


def count_differing(record: ModelRecord, recorded: DatasetEvaluation, scores: Tensor) -> int:
    """Count the pictures that are given another class than the record says.

    Shapes: scores (n, n_classes).
    Raises: ModelError, when they are more than rounding explains, or not nearly tied.
    """
    expected = torch.tensor(parse_classes(recorded.predictions, scores.shape[1]))
    differing = (scores.argmax(dim=1) != expected).nonzero().flatten()
    chosen = scores[differing]
    lead = chosen.amax(dim=1) - chosen.gather(1, expected[differing, None]).flatten()
    widest = lead.max().item() if len(lead) else 0.0
    n_allowed, near = math.ceil(_DIFFERING_SHARE * len(scores)), 2 * record.logits.tolerance
    if len(differing) > n_allowed or widest > near:
        raise ModelError(
            f"`{record.network}` gives {len(differing):,} of {len(scores):,} pictures another "
            f"class than its record of `{recorded.dataset}` does, by up to {widest:.2g} of a "
            f"score; rounding explains {n_allowed}, by up to {near:g}",
            at=Location(path=shown_path(record.path)),
            hint="the same weights and pictures must agree; was the record edited?",
        )
    return len(differing)


def with_evaluation(record: ModelRecord, found: DatasetEvaluation) -> ModelRecord:
    """Add what the weights get right on some pictures to their record, or put it up to date.

    Raises: ModelError, when the record would contradict itself.
    """
    kept = list(record.evaluations)
    for index, each in enumerate(kept):
        if each.fingerprint == found.fingerprint:
            kept[index] = replace(found, seeds=(*found.seeds, *each.seeds[1:]))
            break
        if index and each.dataset == found.dataset:
            kept[index] = found
            break
    else:
        kept.append(found)
    changed = replace(record, evaluations=tuple(kept))
    problems = check_record(replace(changed, path=Path()))
    if problems:
        message = f"the record of `{record.network}` cannot hold this: {'; '.join(problems)}"
        raise ModelError(message, hint="name other pictures otherwise, with `--data-name`")
    return changed
