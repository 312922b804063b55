"""Marginal distributions in closed form, correlated scores, and correlations that cannot be."""

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc, ndtr, ndtri

from generator.errors import Location, ReportError
from generator.inputs import Correlation, RiskSettings
from generator.scenarios.distributions import (
    TABLE_ERROR,
    Marginal,
    check_correlations,
    find_ends,
    find_nearest_correlations,
    make_marginals,
    map_scores,
    tie_scores,
)
from tests.assumed import VALUES, make_assumption

if TYPE_CHECKING:
    from numpy.typing import NDArray

AT = Location(path="report.yaml", line=9)
LIST_AT = Location(path="report.yaml", line=8)
KINDS = ("uniform", "triangular", "pert", "normal", "lognormal")


def make_marginal(kind: str, low: float = 2, mode: float = 3, high: float = 8) -> Marginal:
    """State how one assumption is distributed."""
    return Marginal(name="it", kind=kind, low=low, mode=mode, high=high)


def find_values(marginal: Marginal, *shares: float) -> "NDArray[np.float64]":
    """Find quantiles."""
    return map_scores(marginal, np.asarray(ndtri(np.array(shares))))


@pytest.mark.parametrize("kind", KINDS)
def test_ends_leave_a_twentieth_on_either_side(kind: str) -> None:
    """P5 and P95 of every distribution are those that the draws have."""
    for mode in (2, 2.1, 5, 7.9, 8):
        marginal = make_marginal(kind, mode=mode)
        drawn = find_values(marginal, 0.05, 0.95)
        tolerance = TABLE_ERROR * (marginal.high - marginal.low)
        assert find_ends(marginal) == pytest.approx(drawn.tolist(), abs=tolerance)


def spread_scores(n_scores: int = 2**16) -> "NDArray[np.float64]":
    """Lay scores so evenly that means over them are integrals over the distribution."""
    return np.asarray(ndtri((np.arange(n_scores) + 0.5) / n_scores))


def correlate(*values: tuple[str, str, str]) -> tuple[Correlation, ...]:
    """State correlations between assumptions."""
    return tuple(
        Correlation(first=first, second=second, value=Decimal(value), at=AT)
        for first, second, value in values
    )


def check(*values: tuple[str, str, str]) -> list[ReportError]:
    """Check correlations between three assumptions, each of which has a distribution."""
    settings = RiskSettings(
        draws=9,
        seed=1,
        scenario="article",
        correlations=correlate(*values),
        at=AT,
        places=(("correlations", LIST_AT),),
    )
    return check_correlations(settings, [make_assumption(name) for name in VALUES])


def test_fixed_assumptions_have_no_distribution() -> None:
    """Only what is uncertain is drawn, in the order of the assumptions."""
    found = make_marginals([make_assumption("cost"), make_assumption("revenue")])

    assert found == (Marginal(name="revenue", kind="pert", low=700, mode=1000, high=1400),)


def test_uniform_quantiles_are_shares_of_the_range() -> None:
    """A quarter of the way up the probabilities is a quarter of the way up the range."""
    found = find_values(make_marginal("uniform"), 0.25, 0.5, 0.95)

    assert found == pytest.approx([3.5, 5, 7.7], rel=1e-14)


@pytest.mark.parametrize("kind", ["normal", "lognormal"])
def test_low_and_high_are_quantiles_of_normal_and_lognormal(kind: str) -> None:
    """Their 5 % quantile is `low`, their 95 % quantile `high`."""
    found = find_values(make_marginal(kind), 0.05, 0.95)

    assert found == pytest.approx([2, 8], rel=1e-14)


def test_lognormal_moments() -> None:
    """Mean and variance are those of the closed form, e^(m+s²/2) and (e^s²-1)·e^(2m+s²)."""
    centre, width = np.log(2 * 8) / 2, np.log(8 / 2) / (2 * ndtri(0.95))
    values = map_scores(make_marginal("lognormal"), spread_scores())

    mean = np.exp(centre + width**2 / 2)
    assert values.mean() == pytest.approx(mean, rel=1e-5)
    assert values.var() == pytest.approx(mean**2 * np.expm1(width**2), rel=1e-3)


def test_triangular_moments_and_quantiles() -> None:
    """Mean (a+b+c)/3, variance (a²+b²+c²-ab-ac-bc)/18, and the mode at (c-a)/(b-a)."""
    values = map_scores(make_marginal("triangular"), spread_scores())

    assert values.mean() == pytest.approx(13 / 3, rel=1e-6)
    assert values.var() == pytest.approx((4 + 9 + 64 - 6 - 16 - 24) / 18, rel=1e-5)
    assert find_values(make_marginal("triangular"), 1 / 6)[0] == pytest.approx(3, abs=6e-6)


def test_pert_moments() -> None:
    """Mean (a+4c+b)/6 and variance (m-a)(b-m)/7."""
    values = map_scores(make_marginal("pert"), spread_scores())

    mean = (2 + 4 * 3 + 8) / 6
    assert values.mean() == pytest.approx(mean, rel=1e-6)
    assert values.var() == pytest.approx((mean - 2) * (8 - mean) / 7, rel=1e-5)


@given(mode=st.floats(0, 1), score=st.floats(-8, 8))
def test_pert_table_is_as_close_as_it_says(mode: float, score: float) -> None:
    """The probability of a value from the table, give or take its error, is that of the score."""
    value = map_scores(make_marginal("pert", 0, mode, 1), np.array([score]))[0]
    bounds = np.clip([value - TABLE_ERROR, value + TABLE_ERROR], 0, 1)
    low, high = betainc(1 + 4 * mode, 1 + 4 * (1 - mode), bounds)

    assert low - 1e-14 <= ndtr(score) <= high + 1e-14


@given(mode=st.floats(0, 1), score=st.floats(-8, 8))
def test_triangular_table_is_as_close_as_it_says(mode: float, score: float) -> None:
    """A value from the table differs from the quantile by no more than the error."""
    value = map_scores(make_marginal("triangular", 0, mode, 1), np.array([score]))[0]
    below, above = ndtr(score), ndtr(-score)
    exact = np.sqrt(below * mode) if below <= mode else 1 - np.sqrt(above * (1 - mode))

    assert value == pytest.approx(exact, abs=TABLE_ERROR)


@pytest.mark.parametrize("kind", KINDS)
def test_values_rise_with_scores(kind: str) -> None:
    """A higher score never gives a lower value."""
    scores = np.linspace(-12, 12, 100_001)

    assert (np.diff(map_scores(make_marginal(kind), scores)) >= 0).all()


@pytest.mark.parametrize("kind", ["uniform", "triangular", "pert"])
@pytest.mark.parametrize("mode", [2.0, 3.0, 8.0])
def test_values_stay_in_their_range(kind: str, mode: float) -> None:
    """No score, however far out, leads beyond low or high; the ends may be the mode."""
    found = map_scores(make_marginal(kind, mode=mode), np.array([-40.0, -9.0, 9.0, 40.0]))

    assert (found >= 2).all()
    assert (found <= 8).all()
    assert found[[0, 3]] == pytest.approx([2, 8], abs=0.01)


def test_triangle_makes_the_correlations() -> None:
    """The triangle times its transpose is the correlation matrix."""
    names = ("a", "b", "c")
    triangle = tie_scores(names, correlate(("a", "b", "0.5"), ("c", "b", "-0.25")))

    rows = np.zeros((3, 3))
    for place, row in enumerate(triangle):
        rows[place, : place + 1] = row
    expected = [[1, 0.5, 0], [0.5, 1, -0.25], [0, -0.25, 1]]
    assert rows @ rows.T == pytest.approx(np.array(expected), abs=1e-15)


def test_a_singular_matrix_is_valid() -> None:
    """What moves wholly with another has no part of its own."""
    assert tie_scores(("a", "b"), correlate(("a", "b", "-1"))) == ((1.0,), (-1.0, 0.0))
    assert check(("revenue", "market", "1"), ("market", "conversion", "1")) != []
    assert (
        check(
            ("revenue", "market", "1"),
            ("market", "conversion", "1"),
            ("conversion", "revenue", "1"),
        )
        == []
    )


def test_contradicting_correlations_come_with_the_nearest_valid_ones() -> None:
    """The error stands at the list, and its hint names every pair that must change."""
    (error,) = check(("revenue", "market", "0.9"), ("market", "conversion", "0.9"))

    assert error.at == LIST_AT
    assert error.message == (
        "these correlations contradict each other: no numbers can have all of them"
    )
    assert error.hint == (
        "the nearest that can hold: `revenue` with `market` 0.743, "
        "`revenue` with `conversion` 0.105, `market` with `conversion` 0.743"
    )


def test_the_hint_can_be_followed() -> None:
    """The values of the hint, typed in, are no error."""
    assert (
        check(
            ("revenue", "market", "0.743"),
            ("revenue", "conversion", "0.105"),
            ("market", "conversion", "0.743"),
        )
        == []
    )


def test_nearest_correlations_of_the_paper() -> None:
    """Of [[1, 1, 0], [1, 1, 1], [0, 1, 1]] they are 0.7607 and 0.1573, at the distance 0.5278.

    Source: Higham 2002, doi:10.1093/imanum/22.3.329, section 4.
    """
    matrix = np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]])
    nearest = find_nearest_correlations(matrix)

    assert nearest[0, 1] == pytest.approx(0.7607, abs=5e-5)
    assert nearest[0, 2] == pytest.approx(0.1573, abs=5e-5)
    assert np.linalg.norm(nearest - matrix) == pytest.approx(0.5278, abs=5e-5)


def test_correlations_wrong_by_themselves_are_left_to_other_checks() -> None:
    """With an unknown or fixed assumption, a pair told twice, or a value beyond 1, no matrix is."""
    impossible = (("revenue", "market", "0.9"), ("market", "conversion", "0.9"))

    assert check(*impossible, ("revenue", "nobody", "0.5")) == []
    assert check(*impossible, ("revenue", "cost", "0.5")) == []
    assert check(*impossible, ("market", "revenue", "0.5")) == []
    assert check(*impossible, ("conversion", "revenue", "1.5")) == []
