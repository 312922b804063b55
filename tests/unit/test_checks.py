"""Languages that say different things are told apart."""

from generator.checks import check_documents
from generator.claims import Claim
from generator.documents import make_documents
from generator.errors import Location
from tests.prose import AT, make_inputs, make_language, make_results, make_verdicts


def compare(chinese: str, english: str, claims: tuple[Claim, ...] = ()) -> list[str]:
    """Compare two languages of one section each."""
    inputs = make_inputs(
        make_language([chinese]), make_language([english], code="en"), claims=claims, references=()
    )
    documents = make_documents(inputs, make_results(), make_verdicts(), None)
    return [str(error) for error in check_documents(inputs, documents)]


def test_equal_languages_pass() -> None:
    """The same blocks, ids and values, in other words, are equal."""
    assert compare("## 甲 {#sec-a}\n\n值 {{ profit }}", "## A {#sec-a}\n\n{{ profit }} it is") == []


def test_other_blocks_are_told_once() -> None:
    """The first block that has no equal is named; what follows would only repeat it."""
    assert compare("甲\n\n乙\n\n丙", "A\n\n- B\n\nC") == [
        (
            "content/en/01-one.md:7:1: this list stands where content/zh/01-one.md:7:1 "
            "has this paragraph"
        )
    ]


def test_missing_blocks_are_told() -> None:
    """A block that only one language has is named with its place."""
    assert compare("甲\n\n## 乙 {#sec-b}", "A") == [
        (
            "content/en/01-one.md:5:1: heading `sec-b` at content/zh/01-one.md:7:1 "
            "has no equal after this"
        )
    ]


def test_other_values_are_told() -> None:
    """A block names the same values in every language, in any order."""
    assert compare("{{ profit }} {{ loss }}", "{{ loss }} {{ loss }}") == [
        (
            "content/en/01-one.md:5:1: this paragraph names `loss` 2 times, "
            "but once in the source language"
        ),
        (
            "content/en/01-one.md:5:1: this paragraph names `profit` nowhere, "
            "but once in the source language"
        ),
    ]


def test_claims_must_be_stated() -> None:
    """A claim of the ledger that no prose states is told at its own line."""
    claim = Claim(id="profit", expect="unverified", at=Location(path="claims.yaml", line=4))

    assert compare("甲", "A", (claim,)) == [
        "claims.yaml:4:1: claim `profit` is nowhere in the prose"
    ]
    assert (
        compare(
            "::: {.claim #claim-profit}\n甲\n:::", "::: {.claim #claim-profit}\nA\n:::", (claim,)
        )
        == []
    )
    assert AT.path == "content/claims.yaml"
