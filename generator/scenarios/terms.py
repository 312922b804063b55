"""Turns the terms of the model into what each assumption may be, and finds those that may not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.errors import ReportError
from generator.inputs import Assumption
from generator.scenarios import profit
from generator.scenarios.profit import Values

_UNBOUNDED = (None, None)
_NOT_NEGATIVE = (Decimal(0), None)
_PART = (Decimal(0), Decimal(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What an assumption of the model may be."""

    unit: str = "wan_yuan"
    bounds: tuple[Decimal | None, Decimal | None] = _UNBOUNDED
    is_open: bool = False
    """Whether the lower bound itself is out of bounds."""
    are_draws_free: bool = False
    """Whether draws may lie out of bounds: the far end of a normal distribution does no harm."""

    def find_fault(self, value: Decimal) -> str:
        """Say which bound a value breaks, as in `at least 0`; nothing where it breaks none."""
        low, high = self.bounds
        if low is not None and (value <= low if self.is_open else value < low):
            return f"above {low}" if self.is_open else f"at least {low}"
        return f"at most {high}" if high is not None and value > high else ""


TERMS: Mapping[str, Term] = {
    **dict.fromkeys(profit.NEEDED, Term(bounds=_NOT_NEGATIVE, are_draws_free=True)),
    "market": Term(unit="count", bounds=_NOT_NEGATIVE),
    "innovation": Term(unit="ratio", bounds=_PART),
    "imitation": Term(unit="ratio", bounds=_PART),
    "conversion": Term(unit="share", bounds=_PART),
    "revenue_per_customer": Term(bounds=_NOT_NEGATIVE),
    "upkeep": Term(unit="share", bounds=_PART),
    "discount_rate": Term(unit="ratio", bounds=(Decimal(-1), None), is_open=True),
}
"""The assumptions that profit and years are made of."""

SPREAD = ("innovation", "imitation")
"""Shares of those who have not adopted; more than all of them cannot adopt in a year."""

_UNBOUNDED_BELOW = ("normal",)
_UNBOUNDED_ABOVE = ("normal", "lognormal")
_TAKEN = {
    *(step.field for step in profit.STEPS),
    *("profit_change", "adopters", "cash_flow", "cumulative", "discounted_cumulative", "npv"),
    *("irr", "irr_kind", "payback", "payback_kind", "discounted_payback"),
    *("discounted_payback_kind", "first_year_above_s", "first_year_above_s_kind"),
}
"""Names of what is computed of a scenario."""


def find_faults(values: Values) -> list[str]:
    """Say what is impossible in the values of one scenario, by themselves and together."""
    faults = [
        f"`{name}` must be {fault}, found {values[name]}"
        for name, term in TERMS.items()
        if name in values and (fault := term.find_fault(values[name]))
    ]
    total = sum((values.get(name, Decimal(0)) for name in SPREAD), start=Decimal(0))
    if not faults and total > 1:
        faults.append(f"`innovation` and `imitation` must come to at most 1, found {total}")
    return faults


def check_assumption(
    assumption: Assumption, unfit: frozenset[str] = frozenset()
) -> Iterator[ReportError]:
    """Find what is wrong with one assumption by itself.

    `unfit` are the keys that did not fit: what stands in for their values means nothing.
    """
    name = assumption.name
    if name in _TAKEN:
        message = f"`{name}` is computed of every scenario, and cannot be assumed"
        yield ReportError(message, at=assumption.at, hint="choose another name")
    term = TERMS.get(name, Term(unit=assumption.unit))
    if assumption.unit != term.unit and "unit" not in unfit:
        message = f"assumption `{name}` must be in `{term.unit}`, found `{assumption.unit}`"
        hint = f"write `unit: {term.unit}`, and the value in that unit"
        yield ReportError(message, at=assumption.locate("unit"), hint=hint)
    stated = {"value": assumption.value, "low": assumption.low, "high": assumption.high}
    numbers = {
        key: value for key, value in stated.items() if value is not None and key not in unfit
    }
    faults = {key: fault for key, value in numbers.items() if (fault := term.find_fault(value))}
    for key, fault in faults.items():
        message = f"assumption `{name}`: `{key}` must be {fault}, found {numbers[key]}"
        hint = f"write a number that is {fault}"
        yield ReportError(message, at=assumption.locate(key), hint=hint)
    # A number that cannot be is not compared with the others: that would tell of it twice.
    possible = {key: value for key, value in numbers.items() if key not in faults}
    yield from _check_range(assumption, possible)
    if unfit <= {"value", "unit", "source"} and faults.keys() <= {"value"}:
        yield from _check_distribution(assumption, term)


def _check_range(assumption: Assumption, numbers: Mapping[str, Decimal]) -> Iterator[ReportError]:
    """Hold `low`, `value` and `high` to their order, as far as there are such numbers."""
    low, value, high = numbers.get("low"), numbers.get("value"), numbers.get("high")
    if low is not None and high is not None and low > high:
        message = f"assumption `{assumption.name}`: `low` is above `high`, {low} above {high}"
        yield ReportError(message, at=assumption.locate("low"), hint="exchange the two")
        return
    if value is None:
        return
    for key, bound, side in (("low", low, "below"), ("high", high, "above")):
        if bound is not None and (value < bound if key == "low" else value > bound):
            message = f"assumption `{assumption.name}`: {value} is {side} its `{key}`, {bound}"
            hint = f"mend `value` or `{key}`"
            yield ReportError(message, at=assumption.locate("value"), hint=hint)


def _check_distribution(assumption: Assumption, term: Term) -> Iterator[ReportError]:
    """Find a distribution that lacks its range, or draws what cannot be."""
    kind, low, high = assumption.distribution, assumption.low, assumption.high
    if kind == "fixed":
        return
    at = assumption.locate("distribution")
    called = f"assumption `{assumption.name}`: the distribution `{kind}`"
    if low is None or high is None or low == high:
        message = f"{called} needs a `low`, and a `high` above it"
        at = assumption.at if None in (low, high) else assumption.locate("high")
        yield ReportError(message, at=at, hint="give both, or leave `distribution` out")
        return
    if kind == "lognormal" and low <= 0:
        message = f"{called} needs a `low` above 0, found {low}"
        yield ReportError(
            message, at=assumption.locate("low"), hint="raise `low`, or choose `pert`"
        )
    if term.are_draws_free:
        return
    is_low = kind in _UNBOUNDED_BELOW and term.bounds[0] is not None
    if is_low or (kind in _UNBOUNDED_ABOVE and term.bounds[1] is not None):
        bound = term.bounds[0] if is_low else term.bounds[1]
        message = f"{called} draws numbers {'below' if is_low else 'above'} {bound}"
        yield ReportError(
            message, at=at, hint="choose one that ends at `low` and `high`, such as `pert`"
        )


def check_spread(first: Assumption, second: Assumption) -> Iterator[ReportError]:
    """Keep a year's adopters to those who have not adopted yet, at the end of the range too."""
    if find_range_fault(first) or find_range_fault(second):
        return
    for key in ("value", "high"):
        total = sum(getattr(one, key) or one.value for one in (first, second))
        if total > 1:
            message = f"`{key}` of `innovation` and `imitation`: at most 1 in all, found {total}"
            hint = "more than everybody who has not adopted cannot adopt: lower one of the two"
            yield ReportError(message, at=first.locate(key), hint=hint)
            return


def find_range_fault(assumption: Assumption) -> str:
    """Say which bound the value or an end of the range breaks, if any."""
    ends = (assumption.value, assumption.low, assumption.high)
    faults = (TERMS[assumption.name].find_fault(each) for each in ends if each is not None)
    return next((fault for fault in faults if fault), "")
