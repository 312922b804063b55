"""Turns distributions of assumptions into distributions of profit and value of every scenario."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.errors import ReportError, raise_if_any
from generator.inputs import RiskSettings
from generator.results import Origin, Quantity, Risk
from generator.scenarios.nouns import (
    MEASURES,
    ScenarioInputs,
    Told,
    from_float,
    ignore,
    make_origin,
)

if TYPE_CHECKING:
    from generator.scenarios.blocks import Case, Plan
    from generator.scenarios.tally import Summary

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)

_FIELDS = {
    "mean": "wan_yuan",
    "mean_error": "wan_yuan",
    "deviation": "wan_yuan",
    "p5": "wan_yuan",
    "p25": "wan_yuan",
    "p50": "wan_yuan",
    "p75": "wan_yuan",
    "p95": "wan_yuan",
    "loss_share": "share",
    "value_at_risk": "wan_yuan",
    "expected_shortfall": "wan_yuan",
}


def make_risks(
    inputs: ScenarioInputs, executor: Executor | None = None, told: Told = ignore
) -> tuple[Risk, ...]:
    """Draw the assumptions many times, and see what comes of every scenario.

    The digits depend on the inputs alone, and not on who works them out. Nothing comes of it
    where risk is not asked for, or an assumption of the years is missing.

    Raises: Problems, when the draws of a scenario are too large to be reckoned with.
    """
    if inputs.risk is None or not inputs.has_years:
        return ()
    from generator.scenarios.blocks import tally_draws
    from generator.scenarios.tally import summarize

    plan = make_plan(inputs, inputs.risk)
    tallies = tally_draws(plan, executor, told)
    too_large = dict.fromkeys(name for (name, _), each in tallies.items() if not each.is_bounded)
    raise_if_any(_refuse(inputs, name) for name in too_large)
    is_random = inputs.risk.points == "random"
    return tuple(
        _make_risk(key, inputs.risk.draws, summarize(tally, SHARES, has_free_draws=is_random))
        for key, tally in tallies.items()
    )


def make_plan(inputs: ScenarioInputs, risk: RiskSettings) -> "Plan":
    """Lay out all that the draws and what comes of them depend on."""
    from generator.scenarios.blocks import Plan
    from generator.scenarios.sampling import make_design

    return Plan(
        design=make_design(inputs, risk),
        cases=tuple(_make_case(inputs, name) for name in inputs.named),
        measures=tuple(MEASURES),
        n_years=inputs.n_years,
    )


def _make_case(inputs: ScenarioInputs, scenario: str) -> "Case":
    """Take what a scenario assumes; a changed value moves the whole distribution with it."""
    from generator.scenarios.blocks import Case

    values = inputs.values[scenario]
    return Case(
        name=scenario,
        values=tuple((name, float(value)) for name, value in values.items()),
        factors=tuple(
            (each.name, float(values[each.name] / each.value))
            for each in inputs.assumptions
            if each.distribution != "fixed" and each.value and values[each.name] != each.value
        ),
    )


def _refuse(inputs: ScenarioInputs, scenario: str) -> ReportError:
    message = f"scenario `{scenario}` comes to an amount of more than 27 digits in some draws"
    hint = "narrow the distributions of what it assumes, or look fewer years ahead"
    return ReportError(message, at=inputs.named[scenario].at, hint=hint)


def _make_risk(key: tuple[str, str], n_draws: int, summary: "Summary") -> Risk:
    scenario, measure = key
    quantiles = tuple(from_float(each) for each in summary.quantiles)
    return Risk(
        scenario=scenario,
        measure=measure,
        n_draws=n_draws,
        mean=from_float(summary.mean),
        mean_error=from_float(summary.mean_error),
        deviation=from_float(summary.deviation),
        p5=quantiles[0],
        p25=quantiles[1],
        p50=quantiles[2],
        p75=quantiles[3],
        p95=quantiles[4],
        loss_share=from_float(summary.loss_share),
        # Zero less the number, not its negative: there is no negative zero in a report.
        value_at_risk=from_float(0 - summary.quantiles[0]),
        expected_shortfall=from_float(0 - summary.tail_mean),
        edges=summary.edges,
        counts=summary.counts,
    )


def list_risk_quantities(risks: Sequence[Risk], inputs: ScenarioInputs) -> Iterator[Quantity]:
    """Name every number of the risks, and how many draws they are made from."""
    if inputs.risk is None or not risks:
        return
    stated = Origin(function="generator.inputs.read_inputs")
    draws = Decimal(inputs.risk.draws)
    yield Quantity(name="risk.draws", value=draws, unit="count", origin=stated)
    for risk in risks:
        sources = (f"scenario.{risk.scenario}.{name}" for name in MEASURES[risk.measure])
        origin = replace(make_origin(make_risks, *sources), seeds=(inputs.risk.seed,))
        for field, unit in _FIELDS.items():
            name = f"risk.{risk.scenario}.{risk.measure}.{field}"
            yield Quantity(name=name, value=getattr(risk, field), unit=unit, origin=origin)
