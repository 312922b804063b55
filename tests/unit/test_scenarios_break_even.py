"""Where a scenario neither gains nor loses."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.results import BreakEven
from generator.scenarios import evaluate_all
from generator.scenarios.break_even import (
    find_npv_roots,
    find_profit_root,
    find_roots,
    make_break_evens,
)
from generator.scenarios.horizon import net_present_value
from generator.scenarios.profit import CONTEXT, work_out
from tests.assumed import make_inputs, make_scenario, make_values

CLOSED = make_scenario(
    "closed", open_source_cost=0, open_source_revenue=0, innovation=0, conversion=0
)
ARTICLE = make_scenario("article")
CORE = make_scenario("core", "article", conversion="0.025", market=10000)
INPUTS = make_inputs(CLOSED, ARTICLE, CORE)
FOUND = {(each.scenario, each.assumption, each.measure): each for each in make_break_evens(INPUTS)}
WIDE = (Decimal(-(10**9)), Decimal(10**9))
AMOUNTS = st.decimals(-(10**6), 10**6, places=2)


def roots_of(scenario: str, assumption: str, measure: str) -> tuple[Decimal, ...]:
    """Look up what was found."""
    return FOUND[scenario, assumption, measure].roots


@pytest.mark.parametrize("name", ["revenue", "cost", "open_source_cost", "open_source_revenue"])
@given(amounts=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS))
def test_profit_is_zero_at_its_root(name: str, amounts: tuple[Decimal, ...]) -> None:
    """Put in for the assumption, the root leaves nothing, to the last digit."""
    names = ("revenue", "cost", "open_source_cost", "open_source_revenue")
    values = dict(zip(names, amounts, strict=True))
    [root] = find_profit_root(values, name, WIDE)
    assert work_out({**values, name: root})["profit"] == 0


def test_the_article_breaks_even_at_200() -> None:
    """S of 200 pays for P of 200; no cost in range does."""
    assert roots_of("article", "open_source_revenue", "profit") == (Decimal(200),)
    assert roots_of("article", "cost", "profit") == ()


def test_a_root_at_the_end_of_the_range_is_in_range() -> None:
    """R of 700 is the lowest that is assumed, and exactly enough."""
    assert roots_of("article", "revenue", "profit") == (Decimal(700),)


@pytest.mark.parametrize("name", ["revenue", "market", "conversion"])
def test_value_is_zero_at_its_root(name: str) -> None:
    """Put in for the assumption, the root leaves the scenario worth nothing."""
    [root] = roots_of("article", name, "npv")
    with localcontext(CONTEXT):
        worth = net_present_value(make_values(**{name: root}), 5)
    assert abs(worth) < Decimal("1e-7")


def test_ranges_move_with_the_scenario() -> None:
    """Half the market is searched over half the range, and more who pay over a wider one."""
    market = FOUND["core", "market", "npv"]
    conversion = FOUND["core", "conversion", "npv"]
    assert (market.low, market.high) == (Decimal(4000), Decimal(17500))
    assert (conversion.low, conversion.high) == (Decimal("0.00625"), Decimal("0.05"))


def test_where_nothing_is_ever_gained_both_ends_are_told() -> None:
    """Closed code is worth nothing whatever the market: several values, not none."""
    assert roots_of("closed", "market", "npv") == (Decimal(8000), Decimal(35000))


def test_the_break_even_of_the_discount_rate_is_a_rate_of_return() -> None:
    """100 today for 60 in each of two years: worth nothing at the rate that numpy finds."""
    values = make_values(
        revenue=0, cost=60, open_source_cost=-100, market=0, upkeep=0, discount_rate="0.1"
    )
    [rate] = find_npv_roots(values, "discount_rate", (Decimal("0.01"), Decimal(1)), 2)
    assert rate == pytest.approx(Decimal("0.130662386292"), rel=Decimal("1e-11"))


def test_what_a_scenario_scales_breaks_even_in_its_own_terms() -> None:
    """R × 0.88 of 880 may fall to 700, over 0.88 of the range; set to 880 it is the same."""
    scaled = make_inputs(ARTICLE, make_scenario("rival", "article", factors={"revenue": "0.88"}))
    given = make_inputs(ARTICLE, make_scenario("rival", "article", revenue=880))
    assert make_break_evens(scaled) == make_break_evens(given)
    [found] = [
        each
        for each in make_break_evens(scaled)
        if (each.scenario, each.assumption, each.measure) == ("rival", "revenue", "profit")
    ]
    assert (found.low, found.high) == (Decimal(616), Decimal(1232))
    assert found.roots == (Decimal(700),)


def test_a_root_at_a_point_is_told_once() -> None:
    """Where the scan hits zero itself, neither neighbour tells it again."""
    assert find_roots(lambda x: x - 1, [0.0, 1.0, 2.0], [-1.0, 0.0, 1.0]) == (Decimal(1),)


def test_only_a_single_root_is_a_number() -> None:
    """One root has a name and a unit; how many there are, a label says."""
    results = evaluate_all(INPUTS)
    named = results.by_name["break_even.article.market.npv"]
    assert (named.value, named.unit) == (roots_of("article", "market", "npv")[0], "count")
    assert "break_even.closed.market.npv" not in results.by_name
    words = {name: label.words for name, label in results.label_by_name.items()}
    assert words["break_even.article.market.npv.kind"] == "break_even.one"
    assert words["break_even.article.cost.profit.kind"] == "break_even.none"
    assert words["break_even.closed.market.npv.kind"] == "break_even.several"


def test_each_measure_is_searched_over_what_it_depends_on() -> None:
    """The sum of one year knows no market, and the years know no S of one year."""
    pairs = {(each.measure, each.assumption) for each in FOUND.values()}
    assert ("profit", "market") not in pairs
    assert ("npv", "open_source_revenue") not in pairs
    assert len(pairs) == 4 + 10
    assert all(isinstance(each, BreakEven) for each in FOUND.values())
