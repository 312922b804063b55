"""Turns a trained network and labelled pictures into what it gets right."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from generator.errors import ModelError
from generator.inputs.predictions import format_classes
from generator.inputs.records import N_BINS, CalibrationBin, Recipe, SeedEvaluation
from generator.model.networks import to_input
from generator.model.progress import Progress, Report, ignore
from generator.model.shares import share_of

if TYPE_CHECKING:
    from generator.model.datasets import Split

_BATCH_SIZE = 500
_CONFIDENCE_DIGITS = 6


def evaluate(
    network: nn.Module, split: "Split", recipe: Recipe, seed: int, report: Report
) -> tuple[SeedEvaluation, str]:
    """Count which class the network takes each picture for; give the classes as hex digits, too.

    Raises: ModelError, when a score is not a number.
    """
    scores = measure_scores(network, split, recipe, report, seed)
    return make_evaluation(scores, split.labels.cpu(), seed), name_classes(scores)


def measure_accuracy(network: nn.Module, split: "Split", recipe: Recipe) -> float:
    """Measure the share of the pictures that is right, as precisely as the network trains."""
    was_training = network.training
    network.eval()
    n_right = 0
    with torch.inference_mode():
        for start in range(0, len(split), _BATCH_SIZE):
            pictures = to_input(split.pictures[start : start + _BATCH_SIZE], recipe)
            named = score(network, pictures, recipe).argmax(dim=1)
            n_right += int((named == split.labels[start : start + _BATCH_SIZE]).sum())
    network.train(was_training)
    return n_right / len(split)


def measure_scores(
    network: nn.Module,
    split: "Split",
    recipe: Recipe,
    report: Report = ignore,
    seed: int | None = None,
) -> Tensor:
    """Score each picture for each class, in full float32.

    Shapes: (n, n_classes), float32, on the CPU.
    Raises: ModelError, when a score is not a number.
    """
    rows = []
    with measuring(network, split.pictures.device.type):
        for start in range(0, len(split), _BATCH_SIZE):
            report(Progress(stage="measure", done=start, total=len(split), seed=seed))
            pictures = to_input(split.pictures[start : start + _BATCH_SIZE], recipe)
            rows.append(score(network, pictures, recipe).cpu())
    report(Progress(stage="measure", done=len(split), total=len(split), seed=seed))
    scores = torch.cat(rows)
    if not scores.isfinite().all():
        raise ModelError("the network's scores are not all numbers: its training has run away")
    return scores


def score(network: nn.Module, pictures: Tensor, recipe: Recipe) -> Tensor:
    """Score each picture, or the mean of all the ways in which the recipe looks at it.

    A recipe that moves pictures looks at each as it is, and at half weight moved by one pixel up
    and left, and down and right; one that mirrors them, at each of these mirrored, too.

    Shapes: (n, 3, 32, 32) -> (n, n_classes), float32.
    """
    views = [(pictures, 1.0)]
    if recipe.shift:
        padded = functional.pad(pictures, (1,) * 4, mode="reflect")
        views += [(padded[..., 2:, 2:], 0.5), (padded[..., :-2, :-2], 0.5)]
    if recipe.is_mirrored:
        views += [(view.flip(-1), weight) for view, weight in views]
    total = sum(weight for _, weight in views)
    scores = [network(view).float() * (weight / total) for view, weight in views]
    return torch.stack(scores).sum(dim=0)


def make_evaluation(scores: Tensor, labels: Tensor, seed: int) -> SeedEvaluation:
    """Hold the scores against the true classes.

    Shapes: (n, n_classes) float32, (n,) int64.
    Units: shares, rounded to 12 digits.
    """
    confusion = count_confusion(scores.argmax(dim=1), labels, scores.shape[1])
    right = [row[index] for index, row in enumerate(confusion)]
    totals = [sum(row) for row in confusion]
    return SeedEvaluation(
        seed=seed,
        accuracy=share_of(sum(right), sum(totals)),
        recalls=tuple(share_of(n, total) for n, total in zip(right, totals, strict=True)),
        confusion=confusion,
        calibration=count_calibration(scores, labels),
    )


def count_confusion(
    predicted: Tensor, labels: Tensor, n_classes: int
) -> tuple[tuple[int, ...], ...]:
    """Count the pictures of each true class (row) taken for each class (column)."""
    cells = torch.bincount(labels * n_classes + predicted, minlength=n_classes**2)
    return tuple(tuple(row) for row in cells.reshape(n_classes, n_classes).tolist())


def count_calibration(scores: Tensor, labels: Tensor) -> tuple[CalibrationBin, ...]:
    """Sort the pictures by the probability given to the class named, into equal intervals.

    An interval holds its upper bound and not its lower one. Probabilities are the softmax of the
    scores.

    Source: Guo et al., "On Calibration of Modern Neural Networks", 2017, section 2.
    """
    confidences, named = scores.double().softmax(dim=1).max(dim=1)
    bins = (confidences * N_BINS).ceil().long().sub(1).clamp(0, N_BINS - 1)
    n_pictures = torch.bincount(bins, minlength=N_BINS)
    n_right = torch.bincount(bins[named == labels], minlength=N_BINS)
    sums = torch.bincount(bins, confidences, minlength=N_BINS)
    means = sums / n_pictures.clamp(min=1)
    return tuple(
        CalibrationBin(
            n_pictures=n, n_right=right, confidence=round(Decimal(mean), _CONFIDENCE_DIGITS)
        )
        for n, right, mean in zip(
            n_pictures.tolist(), n_right.tolist(), means.tolist(), strict=True
        )
    )


def name_classes(scores: Tensor) -> str:
    """Write the class with the highest score of each picture, as a record does."""
    return format_classes(scores.argmax(dim=1).tolist(), scores.shape[1])


@contextmanager
def measuring(network: nn.Module, device: str) -> Iterator[None]:
    """Let the network answer in full float32, whatever it trains in; then it is as before."""
    was_training = network.training
    backends: Any = torch.backends
    cudnn, cuda, mkldnn = backends.cudnn, backends.cuda, backends.mkldnn
    kinds = (cudnn.conv, cuda.matmul, mkldnn.conv, mkldnn.matmul)
    before = [kind.fp32_precision for kind in kinds]
    try:
        network.eval()
        for kind in kinds:
            kind.fp32_precision = "ieee"
        with torch.inference_mode(), torch.autocast(device, enabled=False):
            yield
    finally:
        network.train(was_training)
        for kind, precision in zip(kinds, before, strict=True):
            kind.fp32_precision = precision
