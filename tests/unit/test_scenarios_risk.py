"""Risk of scenarios: closed forms, common draws, bounds, names; the same digits on any worker."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest

from generator.errors import Location, Problems
from generator.inputs import Assumption, Correlation, RiskSettings, Scenario
from generator.results import Risk
from generator.scenarios.blocks import Plan, Tallies, tally_draws
from generator.scenarios.executors import open_executor
from generator.scenarios.nouns import ScenarioInputs, ignore
from generator.scenarios.risk import (
    SHARES,
    list_risk_quantities,
    make_plan,
    make_risks,
)
from generator.scenarios.tally import Summary, summarize
from generator.scenarios.years import make_horizon
from tests.assumed import VALUES, make_assumption, make_scenario

AT = Location(path="report.yaml")
Q95 = 1.6448536269514722
ARTICLE = make_scenario("article")


def assume(name: str, kind: str, low: str, high: str) -> Assumption:
    """State an uncertain assumption."""
    stated = make_assumption(name, distribution=kind)
    return replace(stated, low=Decimal(low), high=Decimal(high))


def make_inputs(
    *uncertain: Assumption,
    scenarios: tuple[Scenario, ...] = (ARTICLE,),
    draws: int = 50_000,
    points: str = "random",
    correlation: str = "",
) -> ScenarioInputs:
    """State scenarios of which only these assumptions are uncertain."""
    named = {each.name: each for each in uncertain}
    tied = tuple(
        Correlation(first="revenue", second="cost", value=Decimal(correlation), at=AT)
        for _ in range(bool(correlation))
    )
    return ScenarioInputs(
        assumptions=tuple(
            named.get(name, make_assumption(name, distribution="fixed")) for name in VALUES
        ),
        scenarios=scenarios,
        risk=RiskSettings(
            draws=draws, seed=11, points=points, scenario="article", correlations=tied, at=AT
        ),
    )


REVENUE = assume("revenue", "normal", "700", "1300")
COST = assume("cost", "normal", "900", "1100")
SPREAD_OUT = (REVENUE, COST, assume("market", "lognormal", "8000", "35000"))


def find(risks: tuple[Risk, ...], scenario: str = "article", measure: str = "profit") -> Risk:
    """Look up one risk."""
    return next(each for each in risks if (each.scenario, each.measure) == (scenario, measure))


@pytest.mark.parametrize("points", ["random", "sobol"])
@pytest.mark.parametrize("correlation", ["", "0.8", "-0.5"])
def test_the_profit_of_normal_amounts_is_normal(points: str, correlation: str) -> None:
    """Mean 300, deviation √(r² + c² - 2·ρ·r·c), quantiles, losses and tail as of that normal."""
    found = find(make_risks(make_inputs(REVENUE, COST, points=points, correlation=correlation)))

    r, c = 300 / Q95, 100 / Q95
    deviation = math.sqrt(r * r + c * c - 2 * float(correlation or 0) * r * c)
    near = 5 * deviation / math.sqrt(50_000)
    assert float(found.mean) == pytest.approx(300, abs=near)
    assert float(found.deviation) == pytest.approx(deviation, abs=near)
    assert float(found.p5) == pytest.approx(300 - Q95 * deviation, abs=3 * near)
    assert float(found.p25) == pytest.approx(300 - 0.6744897501960817 * deviation, abs=2 * near)
    assert float(found.p50) == pytest.approx(300, abs=2 * near)
    assert float(found.p95) == pytest.approx(300 + Q95 * deviation, abs=3 * near)
    loss = math.erfc(300 / deviation / math.sqrt(2)) / 2
    assert float(found.loss_share) == pytest.approx(loss, abs=0.01)
    tail = 20 * math.exp(-Q95 * Q95 / 2) / math.sqrt(2 * math.pi)
    assert float(found.expected_shortfall) == pytest.approx(tail * deviation - 300, abs=3 * near)
    assert found.value_at_risk == -found.p5


def test_the_error_of_the_mean_is_what_seeds_differ_by() -> None:
    """Of random points it is σ/√n; of Sobol points far less, and the mean is as near as it says."""
    free, even = (
        find(make_risks(make_inputs(REVENUE, COST, points=points)))
        for points in ("random", "sobol")
    )

    assert float(free.mean_error) == pytest.approx(float(free.deviation) / math.sqrt(50_000))
    assert even.mean_error < free.mean_error / 20
    assert abs(even.mean - 300) < 5 * even.mean_error


def test_without_uncertainty_every_draw_is_the_scenario() -> None:
    """All numbers are those of the scenario's years, and nothing deviates."""
    inputs = make_inputs(draws=100)
    found = find(make_risks(inputs), measure="npv")

    exact = make_horizon("article", inputs.values["article"], inputs.n_years).npv
    assert float(found.mean) == pytest.approx(float(exact), rel=1e-11)
    assert found.p5 == found.p50 == found.p95 == found.mean
    assert found.deviation == found.mean_error == 0
    assert (found.counts, len(found.edges)) == ((100,), 2)


def test_scenarios_share_their_draws() -> None:
    """Of two scenarios that differ by a fixed cost, every quantile differs by just that."""
    dearer = make_scenario("dearer", "article", open_source_cost=260)
    risks = make_risks(make_inputs(*SPREAD_OUT, scenarios=(ARTICLE, dearer)))

    for field in ("mean", "p5", "p50", "p95"):
        change = getattr(find(risks, "dearer"), field) - getattr(find(risks), field)
        assert float(change) == pytest.approx(-60, abs=1e-8)


def test_a_changed_value_moves_the_whole_distribution() -> None:
    """A scenario with 1.5 times the market has 1.5 times the revenue per draw."""
    changed = tuple(make_scenario(f"m{n}", "", n, market=n * 10_000) for n in (1, 2, 3))
    risks = make_risks(make_inputs(SPREAD_OUT[2], scenarios=(ARTICLE, *changed)))
    one, two, three = (find(risks, f"m{n}", "npv").p95 for n in (1, 2, 3))

    assert find(risks, "article", "npv").p95 == two
    assert float(three - two) == pytest.approx(float(two - one), rel=1e-9)
    assert three > two > one


def test_quantities_have_names_units_and_origins() -> None:
    """Each number of each risk is one quantity, made from assumptions and the seed."""
    inputs = make_inputs(REVENUE, draws=200)
    quantities = {each.name: each for each in list_risk_quantities(make_risks(inputs), inputs)}

    assert len(quantities) == 1 + 2 * 11
    assert quantities["risk.draws"].value == 200
    share = quantities["risk.article.npv.loss_share"]
    assert share.unit == "share"
    assert share.origin.function == "generator.scenarios.risk.make_risks"
    assert "scenario.article.discount_rate" in share.origin.inputs
    assert "scenario.article.open_source_revenue" not in share.origin.inputs
    assert share.origin.seeds == (11,)
    assert quantities["risk.article.profit.value_at_risk"].unit == "wan_yuan"


def test_no_settings_or_no_years_are_no_risk() -> None:
    """Nothing is drawn where nobody asks for it, or the years cannot be worked out."""
    inputs = make_inputs(REVENUE)
    shortened = replace(inputs, assumptions=inputs.assumptions[:4])

    assert make_risks(replace(inputs, risk=None)) == ()
    assert make_risks(shortened) == ()
    assert list(list_risk_quantities((), inputs)) == []


@pytest.mark.parametrize("high", ["1e27", "1e300"])
def test_draws_beyond_all_bounds_are_an_error(high: str) -> None:
    """The scenario is named, and a hint says what to do; no infinity comes out."""
    wild = assume("revenue_per_customer", "lognormal", "1e-300", high)
    with pytest.raises(Problems) as caught:
        make_risks(make_inputs(wild, draws=20_000))

    (error,) = caught.value.errors
    assert error.at == ARTICLE.at
    assert error.message == (
        "scenario `article` comes to an amount of more than 27 digits in some draws"
    )


def cut(inputs: ScenarioInputs) -> Plan:
    """Cut the work into many small tasks."""
    assert inputs.risk is not None
    return replace(make_plan(inputs, inputs.risk), task_draws=2 * 2**14)


def read(tallies: Tallies) -> list[Summary]:
    """Read all that the tallies say."""
    return [summarize(each, SHARES) for each in tallies.values()]


@pytest.mark.parametrize("points", ["random", "sobol"])
@pytest.mark.parametrize("draws", [300_000, 2**20 + 300_000])
def test_the_same_digits_however_the_work_is_cut(points: str, draws: int) -> None:
    """In one piece, or on threads in the order in which they end: kept or counted, all is equal."""
    plan = cut(make_inputs(*SPREAD_OUT, draws=draws, points=points, correlation="0.3"))
    whole = tally_draws(replace(plan, task_draws=2**30), None, ignore)
    with ThreadPoolExecutor(3) as executor:
        assert read(tally_draws(plan, executor, ignore)) == read(whole)


@pytest.mark.parametrize("jobs", [2, 8])
def test_the_same_digits_from_any_number_of_processes(jobs: int) -> None:
    """Two and eight processes come to what this one comes to by itself."""
    plan = cut(make_inputs(*SPREAD_OUT, draws=300_000, correlation="0.3"))
    with open_executor(jobs) as executor:
        found = read(tally_draws(plan, executor, ignore))

    assert found == read(tally_draws(plan, None, ignore))


def test_long_work_tells_how_far_it_is() -> None:
    """Each task adds to the draws that are done, up to all; a single task tells nothing."""
    told: list[tuple[int, int]] = []
    plan = cut(make_inputs(REVENUE, draws=80_000))
    tally_draws(plan, None, lambda n_done, n_draws: told.append((n_done, n_draws)))
    assert told == [(32768, 80_000), (65536, 80_000), (80_000, 80_000)]

    told.clear()
    make_risks(make_inputs(REVENUE), None, lambda n_done, n_draws: told.append((n_done, n_draws)))
    assert told == []
