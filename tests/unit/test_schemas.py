"""What the values of a YAML file become."""

from decimal import Decimal

import pytest

from generator.inputs.fitting import validate
from generator.inputs.schemas import AssumptionsFile, ScenariosFile
from generator.inputs.strict_yaml import parse_yaml


def test_numbers_become_exact_decimals() -> None:
    """7.50 is read as it was written, not through binary floating point."""
    file = validate(
        AssumptionsFile,
        parse_yaml("a: {value: 7.50, unit: wan_yuan, source: s.t}", "x.yaml"),
    )

    assert str(file.root["a"].value) == "7.50"
    assert file.root["a"].low is None


@pytest.mark.parametrize(("text", "number"), [("1e3", "1000"), ("-0", "0"), ("1_000", "1000")])
def test_numbers_are_written_one_way(text: str, number: str) -> None:
    """However a number is written, a message or a page shows it plainly."""
    written = f"a: {{value: {text}, unit: wan_yuan, source: s}}"
    file = validate(AssumptionsFile, parse_yaml(written, "x.yaml"))

    assert str(file.root["a"].value) == number


def test_a_scenario_may_be_empty_or_start_from_another() -> None:
    """`{}` is the base itself; `from` and `set` are optional."""
    file = validate(ScenariosFile, parse_yaml("a: {}\nb: {from: a, set: {r: 2}}", "x.yaml"))

    assert file.root["b"].from_ == "a"
    assert file.root["b"].set == {"r": Decimal(2)}
