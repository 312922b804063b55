"""Assumptions, scenarios and states as the inputs give them, for tests to change."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from generator.errors import Location
from generator.inputs import Assumption, Correlation, RiskSettings, Scenario
from generator.scenarios import ScenarioInputs, check_scenarios

VALUES: Mapping[str, tuple[str, str]] = {
    "revenue": ("1000", "wan_yuan"),
    "cost": ("1000", "wan_yuan"),
    "open_source_cost": ("200", "wan_yuan"),
    "open_source_revenue": ("500", "wan_yuan"),
    "market": ("20000", "count"),
    "innovation": ("0.03", "ratio"),
    "imitation": ("0.38", "ratio"),
    "conversion": ("0.02", "share"),
    "revenue_per_customer": ("5", "wan_yuan"),
    "upkeep": ("0.25", "share"),
    "discount_rate": ("0.1", "ratio"),
}
"""Value and unit of each assumption of the model."""

RANGES: Mapping[str, tuple[str, str]] = {
    "revenue": ("700", "1400"),
    "open_source_revenue": ("0", "800"),
    "market": ("8000", "35000"),
    "conversion": ("0.005", "0.04"),
}


def make_assumption(name: str, value: str | None = None, *, distribution: str = "") -> Assumption:
    """State one assumption of the model, with its range where it has one."""
    stated, unit = VALUES[name]
    low, high = RANGES.get(name, (None, None))
    line = list(VALUES).index(name) + 1
    return Assumption(
        name=name,
        value=Decimal(value or stated),
        unit=unit,
        low=Decimal(low) if low else None,
        high=Decimal(high) if high else None,
        distribution=distribution or ("pert" if low else "fixed"),
        at=Location(path="assumptions.yaml", line=line),
    )


def make_values(**changed: object) -> dict[str, Decimal]:
    """State the values of a scenario, some changed."""
    stated = {name: Decimal(value) for name, (value, _unit) in VALUES.items()}
    return {**stated, **{name: Decimal(str(value)) for name, value in changed.items()}}


def make_scenario(
    name: str,
    base: str = "",
    line: int = 1,
    factors: Mapping[str, object] = MappingProxyType({}),
    **changes: object,
) -> Scenario:
    """State one scenario."""
    at = Location(path="scenarios.yaml", line=line)
    return Scenario(name=name, base=base, changes=_read(changes), factors=_read(factors), at=at)


def _read(numbers: Mapping[str, object]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((key, Decimal(str(value))) for key, value in numbers.items())


def make_inputs(*scenarios: Scenario, n_years: int = 5) -> ScenarioInputs:
    """State all assumptions of the model, and these scenarios."""
    assumptions = tuple(make_assumption(name) for name in VALUES)
    return ScenarioInputs(assumptions=assumptions, scenarios=scenarios, n_years=n_years)


def told(inputs: ScenarioInputs, unread: Iterable[str] = ()) -> list[str]:
    """List the problems, each on one line with its hint."""
    return [f"{error} | {error.hint}" for error in check_scenarios(inputs, unread)]


def place(*keys: str) -> tuple[tuple[str, Location], ...]:
    """Say of each key that it stands in a column of its own."""
    return tuple(
        (key, Location(path="x.yaml", line=1, column=n)) for n, key in enumerate(keys, start=2)
    )


def make_risk(*pairs: tuple[str, str, str], draws: int = 100, seed: int = 1) -> RiskSettings:
    """State how to draw, and what moves together."""
    at = Location(path="report.yaml", line=9)
    places = place("between", "between.0", "between.1", "value")
    correlations = (
        Correlation(first=first, second=second, value=Decimal(value), at=at, places=places)
        for first, second, value in pairs
    )
    return RiskSettings(
        draws=draws, seed=seed, scenario="article", correlations=tuple(correlations), at=at
    )


def with_assumption(name: str, **changed: object) -> ScenarioInputs:
    """State all assumptions, one of them changed."""
    inputs = make_inputs(make_scenario("article"))
    assumptions = (
        replace(each, **changed) if each.name == name else each  # type: ignore[arg-type]
        for each in inputs.assumptions
    )
    return replace(inputs, assumptions=tuple(assumptions))
