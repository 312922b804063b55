"""Tests of how changes are said in a language."""

from dataclasses import replace
from decimal import Decimal

import pytest

from generator.changes import Changes, Edition, NumberChange, PlaceChange, VerdictChange
from generator.inputs.nouns import Strings
from generator.locales import make_locale
from generator.outputs.digest import (
    digest_to_lines,
    digest_to_markdown,
    make_digest,
    make_digests,
    say_number,
)
from tests.finished import words_of_article

STRINGS = {
    code: Strings(
        code=code, path="", texts={**words_of_article(code), "claim.pays.statement": f"It | {code}"}
    )
    for code in ("zh", "en")
}
EMPTY = Edition(date="2026-04-01", numbers=(), wordings=(), judgements=(), sections=(), charts=())
CHANGES = Changes(
    id="1",
    date="2026-04-01",
    since="2026-03-01",
    numbers=(
        NumberChange(
            name="scenario.a.profit",
            unit="wan_yuan",
            section="sums",
            before=(Decimal(300),),
            after=(Decimal(305),),
        ),
    ),
    verdicts=(
        VerdictChange(claim="pays", before="borne-out", after="contradicted"),
        VerdictChange(claim="gone", before="", after="unverified"),
    ),
    sections=(
        PlaceChange(id="sums", language="en", title="Sums", section="sums", kind="changed"),
        PlaceChange(id="sums", language="zh", title="账", section="sums", kind="changed"),
    ),
)


def change(unit: str, before: str, after: str) -> NumberChange:
    """Make a number that moved."""
    sides = [(Decimal(side),) if side else () for side in (before, after)]
    return NumberChange(name="x", unit=unit, section="", before=sides[0], after=sides[1])


@pytest.mark.parametrize(
    ("unit", "before", "after", "expected"),
    [
        ("wan_yuan", "300", "305", ("CNY 3 million", "CNY 3.05 million", "CNY 0.05 million")),
        ("share", "0.5463", "0.9012", ("54.6%", "90.1%", "35.5 percentage points")),
        ("share", "0.54631", "0.54634", ("54.631%", "54.634%", "0.003 percentage points")),
        ("share", "0.5463", "", ("54.6%", "", "")),
        ("count", "10000", "9999", ("10,000", "9,999", "1")),
        ("year", "2.51", "", ("2.5 years", "", "")),
        ("ratio", "0.1", "0.12", ("0.10", "0.12", "0.02")),
        ("second", "", "117.06", ("", "117.1", "")),
    ],
)
def test_a_number_is_said_so_that_both_values_differ(
    unit: str, before: str, after: str, expected: tuple[str, str, str]
) -> None:
    """As many digits as tell the values apart, and the difference is that of what is printed."""
    locale = make_locale("en", "million", STRINGS["en"])
    words = say_number(change(unit, before, after), locale)

    assert (words.before, words.after, words.difference) == expected


def test_both_languages_say_the_same() -> None:
    """Each language has the rows of the other, in its own words and scale."""
    zh, en = (make_digest(CHANGES, EMPTY, STRINGS[code]) for code in ("zh", "en"))

    assert en.title == "Edition of 1 April 2026"
    assert en.lead == "Compared with the edition of 1 March 2026."
    assert zh.title == "2026年4月1日版"
    assert zh.lead == "与2026年3月1日版相比。"
    assert [group.id for group in zh.groups] == [group.id for group in en.groups]
    assert [cell.text for cell in en.groups[1].rows[0][2:]] == [
        "CNY 3 million",
        "CNY 3.05 million",
        "up CNY 0.05 million",
    ]
    assert [cell.text for cell in zh.groups[1].rows[0][2:]] == [
        "300 万元",
        "305 万元",
        "增加 5 万元",
    ]


def test_a_claim_that_is_there_no_more_is_named_by_its_id() -> None:
    """Words that the report has no longer are not missed, and a new claim had no verdict."""
    rows = make_digest(CHANGES, EMPTY, STRINGS["en"]).groups[0].rows

    assert [[cell.text for cell in row] for row in rows] == [
        ["It | en", "Borne out.", "Contradicted."],
        ["gone", "none", "Unverified."],
    ]
    assert [row[0].is_code for row in rows] == [False, True]


def test_nothing_is_said_as_nothing() -> None:
    """A digest without changes says so, and never `Compared with …` over an empty page."""
    nothing = Changes(id="1", date="2026-04-01", since="2026-03-01")

    digest = make_digest(nothing, EMPTY, STRINGS["en"])

    assert digest.lead == "Nothing has changed since the edition of 1 March 2026."
    assert digest.groups == ()


def test_an_edition_that_a_language_does_not_show_is_no_entry_of_it() -> None:
    """What changed in Chinese alone is no news to readers of English."""
    only_zh = replace(CHANGES, numbers=(), verdicts=(), sections=CHANGES.sections[1:])
    edition = replace(EMPTY, history=(only_zh, Changes(id="0", date="2026-03-01", since="")))

    assert [each.id for each in make_digests(edition, STRINGS["zh"])] == ["1", "0"]
    assert [each.id for each in make_digests(edition, STRINGS["en"])] == ["0"]


def test_the_summary_is_markdown_that_holds_any_words() -> None:
    """A bar in a statement opens no further cell."""
    text = digest_to_markdown(make_digest(CHANGES, EMPTY, STRINGS["en"]))

    assert text.startswith("### Edition of 1 April 2026\n\nCompared with")
    assert "| It \\| en | Borne out. | Contradicted. |" in text
    assert (
        "| `scenario.a.profit` | sums | CNY 3 million | CNY 3.05 million | up CNY 0.05 million |"
        in text
    )


def test_a_mail_gets_a_line_for_each_change() -> None:
    """Plain text says what the tables say."""
    assert digest_to_lines(make_digest(CHANGES, EMPTY, STRINGS["en"]))[-4:] == (
        (
            "- scenario.a.profit – Where: sums; Before: CNY 3 million; Now: CNY 3.05 million; "
            "Change: up CNY 0.05 million"
        ),
        "",
        "Text",
        "- Sums – Change: revised",
    )
