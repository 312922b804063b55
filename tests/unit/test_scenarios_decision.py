"""The payoff table: payoffs, regrets, what each rule chooses, and states that cannot be."""

from dataclasses import replace
from decimal import Decimal

import pytest

from generator.errors import Location
from generator.inputs import MarketState
from generator.results import Decision
from generator.scenarios.decision import (
    apply_state,
    check_states,
    compare_payoffs,
    list_decision_labels,
    list_decision_quantities,
    make_decision,
)
from generator.scenarios.nouns import ScenarioInputs
from generator.scenarios.terms import find_faults
from generator.scenarios.years import make_horizon
from tests.assumed import make_inputs, make_scenario, make_values
from tests.ventures import numbers


def make_state(name: str, probability: str, **factors: str) -> MarketState:
    """State one state of the market."""
    return MarketState(
        name=name,
        probability=Decimal(probability),
        factors=tuple((key, Decimal(factor)) for key, factor in factors.items()),
        at=Location(path="states.yaml"),
    )


STATES = (make_state("bad", "0.25"), make_state("fair", "0.5"), make_state("good", "0.25"))


def compare(**payoffs: tuple[int, int, int]) -> Decision:
    """Compare strategies by what they bring in three states."""
    rows = tuple(tuple(Decimal(payoff) for payoff in row) for row in payoffs.values())
    return compare_payoffs(tuple(payoffs), STATES, rows)


TABLE = compare(bold=(-100, 200, 900), steady=(100, 150, 200), idle=(0, 0, 0))


def labels(decision: Decision) -> dict[str, str]:
    """Look the words up that each label chooses."""
    return {each.name: each.words for each in list_decision_labels(decision)}


def test_regret_is_what_the_best_would_have_brought_beyond() -> None:
    """In each state the best strategy has none."""
    assert TABLE.regrets == (
        numbers("200", "0", "0"),
        numbers("0", "50", "700"),
        numbers("100", "200", "900"),
    )
    assert TABLE.largest_regrets == numbers("200", "700", "900")
    assert TABLE.worst == numbers("-100", "100", "0")
    assert TABLE.expected == numbers("300", "150", "0")


def test_each_rule_names_its_winner() -> None:
    """The cautious rule and the two others may differ; the words say so."""
    assert TABLE.maximin == ("steady",)
    assert TABLE.minimax_regret == TABLE.expected_value == ("bold",)
    assert labels(TABLE) == {
        "decision.maximin": "scenario.steady.title",
        "decision.minimax_regret": "scenario.bold.title",
        "decision.expected_value": "scenario.bold.title",
        "decision.agreement": "decision.disagree",
    }


def test_a_strategy_that_is_always_best_wins_by_every_rule() -> None:
    """Then the rules agree."""
    assert labels(compare(a=(1, 2, 3), b=(2, 3, 4)))["decision.agreement"] == "decision.agree"


def test_winners_that_tie_are_all_named_in_order() -> None:
    """The label names the first; the quantity says how many there are."""
    decision = compare(a=(0, 10, 20), b=(-5, 0, 0), c=(0, 10, 20))
    assert decision.maximin == decision.minimax_regret == decision.expected_value == ("a", "c")
    named = {each.name: each for each in list_decision_quantities(decision)}
    assert named["decision.maximin.n_winners"].value == 2
    assert named["decision.maximin.n_winners"].unit == "count"
    assert labels(decision)["decision.maximin"] == "scenario.a.title"
    assert labels(decision)["decision.agreement"] == "decision.agree"


def venture(*states: MarketState) -> ScenarioInputs:
    """State a strategy, its alternative, and an event."""
    event = replace(make_scenario("slow", innovation="0.01"), is_strategy=False)
    scenarios = (make_scenario("article"), make_scenario("cheap", open_source_cost=120), event)
    return replace(make_inputs(*scenarios), states=states)


def test_payoffs_are_the_values_of_strategies_in_states() -> None:
    """Each is the net present value of the scaled assumptions; events are no choice."""
    weak, steady = make_state("weak", "0.4", market="0.5", revenue="0.9"), make_state("as", "0.6")
    decision = make_decision(venture(weak, steady))
    assert decision.strategies == ("article", "cheap")
    article = make_horizon("article", make_values(), 5).npv
    scaled = make_horizon("article", make_values(market=10000, revenue=900), 5).npv
    assert decision.payoffs[0] == (scaled, article)
    assert decision.expected[0] == Decimal("0.4") * scaled + Decimal("0.6") * article


def test_states_multiply_what_the_scenario_assumes() -> None:
    """What a state does not name stays."""
    values = apply_state(make_values(market=100), make_state("weak", "1", market="0.35"))
    assert values["market"] == 35
    assert values["revenue"] == 1000


def test_every_number_of_the_table_is_named_and_says_where_from() -> None:
    """Names are of the table's own, or of the scenario that a payoff is worked out from."""
    decision = make_decision(
        venture(make_state("weak", "0.5", market="0.5"), make_state("b", "0.5"))
    )
    quantities = tuple(list_decision_quantities(decision))
    names = [each.name for each in quantities]
    assert len(names) == len(set(names)) == 2 + 2 * (2 * 2 + 3) + 3
    assert {"state.weak.probability", "decision.cheap.weak.regret", "decision.article.worst"} <= {
        *names
    }
    sources = {name for each in quantities for name in each.origin.inputs}
    assert {name for name in sources - set(names) if not name.startswith("scenario.")} == set()
    assert {each.unit for each in quantities} == {"share", "wan_yuan", "count"}


def messages(*states: MarketState) -> list[str]:
    """List the problems of states."""
    found = check_states(venture(*states), find_faults)
    return [f"{error.message} | {error.hint}" for error in found]


def test_sound_states_have_no_problems() -> None:
    """Probabilities of 1 in all, and factors that leave everything possible."""
    assert messages(make_state("weak", "0.3", market="0"), make_state("strong", "0.7")) == []


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (
            (make_state("a", "1.2"),),
            "probability of state `a`: 0 to 1 expected, found 1.2 | write 30 % as 0.3",
        ),
        (
            (make_state("a", "0.3"), make_state("b", "0.6")),
            "probabilities of all states: a sum of 1 expected, found 0.9 | the sum is off by -0.1",
        ),
        (
            (make_state("a", "1", markte="2"),),
            "state `a` scales the unknown assumption `markte` | did you mean `market`?",
        ),
        (
            (make_state("a", "1", market="-1"),),
            (
                "state `a`: a factor of 0 or more expected, found -1"
                " | 1 leaves the assumption as it is"
            ),
        ),
    ],
)
def test_a_state_that_cannot_be_is_refused(states: tuple[MarketState, ...], expected: str) -> None:
    """Each problem says what was expected and found."""
    assert messages(*states) == [expected]


def test_a_state_may_not_scale_a_share_above_one() -> None:
    """Nothing is clipped: more than every adopter cannot pay."""
    found = messages(make_state("a", "1", conversion="60"))
    assert [each.split(" | ")[0] for each in found] == [
        f"state `a` in scenario `{name}`: `conversion` must be at most 1, found 1.20"
        for name in ("article", "cheap")
    ]


def test_states_need_a_strategy() -> None:
    """Where nothing can be chosen there is nothing to decide."""
    event = replace(make_scenario("slow"), is_strategy=False)
    inputs = replace(make_inputs(event), states=(make_state("a", "1"),))
    assert [error.message for error in check_states(inputs, find_faults)] == [
        "states of the market need a strategy, and every scenario is an event"
    ]
