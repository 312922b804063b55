"""Turns assumptions and results into a workbook for each language, in which formulas are live."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from generator.cache import Cache, fingerprint_of
from generator.errors import ReportError, raise_if_any
from generator.inputs.nouns import Inputs, Language
from generator.outputs.nouns import Finished
from generator.outputs.versions import package_versions
from generator.outputs.workbook.assumptions import make_about, make_assumptions, name_assumptions
from generator.outputs.workbook.decision import make_decision
from generator.outputs.workbook.findings import make_risk, make_sensitivity
from generator.outputs.workbook.nouns import Book, Sheet
from generator.outputs.workbook.proof import compare_book
from generator.outputs.workbook.scenarios import make_scenarios
from generator.outputs.workbook.subject import Subject
from generator.outputs.workbook.writing import make_file
from generator.outputs.workbook.years import make_years
from generator.remembering import remembered
from generator.results import Results

__all__ = ["check_workbooks", "make_book", "make_workbooks"]

_CODE = Path(__file__).with_name("writing.py")


def make_workbooks(finished: Finished, cache: Cache) -> Iterator[tuple[str, bytes]]:
    """Make the workbook of each language, by its file's name, and prove it before it is kept.

    Raises: Problems, when a file is not its workbook; ReportError, when words are missing, or a
    sheet's title cannot be one.
    """
    inputs, results = finished.inputs, finished.results
    for language, _document in finished.languages if results.outcomes else ():
        name = f"report.{language.code}.xlsx"
        book = _make_book(inputs, results, language)
        key = fingerprint_of(repr(book), _CODE.read_bytes(), *package_versions(("xlsxwriter",)))
        content = cache.read("workbook", key)
        if content is None:
            content = make_file(book)
            raise_if_any(compare_book(name, book, content))
            cache.write("workbook", key, content)
        yield name, content


def check_workbooks(inputs: Inputs, results: Results) -> list[ReportError]:
    """Find what would stop the workbooks, such as words that a language lacks."""
    problems: list[ReportError] = []
    for language in inputs.languages if results.outcomes else ():
        try:
            _make_book(inputs, results, language)
        except ReportError as error:
            problems.append(error)
    return problems


def _make_book(inputs: Inputs, results: Results, language: Language) -> Book:
    return make_book(inputs.without_prose(), results, replace(language, sections=()))


@remembered(lambda _inputs, _results, language: language.code)
def make_book(inputs: Inputs, results: Results, language: Language) -> Book:
    """Lay out the workbook of one language; what was not worked out has no sheet.

    Raises: ReportError, when words are missing.
    """
    subject = Subject(inputs=inputs, results=results, language=language)
    sheets = dict(_sheets(subject))
    return Book(
        language=language.code,
        title=language.title,
        authors=", ".join(inputs.report.authors),
        created=inputs.report.date.isoformat(),
        font=subject.word("font"),
        number_scale=language.strings.number_scale,
        sheets=(make_about(subject, tuple(sheets)), *sheets.values()),
        names=name_assumptions(subject),
    )


def _sheets(subject: Subject) -> Iterator[tuple[str, Sheet]]:
    results = subject.results
    yield "assumptions", make_assumptions(subject)
    yield "scenarios", make_scenarios(subject)
    if subject.horizons:
        yield "years", make_years(subject)
    if results.risks:
        yield "risk", make_risk(subject)
    if results.swings or results.sobol_indices or results.grids:
        yield "sensitivity", make_sensitivity(subject)
    if results.decisions:
        yield "decision", make_decision(subject)
