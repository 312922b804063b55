"""Turns assumptions and named changes to them into outcomes, years, risks and decisions."""

from concurrent.futures import Executor
from dataclasses import replace
from functools import reduce

from generator.results import Results
from generator.scenarios.break_even import (
    list_break_even_labels,
    list_break_even_quantities,
    make_break_evens,
)
from generator.scenarios.checking import check_scenarios
from generator.scenarios.decision import (
    list_decision_labels,
    list_decision_quantities,
    make_decision,
)
from generator.scenarios.nouns import (
    ScenarioInputs,
    Told,
    describe_inputs,
    ignore,
    select_inputs,
)
from generator.scenarios.profit import evaluate_scenarios
from generator.scenarios.risk import list_risk_quantities, make_risks
from generator.scenarios.sensitivity import (
    analyse_sensitivity,
    list_sensitivity_labels,
    list_sensitivity_quantities,
)
from generator.scenarios.years import list_year_labels, list_year_quantities, make_horizons

__all__ = [
    "ScenarioInputs",
    "check_scenarios",
    "describe_inputs",
    "evaluate_all",
    "evaluate_profits",
    "evaluate_years",
    "join_results",
    "select_inputs",
]


def evaluate_all(inputs: ScenarioInputs, executor: Executor | None = None) -> Results:
    """Work out everything of the scenarios; `executor` takes the blocks of draws.

    Raises: Problems, when the draws of a scenario are too large to be reckoned with.
    """
    return join_results(evaluate_profits(inputs), evaluate_years(inputs, executor))


def evaluate_profits(inputs: ScenarioInputs) -> Results:
    """Work out the profit of every scenario, and of every claim; this takes no time at all."""
    outcomes, quantities = evaluate_scenarios(inputs.assumptions, inputs.scenarios, inputs.claims)
    return Results(quantities=quantities, outcomes=outcomes)


def evaluate_years(
    inputs: ScenarioInputs, executor: Executor | None = None, told: Told = ignore
) -> Results:
    """Work out break-evens, years, risk, sensitivity and decision of every scenario.

    The result depends on nothing but what `describe_inputs` writes down; `told` hears how many
    draws are done.

    Raises: Problems, when the draws of a scenario are too large to be reckoned with.
    """
    parts = (
        _evaluate_horizons(inputs),
        _evaluate_break_evens(inputs),
        _evaluate_risk(inputs, executor, told),
        _evaluate_sensitivity(inputs),
        _evaluate_decision(inputs),
    )
    return reduce(join_results, parts)


def _evaluate_horizons(inputs: ScenarioInputs) -> Results:
    horizons = make_horizons(inputs)
    return Results(
        quantities=tuple(list_year_quantities(horizons, inputs)),
        labels=tuple(list_year_labels(horizons, inputs)),
        horizons=horizons,
    )


def _evaluate_break_evens(inputs: ScenarioInputs) -> Results:
    found = make_break_evens(inputs)
    units = {each.name: each.unit for each in inputs.assumptions}
    return Results(
        quantities=tuple(list_break_even_quantities(found, units)),
        labels=tuple(list_break_even_labels(found)),
        break_evens=found,
    )


def _evaluate_risk(inputs: ScenarioInputs, executor: Executor | None, told: Told) -> Results:
    risks = make_risks(inputs, executor, told)
    return Results(quantities=tuple(list_risk_quantities(risks, inputs)), risks=risks)


def _evaluate_sensitivity(inputs: ScenarioInputs) -> Results:
    found = analyse_sensitivity(inputs)
    return Results(
        quantities=tuple(list_sensitivity_quantities(found)),
        labels=tuple(list_sensitivity_labels(found)),
        swings=found.swings,
        sobol_indices=found.sobol_indices,
        grids=found.grids,
    )


def _evaluate_decision(inputs: ScenarioInputs) -> Results:
    if not (inputs.states and inputs.has_years):
        return Results()
    decision = make_decision(inputs)
    return Results(
        quantities=tuple(list_decision_quantities(decision)),
        labels=tuple(list_decision_labels(decision)),
        decisions=(decision,),
    )


def join_results(first: Results, second: Results) -> Results:
    """Put two results together: what there is in both stands one after the other."""
    return replace(
        first,
        quantities=(*first.quantities, *second.quantities),
        labels=(*first.labels, *second.labels),
        horizons=(*first.horizons, *second.horizons),
        break_evens=(*first.break_evens, *second.break_evens),
        risks=(*first.risks, *second.risks),
        swings=(*first.swings, *second.swings),
        sobol_indices=(*first.sobol_indices, *second.sobol_indices),
        grids=(*first.grids, *second.grids),
        decisions=(*first.decisions, *second.decisions),
    )
