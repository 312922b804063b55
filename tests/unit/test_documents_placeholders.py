"""Placeholders say what was computed, or exactly what is wrong with them."""

import pytest

from generator.documents.placeholders import Mistake, Placeholder, read_placeholder
from tests.prose import compose, find_problems, marked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ a.b-c_1 }}", Placeholder(name="a.b-c_1")),
        ("{{a|money}}", Placeholder(name="a", form="money")),
        ("{{ a |\n percent(0) }}", Placeholder(name="a", form="percent", arguments=("0",))),
        (
            '{{ a | by_sign("亏|损", "持\\"平", "x)y") }}',
            Placeholder(name="a", form="by_sign", arguments=("亏|损", '持"平', "x)y")),
        ),
    ],
)
def test_grammar_is_read(text: str, expected: Placeholder) -> None:
    """A name, a format and quoted or numeric arguments are told apart."""
    assert read_placeholder(text, 0) == (expected, len(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ }}", "placeholder names nothing"),
        ("{{ Über }}", "placeholder name `Über` may hold only a–z, 0–9, `_`, `.` and `-`"),
        ("{{ a | }}", "placeholder `a` is malformed"),
        ("{{ a | f(b) }}", "placeholder `a` is malformed"),
        ("{{ a | f | g }}", "placeholder `a` is malformed"),
        ("{{ a", "placeholder is not closed by `}}`"),
    ],
)
def test_mistakes_are_named(text: str, message: str) -> None:
    """What does not follow the grammar is said in words."""
    found, _ = read_placeholder(text, 0)

    assert isinstance(found, Mistake)
    assert found.message == message


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{{ acuracy }}", "nothing computed is called `acuracy`", "did you mean `accuracy`?"),
        ("{{ profit | mony }}", "unknown format `mony`", "did you mean `money`?"),
        (
            "{{ profit | percent }}",
            "format `percent` is for `share`, `ratio`, but the number is `wan_yuan`",
            "formats for `wan_yuan`: money, money_abs, amount, by_sign",
        ),
        ("{{ profit | label }}", "`profit` is a number, but `label` is for words", None),
        ("{{ best | money }}", "`best` is words, but `money` is for numbers", None),
    ],
)
def test_wrong_names_and_formats_are_errors(text: str, message: str, hint: str | None) -> None:
    """The whole placeholder is marked, and the nearest right word is suggested."""
    (error,) = find_problems(f"词 {text} 词")

    assert error.message == message
    assert hint is None or error.hint == hint
    assert marked(error) == text
    assert error.at is not None
    assert error.at.column == 3


def test_a_number_carries_its_exact_value() -> None:
    """The page prints the rounded number, and machines read the whole one."""
    block = compose("利润 {{ profit | money }}。").sections[0].blocks[0]

    assert block.site.html == (
        '<p>利润 <data class="q" value="305" data-name="profit">305 万元</data>。</p>'
    )
    assert block.site.text == "利润 305 万元。"


def test_words_chosen_by_a_number_are_printed() -> None:
    """`by_sign` and `label` print words, the latter without a number behind them."""
    body = '{{ loss | by_sign("亏损", "持平", "盈利") }} {{ best | label }}'
    block = compose(body).sections[0].blocks[0]

    assert block.site.text == "亏损 猫"
    assert '<span class="w">猫</span>' in block.site.html


def test_a_label_may_be_the_same_in_every_language() -> None:
    """The name of a machine needs no words in strings.yaml, and is no HTML."""
    block = compose("{{ machine | label }}").sections[0].blocks[0]

    assert block.site.text == "A & B"
    assert '<span class="w">A &amp; B</span>' in block.site.html


def test_code_is_left_alone() -> None:
    """In code, spans and fences, braces are code, and a pipe stays a pipe."""
    blocks = compose("`{{ a | b }}`\n\n```text\n{{ c | d }}\n```").sections[0].blocks

    assert [block.site.text for block in blocks[:2]] == ["{{ a | b }}", "{{ c | d }}"]


def test_pipes_of_placeholders_do_not_cut_cells() -> None:
    """A format's bar inside a table is not the border of a cell."""
    body = "::: {.table #tbl-x}\n标题\n\n| 甲 | {{ profit | money }} |\n|---|---|\n:::"
    block = compose(body).sections[0].blocks[0]

    assert '<th scope="col">甲</th><th scope="col"><data' in block.site.html


def test_formulas_take_the_amount_as_tex() -> None:
    """A number inside a formula is TeX, on both sides."""
    block = compose("$P = {{ loss | amount }}$").sections[0].blocks[0]

    assert block.site.formulas == ("P = -{20}",)
    assert "<mn>20</mn>" in block.site.html
    assert block.site.text == ""
