"""Turns the swings of one scenario's value into bars, the widest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.errors import ReportError
from generator.figures.canvas import (
    LEGEND_ROW,
    SMALL_TEXT,
    WIDTH,
    Sheet,
    draw_svg,
    explain_marks,
    fill,
    measure,
    scale_amounts,
)
from generator.figures.labels import height_of, wrap_words, write_lines
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, SERIES, SURFACE
from generator.figures.reading import format_assumed, format_money, horizon_of
from generator.locales import Locale
from generator.results import Results, Swing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "tornado"
_BAR = 18
_ROW_GAP = 22
_FAINT = 0.25
"""Opacity of what P5 does: outlined and pale, where that of P95 is full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    """What one assumption does.

    Units: 万元.
    """

    name: str
    low: str
    high: str
    npv_at_low: Decimal
    npv_at_high: Decimal

    @property
    def width(self) -> Decimal:
        return abs(self.npv_at_high - self.npv_at_low)


def draw_tornado(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw what each assumption, moved alone from P5 to P95, does to the net present value."""
    if not results.swings:
        message = f"figure `{_ID}` needs swings of a scenario, and the results hold none"
        raise ReportError(message, hint="give assumptions a `distribution`, and add `risk:`")
    scenario = results.swings[0].scenario
    base = horizon_of(results, _ID, scenario).npv
    made = (_make_bar(swing, results, words, locale) for swing in results.swings)
    bars = tuple(sorted(made, key=lambda bar: bar.width, reverse=True))
    title = words[f"scenario.{scenario}.title"]
    header = ("assumption", "low", "high", "npv_at_low", "npv_at_high")
    return Figure(
        id=_ID,
        svg=_draw_bars(bars, base, title, words, locale),
        alt=fill(words, f"figure.{_ID}.alt", _alt_fields(bars, base, title, locale)),
        table=Table(
            header=tuple(words[f"figure.{_ID}.{each}"] for each in header),
            rows=tuple((bar.name, bar.low, bar.high, *_worths(bar, locale)) for bar in bars),
        ),
        quantities=(
            f"scenario.{scenario}.npv",
            *(
                f"sensitivity.{swing.assumption}.{end}"
                for swing in results.swings
                for end in ("npv_at_low", "npv_at_high")
            ),
        ),
    )


def _make_bar(swing: Swing, results: Results, words: Mapping[str, str], locale: Locale) -> _Bar:
    return _Bar(
        name=words[f"assumption.{swing.assumption}.title"],
        low=format_assumed(swing.low, swing.assumption, results, locale),
        high=format_assumed(swing.high, swing.assumption, results, locale),
        npv_at_low=swing.npv_at_low,
        npv_at_high=swing.npv_at_high,
    )


def _worths(bar: _Bar, locale: Locale) -> tuple[str, str]:
    return format_money(bar.npv_at_low, locale), format_money(bar.npv_at_high, locale)


def _alt_fields(
    bars: tuple[_Bar, ...], base: Decimal, scenario: str, locale: Locale
) -> Mapping[str, str]:
    """Name the widest bar in full, and the narrowest."""
    widest, narrowest = bars[0], bars[-1]
    at_low, at_high = _worths(widest, locale)
    return {
        "scenario": scenario,
        "npv": format_money(base, locale),
        "widest": widest.name,
        "low": widest.low,
        "high": widest.high,
        "npv_at_low": at_low,
        "npv_at_high": at_high,
        "narrowest": narrowest.name,
    }


def _draw_bars(
    bars: tuple[_Bar, ...], base: Decimal, scenario: str, words: Mapping[str, str], locale: Locale
) -> str:
    names = tuple(wrap_words(bar.name, WIDTH - 16) for bar in bars)
    row = max(height_of(name) for name in names) + _BAR + _ROW_GAP
    room = measure((text for bar in bars for text in (bar.low, bar.high)), SMALL_TEXT) + 18
    top = 24 + 3 * LEGEND_ROW
    sheet = Sheet(
        id=_ID, height=top + row * len(bars) + 62, left=room, right=room, top=top, bottom=62
    )

    def paint(axes: "Axes") -> None:
        for place, (bar, name) in enumerate(zip(bars, names, strict=True)):
            middle = (place + 1) * row - _ROW_GAP - _BAR / 2
            _paint_bar(axes, bar, base, middle, words if place == 0 else None)
            _paint_name(axes, name, middle - _BAR / 2 - 5)
        label = fill(words, f"figure.{_ID}.base", {"npv": format_money(base, locale)})
        axes.axvline(float(base), color=INK, linewidth=1.5, label=label)
        ends = (base, *(end for bar in bars for end in (bar.npv_at_low, bar.npv_at_high)))
        scale_amounts(axes, ends, locale)
        axes.set_ylim(row * len(bars), 0)
        axes.set_yticks(())
        axes.set_xlabel(fill(words, f"figure.{_ID}.x", {"scenario": scenario}), labelpad=8)
        explain_marks(axes, sheet, n_columns=1)

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_name(axes: "Axes", name: str, bottom: float) -> None:
    middle = bottom - height_of(name) / 2
    backed = {"facecolor": SURFACE, "edgecolor": "none", "pad": 0}
    write_lines(axes, name, (8 / WIDTH, middle), ("figure fraction", "data"), bbox=backed)


def _paint_bar(
    axes: "Axes", bar: _Bar, base: Decimal, middle: float, legend: Mapping[str, str] | None
) -> None:
    """Paint what the low end does pale and what the high end does full, the longer first."""
    from matplotlib.colors import to_rgba

    ends = (("low", bar.low, bar.npv_at_low), ("high", bar.high, bar.npv_at_high))
    labels: dict[bool, list[str]] = {}
    for end, text, worth in sorted(ends, key=lambda each: abs(each[2] - base), reverse=True):
        is_low = end == "low"
        colour = SERIES[1] if is_low else SERIES[0]
        axes.barh(
            middle,
            float(worth - base),
            left=float(base),
            height=_BAR,
            facecolor=to_rgba(colour, _FAINT if is_low else 1),
            edgecolor=colour,
            linewidth=1.5,
            label=legend[f"figure.{_ID}.at_{end}"] if legend else None,
        )
        labels.setdefault(worth < base, []).append(text)
    for is_left, texts in labels.items():
        worths = (bar.npv_at_low, bar.npv_at_high, base)
        axes.annotate(
            " · ".join(texts),
            (float(min(worths) if is_left else max(worths)), middle),
            xytext=(-6 if is_left else 6, 0),
            textcoords="offset points",
            fontsize=SMALL_TEXT,
            ha="right" if is_left else "left",
            va="center_baseline",
            bbox={"facecolor": SURFACE, "edgecolor": "none", "pad": 1},
        )
