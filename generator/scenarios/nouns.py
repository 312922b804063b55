"""Turns what people assume into what every part of the scenarios starts from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property

from generator.claims import Claim
from generator.inputs import Assumption, Entry, Inputs, MarketState, RiskSettings, Scenario
from generator.results import Origin
from generator.scenarios import horizon, profit
from generator.scenarios.profit import CONTEXT, Values, assume_values

MEASURES: Mapping[str, tuple[str, ...]] = {
    "profit": profit.NEEDED,
    "npv": tuple(
        name for name in (*profit.NEEDED, *horizon.NEEDED) if name != "open_source_revenue"
    ),
}
"""What is measured of a scenario, and the assumptions that it depends on: the years have a revenue
from open source of their own."""

Told = Callable[[int, int], None]
"""Hears how many draws are done, and of how many."""

_SHORT_CONTEXT = Context(prec=12, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class ScenarioInputs:
    """All that the scenarios are computed from."""

    assumptions: tuple[Assumption, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    states: tuple[MarketState, ...] = ()
    claims: tuple[Claim, ...] = ()
    n_years: int = 5
    risk: RiskSettings | None = None

    @cached_property
    def assumed(self) -> Mapping[str, Assumption]:
        """Look assumptions up by their name."""
        return {each.name: each for each in self.assumptions}

    @cached_property
    def named(self) -> Mapping[str, Scenario]:
        """Look scenarios up by their name."""
        return {each.name: each for each in self.scenarios}

    @cached_property
    def values(self) -> Mapping[str, Values]:
        """Look up what a scenario assumes, by the names of scenario and assumption."""
        return {name: assume_values(name, self.assumed, self.named) for name in self.named}

    @property
    def has_years(self) -> bool:
        """Whether there is all that the years of a scenario stand on."""
        needed = (*profit.NEEDED, *horizon.NEEDED)
        return bool(self.named) and all(name in self.assumed for name in needed)


def select_inputs(inputs: Inputs) -> ScenarioInputs:
    """Take from all inputs those of the scenarios."""
    return ScenarioInputs(
        assumptions=inputs.assumptions,
        scenarios=inputs.scenarios,
        states=inputs.states,
        claims=inputs.claims,
        n_years=inputs.report.years,
        risk=inputs.report.risk,
    )


def describe_inputs(inputs: ScenarioInputs) -> str:
    """Write down all that the years and the risk depend on: values, and not where they stand."""
    parts = (*inputs.assumptions, *inputs.scenarios, *inputs.states, inputs.risk)
    return json.dumps([inputs.n_years, [_describe(part) for part in parts]])


def _describe(part: object) -> object:
    if isinstance(part, tuple):
        return [_describe(each) for each in part]
    if isinstance(part, Entry):
        names = (each.name for each in fields(part) if each.name not in {"at", "places", "source"})
        return [type(part).__name__, *(_describe(getattr(part, name)) for name in names)]
    return str(part)


def scale_range(assumption: Assumption, value: Decimal) -> tuple[Decimal, Decimal]:
    """Move an assumption's range in proportion, as a scenario that gives it this value does.

    An assumption without a range stays at the value.

    Units: those of the assumption.
    """
    low = assumption.value if assumption.low is None else assumption.low
    high = assumption.value if assumption.high is None else assumption.high
    if value == assumption.value or not assumption.value:
        return (low, high) if low < high else (value, value)
    factor = CONTEXT.divide(value, assumption.value)
    first, last = CONTEXT.multiply(low, factor), CONTEXT.multiply(high, factor)
    return min(first, last), max(first, last)


def ignore(_n_done: int, _n_draws: int) -> None:
    """Tell nobody."""


def from_float(number: float) -> Decimal:
    """Write a float as the Decimal of twelve significant digits that enters the results."""
    return _write_in_full(_SHORT_CONTEXT.create_decimal(repr(float(number))))


def from_ratio(number: Fraction) -> Decimal:
    """Write a ratio of whole numbers as the Decimal of twelve significant digits."""
    numerator, denominator = Decimal(number.numerator), Decimal(number.denominator)
    return _write_in_full(_SHORT_CONTEXT.divide(numerator, denominator))


def _write_in_full(rounded: Decimal) -> Decimal:
    """Leave the exponent out, as results.json gives the number back."""
    return Decimal(format(rounded.normalize(), "f"))


def make_origin(function: Callable[..., object], *inputs: str) -> Origin:
    """Say which function made a quantity, and from which."""
    return Origin(function=f"{function.__module__}.{function.__qualname__}", inputs=inputs)
