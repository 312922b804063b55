"""Turns strategies and states of the market into payoffs, regrets, and the choice of each rule.

In Decimal, and by `CONTEXT`: the page may repeat every number of the table.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext

from generator.errors import ReportError, list_known
from generator.inputs import MarketState
from generator.results import Decision, Label, Origin, Quantity
from generator.scenarios.horizon import net_present_value
from generator.scenarios.nouns import ScenarioInputs, make_origin
from generator.scenarios.profit import CONTEXT, Values
from generator.scenarios.sensitivity import ASSUMPTIONS

RULES = ("maximin", "minimax_regret", "expected_value")

_STATED = Origin(function="generator.inputs.read_inputs")
_ONE = Decimal(1)

Rows = tuple[tuple[Decimal, ...], ...]
"""Shapes: a row per strategy, a column per state."""


def apply_state(values: Values, state: MarketState) -> Values:
    """Multiply what a scenario assumes by the factors of a state of the market."""
    scaled = {name: CONTEXT.multiply(values[name], factor) for name, factor in state.factors}
    return {**values, **scaled}


def make_decision(inputs: ScenarioInputs) -> Decision:
    """Work out what every strategy is worth in every state, and which each rule would choose.

    Units: net present values, in 万元.
    """
    strategies = tuple(each.name for each in inputs.scenarios if each.is_strategy)
    with localcontext(CONTEXT):
        payoffs = tuple(
            tuple(
                net_present_value(apply_state(inputs.values[name], state), inputs.n_years)
                for state in inputs.states
            )
            for name in strategies
        )
    return compare_payoffs(strategies, inputs.states, payoffs)


def compare_payoffs(
    strategies: Sequence[str], states: Sequence[MarketState], payoffs: Rows
) -> Decision:
    """Rank strategies by their worst payoff, by their largest regret, and by their expectation.

    A regret is what the best strategy of the state would have brought beyond the one chosen.

    Source: Savage 1951, "The Theory of Statistical Decision", for the regrets.
    """
    with localcontext(CONTEXT):
        best = tuple(max(column) for column in zip(*payoffs, strict=True))
        regrets = tuple(
            tuple(most - payoff for most, payoff in zip(best, row, strict=True)) for row in payoffs
        )
        expected = tuple(_expect(row, states) for row in payoffs)
    worst = tuple(min(row) for row in payoffs)
    largest_regrets = tuple(max(row) for row in regrets)
    return Decision(
        strategies=tuple(strategies),
        states=tuple(state.name for state in states),
        probabilities=tuple(state.probability for state in states),
        payoffs=payoffs,
        regrets=regrets,
        worst=worst,
        largest_regrets=largest_regrets,
        expected=expected,
        maximin=_all_at(max(worst), worst, strategies),
        minimax_regret=_all_at(min(largest_regrets), largest_regrets, strategies),
        expected_value=_all_at(max(expected), expected, strategies),
    )


def _expect(row: Sequence[Decimal], states: Sequence[MarketState]) -> Decimal:
    terms = (state.probability * payoff for state, payoff in zip(states, row, strict=True))
    return sum(terms, start=Decimal(0))


def _all_at(
    goal: Decimal, numbers: Sequence[Decimal], strategies: Sequence[str]
) -> tuple[str, ...]:
    """List every strategy that reaches the goal: where they tie, no rule prefers one."""
    return tuple(name for name, each in zip(strategies, numbers, strict=True) if each == goal)


def list_decision_quantities(decision: Decision) -> Iterator[Quantity]:
    """Name every number of the payoff table."""
    for state, probability in zip(decision.states, decision.probabilities, strict=True):
        name = f"state.{state}.probability"
        yield Quantity(name=name, value=probability, unit="share", origin=_STATED)
    for place, strategy in enumerate(decision.strategies):
        assumed = (f"scenario.{strategy}.{name}" for name in ASSUMPTIONS)
        origin = make_origin(net_present_value, *assumed)
        for state, payoff in zip(decision.states, decision.payoffs[place], strict=True):
            yield _money(f"decision.{strategy}.{state}.payoff", payoff, origin)
        yield from _strategy_quantities(decision, place)
    for rule in RULES:
        winners = Decimal(len(_winners(decision, rule)))
        origin = _compared(*(f"decision.{each}.{_MEASURES[rule]}" for each in decision.strategies))
        yield Quantity(
            name=f"decision.{rule}.n_winners", value=winners, unit="count", origin=origin
        )


_MEASURES: Mapping[str, str] = dict(
    zip(RULES, ("worst", "largest_regret", "expected"), strict=True)
)
"""The number of each strategy that a rule goes by."""


def _strategy_quantities(decision: Decision, place: int) -> Iterator[Quantity]:
    strategy = decision.strategies[place]
    own = tuple(f"decision.{strategy}.{state}.payoff" for state in decision.states)
    for column, state in enumerate(decision.states):
        rivals = (f"decision.{each}.{state}.payoff" for each in decision.strategies)
        regret = decision.regrets[place][column]
        yield _money(f"decision.{strategy}.{state}.regret", regret, _compared(*rivals))
    regrets = tuple(f"decision.{strategy}.{state}.regret" for state in decision.states)
    weights = tuple(f"state.{state}.probability" for state in decision.states)
    prefix = f"decision.{strategy}"
    yield _money(f"{prefix}.worst", decision.worst[place], _compared(*own))
    yield _money(f"{prefix}.largest_regret", decision.largest_regrets[place], _compared(*regrets))
    yield _money(f"{prefix}.expected", decision.expected[place], _compared(*own, *weights))


def list_decision_labels(decision: Decision) -> Iterator[Label]:
    """Say which strategy each rule names, the first where they tie, and whether all name one."""
    named = tuple(_winners(decision, rule)[0] for rule in RULES)
    for rule, winner in zip(RULES, named, strict=True):
        origin = _compared(*(f"decision.{each}.{_MEASURES[rule]}" for each in decision.strategies))
        yield Label(name=f"decision.{rule}", words=f"scenario.{winner}.title", origin=origin)
    words = "decision.agree" if len(set(named)) == 1 else "decision.disagree"
    origin = _compared(*(f"decision.{rule}.n_winners" for rule in RULES))
    yield Label(name="decision.agreement", words=words, origin=origin)


def _winners(decision: Decision, rule: str) -> tuple[str, ...]:
    winners: tuple[str, ...] = getattr(decision, rule)
    return winners


def _compared(*inputs: str) -> Origin:
    return make_origin(compare_payoffs, *inputs)


def _money(name: str, value: Decimal, origin: Origin) -> Quantity:
    return Quantity(name=name, value=value, unit="wan_yuan", origin=origin)


Faults = Callable[[Values], Sequence[str]]
"""Says what is impossible in the values of one scenario, one message each."""


def check_states(
    inputs: ScenarioInputs, find_faults: Faults, *, are_all: bool = True
) -> list[ReportError]:
    """Find probabilities that are none, and states that scale what there is not, or too far.

    Where the states are not all, as some could not be read, their probabilities need no sum.
    """
    errors = [each for state in inputs.states for each in _state_errors(state, inputs)]
    if are_all:
        errors += _probability_errors(inputs.states)
    if inputs.states and inputs.scenarios and not any(s.is_strategy for s in inputs.scenarios):
        message = "states of the market need a strategy, and every scenario is an event"
        hint = "leave `strategy: false` out of a scenario that the company may choose"
        errors.append(ReportError(message, at=inputs.states[0].at, hint=hint))
    if not errors and inputs.has_years:
        errors += _scaled_errors(inputs, find_faults)
    return errors


def _state_errors(state: MarketState, inputs: ScenarioInputs) -> Iterator[ReportError]:
    if not 0 <= state.probability <= 1:
        message = f"probability of state `{state.name}`: 0 to 1 expected, found {state.probability}"
        at = state.locate("probability")
        yield ReportError(message, at=at, hint="write 30 % as 0.3")
    for name, factor in state.factors:
        at = state.locate(f"scale.{name}")
        if name not in inputs.assumed:
            message = f"state `{state.name}` scales the unknown assumption `{name}`"
            at = state.locate_key(f"scale.{name}")
            yield ReportError(message, at=at, hint=list_known(name, inputs.assumed))
        elif factor < 0:
            message = f"state `{state.name}`: a factor of 0 or more expected, found {factor}"
            yield ReportError(message, at=at, hint="1 leaves the assumption as it is")


def _probability_errors(states: Sequence[MarketState]) -> Iterator[ReportError]:
    total = sum((state.probability for state in states), start=Decimal(0))
    if states and total != _ONE and all(0 <= state.probability <= 1 for state in states):
        message = f"probabilities of all states: a sum of 1 expected, found {total}"
        at = states[-1].locate("probability")
        yield ReportError(message, at=at, hint=f"the sum is off by {total - _ONE}")


def _scaled_errors(inputs: ScenarioInputs, find_faults: Faults) -> Iterator[ReportError]:
    """Find strategies whose values a state makes impossible; a fault of their own is no news."""
    for state in inputs.states:
        for scenario in inputs.scenarios:
            values = inputs.values[scenario.name]
            if not scenario.is_strategy or not state.factors or find_faults(values):
                continue
            for fault in find_faults(apply_state(values, state)):
                message = f"state `{state.name}` in scenario `{scenario.name}`: {fault}"
                at = state.locate("scale")
                yield ReportError(message, at=at, hint="choose factors nearer to 1")
