"""Turns the first layer of a network into small colour pictures."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.figures.canvas import SMALL_TEXT, WIDTH, Sheet, draw_svg, fill
from generator.figures.networks import filters_for, id_of, title_of
from generator.figures.nouns import Figure, Table
from generator.figures.palette import GRID
from generator.figures.reading import format_count
from generator.locales import Format, Locale, format_value
from generator.results import FilterBank, Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "filters"
_WORDS = f"figure.{_ID}"
_COLOURS = ("red", "green", "blue")
_WEIGHT = Format(name="number", arguments=("3",))
_MOST_COLUMNS = 8
_GAP = 14.0
_LABEL = 28.0
"""Room below a picture for its number, in units."""
_KEY = 46.0
"""Room for the key above the pictures."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """Squares of one colour each, in units from the upper left."""

    corners: list[list[Point]]
    colours: list[str]


def draw_filters(
    results: Results, words: Mapping[str, str], locale: Locale, network: str = ""
) -> Figure:
    """Draw each filter of the first layer: grey is zero, and one scale serves them all."""
    chart = id_of(_ID, network)
    bank = filters_for(results, chart, network)
    largest = max(abs(weight) for each in bank.filters for weight in each)
    alt = {
        "network": title_of(bank.network, words),
        "filters": format_count(len(bank.filters), locale),
        "rows": format_count(bank.n_rows, locale),
        "columns": format_count(bank.n_columns, locale),
        "largest": _write(largest, locale),
    }
    return Figure(
        id=chart,
        svg=_draw_bank(chart, bank, largest, words, locale),
        alt=fill(words, f"{_WORDS}.alt", alt),
        table=_make_table(bank, words, locale),
        quantities=(f"cnn.{bank.network}.n_filters", f"cnn.{bank.network}.filter_side"),
    )


def _write(weight: Decimal, locale: Locale) -> str:
    return format_value(weight, "ratio", _WEIGHT, locale)


def _make_table(bank: FilterBank, words: Mapping[str, str], locale: Locale) -> Table:
    """List the range of each filter's weights, colour by colour."""
    heads = (words[f"{_WORDS}.{end}_{name}"] for name in _COLOURS for end in ("least", "greatest"))
    return Table(
        header=(words[f"{_WORDS}.filter"], *heads),
        rows=tuple(
            (
                format_count(number, locale),
                *(
                    _write(end(plane), locale)
                    for plane in _planes(weights, bank)
                    for end in (min, max)
                ),
            )
            for number, weights in enumerate(bank.filters, start=1)
        ),
    )


def _planes(weights: tuple[Decimal, ...], bank: FilterBank) -> tuple[tuple[Decimal, ...], ...]:
    """Part a filter's weights by colour."""
    size = bank.n_rows * bank.n_columns
    return tuple(weights[start : start + size] for start in range(0, len(weights), size))


def _draw_bank(
    chart: str, bank: FilterBank, largest: Decimal, words: Mapping[str, str], locale: Locale
) -> str:
    n_columns = min(_MOST_COLUMNS, len(bank.filters))
    side = (WIDTH - 16 - _GAP * (n_columns - 1)) / n_columns
    row_height = side * bank.n_rows / bank.n_columns + _LABEL
    places = [
        (number % n_columns * (side + _GAP), _KEY + number // n_columns * row_height)
        for number in range(len(bank.filters))
    ]
    n_rows = math.ceil(len(bank.filters) / n_columns)
    sheet = Sheet(id=chart, height=_KEY + n_rows * row_height + 16)

    def paint(axes: "Axes") -> None:
        axes.set_xlim(0, sheet.inner_width)
        axes.set_ylim(sheet.inner_height, 0)
        axes.set_xticks([])
        axes.set_yticks([])
        for number, (place, weights) in enumerate(zip(places, bank.filters, strict=True), start=1):
            _paint_cells(axes, _make_cells(place, side / bank.n_columns, weights, bank, largest))
            below = (place[0] + side / 2, place[1] + row_height - _LABEL + 4)
            label = format_count(number, locale)
            axes.text(*below, label, fontsize=SMALL_TEXT, ha="center", va="top")
        _paint_key(axes, largest, locale)

    return draw_svg(sheet, words["line_setting"], paint)


def _make_cells(
    place: Point, cell: float, weights: tuple[Decimal, ...], bank: FilterBank, largest: Decimal
) -> _Cells:
    colours = [_to_colour(weight, largest) for weight in zip(*_planes(weights, bank), strict=True)]
    corners = [
        _rectangle((place[0] + column * cell, place[1] + row * cell), cell, cell)
        for row in range(bank.n_rows)
        for column in range(bank.n_columns)
    ]
    return _Cells(corners=corners, colours=colours)


def _rectangle(corner: Point, width: float, height: float) -> list[Point]:
    (x, y) = corner
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def _to_colour(weights: tuple[Decimal, ...], largest: Decimal) -> str:
    """Write red, green and blue: black is the largest weight below zero, white above it."""
    parts = [round((weight / largest + 1) * 255 / 2) if largest else 127 for weight in weights]
    # An odd red keeps them apart from the sentinels, which the page and the PDF recolour.
    parts[0] |= 1
    return "#" + "".join(f"{part:02x}" for part in parts)


def _paint_cells(axes: "Axes", cells: _Cells) -> None:
    # An edge of the same colour leaves no light seam between neighbours.
    from matplotlib.collections import PolyCollection

    axes.add_collection(
        PolyCollection(
            cells.corners, facecolors=cells.colours, edgecolors=cells.colours, linewidths=0.5
        )
    )


def _paint_key(axes: "Axes", largest: Decimal, locale: Locale) -> None:
    """Explain the scale: how black, grey and white stand for weights."""
    place = 0.0
    for weight in (-largest, Decimal(0), largest):
        swatch = _rectangle((place, 2), 22, 22)
        _paint_cells(axes, _Cells(corners=[swatch], colours=[_to_colour((weight,) * 3, largest)]))
        axes.plot(*zip(*swatch, swatch[0], strict=True), color=GRID, linewidth=1)
        axes.text(place + 30, 13, _write(weight, locale), va="center_baseline")
        place += 120
