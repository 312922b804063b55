"""Turns the example's profit into a line over open-source revenue, with the point of no loss."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.figures.canvas import (
    LEGEND_ROW,
    Sheet,
    draw_svg,
    explain_marks,
    fill,
    find_ticks,
    measure,
    scale_amounts,
    title_axis,
)
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, SERIES
from generator.figures.reading import ZERO, example_quantities, format_amount, format_money
from generator.locales import Locale
from generator.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "break-even"
_FIELDS = (
    "profit_without_open_source_revenue",
    "break_even_open_source_revenue",
    "open_source_revenue",
    "profit",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """A point of the line.

    Units: 万元.
    """

    revenue: Decimal
    profit: Decimal
    label: str = ""
    marker: str = ""


def draw_break_even(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw profit over the revenue that open-sourcing brings, and where it is zero."""
    named = example_quantities(results, _ID, _FIELDS)
    texts = {field: format_money(quantity.value, locale) for field, quantity in named.items()}
    start, crossing, revenue, profit = (named[field].value for field in _FIELDS)
    label = fill(words, "figure.break-even.example", {"profit": texts["profit"]})
    points = [
        _Point(revenue=ZERO, profit=start),
        _Point(revenue=revenue, profit=profit, label=label, marker="s"),
    ]
    variant = "crossing" if crossing > 0 else "above"
    if crossing > 0:
        zero = texts["break_even_open_source_revenue"]
        label = fill(words, "figure.break-even.zero", {"revenue": zero})
        points.append(_Point(revenue=crossing, profit=ZERO, label=label, marker="o"))
    else:
        del texts["break_even_open_source_revenue"]
    points.sort(key=lambda point: point.revenue)
    return Figure(
        id=_ID,
        svg=_draw_line(tuple(points), words, locale),
        alt=fill(words, f"figure.break-even.alt.{variant}", texts),
        table=Table(
            header=(words["figure.break-even.x"], words["figure.break-even.y"]),
            rows=tuple(
                (format_money(point.revenue, locale), format_money(point.profit, locale))
                for point in points
            ),
        ),
        quantities=tuple(quantity.name for quantity in named.values()),
    )


def _draw_line(points: tuple[_Point, ...], words: Mapping[str, str], locale: Locale) -> str:
    profits = (ZERO, *(point.profit for point in points))
    ticks = find_ticks(min(profits), max(profits), n_most=6)
    tick_labels = tuple(format_amount(tick, locale) for tick in ticks)
    legend_height = LEGEND_ROW * sum(bool(point.marker) for point in points)
    sheet = Sheet(
        id=_ID,
        height=286 + legend_height,
        left=measure(tick_labels) + 16,
        right=36,
        top=44 + legend_height,
        bottom=62,
    )

    def paint(axes: "Axes") -> None:
        axes.axhline(0, color=INK, linewidth=1.5)
        axes.plot(
            [float(point.revenue) for point in points],
            [float(point.profit) for point in points],
            color=SERIES[0],
            linewidth=2.5,
        )
        _paint_marks(axes, points, sheet)
        scale_amounts(axes, tuple(point.revenue for point in points), locale)
        axes.set_yticks([float(tick) for tick in ticks], tick_labels)
        axes.grid(axis="y")
        axes.set_xlabel(words["figure.break-even.x"], labelpad=8)
        title_axis(axes, sheet, words["figure.break-even.y"])

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_marks(axes: "Axes", points: tuple[_Point, ...], sheet: Sheet) -> None:
    """Mark points and explain them above the axes: beside them, words could meet the line."""
    for point in points:
        if point.marker:
            axes.plot(
                [float(point.revenue)],
                [float(point.profit)],
                marker=point.marker,
                markersize=9,
                linestyle="none",
                color=INK,
                label=point.label,
            )
    explain_marks(axes, sheet, n_columns=1)
