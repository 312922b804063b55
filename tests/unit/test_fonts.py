"""Tests of the fonts: cut down right, the same each time, and no character without a glyph."""

import io
from dataclasses import replace

import pytest

from generator.documents.nouns import Rendering
from generator.errors import Location, ReportError
from generator.outputs.fonts import (
    FACES,
    characters_of,
    check_glyphs,
    make_pdf_fonts,
    make_web_fonts,
)
from tests.finished import make_finished

FINISHED = make_finished()
ASSETS = FINISHED.inputs.assets


def test_characters_that_are_shown() -> None:
    """Tags show nothing, entities show what they stand for, each character counts once."""
    assert characters_of(['<p class="z">b&amp;a</p>', "<b>a</b>"]) == " &ab"


def test_a_pdf_font_holds_what_is_asked() -> None:
    """A cut font has the characters asked for that the whole one has, and no others."""
    import uharfbuzz

    fonts = make_pdf_fonts(ASSETS, "大A≈")
    face = uharfbuzz.Face(uharfbuzz.Blob(fonts["NotoSansSC-Regular.ttf"]))

    assert set(face.unicodes) == set(map(ord, "大A≈"))
    assert len(fonts["NotoSansSC-Regular.ttf"]) < 20_000


def test_a_web_font_is_read_back() -> None:
    """The packed file is a WOFF that another program reads, with the family's name."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    fonts = make_web_fonts(ASSETS, "大模型 A")
    for name, content in fonts.items():
        font = TTFont(io.BytesIO(content), checkChecksums=2)
        assert name.endswith(".woff")
        assert font.flavor == "woff"
        assert font["head"].unitsPerEm > 0
        assert len(font["glyf"].glyphs) > 0
        assert ord("A") in font.getBestCmap()


def test_the_same_bytes_each_time() -> None:
    """Fonts are cut down the same way each time."""
    assert make_web_fonts(ASSETS, "大A") == make_web_fonts(ASSETS, "A大")


@pytest.mark.parametrize("face", [face for face in FACES if face.is_text])
def test_signs_that_reports_need(face: object) -> None:
    """Every text font has the signs of arithmetic, comparison and range."""
    import uharfbuzz

    name = f"fonts/{getattr(face, 'file', '')}.ttf"
    face_ = uharfbuzz.Face(uharfbuzz.Blob(ASSETS[name]))

    assert set(map(ord, "≈≤≥→−±×·…–%≠“”")) <= set(face_.unicodes)


def test_a_missing_font_is_named() -> None:
    """A font that was removed is the author's problem, with its path."""
    with pytest.raises(ReportError, match=r"templates/assets/fonts/NotoSans-Regular\.ttf"):
        make_pdf_fonts({}, "a")


def test_a_character_without_a_glyph_is_found_where_it_is_written() -> None:
    """The error names the character, and its line and column in the prose."""
    document = FINISHED.documents[0]
    section = document.sections[0]
    shown = Rendering(html="<p>与 𓀀 个词</p>")
    block = replace(section.blocks[0], site=shown, pdf=shown)
    changed = replace(document, sections=(replace(section, blocks=(block,)),))
    language = FINISHED.inputs.languages[0]
    prose = replace(language.sections[0], lines=("# 标题", "与 𓀀 个词"))
    inputs = replace(FINISHED.inputs, languages=(replace(language, sections=(prose,)),))

    problems = check_glyphs(inputs, [changed])

    assert [str(problem.at) for problem in problems] == ["content/zh/01-background.md:2:3"]
    assert "U+13000" in problems[0].message


def test_a_character_that_cannot_be_seen_is_found_in_words() -> None:
    """A font may have it; written in a label or as an escape, it is told at the label."""
    language = FINISHED.inputs.languages[0]
    key, place = next(iter(language.strings)), Location(path="content/zh/strings.yaml", line=7)
    texts = {**language.strings.texts, key: "ha\u200blf"}
    words = replace(language.strings, texts=texts, places={key: place})
    inputs = replace(FINISHED.inputs, languages=(replace(language, strings=words),))

    (problem,) = check_glyphs(inputs, FINISHED.documents[:1])

    assert problem.at == place
    assert problem.message == "the character U+200B, ZERO WIDTH SPACE, cannot be seen"


def test_all_of_a_right_report_has_glyphs() -> None:
    """A report in ordinary characters has no problem."""
    assert check_glyphs(FINISHED.inputs, FINISHED.documents) == []
