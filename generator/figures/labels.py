"""Turns long names and crowded places into labels that neither run over nor meet."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from generator.figures.canvas import TEXT, measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Coordinates = str | tuple[str, str]
"""What a place is measured in, by matplotlib's names."""

LINE = 1.3
"""Height of a line of text to its size."""

_PIECE = re.compile(r"[（“《]?[\u3400-\u9fff][、，。；：）”》]*|[^\s\u3400-\u9fff（“《]+\s*|.")
"""What stays together: a Chinese character with its punctuation, or a word."""

_PAUSE = re.compile(r"[,;:/、，；：）]\s*")


def wrap_words(text: str, width: float, size: float = TEXT) -> str:
    """Break text into lines of at most this width, in units, where words allow."""
    return "\n".join(line.strip() for line in _lines(text, width, size))


def _lines(text: str, width: float, size: float) -> Iterator[str]:
    line = ""
    for piece in _PIECE.findall(text):
        if line and measure((line + piece.rstrip(),), size) > width:
            end = _find_pause(line)
            yield line[:end]
            line = line[end:]
        line += piece
    yield line


def _find_pause(line: str) -> int:
    """Find where a full line is best broken: after its last pause, or else at its end."""
    pauses = [match.end() for match in _PAUSE.finditer(line)]
    return pauses[-1] if pauses and pauses[-1] * 3 >= len(line) else len(line)


def height_of(text: str, size: float = TEXT) -> float:
    """Give the height of lines of text, in units."""
    return (text.count("\n") + 1) * size * LINE


def spread_apart(
    wanted: Sequence[float], sizes: Sequence[float], low: float, high: float
) -> tuple[float, ...]:
    """Move labels as little as possible so that none meets another; give their middles.

    They keep their order, and stay between low and high where they fit.

    Source: isotonic regression by pooling adjacent violators, Ayer et al. 1955.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    offsets: dict[int, float] = {}
    room = 0.0
    for place in order:
        offsets[place] = room + sizes[place] / 2
        room += sizes[place]
    pools: list[tuple[float, int]] = []
    for place in order:
        total, count = wanted[place] - offsets[place], 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            total, count = total + pools[-1][0], count + pools[-1][1]
            pools.pop()
        pools.append((total, count))
    starts = [total / count for total, count in pools for _ in range(count)]
    middles = {
        place: max(low, min(start, high - room)) + offsets[place]
        for place, start in zip(order, starts, strict=True)
    }
    return tuple(middles[place] for place in range(len(wanted)))


def write_lines(
    axes: "Axes",
    text: str,
    where: tuple[float, float],
    coordinates: Coordinates,
    **style: Any,  # noqa: ANN401 -- what matplotlib takes
) -> None:
    """Set lines of text, each by itself, around a middle: the heights of fonts then matter not.

    `shift` moves them, in units to the right and upwards.
    """
    across, up = style.pop("shift", (0.0, 0.0))
    lines = text.split("\n")
    for place, line in enumerate(lines):
        offset = ((len(lines) - 1) / 2 - place) * TEXT * LINE
        axes.annotate(
            line,
            where,
            xycoords=coordinates,
            xytext=(across, up + offset),
            textcoords="offset points",
            va="center_baseline",
            **style,
        )
