"""Internal rates of return: none, one, several."""

from decimal import Decimal
from fractions import Fraction

import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.scenarios.nouns import from_ratio
from generator.scenarios.returns import find_internal_rates

GROWTHS = st.fractions(min_value=Fraction(1, 50), max_value=500, max_denominator=50)


def rates(*flows: object) -> tuple[Decimal, ...]:
    """Find the rates of a few cash flows."""
    return find_internal_rates([Decimal(str(each)) for each in flows])


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ((-100, 110), ["0.1"]),
        ((-100, 50, 50), ["0"]),
        ((100, -110), ["0.1"]),
        ((0, 0, -100, 0, 121, 0), ["0.1"]),
        ((-3, 1), ["-0.666666666667"]),
    ],
)
def test_one_rate(flows: tuple[int, ...], expected: list[str]) -> None:
    """110 for 100 a year ago is a tenth; years in which nothing flows change nothing."""
    assert [str(each) for each in rates(*flows)] == expected


def test_two_rates() -> None:
    """Money in, then out again, has two rates, and both are told in order."""
    assert rates(-100, 230, -132) == (Decimal("0.1"), Decimal("0.2"))


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ((-1, "12.1"), ["11.1"]),
        ((-2, "2000000000"), ["999999999"]),
        (("-0.000000000001", "100000000000000"), ["100000000000000000000000000"]),
        ((-10000, 1), ["-0.9999"]),
        (("-1000000000000", "0.000000000001"), ["-1"]),
    ],
)
def test_a_rate_is_found_however_large_or_small(
    flows: tuple[object, ...], expected: list[str]
) -> None:
    """Whoever gets twelve times the money back has a rate of eleven, and not none."""
    assert [str(each) for each in rates(*flows)] == expected


def test_rates_that_touch_or_nearly_touch() -> None:
    """A double rate is one; two that differ in the ninth digit are two."""
    assert rates(-100, 220, -121) == (Decimal("0.1"),)
    near = rates("-100000000", "220000000.1", "-121000000.11")
    assert near == (Decimal("0.1"), Decimal("0.100000001"))


@pytest.mark.parametrize("flows", [(0, 0, 0), (100, 5), (-100, -5), (100, -200, 150), (7,), ()])
def test_no_rate(flows: tuple[float, ...]) -> None:
    """Without a change of sign, or where no rate makes up for it, there is none."""
    assert rates(*flows) == ()


@given(
    growths=st.lists(GROWTHS, min_size=1, max_size=4),
    others=st.lists(st.fractions(0, 20, max_denominator=9), max_size=2),
    first=st.sampled_from([Fraction(-7, 10), Fraction(250)]),
)
def test_all_rates_are_found_and_no_others(
    growths: list[Fraction], others: list[Fraction], first: Fraction
) -> None:
    """Flows made from growths have these, once each; growths below zero or complex are no rates."""
    flows = [first]
    for growth in growths:
        flows = multiply(flows, [Fraction(1), -growth])
    for each in others:
        flows = multiply(flows, [Fraction(1), each])
        flows = multiply(flows, [Fraction(1), Fraction(0), each + 1])
    scale = 1
    for each in flows:
        scale *= each.denominator
    found = find_internal_rates([Decimal(int(each * scale)) for each in flows])
    assert found == tuple(from_ratio(each - 1) for each in sorted(set(growths)))


def multiply(one: list[Fraction], other: list[Fraction]) -> list[Fraction]:
    """Multiply two polynomials."""
    product = [Fraction(0)] * (len(one) + len(other) - 1)
    for n, each in enumerate(one):
        for m, factor in enumerate(other):
            product[n + m] += each * factor
    return product


@given(st.integers(1, 10_000), st.lists(st.integers(0, 5000), min_size=1, max_size=9).filter(any))
def test_rates_agree_with_numpy_financial(spent: int, earned: list[int]) -> None:
    """An independent program finds the same rate where money is spent once and then earned."""
    [found] = rates(-spent, *earned)
    assert float(found) == pytest.approx(numpy_financial.irr([-spent, *earned]), rel=1e-7, abs=1e-7)


@given(st.integers(1, 10_000), st.lists(st.integers(-500, 5000), min_size=1, max_size=9))
def test_at_a_rate_the_flows_are_worth_nothing(spent: int, later: list[int]) -> None:
    """Every rate that is told is one."""
    for rate in rates(-spent, *later):
        worth = slope = Decimal(0)
        for year, each in enumerate([-spent, *later]):
            worth += Decimal(each) / (1 + rate) ** year
            slope += abs(Decimal(each)) * (year + 1) / (1 + rate) ** (year + 1)
        assert abs(worth) <= slope * max(abs(rate), Decimal("1e-3")) * Decimal("1e-10")


def test_a_hundred_years_have_their_rates() -> None:
    """Many years of many digits, with many changes of sign, are reckoned with as well."""
    flows = [-1, *((-1) ** year * Decimal(year) ** 5 / 7 for year in range(1, 101))]
    assert all(rate > -1 for rate in rates(*flows))
