"""Turns a finished workbook back into its cells, and compares those with what they must be."""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import isclose

from generator.errors import ReportError
from generator.outputs.workbook.nouns import Book, Cell, place

_CELL = re.compile(
    r'<c r="(?P<place>[A-Z]+[0-9]+)"[^>]*?(?: t="(?P<type>\w+)")?>'
    r"(?:<f>(?P<formula>.*?)</f>)?<v>(?P<value>.*?)</v></c>",
    re.DOTALL,
)
_SHARED = re.compile(r"<si>.*?<t[^>]*>(.*?)</t></si>", re.DOTALL)
_ESCAPED = re.compile(r"_x([0-9A-F]{4})_")
_PRECISION = 1e-14
"""A number in a workbook has 16 digits."""

Shown = tuple[str, str]
"""The formula of a cell, and what it shows."""


def compare_book(path: str, book: Book, content: bytes) -> Iterator[ReportError]:
    """Say where the cells of a file first differ from those of its workbook."""
    shown = read_cells(content)
    for sheet, cells in zip(book.sheets, shown, strict=True):
        expected = dict(_expected(sheet.rows))
        for at in dict.fromkeys((*expected, *cells)):
            cell, found = expected.get(at), cells.get(at, ("", "nothing"))
            if cell is None or not _is_same(cell, found):
                must = "nothing" if cell is None else f"{cell.formula} {cell.value}".strip()
                message = f"`{path}` should have `{must}` in {at} of `{sheet.title}`"
                yield ReportError(f"{message}, but has `{' '.join(found).strip()}`")
                return


def read_cells(content: bytes) -> list[dict[str, Shown]]:
    """Read the cells of each sheet, in the order of the sheets, by their places."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [name for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        texts = [file.read(name).decode() for name in sorted(names, key=_number)]
        shared = _SHARED.findall(file.read("xl/sharedStrings.xml").decode())
    return [dict(_cells(text, shared)) for text in texts]


def _number(name: str) -> int:
    return int("".join(re.findall("[0-9]", name)))


def _cells(text: str, shared: list[str]) -> Iterator[tuple[str, Shown]]:
    for match in _CELL.finditer(text):
        value = shared[int(match["value"])] if match["type"] == "s" else match["value"]
        formula = f"={html.unescape(match['formula'])}" if match["formula"] else ""
        yield match["place"], (formula, _plain(value))


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), html.unescape(text))


def _expected(rows: Iterable[tuple[Cell | None, ...]]) -> Iterator[tuple[str, Cell]]:
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                yield place(row, column), cell


def _is_same(cell: Cell, found: Shown) -> bool:
    formula, value = found
    if formula != cell.formula:
        return False
    if isinstance(cell.value, Decimal):
        return isclose(float(cell.value), float(value), rel_tol=_PRECISION)
    return value == cell.value
