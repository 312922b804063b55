"""Turns a workbook's sheets into the bytes of an .xlsx file, the same for the same sheets."""

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from generator.errors import ReportError
from generator.outputs.workbook.nouns import Book, Cell, Row, Sheet

_HEAD = {"bold": True, "text_wrap": True, "bg_color": "#E8ECF0", "bottom": 2}
_LOOKS: Mapping[str, Mapping[str, object]] = {
    "text": {"text_wrap": True, "align": "left", "indent": 1},
    "title": {"bold": True, "font_size": 15},
    "block": {"bold": True, "font_size": 12},
    "head": {**_HEAD, "align": "left", "indent": 1},
    "number-head": {**_HEAD, "align": "right"},
    "input": {"bg_color": "#FFF6D5", "border": 1, "align": "right"},
    "figure": {"align": "right"},
    "total": {"align": "right", "bold": True, "top": 1},
}
"""What cells look like; what is told by colour is told by a frame or a weight as well."""

_NUMBERS: Mapping[str, str] = {
    "count": "#,##0",
    "crossing": '0.00;-0.00;"–"',
    "factor": "0.0000",
    "index": "0.000",
    "rate": "0.0%",
    "ratio": "0.00##",
    "share": "0.0%",
    "sign": "+0;-0;0",
    "whole": "0",
    "year": "0.00",
}
"""How a number is written, by what it counts."""

_MONEY = {"wan": "#,##0.00", "million": "#,##0.00??"}
"""How money is written, by number scale: to 1/100 of 万元 in both."""

_FORMULA_SIGNS = ("=", "+", "-", "@")
_N_DIGITS = 12
_NARROWEST = 8
_WIDEST_HEAD = 18
_A4 = 9
_LINE = 15
"""Height of a line, in points."""
_PADDING = 3
_TALL = ("title", "block")
_HEADS = ("head", "number-head")
_PIECE = re.compile(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]*\s*")


def make_file(book: Book) -> bytes:
    """Write the sheets, each formula with what it comes to.

    Neither the clock nor the folder is in the bytes.
    Raises: ReportError, when a sheet's title cannot be one.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    content = io.BytesIO()
    file = Workbook(content, {"in_memory": True})
    try:
        _write(file, book)
        file.close()
    except XlsxWriterException as error:
        message = f"the workbook in `{book.language}` cannot be written: {error}"
        raise ReportError(message, hint="mend `workbook.sheet` in strings.yaml") from error
    return content.getvalue()


def _font(book: Book) -> Mapping[str, object]:
    return {"font_name": book.font, "font_size": 11, "valign": "top"}


def _write(file: Any, book: Book) -> None:  # noqa: ANN401 -- XlsxWriter's, imported when used
    created = dt.datetime.fromisoformat(book.created)
    file.set_properties({"title": book.title, "author": book.authors, "created": created})
    file.set_custom_property("Language", book.language)
    formats = _Formats(file, book)
    for sheet in book.sheets:
        _write_sheet(file.add_worksheet(sheet.title), sheet, formats)
    for name, place in book.names.items():
        file.define_name(name, f"={place}")


class _Formats:
    """Makes each format once, for a workbook holds a list of them."""

    def __init__(self, file: Any, book: Book) -> None:  # noqa: ANN401 -- as above
        self._file = file
        self._numbers = {**_NUMBERS, "wan_yuan": _MONEY[book.number_scale]}
        self._font = _font(book)
        self._made: dict[tuple[str, str, bool], Any] = {}

    def find(self, cell: Cell) -> Any:  # noqa: ANN401 -- as above
        is_formula_like = isinstance(cell.value, str) and cell.value.startswith(_FORMULA_SIGNS)
        key = (cell.look, cell.unit, is_formula_like)
        if key not in self._made:
            number = {"num_format": self._numbers.get(cell.unit, "General")} if cell.unit else {}
            # The mark keeps text that looks like a formula text, also when somebody edits it.
            mark = {"quote_prefix": True} if is_formula_like else {}
            properties = {**self._font, **_LOOKS[cell.look], **number, **mark}
            self._made[key] = self._file.add_format(properties)
        return self._made[key]


def _write_sheet(worksheet: Any, sheet: Sheet, formats: _Formats) -> None:  # noqa: ANN401 -- as above
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                _write_cell(worksheet, (row, column), cell, formats.find(cell))
    widths = tuple(_widths(sheet))
    for column, width in enumerate(widths):
        worksheet.set_column(column, column, width)
    for row, cells in enumerate(sheet.rows):
        worksheet.set_row(row, _height(cells, widths))
    worksheet.freeze_panes(sheet.n_head_rows, sheet.n_head_columns)
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_footer("&C&A – &P / &N")
    if sheet.n_head_rows:
        worksheet.repeat_rows(0, sheet.n_head_rows - 1)


def _write_cell(worksheet: Any, at: tuple[int, int], cell: Cell, form: Any) -> None:  # noqa: ANN401 -- as above
    if cell.formula:
        worksheet.write_formula(*at, cell.formula, form, _plain(cell.value))
    elif isinstance(cell.value, str):
        worksheet.write_string(*at, cell.value, form)
    else:
        worksheet.write_number(*at, _plain(cell.value), form)


def _plain(value: Decimal | str) -> float | int | str:
    """Make a number what a workbook stores; a whole one has no point, and zero no sign."""
    if isinstance(value, str):
        return value
    number = float(value)
    return int(number) if number.is_integer() else number


def _widths(sheet: Sheet) -> Iterator[int]:
    """Make each column as wide as what it shows, up to the widest."""
    for column in range(max(map(len, sheet.rows))):
        cells = (row[column] for row in sheet.rows if column < len(row))
        shown = (_width(cell) for cell in cells if cell and cell.look not in _TALL)
        yield min(max(shown, default=0), sheet.widest[column > 0]) + _PADDING


def _height(cells: Row, widths: Sequence[int]) -> int:
    """Make a row as high as its lines: a viewer that lays nothing out anew shows all of them."""
    if cells and cells[0] and cells[0].look in _TALL:
        return _LINE + _LINE // 3
    lines = (
        _n_lines(cell.value, width - _PADDING)
        for cell, width in zip(cells, widths, strict=False)
        if cell and isinstance(cell.value, str)
    )
    return _LINE * max(lines, default=1)


def _n_lines(text: str, width: int) -> int:
    """Count the lines that a text is broken into, a word at a time, or a Han character."""
    n_lines, used = 1, 0
    for piece in _PIECE.findall(text):
        size = _text_width(piece)
        if used and used + _text_width(piece.rstrip()) > width:
            n_lines, used = n_lines + 1, 0
        used += size
    return n_lines


def _width(cell: Cell) -> int:
    if isinstance(cell.value, Decimal):
        return _N_DIGITS
    if cell.look in _HEADS:
        return min(max(_NARROWEST, *map(_text_width, cell.value.split())), _WIDEST_HEAD)
    return _text_width(cell.value)


def _text_width(text: str) -> int:
    """Count the columns of a text; a Han character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "FW" else 1 for each in text)
