"""What an assumption may be, by itself and with those that it goes with."""

from dataclasses import replace
from decimal import Decimal

import pytest

from generator.errors import Location
from generator.inputs import Assumption
from generator.scenarios.terms import check_assumption
from tests.assumed import make_assumption, make_inputs, make_scenario, told, with_assumption

AT = Location(path="report.yaml", line=9)


@pytest.mark.parametrize(
    ("name", "changed", "expected"),
    [
        (
            "cost",
            {"unit": "share"},
            (
                "assumption `cost` must be in `wan_yuan`, found `share`"
                " | write `unit: wan_yuan`, and the value in that unit"
            ),
        ),
        (
            "market",
            {"low": Decimal(-1)},
            (
                "assumption `market`: `low` must be at least 0, found -1"
                " | write a number that is at least 0"
            ),
        ),
        (
            "discount_rate",
            {"value": Decimal(-2)},
            (
                "assumption `discount_rate`: `value` must be above -1, found -2"
                " | write a number that is above -1"
            ),
        ),
        (
            "conversion",
            {"high": Decimal(2)},
            (
                "assumption `conversion`: `high` must be at most 1, found 2"
                " | write a number that is at most 1"
            ),
        ),
        (
            "revenue",
            {"low": Decimal(9), "high": Decimal(8)},
            "assumption `revenue`: `low` is above `high`, 9 above 8 | exchange the two",
        ),
        (
            "revenue",
            {"high": Decimal(800)},
            "assumption `revenue`: 1000 is above its `high`, 800 | mend `value` or `high`",
        ),
        (
            "cost",
            {"distribution": "normal"},
            (
                "assumption `cost`: the distribution `normal` needs a `low`, and a `high` above it"
                " | give both, or leave `distribution` out"
            ),
        ),
        (
            "open_source_revenue",
            {"distribution": "lognormal"},
            (
                "assumption `open_source_revenue`: the distribution `lognormal` needs a `low`"
                " above 0, found 0 | raise `low`, or choose `pert`"
            ),
        ),
        (
            "market",
            {"distribution": "normal"},
            (
                "assumption `market`: the distribution `normal` draws numbers below 0"
                " | choose one that ends at `low` and `high`, such as `pert`"
            ),
        ),
        (
            "conversion",
            {"distribution": "lognormal"},
            (
                "assumption `conversion`: the distribution `lognormal` draws numbers above 1"
                " | choose one that ends at `low` and `high`, such as `pert`"
            ),
        ),
        (
            "innovation",
            {"value": Decimal("0.7")},
            (
                "`value` of `innovation` and `imitation`: at most 1 in all, found 1.08"
                " | more than everybody who has not adopted cannot adopt: lower one of the two"
            ),
        ),
        (
            "imitation",
            {"low": Decimal(0), "high": Decimal("0.98")},
            (
                "`high` of `innovation` and `imitation`: at most 1 in all, found 1.01"
                " | more than everybody who has not adopted cannot adopt: lower one of the two"
            ),
        ),
    ],
)
def test_an_assumption_out_of_bounds(name: str, changed: dict[str, object], expected: str) -> None:
    """Units, bounds, ranges and distributions are held to what the model can bear."""
    [found] = told(with_assumption(name, **changed))
    assert found.split(": ", 1)[1] == expected


def test_what_is_computed_cannot_be_assumed() -> None:
    """A name is of an assumption or of a result."""
    inputs = make_inputs(make_scenario("article"))
    taken = Assumption(name="profit", value=Decimal(1), unit="wan_yuan", at=AT)
    [found] = told(replace(inputs, assumptions=(*inputs.assumptions, taken)))
    assert found == (
        "report.yaml:9:1: `profit` is computed of every scenario, and cannot be assumed"
        " | choose another name"
    )


@pytest.mark.parametrize(
    "name", ["revenue", "cost", "open_source_cost", "open_source_revenue", "market"]
)
def test_amounts_are_not_negative(name: str) -> None:
    """A revenue below zero is a cost, and the other way round; there is a place for each."""
    inputs = with_assumption(name, value=Decimal(-5), low=Decimal(-6), high=Decimal(-4))
    assert [each.split(": ", 1)[1] for each in told(inputs)] == [
        f"assumption `{name}`: `{key}` must be at least 0, found {value}"
        " | write a number that is at least 0"
        for key, value in (("value", -5), ("low", -6), ("high", -4))
    ]


def test_a_number_that_cannot_be_is_told_once() -> None:
    """It is not compared with its range as well."""
    assert len(told(with_assumption("market", value=Decimal(-1)))) == 1


def test_an_amount_may_be_normal() -> None:
    """The far end of a normal distribution is below zero, and does no harm to a sum."""
    inputs = with_assumption("revenue", distribution="normal")
    assert told(inputs) == []


def test_what_stands_in_for_an_unfit_part_is_not_judged() -> None:
    """The other parts are: here the range, and not the unit or the value."""
    assumption = replace(
        make_assumption("market"), value=Decimal(-1), unit="share", low=Decimal(9), high=Decimal(8)
    )
    errors = check_assumption(assumption, frozenset({"unit", "value"}))
    assert [error.message for error in errors] == [
        "assumption `market`: `low` is above `high`, 9 above 8"
    ]
