"""Tests of how text is set by the rules of its language, for the site and for the PDF."""

from typing import Literal

import pytest

from generator.inputs.nouns import Strings
from generator.outputs.typography import make_setting

Target = Literal["site", "pdf"]
WORDS = {
    "zh": {
        "line_setting": "han",
        "unit.money": "{amount} 万元",
        "unit.points.one": "{amount} 个百分点",
        "document.section": "第 {number} 节",
        "document.figure": "图 {number}",
        "document.equation": "式 ({number})",
    },
    "en": {
        "line_setting": "latin",
        "unit.money": "CNY {amount} million",
        "unit.points.one": "{amount} percentage point",
        "unit.points.other": "{amount} percentage points",
        "document.figure": "Figure {number}",
        "document.equation": "Equation ({number})",
    },
}
FORMULA = '<span class="formula"><math><mi>R</mi></math></span>'
NOTE = '<sup class="footnote-ref"><a href="#fn-x-n">a</a></sup>'


def set_type(html: str, code: str, target: Target) -> str:
    """Set a piece of HTML in a language."""
    return make_setting(Strings(code=code, path="", texts=WORDS[code]), target).set_type(html)


@pytest.mark.parametrize(
    ("typed", "site", "pdf"),
    [
        ("数据为CIFAR-10 的副本", "数据为CIFAR-10的副本", "数据为 CIFAR-10 的副本"),
        ("用 <em>GPT</em>写", "用<em>GPT</em>写", "用 <em>GPT</em> 写"),
        ("约<data>3</data>倍", "约<data>3</data>倍", "约 <data>3</data> 倍"),
        ("占 <data>3%</data>的", "占<data>3%</data> 的", "占 <data>3%</data> 的"),
        ("差−5，", "差 −5，", "差 −5，"),
        (f"设{FORMULA} 为", f"设 {FORMULA} 为", f"设 {FORMULA} 为"),
        ("用<code>a b</code>写", "用 <code>a b</code> 写", "用 <code>a b</code> 写"),
        (f"净值{NOTE}，", f"净值{NOTE}，", f"净值{NOTE}，"),
        ("<a>表（下）</a> 中", "<a>表（下）</a>中", "<a>表（下）</a>中"),
        ("<p>中</p>\n<p>A</p>", "<p>中</p>\n<p>A</p>", "<p>中</p>\n<p>A</p>"),
        ("<b>中文</b> <a>English</a>",) * 3,
        ('<span class="number">5.1</span> 开发',) * 3,
    ],
)
def test_style_sets_the_gap_around_latin_letters(typed: str, site: str, pdf: str) -> None:
    """Typed or not, no blank is left where a style sheet sets the gap, and one elsewhere."""
    assert set_type(typed, "zh", "site") == site
    assert set_type(typed, "zh", "pdf") == pdf


@pytest.mark.parametrize("target", ["site", "pdf"])
@pytest.mark.parametrize(
    ("code", "typed", "expected"),
    [
        ("zh", '他说"好"。', "他说“好”。"),
        ("zh", "他说&#34;<b>好</b>&#34;。", "他说“<b>好</b>”。"),
        ("zh", "先--或 — 后...", "先——或——后……"),
        ("zh", "开——关……", "开——关……"),
        ("en", "&#34;Yes,&#34; it&#39;s", "“Yes,” it’s"),
        ("en", '(<em>"so"</em>)', "(<em>“so”</em>)"),
        ("en", "now -- or never...", "now – or never…"),
        ("en", "<code>a -- 'b'</code> -- c", "<code>a -- 'b'</code> -- c"),
        ("en", '<a title="it\'s">x</a>', '<a title="it\'s">x</a>'),
        ("en", "<pre>don't</pre><script>'x'</script>", "<pre>don't</pre><script>'x'</script>"),
    ],
)
def test_marks_are_those_of_the_language(
    target: Target, code: str, typed: str, expected: str
) -> None:
    """Straight marks become those of the language; code and attributes stay as they are."""
    assert set_type(typed, code, target) == expected


def test_marks_that_meet_across_elements_are_halved_in_the_pdf() -> None:
    """Its engine sees only those within one element; a browser sees all."""
    typed = "<p>见<a>图（三）</a>，<b>表《四》</b>中</p>"

    halved = typed.replace("）", '<span class="half">）</span>')
    assert set_type(typed, "zh", "pdf") == halved
    assert set_type(typed, "zh", "site") == typed


def test_a_short_head_is_one_word() -> None:
    """A column may be narrower than the two characters of its head."""
    typed = "<tr><th>符号</th><th>是否符合</th><th>是否符合定义</th></tr>"

    set_as_word = typed.replace("符号", '<span class="nb">符号</span>')
    set_as_word = set_as_word.replace(">是否符合<", '><span class="nb">是否符合</span><')
    assert set_type(typed, "zh", "pdf") == set_as_word


@pytest.mark.parametrize(
    ("code", "typed", "expected"),
    [
        ("zh", "<p>示例就变了。</p>", '<p>示例就<span class="nb">变了。</span></p>'),
        ("zh", "<p>示例<b>变了。</b></p>", '<p>示例<b><span class="nb">变了。</span></b></p>'),
        ("zh", "<p>变了。再说</p>", "<p>变了。再说</p>"),
        ("en", "<p>make of it.</p>", "<p>make of\u00a0it.</p>"),
        ("en", "<p>make of it. So on</p>", "<p>make of it. So on</p>"),
    ],
)
def test_no_short_end_of_a_paragraph_stands_alone(code: str, typed: str, expected: str) -> None:
    """The last line of a paragraph has more than a character, or more than a short word."""
    assert set_type(typed, code, "site") == expected
    assert set_type(typed, code, "pdf") == expected


@pytest.mark.parametrize(
    ("code", "target", "typed", "expected"),
    [
        ("en", "site", "at CNY 3.05 million.", "at CNY\u00a03.05\u00a0million."),
        (
            "en",
            "pdf",
            "<data>1.2</data> percentage points",
            "<data>1.2</data>\u00a0percentage points",
        ),
        ("en", "pdf", "in Figure 3 (Equation (4))", "in Figure\u00a03 (Equation\u00a0(4))"),
        ("en", "pdf", "3 millionaires", "3 millionaires"),
        ("zh", "site", "称 1,305.2 万元，", '称<span class="nb">1,305.2万元</span>，'),
        ("zh", "site", "<data>305 万元</data>，", "<data>305万元</data>，"),
        ("zh", "pdf", "称300万元，见图 3", "称 300\u00a0万元，见图\u00a03"),
    ],
)
def test_a_number_is_not_parted_from_its_unit(
    code: str, target: Target, typed: str, expected: str
) -> None:
    """No line ends between a number and what it counts, nor between a label and its number."""
    assert set_type(typed, code, target) == expected


def test_a_formula_is_not_parted_from_the_marks_around_it() -> None:
    """The engine of the PDF would end a line there; a browser would not."""
    typed = f"（{FORMULA}，{FORMULA}）"

    kept = f'<span class="nb">（{FORMULA}，</span><span class="nb">{FORMULA}）</span>'
    assert set_type(typed, "zh", "pdf") == kept
    assert set_type(typed, "zh", "site") == typed
