"""Turns what each scenario assumes into its years, and these into named quantities."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from generator.results import Horizon, Label, Quantity
from generator.scenarios import horizon
from generator.scenarios.nouns import ScenarioInputs, make_origin
from generator.scenarios.profit import CONTEXT, Values
from generator.scenarios.returns import find_internal_rates


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row of a horizon: what its numbers are called, and what they are made from."""

    name: str
    field: str
    unit: str = "wan_yuan"
    function: Callable[..., object]
    goes_on: bool = False
    """Whether a year is made from the year before."""
    rows: tuple[str, ...] = ()
    """Rows whose number of the same year enters."""
    assumptions: tuple[str, ...] = ()


_ROWS = (
    _Row(
        name="adopters",
        field="adopters",
        unit="count",
        function=horizon.adopt,
        goes_on=True,
        assumptions=("market", "innovation", "imitation"),
    ),
    _Row(
        name="open_source_revenue",
        field="open_source_revenues",
        function=horizon.earn,
        rows=("adopters",),
        assumptions=("conversion", "revenue_per_customer"),
    ),
    _Row(
        name="cash_flow",
        field="cash_flows",
        function=horizon.flow,
        rows=("open_source_revenue",),
        assumptions=("revenue", "cost", "open_source_cost", "upkeep"),
    ),
    _Row(
        name="cumulative",
        field="cumulative",
        function=horizon.accumulate,
        goes_on=True,
        rows=("cash_flow",),
    ),
    _Row(
        name="discounted_cumulative",
        field="discounted_cumulative",
        function=horizon.discount,
        goes_on=True,
        rows=("cash_flow",),
        assumptions=("discount_rate",),
    ),
)


def make_horizons(inputs: ScenarioInputs) -> tuple[Horizon, ...]:
    """Work out the years of every scenario; none where an assumption that they need is missing."""
    if not inputs.has_years:
        return ()
    return tuple(make_horizon(name, inputs.values[name], inputs.n_years) for name in inputs.named)


def make_horizon(scenario: str, values: Values, n_years: int) -> Horizon:
    """Work out the years of one scenario, every digit in the arithmetic of the scenarios."""
    with localcontext(CONTEXT):
        adopters = horizon.adopt(values, n_years)
        revenues = horizon.earn(adopters, values)
        flows = horizon.flow(revenues, values)
        worths = horizon.discount(flows, values["discount_rate"])
        sums = horizon.accumulate(worths)
        return Horizon(
            scenario=scenario,
            adopters=adopters,
            open_source_revenues=revenues,
            cash_flows=flows,
            cumulative=horizon.accumulate(flows),
            discounted_cumulative=sums,
            npv=sums[-1],
            irr=find_internal_rates(flows),
            payback=horizon.payback(flows),
            discounted_payback=horizon.payback(worths),
        )


def list_year_quantities(horizons: Sequence[Horizon], inputs: ScenarioInputs) -> Iterator[Quantity]:
    """Name every number of every year, with what it was made from."""
    for each in horizons:
        yield from _rows(each)
        yield from _figures(each)
        yield from _first_year_above(each, inputs.values[each.scenario]["open_source_revenue"])


def list_year_labels(horizons: Sequence[Horizon], inputs: ScenarioInputs) -> Iterator[Label]:
    """Say of each scenario whether it pays back, at how many rates, and whether S is reached."""
    for each in horizons:
        prefix = f"scenario.{each.scenario}"
        flows = tuple(f"{prefix}.cash_flow.year_{year}" for year in range(len(each.cash_flows)))
        discounted = (*flows, f"{prefix}.discount_rate")
        paid = _describe_payback(each.payback, each.cumulative)
        later_paid = _describe_payback(each.discounted_payback, each.discounted_cumulative)
        found = (
            ("irr", f"irr.{count_words(each.irr)}", find_internal_rates, flows),
            ("payback", paid, horizon.payback, flows),
            ("discounted_payback", later_paid, horizon.payback, discounted),
        )
        for field, words, function, sources in found:
            origin = make_origin(function, *sources)
            yield Label(name=f"{prefix}.{field}_kind", words=words, origin=origin)
        yield _label_first_year(each, inputs.values[each.scenario]["open_source_revenue"])


def _describe_payback(found: Sequence[Decimal], sums: Sequence[Decimal]) -> str:
    """Tell apart what is paid back, what is not, and what never had to be."""
    if found:
        return "payback.some"
    return "payback.none" if sums[-1] < 0 else "payback.nothing"


def count_words(roots: Sequence[Decimal]) -> str:
    """Tell none, one and several apart."""
    return "none" if not roots else "one" if len(roots) == 1 else "several"


def _rows(each: Horizon) -> Iterator[Quantity]:
    prefix = f"scenario.{each.scenario}"
    for row in _ROWS:
        for year, value in enumerate(getattr(each, row.field)):
            sources = (
                *((f"{row.name}.year_{year - 1}",) if row.goes_on and year else ()),
                *(f"{name}.year_{year}" for name in row.rows),
                *row.assumptions,
            )
            origin = make_origin(row.function, *(f"{prefix}.{name}" for name in sources))
            name = f"{prefix}.{row.name}.year_{year}"
            yield Quantity(name=name, value=value, unit=row.unit, origin=origin)


def _figures(each: Horizon) -> Iterator[Quantity]:
    """Name what stands for all years at once; a rate or a payback only where there is just one."""
    prefix = f"scenario.{each.scenario}"
    years = range(len(each.cash_flows))
    flows = tuple(f"{prefix}.cash_flow.year_{year}" for year in years)
    discounted = (*flows, f"{prefix}.discount_rate")
    last = f"{prefix}.discounted_cumulative.year_{years[-1]}"
    found = (
        ("npv", (each.npv,), "wan_yuan", make_origin(horizon.net_present_value, last)),
        ("irr", each.irr, "ratio", make_origin(find_internal_rates, *flows)),
        ("payback", each.payback, "year", make_origin(horizon.payback, *flows)),
        (
            "discounted_payback",
            each.discounted_payback,
            "year",
            make_origin(horizon.payback, *discounted),
        ),
    )
    for field, values, unit, origin in found:
        if len(values) == 1:
            name = f"{prefix}.{field}"
            yield Quantity(name=name, value=values[0], unit=unit, origin=origin)


def find_first_year_above(revenues: Sequence[Decimal], expected: Decimal) -> int | None:
    """Find the first year whose open-source revenue reaches what was expected of one year.

    Where nothing was expected, no year reaches it.

    Units: 万元.
    """
    if expected <= 0:
        return None
    return next((year for year, each in enumerate(revenues) if each >= expected), None)


def _label_first_year(each: Horizon, expected: Decimal) -> Label:
    prefix = f"scenario.{each.scenario}"
    row = f"{prefix}.open_source_revenue"
    years = (f"{row}.year_{year}" for year in range(len(each.cash_flows)))
    is_reached = find_first_year_above(each.open_source_revenues, expected) is not None
    return Label(
        name=f"{prefix}.first_year_above_s_kind",
        words="first_year_above_s.some" if is_reached else "first_year_above_s.none",
        origin=make_origin(find_first_year_above, row, *years),
    )


def _first_year_above(each: Horizon, expected: Decimal) -> Iterator[Quantity]:
    prefix = f"scenario.{each.scenario}"
    year = find_first_year_above(each.open_source_revenues, expected)
    if year is None:
        return
    row = f"{prefix}.open_source_revenue"
    sources = (f"{row}.year_{each}" for each in range(year + 1))
    origin = make_origin(find_first_year_above, row, *sources)
    name = f"{prefix}.first_year_above_s"
    yield Quantity(name=name, value=Decimal(year), unit="year", origin=origin)
