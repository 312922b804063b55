"""Turns revenue and cost, with and without open source, into profit and its break-even.

Profit = R + S − C − P: R revenue, C cost, P cost of open-sourcing, S revenue that it brings.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from generator.claims import Claim
from generator.inputs import Assumption, Scenario
from generator.results import Origin, Outcome, Quantity

CONTEXT = Context(
    prec=28, rounding=ROUND_HALF_UP, traps=[DivisionByZero, InvalidOperation, Overflow]
)
"""The arithmetic of every scenario, here and in the page."""

NEEDED = ("revenue", "cost", "open_source_cost", "open_source_revenue")
"""Assumptions that a scenario stands on."""

REFERENCE = "closed"
"""The scenario that the others are compared with, where there is one of this name."""

_UNIT = "wan_yuan"

Values = Mapping[str, Decimal]
"""What is known of one scenario, by field, in 万元."""


def adjusted_revenue(revenue: Decimal, open_source_revenue: Decimal) -> Decimal:
    """Add what open-sourcing brings: R + S.

    Units: 万元.
    """
    return CONTEXT.add(revenue, open_source_revenue)


def adjusted_cost(cost: Decimal, open_source_cost: Decimal) -> Decimal:
    """Add what open-sourcing costs: C + P.

    Units: 万元.
    """
    return CONTEXT.add(cost, open_source_cost)


def profit(revenue: Decimal, cost: Decimal) -> Decimal:
    """Take the cost from the revenue; of the adjusted two it is R + S − C − P.

    Units: 万元.
    """
    return CONTEXT.subtract(revenue, cost)


def break_even_open_source_revenue(revenue: Decimal, adjusted_cost: Decimal) -> Decimal:
    """Find the S at which profit is zero: C + P − R; below zero, no S is needed.

    Units: 万元.
    """
    return CONTEXT.subtract(adjusted_cost, revenue)


def profit_change(profit: Decimal, reference_profit: Decimal) -> Decimal:
    """Compare a profit with that of the reference scenario.

    Units: 万元.
    """
    return CONTEXT.subtract(profit, reference_profit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the calculation: a field made from two others."""

    field: str
    function: Callable[[Decimal, Decimal], Decimal]
    inputs: tuple[str, str]


STEPS = (
    Step(
        field="adjusted_revenue",
        function=adjusted_revenue,
        inputs=("revenue", "open_source_revenue"),
    ),
    Step(field="adjusted_cost", function=adjusted_cost, inputs=("cost", "open_source_cost")),
    Step(field="profit", function=profit, inputs=("adjusted_revenue", "adjusted_cost")),
    Step(
        field="break_even_open_source_revenue",
        function=break_even_open_source_revenue,
        inputs=("revenue", "adjusted_cost"),
    ),
    Step(
        field="profit_before_open_source_cost",
        function=profit,
        inputs=("adjusted_revenue", "cost"),
    ),
    Step(
        field="profit_without_open_source_revenue",
        function=profit,
        inputs=("revenue", "adjusted_cost"),
    ),
)

FIELDS = (*NEEDED, *(step.field for step in STEPS))
"""What is known of a scenario that has been worked out."""


def evaluate_scenarios(
    assumptions: Iterable[Assumption], scenarios: Iterable[Scenario], claims: Iterable[Claim]
) -> tuple[tuple[Outcome, ...], tuple[Quantity, ...]]:
    """Work out every scenario, and every claim that is made under assumptions of its own."""
    assumed = {each.name: each for each in assumptions}
    named = {each.name: each for each in scenarios}
    asserted = tuple(claims)
    worked_out = {name: work_out(assume_values(name, assumed, named)) for name in named}
    quantities = (
        *(_assumption_quantity(each) for each in assumed.values()),
        *(
            each
            for scenario in named.values()
            for each in _scenario_quantities(scenario, assumed, worked_out)
        ),
        *(each for claim in asserted for each in _claim_quantities(claim, assumed, worked_out)),
    )
    return tuple(_outcome(name, worked_out[name]) for name in named), quantities


def assume_values(
    name: str, assumptions: Mapping[str, Assumption], scenarios: Mapping[str, Scenario]
) -> Values:
    """Lay a scenario's changes over its base, and that over the assumptions."""
    scenario = scenarios[name]
    if scenario.base:
        inherited = assume_values(scenario.base, assumptions, scenarios)
    else:
        inherited = {each.name: each.value for each in assumptions.values()}
    return change_values(inherited, scenario)


def change_values(inherited: Values, scenario: Scenario) -> Values:
    """Make a scenario's own changes to what it starts from; what is not known there is left out.

    Nothing is both given a value and scaled.
    """
    scaled = (
        (name, scale_value(inherited[name], factor))
        for name, factor in scenario.factors
        if name in inherited
    )
    given = ((name, value) for name, value in scenario.changes if name in inherited)
    return {**inherited, **dict(scaled), **dict(given)}


def scale_value(value: Decimal, factor: Decimal) -> Decimal:
    """Multiply a value by a scenario's factor, to the digits of `CONTEXT`.

    Units: those of the value; a factor has none.
    """
    return CONTEXT.multiply(value, factor)


def work_out(values: Values) -> Values:
    """Go through STEPS, from the assumed values to all fields."""
    known = dict(values)
    for step in STEPS:
        first, second = step.inputs
        known[step.field] = step.function(known[first], known[second])
    return known


def split_scenario_field(result: str) -> tuple[str, str]:
    """Cut `scenario.<name>.<field>` in two; two empty words where it is called otherwise."""
    kind, _, rest = result.partition(".")
    scenario, _, field = rest.partition(".")
    return (scenario, field) if kind == "scenario" else ("", "")


def _outcome(name: str, values: Values) -> Outcome:
    return Outcome(
        scenario=name,
        revenue=values["revenue"],
        cost=values["cost"],
        open_source_cost=values["open_source_cost"],
        open_source_revenue=values["open_source_revenue"],
        adjusted_revenue=values["adjusted_revenue"],
        adjusted_cost=values["adjusted_cost"],
        profit=values["profit"],
        break_even_open_source_revenue=values["break_even_open_source_revenue"],
    )


def _origin(function: Callable[..., object], *inputs: str) -> Origin:
    return Origin(function=f"{function.__module__}.{function.__qualname__}", inputs=inputs)


_STATED = Origin(function="generator.inputs.read_inputs")


def _assumption_quantity(assumption: Assumption) -> Quantity:
    name = f"assumption.{assumption.name}"
    return Quantity(name=name, value=assumption.value, unit=assumption.unit, origin=_STATED)


def _scenario_quantities(
    scenario: Scenario, assumed: Mapping[str, Assumption], worked_out: Mapping[str, Values]
) -> Iterator[Quantity]:
    prefix = f"scenario.{scenario.name}"
    values = worked_out[scenario.name]
    inherited = f"scenario.{scenario.base}" if scenario.base else "assumption"
    for field, factor in scenario.factors:
        yield Quantity(name=f"{prefix}.factor.{field}", value=factor, unit="ratio", origin=_STATED)
    for field, assumption in assumed.items():
        source = f"{inherited}.{field}"
        if field in dict(scenario.changes):
            origin = _STATED
        elif field in dict(scenario.factors):
            origin = _origin(scale_value, source, f"{prefix}.factor.{field}")
        else:
            origin = _origin(assume_values, source)
        name = f"{prefix}.{field}"
        yield Quantity(name=name, value=values[field], unit=assumption.unit, origin=origin)
    for step in STEPS:
        origin = _origin(step.function, *(f"{prefix}.{each}" for each in step.inputs))
        yield _money(f"{prefix}.{step.field}", values[step.field], origin)
    if REFERENCE in worked_out:
        change = profit_change(values["profit"], worked_out[REFERENCE]["profit"])
        origin = _origin(profit_change, f"{prefix}.profit", f"scenario.{REFERENCE}.profit")
        yield _money(f"{prefix}.profit_change", change, origin)


def _claim_quantities(
    claim: Claim, assumed: Mapping[str, Assumption], worked_out: Mapping[str, Values]
) -> Iterator[Quantity]:
    prefix = f"claim.{claim.id}"
    if claim.value is not None:
        for field, value in (("value", claim.value), ("tolerance", claim.tolerance)):
            name = f"{prefix}.{field}"
            yield Quantity(name=name, value=value, unit=claim.unit, origin=_STATED)
    for name, value in claim.given:
        unit = assumed[name].unit
        yield Quantity(name=f"{prefix}.given.{name}", value=value, unit=unit, origin=_STATED)
    if claim.given:
        yield _claim_result(claim, worked_out)


def _claim_result(claim: Claim, worked_out: Mapping[str, Values]) -> Quantity:
    """Work out the claim's scenario once more, under what the claim is given."""
    scenario, field = split_scenario_field(claim.result)
    given = dict(claim.given)
    value = work_out({**worked_out[scenario], **given})[field]
    sources = (
        f"claim.{claim.id}.given.{name}" if name in given else f"scenario.{scenario}.{name}"
        for name in NEEDED
    )
    return _money(f"claim.{claim.id}.result", value, _origin(work_out, *sources))


def _money(name: str, value: Decimal, origin: Origin) -> Quantity:
    return Quantity(name=name, value=value, unit=_UNIT, origin=origin)
