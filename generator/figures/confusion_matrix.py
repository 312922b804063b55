"""Turns what a network takes its pictures for into a matrix of counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.figures.canvas import (
    SMALL_TEXT,
    TEXT,
    WIDTH,
    Sheet,
    draw_svg,
    fill,
    measure,
    title_axis,
)
from generator.figures.nouns import Figure, Table
from generator.figures.palette import GRID, INK, SERIES
from generator.figures.reading import class_words, first_evaluation, format_count
from generator.locales import Locale
from generator.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "confusion-matrix"
_FAINTEST = 0.06
_STRONGEST = 0.55
"""Opacity of a cell that holds its whole row: ink stays readable on it, on light and on dark."""

_FLATNESS = 0.8
"""Height of a cell to its width: a page of the PDF holds the chart and some text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrix:
    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    """Shapes: a row per true class, a column per answer."""
    texts: tuple[tuple[str, ...], ...]


def draw_confusion_matrix(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw how many pictures of each class were taken for which, by the first seed's network."""
    evaluation = first_evaluation(results, _ID)
    matrix = _Matrix(
        classes=class_words(evaluation, words),
        counts=evaluation.confusion,
        texts=tuple(
            tuple(format_count(count, locale) for count in row) for row in evaluation.confusion
        ),
    )
    return Figure(
        id=_ID,
        svg=_draw_cells(matrix, words),
        alt=fill(words, "figure.confusion-matrix.alt", _alt_fields(matrix, locale)),
        table=Table(
            header=(words["figure.confusion-matrix.corner"], *matrix.classes),
            rows=tuple(
                (name, *row) for name, row in zip(matrix.classes, matrix.texts, strict=True)
            ),
        ),
        quantities=(),
    )


def _alt_fields(matrix: _Matrix, locale: Locale) -> Mapping[str, str]:
    """Name the most frequent mistake; of equals, the first in reading order."""
    mistakes = (
        (count, true, answer)
        for true, row in enumerate(matrix.counts)
        for answer, count in enumerate(row)
        if true != answer
    )
    _, true, answer = max(mistakes, key=lambda mistake: mistake[0])
    return {
        "classes": format_count(len(matrix.classes), locale),
        "true": matrix.classes[true],
        "taken": matrix.classes[answer],
        "count": matrix.texts[true][answer],
    }


def _draw_cells(matrix: _Matrix, words: Mapping[str, str]) -> str:
    n_classes = len(matrix.classes)
    label_size = min(TEXT, 0.6 * WIDTH / n_classes)
    label_width = measure(matrix.classes, label_size) + 8
    cell = (WIDTH - label_width - 16) / n_classes
    is_level = label_width <= cell
    top = 44 + (24 if is_level else label_width)
    sheet = Sheet(
        id=_ID, height=top + _FLATNESS * cell * n_classes + 8, left=label_width + 8, top=top
    )

    def paint(axes: "Axes") -> None:
        _paint_shades(axes, matrix)
        if measure(("0000",), SMALL_TEXT) <= cell:
            _paint_counts(axes, matrix)
        axes.set_xlim(-0.5, n_classes - 0.5)
        axes.set_ylim(n_classes - 0.5, -0.5)
        axes.xaxis.tick_top()
        axes.set_xticks(range(n_classes), matrix.classes, rotation=0 if is_level else 90)
        axes.set_yticks(range(n_classes), matrix.classes)
        axes.tick_params(labelsize=label_size, labelcolor=INK)
        title_axis(axes, sheet, words["figure.confusion-matrix.axes"])

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_shades(axes: "Axes", matrix: _Matrix) -> None:
    """Shade each cell by its part of the row, and frame those that are right."""
    # One collection each: a patch per cell takes three times as long.
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import to_rgba

    shown = {
        (true, answer): to_rgba(SERIES[0], _opacity(count, sum(row)))
        for true, row in enumerate(matrix.counts)
        for answer, count in enumerate(row)
        if count
    }
    cells = [_square(*place, half=0.5) for place in shown]
    axes.add_collection(PolyCollection(cells, facecolors=list(shown.values()), edgecolors="none"))
    n_classes = len(matrix.classes)
    edges = [edge - 0.5 for edge in range(n_classes + 1)]
    axes.hlines(edges, -0.5, n_classes - 0.5, colors=GRID, linewidths=1)
    axes.vlines(edges, -0.5, n_classes - 0.5, colors=GRID, linewidths=1)
    right = [_square(place, place, half=0.46) for place in range(n_classes)]
    axes.add_collection(PolyCollection(right, facecolors="none", edgecolors=INK, linewidths=1.5))


def _opacity(count: int, total: int) -> float:
    return _FAINTEST + (_STRONGEST - _FAINTEST) * count / total


def _square(true: int, answer: int, *, half: float) -> list[tuple[float, float]]:
    left, right, top, bottom = answer - half, answer + half, true - half, true + half
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _paint_counts(axes: "Axes", matrix: _Matrix) -> None:
    for true, row in enumerate(matrix.texts):
        for answer, text in enumerate(row):
            if matrix.counts[true][answer]:
                axes.text(
                    answer,
                    true,
                    text,
                    fontsize=SMALL_TEXT,
                    ha="center",
                    va="center_baseline",
                    fontweight="bold" if true == answer else "normal",
                )
