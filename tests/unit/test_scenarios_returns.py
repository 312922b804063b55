"""Internal rates of return: none, one, several."""

from decimal import Decimal

import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.scenarios.returns import find_internal_rates, find_roots


def rates(*flows: float) -> tuple[Decimal, ...]:
    """Find the rates of a few cash flows."""
    return find_internal_rates([Decimal(str(each)) for each in flows])


def test_one_rate() -> None:
    """110 for 100 a year ago is a tenth, to twelve digits."""
    assert rates(-100, 110) == (Decimal("0.1"),)


def test_two_rates() -> None:
    """Money in, then out again, has two rates, and both are told in order."""
    assert rates(-100, 230, -132) == (Decimal("0.1"), Decimal("0.2"))


def test_the_rate_of_nothing_gained_is_zero() -> None:
    """Getting back what was spent is a rate of zero."""
    assert abs(rates(-100, 50, 50)[0]) < Decimal("1e-15")


@pytest.mark.parametrize("flows", [(0, 0, 0), (100, 5), (-100, -5), (100, -200, 150), (-1, 12.1)])
def test_no_rate(flows: tuple[float, ...]) -> None:
    """Without a change of sign, or with the root out of range, there is none."""
    assert rates(*flows) == ()


@given(st.integers(1, 10_000), st.lists(st.integers(0, 5000), min_size=1, max_size=9).filter(any))
def test_rates_agree_with_numpy_financial(spent: int, earned: list[int]) -> None:
    """An independent program finds the same rate where money is spent once and then earned."""
    found = rates(-spent, *earned)
    expected = numpy_financial.irr([-spent, *earned])
    if found:
        assert len(found) == 1
        assert float(found[0]) == pytest.approx(expected, rel=1e-8, abs=1e-8)
    else:
        assert not -0.99 < expected <= 10


@given(st.integers(1, 10_000), st.lists(st.integers(-500, 5000), min_size=1, max_size=9))
def test_at_a_rate_the_flows_are_worth_nothing(spent: int, later: list[int]) -> None:
    """Every rate that is told is one."""
    for rate in rates(-spent, *later):
        worth = slope = Decimal(0)
        for year, each in enumerate([-spent, *later]):
            worth += Decimal(each) / (1 + rate) ** year
            slope += abs(Decimal(each)) * (year + 1) / (1 + rate) ** (year + 1)
        assert abs(worth) <= slope * max(abs(rate), Decimal("1e-3")) * Decimal("1e-10")


def test_a_root_at_a_point_is_told_once() -> None:
    """Where the scan hits zero itself, neither neighbour tells it again."""
    assert find_roots(lambda x: x - 1, [0.0, 1.0, 2.0]) == (Decimal(1),)
