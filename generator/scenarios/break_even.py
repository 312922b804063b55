"""Turns scenarios into the value of each assumption at which they neither gain nor lose.

All other assumptions are kept. The profit is linear, so its root is exact; the net present value is
scanned over the assumption's range in float64, and its roots are found between the points scanned.

A scenario that sets or scales an assumption has a value of its own for it. The break-even is what
that value would have to be, not the one it was made from, and the range is the assumption's own
from `low` to `high`, moved in proportion.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from generator.results import BreakEven, Label, Quantity
from generator.scenarios import horizon, profit
from generator.scenarios.nouns import MEASURES, ScenarioInputs, from_float, make_origin, scale_range
from generator.scenarios.profit import CONTEXT, Values
from generator.scenarios.years import count_words

_N_INTERVALS = 400
_TIGHTEST = 8.9e-16
"""The tolerance below which brentq does not go: four units in the last place."""

_RISING = ("revenue", "open_source_revenue")
"""Assumptions with which the profit rises, unit by unit; with the other two it falls."""


def make_break_evens(inputs: ScenarioInputs) -> tuple[BreakEven, ...]:
    """Find the break-even of each assumption in each scenario, of the profit and over the years."""
    measures = ("profit", "npv") if inputs.has_years else ("profit",)
    return tuple(
        _make_break_even(inputs, scenario, assumption, measure)
        for scenario in inputs.named
        for measure in measures
        for assumption in MEASURES[measure]
    )


def _make_break_even(
    inputs: ScenarioInputs, scenario: str, assumption: str, measure: str
) -> BreakEven:
    values = inputs.values[scenario]
    low, high = scale_range(inputs.assumed[assumption], values[assumption])
    if measure == "profit":
        roots = find_profit_root(values, assumption, (low, high))
    else:
        roots = find_npv_roots(values, assumption, (low, high), inputs.n_years)
    return BreakEven(
        scenario=scenario,
        assumption=assumption,
        measure=measure,
        low=low,
        high=high,
        roots=roots,
    )


def find_profit_root(
    values: Values, assumption: str, bounds: tuple[Decimal, Decimal]
) -> tuple[Decimal, ...]:
    """Find where R + S − C − P is zero, exactly; nothing where that lies out of bounds.

    Units: 万元.
    """
    now = profit.work_out(values)["profit"]
    step = CONTEXT.minus(now) if assumption in _RISING else now
    root = CONTEXT.add(values[assumption], step)
    return (root,) if bounds[0] <= root <= bounds[1] else ()


def find_npv_roots(
    values: Values, assumption: str, bounds: tuple[Decimal, Decimal], n_years: int
) -> tuple[Decimal, ...]:
    """Find where the net present value is zero; where it is zero throughout, both bounds.

    Units: those of the assumption; 12 significant digits.
    """
    import numpy as np

    kept = {name: float(value) for name, value in values.items()}

    def npv_at(value: float) -> float:
        return horizon.net_present_value({**kept, assumption: value}, n_years)

    low, high = (float(each) for each in bounds)
    points = np.unique(np.linspace(low, high, _N_INTERVALS + 1))
    arrays = {name: np.full_like(points, value) for name, value in kept.items()}
    heights = horizon.net_present_value({**arrays, assumption: points}, n_years)
    if not np.any(heights):
        return tuple(dict.fromkeys(from_float(each) for each in (low, high)))
    return find_roots(npv_at, points.tolist(), heights.tolist())


def find_roots(
    function: Callable[[float], float], points: Sequence[float], heights: Sequence[float]
) -> tuple[Decimal, ...]:
    """Find where a function is zero: at one of the points, or between two of unlike sign.

    `heights` are the function's values at the points.

    Source: Brent 1973, "Algorithms for Minimization without Derivatives", chapter 4.
    """
    roots = [point for point, height in zip(points, heights, strict=True) if height == 0]
    crossed = [
        (points[n], points[n + 1])
        for n, (left, right) in enumerate(pairwise(heights))
        if left * right < 0
    ]
    if crossed:
        from scipy.optimize import brentq

        roots += [
            brentq(function, left, right, xtol=_TIGHTEST * (right - left), rtol=_TIGHTEST)
            for left, right in crossed
        ]
    return tuple(dict.fromkeys(from_float(each) for each in sorted(roots)))


def list_break_even_quantities(
    found: Sequence[BreakEven], units: Mapping[str, str]
) -> Iterator[Quantity]:
    """Name each break-even of which there is just one; `units` are those of the assumptions."""
    for each in found:
        if len(each.roots) == 1:
            function = find_profit_root if each.measure == "profit" else find_npv_roots
            yield Quantity(
                name=_name(each),
                value=each.roots[0],
                unit=units[each.assumption],
                origin=make_origin(function, *_sources(each)),
            )


def list_break_even_labels(found: Sequence[BreakEven]) -> Iterator[Label]:
    """Say of each assumption, scenario and measure how many break-evens lie in range."""
    for each in found:
        function = find_profit_root if each.measure == "profit" else find_npv_roots
        words = f"break_even.{count_words(each.roots)}"
        origin = make_origin(function, *_sources(each))
        yield Label(name=f"{_name(each)}.kind", words=words, origin=origin)


def _name(each: BreakEven) -> str:
    return f"break_even.{each.scenario}.{each.assumption}.{each.measure}"


def _sources(each: BreakEven) -> tuple[str, ...]:
    return tuple(f"scenario.{each.scenario}.{name}" for name in MEASURES[each.measure])
