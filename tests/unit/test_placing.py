"""Tests of what passes charts in the PDF: they fail when its engine works otherwise."""

from pathlib import Path

import pypdfium2
import pytest

from generator.cache import Cache
from generator.outputs.fonts import make_pdf_fonts
from generator.outputs.pdf import Manuscript, bind
from generator.outputs.pdf_reading import read_pdf
from tests.finished import make_finished

STYLE = """
@page { size: 300pt 400pt; margin: 40pt }
html { font: 10pt/15pt "Noto Sans SC" }
body, p, h2, ul, figure { margin: 0 }
h2 { break-after: avoid }
.figure { break-inside: avoid }
svg { width: 9pt; height: 200pt }
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>chart</title></svg>'
CHART = f'<figure class="figure">{SVG}<figcaption>Figure 7</figcaption></figure>'
LISTING = '<figure class="listing"><pre>code</pre></figure>'
CHARACTERS = "".join(map(chr, range(32, 127))) + "•"
LIST = "<p>leads:</p><ul><li>led</li></ul>"
TOPIC = "<h2>head</h2><p>below</p>"


def set_pages(tmp_path: Path, n_lines: int, after: str) -> tuple[list[str], str, str]:
    """Set lines, two charts and what is to follow: each page, then text and captions apart.

    A page holds 21 lines, or a chart and its caption.
    """
    lines = "".join("<p>line</p>" for _ in range(n_lines))
    manuscript = Manuscript(
        language="en",
        html=f'<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><section>{lines}'
        f"{CHART}{CHART}{after}</section></body></html>",
        css=STYLE,
        fonts=make_pdf_fonts(
            make_finished().inputs.assets, "".join(map(chr, range(32, 127))) + "•"
        ),
        pictures={},
        is_han=False,
    )
    made = bind([manuscript], Cache(tmp_path), jobs=1)["en"]
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)]
    reading = read_pdf(made)
    return pages, reading.body, reading.captions


def test_text_passes_charts_that_do_not_fit(tmp_path: Path) -> None:
    """The words after charts fill the page before it; captions are read apart from them."""
    pages, body, captions = set_pages(tmp_path, 16, "<p>passed</p><p>last</p>")

    assert ["passed" in page for page in pages] == [True, False, False]
    assert ["Figure 7" in page for page in pages] == [False, True, True]
    assert captions.split() == ["Figure", "7"] * 2
    assert body.split()[-2:] == ["passed", "last"]


@pytest.mark.parametrize(
    ("n_lines", "after", "word", "page"),
    [
        (9, TOPIC, "head", 0),
        (16, TOPIC, "head", 2),
        (16, f"<p>words</p>{LISTING}", "words", 2),
        (16, LISTING, "code", 2),
    ],
)
def test_what_passes_needs_room_and_takes_along_what_it_heads(
    tmp_path: Path, n_lines: int, after: str, word: str, page: int
) -> None:
    """A heading passes where some of its text has room; what leads in a listing stays with it."""
    pages, _, _ = set_pages(tmp_path, n_lines, after)

    assert [index for index, text in enumerate(pages) if word in text] == [page]


def test_no_chart_parts_a_list_from_the_words_that_lead_it_in(tmp_path: Path) -> None:
    """Where the words pass a chart, the list comes before it, too, if need be on the next page."""
    pages, _, _ = set_pages(tmp_path, 20, LIST)

    assert pages[1].split()[:3] == ["leads:", "led", "Figure"]
