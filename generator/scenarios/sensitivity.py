"""Turns the distributions of the assumptions into what each of them does to one scenario's value.

In float64 where draws are taken; swings and the grid of two are single values, in Decimal.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

from generator.results import Grid, Label, Origin, Quantity, SobolIndex, Swing
from generator.scenarios.horizon import net_present_value
from generator.scenarios.nouns import MEASURES, ScenarioInputs, from_float, make_origin, scale_range
from generator.scenarios.profit import CONTEXT, Values

if TYPE_CHECKING:
    from numpy import float64
    from numpy.random import Generator
    from numpy.typing import NDArray

    from generator.scenarios.distributions import Marginal

    Floats = NDArray[float64]
    Quantile = Callable[[Floats], Floats]

ASSUMPTIONS = MEASURES["npv"]
"""What the net present value depends on."""

N_POINTS = 8192
"""Points of each of the two samples that the indices compare; a power of two."""

N_RESAMPLES = 500
N_CELLS = 7
"""Rows and columns of the grid of two assumptions."""

_LEVEL = (0.025, 0.975)
"""Quantiles that bound a confidence interval of 95 %."""

_RESAMPLES_AT_ONCE = 100
_EXTRA_DIGITS = 2
"""Digits of a printed end below the first digit of the range, and of the grid's values below that
of the step between two of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """What moves the value of one scenario."""

    swings: tuple[Swing, ...] = ()
    sobol_indices: tuple[SobolIndex, ...] = ()
    grids: tuple[Grid, ...] = ()
    seed: int = 0
    leaves_correlations_out: bool = False
    """Whether assumptions are correlated elsewhere: the indices are defined without that."""


def analyse_sensitivity(inputs: ScenarioInputs) -> Sensitivity:
    """Take apart the scenario that the settings of risk name; nothing where there are none."""
    if inputs.risk is None or not inputs.has_years:
        return Sensitivity()
    indices = make_sobol_indices(inputs, inputs.risk.scenario, inputs.risk.seed)
    return Sensitivity(
        swings=make_swings(inputs, inputs.risk.scenario),
        sobol_indices=indices,
        grids=make_grids(inputs, rank_indices(indices)),
        seed=inputs.risk.seed,
        leaves_correlations_out=bool(inputs.risk.correlations),
    )


def make_swings(inputs: ScenarioInputs, scenario: str) -> tuple[Swing, ...]:
    """Move each uncertain assumption to P5 and to P95 of its distribution, all others kept."""
    from generator.scenarios.distributions import make_marginals

    values = inputs.values[scenario]
    marginals = {each.name: each for each in make_marginals(inputs.assumptions)}
    swings = []
    for name in (each for each in ASSUMPTIONS if each in marginals):
        ends = _find_printable_ends(marginals[name])
        moved = replace(inputs.assumed[name], low=ends[0], high=ends[1])
        low, high = scale_range(moved, values[name])
        if low < high:
            at_low, at_high = (_worth(inputs, {**values, name: end}) for end in (low, high))
            swing = Swing(
                scenario=scenario,
                assumption=name,
                low=low,
                high=high,
                npv_at_low=at_low,
                npv_at_high=at_high,
            )
            swings.append(swing)
    return tuple(swings)


def _find_printable_ends(marginal: "Marginal") -> tuple[Decimal, Decimal]:
    """Find P5 and P95 of a distribution, to three digits of its range: what is printed is used."""
    from generator.scenarios.distributions import find_ends

    stated = (marginal.low, marginal.high)
    ends = find_ends(marginal)
    if ends == stated:
        return from_float(ends[0]), from_float(ends[1])
    last_digit = Decimal(1).scaleb(from_float(stated[1] - stated[0]).adjusted() - _EXTRA_DIGITS)
    low, high = (from_float(each).quantize(last_digit, context=CONTEXT) for each in ends)
    return low, high


def _worth(inputs: ScenarioInputs, values: Values) -> Decimal:
    with localcontext(CONTEXT):
        return net_present_value(values, inputs.n_years)


def make_sobol_indices(inputs: ScenarioInputs, scenario: str, seed: int) -> tuple[SobolIndex, ...]:
    """Find how much of the variance of a scenario's value each uncertain assumption explains.

    The indices are defined for independent inputs only, so correlations are left out.
    """
    from generator.scenarios.distributions import make_marginals

    marginals = {each.name: each for each in make_marginals(inputs.assumptions)}
    names = tuple(name for name in ASSUMPTIONS if name in marginals)
    if not names:
        return ()
    values = inputs.values[scenario]
    kept = {name: float(values[name]) for name in ASSUMPTIONS}
    quantiles = tuple(
        _make_quantile(marginals[name], inputs.assumed[name].value, values[name]) for name in names
    )

    def evaluate(drawn: "Floats") -> "Floats":
        known: dict[str, Any] = {**kept, **dict(zip(names, drawn, strict=True))}
        worth: Floats = net_present_value(known, inputs.n_years)
        return worth

    found = estimate_indices(evaluate, quantiles, seed)
    return tuple(_make_index(scenario, name, found, place) for place, name in enumerate(names))


def _make_quantile(marginal: "Marginal", stated: Decimal, value: Decimal) -> "Quantile":
    """Give the quantiles of an assumption, moved in proportion where the scenario changes it."""
    from scipy.special import ndtri

    from generator.scenarios.distributions import map_scores

    factor = float(value) / float(stated) if stated else 1.0
    return lambda uniform: map_scores(marginal, ndtri(uniform)) * factor


def _make_index(scenario: str, assumption: str, found: "Indices", place: int) -> SobolIndex:
    return SobolIndex(
        scenario=scenario,
        assumption=assumption,
        first=from_float(found.first[place]),
        first_low=from_float(found.first_interval[0][place]),
        first_high=from_float(found.first_interval[1][place]),
        total=from_float(found.total[place]),
        total_low=from_float(found.total_interval[0][place]),
        total_high=from_float(found.total_interval[1][place]),
    )


def rank_indices(indices: Sequence[SobolIndex]) -> tuple[SobolIndex, ...]:
    """Put the assumption with the largest total index first; of equals, the first stated."""
    return tuple(sorted(indices, key=lambda each: each.total, reverse=True))


def make_grids(inputs: ScenarioInputs, ranked: Sequence[SobolIndex]) -> tuple[Grid, ...]:
    """Work out the value over the ranges of the two assumptions that matter most."""
    if len(ranked) < len(("row", "column")):
        return ()
    scenario, row, column = ranked[0].scenario, ranked[0].assumption, ranked[1].assumption
    values = inputs.values[scenario]
    rows = divide_range(*scale_range(inputs.assumed[row], values[row]))
    columns = divide_range(*scale_range(inputs.assumed[column], values[column]))
    grid = Grid(
        scenario=scenario,
        row=row,
        column=column,
        row_values=rows,
        column_values=columns,
        npv=tuple(
            tuple(_worth(inputs, {**values, row: one, column: other}) for other in columns)
            for one in rows
        ),
    )
    return (grid,)


def divide_range(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """Choose N_CELLS values from low to high, evenly but for digits that nobody would print."""
    span = CONTEXT.subtract(high, low)
    step = CONTEXT.divide(span, Decimal(N_CELLS - 1))
    last_digit = Decimal(1).scaleb(step.adjusted() - _EXTRA_DIGITS)
    inner = (
        CONTEXT.add(low, CONTEXT.divide(CONTEXT.multiply(span, Decimal(n)), Decimal(N_CELLS - 1)))
        for n in range(1, N_CELLS - 1)
    )
    return (low, *(each.quantize(last_digit, context=CONTEXT) for each in inner), high)


def list_sensitivity_quantities(sensitivity: Sensitivity) -> Iterator[Quantity]:
    """Name both ends of every swing, and every index with its confidence interval."""
    if sensitivity.sobol_indices:
        origin = make_origin(make_sobol_indices)
        level = Decimal(str(_LEVEL[1])) - Decimal(str(_LEVEL[0]))
        name = "sensitivity.interval_level"
        yield Quantity(name=name, value=level, unit="share", origin=origin)
    for swing in sensitivity.swings:
        assumed = (f"scenario.{swing.scenario}.{name}" for name in ASSUMPTIONS)
        origin = make_origin(make_swings, *assumed)
        for field in ("npv_at_low", "npv_at_high"):
            name = f"sensitivity.{swing.assumption}.{field}"
            yield Quantity(name=name, value=getattr(swing, field), unit="wan_yuan", origin=origin)
    for index in sensitivity.sobol_indices:
        origin = _estimated(sensitivity, index.scenario)
        for field in ("first", "first_low", "first_high", "total", "total_low", "total_high"):
            name = f"sensitivity.{index.assumption}.{field}"
            yield Quantity(name=name, value=getattr(index, field), unit="ratio", origin=origin)


def list_sensitivity_labels(sensitivity: Sensitivity) -> Iterator[Label]:
    """Say which two assumptions matter most, and what the indices take no account of."""
    ranked = rank_indices(sensitivity.sobol_indices)
    for place, index in zip(("most", "second"), ranked, strict=False):
        words = f"assumption.{index.assumption}.title"
        origin = _estimated(sensitivity, index.scenario)
        yield Label(name=f"sensitivity.{place}", words=words, origin=origin)
    if ranked:
        is_simpler = sensitivity.leaves_correlations_out
        words = f"sensitivity.{'correlations_left_out' if is_simpler else 'independent'}"
        origin = _estimated(sensitivity, ranked[0].scenario)
        yield Label(name="sensitivity.dependence", words=words, origin=origin)


def _estimated(sensitivity: Sensitivity, scenario: str) -> Origin:
    return Origin(
        function=f"{make_sobol_indices.__module__}.{make_sobol_indices.__qualname__}",
        inputs=tuple(f"scenario.{scenario}.{name}" for name in ASSUMPTIONS),
        seeds=(sensitivity.seed,),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Indices:
    """Sobol indices of every input of a function, with their confidence intervals.

    Shapes: a number per input; of the intervals, its lower and its upper bound.
    """

    first: "Floats"
    total: "Floats"
    first_interval: tuple["Floats", "Floats"]
    total_interval: tuple["Floats", "Floats"]


def estimate_indices(
    function: Callable[["Floats"], "Floats"], quantiles: Sequence["Quantile"], seed: int
) -> Indices:
    """Find which share of a function's variance each input accounts for, alone and in all.

    The inputs are independent. Confidence intervals come from resampling the points as if each
    were drawn by itself; points of a Sobol sequence lie more evenly, so the intervals are
    rather too wide.

    Shapes: the function takes inputs × points, and gives one value per point.
    Source: Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018, table 2 (b) and (f).
    """
    import numpy as np
    from scipy.stats import qmc, sobol_indices

    n_inputs = len(quantiles)
    random = np.random.default_rng(seed)
    points = qmc.Sobol(2 * n_inputs, bits=30, rng=random).random(N_POINTS).T
    # The sequence gives the lower bounds of cells; the middle of a cell is never 0.
    uniform = (points + 2.0**-31).reshape(2, n_inputs, N_POINTS)
    drawn = [
        [quantile(row) for quantile, row in zip(quantiles, half, strict=True)] for half in uniform
    ]
    first, second = np.array(drawn)
    at_first, at_second = function(first), function(second)
    exchanged = np.empty((n_inputs, N_POINTS))
    for place in range(n_inputs):
        mixed = first.copy()
        mixed[place] = second[place]
        exchanged[place] = function(mixed)
    samples = {"f_A": at_first, "f_B": at_second, "f_AB": exchanged[:, None, :]}
    found = sobol_indices(func=samples, n=N_POINTS)
    bounds = _resample(at_first, at_second, exchanged, random)
    return Indices(
        first=found.first_order.ravel(),
        total=found.total_order.ravel(),
        first_interval=(bounds[0, 0], bounds[1, 0]),
        total_interval=(bounds[0, 1], bounds[1, 1]),
    )


def _resample(
    first: "Floats", second: "Floats", exchanged: "Floats", random: "Generator"
) -> "Floats":
    """Estimate the indices again from points drawn with replacement; bound the middle 95 %.

    Shapes: lower and upper × first-order and total × inputs.
    """
    import numpy as np

    centre = (first.mean() + second.mean()) / 2
    first, second, exchanged = first - centre, second - centre, exchanged - centre
    terms = np.concatenate(
        [
            second * (exchanged - first),
            0.5 * (first - exchanged) ** 2,
            ((first + second) / 2)[None],
            ((first**2 + second**2) / 2)[None],
        ]
    ).T
    n_inputs = len(exchanged)
    indices = np.empty((N_RESAMPLES, 2, n_inputs))
    for start in range(0, N_RESAMPLES, _RESAMPLES_AT_ONCE):
        drawn = random.integers(N_POINTS, size=(_RESAMPLES_AT_ONCE, N_POINTS))
        drawn += N_POINTS * np.arange(_RESAMPLES_AT_ONCE)[:, None]
        times = np.bincount(drawn.ravel(), minlength=drawn.size).reshape(drawn.shape)
        # Not as a product of matrices, whose last digits depend on the number of threads.
        means = np.einsum("rp,pt->rt", times.astype(float), terms) / N_POINTS
        variance = means[:, -1] - means[:, -2] ** 2
        part = indices[start : start + _RESAMPLES_AT_ONCE]
        part[:] = means[:, :-2].reshape(-1, 2, n_inputs)
        # Where nothing varies, nothing accounts for it.
        part /= np.where(variance > 0, variance, np.inf)[:, None, None]
    return np.quantile(indices, _LEVEL, axis=0)
