"""Every number of a document has a class and a place, and none is left over."""

from generator.documents.digits import TYPED, VERDICT
from generator.documents.numbers import NumberUse, count_numbers, find_shown_numbers
from tests.prose import compose, find_problems, marked


def classes_of(body: str) -> list[tuple[str, str]]:
    """List text and class of every number of a section's body."""
    return [(use.text, use.kind) for use in uses_in(body)]


def uses_in(body: str) -> list[NumberUse]:
    """List the numbers of a section's body, without its own, its time and the bibliography."""
    uses = compose(body, is_draft=True).numbers
    assert [(use.text, use.kind) for use in uses[:2]] == [("1", "heading"), ("1", "reading time")]
    return [use for use in uses[2:] if use.kind != "reference"]


def test_each_number_has_the_class_of_what_it_comes_from() -> None:
    """Values, dates, names, quotations, citations, formulas, lists and labels are told apart."""
    assert classes_of("{{ profit | money }} 在 2016 年，CIFAR-10，[约 90%]{cite=@wang}") == [
        ("305 万元", "placeholder"),
        ("2016 年", "date"),
        ("CIFAR-10", "name"),
        ("90", "quotation"),
        ("1", "citation"),
    ]
    assert classes_of("$x^2 - 1$，第二，`y = 3`，见 <https://example.org/4>") == [
        ("2", "formula"),
        ("1", "formula"),
        ("第二", "ordinal"),
        ("y = 3", "listing"),
        ("https://example.org/4", "address"),
    ]
    assert classes_of("## 甲 {#sec-a}\n\n3. 词\n4. 词") == [
        ("1.1", "heading"),
        ("3", "list"),
        ("4", "list"),
    ]


def test_what_the_program_adds_has_the_class_of_its_block() -> None:
    """Numbers of a listing and of a verdict come from no word of the prose."""
    body = '::: {.listing #lst-a source="generator/a.py" region="cut"}\n代码\n:::'

    assert classes_of(body) == [("1", "label"), ("22", "listing")]
    assert {kind for _, kind in classes_of("::: {.claim #claim-accuracy}\n准确。\n:::")} == {
        "claim"
    }


def test_places_are_those_of_the_source() -> None:
    """A number is where it stands in its line, and a value where it is named."""
    value, date = uses_in("词 {{ profit | money }}，2016 年")

    assert (value.at.line, value.at.column) == (5, 3)
    assert (date.at.line, date.at.column, date.at.width) == (5, 24, 6)


def test_what_the_parser_drops_is_seen() -> None:
    """The title of a link is in no output; a number in it is told all the same."""
    (error,) = find_problems('[词](https://example.org/9 "共 7 项")')

    assert marked(error) == "7"


def test_words_that_a_format_chooses_from_are_prose() -> None:
    """A number word among the words of `by_sign` is typed, whichever of them is shown."""
    (error,) = find_problems('{{ profit | by_sign("亏", "平", "赚三百") }}')

    assert error.message == "the number `三百` is typed by hand"


def test_verdicts_are_the_ledger_s() -> None:
    """A verdict's title in prose is an error; in quotation marks with a source it is not."""
    (error,) = find_problems("这一说法不符。")

    assert error.message == "the verdict `不符` is typed by hand"
    assert find_problems("他说[不符]{cite=@wang}") == ()


def test_numbers_shown() -> None:
    """Minus and percent signs belong to numbers; Chinese numerals count one by one."""
    assert find_shown_numbers("−5.2% of 1,000，三成，十二") == (
        *("−5.2%", "1,000", "三", "十", "二"),
    )


def test_counts_are_by_class() -> None:
    """What is typed is no class of its own: it is an error."""
    document = compose("{{ profit }}，2016 年，2017 年", is_draft=True)

    counts = count_numbers(document.numbers)

    assert (counts["placeholder"], counts["date"], counts["heading"]) == (1, 2, 1)
    assert {TYPED, VERDICT}.isdisjoint(use.kind for use in document.numbers)


def test_a_number_is_found_whatever_cuts_it_into_pieces() -> None:
    """Emphasis, links and ends of lines do not hide a number, which is named where it begins."""
    hint = "name a computed value, as in `{{ scenario.article.profit | money }}`"
    for body, number, column in (
        ("涨了一**半**。", "一", 3),
        ("涨了一*倍*。", "一", 3),
        ("涨了一[成](https://example.org)。", "一", 3),
        ("涨了一\n半。", "一", 3),
        ("共 **i** 与 **ha*lf***。", "half", 13),
        ("已**过**半。", "过半", 4),
    ):
        (found,) = find_problems(body)
        message = f"the number `{number}` is typed by hand"
        assert (found.message, found.hint) == (message, hint)
        assert str(found.at) == f"content/zh/01-one.md:5:{column}"

    cut_by_code = "甲**一**\n个，`一`半，半*一*{{ profit | money }}"
    assert [use.kind for use in uses_in(cut_by_code)] == ["placeholder"]
