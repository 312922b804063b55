"""Turns counts of right and wrong into shares, and into how far these can be trusted."""

from collections.abc import Iterable
from decimal import Decimal
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.inputs.records import CalibrationBin

DIGITS = 12
CONFIDENCE = 0.95
"""Of the intervals."""


def share_of(part: int, whole: int) -> Decimal:
    """Divide counts.

    Units: a share, rounded to 12 digits.
    """
    return round(Decimal(part) / whole, DIGITS)


def wilson_interval(n_right: int, n: int) -> tuple[Decimal, Decimal]:
    """Bound a share that `n_right` of `n` trials estimate, with 95 % confidence.

    Units: shares, rounded to 12 digits.
    Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    Journal of the American Statistical Association 22 (158), 1927, pages 209-212.
    """
    z = Decimal(NormalDist().inv_cdf((1 + CONFIDENCE) / 2))
    share, square = Decimal(n_right) / n, z * z / n
    middle = share + square / 2
    half_width = z * ((share * (1 - share) + square / 4) / n).sqrt()
    low, high = ((middle + side) / (1 + square) for side in (-half_width, half_width))
    return round(max(low, Decimal(0)), DIGITS), round(min(high, Decimal(1)), DIGITS)


def calibration_error(bins: Iterable["CalibrationBin"]) -> Decimal:
    """Average, over all pictures, how far the probabilities of each bin are from what was right.

    Units: a share, rounded to 12 digits.
    Source: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks",
    International Conference on Machine Learning, 2017, equation 3.
    """
    bins = tuple(bins)
    distance = sum(
        (abs(each.n_right - each.n_pictures * each.confidence) for each in bins), Decimal(0)
    )
    return round(distance / sum(each.n_pictures for each in bins), DIGITS)
