"""Turns the axes of a chart into two, one above the other over the same scale."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.figures.canvas import WIDTH, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What stands below the axes, in units."""

    height: float
    gap: float = 48
    """Between the two, with room for the lower one's title."""


def add_panel(axes: "Axes", sheet: Sheet, panel: Panel, title: str) -> "Axes":
    """Give the lower part of the axes to new ones, under a title of their own."""
    left, width = sheet.left / WIDTH, sheet.inner_width / WIDTH
    upper = sheet.bottom + panel.height + panel.gap
    height = sheet.height - sheet.top - upper
    axes.set_position((left, upper / sheet.height, width, height / sheet.height))
    place = (left, sheet.bottom / sheet.height, width, panel.height / sheet.height)
    lower = axes.figure.add_axes(place, sharex=axes)
    lower.patch.set_visible(False)
    corner = (8 / WIDTH, (sheet.bottom + panel.height + panel.gap - 16) / sheet.height)
    lower.annotate(title, corner, xycoords="figure fraction", va="top")
    axes.tick_params(axis="x", labelbottom=False)
    return lower
