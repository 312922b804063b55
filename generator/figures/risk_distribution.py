"""Turns the draws of one scenario's value into a histogram, with its quantiles and its losses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.errors import ReportError
from generator.figures.canvas import (
    LEGEND_ROW,
    WIDTH,
    Sheet,
    draw_svg,
    explain_marks,
    fill,
    measure,
    scale_amounts,
    title_axis,
)
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, NEGATIVE, POSITIVE, SURFACE
from generator.figures.reading import (
    ZERO,
    find_risk,
    format_briefly,
    format_count,
    format_money,
    format_share,
)
from generator.locales import Locale
from generator.results import Results, Risk

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "risk-distribution"
_MARKED = ("p5", "p50", "p95")
_LABEL_ROW = 24
_WHOLE = Decimal(1)
_FAINT = 0.3
"""Opacity of what is no loss: outlined and pale, where losses are full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    x: str
    y: str
    loss: str
    gain: str
    marks: tuple[str, ...]
    """Shapes: one per entry of _MARKED."""
    line_setting: str


def draw_risk_distribution(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw how often the analysed scenario's net present value falls where."""
    risk = _shown_risk(results)
    amounts = format_briefly((getattr(risk, name) for name in _MARKED), locale)
    texts = {name: format_money(getattr(risk, name), locale) for name in _MARKED}
    scenario = {"scenario": words[f"scenario.{risk.scenario}.title"]}
    draws = {"draws": format_count(risk.n_draws, locale)}
    shares = {"loss": risk.loss_share, "gain": _WHOLE - risk.loss_share}
    sides = {side: {"share": format_share(share, 1, locale)} for side, share in shares.items()}
    shown = _Words(
        x=f"{fill(words, f'figure.{_ID}.x', scenario)}\n{words[f'figure.{_ID}.note']}",
        y=fill(words, f"figure.{_ID}.y", draws),
        loss=fill(words, f"figure.{_ID}.loss", sides["loss"]),
        gain=fill(words, f"figure.{_ID}.gain", sides["gain"]),
        marks=tuple(
            fill(words, f"figure.{_ID}.{name}", {"amount": amount})
            for name, amount in zip(_MARKED, amounts, strict=True)
        ),
        line_setting=words["line_setting"],
    )
    alt = {**texts, **scenario, **draws, "loss": sides["loss"]["share"]}
    prefix = f"risk.{risk.scenario}.npv"
    return Figure(
        id=_ID,
        svg=_draw_bars(risk, shown, locale),
        alt=fill(words, f"figure.{_ID}.alt", alt),
        table=Table(
            header=tuple(words[f"figure.{_ID}.{each}"] for each in ("from", "to", "draws")),
            rows=tuple(
                (
                    format_money(low, locale),
                    format_money(high, locale),
                    format_count(count, locale),
                )
                for low, high, count in _bins(risk)
            ),
        ),
        quantities=tuple(f"{prefix}.{name}" for name in (*_MARKED, "loss_share")),
    )


def _shown_risk(results: Results) -> Risk:
    """Choose the scenario that is taken apart, or else the first."""
    analysed = (
        *(each.scenario for each in results.sobol_indices),
        *(each.scenario for each in results.grids),
        *(each.scenario for each in results.risks if each.measure == "npv"),
    )
    risk = find_risk(results, analysed[0], "npv") if analysed else None
    if risk is None:
        message = f"figure `{_ID}` needs the risk of a net present value"
        hint = "add `risk:` to report.yaml, and the assumptions of the years to assumptions.yaml"
        raise ReportError(f"{message}, and the results hold none", hint=hint)
    return risk


def _bins(risk: Risk) -> tuple[tuple[Decimal, Decimal, int], ...]:
    return tuple(zip(risk.edges[:-1], risk.edges[1:], risk.counts, strict=True))


def _draw_bars(risk: Risk, shown: _Words, locale: Locale) -> str:
    low, high = risk.edges[0], risk.edges[-1]
    left, right = _find_margins(risk, shown.marks)
    labels_height = 2 * _LABEL_ROW
    sheet = Sheet(
        id=_ID,
        height=316 + LEGEND_ROW + labels_height,
        left=left,
        right=right,
        top=44 + LEGEND_ROW + labels_height,
        bottom=92,
    )

    def paint(axes: "Axes") -> None:
        _paint_side(axes, risk, (low, min(high, ZERO)), shown.loss)
        _paint_side(axes, risk, (max(low, ZERO), high), shown.gain)
        axes.axhline(0, color=INK, linewidth=1.5)
        scale_amounts(axes, (low, high), locale)
        axes.set_axisbelow(True)
        axes.set_ylim(0, max(_densities(_bins(risk))) * 1.02)
        axes.set_yticks(())
        _paint_marks(axes, risk, shown.marks, sheet)
        axes.set_xlabel(shown.x, labelpad=8, linespacing=1.4)
        title_axis(axes, sheet, shown.y)
        explain_marks(axes, sheet, n_columns=2, lift=labels_height)

    return draw_svg(sheet, shown.line_setting, paint)


def _find_margins(risk: Risk, marks: Sequence[str]) -> tuple[float, float]:
    """Leave room for words left of the first mark and right of the last, where the bars leave none.

    Units: those of the sheet.
    """
    low, high = risk.edges[0], risk.edges[-1]
    span = float(high - low)
    needed = tuple(measure((mark,)) + 12 for mark in (marks[0], marks[-1]))
    least_width = WIDTH - sum(needed)
    free = (float(risk.p5 - low) / span, float(high - risk.p95) / span)
    shares = tuple(min(1.0, max(0.0, share)) for share in free)
    left, right = (
        max(24.0, width - share * least_width) for width, share in zip(needed, shares, strict=True)
    )
    return left, right


def _densities(bins: Sequence[tuple[Decimal, Decimal, int]]) -> list[float]:
    return [count / float(high - low) for low, high, count in bins]


def _paint_side(axes: "Axes", risk: Risk, bounds: tuple[Decimal, Decimal], label: str) -> None:
    """Paint the bars within bounds; a bar that zero cuts is painted in part on either side."""
    from matplotlib.colors import to_rgba

    start, end = bounds
    cut = [
        (max(low, start), min(high, end), density)
        for (low, high, _), density in zip(_bins(risk), _densities(_bins(risk)), strict=True)
        if low < end and high > start
    ]
    if not cut:
        return
    is_loss = end <= 0
    colour = NEGATIVE if is_loss else POSITIVE
    edges = [float(low) for low, _, _ in cut] + [float(cut[-1][1])]
    axes.stairs(
        [density for _, _, density in cut],
        edges,
        fill=True,
        facecolor=to_rgba(colour, 1 if is_loss else _FAINT),
        edgecolor=colour,
        linewidth=1.5,
        label=label,
    )


def _paint_marks(axes: "Axes", risk: Risk, marks: Sequence[str], sheet: Sheet) -> None:
    """Lead each quantile to its words above the bars: none is crossed by another."""
    sides = (("right", -4, 1), ("center", 0, 2), ("left", 4, 1))
    for name, label, (side, shift, row) in zip(_MARKED, marks, sides, strict=True):
        place = float(getattr(risk, name))
        top = 1 + ((row - 1) * _LABEL_ROW + 6) / sheet.inner_height
        end = top if side == "center" else top + 14 / sheet.inner_height
        for colour, width, dash in ((SURFACE, 4, "-"), (INK, 1.5, (0, (4, 3)))):
            axes.plot(
                [place, place],
                [0, end],
                color=colour,
                linewidth=width,
                linestyle=dash,
                transform=axes.get_xaxis_transform(),
                clip_on=False,
            )
        axes.annotate(
            label,
            (place, top),
            xycoords=("data", "axes fraction"),
            xytext=(shift, 2),
            textcoords="offset points",
            ha=side,
        )
