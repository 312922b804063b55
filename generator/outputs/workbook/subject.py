"""Turns inputs, results and one language into the words and numbers that cells are made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from generator.inputs.nouns import Inputs, Language, Scenario
from generator.locales import NUMBER_SCALES
from generator.outputs.workbook.nouns import Cell, words
from generator.results import Horizon, Results
from generator.scenarios.horizon import NEEDED as NEEDED_FOR_YEARS
from generator.scenarios.profit import assume_values

MONEY = "wan_yuan"

_CELL = re.compile(r"[a-z]{1,3}[0-9]+|[rc]([0-9]+(c[0-9]*)?)?")
"""What spreadsheets read as a cell, as `C5` or as `R5C3`."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What one workbook is about."""

    inputs: Inputs
    results: Results
    language: Language

    def word(self, key: str) -> str:
        """Say words of the workbook; `{unit}` in them is the unit of money."""
        strings = self.language.strings
        text = strings[f"workbook.{key}"]
        return text.replace("{unit}", strings[f"workbook.unit.{MONEY}"])

    def sheet(self, key: str) -> str:
        """Give the title of a sheet."""
        return self.word(f"sheet.{key}")

    def title(self, kind: str, name: str) -> str:
        """Give the title of a scenario, an assumption or a state."""
        return self.language.strings[f"{kind}.{name}.title"]

    def unit(self, unit: str) -> Cell:
        """Say in which unit a row is."""
        return words(self.word(f"unit.{unit}"))

    def figure(self, value: Decimal | str, unit: str, *, formula: str = "", look: str = "") -> Cell:
        """Make a cell of a number, or of a formula and what it comes to; money is scaled."""
        if unit == MONEY and isinstance(value, Decimal):
            value = value.scaleb(-NUMBER_SCALES[self.language.strings.number_scale])
        return Cell(value=value, formula=formula, look=look or "figure", unit=unit)

    def name_of(self, assumption: str) -> str:
        """Give the name by which formulas know an assumption; `q1` would be a cell."""
        return f"{assumption}_" if _CELL.fullmatch(assumption) else assumption

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Give the unit of each assumption."""
        return {each.name: each.unit for each in self.inputs.assumptions}

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """Name the scenarios that were worked out, and are still there."""
        worked_out = (outcome.scenario for outcome in self.results.outcomes)
        return tuple(name for name in worked_out if name in self.by_name)

    @cached_property
    def assumed(self) -> Mapping[str, Decimal]:
        """Give the value of each assumption: the one that the results were made from."""
        quantities = self.results.by_name
        return {
            each.name: quantities[f"assumption.{each.name}"].value
            if f"assumption.{each.name}" in quantities
            else each.value
            for each in self.inputs.assumptions
        }

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, Decimal]]:
        """Give the value of each assumption in each scenario."""
        assumptions = {each.name: each for each in self.inputs.assumptions}
        known = self.by_name
        return {
            name: {**assume_values(name, assumptions, known), **self._found(name)}
            for name in self.scenarios
        }

    @cached_property
    def by_name(self) -> Mapping[str, Scenario]:
        """Look scenarios up by their name."""
        return {each.name: each for each in self.inputs.scenarios}

    @cached_property
    def horizons(self) -> Mapping[str, Horizon]:
        """Give the years of each scenario; none where an assumption for them is missing."""
        if not set(NEEDED_FOR_YEARS) <= set(self.assumed):
            return {}
        return {each.scenario: each for each in self.results.horizons}

    def _found(self, scenario: str) -> Mapping[str, Decimal]:
        """Look for the values that the results have of a scenario's assumptions."""
        quantities = self.results.by_name
        found = {name: quantities.get(f"scenario.{scenario}.{name}") for name in self.assumed}
        return {name: quantity.value for name, quantity in found.items() if quantity}
