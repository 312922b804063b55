"""Turns the profits of all scenarios into bars, losses to the left of zero, and their ranges."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.figures.canvas import SMALL_TEXT, WIDTH, Sheet, draw_svg, fill, label_end, measure
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, MUTED, NEGATIVE, POSITIVE, SURFACE
from generator.figures.reading import (
    ZERO,
    all_outcomes,
    find_risk,
    format_amount,
    format_briefly,
    format_money,
)
from generator.locales import Locale
from generator.results import Outcome, Results, Risk

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "profit-by-scenario"
_ROW = 84
_BAR = 24
_NAME = 17
_RANGE = 26
"""Units from row to row, of the height of a bar, and from its middle to the name and the range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Profit:
    scenario: str
    name: str
    profit: Decimal
    risk: Risk | None

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """List all amounts of the row."""
        return (self.profit, self.risk.p5, self.risk.p95) if self.risk else (self.profit,)


def draw_profit_by_scenario(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw each scenario's profit, in the order of scenarios.yaml, and where 90 % of draws lie."""
    profits = tuple(_make_profit(each, results, words) for each in all_outcomes(results, _ID))
    has_ranges = any(each.risk for each in profits)
    rows = tuple(
        (each.name, *(format_money(amount, locale) for amount in each.amounts)) for each in profits
    )
    fields = ("scenario", "profit", "p5", "p95") if has_ranges else ("scenario", "profit")
    items = (_describe(row, words) for row in rows)
    return Figure(
        id=_ID,
        svg=_draw_bars(profits, words, locale),
        alt=fill(words, f"figure.{_ID}.alt", {"profits": words["figure.separator"].join(items)}),
        table=Table(
            header=tuple(words[f"figure.{_ID}.{each}"] for each in fields),
            rows=tuple((*row, *("",) * (len(fields) - len(row))) for row in rows),
        ),
        quantities=tuple(name for each in profits for name in _quantities(each)),
    )


def _quantities(each: _Profit) -> tuple[str, ...]:
    risks = tuple(f"risk.{each.scenario}.profit.{name}" for name in ("p5", "p95"))
    return (f"scenario.{each.scenario}.profit", *(risks if each.risk else ()))


def _make_profit(outcome: Outcome, results: Results, words: Mapping[str, str]) -> _Profit:
    return _Profit(
        scenario=outcome.scenario,
        name=words[f"scenario.{outcome.scenario}.title"],
        profit=outcome.profit,
        risk=find_risk(results, outcome.scenario, "profit"),
    )


def _describe(row: tuple[str, ...], words: Mapping[str, str]) -> str:
    fields = dict(zip(("scenario", "profit", "p5", "p95"), row, strict=False))
    return fill(words, f"figure.{_ID}.{'range' if 'p5' in fields else 'item'}", fields)


def _draw_bars(profits: tuple[_Profit, ...], words: Mapping[str, str], locale: Locale) -> str:
    amounts = (ZERO, *(amount for each in profits for amount in each.amounts))
    low, high = min(amounts), max(amounts)
    has_ranges = any(each.risk for each in profits)
    row = _ROW if has_ranges else _ROW - _RANGE
    room = measure(format_amount(amount, locale) for amount in amounts[1:]) + 14
    sheet = Sheet(
        id=_ID,
        height=row * len(profits) + (82 if has_ranges else 52),
        left=room if low < 0 else 8,
        right=room,
        bottom=74 if has_ranges else 44,
    )

    def paint(axes: "Axes") -> None:
        for place, each in enumerate(profits):
            _paint_profit(axes, place * row, each.profit, format_amount(each.profit, locale))
            if each.risk:
                _paint_range(axes, place * row + _RANGE, each.risk, locale)
            where = (8 / WIDTH, place * row - _NAME)
            axes.annotate(each.name, where, xycoords=("figure fraction", "data"), va="bottom")
        axes.set_ylim(row * len(profits) - 44, -44)
        axes.set_xlim(float(low), float(high) if high > low else 1)
        axes.set_xticks(())
        axes.set_yticks(())
        x = words[f"figure.{_ID}.x"]
        note = words[f"figure.{_ID}.note"]
        axes.set_xlabel(f"{x}\n{note}" if has_ranges else x, labelpad=12, linespacing=1.4)

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_profit(axes: "Axes", place: int, profit: Decimal, label: str) -> None:
    axes.barh(place, float(profit), height=_BAR, color=NEGATIVE if profit < 0 else POSITIVE)
    axes.vlines(0, place - _BAR / 2, place + _BAR / 2, colors=MUTED, linewidths=1.5)
    label_end(axes, label, profit, place, is_left=profit < 0)


def _paint_range(axes: "Axes", level: int, risk: Risk, locale: Locale) -> None:
    """Draw the range from P5 to P95 below the bar, an amount at either end."""
    low, high = float(risk.p5), float(risk.p95)
    axes.plot([low, high], [level, level], color=INK, linewidth=1.5, marker="|", markersize=9)
    ends = (risk.p5, risk.p95)
    for amount, text, is_left in zip(
        ends, format_briefly(ends, locale), (True, False), strict=True
    ):
        axes.annotate(
            text,
            (float(amount), level),
            xytext=(-6 if is_left else 6, 0),
            textcoords="offset points",
            fontsize=SMALL_TEXT,
            color=INK,
            ha="right" if is_left else "left",
            va="center_baseline",
            bbox={"facecolor": SURFACE, "edgecolor": "none", "pad": 1},
        )
