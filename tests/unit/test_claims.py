"""How claims are judged against results."""

from decimal import Decimal

import pytest

from generator.claims import Claim, check_claims, check_expectations, judge_claims
from generator.errors import Location
from generator.results import Origin, Quantity, Results

AT = Location(path="claims.yaml", line=3, column=1, excerpt="accuracy:", width=8)


def results_with(**values: str) -> Results:
    """Make results of shares by name."""
    origin = Origin(function="made.for.tests")
    return Results(
        quantities=tuple(
            Quantity(name=name, value=Decimal(value), unit="share", origin=origin)
            for name, value in values.items()
        )
    )


def accuracy_claim(**changes: object) -> Claim:
    """Make a claim of 0.90 ± 0.01; a test states only what differs."""
    fields: dict[str, object] = {
        "id": "accuracy",
        "expect": "borne-out",
        "value": Decimal("0.90"),
        "unit": "share",
        "tolerance": Decimal("0.01"),
        "result": "accuracy",
        "at": AT,
    }
    return Claim(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("relation", "measured", "outcome"),
    [
        ("equals", "0.89", "borne-out"),
        ("equals", "0.91", "borne-out"),
        ("equals", "0.8899", "contradicted"),
        ("at_least", "0.89", "borne-out"),
        ("at_least", "0.99", "borne-out"),
        ("at_least", "0.88", "contradicted"),
        ("at_most", "0.91", "borne-out"),
        ("at_most", "0.92", "contradicted"),
        ("greater_than", "0.8901", "borne-out"),
        ("greater_than", "0.89", "contradicted"),
        ("less_than", "0.9099", "borne-out"),
        ("less_than", "0.91", "contradicted"),
    ],
)
def test_the_tolerance_is_inclusive(relation: str, measured: str, outcome: str) -> None:
    """A result that misses by exactly the tolerance still bears the claim out."""
    claim = accuracy_claim(relation=relation)

    (verdict,) = judge_claims([claim], results_with(accuracy=measured))

    assert (verdict.outcome, verdict.measured) == (outcome, Decimal(measured))


def test_a_claim_under_given_assumptions_holds_only_if() -> None:
    """A claim with `given` is held against the quantity recomputed for it."""
    claim = accuracy_claim(given=(("revenue", Decimal(1)),))

    (verdict,) = judge_claims([claim], results_with(**{"claim.accuracy.result": "0.9"}))

    assert verdict.outcome == "holds-only-if"


@pytest.mark.parametrize(
    ("measured", "outcome"),
    [
        ("0.39", "borne-out"),
        ("0.61", "borne-out"),
        ("0.3899", "contradicted"),
        ("0.6101", "contradicted"),
    ],
)
def test_a_range_includes_its_ends_and_the_tolerance(measured: str, outcome: str) -> None:
    """`between` is borne out from the low end to the high end, give or take the tolerance."""
    claim = accuracy_claim(
        value=None, relation="between", low=Decimal("0.4"), high=Decimal("0.6"), expect="cited"
    )

    verdicts = judge_claims([claim], results_with(accuracy=measured))

    assert verdicts[0].outcome == outcome
    assert f"({measured} for 0.4 to 0.6 share)" in check_expectations(verdicts)[0].message


@pytest.mark.parametrize(
    ("sources", "outcome"),
    [
        ({}, "unverified"),
        ({"cites": ("west2003",)}, "cited"),
        ({"cites": ("west2003", "lost")}, "unverified"),
        ({"reference": "west2003"}, "cited"),
        ({"reference": "lost"}, "unverified"),
        ({"refuted_by": ("west2003",)}, "contradicted-by-source"),
        ({"refuted_by": ("lost",)}, "unverified"),
        ({"cites": ("west2003",), "refuted_by": ("teece1986",)}, "contradicted-by-source"),
    ],
)
def test_what_nothing_measures_is_judged_by_its_sources(
    sources: dict[str, object], outcome: str
) -> None:
    """Without a result a claim rests on sources; one that cannot be traced shows nothing."""
    claim = accuracy_claim(result="", value=None, **sources)

    (verdict,) = judge_claims([claim], Results(), {"west2003", "teece1986"})

    assert (verdict.outcome, verdict.measured) == (outcome, None)


def test_an_unexpected_verdict_is_an_error_at_the_claim() -> None:
    """The ledger says what verdict its author expects; another one stops the build."""
    verdicts = judge_claims([accuracy_claim()], results_with(accuracy="0.54"))

    (error,) = check_expectations(verdicts)

    assert error.at == AT
    assert error.message == (
        "claim `accuracy` expects the verdict `borne-out`, but the results say "
        "`contradicted` (0.54 for 0.90 share)"
    )


def test_an_unknown_result_is_an_error_with_a_suggestion() -> None:
    """A claim cannot lean on a quantity that does not exist."""
    (error,) = check_claims([accuracy_claim(result="acuracy")], results_with(accuracy="0.5"))

    assert error.hint == "did you mean `accuracy`?"


def test_a_claim_and_its_result_share_one_unit() -> None:
    """A share is not compared with money."""
    (error,) = check_claims([accuracy_claim(unit="wan_yuan")], results_with(accuracy="0.5"))

    assert error.message == "claim `accuracy` is in `wan_yuan`, but `accuracy` is in `share`"
