"""Turns draws into a tally of constant size, and a tally into moments, quantiles and a histogram.

Tallies merge exactly: in whatever order and grouping the blocks come, the digits are the same.
"""

import math
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from itertools import count, pairwise
from typing import TYPE_CHECKING

import numpy as np

from generator.scenarios.profit import CONTEXT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

MOST_KEPT = 2**20
"""So many draws are kept one by one, for exact quantiles; of more, only counts are."""

BUCKET_ERROR = 2.0**-10
"""Bound on the relative error of a draw told from counts, of amounts of at least SMALLEST."""

SMALLEST = 2.0**-20
"""Amounts nearer to zero than this share one bucket. In 万元, it is one fen."""

LARGEST = 1e27
"""What results.json can no longer hold: it has 27 digits before the point."""

TAIL_SHARE = 0.05
"""What counts as the worst cases."""

_KEY_SHIFT = 42
"""Bits of a double that a bucket does without: what is left are its power of two, and the first
ten binary digits behind the point."""

_SIGN_SHIFT = 63
_ABSOLUTE = np.int64(2**63 - 1)
"""All bits of a double but its sign."""

_SMALLEST_KEY = (1023 - 20) << 10
_MOST_BINS = 60
_ROUND_STEPS = tuple(Decimal(step) for step in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8"))
_UNSHOWN = 0.001
"""Share of the draws on either side that the histogram does not reach to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Sums over draws and over blocks of draws; as fractions, they are exact.

    What is summed up are differences from a number near the mean.
    """

    n_draws: int = 0
    total: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)
    block_squares: Fraction = Fraction(0)
    """Of the blocks' totals, the squares."""
    block_products: Fraction = Fraction(0)
    """Of the blocks, the products of total and size."""
    block_sizes: int = 0
    """Of the blocks' sizes, the squares."""

    def __add__(self, other: "Moments") -> "Moments":
        """Take the draws of both."""
        return Moments(
            n_draws=self.n_draws + other.n_draws,
            total=self.total + other.total,
            squares=self.squares + other.squares,
            block_squares=self.block_squares + other.block_squares,
            block_products=self.block_products + other.block_products,
            block_sizes=self.block_sizes + other.block_sizes,
        )


@dataclass(slots=True, kw_only=True)
class Tally:
    """What is known of one measure of one scenario after some draws."""

    shift: float
    """The number that the moments are about."""
    keeps_all: bool
    moments: Moments = field(default_factory=Moments)
    minimum: float = math.inf
    maximum: float = -math.inf
    n_losses: int = 0
    kept: list["Floats"] = field(default_factory=list)
    """All draws, where they are kept."""
    first_key: int = 0
    counts: "Integers" = field(default_factory=lambda: np.zeros(0, np.int64))
    """Draws in each bucket from `first_key` on, where draws are not kept."""

    def add(self, draws: "Floats") -> None:
        """Take in one block of draws; of draws beyond bounds, no more than that they are."""
        self.minimum = float(np.minimum(self.minimum, draws.min()))
        self.maximum = float(np.maximum(self.maximum, draws.max()))
        if not self.is_bounded:
            return
        self.n_losses += int(np.count_nonzero(draws < 0))
        self.moments += _sum_block(draws - self.shift)
        if self.keeps_all:
            self.kept.append(draws)
        else:
            self._count(*_count_keys(draws))

    @property
    def is_bounded(self) -> bool:
        """Whether all draws so far are numbers, and none is as large as LARGEST."""
        return -LARGEST < self.minimum <= self.maximum < LARGEST

    def merge(self, other: "Tally") -> None:
        """Take in the draws of another tally."""
        self.moments += other.moments
        self.minimum = float(np.minimum(self.minimum, other.minimum))
        self.maximum = float(np.maximum(self.maximum, other.maximum))
        self.n_losses += other.n_losses
        self.kept += other.kept
        self._count(other.first_key, other.counts)

    def _count(self, first_key: int, counts: "Integers") -> None:
        if not len(counts):
            return
        start = min(self.first_key, first_key) if len(self.counts) else first_key
        end = max(self.first_key + len(self.counts), first_key + len(counts))
        if len(self.counts) < end - start:
            wider = np.zeros(end - start, np.int64)
            wider[self.first_key - start :][: len(self.counts)] = self.counts
            self.first_key, self.counts = start, wider
        self.counts[first_key - self.first_key :][: len(counts)] += counts


def _sum_block(differences: "Floats") -> Moments:
    """Add up one block; the differences are overwritten.

    Not as a product of vectors, whose last digits depend on the number of threads.
    """
    size, total = len(differences), Fraction(float(differences.sum()))
    np.square(differences, out=differences)
    return Moments(
        n_draws=size,
        total=total,
        squares=Fraction(float(differences.sum())),
        block_squares=total * total,
        block_products=total * size,
        block_sizes=size * size,
    )


def _count_keys(draws: "Floats") -> tuple[int, "Integers"]:
    """Count the draws in each bucket, and name the first one.

    The leading bits of a double are its power of two and the first digits of what that is
    multiplied by: a logarithmic scale with straight steps, which takes no logarithm.

    Source: Masson et al. 2019, doi:10.14778/3352063.3352135, of which the buckets are simplified.
    """
    bits = draws.view(np.int64)
    keys = bits & _ABSOLUTE
    keys >>= _KEY_SHIFT
    keys -= _SMALLEST_KEY - 1
    np.maximum(keys, 0, out=keys)
    # All bits are set where the sign is: to flip them and add 1 is to take the negative.
    signs = bits >> _SIGN_SHIFT
    keys ^= signs
    keys -= signs
    first = int(keys.min())
    keys -= first
    return first, np.bincount(keys)


def _find_bounds(keys: "Integers") -> tuple["Floats", "Floats"]:
    """Find the least and the greatest amount of buckets.

    A key of zero is what is nearer to zero than SMALLEST; a negative amount has the negative key
    of the positive one.
    """
    sizes = np.abs(keys)
    near = ((sizes + (_SMALLEST_KEY - 1)) << _KEY_SHIFT).view(np.float64)
    far = ((sizes + _SMALLEST_KEY) << _KEY_SHIFT).view(np.float64)
    near = np.where(sizes == 0, -SMALLEST, near)
    is_negative = keys < 0
    return np.where(is_negative, -far, near), np.where(is_negative, -near, far)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a finished tally says."""

    mean: float
    mean_error: float
    deviation: float
    quantiles: tuple[float, ...]
    loss_share: float
    tail_mean: float
    """Mean of the lowest TAIL_SHARE of the draws."""
    edges: tuple[Decimal, ...]
    counts: tuple[int, ...]


class _Kept:
    """Draws that are kept one by one, in order."""

    def __init__(self, tally: Tally) -> None:
        """Put the draws in order."""
        self.draws = np.sort(np.concatenate(tally.kept))

    def find(self, rank: int) -> float:
        """Find the draw of a rank, counted from 0."""
        return float(self.draws[rank])

    def sum_lowest(self, n_draws: float) -> float:
        """Add up the lowest draws; of the last one, a part."""
        n_whole = int(n_draws)
        return float(self.draws[:n_whole].sum() + (n_draws - n_whole) * self.draws[n_whole])

    def count_below(self, amount: float) -> int:
        """Count the draws below an amount."""
        return int(np.searchsorted(self.draws, amount))


class _Counted:
    """Draws of which each bucket's number is known; inside a bucket they are taken for even."""

    def __init__(self, tally: Tally) -> None:
        """Lay the buckets that hold anything side by side."""
        held = np.flatnonzero(tally.counts)
        self.counts = tally.counts[held]
        self.below = np.cumsum(self.counts) - self.counts
        bounds = _find_bounds(held + tally.first_key)
        self.lower, self.upper = np.clip(bounds, tally.minimum, tally.maximum)

    def find(self, rank: int) -> float:
        """Find the draw of a rank, counted from 0."""
        place = int(np.searchsorted(self.below, rank, side="right")) - 1
        share = (rank - self.below[place] + 0.5) / self.counts[place]
        return float(self.lower[place] + (self.upper[place] - self.lower[place]) * share)

    def sum_lowest(self, n_draws: float) -> float:
        """Add up the lowest draws; of the last one, a part."""
        place = int(np.searchsorted(self.below, n_draws, side="right")) - 1
        whole = self.counts * ((self.lower + self.upper) / 2)
        rest = n_draws - self.below[place]
        width = (self.upper[place] - self.lower[place]) * (rest / self.counts[place])
        return float(whole[:place].sum() + rest * (self.lower[place] + width / 2))

    def count_below(self, amount: float) -> int:
        """Count the draws below an amount."""
        place = int(np.searchsorted(self.lower, amount)) - 1
        if place < 0:
            return 0
        width = self.upper[place] - self.lower[place]
        share = min((amount - self.lower[place]) / width, 1.0) if width else 1.0
        return int(self.below[place] + round(share * self.counts[place]))


def summarize(tally: Tally, shares: tuple[float, ...], *, has_free_draws: bool = True) -> Summary:
    """Read from a tally the moments, the quantiles of the shares asked for, and a histogram.

    Quantiles and the mean of the worst cases are exact where the draws are kept; else each draw
    that they are made from is off by at most BUCKET_ERROR of its amount. The first and the last
    bin of the histogram also hold what lies beyond. Unless draws are independent of each other,
    the error of the mean is estimated from the means of the blocks, which are: Sobol points are
    scrambled anew in each.
    """
    n_draws, moments = tally.moments.n_draws, tally.moments
    order = _Kept(tally) if tally.keeps_all else _Counted(tally)
    deviation = _find_deviation(tally)
    ends = (_find_quantile(order, n_draws, share) for share in (_UNSHOWN, 1 - _UNSHOWN))
    edges = round_edges(*ends)
    inner = (order.count_below(float(edge)) for edge in edges[1:-1])
    return Summary(
        mean=float(Fraction(tally.shift) + moments.total / n_draws),
        mean_error=deviation / math.sqrt(n_draws) if has_free_draws else _compare_blocks(moments),
        deviation=deviation,
        quantiles=tuple(_find_quantile(order, n_draws, share) for share in shares),
        loss_share=tally.n_losses / n_draws,
        tail_mean=order.sum_lowest(TAIL_SHARE * n_draws) / (TAIL_SHARE * n_draws),
        edges=edges,
        counts=tuple(after - before for before, after in pairwise((0, *inner, n_draws))),
    )


def _find_quantile(order: _Kept | _Counted, n_draws: int, share: float) -> float:
    """Find a quantile, on the straight line between the two draws that are next to it.

    Source: Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566, definition 7.
    """
    place = share * (n_draws - 1)
    rank = int(place)
    lower, upper = order.find(rank), order.find(min(rank + 1, n_draws - 1))
    return lower + (place - rank) * (upper - lower)


def _find_deviation(tally: Tally) -> float:
    """Find the standard deviation; of a single draw it is unknown, and told as 0."""
    moments = tally.moments
    if tally.minimum == tally.maximum:
        return 0.0
    variance = (moments.squares - moments.total**2 / moments.n_draws) / (moments.n_draws - 1)
    return math.sqrt(max(variance, Fraction(0)))


def _compare_blocks(moments: Moments) -> float:
    """Estimate the standard error of the mean from what differs between independent blocks.

    Of the last block, which may be smaller, the mean counts for less. A single block says nothing,
    and is told as 0.

    Source: L'Ecuyer and Lemieux 2002, doi:10.1007/0-306-48102-2_20, for blocks of equal size.
    """
    mean = moments.total / moments.n_draws
    differences = (
        moments.block_squares
        - 2 * mean * moments.block_products
        + mean * mean * moments.block_sizes
    )
    unlike = moments.n_draws**2 - moments.block_sizes
    return math.sqrt(differences / unlike) if unlike else 0.0


def round_edges(low: float, high: float) -> tuple[Decimal, ...]:
    """Divide a range into some 40 to 60 bins of one round width; zero is an edge if it is inside.

    A range that is a single amount has one bin.
    """
    with localcontext(CONTEXT):
        first, last = Decimal(repr(low)), Decimal(repr(high))
        span = last - first or abs(first) or Decimal(1)
        exponent = (span / _MOST_BINS).adjusted()
        steps = (step.scaleb(exponent + more) for more in count() for step in _ROUND_STEPS)
        step = next(each for each in steps if _count_steps(first, last, each) <= _MOST_BINS)
        start = _floor(first / step)
        edges = (step * (start + n) for n in range(_count_steps(first, last, step) + 1))
        # In full, as results.json has them.
        return tuple(Decimal(format(edge, "f")) for edge in edges)


def _count_steps(first: Decimal, last: Decimal, step: Decimal) -> int:
    return _floor(last / step) - _floor(first / step) + 1


def _floor(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_FLOOR))
