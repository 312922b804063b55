"""Turns assumptions, scenarios, states and settings into what is wrong with them, all at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from generator.claims import Claim
from generator.errors import Location, ReportError, suggest
from generator.inputs import Assumption, Correlation, Scenario
from generator.scenarios import horizon, profit
from generator.scenarios.decision import check_states
from generator.scenarios.nouns import ScenarioInputs, scale_range
from generator.scenarios.profit import Values
from generator.scenarios.terms import (
    SPREAD,
    TERMS,
    check_assumption,
    check_spread,
    find_faults,
    find_range_fault,
)
from generator.scenarios.years import make_horizons

_LONGEST = Decimal(10) ** 27
"""What results.json can hold: 27 digits before the point."""


@dataclass(kw_only=True)
class _Checking:
    """One pass over the inputs of the scenarios; what could not be read passes as known."""

    inputs: ScenarioInputs
    unread: frozenset[str]
    errors: list[ReportError] = field(default_factory=list)

    def refuse(self, message: str, at: Location, hint: str) -> None:
        """Keep an error."""
        self.errors.append(ReportError(message, at=at, hint=hint))

    def is_unread(self, file: str, name: str) -> bool:
        """Tell whether an entry may be one of those that did not fit."""
        return not {f"{file}.yaml", f"{file}.{name}"}.isdisjoint(self.unread)

    def knows(self, name: str) -> bool:
        """Tell whether there is such an assumption, readable or not."""
        return name in self.inputs.assumed or self.is_unread("assumptions", name)

    def knows_scenario(self, name: str) -> bool:
        """Tell whether there is such a scenario, readable or not."""
        return name in self.inputs.named or self.is_unread("scenarios", name)

    def find_values(self, name: str) -> Values | None:
        """Lay a scenario's changes over its base's; None where one of these is not there."""
        path: list[str] = []
        while name:
            if name not in self.inputs.named or name in path:
                return None
            path.append(name)
            name = self.inputs.named[name].base
        values = {each.name: each.value for each in self.inputs.assumptions}
        for each in reversed(path):
            changes = self.inputs.named[each].changes
            values.update((key, value) for key, value in changes if key in values)
        return values


def check_scenarios(inputs: ScenarioInputs, unread: Iterable[str] = ()) -> list[ReportError]:
    """Find everything that keeps the scenarios from being worked out.

    `unread` names the files and entries that did not fit, as in `Inputs.unread`.
    """
    checking = _Checking(inputs=inputs, unread=frozenset(unread))
    _check_needed(checking)
    for assumption in inputs.assumptions:
        checking.errors += check_assumption(assumption)
    if all(name in inputs.assumed for name in SPREAD):
        checking.errors += check_spread(*(inputs.assumed[name] for name in SPREAD))
    for scenario in inputs.scenarios:
        _check_scenario(checking, scenario)
    _check_base_cases(checking)
    for claim in inputs.claims:
        _check_claim(checking, claim)
    are_sound = not (checking.errors or checking.unread)
    checking.errors += _check_states(checking, are_sound=are_sound)
    _check_risk(checking)
    if are_sound and not checking.errors and inputs.has_years:
        checking.errors += _check_lengths(inputs)
    return checking.errors


def _check_needed(checking: _Checking) -> None:
    """Look for assumptions that the model needs and nobody states."""
    inputs = checking.inputs
    asking = next(iter(inputs.scenarios), None)
    if asking is not None:
        for name in profit.NEEDED:
            if not checking.knows(name):
                message = f"scenario `{asking.name}` needs the assumption `{name}`"
                checking.refuse(message, asking.at, f"add `{name}:` to assumptions.yaml")
    entries = (
        *(each for each in inputs.assumptions if each.name in horizon.NEEDED),
        *((inputs.risk,) if inputs.risk else ()),
        *inputs.states,
    )
    if not entries:
        return
    at = entries[0].at
    for name in horizon.NEEDED:
        if not checking.knows(name):
            message = f"what stands here is of the years, which need the assumption `{name}`"
            checking.refuse(message, at, f"add `{name}:` to assumptions.yaml")


def _check_scenario(checking: _Checking, scenario: Scenario) -> None:
    for name, _value in scenario.changes:
        if not checking.knows(name):
            message = f"scenario `{scenario.name}` changes the unknown assumption `{name}`"
            hint = list_known(name, checking.inputs.assumed)
            checking.refuse(message, scenario.locate(f"set.{name}"), hint)
    if scenario.base and not checking.knows_scenario(scenario.base):
        message = f"scenario `{scenario.name}` starts from the unknown scenario `{scenario.base}`"
        hint = list_known(scenario.base, checking.inputs.named)
        checking.refuse(message, scenario.locate("from"), hint)
    circle = _find_circle(scenario, checking.inputs.named)
    if circle and scenario.name == next(name for name in checking.inputs.named if name in circle):
        message = f"scenarios rest on each other: {' -> '.join(circle)}"
        checking.refuse(message, scenario.locate("from"), "let one of them start from no other")
    values = checking.find_values(scenario.name)
    if values is not None:
        _check_changes(checking, scenario, values)


def _find_circle(scenario: Scenario, named: Mapping[str, Scenario]) -> tuple[str, ...]:
    """Follow the bases back to the scenario itself; empty where they end or circle elsewhere."""
    path = [scenario.name]
    base = scenario.base
    while base in named and base not in path:
        path.append(base)
        base = named[base].base
    return (*path, base) if base == scenario.name else ()


def _check_changes(checking: _Checking, scenario: Scenario, values: Values) -> None:
    """Find changes to what cannot be, or of a range that cannot follow."""
    n_before = len(checking.errors)
    for name, value in scenario.changes:
        at = scenario.locate(f"set.{name}")
        assumption = checking.inputs.assumed.get(name)
        fault = TERMS[name].find_fault(value) if name in TERMS else ""
        if fault:
            message = f"scenario `{scenario.name}`: `{name}` must be {fault}, found {value}"
            checking.refuse(message, at, f"write a number that is {fault}")
        elif assumption is not None:
            _check_moved_range(checking, scenario, assumption, value)
    changed = [name for name, _value in scenario.changes if name in SPREAD]
    total = sum((values.get(name, Decimal(0)) for name in SPREAD), start=Decimal(0))
    if changed and total > 1 and len(checking.errors) == n_before:
        message = (
            f"scenario `{scenario.name}`: `innovation` and `imitation` must come to at most 1, "
            f"found {total}"
        )
        hint = "more than everybody who has not adopted cannot adopt: lower one of the two"
        checking.refuse(message, scenario.locate(f"set.{changed[0]}"), hint)


def _check_moved_range(
    checking: _Checking, scenario: Scenario, assumption: Assumption, value: Decimal
) -> None:
    """Find a range that cannot move with the value, or moves to what cannot be."""
    name = assumption.name
    at = scenario.locate(f"set.{name}")
    has_range = assumption.low != assumption.high
    if not assumption.value and value and has_range:
        message = (
            f"scenario `{scenario.name}` changes `{name}` from 0, so that its range cannot move "
            "in proportion"
        )
        hint = "give the assumption another value than 0, or no range"
        checking.refuse(message, at, hint)
        return
    if name not in TERMS or find_range_fault(assumption):
        return
    for end in scale_range(assumption, value):
        fault = TERMS[name].find_fault(end)
        if fault:
            message = (
                f"scenario `{scenario.name}` moves the range of `{name}` in proportion, to {end}; "
                f"it must be {fault}"
            )
            checking.refuse(message, at, "choose a value nearer to the assumption's, or narrow it")


def _check_base_cases(checking: _Checking) -> None:
    """Find scenarios that are another one by another name; one may be the assumptions as such."""
    has_base_case = False
    for scenario in checking.inputs.scenarios:
        values = checking.find_values(scenario.name)
        if scenario.base:
            before = checking.find_values(scenario.base)
        else:
            before = {each.name: each.value for each in checking.inputs.assumptions}
        is_unknown = any(name not in checking.inputs.assumed for name, _ in scenario.changes)
        if values is None or is_unknown or values != before:
            continue
        if not scenario.base and not scenario.changes and not has_base_case:
            has_base_case = True
            continue
        first = next((f"set.{name}" for name, _value in scenario.changes), "from")
        like = f"scenario `{scenario.base}`" if scenario.base else "the assumptions"
        message = f"scenario `{scenario.name}` changes nothing: all its values are those of {like}"
        hint = "change a value under `set:`, or remove the scenario"
        checking.refuse(message, scenario.locate(first), hint)


def _check_claim(checking: _Checking, claim: Claim) -> None:
    if not claim.given:
        return
    for name, _value in claim.given:
        if not checking.knows(name):
            message = f"claim `{claim.id}` is given the unknown assumption `{name}`"
            checking.refuse(message, claim.at, list_known(name, checking.inputs.assumed))
    scenario, part = profit.split_scenario_field(claim.result)
    named = checking.inputs.named
    if not (scenario and checking.knows_scenario(scenario)):
        message = f"claim `{claim.id}` has `given`, but `{claim.result}` is of no scenario"
        hint = list_known(scenario, named) if scenario else "name a `scenario.<name>.<field>`"
        checking.refuse(message, claim.at, hint)
    elif part not in profit.FIELDS:
        message = f"claim `{claim.id}` has `given`, which cannot work out `{claim.result}`"
        checking.refuse(message, claim.at, list_known(part, profit.FIELDS))


def list_known(name: str, known: Iterable[str]) -> str:
    """Suggest the nearest known name, or list all of them."""
    names = tuple(known)
    listed = ", ".join(f"`{each}`" for each in names) or "none"
    return suggest(name, names) or f"known here: {listed}"


def _check_states(checking: _Checking, *, are_sound: bool) -> list[ReportError]:
    """Check the states; what they make of the scenarios only where these are sound themselves."""
    inputs = checking.inputs
    states = tuple(
        replace(
            state,
            factors=tuple(
                (name, factor)
                for name, factor in state.factors
                if name in inputs.assumed or not checking.is_unread("assumptions", name)
            ),
        )
        for state in inputs.states
    )
    scenarios = inputs.scenarios if are_sound else ()
    are_all = not any(each.startswith("states.") for each in checking.unread)
    seen = replace(inputs, states=states, scenarios=scenarios)
    return check_states(seen, find_faults, are_all=are_all)


def _check_risk(checking: _Checking) -> None:
    """Check how draws are made, and what moves together."""
    risk = checking.inputs.risk
    if risk is None:
        return
    if risk.draws < 1:
        message = f"`draws` must be at least 1, found {risk.draws}"
        checking.refuse(message, risk.locate("draws"), "write a number such as 100000")
    if risk.seed < 0:
        message = f"`seed` must be at least 0, found {risk.seed}"
        checking.refuse(message, risk.locate("seed"), "any whole number will do")
    if not checking.knows_scenario(risk.scenario):
        message = f"the risk is of the unknown scenario `{risk.scenario}`"
        hint = list_known(risk.scenario, checking.inputs.named)
        checking.refuse(message, risk.locate("scenario"), hint)
    n_before = len(checking.errors)
    for n, correlation in enumerate(risk.correlations):
        _check_correlation(checking, correlation, risk.correlations[:n])
    if len(checking.errors) == n_before and not _are_weak(risk.correlations):
        from generator.scenarios.distributions import check_correlations

        checking.errors += check_correlations(risk, checking.inputs.assumptions)


def _are_weak(correlations: Iterable[Correlation]) -> bool:
    """Tell whether no assumption's correlations come to more than 1: then all hold at once.

    This is what most reports need, and takes no linear algebra to be loaded.

    Source: Gershgorin 1931: no eigenvalue is further from 1 than a row's other entries come to.
    """
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in correlations:
        for name in (each.first, each.second):
            sums[name] += abs(each.value)
    return all(total <= 1 for total in sums.values())


def _check_correlation(
    checking: _Checking, correlation: Correlation, earlier: Iterable[Correlation]
) -> None:
    pair = (correlation.first, correlation.second)
    for n, name in enumerate(pair):
        at = correlation.locate(f"between.{n}")
        assumption = checking.inputs.assumed.get(name)
        if not checking.knows(name):
            message = f"a correlation with the unknown assumption `{name}`"
            checking.refuse(message, at, list_known(name, checking.inputs.assumed))
        elif assumption is not None and assumption.distribution == "fixed":
            message = f"a correlation with `{name}`, which is fixed and moves with nothing"
            checking.refuse(message, at, "give the assumption a `distribution`")
    if pair[0] == pair[1]:
        message = f"a correlation of `{pair[0]}` with itself, which is always 1"
        checking.refuse(message, correlation.locate("between.1"), "name two assumptions")
    elif any({each.first, each.second} == set(pair) for each in earlier):
        message = f"the correlation between `{pair[0]}` and `{pair[1]}` stands here a second time"
        checking.refuse(message, correlation.locate("between"), "keep one of them")
    if abs(correlation.value) > 1:
        message = f"a correlation must be from -1 to 1, found {correlation.value}"
        checking.refuse(message, correlation.locate("value"), "write a number such as 0.3")


def _check_lengths(inputs: ScenarioInputs) -> Iterator[ReportError]:
    """Find years of which a number is too long to be kept."""
    for each in make_horizons(inputs):
        rows = (each.open_source_revenues, each.cumulative, each.discounted_cumulative)
        if any(abs(number) >= _LONGEST for row in rows for number in row):
            message = f"scenario `{each.scenario}` comes to an amount of more than 27 digits"
            hint = "choose smaller values, fewer years, or a discount rate further from -1"
            yield ReportError(message, at=inputs.named[each.scenario].at, hint=hint)
