"""Turns the assumptions into a sheet of numbers to change, and the report's facts into the first.

Only here and in the scenarios does a reader type; every formula goes back to these cells.
"""

from collections.abc import Iterator

from generator.inputs.nouns import Assumption
from generator.locales import format_date, make_locale
from generator.outputs.workbook.nouns import Cell, Row, Sheet, fixed_place, head, number_head, words
from generator.outputs.workbook.subject import Subject

_HEADS = ("assumption", "value", "unit", "low", "high", "distribution", "name", "source")
_VALUE_COLUMN = _HEADS.index("value")


def make_about(subject: Subject, sheets: tuple[str, ...]) -> Sheet:
    """Make the sheet that says what the workbook is, and what of it is live."""
    strings = subject.language.strings
    report = subject.inputs.report
    locale = make_locale(subject.language.code, strings.number_scale, strings)
    facts = (
        (strings["ui.dated"], format_date(report.date, locale)),
        (subject.word("head.authors"), ", ".join(report.authors)),
        (strings["ui.licence"], report.licence),
        (subject.word("head.money"), subject.word("about.money")),
        (subject.word("head.inputs"), subject.word("about.inputs")),
    )
    rows: tuple[Row, ...] = (
        (words(subject.language.title, "title"),),
        *((head(name), words(text)) for name, text in facts if text),
        (),
        (head(subject.word("head.sheet")), head(subject.word("head.contents"))),
        *((words(subject.sheet(each)), words(subject.word(f"about.{each}"))) for each in sheets),
    )
    return Sheet(title=subject.sheet("about"), rows=rows, widest=(20, 90))


def make_assumptions(subject: Subject) -> Sheet:
    """Make the sheet of assumptions: what each is, its range, and where it comes from."""
    heads = tuple(_head(subject, name) for name in _HEADS)
    rows = (tuple(_cells(subject, each)) for each in subject.inputs.assumptions)
    return Sheet(title=subject.sheet("assumptions"), rows=(heads, *rows))


def name_assumptions(subject: Subject) -> dict[str, str]:
    """Say which cell each name in a formula stands for."""
    title = subject.sheet("assumptions")
    return {
        subject.name_of(name): fixed_place(title, row, _VALUE_COLUMN)
        for row, name in enumerate(subject.units, start=1)
    }


def _head(subject: Subject, name: str) -> Cell:
    text = subject.word(f"head.{name}")
    return number_head(text) if name in {"value", "low", "high"} else head(text)


def _cells(subject: Subject, assumption: Assumption) -> Iterator[Cell | None]:
    unit = assumption.unit
    source = f"source.{assumption.source}"
    yield words(subject.title("assumption", assumption.name))
    yield subject.figure(subject.assumed[assumption.name], unit, look="input")
    yield subject.unit(unit)
    for bound in (assumption.low, assumption.high):
        yield None if bound is None else subject.figure(bound, unit)
    yield words(subject.word(f"distribution.{assumption.distribution}"))
    yield words(subject.name_of(assumption.name))
    yield words(subject.language.strings[source]) if assumption.source else None
