"""Turns assumptions, scenarios, states and settings into what is wrong with them, all at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from generator.claims import Claim
from generator.errors import Location, ReportError, list_known, suggest
from generator.inputs import Assumption, Scenario
from generator.scenarios import horizon, profit
from generator.scenarios.checking_risk import check_risk
from generator.scenarios.decision import check_states
from generator.scenarios.nouns import ScenarioInputs, scale_range
from generator.scenarios.profit import Values, change_values, scale_value
from generator.scenarios.terms import (
    SPREAD,
    TERMS,
    check_assumption,
    check_spread,
    find_faults,
    find_range_fault,
)
from generator.scenarios.unread import Unread
from generator.scenarios.years import make_horizons

_LONGEST = Decimal(10) ** 27
"""What results.json can hold: 27 digits before the point."""

_WIDEST = Decimal(10) ** 15
"""What an assumption may be: 15 digits before the point."""

_NEARER = "choose a factor nearer to 1"


@dataclass(kw_only=True)
class _Checking:
    """One pass over the inputs of the scenarios; what could not be read passes as known."""

    inputs: ScenarioInputs
    """What fits of them."""
    unread: Unread
    errors: list[ReportError] = field(default_factory=list)
    lacking: set[str] = field(default_factory=set)
    """Assumptions of which it is told already that nobody states them."""

    def refuse(self, message: str, at: Location, hint: str) -> None:
        """Keep an error."""
        self.errors.append(ReportError(message, at=at, hint=hint))

    def knows(self, name: str) -> bool:
        """Tell whether there is such an assumption, readable or not, or told to be missing."""
        is_told = name in self.lacking or self.unread.has("assumptions", name)
        return is_told or name in self.inputs.assumed

    def knows_scenario(self, name: str) -> bool:
        """Tell whether there is such a scenario, readable or not."""
        return name in self.inputs.named or self.unread.has("scenarios", name)

    def find_inherited(self, scenario: Scenario) -> Values | None:
        """Give the values that a scenario starts from."""
        if scenario.base:
            return self.find_values(scenario.base)
        return {each.name: each.value for each in self.inputs.assumptions}

    def find_values(self, name: str) -> Values | None:
        """Lay a scenario's changes over its base's; None where one of these is not there."""
        path: list[str] = []
        while name:
            if name not in self.inputs.named or name in path:
                return None
            path.append(name)
            name = self.inputs.named[name].base
        values: Values = {each.name: each.value for each in self.inputs.assumptions}
        for each in reversed(path):
            values = change_values(values, self.inputs.named[each])
        return values


def check_scenarios(inputs: ScenarioInputs, unread: Iterable[str] = ()) -> list[ReportError]:
    """Find everything that keeps the scenarios from being worked out.

    `unread` names the files and entries that did not fit, as in `Inputs.unread`.
    """
    told = Unread(names=frozenset(unread))
    fitting = _keep_fitting(inputs, told)
    checking = _Checking(inputs=fitting, unread=told)
    _check_needed(checking)
    for assumption in inputs.assumptions:
        unfit = told.list_parts("assumptions", assumption.name)
        checking.errors += check_assumption(assumption, unfit)
    if all(name in fitting.assumed for name in SPREAD):
        checking.errors += check_spread(*(fitting.assumed[name] for name in SPREAD))
    for scenario in inputs.scenarios:
        _check_names(checking, scenario)
    for scenario in fitting.scenarios:
        _check_scenario(checking, scenario)
    _check_base_cases(checking)
    for claim in inputs.claims:
        _check_claim(checking, claim)
    are_sound = not (checking.errors or told.names)
    checking.errors += _check_states(checking, are_sound=are_sound)
    checking.errors += check_risk(fitting, told)
    if are_sound and not checking.errors and inputs.has_years:
        checking.errors += _check_lengths(inputs)
    return checking.errors


def _keep_fitting(inputs: ScenarioInputs, unread: Unread) -> ScenarioInputs:
    """Leave out the entries of which a part did not fit: other things stand in for that part."""
    return replace(
        inputs,
        assumptions=tuple(
            each for each in inputs.assumptions if not unread.has("assumptions", each.name)
        ),
        scenarios=tuple(
            each for each in inputs.scenarios if not unread.has("scenarios", each.name)
        ),
    )


def _check_needed(checking: _Checking) -> None:
    """Look for assumptions that the model needs and nobody states."""
    inputs = checking.inputs
    asking = next(iter(inputs.scenarios), None)
    if asking is not None:
        for name in profit.NEEDED:
            message = f"scenario `{asking.name}` needs the assumption `{name}`"
            _check_stated(checking, name, message, asking.at)
    entries = (
        *(each for each in inputs.assumptions if each.name in horizon.NEEDED),
        *((inputs.risk,) if inputs.risk else ()),
        *inputs.states,
    )
    if not entries:
        return
    at = entries[0].at
    for name in horizon.NEEDED:
        message = f"what stands here is of the years, which need the assumption `{name}`"
        _check_stated(checking, name, message, at)


def _check_stated(checking: _Checking, name: str, message: str, at: Location) -> None:
    """Refuse what needs an assumption that nobody states, or the name that is nearly its own."""
    if checking.knows(name):
        return
    checking.lacking.add(name)
    strangers = (each for each in checking.inputs.assumptions if each.name not in TERMS)
    for stranger in strangers:
        if suggest(stranger.name, [name]):
            message = f"the model needs the assumption `{name}`, and knows no `{stranger.name}`"
            checking.refuse(message, stranger.at, f"did you mean `{name}`?")
            return
    checking.refuse(message, at, f"add `{name}:` to assumptions.yaml")


def _check_names(checking: _Checking, scenario: Scenario) -> None:
    """Find names that a scenario gives, and nothing has."""
    for key, name in _list_changes(scenario):
        if not checking.knows(name):
            message = f"scenario `{scenario.name}` changes the unknown assumption `{name}`"
            hint = list_known(name, checking.inputs.assumed)
            checking.refuse(message, scenario.locate_key(key), hint)
    if scenario.base and not checking.knows_scenario(scenario.base):
        message = f"scenario `{scenario.name}` starts from the unknown scenario `{scenario.base}`"
        hint = list_known(scenario.base, checking.inputs.named)
        checking.refuse(message, scenario.locate("from"), hint)


def _check_scenario(checking: _Checking, scenario: Scenario) -> None:
    circle = _find_circle(scenario, checking.inputs.named)
    if circle and scenario.name == next(name for name in checking.inputs.named if name in circle):
        message = f"scenarios rest on each other: {' -> '.join(circle)}"
        checking.refuse(message, scenario.locate("from"), "let one of them start from no other")
    _check_factors(checking, scenario)
    values = checking.find_values(scenario.name)
    if values is not None:
        _check_changes(checking, scenario, values)


def _list_changes(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """List what a scenario changes: the key in the file, and the name of the assumption."""
    given = dict(scenario.changes)
    yield from ((f"set.{name}", name) for name in given)
    yield from ((f"scale.{name}", name) for name, _ in scenario.factors if name not in given)


def _check_factors(checking: _Checking, scenario: Scenario) -> None:
    """Find factors that cannot be, that change nothing, or that stand beside a value."""
    inherited = checking.find_inherited(scenario) or {}
    for name, factor in scenario.factors:
        if name in dict(scenario.changes):
            fault, hint = ", which it also sets", "keep it under `set:` or under `scale:`"
        else:
            fault, hint = _find_factor_fault(factor, inherited.get(name))
        if fault:
            message = f"scenario `{scenario.name}` scales `{name}`{fault}"
            checking.refuse(message, scenario.locate(f"scale.{name}"), hint)


def _find_factor_fault(factor: Decimal, value: Decimal | None) -> tuple[str, str]:
    """Say what is wrong with a factor of a value, and how to mend it; nothing where all is well."""
    if factor < 0:
        return f" by {factor}; a factor of 0 or more expected", "write 0.9 for a tenth less"
    if factor == 1:
        return " by 1, which changes nothing", "write another factor, or remove the line"
    if value == 0:
        return " from 0, which changes nothing", "give it a value under `set:`"
    if value is not None and abs(scale_value(value, factor)) >= _WIDEST:
        return f" by {factor}, to a number of more than 15 digits", "write a smaller factor"
    return "", ""


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
    given = {**values, **dict(scenario.changes)}
    inherited = checking.find_inherited(scenario) or {}
    for key, name in _list_changes(scenario):
        if given.get(name) is None or dict(scenario.factors).get(name, 0) < 0:
            continue
        assumption = checking.inputs.assumed.get(name)
        is_scaled = key.startswith("scale.")
        # What is scaled from a value that cannot be is told of there.
        if is_scaled and name in TERMS and TERMS[name].find_fault(inherited[name]):
            continue
        fault = TERMS[name].find_fault(given[name]) if name in TERMS else ""
        if fault:
            message = f"scenario `{scenario.name}`: `{name}` must be {fault}, found {given[name]}"
            hint = _NEARER if is_scaled else f"write a number that is {fault}"
            checking.refuse(message, scenario.locate(key), hint)
        elif assumption is not None:
            _check_moved_range(checking, scenario, assumption, (key, given[name]))
    changed = [key for key, name in _list_changes(scenario) if name in SPREAD]
    total = sum((values.get(name, Decimal(0)) for name in SPREAD), start=Decimal(0))
    if changed and total > 1 and len(checking.errors) == n_before:
        message = (
            f"scenario `{scenario.name}`: `innovation` and `imitation` must come to at most 1, "
            f"found {total}"
        )
        hint = "more than everybody who has not adopted cannot adopt: lower one of the two"
        checking.refuse(message, scenario.locate(changed[0]), hint)


def _check_moved_range(
    checking: _Checking, scenario: Scenario, assumption: Assumption, change: tuple[str, Decimal]
) -> None:
    """Find a range that cannot move with the value, or moves to what cannot be.

    `change` is the key in the file, and the value that the scenario comes to.
    """
    key, value = change
    name = assumption.name
    at = scenario.locate(key)
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
            is_scaled = key.startswith("scale.")
            hint = _NEARER if is_scaled else "choose a value nearer to the assumption's"
            checking.refuse(message, at, f"{hint}, or narrow the range")


def _check_base_cases(checking: _Checking) -> None:
    """Find scenarios that are another one by another name; one may be the assumptions as such."""
    has_base_case = False
    for scenario in checking.inputs.scenarios:
        values = checking.find_values(scenario.name)
        before = checking.find_inherited(scenario)
        is_unknown = any(name not in checking.inputs.assumed for name, _ in scenario.changes)
        # A factor that changes nothing is told of by itself.
        if values is None or is_unknown or scenario.factors or values != before:
            continue
        if not scenario.base and not scenario.changes and not has_base_case:
            has_base_case = True
            continue
        first = next((f"set.{name}" for name, _value in scenario.changes), "from")
        like = f"scenario `{scenario.base}`" if scenario.base else "the assumptions"
        message = f"scenario `{scenario.name}` changes nothing: all its values are those of {like}"
        hint = "change a value under `set:` or `scale:`, or remove the scenario"
        checking.refuse(message, scenario.locate(first), hint)


def _check_claim(checking: _Checking, claim: Claim) -> None:
    if not claim.given:
        return
    for name, _value in claim.given:
        if not checking.knows(name):
            message = f"claim `{claim.id}` is given the unknown assumption `{name}`"
            checking.refuse(message, claim.at, list_known(name, checking.inputs.assumed))
    _check_given(checking, claim)
    scenario, part = profit.split_scenario_field(claim.result)
    named = checking.inputs.named
    if not (scenario and checking.knows_scenario(scenario)):
        message = f"claim `{claim.id}` has `given`, but `{claim.result}` is of no scenario"
        hint = list_known(scenario, named) if scenario else "name a `scenario.<name>.<field>`"
        checking.refuse(message, claim.at, hint)
    elif part not in profit.FIELDS:
        message = f"claim `{claim.id}` has `given`, which cannot work out `{claim.result}`"
        checking.refuse(message, claim.at, list_known(part, profit.FIELDS))


def _check_given(checking: _Checking, claim: Claim) -> None:
    for name, value in claim.given:
        fault = TERMS[name].find_fault(value) if name in TERMS else ""
        if fault:
            message = f"claim `{claim.id}`: `{name}` must be {fault}, found {value}"
            checking.refuse(message, claim.at, f"write a number that is {fault}")


def _check_states(checking: _Checking, *, are_sound: bool) -> list[ReportError]:
    """Check the states; what they make of the scenarios only where these are sound themselves."""
    inputs = checking.inputs
    states = tuple(
        replace(
            state,
            factors=tuple(
                (name, factor)
                for name, factor in state.factors
                if name in inputs.assumed or not checking.knows(name)
            ),
        )
        for state in inputs.states
    )
    scenarios = inputs.scenarios if are_sound else ()
    are_all = not checking.unread.has("states")
    seen = replace(inputs, states=states, scenarios=scenarios)
    return check_states(seen, find_faults, are_all=are_all)


def _check_lengths(inputs: ScenarioInputs) -> Iterator[ReportError]:
    """Find years of which a number is too long to be kept."""
    for each in make_horizons(inputs):
        rows = (each.open_source_revenues, each.cumulative, each.discounted_cumulative)
        if any(abs(number) >= _LONGEST for row in rows for number in row):
            message = f"scenario `{each.scenario}` comes to an amount of more than 27 digits"
            hint = "choose smaller values, fewer years, or a discount rate further from -1"
            yield ReportError(message, at=inputs.named[each.scenario].at, hint=hint)
