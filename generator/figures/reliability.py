"""Turns how sure networks are, and how often they are right, into a reliability diagram."""

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
    title_axis,
)
from generator.figures.networks import all_evaluations, title_of
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, SERIES
from generator.figures.panels import Panel, add_panel
from generator.figures.reading import ZERO, format_share, quantity_for
from generator.locales import Locale
from generator.results import CalibrationBin, Evaluation, Quantity, Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "reliability"
_WORDS = f"figure.{_ID}"
_WHOLE = Decimal(1)
_MARKERS = ("o", "s", "^", "D")
_PANEL = Panel(height=110)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Network:
    title: str
    error: str
    bins: tuple[CalibrationBin, ...]

    @property
    def n_pictures(self) -> int:
        return sum(each.n_pictures for each in self.bins)

    @property
    def shares(self) -> tuple[Decimal, ...]:
        """How many of the pictures lie in each bin."""
        return tuple(Decimal(each.n_pictures) / self.n_pictures for each in self.bins)


def draw_reliability(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw how often each network is right over how sure it is, and how often it is that sure."""
    evaluations = all_evaluations(results, _ID)
    errors = tuple(
        quantity_for(results, _ID, f"cnn.{each.network}.calibration_error") for each in evaluations
    )
    networks = tuple(
        _make_network(evaluation, error, words, locale)
        for evaluation, error in zip(evaluations, errors, strict=True)
    )
    said = (
        fill(words, f"{_WORDS}.item", {"network": each.title, "error": each.error})
        for each in networks
    )
    return Figure(
        id=_ID,
        svg=_draw_panels(networks, words, locale),
        alt=fill(words, f"{_WORDS}.alt", {"networks": words["figure.separator"].join(said)}),
        table=_make_table(networks, words, locale),
        quantities=tuple(error.name for error in errors),
    )


def _make_network(
    evaluation: Evaluation, error: Quantity, words: Mapping[str, str], locale: Locale
) -> _Network:
    return _Network(
        title=title_of(evaluation.network, words),
        error=format_share(error.value, 1, locale),
        bins=evaluation.calibration,
    )


def _make_table(networks: tuple[_Network, ...], words: Mapping[str, str], locale: Locale) -> Table:
    n_bins = len(networks[0].bins)
    heads = (
        fill(words, f"{_WORDS}.{part}", {"network": each.title})
        for each in networks
        for part in ("pictures_of", "confidence_of", "right_of")
    )
    bounds = [format_share(Decimal(place) / n_bins, 1, locale) for place in range(n_bins + 1)]
    return Table(
        header=(words[f"{_WORDS}.from"], words[f"{_WORDS}.to"], *heads),
        rows=tuple(
            (
                bounds[place],
                bounds[place + 1],
                *(cell for each in networks for cell in _cells(each, place, words, locale)),
            )
            for place in range(n_bins)
        ),
    )


def _cells(
    network: _Network, place: int, words: Mapping[str, str], locale: Locale
) -> tuple[str, str, str]:
    part = network.bins[place]
    share = format_share(network.shares[place], 1, locale)
    if not part.n_pictures:
        return share, words[f"{_WORDS}.none"], words[f"{_WORDS}.none"]
    right = Decimal(part.n_right) / part.n_pictures
    return share, format_share(part.confidence, 1, locale), format_share(right, 1, locale)


def _draw_panels(networks: tuple[_Network, ...], words: Mapping[str, str], locale: Locale) -> str:
    ticks = find_ticks(ZERO, _WHOLE)
    labels = [format_share(tick, 0, locale) for tick in ticks]
    legend_height = LEGEND_ROW * (len(networks) + 1)
    sheet = Sheet(
        id=_ID,
        height=500 + legend_height,
        left=measure(labels) + 16,
        right=measure(labels) / 2 + 8,
        top=44 + legend_height,
        bottom=62,
    )

    def paint(axes: "Axes") -> None:
        lower = add_panel(axes, sheet, _PANEL, words[f"{_WORDS}.pictures"])
        axes.plot(
            [0, 1], [0, 1], color=INK, linestyle=(0, (4, 3)), linewidth=1.5,
            label=words[f"{_WORDS}.ideal"],
        )  # fmt: skip
        for number, network in enumerate(networks):
            _paint_network(axes, network, number, words)
            _paint_shares(lower, network, number, len(networks))
        axes.set_ylim(0, 1)
        axes.set_yticks([float(tick) for tick in ticks], labels)
        axes.grid(axis="both")
        shares = find_ticks(ZERO, max(max(each.shares) for each in networks), n_most=4)
        lower.set_yticks(
            [float(tick) for tick in shares], [format_share(tick, 0, locale) for tick in shares]
        )
        lower.grid(axis="y")
        lower.tick_params(axis="x", pad=8)
        axes.set_xlim(0, 1)
        lower.set_xticks([float(tick) for tick in ticks], labels)
        lower.set_xlabel(words[f"{_WORDS}.confidence"], labelpad=8)
        title_axis(axes, sheet, words[f"{_WORDS}.right"])
        explain_marks(axes, sheet, n_columns=1)

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_network(axes: "Axes", network: _Network, number: int, words: Mapping[str, str]) -> None:
    filled = tuple(each for each in network.bins if each.n_pictures)
    axes.plot(
        [float(each.confidence) for each in filled],
        [each.n_right / each.n_pictures for each in filled],
        color=SERIES[number % len(SERIES)],
        marker=_MARKERS[number % len(_MARKERS)],
        markersize=8,
        linewidth=2,
        label=fill(words, f"{_WORDS}.item", {"network": network.title, "error": network.error}),
    )


def _paint_shares(axes: "Axes", network: _Network, number: int, n_networks: int) -> None:
    n_bins = len(network.bins)
    width = 0.8 / n_bins / n_networks
    axes.bar(
        [(place + 0.1) / n_bins + number * width for place in range(n_bins)],
        [float(share) for share in network.shares],
        width=width,
        align="edge",
        color=SERIES[number % len(SERIES)],
    )
