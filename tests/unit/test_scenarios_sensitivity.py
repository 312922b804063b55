"""Swings, Sobol indices and the grid of two, against closed forms."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from generator.errors import Location
from generator.inputs import RiskSettings
from generator.results import SobolIndex
from generator.scenarios.nouns import ScenarioInputs
from generator.scenarios.sensitivity import (
    N_CELLS,
    Sensitivity,
    analyse_sensitivity,
    divide_range,
    estimate_indices,
    list_sensitivity_labels,
    list_sensitivity_quantities,
    make_grids,
    rank_indices,
)
from generator.scenarios.years import make_horizon
from tests.assumed import make_inputs, make_scenario, make_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def keep(uniform: "Floats") -> "Floats":
    """Leave a number uniform from 0 to 1."""
    return uniform


@cache
def analyse(*, seed: int = 1, **changes: int) -> Sensitivity:
    """Take one scenario apart."""
    return analyse_sensitivity(settle(seed=seed, **changes))


def settle(*, seed: int = 1, **changes: int) -> ScenarioInputs:
    """State a scenario to take apart."""
    risk = RiskSettings(draws=9, seed=seed, scenario="article", at=Location(path="report.yaml"))
    changed = tuple((name, Decimal(value)) for name, value in changes.items())
    return replace(make_inputs(replace(make_scenario("article"), changes=changed)), risk=risk)


def test_indices_of_a_sum_are_shares_of_its_variance() -> None:
    """Of 1·x + 2·y + 4·z they are 1, 4 and 16 twenty-firsts, first-order and total alike."""
    weights = np.array([[1.0], [2.0], [4.0]])
    found = estimate_indices(lambda drawn: (drawn * weights).sum(axis=0), [keep] * 3, seed=1)
    expected = np.array([1, 4, 16]) / 21
    assert found.first == pytest.approx(expected, abs=0.01)
    assert found.total == pytest.approx(expected, abs=0.01)
    for (low, high), index in (
        (found.first_interval, found.first),
        (found.total_interval, found.total),
    ):
        assert np.all((low < expected) & (expected < high))
        assert np.all((low < index) & (index < high))
        assert np.all(high - low < 0.06)


def test_indices_of_the_ishigami_function_are_its_closed_forms() -> None:
    """Interactions count in the total alone: of the third input the first-order index is none.

    Source: Ishigami and Homma 1990, doi:10.1109/ISUMA.1990.151285, a = 7, b = 0.1.
    """

    def ishigami(x: "Floats") -> "Floats":
        value: Floats = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
        return value

    def widen(uniform: "Floats") -> "Floats":
        return (2 * uniform - 1) * np.pi

    found = estimate_indices(ishigami, [widen] * 3, seed=1)
    assert found.first == pytest.approx([0.3139, 0.4424, 0], abs=0.015)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.015)


def test_what_never_changes_explains_nothing() -> None:
    """A constant has no variance to share; every index is 0, and so is every bound."""
    found = estimate_indices(lambda drawn: np.ones(drawn.shape[1]), [keep] * 2, seed=1)
    for numbers in (found.first, found.total, *found.first_interval, *found.total_interval):
        assert list(numbers) == [0, 0]


def test_the_same_seed_gives_the_same_digits() -> None:
    """Another seed gives others."""
    assert analyse_sensitivity(settle(seed=5)) == analyse(seed=5)
    assert analyse(seed=5).sobol_indices != analyse(seed=6).sobol_indices


def test_swings_are_the_values_at_p5_and_p95() -> None:
    """Only what is uncertain moves; one-year open-source revenue is not part of the years."""
    swings = {each.assumption: each for each in analyse().swings}
    assert list(swings) == ["revenue", "market", "conversion"]
    assert (swings["revenue"].low, swings["revenue"].high) == (Decimal(807), Decimal(1240))
    low = make_horizon("article", make_values(revenue=807), 5).npv
    high = make_horizon("article", make_values(revenue=1240), 5).npv
    assert (swings["revenue"].npv_at_low, swings["revenue"].npv_at_high) == (low, high)


def test_ranges_move_with_what_the_scenario_changes() -> None:
    """Half the market swings over half the range, and its indices are drawn from it."""
    swings = {each.assumption: each for each in analyse(market=10000).swings}
    before = {each.assumption: each for each in analyse().swings}
    assert (swings["market"].low, swings["market"].high) == (
        before["market"].low / 2,
        before["market"].high / 2,
    )
    totals = {each.assumption: each.total for each in analyse(market=10000).sobol_indices}
    totals_before = {each.assumption: each.total for each in analyse().sobol_indices}
    assert totals["market"] < totals_before["market"]
    assert totals["revenue"] > totals_before["revenue"]


def test_an_assumption_of_zero_has_no_part_in_the_variance() -> None:
    """Where a scenario has no customers, neither market nor conversion matters."""
    found = analyse(conversion=0)
    totals = {each.assumption: each.total for each in found.sobol_indices}
    assert totals["market"] == totals["conversion"] == 0
    assert totals["revenue"] == pytest.approx(Decimal(1), abs=Decimal("0.02"))


def test_most_and_second_are_the_largest_total_indices() -> None:
    """Labels, grid and quantities name the same two; intervals hold their index."""
    found = analyse()
    ranked = rank_indices(found.sobol_indices)
    words = [each.words for each in list_sensitivity_labels(found)]
    assert words[:2] == [f"assumption.{each.assumption}.title" for each in ranked[:2]]
    assert (found.grids[0].row, found.grids[0].column) == (
        ranked[0].assumption,
        ranked[1].assumption,
    )
    named = {each.name: each for each in list_sensitivity_quantities(found)}
    total = named[f"sensitivity.{ranked[0].assumption}.total"]
    assert (total.value, total.unit, total.origin.seeds) == (ranked[0].total, "ratio", (1,))
    assert len(named) == 1 + 3 * 2 + 3 * 6
    assert all(each.total_low <= each.total <= each.total_high for each in ranked)


@pytest.mark.parametrize(
    ("is_correlated", "words"),
    [(True, "sensitivity.correlations_left_out"), (False, "sensitivity.independent")],
)
def test_the_report_can_say_that_correlations_are_left_out(
    *, is_correlated: bool, words: str
) -> None:
    """Sobol indices take inputs as independent; where they are not, a label says so."""
    found = replace(analyse(), leaves_correlations_out=is_correlated)
    labels = {each.name: each.words for each in list_sensitivity_labels(found)}
    assert labels["sensitivity.dependence"] == words


def test_equal_indices_keep_the_order_of_the_assumptions() -> None:
    """A tie is not broken by chance."""
    one, other = (replace(analyse().sobol_indices[n], total=Decimal(1)) for n in (0, 1))
    assert rank_indices((one, other)) == (one, other)


def test_the_grid_is_the_value_at_every_crossing() -> None:
    """Its corners are the ends of both ranges, all else kept."""
    grid = analyse().grids[0]
    values = make_values(**{grid.row: grid.row_values[0], grid.column: grid.column_values[-1]})
    assert grid.npv[0][-1] == make_horizon("article", values, 5).npv
    assert len(grid.npv) == len(grid.npv[0]) == N_CELLS


def test_a_range_is_divided_into_printable_numbers() -> None:
    """Both ends are exact; between them three digits of the step are kept."""
    assert divide_range(Decimal(700), Decimal(1400)) == tuple(
        Decimal(each) for each in (700, 817, 933, 1050, 1167, 1283, 1400)
    )
    fine = divide_range(Decimal("0.005"), Decimal("0.04"))
    assert fine[1] == Decimal("0.01083")
    assert all(low < high for low, high in pairwise(fine))


def test_one_uncertain_assumption_makes_no_grid() -> None:
    """A grid takes two."""
    index = analyse().sobol_indices[0]
    assert make_grids(settle(), (index,)) == ()


def test_without_risk_or_years_there_is_nothing_to_take_apart() -> None:
    """A report may do without."""
    assert analyse_sensitivity(make_inputs(make_scenario("article"))) == Sensitivity()
    short = replace(settle(), assumptions=settle().assumptions[:4])
    assert analyse_sensitivity(short) == Sensitivity()


def test_ends_that_are_stated_are_taken_as_they_are() -> None:
    """The ends of a normal distribution are its P5 and P95, to the last digit stated."""
    changed = tuple(
        replace(each, distribution="normal", low=Decimal("8000.125"))
        if each.name == "market"
        else each
        for each in settle().assumptions
    )
    swings = analyse_sensitivity(replace(settle(), assumptions=changed)).swings
    [market] = [each for each in swings if each.assumption == "market"]
    assert (market.low, market.high) == (Decimal("8000.125"), Decimal(35000))


def test_without_distributions_there_are_neither_swings_nor_indices() -> None:
    """A range by itself says nothing of how likely its parts are."""
    fixed = tuple(replace(each, distribution="fixed") for each in settle().assumptions)
    found = analyse_sensitivity(replace(settle(), assumptions=fixed))
    assert found.swings == ()
    assert found.sobol_indices == tuple[SobolIndex, ...]()
    assert found.grids == ()
