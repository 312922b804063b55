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
from generator.figures.cells import frame_cells, opacity_of, paint_cells, write_cell
from generator.figures.networks import class_words, evaluation_for, id_of, title_of
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, SERIES
from generator.figures.reading import format_count
from generator.locales import Locale
from generator.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "confusion-matrix"
_FLATNESS = 0.8
"""Height of a cell to its width: a page of the PDF holds the chart and some text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrix:
    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    """Shapes: a row per true class, a column per answer."""
    texts: tuple[tuple[str, ...], ...]


def draw_confusion_matrix(
    results: Results, words: Mapping[str, str], locale: Locale, network: str = ""
) -> Figure:
    """Draw how many pictures of each class were taken for which, by the first seed's network."""
    chart = id_of(_ID, network)
    evaluation = evaluation_for(results, chart, network)
    matrix = _Matrix(
        classes=class_words(evaluation, words),
        counts=evaluation.confusion,
        texts=tuple(
            tuple(format_count(count, locale) for count in row) for row in evaluation.confusion
        ),
    )
    alt = {"network": title_of(evaluation.network, words), **_alt_fields(matrix, locale)}
    return Figure(
        id=chart,
        svg=_draw_cells(chart, matrix, words),
        alt=fill(words, "figure.confusion-matrix.alt", alt),
        table=Table(
            header=(words["figure.confusion-matrix.corner"], *matrix.classes),
            rows=tuple(
                (name, *row) for name, row in zip(matrix.classes, matrix.texts, strict=True)
            ),
        ),
        quantities=(f"cnn.{evaluation.network}.accuracy.seed_{evaluation.seeds[0]}",),
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


def _draw_cells(chart: str, matrix: _Matrix, words: Mapping[str, str]) -> str:
    n_classes = len(matrix.classes)
    label_size = min(TEXT, 0.6 * WIDTH / n_classes)
    label_width = measure(matrix.classes, label_size) + 8
    cell = (WIDTH - label_width - 16) / n_classes
    is_level = label_width <= cell
    top = 44 + (24 if is_level else label_width)
    sheet = Sheet(
        id=chart, height=top + _FLATNESS * cell * n_classes + 8, left=label_width + 8, top=top
    )

    def paint(axes: "Axes") -> None:
        _paint_shades(axes, matrix)
        if measure(("0000",), SMALL_TEXT) <= cell:
            _paint_counts(axes, matrix)
        axes.xaxis.tick_top()
        axes.set_xticks(range(n_classes), matrix.classes, rotation=0 if is_level else 90)
        axes.set_yticks(range(n_classes), matrix.classes)
        axes.tick_params(labelsize=label_size, labelcolor=INK)
        title_axis(axes, sheet, words["figure.confusion-matrix.axes"])

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_shades(axes: "Axes", matrix: _Matrix) -> None:
    """Shade each cell by its part of the row, and frame those that are right."""
    shades = {
        (true, answer): (SERIES[0], opacity_of(count / sum(row)))
        for true, row in enumerate(matrix.counts)
        for answer, count in enumerate(row)
        if count
    }
    n_classes = len(matrix.classes)
    paint_cells(axes, shades, n_classes, n_classes)
    frame_cells(axes, ((place, place) for place in range(n_classes)))


def _paint_counts(axes: "Axes", matrix: _Matrix) -> None:
    for true, row in enumerate(matrix.texts):
        for answer, text in enumerate(row):
            if matrix.counts[true][answer]:
                write_cell(axes, (true, answer), text, is_bold=true == answer)
