"""Turns a finished PDF back into all that it says: its text, its drawings, what it speaks."""

import ctypes
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from generator.cache import Cache, fingerprint_of
from generator.outputs.engine import CHART_CAPTION, PAGE_NUMBER, REPEATED_HEAD
from generator.outputs.versions import package_versions

_LEFT_OUT = frozenset({"Artifact", "Figure", "Formula", "Lbl", REPEATED_HEAD})
"""Marks in a PDF: running heads, charts, formulas, the numbers of list items, and heads of tables
that go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfReading:
    """What a PDF says."""

    front: str
    """The text before the page of the first bookmark, without running heads and drawings."""
    body: str
    """The text from there on."""
    captions: str = ""
    """What stands below charts, in their order: on the page, text may have passed them."""
    pages: str = ""
    """On which pages things stand, as references and the index say."""
    drawn: str = ""
    """What stands in charts, in the order in which it was drawn."""
    alternatives: list[str] = field(default_factory=list)
    """How each drawing and formula is spoken, in reading order."""
    bookmarks: list[tuple[str, int]] = field(default_factory=list)
    """Title and page, from 1, of every bookmark."""
    places: dict[str, int] = field(default_factory=dict)
    """Page, from 1, of every id that something leads to."""


def read_pdf(content: bytes) -> PdfReading:
    """Read a PDF by the marks that its text carries."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(content)
    try:
        bookmarks = [(each.get_title(), each.get_dest().get_index() + 1) for each in pdf.get_toc()]
        places = dict(_read_places(pdf))
        sheets = [_read_sheet(pdf[number]) for number in range(len(pdf))]
    finally:
        pdf.close()
    first = bookmarks[0][1] - 1 if bookmarks else 0
    return PdfReading(
        front="\n".join(each.body for each in sheets[:first]),
        body="\n".join(each.body for each in sheets[first:]),
        captions="\n".join(each.captions for each in sheets),
        pages="\n".join(each.pages for each in sheets),
        drawn="\n".join(each.drawn for each in sheets),
        alternatives=[alternative for each in sheets for alternative in each.alternatives],
        bookmarks=bookmarks,
        places=places,
    )


def read_pdf_text(content: bytes) -> tuple[str, str]:
    """Read what a PDF shows before its first bookmark's page, and from there on.

    Running heads, page numbers, charts and formulas are left out by the marks they carry.
    """
    reading = read_pdf(content)
    return reading.front, reading.body


def read_pdf_once(content: bytes, cache: Cache) -> PdfReading:
    """Read a PDF, or remember what was read when the same bytes were last proven."""
    code = Path(__file__).read_bytes()
    key = fingerprint_of(content, code, *package_versions(("pypdfium2",)).values())
    kept = cache.read("pdf-text", key)
    if kept:
        plain = json.loads(kept)
        plain["bookmarks"] = [tuple(each) for each in plain["bookmarks"]]
        return PdfReading(**plain)
    reading = read_pdf(content)
    cache.write("pdf-text", key, json.dumps(asdict(reading)).encode())
    return reading


def _read_places(pdf: Any) -> Iterator[tuple[str, int]]:  # noqa: ANN401 -- pypdfium2 has no types
    import pypdfium2.raw as pdfium

    for index in range(pdfium.FPDF_CountNamedDests(pdf)):
        size = ctypes.c_long()
        pdfium.FPDF_GetNamedDest(pdf, index, None, ctypes.byref(size))
        name = ctypes.create_string_buffer(size.value)
        found = pdfium.FPDF_GetNamedDest(pdf, index, name, ctypes.byref(size))
        place = pdfium.FPDFDest_GetDestPageIndex(pdf, found)
        yield name.raw[: max(0, size.value - 2)].decode("utf-16-le"), place + 1


def _read_sheet(sheet: Any) -> PdfReading:  # noqa: ANN401 -- pypdfium2 has no types
    characters = list(_characters(sheet))
    body, captions, pages, drawn = (
        "".join(each if place in (name, "") else "\n" for each, place in characters)
        for name in ("body", "captions", "pages", "drawn")
    )
    return PdfReading(
        front="",
        body=body,
        captions=captions,
        pages=pages,
        drawn=drawn,
        alternatives=list(_alternatives(sheet)),
    )


def _characters(sheet: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- as above
    """List the characters of a page, each with where it belongs; a blank between belongs to all."""
    import pypdfium2.raw as pdfium

    text = sheet.get_textpage()
    known: dict[int, str] = {}
    for index in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, index))
        found = pdfium.FPDFText_GetTextObject(text, index)
        if not found:
            yield character, ""
            continue
        address = ctypes.addressof(found.contents)
        if address not in known:
            known[address] = _place_of(found)
        yield character, known[address]


def _place_of(text_object: object) -> str:
    """Tell prose from the rest; what carries no mark is part of a drawing with its own stream."""
    import pypdfium2.raw as pdfium

    names = {
        _mark_name(pdfium.FPDFPageObj_GetMark(text_object, index))
        for index in range(pdfium.FPDFPageObj_CountMarks(text_object))
    }
    if not names or "Figure" in names:
        return "drawn"
    if PAGE_NUMBER in names:
        return "pages"
    if CHART_CAPTION in names:
        return "captions"
    return "left out" if names & _LEFT_OUT else "body"


def _mark_name(mark: object) -> str:
    import pypdfium2.raw as pdfium

    name, size = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), ctypes.byref(size))
    return bytes(name)[: max(0, size.value - 2)].decode("utf-16-le")


def _alternatives(sheet: Any) -> Iterator[str]:  # noqa: ANN401 -- as above
    import pypdfium2.raw as pdfium

    tree = pdfium.FPDF_StructTree_GetForPage(sheet)
    try:
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree) if tree else 0):
            yield from _alternatives_below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _alternatives_below(element: Any) -> Iterator[str]:  # noqa: ANN401 -- as above
    import pypdfium2.raw as pdfium

    size = pdfium.FPDF_StructElement_GetAltText(element, None, 0)
    if size:
        words = ctypes.create_string_buffer(size)
        pdfium.FPDF_StructElement_GetAltText(element, words, size)
        yield words.raw[: size - 2].decode("utf-16-le")
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            yield from _alternatives_below(child)
