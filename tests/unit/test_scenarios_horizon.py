"""Adoption, cash flows, discounting and payback."""

from decimal import Decimal, localcontext

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.scenarios.horizon import (
    accumulate,
    adopt,
    discount,
    earn,
    flow,
    net_present_value,
    payback,
)
from generator.scenarios.profit import CONTEXT
from tests.assumed import make_values

AMOUNTS = st.decimals(0, 10_000, places=2)
SHARES = st.decimals(0, 1, places=3)


@st.composite
def values(draw: st.DrawFn) -> dict[str, Decimal]:
    """Draw what a scenario may assume."""
    innovation = draw(SHARES)
    return make_values(
        revenue=draw(AMOUNTS),
        cost=draw(AMOUNTS),
        open_source_cost=draw(AMOUNTS),
        market=draw(st.integers(0, 10**6)),
        innovation=innovation,
        imitation=draw(st.decimals(0, 1 - innovation, places=3)),
        conversion=draw(SHARES),
        revenue_per_customer=draw(AMOUNTS),
        upkeep=draw(SHARES),
        discount_rate=draw(st.decimals("-0.5", 2, places=3)),
    )


def decimals(*numbers: float | str) -> tuple[Decimal, ...]:
    """Write numbers as Decimals."""
    return tuple(Decimal(str(each)) for each in numbers)


def npv_of(assumed: dict[str, Decimal], n_years: int = 5) -> Decimal:
    """Work out the net present value in the arithmetic of the scenarios."""
    with localcontext(CONTEXT):
        return net_present_value(assumed, n_years)


def test_adoption_by_hand() -> None:
    """600 of 20,000 adopt of themselves; then (0.03 + 0.38 · 600 / 20,000) of 19,400 more."""
    assert adopt(make_values(), 2) == decimals(0, 600, "1403.16")


def test_revenue_and_cash_flow_by_hand() -> None:
    """Of 600 adopters 2 % pay 5; P is spent today, a quarter of it again each year."""
    adopters = adopt(make_values(), 2)
    revenues = earn(adopters, make_values())
    assert revenues == decimals(0, 60, "140.316")
    assert flow(revenues, make_values()) == decimals(-200, 10, "90.316")


def test_nobody_adopts_in_a_market_of_nobody() -> None:
    """A market of zero gives zeros, in Decimal and in arrays, and divides by nothing."""
    assert adopt(make_values(market=0), 3) == decimals(0, 0, 0, 0)
    arrays = {name: np.array([float(value)]) for name, value in make_values(market=0).items()}
    assert [each.tolist() for each in adopt(arrays, 2)] == [[0.0], [0.0], [0.0]]


@given(values(), st.integers(1, 12))
def test_adopters_never_leave_and_never_outnumber_the_market(
    assumed: dict[str, Decimal], n_years: int
) -> None:
    """With p + q of at most 1 adoption rises towards the market and stops there."""
    with localcontext(CONTEXT):
        adopters = adopt(assumed, n_years)
    assert list(adopters) == sorted(adopters)
    assert adopters[-1] <= assumed["market"]


@given(values(), st.integers(1, 12))
def test_arrays_come_to_what_decimals_come_to(assumed: dict[str, Decimal], n_years: int) -> None:
    """The same functions on float64 differ by rounding alone."""
    arrays = {name: np.full(3, float(value)) for name, value in assumed.items()}
    exact = npv_of(assumed, n_years)
    scale = max(1.0, *(abs(float(assumed[name])) for name in ("revenue", "cost", "market")))
    growth = max(1.0, (1 + float(assumed["discount_rate"])) ** -n_years)
    tolerance = 1e-12 * n_years * scale * growth * max(1.0, float(assumed["revenue_per_customer"]))
    found = net_present_value(arrays, n_years)
    assert found.tolist() == pytest.approx([float(exact)] * 3, rel=1e-12, abs=tolerance)


@given(values())
def test_value_agrees_with_numpy_financial(assumed: dict[str, Decimal]) -> None:
    """An independent program finds the same net present value from the same cash flows."""
    with localcontext(CONTEXT):
        flows = flow(earn(adopt(assumed, 5), assumed), assumed)
    floats = [float(each) for each in flows]
    expected = numpy_financial.npv(float(assumed["discount_rate"]), floats)
    tolerance = 1e-9 * max(abs(each) for each in floats)
    assert float(npv_of(assumed)) == pytest.approx(expected, rel=1e-9, abs=tolerance)


@given(values(), st.sampled_from(["revenue", "market", "conversion", "revenue_per_customer"]))
def test_value_rises_with_revenue_and_adoption(assumed: dict[str, Decimal], name: str) -> None:
    """More revenue, a larger market, more who pay, or a higher price: never worth less."""
    more = {**assumed, name: assumed[name] * 2 + (name != "conversion")}
    if name == "conversion":
        more[name] = min(Decimal(1), more[name])
    assert npv_of(more) >= npv_of(assumed) - Decimal("1e-12")


@given(values(), st.sampled_from(["cost", "open_source_cost", "upkeep"]))
def test_value_falls_with_cost(assumed: dict[str, Decimal], name: str) -> None:
    """Higher costs are never worth more."""
    less = {**assumed, name: assumed[name] + 1}
    assert npv_of(less) <= npv_of(assumed)


def test_discounting_by_hand() -> None:
    """At a tenth, 110 in a year are 100 today, and 121 in two years as well."""
    assert discount(decimals(-200, 110, 121), Decimal("0.1")) == decimals(-200, 100, 100)


def test_sums_run_on() -> None:
    """Each year adds to the years before."""
    assert accumulate(decimals(-5, 2, 4)) == decimals(-5, -3, 1)


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ((-100, 40, 40, 40), decimals("2.5")),
        ((-100, 100), decimals(1)),
        ((-100, 150, -100, 100), decimals("2.5")),
        ((0, -10, 20), decimals("1.5")),
        ((10, 5), ()),
        ((0, 0, 7), ()),
        ((-100, 40, 40), ()),
        ((0, 0, 0), ()),
        ((-100, 150, -60), ()),
    ],
)
def test_payback_is_the_last_crossing(
    flows: tuple[int, ...], expected: tuple[Decimal, ...]
) -> None:
    """It counts from when the sum stays at zero or above; not where it never or always is."""
    assert payback(decimals(*flows)) == expected


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=8))
def test_at_the_payback_the_money_is_back(flows: list[int]) -> None:
    """The sum of cash flows, taken evenly inside the year, is zero there and not below after."""
    found = payback(decimals(*flows))
    sums = accumulate(decimals(*flows))
    if not found:
        assert sums[-1] < 0 or min(sums) >= 0
        return
    year = int(found[0].to_integral_value(rounding="ROUND_CEILING")) - 1
    inside = sums[year] + flows[year + 1] * (found[0] - year)
    assert abs(inside) < Decimal("1e-20")
    assert min(sums[year + 1 :]) >= 0
