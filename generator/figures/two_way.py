"""Turns one scenario's value over two assumptions into a map of gains and losses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.errors import ReportError
from generator.figures.canvas import TEXT, WIDTH, Sheet, draw_svg, fill, measure
from generator.figures.cells import opacity_of, paint_cells, write_cell
from generator.figures.labels import height_of, wrap_words, write_lines
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, NEGATIVE, POSITIVE
from generator.figures.reading import format_amount, format_assumed, format_briefly, format_money
from generator.locales import Locale
from generator.results import Grid, Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "two-way"
_CELL_HEIGHT = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class _Map:
    title: str
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    npv: tuple[tuple[Decimal, ...], ...]
    texts: tuple[tuple[str, ...], ...]


def draw_two_way(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw the net present value over the two assumptions that matter most."""
    if not results.grids:
        message = f"figure `{_ID}` needs a grid of two assumptions, and the results hold none"
        raise ReportError(message, hint="let two assumptions or more have a distribution")
    grid = results.grids[0]
    row, column = (_name_axis(name, results, words) for name in (grid.row, grid.column))
    rows = _label_axis(grid.row, grid.row_values, results, locale)
    columns = _label_axis(grid.column, grid.column_values, results, locale)
    brief = iter(format_briefly((npv for line in grid.npv for npv in line), locale))
    shown = _Map(
        title=fill(words, f"figure.{_ID}.axes", {"row": row, "column": column}),
        row_labels=rows,
        column_labels=columns,
        npv=grid.npv,
        texts=tuple(tuple(next(brief) for _ in line) for line in grid.npv),
    )
    alt = {
        **_alt_fields(grid, results, words, locale),
        "scenario": words[f"scenario.{grid.scenario}.title"],
    }
    return Figure(
        id=_ID,
        svg=_draw_cells(shown, words["line_setting"]),
        alt=fill(words, f"figure.{_ID}.alt", alt),
        table=Table(
            header=(fill(words, f"figure.{_ID}.corner", {"row": row, "column": column}), *columns),
            rows=tuple(
                (label, *(format_money(npv, locale) for npv in line))
                for label, line in zip(rows, grid.npv, strict=True)
            ),
        ),
        quantities=(
            f"scenario.{grid.scenario}.npv",
            f"assumption.{grid.row}",
            f"assumption.{grid.column}",
        ),
    )


def _name_axis(assumption: str, results: Results, words: Mapping[str, str]) -> str:
    name = words[f"assumption.{assumption}.title"]
    is_money = results.by_name[f"assumption.{assumption}"].unit == "wan_yuan"
    return fill(words, f"figure.{_ID}.money", {"assumption": name}) if is_money else name


def _label_axis(
    assumption: str, values: tuple[Decimal, ...], results: Results, locale: Locale
) -> tuple[str, ...]:
    """Write an axis's values; of money without its unit, which the name of the axis has."""
    if results.by_name[f"assumption.{assumption}"].unit == "wan_yuan":
        return tuple(format_amount(value, locale) for value in values)
    return tuple(format_assumed(value, assumption, results, locale) for value in values)


def _alt_fields(
    grid: Grid, results: Results, words: Mapping[str, str], locale: Locale
) -> Mapping[str, str]:
    """Name both assumptions and their ranges, and the lowest and the highest value."""
    every = tuple(npv for line in grid.npv for npv in line)
    fields = {
        "lowest": format_money(min(every), locale),
        "highest": format_money(max(every), locale),
    }
    for axis, name, values in (
        ("row", grid.row, grid.row_values),
        ("column", grid.column, grid.column_values),
    ):
        fields[axis] = words[f"assumption.{name}.title"]
        fields[f"{axis}_low"] = format_assumed(values[0], name, results, locale)
        fields[f"{axis}_high"] = format_assumed(values[-1], name, results, locale)
    return fields


def _draw_cells(shown: _Map, line_setting: str) -> str:
    title = "\n".join(wrap_words(line, WIDTH - 16) for line in shown.title.split("\n"))
    top = height_of(title) + 8 + 36
    n_rows, n_columns = len(shown.row_labels), len(shown.column_labels)
    sheet = Sheet(
        id=_ID,
        height=top + _CELL_HEIGHT * n_rows + 8,
        left=measure(shown.row_labels) + 16,
        top=top,
    )

    def paint(axes: "Axes") -> None:
        paint_cells(axes, _shades(shown), n_rows, n_columns)
        _paint_border(axes, shown)
        for row, line in enumerate(shown.texts):
            for column, text in enumerate(line):
                write_cell(axes, (row, column), text)
        axes.xaxis.tick_top()
        axes.set_xticks(range(n_columns), shown.column_labels)
        axes.set_yticks(range(n_rows), shown.row_labels)
        axes.tick_params(labelsize=TEXT, labelcolor=INK)
        corner = (8 / WIDTH, 1 - (8 + height_of(title) / 2) / sheet.height)
        write_lines(axes, title, corner, "figure fraction")

    return draw_svg(sheet, line_setting, paint)


def _shades(shown: _Map) -> Mapping[tuple[int, int], tuple[str, float]]:
    """Shade gains and losses in two colours, the stronger the farther from zero."""
    most = max(abs(npv) for line in shown.npv for npv in line) or Decimal(1)
    return {
        (row, column): (NEGATIVE if npv < 0 else POSITIVE, opacity_of(float(abs(npv) / most)))
        for row, line in enumerate(shown.npv)
        for column, npv in enumerate(line)
    }


def _paint_border(axes: "Axes", shown: _Map) -> None:
    """Rule a heavy line between gains and losses, which is seen without any colour."""
    losses = [[npv < 0 for npv in line] for line in shown.npv]
    level = [
        ((column - 0.5, column + 0.5), (row + 0.5, row + 0.5))
        for row, (above, below) in enumerate(pairwise(losses))
        for column, sides in enumerate(zip(above, below, strict=True))
        if sides[0] != sides[1]
    ]
    for across, down in (*level, *_upright(losses)):
        axes.plot(across, down, color=INK, linewidth=2.5, solid_capstyle="projecting")


def _upright(losses: list[list[bool]]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    for row, line in enumerate(losses):
        for column, (left, right) in enumerate(pairwise(line)):
            if left != right:
                yield (column + 0.5, column + 0.5), (row - 0.5, row + 0.5)
