"""Turns risk and sensitivity into sheets of values: a spreadsheet does not draw them again."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from generator.outputs.workbook.nouns import Row, Sheet, head, number_head, words
from generator.outputs.workbook.subject import MONEY, Subject
from generator.results import Grid, Risk, SobolIndex, Swing

_RISK_COLUMNS: tuple[tuple[str, str, Callable[[Risk], Decimal]], ...] = (
    ("draws", "count", lambda risk: Decimal(risk.n_draws)),
    ("mean", MONEY, lambda risk: risk.mean),
    ("mean-error", MONEY, lambda risk: risk.mean_error),
    ("deviation", MONEY, lambda risk: risk.deviation),
    ("p5", MONEY, lambda risk: risk.p5),
    ("p25", MONEY, lambda risk: risk.p25),
    ("p50", MONEY, lambda risk: risk.p50),
    ("p75", MONEY, lambda risk: risk.p75),
    ("p95", MONEY, lambda risk: risk.p95),
    ("loss-share", "share", lambda risk: risk.loss_share),
    ("value-at-risk", MONEY, lambda risk: risk.value_at_risk),
    ("expected-shortfall", MONEY, lambda risk: risk.expected_shortfall),
)

_SOBOL_COLUMNS: tuple[tuple[str, Callable[[SobolIndex], Decimal]], ...] = (
    ("first", lambda index: index.first),
    ("first-low", lambda index: index.first_low),
    ("first-high", lambda index: index.first_high),
    ("total", lambda index: index.total),
    ("total-low", lambda index: index.total_low),
    ("total-high", lambda index: index.total_high),
)


def make_risk(subject: Subject) -> Sheet:
    """Make the sheet of distributions, a row for each measure of each scenario."""
    names = ("scenario", "measure", *(name for name, _, _ in _RISK_COLUMNS))
    heads = _heads(subject, names, n_words=2)
    rows = (
        (
            words(subject.title("scenario", risk.scenario)),
            words(subject.word(f"measure.{risk.measure}")),
            *(subject.figure(find(risk), unit) for _, unit, find in _RISK_COLUMNS),
        )
        for risk in subject.results.risks
    )
    return Sheet(title=subject.sheet("risk"), rows=(heads, *rows), n_head_columns=2)


def make_sensitivity(subject: Subject) -> Sheet:
    """Make the sheet of what matters most: tornado, Sobol indices, and a table of two ways."""
    results = subject.results
    tables = [_swing_rows(subject, results.swings)] if results.swings else []
    tables += [_sobol_rows(subject, results.sobol_indices)] if results.sobol_indices else []
    tables += [_grid_rows(subject, grid) for grid in results.grids]
    rows = [row for table in tables for row in (*table, ())]
    return Sheet(title=subject.sheet("sensitivity"), rows=tuple(rows), n_head_rows=0)


def _heads(subject: Subject, names: Sequence[str], *, n_words: int) -> Row:
    """Head columns, the first of which hold words and the others numbers."""
    texts = [subject.word(f"head.{name}") for name in names]
    return *map(head, texts[:n_words]), *map(number_head, texts[n_words:])


def _swing_rows(subject: Subject, swings: tuple[Swing, ...]) -> Iterator[Row]:
    names = ("swing", "scenario", "unit", "swing-low", "swing-high", "npv-at-low", "npv-at-high")
    yield _heads(subject, names, n_words=3)
    for swing in swings:
        unit = subject.units.get(swing.assumption, "ratio")
        yield (
            words(subject.title("assumption", swing.assumption)),
            words(subject.title("scenario", swing.scenario)),
            subject.unit(unit),
            subject.figure(swing.low, unit),
            subject.figure(swing.high, unit),
            subject.figure(swing.npv_at_low, MONEY),
            subject.figure(swing.npv_at_high, MONEY),
        )


def _sobol_rows(subject: Subject, indices: tuple[SobolIndex, ...]) -> Iterator[Row]:
    names = ("sobol", "scenario", *(name for name, _ in _SOBOL_COLUMNS))
    yield _heads(subject, names, n_words=2)
    for index in indices:
        yield (
            words(subject.title("assumption", index.assumption)),
            words(subject.title("scenario", index.scenario)),
            *(subject.figure(find(index), "index") for _, find in _SOBOL_COLUMNS),
        )


def _grid_rows(subject: Subject, grid: Grid) -> Iterator[Row]:
    """Give a title, a corner that says what goes down and what across, then the table."""
    down, across = (subject.units.get(name, "ratio") for name in (grid.row, grid.column))
    title = subject.word("head.grid")
    corner = {
        "{down}": subject.title("assumption", grid.row),
        "{across}": subject.title("assumption", grid.column),
        "{down_unit}": subject.word(f"unit.{down}"),
        "{across_unit}": subject.word(f"unit.{across}"),
    }
    said = subject.word("head.grid-corner")
    for mark, text in corner.items():
        said = said.replace(mark, text)
    yield (words(title.replace("{scenario}", subject.title("scenario", grid.scenario)), "block"),)
    yield head(said), *(subject.figure(v, across, look="number-head") for v in grid.column_values)
    for value, row in zip(grid.row_values, grid.npv, strict=True):
        yield (
            subject.figure(value, down, look="number-head"),
            *(subject.figure(each, MONEY) for each in row),
        )
