"""Numbers typed by hand are found, and what only looks like one is not."""

from dataclasses import replace
from typing import Any

import pytest

from generator.documents import make_documents
from generator.errors import Location, Problems, ReportError
from tests.prose import (
    find_problems,
    make_inputs,
    make_language,
    make_results,
    make_section,
    make_verdicts,
    marked,
)


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("约 90% 的准确率", "90"),
        ("全角 ４２ 个", "４２"),
        ("带小数 3.14 的", "3.14"),
        ("实体 &#50; 个", "&"),
        ("约三百万元", "三百"),
        ("增长一倍", "一"),
        ("一百二十人", "一百二十"),
        ("a half of it", "half"),
        ("人数过半", "过半"),
        ("差一个百分点", "一"),
        ("见第 XIV 章", "XIV"),
        ("part ii and part III", "III"),
        ("½ of it", "½"),
        ("- 列表 7 项", "7"),
        ("1. first\n2. has 8 parts", "8"),
        ("## 标题 5 {#sec-x}", "5"),
        ("::: {.table #tbl-x}\n标题\n\n| 甲 | 乙 \\| 6 |\n|---|---|\n:::", "6"),
        ("词[^n]\n\n[^n]: 注 9", "9"),
        ("**粗 4 体**", "4"),
        ("$x + 300$", "300"),
        ("[words 15](https://example.org)", "15"),
        ("二〇二四年", "二〇二四"),
        ("⅔ of it", "⅔"),
        ("x⁹", "⁹"),
        ("约叁佰", "叁佰"),
        ("[word and 7]{.year}", "7"),
        ("$x = \\text{三百}$", "三百"),
        ('$$x$$ {#eq-x alt="x is 300"}', "300"),
        ('$$\nx\n  + 300\n$$ {#eq-x alt="x"}', "300"),
    ],
)
def test_typed_numbers_are_errors(body: str, number: str) -> None:
    """Digits of any width, Chinese numerals and number words are marked where they stand."""
    (error,) = find_problems(body)

    assert error.message.endswith("is typed by hand")
    assert marked(error) == number


@pytest.mark.parametrize(
    "body",
    [
        "数据集 CIFAR-10上的结果",
        "自 2016 年起，2016年5月3日，5月3日",
        "since 3 May 2016 and May 2016",
        "[2016]{.year} 的事",
        "[2016–2018]{.year} 的事",
        '$$x^2$$ {#eq-x alt="x to the power of 2"}',
        "他说[约 90% 的准确率]{cite=@wang}",
        "第一，第二，第十三",
        "万一如此，十分必要",
        "百分点，IVa、LVI 与 XVIZ 和 V",
        "一些、统一、一般、之一",
        "`x = 90`\n\n```text\n90\n```",
        "见 <https://example.org/90>",
        "[词](https://example.org/90)",
        "$x^{10}_{32} + 2 y - 1 = 0$",
        "1. 甲\n2. 乙",
        "见 @sec-one 和 [@lecun1998]",
    ],
)
def test_what_is_no_result_may_be_typed(body: str) -> None:
    """Names, dates, years, quotations, ordinals, code, addresses and indexes are allowed."""
    assert find_problems(body) == ()


def find_plain_problems(**others: Any) -> tuple[ReportError, ...]:  # noqa: ANN401 -- fields of Language
    """List what is wrong with a language whose titles or keywords are these."""
    inputs = make_inputs(replace(make_language(["词"]), **others))
    with pytest.raises(Problems) as caught:
        make_documents(inputs, make_results(), make_verdicts(), None)
    return caught.value.errors


def test_titles_and_keywords_are_held_to_the_rule() -> None:
    """A number in a title is marked in its quotes; a placeholder would be printed as it is."""
    line = 'title: "Top 9 words"'
    at = Location(path="x.yaml", line=2, column=8, excerpt=line, width=len(line) - 7)
    section = replace(make_section("词"), title="Top 9 words", title_at=at)

    (in_section,) = find_plain_problems(sections=(section,))
    (in_title,) = find_plain_problems(title="{{ profit }}")
    (in_keyword,) = find_plain_problems(keywords=("90 %",))

    assert marked(in_section) == "9"
    assert in_title.message == "titles and keywords cannot hold a placeholder"
    assert in_keyword.message == "the number `90` is typed by hand"


def test_a_number_in_folded_words_is_told_at_their_start() -> None:
    """Where the line does not hold the words as they are, the caret stays on the whole."""
    at = Location(path="x.yaml", line=2, column=8, excerpt="title: >-", width=2)

    (error,) = find_plain_problems(title="Top 9 words", title_at=at)

    assert error.at == at
