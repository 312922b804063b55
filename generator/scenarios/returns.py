"""Turns cash flows into the rates of return at which they are worth nothing today."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from generator.scenarios.nouns import from_float

_LOWEST_RATE = -0.99
_HIGHEST_RATE = 10.0
_N_INTERVALS = 1000
_TIGHTEST = 8.9e-16
"""The tolerance below which brentq does not go: four units in the last place."""


def find_internal_rates(flows: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Find every rate r of the range at which the sum of CF(t) / (1 + r)^t is zero.

    Nothing but the sign of the sum is looked at, so two rates closer than the scan's step, where
    it only touches zero, may go unseen. Where nothing ever flows, there is no rate.

    Units: shares per year, from above −0.99 to 10; 12 significant digits.
    """
    if not any(flows):
        return ()
    worths = [float(each) for each in flows]
    scale = max(abs(each) for each in worths)

    def worth(rate: float) -> float:
        total = 0.0
        for each in reversed(worths):
            total = total / (1 + rate) + each / scale
        return total

    span = (1 + _HIGHEST_RATE) / (1 + _LOWEST_RATE)
    steps = (
        (1 + _LOWEST_RATE) * span ** (n / _N_INTERVALS) - 1 for n in range(1, _N_INTERVALS + 1)
    )
    return find_roots(worth, [_LOWEST_RATE, *steps])


def find_roots(
    function: Callable[[float], float],
    points: Sequence[float],
    heights: Sequence[float] | None = None,
) -> tuple[Decimal, ...]:
    """Find where a function is zero: at one of the points, or between two of unlike sign.

    `heights` are the function's values at the points, where they are known already.

    Source: Brent 1973, "Algorithms for Minimization without Derivatives", chapter 4.
    """
    known = [function(each) for each in points] if heights is None else heights
    roots = [point for point, height in zip(points, known, strict=True) if height == 0]
    crossed = [
        (points[n], points[n + 1])
        for n, (left, right) in enumerate(pairwise(known))
        if left * right < 0
    ]
    if crossed:
        from scipy.optimize import brentq

        roots += [
            brentq(function, left, right, xtol=_TIGHTEST * (right - left), rtol=_TIGHTEST)
            for left, right in crossed
        ]
    return tuple(dict.fromkeys(from_float(each) for each in sorted(roots)))
