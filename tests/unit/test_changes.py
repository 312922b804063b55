"""Tests of what a later edition is said to have changed."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from generator.changes import (
    N_KEPT,
    Edition,
    Judgement,
    Number,
    NumberChange,
    Place,
    PlaceChange,
    VerdictChange,
    Wording,
    WordingChange,
    compare_editions,
    edition_from_plain,
    edition_to_plain,
    extend_history,
    has_moved,
)


def make_number(name: str, value: str, unit: str = "wan_yuan") -> Number:
    """Make a number that section `sums` prints."""
    return Number(name=name, value=Decimal(value), unit=unit, section="sums")


def make_place(name: str, language: str = "en", digest: str = "a") -> Place:
    """Make the prose of a section."""
    return Place(id=name, language=language, title=f"On {name}", section=name, digest=digest)


FIRST = Edition(
    date="2026-03-01",
    numbers=(make_number("profit", "10"), make_number("cost", "55")),
    wordings=(Wording(name="best", words="class.cat", section="sums"),),
    judgements=(Judgement(claim="pays", outcome="borne-out"),),
    sections=(make_place("sums"), make_place("sums", "zh"), make_place("verdict")),
    charts=(make_place("profit-by-way"),),
)
FIRST = replace(FIRST, history=extend_history(None, FIRST))


def later(**parts: Any) -> Edition:  # noqa: ANN401 -- any field
    """Make an edition a month later that differs in these parts."""
    return replace(FIRST, date="2026-04-01", history=(), **parts)


def test_without_an_earlier_edition_it_is_the_first() -> None:
    """A first edition has no changes, and yet it is not nothing."""
    changes = compare_editions(None, FIRST)

    assert (changes.is_first, changes.is_empty, changes.since) == (True, False, "")
    assert (changes.numbers, changes.verdicts, changes.sections) == ((), (), ())


def test_the_same_report_again_changes_nothing() -> None:
    """Another date alone is no change, and the history stays as it was."""
    changes = compare_editions(FIRST, later())

    assert changes.is_empty
    assert extend_history(FIRST, later()) == FIRST.history


def test_a_number_that_moved_is_told_with_both_values() -> None:
    """Old and new value are exact, and where the number stands is the later edition's."""
    moved = replace(make_number("profit", "12.5"), section="verdict")
    changes = compare_editions(FIRST, later(numbers=(moved, make_number("cost", "55"))))

    assert changes.numbers == (
        NumberChange(
            name="profit",
            unit="wan_yuan",
            section="verdict",
            before=(Decimal(10),),
            after=(Decimal("12.5"),),
        ),
    )


def test_numbers_come_and_go_in_order() -> None:
    """What is new stands where it stands today; what went comes last, as it was."""
    today = (make_number("rent", "3"), make_number("cost", "55"))
    changes = compare_editions(FIRST, later(numbers=today))

    assert [(each.name, each.before, each.after) for each in changes.numbers] == [
        ("rent", (), (Decimal(3),)),
        ("profit", (Decimal(10),), ()),
    ]


def test_a_number_in_another_unit_is_another_number() -> None:
    """Values in two units are not compared: one went, and one came."""
    today = (make_number("profit", "10", "share"), make_number("cost", "55"))
    changes = compare_editions(FIRST, later(numbers=today))

    assert [(each.unit, each.before, each.after) for each in changes.numbers] == [
        ("share", (), (Decimal(10),)),
        ("wan_yuan", (Decimal(10),), ()),
    ]


@pytest.mark.parametrize(
    ("before", "after", "unit", "expected"),
    [
        ("10", "10.00", "wan_yuan", False),
        ("10.001", "10.004", "wan_yuan", False),
        ("10.00", "10.01", "wan_yuan", True),
        ("0.54629999999999", "0.54630000000000", "share", False),
        ("0.5463", "0.54630001", "share", True),
        ("0.5463", "0.546300001", "share", False),
        ("564151026.71604781", "564151026.71604782", "nat", False),
        ("0.0000004999999999999", "0.0000005000000000001", "ratio", False),
        ("0", "0.000001", "ratio", True),
        ("-1", "1", "count", True),
    ],
)
def test_rounding_is_no_change(before: str, after: str, unit: str, *, expected: bool) -> None:
    """A number moved when some format can print the difference, and that is no machine's noise."""
    assert has_moved(Decimal(before), Decimal(after), unit) is expected
    assert has_moved(Decimal(after), Decimal(before), unit) is expected


def test_verdicts_and_words_that_changed() -> None:
    """A claim judged otherwise, one that is new, and computed words that are others."""
    changes = compare_editions(
        FIRST,
        later(
            judgements=(
                Judgement(claim="pays", outcome="contradicted"),
                Judgement(claim="lasts", outcome="unverified"),
            ),
            wordings=(Wording(name="best", words="class.dog", section="sums"),),
        ),
    )

    assert changes.verdicts == (
        VerdictChange(claim="pays", before="borne-out", after="contradicted"),
        VerdictChange(claim="lasts", before="", after="unverified"),
    )
    assert changes.wordings == (
        WordingChange(name="best", section="sums", before="class.cat", after="class.dog"),
    )


def test_prose_is_compared_in_each_language() -> None:
    """A section revised in one language is told to that language's readers alone."""
    today = (make_place("sums"), make_place("sums", "zh", "b"), make_place("outlook"))
    changes = compare_editions(FIRST, later(sections=today))

    assert [(each.id, each.language, each.kind) for each in changes.sections] == [
        ("sums", "zh", "changed"),
        ("outlook", "en", "added"),
        ("verdict", "en", "removed"),
    ]
    assert [each.id for each in changes.in_language("zh").sections] == ["sums"]
    assert changes.in_language("de").is_empty
    assert not changes.is_empty


def test_a_chart_with_other_numbers_is_told() -> None:
    """A chart changes with the table behind it, whatever the prose says."""
    changes = compare_editions(FIRST, later(charts=(make_place("profit-by-way", digest="b"),)))

    assert changes.charts == (
        PlaceChange(
            id="profit-by-way",
            language="en",
            title="On profit-by-way",
            section="profit-by-way",
            kind="changed",
        ),
    )


def test_the_history_grows_from_its_front_and_is_bounded() -> None:
    """Each edition with a change comes first; an id is the same for the same changes only."""
    edition = FIRST
    for n in range(N_KEPT + 3):
        following = later(numbers=(make_number("profit", str(n % 2)),))
        edition = replace(following, history=extend_history(edition, following))
    ids = [changes.id for changes in edition.history]

    assert len(ids) == len(set(ids)) == N_KEPT
    assert extend_history(FIRST, later(numbers=())) == extend_history(FIRST, later(numbers=()))


def test_an_edition_survives_json() -> None:
    """What a build keeps of itself is read back whole."""
    following = later(numbers=())
    edition = replace(following, history=extend_history(FIRST, following))
    kept = json.loads(json.dumps(edition_to_plain(edition)))

    assert edition_from_plain(kept) == edition


@pytest.mark.parametrize("plain", [None, [], {}, {"format": 99}, {"format": 1, "date": "x"}])
def test_what_is_no_edition_is_refused(plain: object) -> None:
    """Another format or shape is told, and never taken for an edition without numbers."""
    with pytest.raises(TypeError, match=r"edition"):
        edition_from_plain(plain)
