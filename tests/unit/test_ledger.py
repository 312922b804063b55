"""What is refused in the ledger of claims, whatever the results are."""

from decimal import Decimal

import pytest

from generator.errors import ReportError
from generator.inputs.fitting import validate
from generator.inputs.ledger import ClaimsFile, check_claim_terms, make_claims
from generator.inputs.strict_yaml import parse_yaml
from tests.prose import marked

MEASURED = "a: {{expect: borne-out, result: x, unit: {unit}, {rest}}}"


def find_errors(text: str) -> list[ReportError]:
    """List what makes no sense in a ledger that fits its schema."""
    yaml = parse_yaml(text, "claims.yaml")
    claims = make_claims(validate(ClaimsFile, yaml), yaml)
    return [error for claim in claims for error in check_claim_terms(claim)]


@pytest.mark.parametrize(
    ("unit", "rest", "message", "underlined"),
    [
        ("share", "value: 90, tolerance: 1", "no `share` can be 90", "90"),
        ("count", "value: -1", "no `count` can be -1", "-1"),
        ("count", "value: 1.5", "a `count` is whole, found 1.5", "1.5"),
        ("share", "value: 0.9", "`equals` makes no sense for a `share` without a tolerance", "a"),
        (
            "nat",
            "value: 1, relation: equals",
            "`equals` makes no sense for a `nat` without",
            "equals",
        ),
        (
            "share",
            "value: 0, relation: at_least",
            "`at_least` 0 always holds for a `share`",
            "at_least",
        ),
        (
            "share",
            "value: 1, relation: at_most",
            "`at_most` 1 always holds for a `share`",
            "at_most",
        ),
        (
            "share",
            "value: 1, relation: greater_than",
            "`greater_than` 1 never holds",
            "greater_than",
        ),
        ("count", "value: 0, relation: less_than", "`less_than` 0 never holds for a", "less_than"),
        ("count", "value: 3, tolerance: -1", "`tolerance` is -1, below 0", "-1"),
        ("count", "value: 3, relative_tolerance: -0.1", "`relative_tolerance` is -0.1", "-0.1"),
        ("ratio", "relation: between, low: 2, high: 1", "`low` 2 is not below `high` 1", "2"),
        (
            "ratio",
            "relation: between, low: 1, high: 2, relative_tolerance: 0.1",
            "a `relative_tolerance` makes no sense for a range",
            "0.1",
        ),
    ],
)
def test_what_makes_no_sense_is_told_at_its_place(
    unit: str, rest: str, message: str, underlined: str
) -> None:
    """The error stands at the value that is wrong, or at the claim where it is left out."""
    (error,) = find_errors(MEASURED.format(unit=unit, rest=rest))

    assert f"claim `a`: {message}" in error.message
    assert marked(error) == underlined
    assert error.hint


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("relation: between, value: 1", "`between` takes `low` and `high` instead of a `value`"),
        ("relation: at_most, low: 1, high: 2", "go with the relation `between`, not with"),
        ("value: 1", "`value` and `result` go together: give both, or neither"),
        ("value: 1, result: x", "a claim with a `value` needs its `unit`"),
        ("value: 1, result: x, unit: count, cite: [b]", "by a `result` or by sources, not by both"),
        ("reference: b, cite: [c]", "a claim that a `reference` exists cites nothing else"),
        (
            "value: 1, result: x, unit: count, tolerance: 1, relative_tolerance: 0.1",
            "give `tolerance` or `relative_tolerance`, not both",
        ),
    ],
)
def test_keys_that_do_not_go_together_are_refused(claim: str, message: str) -> None:
    """The schema says which keys belong to each kind of claim."""
    yaml = parse_yaml(f"a: {{expect: cited, {claim}}}", "claims.yaml")

    with pytest.raises(ReportError, match=message):
        validate(ClaimsFile, yaml)


def test_a_tolerance_without_a_number_is_refused() -> None:
    """Nothing is measured, so nothing can miss."""
    (error,) = find_errors("a: {expect: unverified, tolerance: 1}")

    assert error.message == "claim `a` has a `tolerance`, but no number that could miss"


def test_a_relative_tolerance_is_a_share_of_the_value() -> None:
    """It is kept as written for the reader, and in the claim's unit for the verdict."""
    text = MEASURED.format(unit="wan_yuan", rest="value: -300, relative_tolerance: 0.05")
    yaml = parse_yaml(text, "claims.yaml")

    (claim,) = make_claims(validate(ClaimsFile, yaml), yaml)

    assert (claim.tolerance, str(claim.relative_tolerance)) == (Decimal(15), "0.05")
