"""Turns the training history of a network into a line per seed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.figures.canvas import (
    LEGEND_ROW,
    WIDTH,
    Sheet,
    draw_svg,
    explain_marks,
    fill,
    find_ticks,
    measure,
    title_axis,
)
from generator.figures.nouns import Figure, Table
from generator.figures.palette import SERIES
from generator.figures.reading import (
    ZERO,
    first_evaluation,
    format_alike,
    format_count,
    format_quantity,
    quantity_for,
)
from generator.locales import Format, Locale, format_number, format_value
from generator.results import Evaluation, Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "loss-curve"
_LOSS = Format(name="number", arguments=("3",))
_MARKERS = ("o", "s", "^", "D", "v")
_DASHES = ("-", (0, (6, 2)), (0, (2, 2)), (0, (6, 2, 2, 2)))
_SAMPLE_WIDTH = 66
"""Of the stroke beside each of the legend's words, in units."""


def draw_loss_curve(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw the mean training loss over the steps, a line per seed."""
    evaluation = first_evaluation(results, _ID)
    first, final, n_seeds = (
        quantity_for(results, _ID, f"cnn.{evaluation.network}.{name}")
        for name in ("first_loss", "final_loss", "n_seeds")
    )
    seeds = tuple(
        fill(words, "figure.loss-curve.seed", {"seed": str(seed)}) for seed in evaluation.seeds
    )
    steps = tuple(format_count(step, locale) for step in evaluation.loss_steps)
    alt = {
        "first": format_quantity(first, _LOSS, locale),
        "last": format_quantity(final, _LOSS, locale),
        "steps": steps[-1],
        "seeds": format_quantity(n_seeds, Format(name="integer"), locale),
    }
    by_step = zip(steps, zip(*evaluation.losses, strict=True), strict=True)
    return Figure(
        id=_ID,
        svg=_draw_lines(evaluation, seeds, words, locale),
        alt=fill(words, "figure.loss-curve.alt", alt),
        table=Table(
            header=(words["figure.loss-curve.step"], *seeds),
            rows=tuple(
                (step, *(format_value(loss, "nat", _LOSS, locale) for loss in losses))
                for step, losses in by_step
            ),
        ),
        quantities=(first.name, final.name, n_seeds.name),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    steps: tuple[Decimal, ...]
    step_labels: tuple[str, ...]
    losses: tuple[Decimal, ...]
    loss_labels: tuple[str, ...]


def _draw_lines(
    evaluation: Evaluation, seeds: tuple[str, ...], words: Mapping[str, str], locale: Locale
) -> str:
    scale = _make_scale(evaluation, locale)
    n_columns = min(len(seeds), int((WIDTH - 16) // (measure(seeds) + _SAMPLE_WIDTH)))
    legend_height = LEGEND_ROW * math.ceil(len(seeds) / n_columns)
    sheet = Sheet(
        id=_ID,
        height=280 + legend_height,
        left=measure(scale.loss_labels) + 16,
        right=measure(scale.step_labels) / 2 + 8,
        top=44 + legend_height,
        bottom=62,
    )

    def paint(axes: "Axes") -> None:
        _paint_seeds(axes, evaluation, seeds)
        _paint_scale(axes, scale)
        axes.set_xlim(0, evaluation.loss_steps[-1])
        axes.set_xlabel(words["figure.loss-curve.x"], labelpad=8)
        title_axis(axes, sheet, words["figure.loss-curve.y"])
        explain_marks(axes, sheet, n_columns)

    return draw_svg(sheet, words["line_setting"], paint)


def _make_scale(evaluation: Evaluation, locale: Locale) -> _Scale:
    every_loss = tuple(loss for losses in evaluation.losses for loss in losses)
    losses = find_ticks(min(every_loss), max(every_loss), n_most=8)
    steps = find_ticks(ZERO, Decimal(evaluation.loss_steps[-1]))
    return _Scale(
        steps=steps,
        step_labels=tuple(format_number(step, locale) for step in steps),
        losses=losses,
        loss_labels=format_alike(losses, locale),
    )


def _paint_seeds(axes: "Axes", evaluation: Evaluation, seeds: tuple[str, ...]) -> None:
    for place, (label, losses) in enumerate(zip(seeds, evaluation.losses, strict=True)):
        axes.plot(
            evaluation.loss_steps,
            [float(loss) for loss in losses],
            color=SERIES[place % len(SERIES)],
            linestyle=_DASHES[place % len(_DASHES)],
            marker=_MARKERS[place % len(_MARKERS)],
            markersize=6,
            linewidth=2,
            label=label,
        )


def _paint_scale(axes: "Axes", scale: _Scale) -> None:
    axes.set_xticks([float(tick) for tick in scale.steps], scale.step_labels)
    axes.set_yticks([float(tick) for tick in scale.losses], scale.loss_labels)
    axes.grid(axis="y")
