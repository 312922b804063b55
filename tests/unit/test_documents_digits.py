"""Numbers typed by hand are found, and what only looks like one is not."""

import pytest

from tests.prose import find_problems, marked


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("约 90% 的准确率", "90"),
        ("全角 ４２ 个", "４２"),
        ("带小数 3.14 的", "3.14"),
        ("实体 &#50; 个", "&"),
        ("约三百万元", "三百万"),
        ("增长一倍", "一"),
        ("一百二十人", "一百二十"),
        ("a half of it", "half"),
        ("人数过半", "过半"),
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
        "他说[约 90% 的准确率]{cite=@wang}",
        "第一，第二，第十三",
        "万一如此，十分必要",
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
