"""Turns the years of each scenario into a sheet: adopters, cash flows, what they are worth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from generator.outputs.workbook.nouns import (
    Cell,
    Row,
    Sheet,
    fixed_place,
    head,
    place,
    quote,
    span,
    words,
)
from generator.outputs.workbook.places import FIRST_COLUMN, locate_assumption
from generator.outputs.workbook.subject import MONEY, Subject
from generator.results import Horizon
from generator.scenarios.horizon import discount
from generator.scenarios.profit import CONTEXT
from generator.scenarios.returns import count_turns

Values = Mapping[str, Decimal]
Series = tuple[Decimal, ...]

_ZERO = Decimal(0)
_LEAST_RATE = Decimal("-0.99")
"""Below this rate spreadsheets search in vain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One row of years; names in braces are rows, `before-` a row the year before, assumptions."""

    id: str
    unit: str = MONEY
    first: str
    """Formula of year 0; a number where there is nothing to work out."""
    later: str
    look: str = "figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One number of all years; `all-`, `early-` and `late-` are a row's years, `last-` its end."""

    id: str
    unit: str
    formula: str


_LINES = (
    _Line(
        id="adopters",
        unit="count",
        first="0",
        later=(
            "=IF({market}=0,0,{before-adopters}+({innovation}+{imitation}"
            "*({before-adopters}/{market}))*({market}-{before-adopters}))"
        ),
    ),
    _Line(
        id="open-source-revenue",
        first="={adopters}*{conversion}*{revenue_per_customer}",
        later="={adopters}*{conversion}*{revenue_per_customer}",
    ),
    _Line(id="own-revenue", first="0", later="={revenue}"),
    _Line(id="own-cost", first="0", later="={cost}"),
    _Line(id="open-source-cost", first="={open_source_cost}", later="={open_source_cost}*{upkeep}"),
    _Line(
        id="cash-flow",
        first="={own-revenue}+{open-source-revenue}-{own-cost}-{open-source-cost}",
        later="={own-revenue}+{open-source-revenue}-{own-cost}-{open-source-cost}",
        look="total",
    ),
    _Line(
        id="sign",
        unit="sign",
        first="=SIGN({cash-flow})",
        later="=IF({cash-flow}=0,{before-sign},SIGN({cash-flow}))",
    ),
    _Line(id="cumulative", first="={cash-flow}", later="={before-cumulative}+{cash-flow}"),
    _Line(id="factor", unit="factor", first="1", later="={before-factor}*(1+{discount_rate})"),
    _Line(id="discounted", first="={cash-flow}/{factor}", later="={cash-flow}/{factor}"),
    _Line(
        id="discounted-cumulative",
        first="={discounted}",
        later="={before-discounted-cumulative}+{discounted}",
    ),
    _Line(
        id="crossing",
        unit="crossing",
        first="0",
        later=(
            "=IF(AND({before-cumulative}<0,{cumulative}>=0),"
            "{before-year}-{before-cumulative}/{cash-flow},0)"
        ),
    ),
    _Line(
        id="discounted-crossing",
        unit="crossing",
        first="0",
        later=(
            "=IF(AND({before-discounted-cumulative}<0,{discounted-cumulative}>=0),"
            "{before-year}-{before-discounted-cumulative}/{discounted},0)"
        ),
    ),
)

_PAYBACK = "=IF(MIN({all-SUM})>=0,{nothing},IF({last-SUM}<0,{none},MAX({all-CROSSING})))"

TOTALS = (
    Total(id="npv", unit=MONEY, formula="={last-discounted-cumulative}"),
    Total(
        id="irr",
        unit="rate",
        formula=(
            '=IF(OR(COUNTIF({all-cash-flow},"<0")=0,COUNTIF({all-cash-flow},">0")=0),{none},'
            "IF(OR(SUMPRODUCT(({early-sign}*{late-sign}<0)*1)>1,"
            "{last-sign}*SUMPRODUCT({all-cash-flow},100^{all-year})<0),{open},"
            "IFERROR({rate},{open})))"
        ),
    ),
    Total(
        id="payback",
        unit="year",
        formula=_PAYBACK.replace("SUM}", "cumulative}").replace("CROSSING", "crossing"),
    ),
    Total(
        id="discounted-payback",
        unit="year",
        formula=_PAYBACK.replace("SUM}", "discounted-cumulative}").replace(
            "CROSSING", "discounted-crossing"
        ),
    ),
)
_START = Total(
    id="irr-start",
    unit="factor",
    formula=(
        "=IF({last-sign}*SUM({all-cash-flow})>=0,"
        "MAX(0,IFERROR(-{next-cash-flow}/{cash-flow}-1,0)),"
        "IF({last-sign}*SUMPRODUCT({all-cash-flow},2^{all-year})>=0,-0.5,"
        "IF({last-sign}*SUMPRODUCT({all-cash-flow},10^{all-year})>=0,-0.9,-0.99)))"
    ),
)
_BLOCK = ("", *(line.id for line in _LINES), *(total.id for total in TOTALS), _START.id, " ")
"""The rows of one scenario: its title, a row for each line and total, and an empty one."""


def make_years(subject: Subject) -> Sheet:
    """Make the sheet, a block of rows for each scenario."""
    n_years = max(len(each.cash_flows) for each in subject.horizons.values())
    years = (Cell(value=Decimal(year), look="number-head", unit="whole") for year in range(n_years))
    rows: list[Row] = [(head(subject.word("head.year")), head(subject.word("head.unit")), *years)]
    with localcontext(CONTEXT):
        for scenario, horizon in subject.horizons.items():
            rows += _block_rows(subject, scenario, horizon)
    return Sheet(title=subject.sheet("years"), rows=tuple(rows), n_head_columns=2)


def link_total(subject: Subject, scenario: str, total: Total) -> Cell:
    """Make a cell of another sheet that points to a total."""
    row = _row(subject, scenario, total.id)
    value = _total_values(subject, subject.horizons[scenario])[total.id]
    source = fixed_place(subject.sheet("years"), row, FIRST_COLUMN)
    return subject.figure(value, total.unit, formula=f"={source}")


def _row(subject: Subject, scenario: str, line: str) -> int:
    block = list(subject.horizons).index(scenario)
    return 1 + block * len(_BLOCK) + _BLOCK.index(line)


def _block_rows(subject: Subject, scenario: str, horizon: Horizon) -> Iterator[Row]:
    values = _line_values(horizon, subject.values[scenario])
    named = _name_cells(subject, scenario, len(horizon.cash_flows))
    yield (words(subject.title("scenario", scenario), "block"),)
    for line in _LINES:
        cells = (
            _figure(subject, line, value, (line.later if year else line.first, named[year]))
            for year, value in enumerate(values[line.id])
        )
        yield words(subject.word(f"row.{line.id}")), subject.unit(line.unit), *cells
    totals = _total_values(subject, horizon)
    for total in (*TOTALS, _START):
        formula = total.formula.format_map(named[0])
        look = "total" if total.id == "npv" else "figure"
        cell = subject.figure(totals[total.id], total.unit, formula=formula, look=look)
        yield words(subject.word(f"row.{total.id}")), subject.unit(total.unit), cell
    yield ()


def _figure(
    subject: Subject, line: _Line, value: Decimal, filled: tuple[str, Mapping[str, str]]
) -> Cell:
    formula, named = filled
    live = formula.format_map(named) if formula.startswith("=") else ""
    return subject.figure(value, line.unit, formula=live, look=line.look)


def _name_cells(subject: Subject, scenario: str, n_years: int) -> tuple[Mapping[str, str], ...]:
    """Say for each year what the names in the formulas of one scenario's block stand for."""
    columns = range(FIRST_COLUMN, FIRST_COLUMN + n_years)
    rows = {"year": 0, **{line.id: _row(subject, scenario, line.id) for line in _LINES}}
    start = place(_row(subject, scenario, _START.id), FIRST_COLUMN)
    shared = {
        **{name: locate_assumption(subject, scenario, name) for name in subject.units},
        **{f"all-{name}": span(row, columns) for name, row in rows.items()},
        **{f"early-{name}": span(row, columns[:-1]) for name, row in rows.items()},
        **{f"late-{name}": span(row, columns[1:]) for name, row in rows.items()},
        **{f"last-{name}": place(row, columns[-1]) for name, row in rows.items()},
        **{f"next-{name}": place(row, columns[1]) for name, row in rows.items()},
        "rate": f"IRR({span(rows['cash-flow'], columns)},{start})",
        "none": quote(subject.word("none")),
        "nothing": quote(subject.word("nothing-to-pay-back")),
        "open": quote(subject.word("open-rate")),
    }
    return tuple(
        {
            **shared,
            **{name: place(row, column) for name, row in rows.items()},
            **{f"before-{name}": place(row, column - 1) for name, row in rows.items()},
        }
        for column in columns
    )


def _line_values(horizon: Horizon, values: Values) -> Mapping[str, Series]:
    """Give every row's numbers: those of the results, and the steps between them."""
    later = range(1, len(horizon.cash_flows))
    upfront, rate = values["open_source_cost"], values["discount_rate"]
    factors = [Decimal(1)]
    for _ in later:
        factors.append(factors[-1] * (1 + rate))
    discounted = discount(horizon.cash_flows, rate)
    return {
        "adopters": horizon.adopters,
        "open-source-revenue": horizon.open_source_revenues,
        "own-revenue": (_ZERO, *(values["revenue"] for _ in later)),
        "own-cost": (_ZERO, *(values["cost"] for _ in later)),
        "open-source-cost": (upfront, *(upfront * values["upkeep"] for _ in later)),
        "cash-flow": horizon.cash_flows,
        "sign": _find_signs(horizon.cash_flows),
        "cumulative": horizon.cumulative,
        "factor": tuple(factors),
        "discounted": discounted,
        "discounted-cumulative": horizon.discounted_cumulative,
        "crossing": _crossings(horizon.cash_flows, horizon.cumulative),
        "discounted-crossing": _crossings(discounted, horizon.discounted_cumulative),
    }


def _find_signs(flows: Series) -> Series:
    """Say for each year whether money comes or goes; a year of neither is like the one before."""
    signs = [_ZERO]
    for each in flows:
        signs.append(Decimal(1).copy_sign(each) if each else signs[-1])
    return tuple(signs[1:])


def _crossings(flows: Series, sums: Series) -> Series:
    """Say for each year in which the sum comes up to zero when that is; 0 for the others."""
    return (
        _ZERO,
        *(
            year - 1 - before / flows[year] if before < 0 <= sums[year] else _ZERO
            for year, before in enumerate(sums[:-1], start=1)
        ),
    )


def _total_values(subject: Subject, horizon: Horizon) -> Mapping[str, Decimal | str]:
    return {
        "npv": horizon.npv,
        "irr": _find_rate(subject, horizon),
        "payback": _find_payback(subject, horizon.payback, horizon.cumulative),
        "discounted-payback": _find_payback(
            subject, horizon.discounted_payback, horizon.discounted_cumulative
        ),
        _START.id: _find_start(horizon.cash_flows),
    }


def _find_payback(subject: Subject, found: Series, sums: Series) -> Decimal | str:
    if found:
        return found[0]
    return subject.word("none" if sums[-1] < 0 else "nothing-to-pay-back")


def _find_rate(subject: Subject, horizon: Horizon) -> Decimal | str:
    """Give the rate, where no other is possible: a spreadsheet finds one and does not say."""
    is_low = any(rate < _LEAST_RATE for rate in horizon.irr)
    if is_low or count_turns(horizon.cash_flows) > 1:
        return subject.word("open-rate")
    return next(iter(horizon.irr), subject.word("none"))


def _find_start(flows: Series) -> Decimal:
    """Find where the search for the rate starts: to the left of it, where Newton's method is sure.

    The sums of the flows, and of the flows times 2 or 10 from year to year, are what they are worth
    today at rates of 0, −50 % and −90 %. No rate is below that of the first year by itself.
    """
    last_sign = _find_signs(flows)[-1]
    if last_sign * sum(flows) >= 0:
        return max(_ZERO, -flows[1] / flows[0] - 1) if flows[0] else _ZERO
    for times, start in ((2, "-0.5"), (10, "-0.9")):
        if last_sign * sum(each * times**year for year, each in enumerate(flows)) >= 0:
            return Decimal(start)
    return _LEAST_RATE
