"""Tests of what we change in the PDF engine: they fail when a release of it works otherwise."""

import ctypes
import datetime as dt
import zlib
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from page import ValidationProfile, validate_pdf_bytes

from generator.cache import Cache
from generator.outputs.attachments import Attachment
from generator.outputs.fonts import make_pdf_fonts
from generator.outputs.pdf import Manuscript, bind
from generator.outputs.pdf_reading import read_pdf_text
from tests.finished import make_finished

SENTENCE = "开源有公认的定义，许可证必须允许自由使用、修改和再分发。"
STYLE = """
@page { size: 300pt 400pt; margin: 40pt; @top-left { content: "HEAD" } }
html { font: 10pt "Noto Sans SC"; text-align: justify }
body { margin: 0 }
svg { width: 9pt; height: 9pt }
"""
RIGHT_EDGE = 260
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{}</title>{}</svg>'
FORMULA = SVG.format("R", '<rect width="9" height="9"/>')
CHART = SVG.format("chart", '<rect width="9" height="5"/>')
BODY = f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>t</title></head><body>
<h1 id="top">题</h1><p>{SENTENCE * 6}</p>
<p><span lang="en">open</span> <span class="formula">{FORMULA}</span> <span>{CHART}</span>
<a href="#top"><span>to</span> <b>top</b></a></p>
<ul><li><p>first</p></li></ul>
<table><thead><tr><th>P95</th></tr></thead><tbody>{"<tr><td>row</td></tr>" * 60}</tbody></table>
<table><tbody><tr><th scope="row">first</th></tr></tbody></table>
</body></html>"""
ATTACHED = Attachment(name="twelve.txt", content=b"\x0c", description="十二", relationship="Data")
"""Compressed, it ends in a carriage return."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Make one small page by the rules for Chinese, and by those for other languages."""
    characters = "".join(map(chr, range(32, 127))) + SENTENCE + "题•"
    fonts = make_pdf_fonts(make_finished().inputs.assets, characters)
    manuscripts = [
        Manuscript(
            language=name,
            html=BODY,
            css=STYLE,
            fonts=fonts,
            pictures={},
            is_han=is_han,
            attachments=(ATTACHED,),
            date=dt.date(2026, 1, 2),
        )
        for name, is_han in (("han", True), ("latin", False))
    ]
    return bind(manuscripts, Cache(tmp_path_factory.mktemp("cache")), jobs=2)


def find_line_ends(content: bytes) -> list[float]:
    """Find how far the lines of the first paragraph reach, but for its last; in points."""
    text = pypdfium2.PdfDocument(content)[0].get_textpage()
    rights: dict[int, float] = {}
    for index in range(text.count_chars()):
        if chr(pdfium.FPDFText_GetUnicode(text, index)) in SENTENCE:
            _, bottom, right, _ = text.get_charbox(index, loose=True)
            line = round(bottom)
            rights[line] = max(right, rights.get(line, 0))
    return [rights[line] for line in sorted(rights)[1:]]


def find_elements(content: bytes) -> Iterator[tuple[str, str, str]]:
    """List the structure of the first page: each element's kind, language and spoken text."""
    page = pypdfium2.PdfDocument(content)[0]
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        yield from walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
    pdfium.FPDF_StructTree_Close(tree)


def walk(element: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 -- pdfium has no types
    """Go through an element of structure and all inside it."""
    ask = (
        pdfium.FPDF_StructElement_GetType,
        pdfium.FPDF_StructElement_GetLang,
        pdfium.FPDF_StructElement_GetAltText,
    )
    kind, language, spoken = (read_text(each, element) for each in ask)
    yield kind, language, spoken
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            yield from walk(child)


def find_scopes(content: bytes) -> Iterator[str]:
    """List the scopes of the heads of tables."""
    pdf = pypdfium2.PdfDocument(content)
    for sheet in pdf:
        tree = pdfium.FPDF_StructTree_GetForPage(sheet)
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            yield from scopes_below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
        pdfium.FPDF_StructTree_Close(tree)


def scopes_below(element: Any) -> Iterator[str]:  # noqa: ANN401 -- as above
    """Go through an element of structure and all inside it."""
    for index in range(max(0, pdfium.FPDF_StructElement_GetAttributeCount(element))):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, index)
        scope = pdfium.FPDF_StructElement_Attr_GetValue(attributes, b"Scope")
        if scope:
            text, size = ctypes.create_string_buffer(64), ctypes.c_ulong()
            pdfium.FPDF_StructElement_Attr_GetStringValue(scope, text, 64, ctypes.byref(size))
            yield text.raw[: size.value - 2].decode("utf-16-le")
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            yield from scopes_below(child)


def read_text(ask: Any, element: Any) -> str:  # noqa: ANN401 -- as above
    """Ask pdfium for a text."""
    text = ctypes.create_string_buffer(256)
    size = ask(element, text, len(text))
    return text.raw[: max(0, size - 2)].decode("utf-16-le")


def test_chinese_lines_are_justified(made: dict[str, bytes]) -> None:
    """Lines of Han characters end at the margin: the slack lies between the characters."""
    assert find_line_ends(made["han"]) == pytest.approx([RIGHT_EDGE] * 7, abs=1)


def test_other_lines_are_left_to_the_engine(made: dict[str, bytes]) -> None:
    """Without the rules for Chinese only spaces widen, and these lines have none."""
    assert min(find_line_ends(made["latin"])) < RIGHT_EDGE - 5


def test_formulas_are_tagged_as_such(made: dict[str, bytes]) -> None:
    """A formula is a Formula with its spoken text, a chart a Figure with its own."""
    spoken = {(kind, alt) for kind, _, alt in find_elements(made["han"]) if alt}

    assert spoken == {("Formula", "R"), ("Figure", "chart")}


def test_languages_are_tagged(made: dict[str, bytes]) -> None:
    """Words in another language say which."""
    assert [kind for kind, language, _ in find_elements(made["han"]) if language == "en"] == [
        "Span"
    ]


def test_list_items_have_a_label_and_a_body(made: dict[str, bytes]) -> None:
    """An item has nothing but its label and its body, as PDF/UA asks."""
    kinds = [kind for kind, _, _ in find_elements(made["han"])]
    start = kinds.index("LI")

    assert kinds[start : start + 2] == ["LI", "Lbl"]
    assert "LBody" in kinds[start:]


def test_running_heads_are_not_read_aloud(made: dict[str, bytes]) -> None:
    """What stands in the margin is drawn, but is an artifact and no content."""
    drawn = pypdfium2.PdfDocument(made["han"])[0].get_textpage().get_text_range()
    _, read = read_pdf_text(made["han"])

    assert "HEAD" in drawn
    assert "HEAD" not in read
    assert "first" in read


def test_the_head_of_a_table_is_read_once(made: dict[str, bytes]) -> None:
    """A table that goes on has its head on each of its pages; what it says is said once."""
    pages = pypdfium2.PdfDocument(made["han"])
    drawn = [page.get_textpage().get_text_range().count("P95") for page in pages]
    _, read = read_pdf_text(made["han"])

    assert drawn == [1] * len(pages)
    assert len(drawn) > 1
    assert (read.count("P95"), read.count("row")) == (1, 60)


def test_a_link_has_one_area(made: dict[str, bytes]) -> None:
    """A link with elements inside is one annotation, not one for each."""
    assert pdfium.FPDFPage_GetAnnotCount(pypdfium2.PdfDocument(made["han"])[0]) == 1


def test_the_file_says_that_it_is_accessible(made: dict[str, bytes]) -> None:
    """The metadata, left uncompressed, names both standards."""
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made["han"]
    assert b'pdfaid:part="3"' in made["han"] or b"<pdfaid:part>3</pdfaid:part>" in made["han"]


@pytest.mark.parametrize("standard", [ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1])
@pytest.mark.parametrize("name", ["han", "latin"])
def test_the_file_keeps_both_standards(
    made: dict[str, bytes], name: str, standard: ValidationProfile
) -> None:
    """One file is PDF/A-3a and PDF/UA-1, also where a stream ends in a carriage return."""
    report = validate_pdf_bytes(made[name], profile=standard)

    assert zlib.compress(ATTACHED.content).endswith(b"\r")
    assert [failure.message for failure in report.failures] == []


def test_heads_of_tables_say_their_scope(made: dict[str, bytes]) -> None:
    """The head of a column says that it is one, the head of a row too."""
    assert set(find_scopes(made["han"])) == {"Column", "Row"}


def test_a_file_travels_along_with_the_date_that_was_given(made: dict[str, bytes]) -> None:
    """An attached file has its name, its bytes, and times that no clock told."""
    pdf = pypdfium2.PdfDocument(made["han"])
    attached = [pdf.get_attachment(number) for number in range(pdf.count_attachments())]

    assert [(each.get_name(), bytes(each.get_data())) for each in attached] == [
        (ATTACHED.name, ATTACHED.content)
    ]
    assert {attached[0].get_str_value(key) for key in ("CreationDate", "ModDate")} == {
        "D:20260102000000Z"
    }
    assert attached[0].get_desc() == ATTACHED.description
