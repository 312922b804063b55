"""Turns the name of an assumption into the cell that other sheets take it from."""

from generator.outputs.workbook.nouns import fixed_place
from generator.outputs.workbook.subject import Subject

FIRST_COLUMN = 2
"""Column of the first scenario, or of year 0: after the label and the unit."""
FIRST_ROW = 2
"""Row of the first assumption in the sheet of scenarios: after the titles and the notes."""


def locate_assumption(subject: Subject, scenario: str, assumption: str) -> str:
    """Name the cell that holds what a scenario assumes."""
    row = FIRST_ROW + list(subject.units).index(assumption)
    column = FIRST_COLUMN + subject.scenarios.index(scenario)
    return fixed_place(subject.sheet("scenarios"), row, column)
