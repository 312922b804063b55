"""Turns the profits of all scenarios into bars, losses to the left of zero."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.figures.canvas import WIDTH, Sheet, draw_svg, fill, label_end, measure
from generator.figures.nouns import Figure, Table
from generator.figures.palette import MUTED, NEGATIVE, POSITIVE
from generator.figures.reading import ZERO, all_outcomes, format_amount, format_money
from generator.locales import Locale
from generator.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "profit-by-scenario"


def draw_profit_by_scenario(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw each scenario's profit, in the order of scenarios.yaml."""
    outcomes = all_outcomes(results, _ID)
    profits = tuple((words[f"scenario.{each.scenario}.title"], each.profit) for each in outcomes)
    rows = tuple((name, format_money(profit, locale)) for name, profit in profits)
    items = (
        fill(words, "figure.profit-by-scenario.item", {"scenario": name, "profit": text})
        for name, text in rows
    )
    listed = words["figure.separator"].join(items)
    return Figure(
        id=_ID,
        svg=_draw_bars(profits, words, locale),
        alt=fill(words, "figure.profit-by-scenario.alt", {"profits": listed}),
        table=Table(
            header=(
                words["figure.profit-by-scenario.scenario"],
                words["figure.profit-by-scenario.profit"],
            ),
            rows=rows,
        ),
        quantities=tuple(f"scenario.{each.scenario}.profit" for each in outcomes),
    )


def _draw_bars(
    profits: tuple[tuple[str, Decimal], ...], words: Mapping[str, str], locale: Locale
) -> str:
    amounts = tuple(profit for _, profit in profits)
    room = measure(format_amount(amount, locale) for amount in amounts) + 14
    low, high = min(ZERO, *amounts), max(ZERO, *amounts)
    sheet = Sheet(
        id=_ID,
        height=58 * len(profits) + 50,
        left=room if low < 0 else 8,
        right=room,
        bottom=44,
    )

    def paint(axes: "Axes") -> None:
        for place, (name, profit) in enumerate(profits):
            _paint_profit(axes, place, profit, format_amount(profit, locale))
            where = (8 / WIDTH, place - 0.3)
            axes.annotate(name, where, xycoords=("figure fraction", "data"), va="bottom")
        axes.set_ylim(len(profits) - 0.7, -0.75)
        axes.set_xlim(float(low), float(high) if high > low else 1)
        axes.set_xticks(())
        axes.set_yticks(())
        axes.set_xlabel(words["figure.profit-by-scenario.x"], labelpad=12)

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_profit(axes: "Axes", place: int, profit: Decimal, label: str) -> None:
    axes.barh(place, float(profit), height=0.36, color=NEGATIVE if profit < 0 else POSITIVE)
    axes.vlines(0, place - 0.18, place + 0.18, colors=MUTED, linewidths=1.5)
    label_end(axes, label, profit, place, is_left=profit < 0)
