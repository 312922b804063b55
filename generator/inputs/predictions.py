"""Turns the class named for each picture into a record's hexadecimal digits, and back."""

from collections.abc import Iterable

_FEW_CLASSES = 256
"""More classes than two digits tell apart take four each."""


def format_classes(indices: Iterable[int], n_classes: int) -> str:
    """Write the class of each picture as `DatasetEvaluation.predictions` holds it."""
    n_digits = _digits_of(n_classes)
    return "".join(f"{index:0{n_digits}x}" for index in indices)


def parse_classes(predictions: str, n_classes: int) -> tuple[int, ...]:
    """Read the class of each picture back from `DatasetEvaluation.predictions`."""
    n_digits = _digits_of(n_classes)
    starts = range(0, len(predictions), n_digits)
    return tuple(int(predictions[start : start + n_digits], 16) for start in starts)


def _digits_of(n_classes: int) -> int:
    return 2 if n_classes <= _FEW_CLASSES else 4
