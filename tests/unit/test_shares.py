"""How sure a share is, and how honest a network's probabilities are."""

from decimal import Decimal

import pytest

from generator.inputs.records import CalibrationBin
from generator.model.shares import calibration_error, wilson_interval


@pytest.mark.parametrize(
    ("n_right", "n", "expected"),
    [
        # Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
        # Medicine 17, 1998, table I, method 3.
        (81, 263, ("0.2553", "0.3662")),
        (15, 148, ("0.0624", "0.1605")),
        (0, 20, ("0.0000", "0.1611")),
        (1, 29, ("0.0061", "0.1718")),
        (20, 20, ("0.8389", "1.0000")),
    ],
)
def test_the_interval_is_wilsons(n_right: int, n: int, expected: tuple[str, str]) -> None:
    """Published values come out, also where nothing or everything is right."""
    low, high = wilson_interval(n_right, n)

    assert (f"{low:.4f}", f"{high:.4f}") == expected


def bin_of(n_pictures: int, n_right: int, confidence: str) -> CalibrationBin:
    """Make one bin."""
    return CalibrationBin(n_pictures=n_pictures, n_right=n_right, confidence=Decimal(confidence))


def test_the_calibration_error_weighs_each_bin_by_its_pictures() -> None:
    """A bin of three pictures half sure and all right counts three times one that is as sure."""
    bins = (bin_of(0, 0, "0"), bin_of(3, 3, "0.5"), bin_of(1, 0, "0.9"))

    assert calibration_error(bins) == Decimal("0.6")  # (3 × 0.5 + 1 × 0.9) / 4


def test_a_network_that_is_as_right_as_it_is_sure_has_no_error() -> None:
    """Four of five right at 0.8 is calibrated."""
    assert calibration_error((bin_of(5, 4, "0.8"),)) == 0
