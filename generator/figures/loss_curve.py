"""Turns the training history of a network into its loss and its accuracy, a line per seed."""

from collections.abc import Callable, Iterator, Mapping
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
    title_axis,
)
from generator.figures.networks import curve_for, id_of, mean_of, title_of
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, SERIES
from generator.figures.panels import Panel, add_panel
from generator.figures.reading import (
    ZERO,
    format_alike,
    format_count,
    format_quantity,
    format_share,
    quantity_for,
)
from generator.locales import Format, Locale, format_number, format_value
from generator.results import Curve, Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "loss-curve"
_WORDS = f"figure.{_ID}"
_LOSS = Format(name="number", arguments=("3",))
_QUANTITIES = ("first_loss", "final_loss", "held_out_accuracy", "n_seeds", "n_held_out")
_PANEL = Panel(height=150)
_MOST_MARKS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """One measure at each step, of every seed and as a mean over them."""

    seeds: tuple[tuple[Decimal, ...], ...]
    mean: tuple[Decimal, ...]
    ticks: tuple[Decimal, ...]
    tick_labels: tuple[str, ...]


def draw_loss_curve(
    results: Results, words: Mapping[str, str], locale: Locale, network: str = ""
) -> Figure:
    """Draw the training loss, and the accuracy on held-out pictures, over the steps."""
    chart = id_of(_ID, network)
    curve = curve_for(results, chart, network)
    first, last, accuracy, n_seeds, n_held_out = (
        quantity_for(results, chart, f"cnn.{curve.network}.{name}") for name in _QUANTITIES
    )
    count = Format(name="integer")
    alt = {
        "network": title_of(curve.network, words),
        "first": format_quantity(first, _LOSS, locale),
        "last": format_quantity(last, _LOSS, locale),
        "steps": format_count(curve.steps[-1], locale),
        "seeds": format_quantity(n_seeds, count, locale),
        "pictures": format_quantity(n_held_out, count, locale),
        "accuracy": format_share(accuracy.value, 1, locale),
    }
    return Figure(
        id=chart,
        svg=_draw_panels(chart, curve, words, locale),
        alt=fill(words, f"{_WORDS}.alt", alt),
        table=_make_table(curve, words, locale),
        quantities=tuple(each.name for each in (first, last, accuracy, n_seeds, n_held_out)),
    )


def _make_table(curve: Curve, words: Mapping[str, str], locale: Locale) -> Table:
    names = (words[f"{_WORDS}.mean"], *(_name_seed(seed, words) for seed in curve.seeds))
    heads = (
        fill(words, f"{_WORDS}.{measure}_of", {"seed": name})
        for measure in ("loss", "accuracy")
        for name in names
    )
    losses = (mean_of(curve.losses), *curve.losses)
    shares = (mean_of(curve.held_out_accuracies), *curve.held_out_accuracies)
    return Table(
        header=(words[f"{_WORDS}.step"], *heads),
        rows=tuple(
            (
                format_count(step, locale),
                *(format_value(row[place], "nat", _LOSS, locale) for row in losses),
                *(format_share(row[place], 1, locale) for row in shares),
            )
            for place, step in enumerate(curve.steps)
        ),
    )


def _name_seed(seed: int, words: Mapping[str, str]) -> str:
    return fill(words, f"{_WORDS}.seed", {"seed": str(seed)})


def _draw_panels(chart: str, curve: Curve, words: Mapping[str, str], locale: Locale) -> str:
    losses = _make_rows(curve.losses, lambda ticks: format_alike(ticks, locale))
    shares = _make_rows(
        curve.held_out_accuracies, lambda ticks: tuple(format_share(t, 0, locale) for t in ticks)
    )
    steps = find_ticks(ZERO, Decimal(curve.steps[-1]))
    step_labels = tuple(format_number(step, locale) for step in steps)
    sheet = Sheet(
        id=chart,
        height=486 + LEGEND_ROW,
        left=measure((*losses.tick_labels, *shares.tick_labels)) + 16,
        right=measure(step_labels) / 2 + 8,
        top=44 + LEGEND_ROW,
        bottom=62,
    )

    def paint(axes: "Axes") -> None:
        lower = add_panel(axes, sheet, _PANEL, words[f"{_WORDS}.accuracy"])
        for each, rows in ((axes, losses), (lower, shares)):
            _paint_rows(each, curve.steps, rows, tuple(_legend(curve, words, locale)))
        axes.set_xlim(0, curve.steps[-1])
        lower.set_xticks([float(step) for step in steps], step_labels)
        lower.set_xlabel(words[f"{_WORDS}.x"], labelpad=8)
        title_axis(axes, sheet, words[f"{_WORDS}.loss"])
        explain_marks(axes, sheet, n_columns=2)

    return draw_svg(sheet, words["line_setting"], paint)


def _make_rows(
    seeds: tuple[tuple[Decimal, ...], ...],
    write: Callable[[tuple[Decimal, ...]], tuple[str, ...]],
) -> _Rows:
    every = tuple(value for row in seeds for value in row)
    ticks = find_ticks(min(every), max(every), n_most=6)
    return _Rows(seeds=seeds, mean=mean_of(seeds), ticks=ticks, tick_labels=write(ticks))


def _legend(curve: Curve, words: Mapping[str, str], locale: Locale) -> Iterator[str]:
    yield fill(words, f"{_WORDS}.seeds", {"seeds": format_count(len(curve.seeds), locale)})
    yield words[f"{_WORDS}.mean"]


def _paint_rows(axes: "Axes", steps: tuple[int, ...], rows: _Rows, labels: tuple[str, ...]) -> None:
    for place, values in enumerate(rows.seeds):
        axes.plot(
            steps,
            [float(value) for value in values],
            color=SERIES[0],
            linewidth=1.5,
            alpha=0.65,
            label="" if place else labels[0],
        )
    axes.plot(
        steps,
        [float(value) for value in rows.mean],
        color=INK,
        linestyle=(0, (5, 2)),
        linewidth=2.5,
        marker="o" if len(steps) <= _MOST_MARKS else "",
        markersize=5,
        label=labels[1],
    )
    axes.set_yticks([float(tick) for tick in rows.ticks], rows.tick_labels)
    axes.grid(axis="y")
