"""Turns what a spreadsheet shows into plain values: cells, sheets, and how formulas name cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from types import MappingProxyType

_N_LETTERS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: text, a number, or a formula with what it comes to."""

    value: Decimal | str
    """Money in the unit of the language."""
    formula: str = ""
    """Starts with `=`; empty where the value stands by itself."""
    look: str = "text"
    """One of the looks of `generator.outputs.workbook.writing`."""
    unit: str = ""
    """What the number counts, which says how it is written; empty for text."""


Row = tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet; the rows and columns that head it stay in view."""

    title: str
    rows: tuple[Row, ...]
    n_head_rows: int = 1
    n_head_columns: int = 1
    widest: tuple[int, int] = (44, 40)
    """Characters that fit into the first column, and into another, at most; longer text is broken
    into lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One workbook, before it is a file."""

    language: str
    title: str
    authors: str
    created: str
    """The report's date, as 2026-11-23."""
    font: str
    number_scale: str
    sheets: tuple[Sheet, ...]
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Cells by the names that formulas know them by."""


def place(row: int, column: int) -> str:
    """Name a cell as spreadsheets do: row 4 of column 2, both from 0, is `C5`."""
    return f"{_letters(column)}{row + 1}"


def fixed_place(sheet: str, row: int, column: int) -> str:
    """Name a cell of a sheet so that the name means the same everywhere: `'Years'!$C$5`."""
    title = sheet.replace("'", "''")
    return f"'{title}'!${_letters(column)}${row + 1}"


def span(row: int, columns: range) -> str:
    """Name the cells of a row from the first of the columns to the last: `C5:H5`."""
    return f"{place(row, columns[0])}:{place(row, columns[-1])}"


def stack(rows: range, column: int) -> str:
    """Name the cells of a column from the first of the rows to the last: `C5:C9`."""
    return f"{place(rows[0], column)}:{place(rows[-1], column)}"


def quote(text: str) -> str:
    """Write text as it stands in a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def head(text: str) -> Cell:
    """Make a cell that heads a column or a row."""
    return Cell(value=text, look="head")


def number_head(text: str) -> Cell:
    """Make a cell that heads a column of numbers."""
    return Cell(value=text, look="number-head")


def words(text: str, look: str = "text") -> Cell:
    """Make a cell of text."""
    return Cell(value=text, look=look)


@cache
def _letters(column: int) -> str:
    before, last = divmod(column, _N_LETTERS)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
