"""Turns assumptions, scenarios and a language into the tables that the explorer reckons with.

The script in the page knows no language and no number of the report: it finds all of them here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from itertools import count
from types import MappingProxyType
from typing import Any

from generator.documents.values import canonical
from generator.inputs.nouns import Assumption, Inputs, Scenario, Strings
from generator.locales import NUMBER_SCALES, Format, Locale, format_number, format_value
from generator.results import Outcome, Results
from generator.scenarios.profit import change_values, scale_value

TERMS = (
    ("revenue", "+", "positive"),
    ("open_source_revenue", "+", "positive"),
    ("cost", "−", "negative"),
    ("open_source_cost", "−", "negative"),
    ("profit", "=", "total"),
)
"""The sum of one year: field, sign, and how its bar looks."""

ONE_YEAR = tuple(field for field, _, _ in TERMS[:-1])
"""Assumptions that the sum of one year is made of."""

_RATES = frozenset({"discount_rate"})
"""Ratios that are spoken of in percent."""

_LEAST_STEPS = 40
_MONEY_DIGITS = 2
_YEAR_DIGITS = 1
_LONG = "1" * 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a scenario and those that it starts from make of the assumptions."""

    given: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    """Values that no longer depend on the assumptions."""
    factors: Mapping[str, tuple[Decimal, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """What the value of an assumption is multiplied by, one after the other."""

    def find_factor(self, name: str) -> Decimal | None:
        """Give what an assumption is multiplied by in all."""
        return reduce(scale_value, self.factors[name]) if name in self.factors else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """An assumption that the reader may move, and how its numbers are written."""

    assumption: Assumption
    low: Decimal
    high: Decimal
    step: Decimal
    n_steps: int
    shift: int
    """How many digits to the right the point moves before the number is shown."""
    before: str
    after: str

    @property
    def name(self) -> str:
        """The assumption's name."""
        return self.assumption.name

    def plain(self, value: Decimal) -> str:
        """Write a value as it stands in the number field."""
        return canonical(value.scaleb(self.shift))

    def place(self, value: Decimal) -> int:
        """Find the slider's step that is nearest to a value."""
        nearest = ((value - self.low) / self.step).quantize(Decimal(1), ROUND_HALF_UP)
        return min(self.n_steps, max(0, int(nearest)))

    def bare(self, value: Decimal, locale: Locale) -> str:
        """Write a value without its unit."""
        return format_number(value.scaleb(self.shift), locale)

    def full(self, value: Decimal, locale: Locale) -> str:
        """Write a value with its unit."""
        return f"{self.before}{self.bare(value, locale)}{self.after}"


def make_controls(inputs: Inputs, locale: Locale) -> tuple[Control, ...]:
    """Make a control of each assumption that has a range."""
    return tuple(_control(each, locale) for each in inputs.assumptions if _has_range(each))


def find_start(inputs: Inputs, outcomes: tuple[Outcome, ...]) -> str:
    """Choose the scenario shown first: the one that risk takes apart, or the first that opens."""
    names = [each.scenario for each in outcomes]
    if inputs.report.risk and inputs.report.risk.scenario in names:
        return inputs.report.risk.scenario
    return next((name for name in names if name != "closed"), names[0])


def resolve_changes(name: str, scenarios: Mapping[str, Scenario]) -> Changes:
    """Gather what a scenario sets and scales, also by the scenarios that it starts from."""
    scenario = scenarios[name]
    inherited = resolve_changes(scenario.base, scenarios) if scenario.base else Changes()
    given = {**change_values(inherited.given, scenario), **dict(scenario.changes)}
    added = {each: (factor,) for each, factor in scenario.factors if each not in given}
    factors = {
        each: (*inherited.factors.get(each, ()), *added.get(each, ()))
        for each in (*inherited.factors, *added)
        if each not in given
    }
    return Changes(given=given, factors=factors)


def make_tables(inputs: Inputs, results: Results, locale: Locale, strings: Strings) -> str:
    """Write everything that the script needs, as JSON."""
    controls = make_controls(inputs, locale)
    moved = {each.name for each in controls}
    years = inputs.report.years if results.horizons else 0
    tables = {
        "years": years,
        "start": find_start(inputs, results.outcomes),
        "controls": [_control_table(each) for each in controls],
        "fixed": {
            each.name: canonical(each.value)
            for each in inputs.assumptions
            if each.name not in moved
        },
        "scenarios": _scenario_tables(inputs, results, strings),
        "formats": _format_tables(locale, years),
        "words": _words(strings, years, locale),
    }
    return json.dumps(tables, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")


def name_unit(locale: Locale) -> str:
    """Name the unit of money by itself, such as `CNY million`."""
    return " ".join(locale.words["unit.money"].replace("{amount}", "").split())


def name_years(years: int, locale: Locale) -> str:
    """Write a whole number of years, such as `5 years`."""
    return format_value(Decimal(years), "year", Format(name="years", arguments=("0",)), locale)


def _has_range(assumption: Assumption) -> bool:
    return None not in (assumption.low, assumption.high) and assumption.low != assumption.high


def _control(assumption: Assumption, locale: Locale) -> Control:
    low, high = assumption.low or Decimal(0), assumption.high or Decimal(0)
    step = _find_step(low, assumption.value, high)
    shift, before, after = find_display(assumption, locale)
    return Control(
        assumption=assumption,
        low=low,
        high=high,
        step=step,
        n_steps=int((high - low) / step),
        shift=shift,
        before=before,
        after=after,
    )


def find_display(assumption: Assumption, locale: Locale) -> tuple[int, str, str]:
    """Say how many digits the point moves, and what stands before and after the number."""
    if assumption.unit == "wan_yuan":
        before, _, after = locale.words["unit.money"].partition("{amount}")
        return -NUMBER_SCALES[locale.number_scale], before, after
    if assumption.unit == "share" or assumption.name in _RATES:
        before, after = _around("1", _write("0.01", "share", "percent", "0", locale=locale))
        return 2, before, after
    return 0, "", ""


def _find_step(low: Decimal, value: Decimal, high: Decimal) -> Decimal:
    """Find the coarsest of 1, 2, 5 × 10^e that leads to the value and to the end, in some steps."""
    for exponent in count((high - low).adjusted(), -1):
        for digit in (5, 2, 1):
            step = Decimal(digit).scaleb(exponent)
            leads = (value - low) % step == 0 and (high - low) % step == 0
            if leads and (high - low) / step >= _LEAST_STEPS:
                return step
    raise AssertionError  # the count is endless, and the digits of a range are not


def _control_table(control: Control) -> dict[str, Any]:
    return {
        "name": control.name,
        "base": canonical(control.assumption.value),
        "low": canonical(control.low),
        "high": canonical(control.high),
        "step": canonical(control.step),
        "steps": control.n_steps,
        "shift": control.shift,
        "before": control.before,
        "after": control.after,
    }


def _scenario_tables(inputs: Inputs, results: Results, strings: Strings) -> dict[str, Any]:
    scenarios = {each.name: each for each in inputs.scenarios}
    tables = {}
    for name in (outcome.scenario for outcome in results.outcomes):
        changes = resolve_changes(name, scenarios)
        tables[name] = {
            "title": strings[f"scenario.{name}.title"],
            "note": strings[f"scenario.{name}.note"],
            "changes": {each: canonical(value) for each, value in changes.given.items()},
            "factors": {
                each: [canonical(factor) for factor in factors]
                for each, factors in changes.factors.items()
            },
        }
    return tables


def _format_tables(locale: Locale, years: int) -> dict[str, Any]:
    """Describe how the language writes numbers, found by writing some."""
    grouped = _write(_LONG, "count", "integer", locale=locale)
    separator = grouped.replace("1", "")[:1]
    parts = grouped.split(separator) if separator else [grouped]
    sizes = [len(part) for part in (parts[-1], parts[-2])] if separator else []
    ungrouped = (n for n in range(1, len(_LONG)) if not _is_grouped(n, locale))
    return {
        "point": _write("0.5", "ratio", "number", locale=locale).strip("05"),
        "minus": _write("-1", "count", "integer", locale=locale).removesuffix("1"),
        "group": separator,
        "sizes": sizes,
        "least": max(ungrouped) + 1,
        "money": {
            "digits": _MONEY_DIGITS,
            "shift": -NUMBER_SCALES[locale.number_scale],
            "words": locale.words["unit.money"],
        },
        "years": _year_table(locale, years),
    }


def _is_grouped(n_digits: int, locale: Locale) -> bool:
    return len(_write("1" * n_digits, "count", "integer", locale=locale)) > n_digits


def _year_table(locale: Locale, years: int) -> dict[str, Any]:
    """List, in units of the last digit shown, the spans that take the singular."""
    one, other = locale.words["unit.years.one"], locale.words["unit.years.other"]
    spans = [Decimal(n).scaleb(-_YEAR_DIGITS) for n in range(years * 10**_YEAR_DIGITS + 1)]
    return {
        "digits": _YEAR_DIGITS,
        "one": one,
        "other": other,
        "ones": [
            str(n)
            for n, span in enumerate(spans)
            if one != other and _is_singular(span, one, locale)
        ],
    }


def _is_singular(span: Decimal, one: str, locale: Locale) -> bool:
    number = format_value(
        span, "ratio", Format(name="number", arguments=(str(_YEAR_DIGITS),)), locale
    )
    written = format_value(span, "year", Format(name="years"), locale)
    return written == one.replace("{amount}", number)


def _words(strings: Strings, years: int, locale: Locale) -> dict[str, Any]:
    names = ["sum", "sentence", "sentence_moved", "note_moved", "fixed", "scaled", "waterfall_alt"]
    names += ["sentence_of_years", "cash_alt", "x"] if years else []
    words: dict[str, Any] = {name: strings[f"explorer.{name}"] for name in names}
    words["gap"] = strings["explorer.gap"]
    words["terms"] = list(_terms(strings))
    if years:
        words["never"] = strings["payback.none"]
        words["nothing"] = strings["payback.nothing"]
        for name in ("sentence_of_years", "cash_alt"):
            words[name] = words[name].replace("{years}", name_years(years, locale))
    return words


def _terms(strings: Strings) -> Iterator[dict[str, str]]:
    for term, sign, kind in TERMS:
        name = strings[f"explorer.term.{term}"]
        yield {"field": term, "name": name, "sign": sign, "kind": kind}


def _write(number: str, unit: str, form: str, *arguments: str, locale: Locale) -> str:
    return format_value(Decimal(number), unit, Format(name=form, arguments=arguments), locale)


def _around(inner: str, text: str) -> tuple[str, str]:
    before, _, after = text.partition(inner)
    return before, after
