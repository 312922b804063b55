"""Turns finished files back into the numbers they show, and compares those with the document's."""

import ctypes
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

from generator.cache import Cache, fingerprint_of
from generator.documents.nouns import Document, DocumentSection
from generator.errors import Location, ReportError
from generator.outputs.cards import make_cards, path_of_card
from generator.outputs.nouns import Finished, OutputOptions
from generator.outputs.pdf import make_text_of_cover
from generator.outputs.site import make_text_of_home
from generator.outputs.staging import StagedFolder
from generator.outputs.versions import package_versions

_NUMBER = re.compile(r"\u2212?[0-9]+(?:[.,][0-9]+)*%?")
_NOT_PROVEN = frozenset({"math", "svg", "script", "style", "template"})
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "cite", "code", "data", "dfn", "em", "i", "kbd", "mark", "q"),
        *("s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    )
)
_LEFT_OUT = frozenset({"Artifact", "Figure", "Formula", "Lbl"})
"""Marks in a PDF: running heads, charts, formulas, and the numbers of list items."""

_N_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that must be shown, and what shows it."""

    text: str
    at: Location | None


def find_numbers(text: str) -> tuple[str, ...]:
    """List the numbers in a text, in order, with their true minus signs and percent signs."""
    return tuple(_NUMBER.findall(text))


def prove_site(finished: Finished, folder: StagedFolder) -> list[ReportError]:
    """Compare every page of the site with its document."""
    problems: list[ReportError] = []
    for document in finished.documents:
        home = f"site/{document.language}/index.html"
        at = document.abstract.at
        expected = _numbers(make_text_of_home(finished, document), at)
        problems += compare(home, expected, _numbers_of_page(folder, home))
        for section in document.sections:
            path = f"site/{document.language}/{section.id}/index.html"
            expected = tuple(_numbers_of_section(section, is_site=True))
            problems += compare(path, expected, _numbers_of_page(folder, path))
        for card in make_cards(finished, finished.language(document.language)):
            path = f"site/{path_of_card(document.language, card.network)}"
            problems += compare(path, _numbers(card.text, None), _numbers_of_page(folder, path))
    return problems


def prove_pdfs(
    finished: Finished, options: OutputOptions, folder: StagedFolder
) -> list[ReportError]:
    """Compare every PDF with its document."""
    problems: list[ReportError] = []
    for document in finished.documents if options.pdf else ():
        path = f"pdf/report.{document.language}.pdf"
        front, body = _read_once(folder.read(path), options.cache)
        cover = _numbers(make_text_of_cover(finished, document), document.abstract.at)
        on_cover = tuple(islice(find_numbers(front), len(cover)))
        problems += compare(f"{path}, cover", cover, on_cover)
        problems += compare(path, _numbers_of_document(document), find_numbers(body))
    return problems


def compare(
    path: str, expected: tuple[Number, ...], found: tuple[str, ...]
) -> Iterator[ReportError]:
    """Say where the numbers that are shown first differ from those that must be.

    A number that a line's end has broken in two is one number.
    """
    position = 0
    for index, number in enumerate(expected):
        taken = _match(number.text, found[position : position + len(number.text)])
        if not taken:
            before = " ".join(each.text for each in expected[max(0, index - _N_SHOWN) : index])
            shown = " ".join(found[position : position + _N_SHOWN]) or "nothing"
            message = f"`{path}` should show `{number.text}` here, but shows `{shown}`"
            yield ReportError(message, at=number.at, hint=f"it follows `{before}`")
            return
        position += taken
    if position < len(found):
        rest = " ".join(found[position : position + _N_SHOWN])
        yield ReportError(f"`{path}` shows numbers that its document does not have: `{rest}`")


def read_page_text(text: str) -> str:
    """Read what a page shows in its `main`, without formulas and drawings."""
    reader = _MainReader()
    reader.feed(text)
    reader.close()
    return "".join(reader.pieces)


def _read_once(content: bytes, cache: Cache) -> tuple[str, str]:
    """Read a PDF, or remember what was read when the same bytes were last proven."""
    code = Path(__file__).read_bytes()
    key = fingerprint_of(content, code, *package_versions(("pypdfium2",)).values())
    kept = cache.read("pdf-text", key)
    front, body = json.loads(kept) if kept else read_pdf_text(content)
    if not kept:
        cache.write("pdf-text", key, json.dumps((front, body)).encode())
    return front, body


def read_pdf_text(content: bytes) -> tuple[str, str]:
    """Read what a PDF shows before its first bookmark's page, and from there on.

    Running heads, page numbers, charts and formulas are left out by the marks they carry.
    """
    import pypdfium2

    pdf = pypdfium2.PdfDocument(content)
    try:
        bookmark = next(pdf.get_toc(max_depth=1), None)
        first = bookmark.get_dest().get_index() if bookmark else 0
        texts = ["".join(_characters(pdf[number])) for number in range(len(pdf))]
    finally:
        pdf.close()
    return "\n".join(texts[:first]), "\n".join(texts[first:])


def _match(number: str, pieces: tuple[str, ...]) -> int:
    """Count the pieces that make up a number; 0 when they do not."""
    if pieces and pieces[0] == number:
        return 1
    digits, joined = _digits(number), ""
    for count, piece in enumerate(pieces, start=1):
        joined += _digits(piece)
        if joined == digits and count > 1:
            return count
        if not digits.startswith(joined):
            break
    return 0


def _digits(number: str) -> str:
    return re.sub(r"[.,]", "", number)


def _numbers(text: str, at: Location | None) -> tuple[Number, ...]:
    return tuple(Number(text=number, at=at) for number in find_numbers(text))


def _numbers_of_section(section: DocumentSection, *, is_site: bool) -> Iterator[Number]:
    at = section.blocks[0].at if section.blocks else None
    yield from _numbers(f"{section.number}\n{section.title}", at)
    for block in section.blocks:
        yield from _numbers((block.site if is_site else block.pdf).text, block.at)


def _numbers_of_document(document: Document) -> tuple[Number, ...]:
    return tuple(
        number
        for section in document.sections
        for number in _numbers_of_section(section, is_site=False)
    )


def _numbers_of_page(folder: StagedFolder, path: str) -> tuple[str, ...]:
    return find_numbers(read_page_text(folder.read(path).decode()))


class _MainReader(HTMLParser):
    """Collects the text of `main`; a tag that ends a line of text ends a number."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._is_in_main = False
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 -- HTMLParser's
        self._is_in_main = self._is_in_main or tag == "main"
        if tag in _NOT_PROVEN:
            self._skipped.append(tag)
        self._break_line(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 -- as above
        self._break_line(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._is_in_main = False
        if self._skipped and self._skipped[-1] == tag:
            self._skipped.pop()
        self._break_line(tag)

    def handle_data(self, data: str) -> None:
        if self._is_in_main and not self._skipped:
            self.pieces.append(data)

    def _break_line(self, tag: str) -> None:
        if tag not in _INLINE:
            self.pieces.append("\n")


def _characters(sheet: Any) -> Iterable[str]:  # noqa: ANN401 -- pypdfium2 has no types
    import pypdfium2.raw as pdfium

    text = sheet.get_textpage()
    known: dict[int, bool] = {}
    for index in range(text.count_chars()):
        found = pdfium.FPDFText_GetTextObject(text, index)
        if not found:
            yield chr(pdfium.FPDFText_GetUnicode(text, index))
            continue
        address = ctypes.addressof(found.contents)
        if address not in known:
            known[address] = _is_proven(found)
        yield chr(pdfium.FPDFText_GetUnicode(text, index)) if known[address] else "\n"


def _is_proven(text_object: object) -> bool:
    """Tell prose from the rest; what carries no mark is part of a drawing with its own stream."""
    import pypdfium2.raw as pdfium

    names = {
        _mark_name(pdfium.FPDFPageObj_GetMark(text_object, index))
        for index in range(pdfium.FPDFPageObj_CountMarks(text_object))
    }
    return bool(names) and _LEFT_OUT.isdisjoint(names)


def _mark_name(mark: object) -> str:
    import pypdfium2.raw as pdfium

    name, size = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), ctypes.byref(size))
    return bytes(name)[: max(0, size.value - 2)].decode("utf-16-le")
