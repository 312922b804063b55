"""Blocks of draws: what they depend on, and how their values are distributed together."""

from decimal import Decimal

import numpy as np
import pytest

from generator.errors import Location
from generator.inputs import Correlation, RiskSettings
from generator.scenarios.distributions import Marginal, tie_scores
from generator.scenarios.sampling import BLOCK_SIZE, Design, draw_block, make_design
from tests.assumed import make_inputs

AT = Location(path="report.yaml")
NORMALS = tuple(
    Marginal(name=name, kind="normal", low=-1.6448536269514722, mode=0, high=1.6448536269514722)
    for name in ("a", "b", "c")
)
"""Standard normal numbers."""


def make_normals(n_draws: int = 2 * BLOCK_SIZE, points: str = "random", seed: int = 7) -> Design:
    """Lay out three normal numbers, two of which move together."""
    tied = Correlation(first="a", second="c", value=Decimal("0.6"), at=AT)
    triangle = tie_scores([each.name for each in NORMALS], [tied])
    return Design(marginals=NORMALS, triangle=triangle, n_draws=n_draws, seed=seed, points=points)


def test_design_of_the_inputs() -> None:
    """It has the uncertain assumptions, and what the settings say."""
    tied = Correlation(first="revenue", second="market", value=Decimal("0.5"), at=AT)
    risk = RiskSettings(draws=9, seed=3, scenario="article", correlations=(tied,), at=AT)
    design = make_design(make_inputs(), risk)

    assert [each.name for each in design.marginals] == [
        "revenue",
        "open_source_revenue",
        "market",
        "conversion",
    ]
    assert design.triangle[2] == pytest.approx([0.5, 0, 0.75**0.5])
    assert (design.n_draws, design.seed, design.points) == (9, 3, "random")


@pytest.mark.parametrize("points", ["random", "sobol"])
def test_a_block_depends_on_its_number_alone(points: str) -> None:
    """Drawn a second time, or without those before it, a block holds the same draws."""
    design = make_normals(points=points)
    first, second = draw_block(design, 0), draw_block(design, 1)
    again = draw_block(design, 1)

    assert (again["a"] == second["a"]).all()
    assert not (first["a"] == second["a"]).any()
    assert not (draw_block(make_normals(points=points, seed=8), 1)["a"] == second["a"]).any()


@pytest.mark.parametrize("points", ["random", "sobol"])
@pytest.mark.parametrize("n_draws", [1, 2, 15, 16, 100, 100_000])
def test_blocks_come_to_the_draws(points: str, n_draws: int) -> None:
    """The last block has what is left; all together have as many draws as asked for."""
    design = make_normals(n_draws, points)
    last = draw_block(design, design.n_blocks - 1)

    assert sum(design.count_draws(block) for block in range(design.n_blocks)) == n_draws
    assert len(last["c"]) == design.count_draws(design.n_blocks - 1) > 0


def test_sobol_blocks_are_powers_of_two() -> None:
    """There are at least sixteen of them where the draws allow it, and none is too large."""
    sizes = {n: make_normals(n, "sobol").block_size for n in (1, 15, 100_000, 2**20, 10**8)}

    assert sizes == {1: 1, 15: 1, 100_000: 4096, 2**20: 2**16, 10**8: 2**16}


def test_normals_have_their_moments_and_correlations() -> None:
    """Means 0, deviations 1, correlation 0.6 where one is stated and 0 where none is."""
    design = make_normals(16 * BLOCK_SIZE)
    blocks = [np.array(list(draw_block(design, n).values())) for n in range(design.n_blocks)]
    drawn = np.concatenate(blocks, axis=1)

    tolerance = 5 / drawn.shape[1] ** 0.5
    assert drawn.mean(axis=1) == pytest.approx(np.zeros(3), abs=tolerance)
    expected = [[1, 0, 0.6], [0, 1, 0], [0.6, 0, 1]]
    assert np.cov(drawn) == pytest.approx(np.array(expected), abs=2 * tolerance)


def test_sobol_points_are_more_even_than_random_ones() -> None:
    """The mean of a block of 2^14 lies a hundred times nearer than random points would."""
    drawn = draw_block(make_normals(16 * 2**14, "sobol"), 0)["a"]

    assert abs(drawn.mean()) < 0.01 * len(drawn) ** -0.5 * 5
    assert np.isfinite(drawn).all()


@pytest.mark.parametrize("points", ["random", "sobol"])
def test_nothing_uncertain_is_nothing_drawn(points: str) -> None:
    """Without distributions a block holds no assumption."""
    assert draw_block(Design(marginals=(), triangle=(), n_draws=9, seed=1, points=points), 0) == {}
