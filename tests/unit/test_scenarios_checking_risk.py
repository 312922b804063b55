"""What the settings of risk may be, and what moves together."""

from dataclasses import replace

import pytest

from generator.inputs import RiskSettings
from generator.scenarios import check_scenarios
from tests.assumed import make_inputs, make_risk, make_scenario, told

ARTICLE = make_scenario("article")


@pytest.mark.parametrize(
    ("risk", "expected"),
    [
        (make_risk(draws=0), "`draws` must be at least 2, found 0"),
        (
            make_risk(draws=10**9 + 1),
            "`draws` must be at most 1000000000, found 1000000001",
        ),
        (make_risk(seed=-1), "`seed` must be at least 0, found -1"),
        (
            replace(make_risk(), scenario="artcle"),
            "the risk is of the unknown scenario `artcle`",
        ),
        (
            make_risk(("market", "revenu", "0.1")),
            "a correlation with the unknown assumption `revenu`",
        ),
        (
            make_risk(("market", "cost", "0.1")),
            "a correlation with `cost`, which is fixed and moves with nothing",
        ),
        (
            make_risk(("market", "market", "0.1")),
            "a correlation of `market` with itself, which is always 1",
        ),
        (
            make_risk(("market", "revenue", "0.1"), ("revenue", "market", "0.2")),
            "the correlation between `revenue` and `market` stands here a second time",
        ),
        (
            make_risk(("market", "revenue", "-1.1")),
            "a correlation must be from -1 to 1, found -1.1",
        ),
    ],
)
def test_settings_of_risk(risk: RiskSettings, expected: str) -> None:
    """Draws, seed, scenario and correlations are held to what can be drawn."""
    [error] = check_scenarios(replace(make_inputs(ARTICLE), risk=risk))
    assert error.message == expected
    assert error.hint


def test_correlations_that_contradict_each_other() -> None:
    """Two that move with a third, and against each other, cannot be; the nearest are told."""
    pairs = (
        ("market", "revenue", "0.9"),
        ("market", "conversion", "0.9"),
        ("revenue", "conversion", "-0.9"),
    )
    [error] = check_scenarios(replace(make_inputs(ARTICLE), risk=make_risk(*pairs)))
    assert error.message.startswith("these correlations contradict each other")
    assert error.hint.startswith("the nearest that can hold: ")


def test_strong_correlations_that_agree_are_fine() -> None:
    """Three that all move together can be, though they come to more than 1."""
    pairs = (
        ("market", "revenue", "0.9"),
        ("market", "conversion", "0.9"),
        ("revenue", "conversion", "0.9"),
    )
    assert told(replace(make_inputs(ARTICLE), risk=make_risk(*pairs))) == []


def test_what_stands_in_for_an_unfit_setting_is_not_judged() -> None:
    """The other settings are, and the other correlations: these are told without the unread one."""
    pairs = (("unfit", "unfit", "0"), ("market", "market", "0.1"))
    risk = replace(make_risk(*pairs, seed=-1), scenario="unfit")
    unread = ("report.risk.scenario", "report.risk.correlations.0.between")
    assert [
        each.split(": ")[1].split(" | ")[0]
        for each in told(replace(make_inputs(ARTICLE), risk=risk), unread)
    ] == [
        "`seed` must be at least 0, found -1",
        "a correlation of `market` with itself, which is always 1",
    ]
