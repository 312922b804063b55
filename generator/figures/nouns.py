"""Turns into nouns what a chart is: a drawing, its words, and the table behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.locales import Locale
from generator.results import Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a chart shows, as text in the language's own format."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart in one language."""

    id: str
    svg: str
    """In the sentinel colours of PALETTE; its text is real text."""
    alt: str
    table: Table
    quantities: tuple[str, ...]
    """Names of the quantities that it shows."""


Draw = Callable[[Results, Mapping[str, str], Locale], Figure]
"""Of the results, the language's words, and how it writes numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSpec:
    """One chart that an article may place."""

    id: str
    draw: Draw
