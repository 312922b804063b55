"""Turns normal scores into values of assumptions: marginal distributions and what ties them.

A value is drawn as a normal score that its distribution's quantile function takes over: correlated
scores make correlated values, whatever their distributions (a Gaussian copula).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, count
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv, ndtr

from generator.errors import ReportError
from generator.inputs import Assumption, Correlation, RiskSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

N_KNOTS = 4097
LAST_SCORE = 8.5
"""Score that the tables of quantiles reach to on either side; beyond is one draw in 10^16."""

TABLE_ERROR = 4e-7
"""Bound on the error of a quantile from a table, as a share of the range from low to high."""

_SCORE_95 = 1.6448536269514722
"""The 95 % quantile of the normal distribution."""

_TAIL = 0.05

_TOLERANCE = 1e-9
"""What rounding may leave of an eigenvalue that should be zero."""

_HINT_DIGITS = 3
_N_PROJECTIONS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginal:
    """How one assumption is distributed by itself."""

    name: str
    kind: str
    low: float
    mode: float
    high: float


def make_marginals(assumptions: Iterable[Assumption]) -> tuple[Marginal, ...]:
    """List the distributions of the assumptions that are not fixed, in their order."""
    return tuple(
        Marginal(
            name=each.name,
            kind=each.distribution,
            low=float(each.low),
            mode=float(each.value),
            high=float(each.high),
        )
        for each in assumptions
        if each.distribution != "fixed" and each.low is not None and each.high is not None
    )


def map_scores(marginal: Marginal, scores: "Floats") -> "Floats":
    """Find the values that stand where normal scores stand: the quantiles of their probabilities.

    The scores are overwritten with the values. Exact to rounding, but for triangular and PERT:
    their quantiles are read from a table, with an error of at most TABLE_ERROR of the range.

    Units: those of the assumption.
    """
    low, high = marginal.low, marginal.high
    match marginal.kind:
        case "uniform":
            ndtr(scores, out=scores)
            scores *= high - low
            scores += low
        case "normal":
            scores *= (high - low) / (2 * _SCORE_95)
            scores += (high + low) / 2
        case "lognormal":
            log_low, log_high = np.log(low), np.log(high)
            scores *= (log_high - log_low) / (2 * _SCORE_95)
            scores += (log_high + log_low) / 2
            np.exp(scores, out=scores)
        case _:
            _look_up(_tabulate(marginal.kind, (marginal.mode - low) / (high - low)), scores)
            scores *= high - low
            scores += low
    return scores


def find_ends(marginal: Marginal) -> tuple[float, float]:
    """Find the values that one draw in twenty falls below, and one in twenty exceeds: P5 and P95.

    Exact to rounding, for every distribution.

    Units: those of the assumption.
    """
    low, high = marginal.low, marginal.high
    if marginal.kind in {"normal", "lognormal"}:
        return low, high
    if marginal.kind == "uniform":
        return low + (high - low) * _TAIL, high - (high - low) * _TAIL
    mode, tail = (marginal.mode - low) / (high - low), np.array([_TAIL])
    left = _find_left_quantiles(marginal.kind, mode, tail)[0]
    right = _find_left_quantiles(marginal.kind, 1 - mode, tail)[0]
    return float(low + (high - low) * left), float(high - (high - low) * right)


def _look_up(table: tuple["Floats", "Floats"], scores: "Floats") -> None:
    """Replace scores by their quantiles, on the straight lines between the knots of a table."""
    knots, steps = table
    scores *= (N_KNOTS - 1) / (2 * LAST_SCORE)
    scores += (N_KNOTS - 1) / 2
    np.clip(scores, 0, N_KNOTS - 1, out=scores)
    places = scores.astype(np.intp)
    scores -= places
    scores *= steps.take(places)
    scores += knots.take(places)


@cache
def _tabulate(kind: str, mode: float) -> tuple["Floats", "Floats"]:
    """Tabulate the quantiles of a distribution from 0 to 1, and the steps between them.

    The knots are evenly spaced normal scores: as a function of the score a quantile is smooth up
    to both ends, where as a function of the probability it has infinite slopes.
    """
    tails = ndtr(np.linspace(-LAST_SCORE, 0, N_KNOTS // 2 + 1))
    # Each half is worked out from its own end: near 1 a probability has no digits left.
    left = _find_left_quantiles(kind, mode, tails)
    right = 1 - _find_left_quantiles(kind, 1 - mode, tails[:-1])
    knots = np.concatenate([left, right[::-1]])
    return knots, np.append(np.diff(knots), 0.0)


def _find_left_quantiles(kind: str, mode: float, tails: "Floats") -> "Floats":
    """Find the quantiles of probabilities up to one half, of a range from 0 to 1.

    Source: of PERT, Malcolm et al. 1959, doi:10.1287/opre.7.5.646, a beta distribution that gives
    the mode four times the weight of an end.
    """
    if kind == "pert":
        return np.asarray(betaincinv(1 + 4 * mode, 1 + 4 * (1 - mode), tails))
    falling = 1 - np.sqrt((1 - tails) * (1 - mode))
    return np.where(tails <= mode, np.sqrt(tails * mode), falling)


Pairs = Mapping[tuple[str, str], float]
"""Correlations by the names of the two that they tie."""


def tie_scores(
    names: Sequence[str], correlations: Iterable[Correlation]
) -> tuple[tuple[float, ...], ...]:
    """Find the lower triangle that turns independent scores into correlated ones.

    Its product with its own transpose is the correlation matrix, which may be singular.

    Shapes: a row per name, each up to the diagonal.
    Source: Golub and Van Loan 2013, "Matrix Computations", section 4.2 (Cholesky).
    """
    pairs = {(each.first, each.second): float(each.value) for each in correlations}
    matrix = _lay_out(names, pairs)
    triangle = np.zeros_like(matrix)
    for column in range(len(names)):
        rest = matrix[column:, column] - triangle[column:, :column] @ triangle[column, :column]
        # What no independent part is left of adds nothing of its own.
        if rest[0] > _TOLERANCE:
            triangle[column:, column] = rest / np.sqrt(rest[0])
    return tuple(
        tuple(float(each) for each in row[: place + 1]) for place, row in enumerate(triangle)
    )


def check_correlations(
    settings: RiskSettings, assumptions: Iterable[Assumption]
) -> list[ReportError]:
    """Find correlations that cannot hold all at once, and say which nearest ones can.

    Correlations that are wrong by themselves are not looked at: other checks tell of those.
    """
    uncertain = tuple(each.name for each in assumptions if each.distribution != "fixed")
    pairs = {
        (each.first, each.second): float(each.value)
        for each in settings.correlations
        if each.first in uncertain and each.second in uncertain and each.first != each.second
    }
    names = tuple(name for name in uncertain if any(name in pair for pair in pairs))
    matrix = _lay_out(names, pairs)
    n_sound = len({frozenset(pair) for pair in pairs})
    if n_sound < len(settings.correlations) or np.abs(matrix).max(initial=0.0) > 1:
        return []
    if _is_valid(matrix):
        return []
    nearest = _round_valid(find_nearest_correlations(matrix)) + 0.0
    values = ", ".join(
        f"`{names[one]}` with `{names[other]}` {nearest[one, other]:.{_HINT_DIGITS}g}"
        for one, other in combinations(range(len(names)), 2)
        if nearest[one, other] or matrix[one, other]
    )
    message = "these correlations contradict each other: no numbers can have all of them"
    hint = f"the nearest that can hold: {values}"
    return [ReportError(message, at=settings.locate("correlations"), hint=hint)]


def _lay_out(names: Sequence[str], pairs: Pairs) -> "Floats":
    matrix = np.eye(len(names))
    for (first, second), value in pairs.items():
        one, other = names.index(first), names.index(second)
        matrix[one, other] = matrix[other, one] = value
    return matrix


def _is_valid(matrix: "Floats") -> bool:
    """Tell whether a matrix is positive semi-definite, up to rounding."""
    return bool(np.linalg.eigvalsh(matrix).min(initial=0.0) >= -_TOLERANCE)


def find_nearest_correlations(matrix: "Floats") -> "Floats":
    """Find the correlation matrix nearest to a symmetric one, by the sum of squared differences.

    Projects in turn on the matrices without negative eigenvalues and on those with ones on the
    diagonal, with Dykstra's correction of the former.

    Source: Higham 2002, doi:10.1093/imanum/22.3.329, algorithm 3.3.
    """
    nearest, correction = matrix, np.zeros_like(matrix)
    for _ in range(_N_PROJECTIONS):
        corrected = nearest - correction
        eigenvalues, vectors = np.linalg.eigh(corrected)
        projected = (vectors * np.maximum(eigenvalues, 0)) @ vectors.T
        correction = projected - corrected
        nearest = projected.copy()
        np.fill_diagonal(nearest, 1.0)
    return nearest


def _round_valid(matrix: "Floats") -> "Floats":
    """Round to the digits of the hint, and weaken all correlations where that breaks the matrix."""
    identity = np.eye(len(matrix))
    step = 10.0**-_HINT_DIGITS
    rounded = (
        np.round((1 - n * step) * matrix + n * step * identity, _HINT_DIGITS) for n in count()
    )
    return next(each for each in rounded if _is_valid(each))
