"""Turns cash flows into the rates of return at which they are worth nothing today.

A rate r is one at which 1 + r is a root of a polynomial whose coefficients are the cash flows.
These are decimals, and all is worked out in whole numbers: no rate is missed, however large or near
to another, and none is told that is none.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

from generator.scenarios.nouns import from_ratio

_SURE = Fraction(1, 10**15)
"""How closely a rate is found, as a share of itself: its twelve digits are sure."""

_LEAST = Fraction(1, 10**45)
"""How closely it is found at most."""

Polynomial = tuple[int, ...]
"""Coefficients, that of the highest power first; it is not zero."""


def find_internal_rates(flows: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Find every rate r above −1 at which the sum of CF(t) / (1 + r)^t is zero.

    Where nothing ever flows, there is no rate.

    Units: shares per year; 12 significant digits.
    Source: Basu, Pollack and Roy 2006, "Algorithms in Real Algebraic Geometry", section 2.2
    (Descartes' rule of signs, Sturm chains).
    """
    polynomial = _make_polynomial(flows)
    n_turns = count_turns(polynomial)
    if not n_turns:
        return ()
    # As many roots as changes of sign, or fewer by an even number: one is just one.
    if n_turns == 1:
        return (from_ratio(_close_in(polynomial, *_bound(polynomial)) - 1),)
    chain = _make_chain(polynomial)
    return tuple(from_ratio(_close_in(chain[0], *bounds) - 1) for bounds in _part(chain))


def count_turns(numbers: Iterable[int | Decimal]) -> int:
    """Count how often the sign changes from one number to the next, zeros left out."""
    are_positive = [each > 0 for each in numbers if each]
    return sum(one != other for one, other in pairwise(are_positive))


def _make_polynomial(flows: Sequence[Decimal]) -> Polynomial:
    """Make the polynomial in 1 + r; years before the first flow and after the last add no rate."""
    ratios = [Fraction(each) for each in flows]
    whole = lcm(*(each.denominator for each in ratios))
    coefficients = _shorten([int(each * whole) for each in ratios])
    while coefficients and coefficients[-1] == 0:
        coefficients = coefficients[:-1]
    return coefficients


def _shorten(coefficients: Sequence[int]) -> Polynomial:
    """Leave out leading zeros, and divide by what all coefficients have in common."""
    shared = gcd(*coefficients) or 1
    first = next((n for n, each in enumerate(coefficients) if each), len(coefficients))
    return tuple(each // shared for each in coefficients[first:])


def _make_chain(polynomial: Polynomial) -> tuple[Polynomial, ...]:
    """Make a Sturm chain: polynomials of which the first has the roots of this one, once each."""
    degree = len(polynomial) - 1
    slope = _shorten([(degree - n) * each for n, each in enumerate(polynomial[:-1])])
    chain = [polynomial]
    while slope:
        chain.append(slope)
        slope = tuple(-each for each in _divide(chain[-2], chain[-1])[1])
    # The last one holds the roots that the first has several times.
    return tuple(_divide(each, chain[-1])[0] for each in chain)


def _divide(dividend: Polynomial, divisor: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Give quotient and rest, each times a positive number that makes it whole, and shortened."""
    size, sign = abs(divisor[0]), 1 if divisor[0] > 0 else -1
    quotient: list[int] = []
    rest = list(dividend)
    while len(rest) >= len(divisor):
        times = sign * rest[0]
        quotient = [*(size * each for each in quotient), times]
        rest = [size * each for each in rest]
        rest[: len(divisor)] = [
            each - times * other for each, other in zip(rest, divisor, strict=False)
        ]
        rest = rest[1:]
    return _shorten(quotient), _shorten(rest)


def _part(chain: Sequence[Polynomial]) -> Iterator[tuple[Fraction, Fraction]]:
    """Part the positive numbers into intervals that hold one root of the first polynomial each.

    An interval holds its upper bound, and not the lower one. All bounds are whole numbers halved
    some times, so that a rate of zero is hit exactly.
    """
    waiting = [_bound(chain[0])]
    while waiting:
        low, high = waiting.pop()
        n_roots = _count_turns_at(chain, low) - _count_turns_at(chain, high)
        if n_roots == 1:
            yield low, high
        elif n_roots:
            middle = (low + high) / 2
            waiting += [(middle, high), (low, middle)]


def _bound(polynomial: Polynomial) -> tuple[Fraction, Fraction]:
    """Give numbers that all positive roots lie between.

    Source: Cauchy 1829, "Exercices de mathématiques", volume 4.
    """
    largest = max(map(abs, polynomial)) // abs(polynomial[0]) + 1
    return Fraction(0), Fraction(1 << largest.bit_length())


def _count_turns_at(chain: Sequence[Polynomial], point: Fraction) -> int:
    return count_turns(_evaluate(each, point) for each in chain)


def _evaluate(polynomial: Polynomial, point: Fraction) -> int:
    """Work out a polynomial at a point, times a positive number that makes it whole."""
    height, scale = 0, 1
    for each in polynomial:
        height = height * point.numerator + each * scale
        scale *= point.denominator
    return height


def _close_in(polynomial: Polynomial, low: Fraction, high: Fraction) -> Fraction:
    """Halve an interval that holds one root, until its digits are sure."""
    at_high = _evaluate(polynomial, high)
    while at_high and high - low > max(abs(high - 1) * _SURE, _LEAST):
        middle = (low + high) / 2
        at_middle = _evaluate(polynomial, middle)
        if at_middle == 0 or (at_middle > 0) == (at_high > 0):
            high, at_high = middle, at_middle
        else:
            low = middle
    return high
