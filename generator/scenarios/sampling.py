"""Turns a seed and the number of a block into that block's draws of every assumption.

A block has its own seed, so that what it holds depends on nothing that was drawn before, nor on
who draws it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from generator.inputs import RiskSettings
from generator.scenarios.distributions import Marginal, make_marginals, map_scores, tie_scores
from generator.scenarios.nouns import ScenarioInputs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BLOCK_SIZE = 2**15
"""Draws in a block of random points: so many that an array of them stays in the cache."""

MOST_SOBOL_POINTS = 2**16
N_SCRAMBLES = 16
"""Blocks of Sobol points that there are at least, as far as the draws go."""

_SOBOL_BITS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """All that the draws depend on."""

    marginals: tuple[Marginal, ...]
    triangle: tuple[tuple[float, ...], ...]
    """What ties the normal scores of the marginals, as `tie_scores` gives it."""
    n_draws: int
    seed: int
    points: str = "random"
    """`random`, or `sobol`: each block has Sobol points of its own, scrambled with its own seed."""

    @property
    def block_size(self) -> int:
        """Say how many draws each block but the last one has; it depends on nothing but these."""
        if self.points == "random":
            return BLOCK_SIZE
        # Sobol points are even in powers of two; their error shows in what differs between blocks.
        even = 1 << max(self.n_draws // N_SCRAMBLES, 1).bit_length() - 1
        return min(even, MOST_SOBOL_POINTS)

    @property
    def n_blocks(self) -> int:
        """Count the blocks, the last one included."""
        return -(-self.n_draws // self.block_size)

    def count_draws(self, block: int) -> int:
        """Say how many draws a block has: the last one has what is left."""
        return min(self.block_size, self.n_draws - block * self.block_size)


def make_design(inputs: ScenarioInputs, risk: RiskSettings) -> Design:
    """Lay out how the assumptions are drawn."""
    marginals = make_marginals(inputs.assumptions)
    return Design(
        marginals=marginals,
        triangle=tie_scores([each.name for each in marginals], risk.correlations),
        n_draws=risk.draws,
        seed=risk.seed,
        points=risk.points,
    )


def draw_block(design: Design, block: int) -> dict[str, "Floats"]:
    """Draw one block of every assumption that is not fixed.

    Shapes: one number per draw, by the name of the assumption.
    """
    scores = _draw_scores(design, block)
    _tie(scores, design.triangle)
    return {
        marginal.name: map_scores(marginal, row)
        for marginal, row in zip(design.marginals, scores, strict=True)
    }


def _draw_scores(design: Design, block: int) -> "Floats":
    """Draw independent normal scores.

    Shapes: marginals × draws.
    """
    seed = np.random.SeedSequence(design.seed, spawn_key=(block,))
    random = np.random.Generator(np.random.SFC64(seed))
    n_marginals, n_draws = len(design.marginals), design.count_draws(block)
    if design.points == "random" or not n_marginals:
        return random.standard_normal((n_marginals, n_draws))
    from scipy.stats import qmc

    sobol = qmc.Sobol(n_marginals, bits=_SOBOL_BITS, rng=random)
    points = sobol.random(design.block_size)[:n_draws].T.copy()
    # The sequence gives the lower bounds of cells; the middle of a cell is never 0.
    points += 0.5 ** (_SOBOL_BITS + 1)
    return np.asarray(ndtri(points, out=points))


def _tie(scores: "Floats", triangle: tuple[tuple[float, ...], ...]) -> None:
    """Multiply the scores by the triangle, in place.

    By hand and not as a product of matrices, whose last digits depend on the number of threads.
    """
    # From the last row up, the rows that a row is made from are still as they were drawn.
    for place in reversed(range(len(triangle))):
        *others, own = triangle[place]
        if own != 1:
            scores[place] *= own
        for other, weight in enumerate(others):
            if weight:
                scores[place] += weight * scores[other]
