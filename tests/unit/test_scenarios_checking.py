"""What is refused of assumptions, scenarios, states and settings, and where that is said."""

from dataclasses import replace
from decimal import Decimal

import pytest

from generator.claims import Claim
from generator.errors import Location, Problems, format_error, raise_if_any
from generator.inputs import MarketState, Scenario
from generator.scenarios import ScenarioInputs, check_scenarios
from generator.scenarios.profit import NEEDED
from tests.assumed import (
    make_assumption,
    make_inputs,
    make_risk,
    make_scenario,
    place,
    told,
    with_assumption,
)

CLOSED = make_scenario("closed", open_source_cost=0, open_source_revenue=0)
ARTICLE = make_scenario("article")


def make_state(name: str, probability: str, **factors: str) -> MarketState:
    """State one state of the market."""
    scaled = tuple((key, Decimal(value)) for key, value in factors.items())
    at = Location(path="states.yaml")
    return MarketState(name=name, probability=Decimal(probability), factors=scaled, at=at)


def test_what_is_right_is_not_told() -> None:
    """All assumptions, scenarios, states and a risk: nothing to say."""
    states = (make_state("weak", "0.4", market="0.5"), make_state("strong", "0.6"))
    inputs = replace(make_inputs(CLOSED, ARTICLE), states=states, risk=make_risk())
    assert told(inputs) == []


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        (make_scenario("a", factors={"revenue": "-1"}), " by -1; a factor of 0 or more expected"),
        (make_scenario("a", factors={"revenue": 1}), " by 1, which changes nothing"),
        (
            make_scenario("a", "closed", factors={"revenue": "1E15"}),
            " by 1E+15, to a number of more than 15 digits",
        ),
        (make_scenario("a", factors={"revenue": "0.9"}, revenue=9), ", which it also sets"),
    ],
)
def test_factors_that_cannot_be_are_told_once(scenario: Scenario, message: str) -> None:
    """Each is said in one sentence that names scenario and assumption."""
    [only] = check_scenarios(make_inputs(CLOSED, ARTICLE, scenario))
    assert only.message == f"scenario `a` scales `revenue`{message}"


def test_what_is_zero_cannot_be_scaled() -> None:
    """Where a scenario starts from one that sets 0, a factor changes nothing."""
    scenario = make_scenario("a", "closed", factors={"open_source_cost": 2}, revenue=9)
    [only] = check_scenarios(make_inputs(CLOSED, ARTICLE, scenario))
    assert only.message == "scenario `a` scales `open_source_cost` from 0, which changes nothing"


def test_what_is_scaled_keeps_its_bounds_and_so_does_its_range() -> None:
    """No more than everybody pays, be it the value or the upper end of its range."""
    beyond = make_scenario("a", factors={"conversion": 60})
    nearly = make_scenario("b", factors={"conversion": 40})
    found = check_scenarios(make_inputs(ARTICLE, beyond, nearly))
    assert [each.message for each in found] == [
        "scenario `a`: `conversion` must be at most 1, found 1.20",
        "scenario `b` moves the range of `conversion` in proportion, to 1.60; it must be at most 1",
    ]


def test_what_is_scaled_from_an_impossible_value_is_told_there() -> None:
    """An assumption that cannot be is told once, and not again where a scenario scales it."""
    scaled = make_scenario("a", factors={"market": "0.7"})
    scaled_again = make_scenario("b", "a", factors={"market": "0.5"})
    inputs = with_assumption("market", value=Decimal(-1), distribution="fixed")
    [only] = check_scenarios(replace(inputs, scenarios=(ARTICLE, scaled, scaled_again)))
    assert only.message == "assumption `market`: `value` must be at least 0, found -1"


def test_unknown_names_are_told_all_at_once() -> None:
    """Each problem stands at its scenario, with the nearest name."""
    first = make_scenario("first", base="secnd", line=2)
    second = make_scenario("second", line=5, revenu=5)
    with pytest.raises(Problems) as caught:
        raise_if_any(check_scenarios(make_inputs(first, second)))
    assert [format_error(error) for error in caught.value.errors] == [
        (
            "error: scenario `first` starts from the unknown scenario `secnd`\n"
            "  --> scenarios.yaml:2:1\n"
            "  hint: did you mean `second`?"
        ),
        (
            "error: scenario `second` changes the unknown assumption `revenu`\n"
            "  --> scenarios.yaml:5:1\n"
            "  hint: did you mean `revenue`?"
        ),
    ]


def test_a_part_is_told_at_its_own_place() -> None:
    """Where it is known where the parts stand, the problem stands at the part."""
    scenario = replace(make_scenario("one", revenu=1), places=place("set", "set.revenu"))
    [error] = check_scenarios(make_inputs(scenario))
    assert str(error.at) == "x.yaml:1:3"


def test_a_circle_is_told_once() -> None:
    """Scenarios that rest on each other are named in order, at the first of them."""
    circle = (make_scenario("a", "b"), make_scenario("b", "a", 2), make_scenario("c", "a", 3))
    assert told(make_inputs(*circle)) == [
        (
            "scenarios.yaml:1:1: scenarios rest on each other: a -> b -> a"
            " | let one of them start from no other"
        )
    ]


def test_a_missing_assumption_is_told_once() -> None:
    """A scenario without one of its four terms cannot be worked out; to change it is no news."""
    assumptions = tuple(make_assumption(name) for name in NEEDED[:3])
    inputs = ScenarioInputs(assumptions=assumptions, scenarios=(CLOSED, ARTICLE))
    assert [error.message for error in check_scenarios(inputs)] == [
        "scenario `closed` needs the assumption `open_source_revenue`",
    ]


def test_a_misspelt_assumption_is_told_at_its_name() -> None:
    """Where what is missing nearly has a name, that name is wrong, and nothing else is told."""
    inputs = make_inputs(ARTICLE, make_scenario("dear", upkeep="0.3"))
    assumptions = (
        replace(each, name="upkeeep") if each.name == "upkeep" else each
        for each in inputs.assumptions
    )
    assert told(replace(inputs, assumptions=tuple(assumptions))) == [
        (
            "assumptions.yaml:10:1: the model needs the assumption `upkeep`, and knows no `upkeeep`"
            " | did you mean `upkeep`?"
        )
    ]


def test_years_are_stated_whole_or_not_at_all() -> None:
    """Six of the seven assumptions of the years are no years; none of them is no error."""
    inputs = make_inputs(ARTICLE)
    without = replace(inputs, assumptions=inputs.assumptions[:-1])
    assert [error.message for error in check_scenarios(without)] == [
        "what stands here is of the years, which need the assumption `discount_rate`"
    ]
    assert told(replace(inputs, assumptions=inputs.assumptions[:4])) == []


def test_a_risk_needs_the_years() -> None:
    """What is drawn are values over years."""
    inputs = make_inputs(ARTICLE)
    short = replace(inputs, assumptions=inputs.assumptions[:4], risk=make_risk())
    assert len(told(short)) == 7


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (
            make_scenario("same", "article"),
            "changes nothing: all its values are those of scenario `article`",
        ),
        (
            make_scenario("same", "article", revenue="1000.0"),
            "changes nothing: all its values are those of scenario `article`",
        ),
        (make_scenario("same"), "changes nothing: all its values are those of the assumptions"),
        (
            make_scenario("same", revenue=1000),
            "changes nothing: all its values are those of the assumptions",
        ),
    ],
)
def test_a_scenario_changes_something(scenario: Scenario, expected: str) -> None:
    """One scenario may be the assumptions as they are; every other is one of its own."""
    [error] = check_scenarios(make_inputs(ARTICLE, scenario))
    assert error.message == f"scenario `same` {expected}"


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (
            make_scenario("bad", "article", market=-1),
            "scenario `bad`: `market` must be at least 0, found -1",
        ),
        (
            make_scenario("bad", "article", innovation="0.7"),
            "scenario `bad`: `innovation` and `imitation` must come to at most 1, found 1.08",
        ),
        (
            make_scenario("bad", "article", conversion="0.6"),
            (
                "scenario `bad` moves the range of `conversion` in proportion, to 1.2; "
                "it must be at most 1"
            ),
        ),
    ],
)
def test_a_scenario_out_of_bounds(scenario: Scenario, expected: str) -> None:
    """What a scenario changes, and the range that moves with it, stay possible."""
    assert [error.message for error in check_scenarios(make_inputs(ARTICLE, scenario))] == [
        expected
    ]


def test_a_range_cannot_move_from_zero() -> None:
    """Nothing times zero is the new value."""
    inputs = with_assumption("open_source_revenue", value=Decimal(0))
    changed = replace(inputs, scenarios=(ARTICLE, make_scenario("up", open_source_revenue=5)))
    [error] = check_scenarios(changed)
    assert error.message == (
        "scenario `up` changes `open_source_revenue` from 0, so that its range cannot move in "
        "proportion"
    )


def test_states_are_checked_with_the_scenarios() -> None:
    """A factor that makes more than everybody pay is told at the state."""
    state = make_state("boom", "1", conversion="60")
    [error] = check_scenarios(replace(make_inputs(ARTICLE), states=(state,)))
    assert error.message == (
        "state `boom` in scenario `article`: `conversion` must be at most 1, found 1.20"
    )


def test_what_could_not_be_read_is_not_told_again() -> None:
    """An entry that does not fit its file has its error; nothing that leans on it adds one."""
    inputs = make_inputs(ARTICLE, make_scenario("core", "article", market=10))
    lost = replace(inputs, assumptions=tuple(a for a in inputs.assumptions if a.name != "market"))
    states = (make_state("weak", "0.4", market="0.5"),)
    lost = replace(lost, states=states, risk=make_risk(("market", "revenue", "0.1")))
    assert told(lost, ("assumptions.market", "states.strong")) == []
    assert told(replace(lost, assumptions=()), ("assumptions.yaml", "states.strong")) == []


def test_an_amount_too_long_for_the_results_is_told() -> None:
    """What results.json could not hold is refused before anything is written."""
    inputs = with_assumption("discount_rate", value=Decimal("-0.999999"))
    [error] = check_scenarios(inputs)
    assert error.message == "scenario `article` comes to an amount of more than 27 digits"


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


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (
            make_claim("scenario.article.profit", revenu=1),
            (
                "claim `article-profit` is given the unknown assumption `revenu`"
                " | did you mean `revenue`?"
            ),
        ),
        (
            make_claim("scenario.article.profit", revenue=-1),
            (
                "claim `article-profit`: `revenue` must be at least 0, found -1"
                " | write a number that is at least 0"
            ),
        ),
        (
            make_claim("scenario.artcle.profit", revenue=1),
            (
                "claim `article-profit` has `given`, but `scenario.artcle.profit` is of no scenario"
                " | did you mean `article`?"
            ),
        ),
        (
            make_claim("cnn.lenet.accuracy", revenue=1),
            (
                "claim `article-profit` has `given`, but `cnn.lenet.accuracy` is of no scenario"
                " | name a `scenario.<name>.<field>`"
            ),
        ),
        (
            make_claim("scenario.article.proft", revenue=1),
            (
                "claim `article-profit` has `given`, which cannot work out `scenario.article.proft`"
                " | did you mean `profit`?"
            ),
        ),
    ],
)
def test_a_claim_with_given_must_be_computable(claim: Claim, expected: str) -> None:
    """What a claim is given, and what it is about, must exist."""
    inputs = replace(make_inputs(ARTICLE), claims=(claim,))
    assert told(inputs) == [f"claims.yaml:7:1: {expected}"]
