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

    def find_fault(self, value: Decimal) -> str:
        """Say which bound a value breaks, as in `at least 0`; nothing where it breaks none."""
        low, high = self.bounds
        if low is not None and (value <= low if self.is_open else value < low):
            return f"above {low}" if self.is_open else f"at least {low}"
        return f"at most {high}" if high is not None and value > high else ""


TERMS: Mapping[str, Term] = {
    **dict.fromkeys(profit.NEEDED, Term()),
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


def check_assumption(assumption: Assumption) -> Iterator[ReportError]:
    """Find what is wrong with one assumption by itself."""
    name = assumption.name
    if name in _TAKEN:
        message = f"`{name}` is computed of every scenario, and cannot be assumed"
        yield ReportError(message, at=assumption.at, hint="choose another name")
    term = TERMS.get(name, Term(unit=assumption.unit))
    if assumption.unit != term.unit:
        message = f"assumption `{name}` must be in `{term.unit}`, found `{assumption.unit}`"
        hint = f"write `unit: {term.unit}`, and the value in that unit"
        yield ReportError(message, at=assumption.locate("unit"), hint=hint)
    numbers = {"value": assumption.value, "low": assumption.low, "high": assumption.high}
    for key, value in numbers.items():
        fault = term.find_fault(value) if value is not None else ""
        if fault:
            message = f"assumption `{name}`: `{key}` must be {fault}, found {value}"
            yield ReportError(
                message, at=assumption.locate(key), hint=f"write a number that is {fault}"
            )
    yield from _check_range(assumption)
    yield from _check_distribution(assumption, term)


def _check_range(assumption: Assumption) -> Iterator[ReportError]:
    """Hold `low`, `value` and `high` to their order."""
    low, value, high = assumption.low, assumption.value, assumption.high
    if low is not None and high is not None and low > high:
        message = f"assumption `{assumption.name}`: `low` is above `high`, {low} above {high}"
        yield ReportError(message, at=assumption.locate("low"), hint="exchange the two")
        return
    for key, bound, is_out in (
        ("low", low, low is not None and value < low),
        ("high", high, high is not None and value > high),
    ):
        if is_out:
            side = "below" if key == "low" else "above"
            message = f"assumption `{assumption.name}`: {value} is {side} its `{key}`, {bound}"
            yield ReportError(
                message, at=assumption.locate("value"), hint=f"mend `value` or `{key}`"
            )


def _check_distribution(assumption: Assumption, term: Term) -> Iterator[ReportError]:
    """Find a distribution that lacks its range, or draws what cannot be."""
    kind, low, high = assumption.distribution, assumption.low, assumption.high
    if kind == "fixed":
        return
    at = assumption.locate("distribution")
    called = f"assumption `{assumption.name}`: the distribution `{kind}`"
    if low is None or high is None or low == high:
        message = f"{called} needs a `low`, and a `high` above it"
        yield ReportError(message, at=at, hint="give both, or leave `distribution` out")
        return
    if kind == "lognormal" and low <= 0:
        message = f"{called} needs a `low` above 0, found {low}"
        yield ReportError(
            message, at=assumption.locate("low"), hint="raise `low`, or choose `pert`"
        )
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
