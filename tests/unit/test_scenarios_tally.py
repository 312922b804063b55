"""Tallies: exact when merged in any order, and as close as they say where draws are not kept."""

import math
import random
import statistics
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.scenarios.tally import (
    BUCKET_ERROR,
    SMALLEST,
    Summary,
    Tally,
    round_edges,
    summarize,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def tally(blocks: Iterable["Floats"], *, keeps_all: bool, shift: float = 0.0) -> Tally:
    """Take in blocks of draws, one after the other."""
    found = Tally(shift=shift, keeps_all=keeps_all)
    for block in blocks:
        found.add(block)
    return found


def read(draws: "Floats", *, keeps_all: bool, shift: float = 0.0) -> Summary:
    """Take in draws in blocks of a hundred, and read what they say."""
    blocks = [draws[start : start + 100] for start in range(0, len(draws), 100)]
    return summarize(tally(blocks, keeps_all=keeps_all, shift=shift), SHARES)


def draw(n_draws: int = 10_000) -> "Floats":
    """Draw amounts of either sign, and of very different size."""
    generator = np.random.default_rng(5)
    signs = generator.choice([-1, 1], n_draws)
    return np.asarray(signs * np.exp(generator.normal(3, 3, n_draws)))


@pytest.mark.parametrize("keeps_all", [True, False])
def test_blocks_come_to_the_same_in_any_order_and_grouping(*, keeps_all: bool) -> None:
    """Every digit of the summary is the same, however the blocks are shuffled and merged."""
    blocks = list(draw().reshape(-1, 50))
    expected = summarize(tally(blocks, keeps_all=keeps_all, shift=3.0), SHARES)
    shuffle = random.Random(2)  # noqa: S311 -- no secret
    for _ in range(5):
        shuffle.shuffle(blocks)
        cuts = sorted(shuffle.sample(range(len(blocks)), 4))
        merged = Tally(shift=3.0, keeps_all=keeps_all)
        for start, end in zip([0, *cuts], [*cuts, len(blocks)], strict=True):
            merged.merge(tally(blocks[start:end], keeps_all=keeps_all, shift=3.0))

        assert summarize(merged, SHARES) == expected


@pytest.mark.parametrize("keeps_all", [True, False])
def test_moments_are_those_of_the_draws(*, keeps_all: bool) -> None:
    """Mean, deviation, error of the mean and share of losses are those of the exact fractions."""
    draws = draw()
    found = read(draws, keeps_all=keeps_all, shift=20.0)

    assert found.mean == pytest.approx(statistics.fmean(draws), rel=1e-12)
    assert found.deviation == pytest.approx(statistics.stdev(map(float, draws)), rel=1e-12)
    assert found.mean_error == pytest.approx(found.deviation / 100, rel=1e-15)
    assert found.loss_share == np.count_nonzero(draws < 0) / 10_000


def test_a_small_deviation_of_large_amounts_is_kept() -> None:
    """Differences of a millionth from an amount of a billion are not lost in its rounding."""
    draws = 1e9 + np.tile([-1e-6, 1e-6], 500)
    exact = statistics.stdev(map(float, draws))

    assert read(draws, keeps_all=True, shift=1e9).deviation == pytest.approx(exact, rel=1e-12)


def test_kept_quantiles_are_those_of_numpy() -> None:
    """Where all draws are kept, quantiles are exact, on the line between two draws."""
    draws = draw(999)

    assert read(draws, keeps_all=True).quantiles == pytest.approx(np.quantile(draws, SHARES))


def test_counted_quantiles_are_as_close_as_they_say() -> None:
    """Where only counts are kept, each quantile is off by no more than the stated error."""
    exact, counted = (read(draw(), keeps_all=keeps_all) for keeps_all in (True, False))

    assert counted.quantiles == pytest.approx(exact.quantiles, rel=BUCKET_ERROR)
    assert counted.tail_mean == pytest.approx(exact.tail_mean, rel=BUCKET_ERROR)


@given(
    st.lists(
        st.floats(-1e26, 1e26).map(lambda number: number if abs(number) >= SMALLEST else 0.0),
        min_size=1,
        max_size=30,
    )
)
def test_single_draws_stay_in_their_bucket(numbers: list[float]) -> None:
    """Each order statistic is told within the stated error, whatever the draws are."""
    draws = np.array(numbers)
    shares = tuple(place / max(len(draws) - 1, 1) for place in range(len(draws)))
    found = summarize(tally([draws], keeps_all=False), shares).quantiles

    exact = [np.quantile(draws, share) for share in shares]
    largest = np.abs(draws).max()
    for one, other in zip(found, exact, strict=True):
        # A share that is not quite a rank lies a little towards the next draw.
        assert abs(one - other) <= BUCKET_ERROR * abs(other) + SMALLEST + 1e-14 * largest


def test_the_worst_cases_are_a_twentieth_of_the_draws() -> None:
    """Of the amounts 1 to 100 their mean is 3; of 1 to 30 it is that of 1 and half of 2."""
    assert read(np.arange(1.0, 101), keeps_all=True).tail_mean == pytest.approx(3, rel=1e-14)
    assert read(np.arange(1.0, 31), keeps_all=True).tail_mean == pytest.approx(2 / 1.5, rel=1e-14)


@pytest.mark.parametrize("keeps_all", [True, False])
def test_draws_that_are_all_the_same(*, keeps_all: bool) -> None:
    """Every quantile is that amount, nothing deviates, and the histogram is one bin."""
    found = read(np.full(250, -0.1), keeps_all=keeps_all, shift=-0.1 + 1e-15)

    assert found.quantiles == (-0.1,) * len(SHARES)
    assert (found.mean, found.deviation, found.mean_error) == (-0.1, 0, 0)
    assert (found.loss_share, found.counts) == (1, (250,))
    assert found.tail_mean == pytest.approx(-0.1, rel=1e-14)
    assert found.edges[0] <= Decimal("-0.1") < found.edges[1]


@pytest.mark.parametrize("keeps_all", [True, False])
def test_a_single_draw(*, keeps_all: bool) -> None:
    """It is the mean and every quantile; how it deviates is unknown, and told as 0."""
    found = read(np.array([5.0]), keeps_all=keeps_all, shift=9.0)

    assert found.quantiles == (5,) * len(SHARES)
    assert (found.mean, found.deviation, found.mean_error, found.tail_mean) == (5, 0, 0, 5)


def test_the_histogram_counts_every_draw_and_losses_apart() -> None:
    """Zero is an edge; the first and the last bin hold what lies beyond them."""
    draws = np.random.default_rng(3).normal(100, 100, 10_000)
    found = read(draws, keeps_all=True)
    zero = found.edges.index(Decimal(0))

    assert 40 <= len(found.counts) == len(found.edges) - 1 <= 60
    assert sum(found.counts) == 10_000
    assert sum(found.counts[:zero]) == np.count_nonzero(draws < 0)
    inner = np.array([float(edge) for edge in found.edges])
    inner[[0, -1]] = -np.inf, np.inf
    assert found.counts == tuple(np.histogram(draws, inner)[0])


def test_a_counted_histogram_is_close_to_a_kept_one() -> None:
    """Bins agree but for the draws of the buckets that their edges cut."""
    draws = np.random.default_rng(3).normal(100, 100, 100_000)
    kept, counted = (read(draws, keeps_all=keeps_all) for keeps_all in (True, False))

    assert counted.edges == kept.edges
    assert sum(counted.counts) == 100_000
    assert np.abs(np.subtract(counted.counts, kept.counts)).max() <= 30


@given(low=st.floats(-1e15, 1e15), span=st.floats(1e-3, 1e15))
def test_edges_are_round_and_hold_the_range(low: float, span: float) -> None:
    """They hold the range, are multiples of one round width, and are 40 to 60 or a few more."""
    high = low + span
    edges = round_edges(low, high)

    assert edges[0] <= Decimal(repr(low)) <= Decimal(repr(high)) < edges[-1]
    widths = {after - before for before, after in pairwise(edges)}
    assert len(widths) == 1
    assert 38 <= len(edges) - 1 <= 60 or high - low < 1e-9 * abs(low)
    assert len(widths.pop().normalize().as_tuple().digits) <= 2


def test_the_error_of_sobol_points_comes_from_their_blocks() -> None:
    """With equal blocks it is the deviation of their means over the root of their number."""
    blocks = list(np.random.default_rng(4).normal(7, 2, (20, 50)))
    found = summarize(tally(blocks, keeps_all=True), SHARES, has_free_draws=False)

    means = [float(block.mean()) for block in blocks]
    assert found.mean_error == pytest.approx(statistics.stdev(means) / math.sqrt(20), rel=1e-10)


def test_the_error_of_unequal_blocks_weighs_them() -> None:
    """A smaller last block counts for less: Σ w²(m-M)² / (1 - Σ w²)."""
    blocks = [np.array([1.0, 3]), np.array([5.0, 9]), np.array([4.0])]
    found = summarize(tally(blocks, keeps_all=True), SHARES, has_free_draws=False)

    mean = 22 / 5
    squares = 0.16 * (2 - mean) ** 2 + 0.16 * (7 - mean) ** 2 + 0.04 * (4 - mean) ** 2
    assert found.mean_error == pytest.approx(math.sqrt(squares / (1 - 0.36)), rel=1e-12)


def test_a_single_block_of_sobol_points_has_no_known_error() -> None:
    """Nothing is there to compare it with; the error is told as 0."""
    blocks = [np.array([1.0, 3])]

    assert summarize(tally(blocks, keeps_all=True), SHARES, has_free_draws=False).mean_error == 0


@pytest.mark.parametrize("wrong", [math.inf, -math.inf, math.nan, 1e27, -1e200])
@pytest.mark.parametrize("is_last", [True, False])
def test_draws_beyond_all_bounds_are_noticed(wrong: float, *, is_last: bool) -> None:
    """A tally that met one is not bounded, also after it is merged with others."""
    blocks = [np.array([1.0, wrong]), np.array([2.0, 3.0])]
    found = tally(blocks[::-1] if is_last else blocks, keeps_all=False)
    merged = tally([np.array([4.0])], keeps_all=False)
    merged.merge(found)

    assert not found.is_bounded
    assert not merged.is_bounded
