"""How the bibliography is read, and what is refused in it."""

import datetime as dt

import pytest

from generator.claims import Claim
from generator.errors import Location, ReportError
from generator.inputs.bibliography import (
    ReferencesFile,
    check_entries,
    check_keys,
    check_listed,
    check_sources,
    make_references,
)
from generator.inputs.fitting import validate
from generator.inputs.nouns import Reference
from generator.inputs.strict_yaml import parse_yaml
from tests.prose import marked

TODAY = dt.date(2026, 11, 27)
ENTRY = "- {{id: a, type: {kind}, title: T, language: en, {rest}}}\n"


def read(text: str) -> tuple[Reference, ...]:
    """Read a bibliography.

    Raises: Problems, with what does not fit.
    """
    yaml = parse_yaml(text, "references.yaml")
    return make_references(validate(ReferencesFile, yaml), yaml)


def test_an_entry_says_how_it_was_verified() -> None:
    """What was opened is kept, and what it did not show; `not-found` is nothing opened."""
    rest = "page: 1–2, verified: {against: [work, index], unchecked: [page]}"
    found, lost = read(
        ENTRY.format(kind="book", rest=rest)
        + ENTRY.format(kind="book", rest="verified: not-found").replace("id: a", "id: b")
    )

    assert (found.is_found, found.verified, found.unchecked) == (True, ("work", "index"), ("page",))
    assert (lost.is_found, lost.verified) == (False, ())


@pytest.mark.parametrize(
    ("kind", "rest", "message"),
    [
        ("book", "verified: {against: [hearsay]}", "found `hearsay`"),
        ("book", "verified: from memory", "`verified`: a map of keys expected"),
        ("book", "verified: not-found, DOI: https://doi.org/10.1/x", "`DOI`: a DOI expected"),
        ("book", "verified: not-found, URL: javascript:alert(1)", "an address on the web"),
        ("book", "verified: not-found, issued: last year", "a year or a day expected"),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, rest: str, message: str) -> None:
    """An entry is checked by itself: its identifiers, its dates, and what is said of it."""
    with pytest.raises(ReportError) as raised:
        read(ENTRY.format(kind=kind, rest=rest))

    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("kind", "rest", "message", "underlined"),
    [
        (
            "book",
            "verified: {against: [work], unchecked: [page]}",
            "`unchecked` names `page`, which `a` does not give",
            "page",
        ),
        ("book", "verified: not-found, page: 234–197", "end before they begin", "234–197"),
        ("book", "verified: not-found, ISBN: 978-0-262-03561-4", "is no ISBN", "978-0-262-03561-4"),
        ("book", "verified: not-found, ISBN: 0-262-03561-X", "is no ISBN", "0-262-03561-X"),
        ("book", "verified: not-found, others: true", "but names only 0", "true"),
        (
            "webpage",
            "verified: not-found, URL: 'https://x.org/'",
            "does not say when it was read",
            "'https://x.org/'",
        ),
        ("book", "verified: not-found, issued: '2062'", "in 2062, after the report", "'2062'"),
        ("book", "verified: not-found, issued: 2026-12", "in 2026-12, after the", "2026-12"),
        ("book", "verified: not-found, issued: 2025-02-30", "is in no calendar", "2025-02-30"),
        (
            "webpage",
            "verified: not-found, accessed: 2026-11-28",
            "`a` is said to be read in 2026-11-28, after the report: 2026-11-27",
            "2026-11-28",
        ),
        (
            "webpage",
            "verified: not-found, issued: 2026-11, accessed: 2026-10-02",
            "read in 2026-10-02, before it was issued",
            "2026-10-02",
        ),
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(
    kind: str, rest: str, message: str, underlined: str
) -> None:
    """The error stands at the part that is wrong, and says how to mend it."""
    yaml = parse_yaml(ENTRY.format(kind=kind, rest=rest), "references.yaml")

    (error,) = check_entries(validate(ReferencesFile, yaml), yaml, TODAY)

    assert message in error.message
    assert marked(error) == underlined
    assert error.hint


@pytest.mark.parametrize("isbn", ["978-0-262-03561-3", "0262035618", "0-8044-2957-X"])
def test_a_right_isbn_is_taken(isbn: str) -> None:
    """The last digit follows from the others."""
    text = ENTRY.format(kind="book", rest=f"verified: not-found, ISBN: {isbn}")
    yaml = parse_yaml(text, "references.yaml")

    assert not list(check_entries(validate(ReferencesFile, yaml), yaml, TODAY))


def test_a_key_stands_once() -> None:
    """The error is at the second entry, and says where the first is."""
    twice = read(ENTRY.format(kind="book", rest="verified: not-found") * 2)

    (error,) = check_keys(twice)

    assert error.message == "the key `a` stands here a second time"
    assert error.hint == ("it first stands at references.yaml:1:4: give one of the two another key")
    assert error.at == twice[1].at


@pytest.mark.parametrize("pages", ["197–234", "953–69", "1259-1285", "e12", "7"])
def test_right_pages_are_taken(pages: str) -> None:
    """A range that ascends, one whose end is cut short, and what is no range."""
    text = ENTRY.format(kind="book", rest=f"verified: not-found, page: '{pages}'")
    yaml = parse_yaml(text, "references.yaml")

    assert not list(check_entries(validate(ReferencesFile, yaml), yaml, TODAY))


def test_a_reference_is_listed_once() -> None:
    """Two claims about one reference: one of them means another."""
    at = Location(path="claims.yaml", line=7)
    claims = [
        Claim(id=name, expect="cited", reference=reference, at=at, places=(("reference", at),))
        for name, reference in (("x", "a"), ("y", "b"), ("z", "a"))
    ]

    (error,) = check_listed([*claims, Claim(id="free", expect="unverified", at=at)])

    assert (error.message, error.at) == ("claims `x` and `z` are both about `a`", at)


def test_claims_name_references_that_exist() -> None:
    """A key that the bibliography lacks is told at the claim, with what may be meant."""
    at = Location(path="claims.yaml", line=3)
    claim = Claim(id="c", expect="cited", cites=("b",), at=at, places=(("cite", at),))

    (error,) = check_sources([claim], read(ENTRY.format(kind="book", rest="verified: not-found")))

    assert (error.message, error.at) == ("claim `c` names the unknown reference `b`", at)
    assert error.hint == "known here: `a`"
