"""Turns what a network gets right into lines for people and an object for machines."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from generator.errors import display_width, printable
from generator.model.shares import calibration_error, wilson_interval

if TYPE_CHECKING:
    from generator.model.agreement import Measurement

_MOST_COLUMNS = 12
"""A confusion matrix of more classes is wider than a terminal."""
_COLUMN_WIDTH = 5


def words_of(measured: "Measurement") -> Iterator[str]:
    """Say how much is right, how sure that is, and which classes are taken for which."""
    evaluation = measured.evaluation
    low, high = wilson_interval(evaluation.n_right, evaluation.n_pictures)
    yield (
        f"{measured.network} (seed {evaluation.seed}) on {measured.dataset}, "
        f"{evaluation.n_pictures:,} test pictures"
    )
    yield f"  accuracy           {evaluation.accuracy:.4f}  (95 % interval {low:.4f} to {high:.4f})"
    yield f"  recorded           {_words_of_recorded(measured)}"
    yield f"  calibration error  {calibration_error(evaluation.calibration):.4f}"
    yield from _table(measured)
    if measured.saved_to:
        yield f"saved to {measured.saved_to}"


def _words_of_recorded(measured: "Measurement") -> str:
    accuracy = f"{measured.recorded_accuracy:.4f}"
    if measured.n_differing is None:
        return f"{accuracy}  on {measured.recorded.dataset}; the record has nothing on these"
    if measured.n_differing == 0:
        return f"{accuracy}  on the same pictures, each given the same class"
    return (
        f"{accuracy}  on the same pictures, {measured.n_differing} nearly tied given another class"
    )


def _table(measured: "Measurement") -> Iterator[str]:
    """Lay out a row per true class: its recall, and what it is taken for."""
    evaluation = measured.evaluation
    names = [printable(name) for name in measured.classes]
    width = max(display_width(name) for name in (*names, "class"))
    shown = range(len(names)) if len(names) <= _MOST_COLUMNS else range(0)
    heads = [_clip(names[index]) for index in shown]
    yield f"  {_pad('class', width)}  recall{'  taken for' if heads else ''}"
    if heads:
        columns = " ".join(_pad(head, _COLUMN_WIDTH, right=True) for head in heads)
        yield f"  {' ' * width}          {columns}"
    for index, name in enumerate(names):
        counts = " ".join(
            f"{evaluation.confusion[index][column]:{_COLUMN_WIDTH}}" for column in shown
        )
        yield f"  {_pad(name, width)}  {evaluation.recalls[index]:.4f}  {counts}".rstrip()


def _clip(name: str) -> str:
    clipped = ""
    for char in name:
        if display_width(clipped + char) > _COLUMN_WIDTH:
            break
        clipped += char
    return clipped


def _pad(text: str, width: int, *, right: bool = False) -> str:
    spaces = " " * (width - display_width(text))
    return spaces + text if right else text + spaces


def plain_measurement(measured: "Measurement") -> dict[str, Any]:
    """Lay a measurement out for JSON; `accuracy` is the share of the whole test set."""
    evaluation = measured.evaluation
    interval = wilson_interval(evaluation.n_right, evaluation.n_pictures)
    return {
        "network": measured.network,
        "seed": evaluation.seed,
        "dataset": measured.dataset,
        "fingerprint": measured.fingerprint,
        "n_pictures": evaluation.n_pictures,
        "accuracy": float(evaluation.accuracy),
        "accuracy_interval": [float(bound) for bound in interval],
        "recorded_accuracy": float(measured.recorded_accuracy),
        "recorded_dataset": measured.recorded.dataset,
        "n_differing": measured.n_differing,
        "recalls": _by_class(measured, evaluation.recalls),
        "confusion": evaluation.confusion,
        "calibration_error": float(calibration_error(evaluation.calibration)),
        "calibration": [
            {
                "n_pictures": each.n_pictures,
                "n_right": each.n_right,
                "confidence": float(each.confidence),
            }
            for each in evaluation.calibration
        ],
        "saved_to": str(measured.saved_to) if measured.saved_to else None,
    }


def _by_class(measured: "Measurement", shares: tuple[Decimal, ...]) -> dict[str, float]:
    return {name: float(share) for name, share in zip(measured.classes, shares, strict=True)}
