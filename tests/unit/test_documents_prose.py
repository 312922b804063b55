"""Prose becomes blocks that both outputs can show, and what is wrong in it is refused."""

import struct
import zlib
from dataclasses import replace

import pytest

from generator.documents import find_figure_ids, make_documents, render
from generator.errors import ReportError
from tests.prose import (
    compose,
    find_problems,
    make_inputs,
    make_language,
    make_results,
    make_verdicts,
    marked,
)

FIGURE = "::: {.figure #fig-break-even}\n说明。\n:::"
TABLE = "::: {.table #tbl-x}\n标题\n\n| 甲 | 乙 |\n|---|--:|\n| a | b |\n:::"


def make_png() -> bytes:
    """Make a picture of 2 × 1 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("a <b>c", "raw HTML is not allowed in prose"),
        ("<script>\nx\n</script>", "raw HTML is not allowed in prose"),
        ("<!-- x -->", "raw HTML is not allowed in prose"),
        ("[x](javascript:alert)", "link uses the scheme `javascript:`"),
        ("[x](JaVa&#115;cript:alert)", "link uses the scheme `javascript:`"),
        ("[x](<java\tscript:alert>)", "link uses the scheme `javascript:`"),
        ("[x][y]\n\n[y]: <&#9;data:text>", "link uses the scheme `data:`"),
        ("<vbscript:x>", "link uses the scheme `vbscript:`"),
        ("[x](//example.org)", "link leads to `//example.org`, which is no address"),
        ("[x](other.md)", "link leads to `other.md`, which is no address"),
        ("[x](#sec-nowhere)", "nothing has the id `sec-nowhere`"),
        ("@fig-nowhere", "nothing has the id `fig-nowhere`"),
        ("[@nobody]", "no reference has the key `nobody`"),
        ("[@wang, @lecun]", "citation `[@wang, @lecun]` is malformed"),
        ("[x]{cite=@nobody}", "no reference has the key `nobody`"),
        ("[x]{.claim}", "claim has no id"),
        ("[x]{.claim #claim-none}", "there is no claim `none`"),
        ("[x]{.big}", "marked words are neither a year nor quoted nor a claim"),
        ("x {.big}", "attributes stand behind nothing that takes them"),
        ("![x](a.png)", "a picture inside a paragraph is not placed"),
        ("## 标题", "heading has no id"),
        ("## 标题 {#fig-x}", "id `fig-x` of a heading must begin with `sec-`"),
        ("## 甲 {#sec-x}\n\n## 乙 {#sec-x}", "id `sec-x` is used twice"),
        ("# 甲 {#sec-x}", "heading of level 1 stands where level 2 or one deeper may"),
        ("| a |\n|---|", "table has no id and no caption"),
        ("::: {.figure}\nx\n:::", "figure has no id"),
        ("::: {.figure #fig-none}\nx\n:::", "there is no figure `none`"),
        ("::: {.figure #fig-break-even}\n:::", "figure has no caption"),
        ("::: {.fig #fig-x}\nx\n:::", "unknown container `.fig`"),
        ("::: note\nx\n:::", "container does not say what it is"),
        ("::: {.note}\nx", "container `.note` is not closed by `:::`"),
        ("::: {.claim #claim-none}\nx\n:::", "there is no claim `none`"),
        ("$x", "formula is not closed by `$`"),
        ("$$\nx", "formula is not closed by `$$`"),
        ("$$x$$ {#eq-x}", "display formula does not say how it is spoken"),
        ('$$x$$ {alt="x"}', "equation has no id"),
        ("$\\href{javascript:x}{y}$", "formula may not set `href`"),
        ("$\\text{<script>x</script>}$", "formula may not hold `<script>`"),
        ("$\\nosuch{x}$", "formula has the unknown command `\\nosuch`"),
        ("$\\frac{x}$", "formula has a command with a part missing"),
        ("x[^n]", "footnote `n` is not written in this section"),
        ("x\n\n[^n]: y", "footnote `n` is nowhere referred to"),
        ("```\nx\n```", "code does not name its language"),
        ("```pyhton\nx\n```", "code names the unknown language `pyhton`"),
        (
            '::: {.listing #lst-x source="/etc/passwd"}\nx\n:::',
            "listing quotes the unknown file `/etc/passwd`",
        ),
        (
            '::: {.listing #lst-x source="generator/a.py" region="cat"}\nx\n:::',
            "`generator/a.py` has no region `cat`",
        ),
        (
            '::: {.picture #fig-x src="https://a.b/c.png" alt="x"}\nx\n:::',
            "picture `https://a.b/c.png` is not a file of this report",
        ),
        (
            '::: {.picture #fig-x src="../c.png" alt="x"}\nx\n:::',
            "picture `../c.png` lies outside content/",
        ),
        (
            'x[^"><b>]\n\n[^"><b>]: y',
            'footnote label `"><b>` may hold only letters, digits, `_` and `-`',
        ),
        ("## T {#sec-<b>}", "id `sec-<b>` may hold only a–z, 0–9 and `-`"),
        ("::: {.note #sec-one}\nx\n:::", "a note takes no id: nothing can refer to it"),
        ('x $$y$$ {#eq-y alt="y"} z', "display formula stands inside a text"),
        (
            '$$x$$ {#eq-x alt="x"} $$y$$ {#eq-y alt="y"}',
            "something stands beside a display formula",
        ),
        ('x $y${#eq-y alt="y"}', "a formula inside a text takes no id: it has no number"),
        ("*a " * 50 + "b*" * 50, "this stands in more than 40 other parts"),
        (">" * 200 + " x", "this stands in more than 40 other parts"),
        # Each of these once took time that doubled with every placeholder.
        ("x $y " + "{{ profit }} " * 40, "formula is not closed by `$`"),
        (
            '::: {.note alt="' + "{{ profit }} " * 40 + "}\nx\n:::",
            "container does not say what it is",
        ),
    ],
)
def test_what_is_wrong_is_refused(body: str, message: str) -> None:
    """Each mistake is told once, in words, with its place."""
    (error,) = find_problems(body)

    assert error.message == message
    assert error.at is not None
    assert marked(error)


def test_all_problems_are_told_at_once() -> None:
    """One pass finds syntax, names, ids, citations and digits of all sections."""
    problems = find_problems("{{ a | }} 7 @fig-x", "## x\n\n[@y] <b>")

    assert [str(problem.at) for problem in problems] == [
        "content/zh/01-one.md:5:1",
        "content/zh/01-one.md:5:11",
        "content/zh/01-one.md:5:13",
        "content/zh/02-two.md:5:1",
        "content/zh/02-two.md:7:3",
        "content/zh/02-two.md:7:6",
    ]


def test_headings_are_numbered_by_their_section() -> None:
    """Numbers are computed, and cross-references name them, on this page and on another."""
    document = compose(
        "## 甲 {#sec-a}\n\n### 乙 {#sec-b}\n\n## 丙 {#sec-c}\n\n见 @sec-d", "## 丁 {#sec-d}"
    )

    headings = [block.site.text for section in document.sections for block in section.headings]
    reference = document.sections[0].blocks[-1]
    assert headings == ["1.1 甲", "1.1.1 乙", "1.2 丙", "2.1 丁"]
    assert (
        reference.site.html
        == '<p>见 <a class="xref" href="../two/index.html#sec-d">第 2.1 节</a></p>'
    )
    assert reference.pdf.html == '<p>见 <a class="xref" href="#sec-d">第 2.1 节</a></p>'


def test_citations_are_numbered_by_first_mention() -> None:
    """The list shows cited works in order, then the rest, at the end of the last section."""
    document = compose("[@wang]", "[@lecun1998; @wang]")

    listed = document.sections[1].blocks[-1]
    assert [section.blocks[0].site.text for section in document.sections] == ["[1]", "[2, 1]"]
    assert listed.kind == "references"
    assert listed.site.text == (
        "文献\n"
        "[1] 王明. 开源[M]. （未找到）\n"
        "[2] LeCun Y. Gradient-based learning[J/OL]. 1998. https://doi.org/10.1109/5.726791. "
        "（未核：日期）"
    )
    assert document.references == ("wang", "lecun1998")


def test_citation_and_entry_lead_to_each_other() -> None:
    """Each citation has an id of its own; the entry leads back to every one of them."""
    document = compose("[@wang]", "[@lecun1998; @wang] [@wang]")

    first, second = (section.blocks[0].site.html for section in document.sections)
    listed = document.sections[1].blocks[-1]
    assert 'id="cite-wang-a" href="../two/index.html#ref-wang"' in first
    assert 'id="cite-wang-b" href="#ref-wang"' in second
    assert 'id="cite-wang-c" href="#ref-wang"' in second
    assert 'href="../one/index.html#cite-wang-a" aria-label="回到正文 a">a</a>' in listed.site.html
    assert 'href="#cite-wang-c" aria-label="回到正文 c">c</a>' in listed.site.html
    assert 'href="#cite-lecun1998-a" aria-label="回到正文">↑</a>' in listed.site.html
    assert 'href="#cite-wang-a"' in listed.pdf.html


def test_an_unknown_citation_style_is_refused() -> None:
    """strings.yaml names the style of the list, and there are only so many."""
    language = make_language(["[@wang]"])
    texts = {**language.strings.texts, "citation_style": "iee"}
    inputs = make_inputs(replace(language, strings=replace(language.strings, texts=texts)))

    with pytest.raises(ReportError, match="there is no citation style `iee`") as raised:
        make_documents(inputs, make_results(), (), None)

    assert raised.value.hint == "did you mean `ieee`?"


def test_a_chart_carries_its_numbers_on_the_site_only() -> None:
    """The table behind a chart follows it on the site; what is drawn is no text."""
    block = compose(FIGURE).sections[0].blocks[0]

    assert block.site.text == "图 1 说明。\n数值\nx y\na 77\nCSV"
    assert block.pdf.text == "图 1 说明。"
    assert '<title id="fig-break-even-title">A &lt; B</title>' in block.site.html
    assert 'href="../../data/zh/break-even.csv"' in block.site.html
    assert "98765" not in block.site.text


def test_tables_can_be_scrolled_on_the_site() -> None:
    """A table has a caption, heads with a scope, and no inline style."""
    block = compose(TABLE).sections[0].blocks[0]

    assert block.site.text == "表 1 标题\n甲 乙\na b"
    assert '<th scope="col" class="right">乙</th>' in block.site.html
    assert 'tabindex="0" role="region" aria-label="表 1"' in block.site.html
    assert "tabindex" not in block.pdf.html
    assert "style" not in block.site.html


def test_claims_are_followed_by_their_verdict() -> None:
    """Verdict, tolerance and measured value stand behind the claim, in words."""
    body = "\n".join(
        f"::: {{.claim #claim-{name}}}\n说法\n:::\n" for name in ("accuracy", "profit", "cited")
    )
    claims = tuple(verdict.claim for verdict in make_verdicts())
    texts = [block.site.text for block in compose(body, claims=claims).sections[0].blocks[:3]]

    assert texts == [
        "说法\n不符。 所称 90.0%，相差 1.0 个百分点；43.5%。",
        "说法\n仅当收入如此。 所称 305 万元，须完全相等；305 万元。",
        "说法\n据引文。 未测量。 [1]",
    ]


def test_marked_words_state_a_claim_in_a_sentence() -> None:
    """Sources and verdict follow the words; the mark carries the id that a reference leads to."""
    claims = tuple(verdict.claim for verdict in make_verdicts())
    body = "他说[大约如此]{.claim #claim-accuracy}，见[某文]{.claim #claim-listed}，@claim-listed"
    document = compose(body, claims=claims)

    block = document.sections[0].blocks[0]
    assert block.site.text == (
        "他说大约如此（不符。 所称 90.0%，相差 1.0 个百分点；43.5%。），"
        "见某文 [1]（有。 依据：DOI。），论断"
    )
    words = '<span class="claim-words claim-contradicted" id="claim-accuracy">大约如此</span>'
    assert words in block.site.html
    assert [use.name for use in document.uses if use.kind == "claim"] == ["accuracy", "listed"]


def test_footnotes_close_the_section() -> None:
    """Footnotes are lettered in the order of their marks, and lead back."""
    blocks = compose("甲[^x]乙[^y]\n\n[^y]: 后\n\n[^x]: 先").sections[0].blocks

    assert blocks[0].site.text == "甲a乙b"
    assert blocks[1].kind == "footnotes"
    assert blocks[1].site.text == "先\n后"
    assert 'href="#fnref-one-x"' in blocks[1].site.html


def test_list_numbers_are_no_text() -> None:
    """The numbers of lists are drawn by page and PDF, which mark them so."""
    block = compose("3. 甲\n4. 乙").sections[0].blocks[0]

    assert block.site.text == "甲\n乙"
    assert block.pdf.text == "甲\n乙"
    assert block.site.html.startswith('<ol start="3">')


def test_lines_of_chinese_are_joined_without_a_blank() -> None:
    """A line break in the source is a blank between words, and nothing between characters."""
    block = compose("中文\n中文\nword\nword").sections[0].blocks[0]

    assert block.site.text == "中文中文 word word"


def test_display_formulas_are_numbered_and_spoken() -> None:
    """The number is text; the formula is MathML on the site and a drawing in the PDF."""
    block = compose('$$\nR + S\n$$ {#eq-x alt="R 加 S"}').sections[0].blocks[0]

    assert (block.kind, block.id, block.site.text) == ("formula", "eq-x", "(1)")
    assert 'alttext="R 加 S" display="block"' in block.site.html
    assert "<title>R 加 S</title>" in block.pdf.html
    assert block.pdf.formulas == ("\nR + S\n",)


def test_listings_quote_a_region() -> None:
    """What is between the marks is shown, without its indent."""
    body = '::: {.listing #lst-x source="generator/a.py" region="cut"}\n标题\n:::'
    block = compose(body).sections[0].blocks[0]

    assert block.site.text == "代码 1 标题\ny = 22"
    assert '<span class="mi">22</span>' in block.site.html


def test_pictures_have_size_and_alt() -> None:
    """A picture says its size, so that the page does not jump, and what it shows."""
    body = '::: {.picture #fig-x src="p/a.png" alt="有 {{ profit | money }}"}\n标题\n:::'
    block = compose(body, pictures={"p/a.png": make_png()}).sections[0].blocks[0]

    image = '<img src="../../p/a.png" alt="有 305 万元" width="2" height="1">'
    assert image in block.site.html
    assert 'src="p/a.png"' in block.pdf.html


def test_damaged_pictures_are_refused() -> None:
    """A picture with one byte changed is told, not shown."""
    body = '::: {.picture #fig-x src="a.png" alt="x"}\n标题\n:::'
    damaged = make_png().replace(b"IDAT", b"IDAX")
    (error,) = find_problems(body, pictures={"a.png": damaged})

    assert error.message == "picture `a.png` is damaged, or neither PNG nor JPEG"


def test_prose_cannot_emit_html() -> None:
    """Words that look like tags are shown as words, in text, code, alt and formulas."""
    body = "\\<b> &lt;i> `<u>` $a < b$\n\n```text\n<script>\n```"
    document = compose(body)

    html = "".join(block.site.html for block in document.sections[0].blocks)
    assert not any(tag in html for tag in ("<b>", "<i>", "<u>", "<script>"))


def test_uses_say_what_stands_where() -> None:
    """Each value, figure, claim, citation and reference is listed with its line."""
    document = compose(f"{{{{ profit }}}} [@wang] @fig-break-even\n\n{FIGURE}")

    assert [(use.kind, use.name, use.at.line) for use in document.uses] == [
        ("value", "profit", 5),
        ("citation", "wang", 5),
        ("xref", "fig-break-even", 5),
        ("figure", "break-even", 7),
    ]


def test_placed_figures_are_known_before_drawing() -> None:
    """Only figures that the prose places need be drawn."""
    assert find_figure_ids(make_inputs(make_language([FIGURE]))) == ("break-even",)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        (
            "a\n{% if %}",
            "template cannot be read: Expected an expression, got 'end of statement block'",
            2,
        ),
        ("a\n\n  {{ nothing }}", "template cannot be filled in: 'nothing' is undefined", 3),
        ('{% include "b" %}', "there is no template `b`", 1),
    ],
)
def test_template_errors_have_a_line(text: str, message: str, line: int) -> None:
    """A wrong template is told with the line that is wrong."""
    with pytest.raises(ReportError) as caught:
        render({"a.j2": text}, "a.j2")

    assert caught.value.message == message
    assert caught.value.at is not None
    assert (caught.value.at.path, caught.value.at.line) == ("templates/a.j2", line)
