"""Turns rows of yearly numbers into lines that are named where they end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from generator.figures.canvas import Sheet, draw_svg, fill, find_ticks, measure, title_axis
from generator.figures.labels import height_of, spread_apart, wrap_words, write_lines
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, MUTED, SERIES
from generator.figures.reading import ZERO, format_count
from generator.locales import Locale, format_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = (SERIES[0], SERIES[1], SERIES[2], INK, SERIES[3], MUTED)
"""Those that stand out from a light page."""

_MARKERS = ("o", "s", "^", "D", "v")
_DASHES = ("-", (0, (6, 2)), (0, (2, 2)), (0, (6, 2, 2, 2)))
_NAME_WIDTH = 146
_LEADER = 16
_SAMPLE = 26
"""Widths to the right of the axes, in units: of names, of lines that lead to them, and of samples
of the strokes."""

_GAP = 8
_ROOM_BELOW = 20
"""What part of the height stays free below the least number, so that no two axes' numbers meet."""

_LEAST_HEIGHT = 270


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of numbers, from year 0."""

    name: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn, and how its numbers are written."""

    id: str
    lines: tuple[Line, ...]
    write: Callable[[Decimal], str]
    write_tick: Callable[[Decimal], str]
    """Where the axis already says the currency."""
    quantities: tuple[str, ...]

    @property
    def ticks(self) -> tuple[Decimal, ...]:
        """Choose round numbers from the least of all rows, or zero, to the greatest."""
        numbers = [ZERO, *(value for line in self.lines for value in line.values)]
        return find_ticks(min(numbers), max(numbers), n_most=6)

    @property
    def range(self) -> tuple[float, float]:
        """Give the bounds of the upright axis; below what is negative is some room."""
        numbers = [ZERO, *(value for line in self.lines for value in line.values)]
        low, high = float(min(numbers)), float(max(numbers))
        high = high if high > low else low + 1
        return (low - (high - low) / _ROOM_BELOW if low < 0 else low), high


def make_yearly_figure(chart: Chart, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw a line per row, and list their numbers: a table row per year, a column per line."""
    items = (
        fill(
            words,
            f"figure.{chart.id}.item",
            {"name": line.name, "end": chart.write(line.values[-1])},
        )
        for line in chart.lines
    )
    by_year = tuple(zip(*(line.values for line in chart.lines), strict=True))
    alt = {
        "years": format_count(len(by_year) - 1, locale),
        "items": words["figure.separator"].join(items),
    }
    return Figure(
        id=chart.id,
        svg=_draw_lines(chart, words, locale),
        alt=fill(words, f"figure.{chart.id}.alt", alt),
        table=Table(
            header=(words[f"figure.{chart.id}.year"], *(line.name for line in chart.lines)),
            rows=tuple(
                (format_count(year, locale), *(chart.write(value) for value in values))
                for year, values in enumerate(by_year)
            ),
        ),
        quantities=chart.quantities,
    )


def _draw_lines(chart: Chart, words: Mapping[str, str], locale: Locale) -> str:
    """Draw a line per row; beside the end of each a sample of its stroke, and its name."""
    names = tuple(wrap_words(line.name, _NAME_WIDTH) for line in chart.lines)
    sizes = tuple(height_of(name) + _GAP for name in names)
    tick_labels = tuple(chart.write_tick(tick) for tick in chart.ticks)
    inner_height = max(_LEAST_HEIGHT, sum(sizes))
    sheet = Sheet(
        id=chart.id,
        height=inner_height + 44 + 62,
        left=measure(tick_labels) + 20,
        right=_LEADER + _SAMPLE + 8 + _NAME_WIDTH + 4,
        top=44,
        bottom=62,
    )
    low, high = chart.range
    ends = tuple(
        (float(line.values[-1]) - low) / (high - low) * inner_height for line in chart.lines
    )
    middles = spread_apart(ends, sizes, 0, inner_height)

    def paint(axes: "Axes") -> None:
        axes.axhline(0, color=INK, linewidth=1.5)
        for place, line in enumerate(chart.lines):
            style = _style(place)
            axes.plot([float(value) for value in line.values], **style)
            heights = (ends[place] / inner_height, middles[place] / inner_height)
            _paint_name(axes, sheet, names[place], heights, style)
        axes.set_ylim(low, high)
        axes.set_yticks([float(tick) for tick in chart.ticks], tick_labels)
        _paint_years(axes, len(chart.lines[0].values) - 1, locale)
        axes.set_xlabel(words[f"figure.{chart.id}.x"], labelpad=8)
        title_axis(axes, sheet, words[f"figure.{chart.id}.y"])

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_years(axes: "Axes", n_years: int, locale: Locale) -> None:
    years = [each for each in find_ticks(ZERO, Decimal(n_years)) if each == int(each)]
    axes.set_xlim(0, n_years)
    axes.set_xticks([int(year) for year in years], [format_number(year, locale) for year in years])
    axes.tick_params(axis="both", pad=9)
    axes.grid(axis="y")


def _style(place: int) -> dict[str, Any]:
    """Tell lines apart by colour, by dashes and by marks: any of the three is enough."""
    return {
        "color": _COLOURS[place % len(_COLOURS)],
        "linestyle": _DASHES[place % len(_DASHES)],
        "marker": _MARKERS[place % len(_MARKERS)],
        "markersize": 7,
        "linewidth": 2,
        "clip_on": False,
    }


def _paint_name(
    axes: "Axes", sheet: Sheet, name: str, heights: tuple[float, float], style: dict[str, Any]
) -> None:
    """Lead from a line's end, past those of others, to its sample and name.

    Shapes: heights are shares of the axes, of the line's end and of its name.
    """
    end, middle = heights
    start, sample, words = (
        1 + offset / sheet.inner_width for offset in (6, 6 + _LEADER, 6 + _LEADER + _SAMPLE)
    )
    across = axes.transAxes
    axes.plot(
        [start, sample], [end, middle], color=MUTED, linewidth=1, transform=across, clip_on=False
    )
    centre = (sample + words) / 2
    axes.plot([sample, words], [middle, middle], **{**style, "marker": ""}, transform=across)
    axes.plot([centre], [middle], **style, transform=across)
    write_lines(axes, name, (words, middle), "axes fraction", shift=(8, 0))
