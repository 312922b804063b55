"""What the scenarios start from, and what their results depend on."""

from dataclasses import replace
from decimal import Decimal

import pytest

from generator.errors import Location
from generator.inputs import RiskSettings
from generator.scenarios import ScenarioInputs, describe_inputs
from generator.scenarios.nouns import from_float, make_origin, scale_range
from tests.assumed import make_assumption, make_inputs, make_scenario

INPUTS = make_inputs(make_scenario("article"))


def test_where_things_stand_changes_nothing() -> None:
    """Moving an entry, or saying otherwise where its number comes from, asks for no new draws."""
    elsewhere = Location(path="other.yaml", line=99)
    moved = tuple(
        replace(each, at=elsewhere, places=(("value", elsewhere),), source="other")
        for each in INPUTS.assumptions
    )
    assert describe_inputs(replace(INPUTS, assumptions=moved)) == describe_inputs(INPUTS)


@pytest.mark.parametrize(
    "changed",
    [
        replace(INPUTS, n_years=6),
        replace(INPUTS, assumptions=(make_assumption("cost", "999"), *INPUTS.assumptions[1:])),
        replace(INPUTS, scenarios=(make_scenario("article", cost=1),)),
        replace(INPUTS, scenarios=(make_scenario("article", factors={"cost": 1}),)),
        replace(INPUTS, scenarios=(replace(make_scenario("article"), is_strategy=False),)),
        replace(
            INPUTS, risk=RiskSettings(draws=9, seed=1, scenario="article", at=Location(path="r"))
        ),
    ],
)
def test_what_is_assumed_changes_the_description(changed: ScenarioInputs) -> None:
    """Every value, setting and change is part of what the results depend on."""
    assert describe_inputs(changed) != describe_inputs(INPUTS)


def test_a_range_moves_in_proportion() -> None:
    """Half the market has half the range; the value itself keeps it; no range stays a point."""
    market, cost = make_assumption("market"), make_assumption("cost")
    assert scale_range(market, Decimal(20000)) == (Decimal(8000), Decimal(35000))
    assert scale_range(market, Decimal(10000)) == (Decimal(4000), Decimal(17500))
    assert scale_range(market, Decimal(0)) == (Decimal(0), Decimal(0))
    assert scale_range(cost, Decimal(800)) == (Decimal(800), Decimal(800))


def test_a_range_of_negative_numbers_keeps_its_order() -> None:
    """A change of sign exchanges the ends."""
    revenue = make_assumption("revenue")
    assert scale_range(revenue, Decimal(-1000)) == (Decimal(-1400), Decimal(-700))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0.1 + 0.2, "0.3"),
        (-2 / 3, "-0.666666666667"),
        (1e15 + 0.3, "1000000000000000"),
        (0.0, "0"),
        (123456789012.5, "123456789013"),
    ],
)
def test_floats_enter_with_twelve_digits(number: float, expected: str) -> None:
    """What differs below the twelfth digit is rounding, and is not told."""
    assert str(from_float(number)) == expected


def test_an_origin_names_the_function() -> None:
    """By its module and name, so that a reader finds it."""
    origin = make_origin(scale_range, "assumption.market")
    assert origin.function == "generator.scenarios.nouns.scale_range"
    assert origin.inputs == ("assumption.market",)
