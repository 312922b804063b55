"""Tests of how Chinese lines are set in the PDF: they fail when its engine works otherwise."""

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from generator.cache import Cache
from generator.outputs.fonts import make_pdf_fonts
from generator.outputs.pdf import Manuscript, bind
from tests.finished import make_finished

PAIRS = "甲》，“乙”（丙）。《丁"
MARKS = "戊己——庚……辛壬"
STARTS = "辛" * 10 + "《壬》" + "辛" * 16
STYLE = """
@page { size: 200pt 400pt; margin: 40pt 40pt }
html { font: 10pt "Noto Sans SC"; text-align: justify }
body, p { margin: 0 }
ul { margin: 0; padding-left: 20pt }
"""
LEFT, EM = 40, 10
BODY = f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>t</title></head><body>
<p style="text-align: left">{PAIRS}</p><p style="width: 125pt">{MARKS}{"癸" * 20}</p>
<p>{STARTS}</p><ul><li>《癸》</li></ul></body></html>"""

Origin = tuple[str, float, float]


@pytest.fixture(scope="module")
def origins(tmp_path_factory: pytest.TempPathFactory) -> list[Origin]:
    """Set the three paragraphs, and find where each character starts: from the left, from below."""
    characters = PAIRS + MARKS + STARTS + "癸• "
    manuscript = Manuscript(
        language="zh",
        html=BODY,
        css=STYLE,
        fonts=make_pdf_fonts(make_finished().inputs.assets, characters),
        pictures={},
        is_han=True,
    )
    made = bind([manuscript], Cache(tmp_path_factory.mktemp("cache")), jobs=1)
    return list(find_origins(made["zh"]))


def find_origins(content: bytes) -> Iterator[Origin]:
    """List the characters of the first page with where they start, in points."""
    text = pypdfium2.PdfDocument(content)[0].get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        pdfium.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
        yield chr(pdfium.FPDFText_GetUnicode(text, index)), x.value, round(y.value)


def find_steps(origins: list[Origin], text: str) -> list[float]:
    """Measure from each character of a text to the next, in its own size."""
    whole = "".join(character for character, _, _ in origins)
    start = whole.index(text)
    lefts = [left for _, left, _ in origins[start : start + len(text)]]
    return [(after - left) / EM for left, after in pairwise(lefts)]


def test_marks_that_meet_share_their_blank(origins: list[Origin]) -> None:
    """A mark before another takes half of its width; beside a character it takes all of it."""
    steps = dict(zip(pairwise(PAIRS), find_steps(origins, PAIRS), strict=True))

    assert steps["》", "，"] == pytest.approx(0.5, abs=0.02)
    assert steps["，", "“"] == pytest.approx(0.5, abs=0.02)
    assert steps["”", "（"] == pytest.approx(0.5, abs=0.02)
    assert steps["）", "。"] == pytest.approx(0.5, abs=0.02)
    assert steps["“", "乙"] == steps["乙", "”"] == pytest.approx(1, abs=0.02)


def test_slack_goes_around_an_ellipsis_and_a_dash(origins: list[Origin]) -> None:
    """What a line is widened by parts characters, and never the halves of one mark."""
    steps = dict(zip(pairwise(MARKS), find_steps(origins, MARKS), strict=True))

    assert (steps["戊", "己"], steps["辛", "壬"]) == pytest.approx((1.07, 1.07), abs=0.01)
    assert steps["…", "…"] == pytest.approx(1, abs=0.005)
    assert steps["—", "—"] == 0, "both are one glyph"


def test_a_line_is_flush_with_what_is_black(origins: list[Origin]) -> None:
    """A mark at the start of a line has its blank before the margin, one at the end behind it."""
    mark = next(each for each in origins[len(PAIRS + MARKS) :] if each[0] == "《")
    others = [left for character, left, _ in origins if character == "辛"]

    assert mark[1] == pytest.approx(LEFT - EM / 2, abs=0.5)
    assert min(others) == pytest.approx(LEFT, abs=0.5)


def test_a_mark_does_not_touch_the_dot_of_its_item(origins: list[Origin]) -> None:
    """At the start of an item the blank of a mark stays: the item's dot stands before it."""
    mark = [left for character, left, _ in origins if character == "《"][-1]

    assert mark == pytest.approx(LEFT + 2 * EM, abs=0.5)
