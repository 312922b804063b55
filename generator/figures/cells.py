"""Turns a table of numbers into shaded cells that hold their own text."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from generator.figures.canvas import SMALL_TEXT
from generator.figures.palette import GRID, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FAINTEST = 0.06
STRONGEST = 0.5
"""Opacity of the strongest cell: ink stays readable on it, on light and on dark."""

Place = tuple[int, int]
"""Row and column, from 0; rows go down."""


def opacity_of(share: float) -> float:
    """Give the opacity of a cell that holds a share of the most that a cell may hold."""
    return FAINTEST + (STRONGEST - FAINTEST) * share


def paint_cells(
    axes: "Axes", shades: Mapping[Place, tuple[str, float]], n_rows: int, n_columns: int
) -> None:
    """Shade cells, each in its colour and opacity, and rule all of them."""
    # One collection each: a patch per cell takes three times as long.
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import to_rgba

    colours = [to_rgba(colour, opacity) for colour, opacity in shades.values()]
    cells = [_square(place, half=0.5) for place in shades]
    axes.add_collection(PolyCollection(cells, facecolors=colours, edgecolors="none"))
    rows = [edge - 0.5 for edge in range(n_rows + 1)]
    columns = [edge - 0.5 for edge in range(n_columns + 1)]
    axes.hlines(rows, -0.5, n_columns - 0.5, colors=GRID, linewidths=1)
    axes.vlines(columns, -0.5, n_rows - 0.5, colors=GRID, linewidths=1)
    axes.set_xlim(-0.5, n_columns - 0.5)
    axes.set_ylim(n_rows - 0.5, -0.5)


def frame_cells(axes: "Axes", places: Iterable[Place]) -> None:
    """Mark cells so that they are found without any colour."""
    from matplotlib.collections import PolyCollection

    frames = [_square(place, half=0.46) for place in places]
    axes.add_collection(PolyCollection(frames, facecolors="none", edgecolors=INK, linewidths=1.5))


def _square(place: Place, *, half: float) -> list[tuple[float, float]]:
    row, column = place
    left, right, top, bottom = column - half, column + half, row - half, row + half
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def write_cell(
    axes: "Axes", place: Place, text: str, *, is_bold: bool = False, size: float = SMALL_TEXT
) -> None:
    """Set text in the middle of a cell."""
    row, column = place
    axes.text(
        column,
        row,
        text,
        fontsize=size,
        ha="center",
        va="center_baseline",
        fontweight="bold" if is_bold else "normal",
    )
