"""Turns scenarios into a sheet with a column for each: what it assumes, and what that comes to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from generator.outputs.workbook.nouns import Cell, Row, Sheet, head, number_head, place, words
from generator.outputs.workbook.places import FIRST_COLUMN, FIRST_ROW, locate_assumption
from generator.outputs.workbook.subject import MONEY, Subject
from generator.outputs.workbook.years import TOTALS, link_total
from generator.results import Outcome
from generator.scenarios.profit import CONTEXT, REFERENCE

_Column = tuple[Outcome, Mapping[str, str]]
"""A scenario's outcome, and its cells by the names of lines and assumptions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of the calculation; its id has hyphens, so that no assumption is called so."""

    id: str
    formula: str
    """Names in braces are lines and assumptions, in the same column."""
    value: Callable[[Outcome], Decimal]
    look: str = "figure"


_LINES = (
    _Line(
        id="adjusted-revenue",
        formula="={revenue}+{open_source_revenue}",
        value=lambda outcome: outcome.adjusted_revenue,
    ),
    _Line(
        id="adjusted-cost",
        formula="={cost}+{open_source_cost}",
        value=lambda outcome: outcome.adjusted_cost,
    ),
    _Line(
        id="scenario-profit",
        formula="={adjusted-revenue}-{adjusted-cost}",
        value=lambda outcome: outcome.profit,
        look="total",
    ),
    _Line(
        id="break-even",
        formula="={adjusted-cost}-{revenue}",
        value=lambda outcome: outcome.break_even_open_source_revenue,
    ),
)
_WATERFALL = (
    _Line(id="fall-revenue", formula="={revenue}", value=lambda outcome: outcome.revenue),
    _Line(
        id="fall-open-source-revenue",
        formula="={open_source_revenue}",
        value=lambda outcome: outcome.open_source_revenue,
    ),
    _Line(id="fall-cost", formula="=-{cost}", value=lambda outcome: -outcome.cost),
    _Line(
        id="fall-open-source-cost",
        formula="=-{open_source_cost}",
        value=lambda outcome: -outcome.open_source_cost,
    ),
    _Line(
        id="fall-profit",
        formula="=SUM({fall-revenue}:{fall-open-source-cost})",
        value=lambda outcome: outcome.profit,
        look="total",
    ),
)


def make_scenarios(subject: Subject) -> Sheet:
    """Make the sheet; a scenario's own number is an input, any other assumption a formula."""
    outcomes = {each.scenario: each for each in subject.results.outcomes}
    columns = [
        (outcomes[name], _name_cells(subject, FIRST_COLUMN + index))
        for index, name in enumerate(subject.scenarios)
    ]
    titles = [number_head(subject.title("scenario", name)) for name in subject.scenarios]
    notes = [words(subject.language.strings[f"scenario.{n}.note"]) for n in subject.scenarios]
    rows: list[Row] = [
        (head(subject.word("head.scenario")), head(subject.word("head.unit")), *titles),
        (words(subject.word("row.note")), None, *notes),
        *_assumption_rows(subject),
    ]
    with localcontext(CONTEXT):
        rows += [_line_row(subject, line, columns) for line in _LINES]
        rows += _change_row(subject, columns)
        rows += [(), (words(subject.word("head.waterfall"), "block"),)]
        rows += [_line_row(subject, line, columns) for line in _WATERFALL]
    rows += _year_rows(subject)
    return Sheet(
        title=subject.sheet("scenarios"), rows=tuple(rows), n_head_columns=2, widest=(40, 20)
    )


def _name_cells(subject: Subject, column: int) -> Mapping[str, str]:
    """Say which cell of a column each assumption and each line stands in."""
    lines = [line.id for line in _LINES]
    if REFERENCE in subject.scenarios:
        lines.append("profit-change")
    names = [*subject.assumed, *lines, "", "waterfall", *(line.id for line in _WATERFALL)]
    return {name: place(FIRST_ROW + index, column) for index, name in enumerate(names)}


def _assumption_rows(subject: Subject) -> Iterator[Row]:
    for assumption in subject.inputs.assumptions:
        yield (
            words(subject.title("assumption", assumption.name)),
            subject.unit(assumption.unit),
            *(_assume(subject, name, assumption.name) for name in subject.scenarios),
        )


def _assume(subject: Subject, scenario: str, assumption: str) -> Cell:
    """Give a scenario's own number, or point to where it takes the number from, and scale that."""
    known = subject.by_name[scenario]
    unit = subject.units[assumption]
    value = subject.values[scenario][assumption]
    if assumption in dict(known.changes):
        return subject.figure(value, unit, look="input")
    if known.base in subject.scenarios:
        source = locate_assumption(subject, known.base, assumption)
    else:
        source = subject.name_of(assumption)
    factor = dict(known.factors).get(assumption)
    scaled = f"*{factor:f}" if factor is not None else ""
    return subject.figure(value, unit, formula=f"={source}{scaled}")


def _line_row(subject: Subject, line: _Line, columns: Sequence[_Column]) -> Row:
    cells = (
        subject.figure(
            line.value(outcome), MONEY, formula=line.formula.format_map(cells), look=line.look
        )
        for outcome, cells in columns
    )
    return words(subject.word(f"row.{line.id}")), subject.unit(MONEY), *cells


def _change_row(subject: Subject, columns: Sequence[_Column]) -> Iterator[Row]:
    if REFERENCE not in subject.scenarios:
        return
    reference, cells = columns[subject.scenarios.index(REFERENCE)]
    line = _Line(
        id="profit-change",
        formula=f"={{scenario-profit}}-${cells['scenario-profit']}",
        value=lambda outcome: outcome.profit - reference.profit,
    )
    yield _line_row(subject, line, columns)


def _year_rows(subject: Subject) -> Iterator[Row]:
    """Say beside the sums of one year what all years come to, where they were worked out."""
    if not subject.horizons:
        return
    yield ()
    yield (words(subject.word("head.years"), "block"),)
    for total in TOTALS:
        cells = (
            link_total(subject, name, total) if name in subject.horizons else None
            for name in subject.scenarios
        )
        yield words(subject.word(f"row.{total.id}")), subject.unit(total.unit), *cells
