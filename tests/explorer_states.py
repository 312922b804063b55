"""Says what the explorer must show of any state, by the program's own functions."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from generator.documents.explorer_tables import (
    Changes,
    Control,
    make_controls,
    name_years,
    resolve_changes,
)
from generator.inputs import Assumption, Inputs, Language
from generator.locales import Format, Locale, format_number, format_value, make_locale
from generator.scenarios import horizon
from generator.scenarios.profit import CONTEXT, assume_values, work_out

N_RANDOM = 150
"""Random inputs of each scenario, and each language."""
N_CORNERS = 32
TICKS = ("waterfall.ticks", "cash.ticks")

Values = Mapping[str, Decimal]
Shown = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Says in one language, by the program's own functions, what the explorer must show."""

    inputs: Inputs
    language: Language
    locale: Locale
    controls: tuple[Control, ...]

    def say(self, scenario: str, moved: Values) -> Shown:
        """Say everything that is shown of a scenario whose base is moved so far."""
        assumed = {
            each.name: type(each)(**{**fields_of(each), "value": moved.get(each.name, each.value)})
            for each in self.inputs.assumptions
        }
        named = {each.name: each for each in self.inputs.scenarios}
        values = work_out(assume_values(scenario, assumed, named))
        changes = resolve_changes(scenario, named)
        is_moved = any(
            each.name not in changes.given and assumed[each.name].value != each.assumption.value
            for each in self.controls
        )
        note = self.language.strings[f"scenario.{scenario}.note"]
        shown = {
            "scenario": scenario,
            "note": self._fill("explorer.note_moved", note=note) if is_moved else note,
            **self._say_profit(values),
            **self._say_years(values),
            **self._say_controls(changes, assumed),
        }
        shown["fixed"] = [each.name for each in self.controls if each.name in changes.given]
        shown["sentence"] = self._say_sentence(scenario, shown, is_moved=is_moved)
        return shown

    def _say_profit(self, values: Values) -> Shown:
        amounts = {
            name: self._write(values[name], "amount")
            for name in ("revenue", "open_source_revenue", "cost", "open_source_cost", "profit")
        }
        signs = dict(zip(amounts, "++−−=", strict=True))
        money = {name: self._write(values[name], "money") for name in amounts}
        return {
            "profit": money["profit"],
            "sum": self._fill("explorer.sum", **amounts),
            "waterfall.name": self._fill("explorer.waterfall_alt", **money),
            **{f"waterfall.{name}": f"{signs[name]} {amounts[name]}" for name in amounts},
        }

    def _say_years(self, values: Values) -> Shown:
        n_years = self.inputs.report.years
        with localcontext(CONTEXT):
            adopters = horizon.adopt(values, n_years)
            revenues = horizon.earn(adopters, values)
            flows = horizon.flow(revenues, values)
            worths = horizon.discount(flows, values["discount_rate"])
            sums, discounted = horizon.accumulate(flows), horizon.accumulate(worths)
            paid, discounted_paid = horizon.payback(flows), horizon.payback(worths)
        rows = {
            "open_source_revenue": revenues,
            "cash_flow": flows,
            "cumulative": sums,
            "discounted_cumulative": discounted,
        }
        npv, payback = self._write(discounted[-1], "money"), self._say_payback(paid, sums)
        first, last = (self._write(sums[year], "money") for year in (0, -1))
        span = name_years(n_years, self.locale)
        alt = self._fill("explorer.cash_alt", first=first, last=last, npv=npv, years=span)
        return {
            "npv": npv,
            "payback": payback,
            "discounted_payback": self._say_payback(discounted_paid, discounted),
            **{
                f"adopters.{year}": self._write(each, "integer", "count")
                for year, each in enumerate(adopters)
            },
            **{
                f"{name}.{year}": self._write(each, "amount")
                for name, row in rows.items()
                for year, each in enumerate(row)
            },
            "cash.name": alt,
            **({"cash.payback": payback} if paid else {}),
        }

    def _say_payback(self, found: tuple[Decimal, ...], sums: tuple[Decimal, ...]) -> str:
        if not found:
            kind = "none" if sums[-1] < 0 else "nothing"
            return self.language.strings[f"payback.{kind}"]
        return self._write(found[0], "years", "year")

    def _say_controls(self, changes: Changes, assumed: Mapping[str, Assumption]) -> Shown:
        shown: Shown = {}
        for each in self.controls:
            value = changes.given.get(each.name, assumed[each.name].value)
            shown[f"field.{each.name}"] = each.plain(value)
            shown[f"slider.{each.name}"] = str(each.place(value))
            shown[f"said.{each.name}"] = each.full(value, self.locale)
            shown[f"note.{each.name}"] = self._say_note(each, changes)
        return shown

    def _say_note(self, control: Control, changes: Changes) -> str:
        if control.name in changes.given:
            return self._fill("explorer.fixed")
        base = self._fill(
            "explorer.base",
            value=control.full(control.assumption.value, self.locale),
            low=control.bare(control.low, self.locale),
            high=control.bare(control.high, self.locale),
        )
        factor = changes.find_factor(control.name)
        if factor is None:
            return base
        scaled = self._fill("explorer.scaled", factor=format_number(factor, self.locale))
        return f"{base} | {scaled}"

    def _say_sentence(self, scenario: str, shown: Shown, *, is_moved: bool) -> str:
        title = self.language.strings[f"scenario.{scenario}.title"]
        span = name_years(self.inputs.report.years, self.locale)
        parts = {name: shown[name] for name in ("profit", "npv", "payback", "discounted_payback")}
        sentences = (
            self._fill(key, scenario=title, years=span, **parts)
            for key in (
                "explorer.sentence_moved" if is_moved else "explorer.sentence",
                "explorer.sentence_of_years",
            )
        )
        return self.language.strings["explorer.gap"].join(sentences)

    def _fill(self, key: str, **parts: str) -> str:
        words = self.language.strings[key]
        for name, part in parts.items():
            words = words.replace(f"{{{name}}}", part)
        return words

    def _write(self, value: Decimal, form: str, unit: str = "wan_yuan") -> str:
        return format_value(value, unit, Format(name=form), self.locale)


def fields_of(noun: Any) -> dict[str, Any]:  # noqa: ANN401 -- any frozen noun
    """List the fields of a noun with slots."""
    return {name: getattr(noun, name) for name in noun.__dataclass_fields__}


def make_teller(inputs: Inputs, code: str) -> Teller:
    """Make what speaks one language."""
    language = next(each for each in inputs.languages if each.code == code)
    locale = make_locale(code, language.strings.number_scale, language.strings)
    controls = make_controls(inputs, locale)
    return Teller(inputs=inputs, language=language, locale=locale, controls=controls)


def draw_moves(controls: tuple[Control, ...], source: random.Random) -> Iterator[Values]:
    """Draw random inputs, on and off the sliders' steps, then corners of the ranges."""
    for index in range(N_RANDOM):
        places = {each.name: source.random() for each in controls}
        yield {
            each.name: step_to(each, places[each.name])
            if index % 2
            else reach(each, round(places[each.name], 6 + index % 5))
            for each in controls
        }
    for index in range(N_CORNERS):
        ends = {0: [0] * len(controls), 1: [1] * len(controls)}.get(index)
        ends = ends or [source.randint(0, 1) for _ in controls]
        yield {
            each.name: (each.low, each.high)[end] for each, end in zip(controls, ends, strict=True)
        }


def step_to(control: Control, place: float) -> Decimal:
    """Find the value at a step of the slider."""
    return control.low + control.step * round(place * control.n_steps)


def reach(control: Control, place: float) -> Decimal:
    """Find a value of many digits inside the range."""
    return control.low + (control.high - control.low) * Decimal(str(place))


def address_of(scenario: str, moved: Values) -> str:
    """Write the address at which a state is shown."""
    parts = (f"{name}={value:f}" for name, value in moved.items())
    return "?" + "&".join((f"scenario={scenario}", *parts))


def differences(shown: Shown, expected: Shown) -> dict[str, tuple[Any, Any]]:
    """List what is shown otherwise than it must be, or is missing, or is too much."""
    compared = {key: shown.get(key) for key in shown if key not in ("link", *TICKS)}
    keys = compared.keys() | expected.keys()
    return {
        key: (shown.get(key), expected.get(key))
        for key in keys
        if shown.get(key) != expected.get(key)
    }
