"""Turns a trained network and labelled pictures into what it gets right."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import torch
from torch import Tensor, nn

from generator.cache import Cache
from generator.errors import Location, ModelError
from generator.inputs.files import shown_path
from generator.inputs.records import ModelRecord, Recipe, SeedEvaluation, read_record
from generator.model.checkpoints import load_network
from generator.model.datasets import Dataset, Split, read_dataset
from generator.model.networks import check_device, to_input
from generator.model.progress import Progress, Report, ignore

_BATCH_SIZE = 500
_DIGITS = 12
_AGREEMENT_SHARE = Decimal("0.0003")
"""How far a share measured on another machine may be off: rounding flips a picture now and then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateRequest:
    """What `evaluate` is asked to do."""

    network: str
    source: str
    """`cifar10`, or the path of a folder or zip archive of pictures."""
    name: str | None = None
    """The dataset's name; None takes it from the source."""
    content: Path
    """The folder whose `models/` holds the record and the weights."""
    cache: Path
    """The cache's folder."""
    device: str = "cpu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What a network gets right on the test pictures of a dataset."""

    network: str
    dataset: str
    fingerprint: str
    classes: tuple[str, ...]
    n_pictures: int
    evaluation: SeedEvaluation
    recorded_accuracy: Decimal | None
    """What the record says of these very pictures; None when it was not measured on them."""


def evaluate_network(request: EvaluateRequest, report: Report = ignore) -> Measurement:
    """Measure a recorded network on a dataset's test pictures.

    Raises: ModelError, when the weights are not the record's, the classes are others, or the
    record says something else of the same pictures.
    """
    check_device(request.device)
    record = read_record(request.content / "models", request.network)
    network = load_network(record).to(request.device)
    dataset = read_dataset(request.source, request.name, Cache(request.cache), report)
    _check_classes(record, dataset)
    evaluation = evaluate(
        network, dataset.test.to(request.device), record.recipe, record.weights.seed, report
    )
    recorded = _find_recorded(record, dataset.fingerprint)
    _check_agreement(record, evaluation.accuracy, recorded)
    return Measurement(
        network=record.network,
        dataset=dataset.name,
        fingerprint=dataset.fingerprint,
        classes=dataset.classes,
        n_pictures=len(dataset.test),
        evaluation=evaluation,
        recorded_accuracy=recorded,
    )


def evaluate(
    network: nn.Module, split: Split, recipe: Recipe, seed: int, report: Report
) -> SeedEvaluation:
    """Count which class the network takes each picture for.

    Units: shares, rounded to 12 digits.
    """
    confusion = count_confusion(predict(network, split, recipe, seed, report), split.labels)
    right = [row[index] for index, row in enumerate(confusion)]
    totals = [sum(row) for row in confusion]
    return SeedEvaluation(
        seed=seed,
        accuracy=_share(sum(right), sum(totals)),
        recalls=tuple(_share(n, total) for n, total in zip(right, totals, strict=True)),
        confusion=confusion,
    )


def predict(network: nn.Module, split: Split, recipe: Recipe, seed: int, report: Report) -> Tensor:
    """Name the class with the highest score for each picture.

    Shapes: (n,), int64.
    """
    network.eval()
    classes = []
    with torch.inference_mode():
        for start in range(0, len(split), _BATCH_SIZE):
            report(Progress(stage="measure", done=start, total=len(split), seed=seed))
            pictures = split.pictures[start : start + _BATCH_SIZE]
            classes.append(network(to_input(pictures, recipe)).argmax(dim=1))
    report(Progress(stage="measure", done=len(split), total=len(split), seed=seed))
    return torch.cat(classes)


def count_confusion(predicted: Tensor, labels: Tensor) -> tuple[tuple[int, ...], ...]:
    """Count the pictures of each true class (row) taken for each class (column)."""
    n_classes = int(labels.max()) + 1
    cells = torch.bincount(labels * n_classes + predicted, minlength=n_classes**2)
    return tuple(tuple(row) for row in cells.reshape(n_classes, n_classes).tolist())


def _share(part: int, whole: int) -> Decimal:
    return round(Decimal(part) / whole, _DIGITS)


def _check_classes(record: ModelRecord, dataset: Dataset) -> None:
    if dataset.classes != record.dataset.classes:
        raise ModelError(
            f"`{record.network}` tells apart {', '.join(record.dataset.classes)}; "
            f"`{dataset.name}` has {', '.join(dataset.classes)}"
        )


def _find_recorded(record: ModelRecord, fingerprint: str) -> Decimal | None:
    for evaluation in record.evaluations:
        if evaluation.fingerprint == fingerprint:
            return evaluation.seeds[0].accuracy
    return None


def _check_agreement(record: ModelRecord, measured: Decimal, recorded: Decimal | None) -> None:
    if recorded is not None and abs(measured - recorded) > _AGREEMENT_SHARE:
        raise ModelError(
            f"`{record.network}` gets {measured.normalize()} of the pictures right; "
            f"its record says {recorded.normalize()}",
            at=Location(path=shown_path(record.path)),
            hint="the same weights and pictures must agree; was the record edited?",
        )
