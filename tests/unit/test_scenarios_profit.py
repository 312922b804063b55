"""Profit, break-even, inheritance of scenarios, and claims made under their own assumptions."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.claims import Claim
from generator.errors import Location
from generator.inputs import Assumption, Scenario
from generator.results import Origin, Outcome, Quantity
from generator.scenarios.profit import (
    NEEDED,
    adjusted_cost,
    adjusted_revenue,
    assume_values,
    break_even_open_source_revenue,
    evaluate_scenarios,
    profit,
    work_out,
)

AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
BASE = (("revenue", 1000), ("cost", 1000), ("open_source_cost", 200), ("open_source_revenue", 500))


def make_assumptions(*, unit: str = "wan_yuan", **changed: int) -> tuple[Assumption, ...]:
    """State the article's assumptions, some changed."""
    values = {**dict(BASE), **changed}
    return tuple(
        Assumption(
            name=name,
            value=Decimal(value),
            unit=unit,
            at=Location(path="assumptions.yaml", line=line),
        )
        for line, (name, value) in enumerate(values.items(), 1)
    )


def make_scenario(name: str, base: str = "", line: int = 1, **changes: int) -> Scenario:
    """State one scenario."""
    at = Location(path="scenarios.yaml", line=line)
    changed = tuple((key, Decimal(value)) for key, value in changes.items())
    return Scenario(name=name, base=base, changes=changed, at=at)


def make_claim(result: str, **given: int) -> Claim:
    """State a claim of 300 万元."""
    return Claim(
        id="article-profit",
        expect="holds-only-if",
        value=Decimal(300),
        unit="wan_yuan",
        result=result,
        given=tuple((key, Decimal(value)) for key, value in given.items()),
        at=Location(path="claims.yaml", line=7),
    )


CLOSED = make_scenario("closed", open_source_cost=0, open_source_revenue=0)
ARTICLE = make_scenario("article")


def find(quantities: tuple[Quantity, ...], name: str) -> Quantity:
    """Look one quantity up."""
    return next(each for each in quantities if each.name == name)


def test_a_factor_multiplies_what_is_inherited() -> None:
    """Scaled by 0.88, then by 0.5, R of 1000 is 880 and 440; with R of 700 it is 616 and 308."""
    rival = replace(make_scenario("rival"), factors=(("revenue", Decimal("0.88")),))
    halved = replace(make_scenario("halved", "rival"), factors=(("revenue", Decimal("0.5")),))
    named = {each.name: each for each in (rival, halved)}
    for revenue, first, second in ((1000, 880, 440), (700, 616, 308)):
        assumed = {each.name: each for each in make_assumptions(revenue=revenue)}
        assert assume_values("rival", assumed, named)["revenue"] == first
        assert assume_values("halved", assumed, named)["revenue"] == second


def test_a_product_is_rounded_once_to_28_digits() -> None:
    """A product of more digits than the arithmetic keeps is rounded half up."""
    rival = replace(make_scenario("rival"), factors=(("revenue", Decimal("1.000000000005")),))
    revenue = replace(make_assumptions()[0], value=Decimal("999999999999999.999999"))
    values = assume_values("rival", {"revenue": revenue}, {"rival": rival})
    assert str(values["revenue"]) == "1000000000004999.999999000000"


def test_a_scaled_value_says_what_it_was_made_from() -> None:
    """Its origin is the value that it starts from, and the factor, which is stated."""
    rival = replace(make_scenario("rival", "article"), factors=(("revenue", Decimal("0.88")),))
    _, quantities = evaluate_scenarios(make_assumptions(), (ARTICLE, rival), ())
    made = find(quantities, "scenario.rival.revenue")
    factor = find(quantities, "scenario.rival.factor.revenue")
    assert (made.value, made.unit) == (Decimal(880), "wan_yuan")
    assert made.origin.function == "generator.scenarios.profit.scale_value"
    assert made.origin.inputs == ("scenario.article.revenue", "scenario.rival.factor.revenue")
    assert (factor.value, factor.unit) == (Decimal("0.88"), "ratio")
    assert factor.origin.function == "generator.inputs.read_inputs"


def test_the_article_example_comes_to_three_hundred() -> None:
    """500 + 1000 − 1000 − 200 = 300, and S breaks even at 200."""
    outcomes, _ = evaluate_scenarios(make_assumptions(), (ARTICLE,), ())
    assert outcomes == (
        Outcome(
            scenario="article",
            revenue=Decimal(1000),
            cost=Decimal(1000),
            open_source_cost=Decimal(200),
            open_source_revenue=Decimal(500),
            adjusted_revenue=Decimal(1500),
            adjusted_cost=Decimal(1200),
            profit=Decimal(300),
            break_even_open_source_revenue=Decimal(200),
        ),
    )


def test_revenue_of_1200_gives_500() -> None:
    """One assumption changed carries through to the profit."""
    outcomes, _ = evaluate_scenarios(make_assumptions(revenue=1200), (ARTICLE,), ())
    assert outcomes[0].profit == Decimal(500)


def test_profit_is_zero_at_break_even() -> None:
    """The break-even of S, put in for S, leaves nothing, to the last digit."""
    revenue, cost, open_source_cost = Decimal("999.99"), Decimal("1000.01"), Decimal("0.1")
    total = adjusted_cost(cost, open_source_cost)
    needed = break_even_open_source_revenue(revenue, total)
    assert needed == Decimal("0.12")
    assert profit(adjusted_revenue(revenue, needed), total) == 0


@pytest.mark.parametrize(
    ("name", "direction"),
    [("revenue", 1), ("open_source_revenue", 1), ("cost", -1), ("open_source_cost", -1)],
)
@given(amounts=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS), more=st.decimals("0.01", 10**6))
def test_profit_rises_with_revenue_and_falls_with_cost(
    name: str, direction: int, amounts: tuple[Decimal, ...], more: Decimal
) -> None:
    """R and S raise it amount for amount; C and P lower it."""
    values = dict(zip(NEEDED, amounts, strict=True))
    changed = {**values, name: values[name] + more}
    gained = work_out(changed)["profit"] - work_out(values)["profit"]
    assert gained * direction > 0


def test_a_scenario_inherits_from_its_base() -> None:
    """Changes lie over the base's, the base's over the assumptions."""
    hosted = make_scenario("hosted", open_source_revenue=900)
    core = make_scenario("core", base="hosted", cost=1100)
    outcomes, _ = evaluate_scenarios(make_assumptions(), (core, hosted), ())
    assert outcomes[0].scenario == "core"
    assert outcomes[0].open_source_revenue == Decimal(900)
    assert outcomes[0].cost == Decimal(1100)
    assert outcomes[0].profit == Decimal(600)


def test_every_number_says_where_it_comes_from() -> None:
    """A stated number has no inputs; an inherited one names its source; a sum, its terms."""
    hosted = make_scenario("hosted", base="article", open_source_revenue=900)
    _, quantities = evaluate_scenarios(make_assumptions(), (CLOSED, ARTICLE, hosted), ())
    module = "generator.scenarios.profit"
    assert find(quantities, "assumption.cost").origin.inputs == ()
    assert find(quantities, "scenario.closed.open_source_cost").origin.inputs == ()
    assert find(quantities, "scenario.article.cost").origin.inputs == ("assumption.cost",)
    assert find(quantities, "scenario.hosted.cost").origin.inputs == ("scenario.article.cost",)
    assert find(quantities, "scenario.hosted.profit").origin == Origin(
        function=f"{module}.profit",
        inputs=("scenario.hosted.adjusted_revenue", "scenario.hosted.adjusted_cost"),
    )


def test_inputs_of_every_quantity_exist() -> None:
    """Provenance never points to a name that is not in the results."""
    claim = make_claim("scenario.article.profit", revenue=1000)
    _, quantities = evaluate_scenarios(make_assumptions(), (CLOSED, ARTICLE), (claim,))
    names = [each.name for each in quantities]
    assert len(names) == len(set(names))
    assert {name for each in quantities for name in each.origin.inputs} <= set(names)


def test_profit_is_compared_with_the_closed_scenario() -> None:
    """Keeping the code closed leaves nothing in the example, so the change is the whole profit."""
    _, quantities = evaluate_scenarios(make_assumptions(), (CLOSED, ARTICLE), ())
    assert find(quantities, "scenario.article.profit_change").value == Decimal(300)
    assert find(quantities, "scenario.closed.profit_change").value == 0


def test_without_a_closed_scenario_nothing_is_compared() -> None:
    """A report may name its scenarios as it likes."""
    _, quantities = evaluate_scenarios(make_assumptions(), (ARTICLE,), ())
    assert "scenario.article.profit_change" not in {each.name for each in quantities}


def test_a_claim_with_given_is_recomputed() -> None:
    """With R assumed 1200 the article's claim still holds under the 1000 it was made with."""
    claim = make_claim("scenario.article.profit", revenue=1000)
    _, quantities = evaluate_scenarios(make_assumptions(revenue=1200), (ARTICLE,), (claim,))
    assert find(quantities, "scenario.article.profit").value == Decimal(500)
    assert find(quantities, "claim.article-profit.result").value == Decimal(300)
    assert find(quantities, "claim.article-profit.value").value == Decimal(300)
    assert find(quantities, "claim.article-profit.tolerance").value == 0
    assert find(quantities, "claim.article-profit.given.revenue").value == Decimal(1000)
    assert find(quantities, "claim.article-profit.result").origin.inputs == (
        "claim.article-profit.given.revenue",
        "scenario.article.cost",
        "scenario.article.open_source_cost",
        "scenario.article.open_source_revenue",
    )


def test_a_report_without_scenarios_still_has_its_assumptions() -> None:
    """Nothing demands the equation of a report that does not use it."""
    at = Location(path="assumptions.yaml")
    lone = Assumption(name="pages", value=Decimal(10), unit="count", at=at)
    outcomes, quantities = evaluate_scenarios((lone,), (), ())
    assert outcomes == ()
    assert [each.name for each in quantities] == ["assumption.pages"]
