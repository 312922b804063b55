"""How a misfit of a YAML file is told."""

from decimal import Decimal

import pytest
from pydantic import BaseModel

from generator.errors import Problems
from generator.inputs.schemas import (
    AssumptionsFile,
    ClaimsFile,
    FrontMatter,
    ReferencesFile,
    ReportFile,
    ScenariosFile,
    validate,
)
from generator.inputs.strict_yaml import parse_yaml


def misfits(model: type[BaseModel], text: str) -> list[tuple[int, int, str, str]]:
    """Validate text that must fail: line, column, message and hint of each error."""
    with pytest.raises(Problems) as caught:
        validate(model, parse_yaml(text, "x.yaml"))
    return [(e.at.line, e.at.column, e.message, e.hint) for e in caught.value.errors if e.at]


def test_numbers_become_exact_decimals() -> None:
    """7.50 is read as it was written, not through binary floating point."""
    file = validate(
        AssumptionsFile,
        parse_yaml("a: {value: 7.50, unit: wan_yuan, source: s.t}", "x.yaml"),
    )

    assert str(file.root["a"].value) == "7.50"
    assert file.root["a"].low is None


def test_a_scenario_may_be_empty_or_start_from_another() -> None:
    """`{}` is the base itself; `from` and `set` are optional."""
    file = validate(ScenariosFile, parse_yaml("a: {}\nb: {from: a, set: {r: 2}}", "x.yaml"))

    assert file.root["b"].from_ == "a"
    assert file.root["b"].set == {"r": Decimal(2)}


@pytest.mark.parametrize(
    ("model", "text", "expected"),
    [
        (
            AssumptionsFile,
            "a: {value: no, unit: share, source: s}",
            (1, 12, "`value`: a number expected, found `no`", ""),
        ),
        (
            AssumptionsFile,
            "a: {value: .nan, unit: share, source: s}",
            (1, 12, "`value`: a number expected, found `.nan`", ""),
        ),
        (
            AssumptionsFile,
            "a: {value: 1, unit: yuan, source: s}",
            (
                1,
                21,
                (
                    "`unit`: one of 'count', 'flop', 'nat', 'ratio', 'second', 'share' or "
                    "'wan_yuan' expected, found `yuan`"
                ),
                "",
            ),
        ),
        (
            AssumptionsFile,
            "a: {value: 5, unit: share, low: 9, source: s}",
            (1, 1, "low ≤ value ≤ high expected, found 9 ≤ 5 ≤ 5", ""),
        ),
        (
            AssumptionsFile,
            "a: {value: 5, unti: share, unit: share, source: s}",
            (1, 15, "unknown key `unti`", "did you mean `unit`?"),
        ),
        (
            AssumptionsFile,
            "a:\n  value: 5\n  unit: share\n",
            (1, 1, "the key `source` is missing", "add `source:`"),
        ),
        (
            ReferencesFile,
            "- {id: a, type: book, title: t, language: en, verified: v, author: [{famly: x}]}",
            (1, 70, "unknown key `famly`", "did you mean `family`?"),
        ),
        (
            ScenariosFile,
            "a: {set: {revenue: 1e99}}",
            (
                1,
                20,
                (
                    "`revenue`: a number of at most 15 digits before the point and 12 after it "
                    "expected, found `1e99`"
                ),
                "",
            ),
        ),
        (
            ReferencesFile,
            '- {id: "a b", type: book, title: t, language: en, verified: v}',
            (1, 8, r"`id`: text of the form ^\w[\w:.-]*$ expected, found `a b`", ""),
        ),
        (
            FrontMatter,
            "id: a\ntitle: ''",
            (2, 8, "`title`: text expected, found ``", ""),
        ),
        (
            ReportFile,
            "{title: {en: t}, abstract: {en: a}, languages: [en], sections: [a], date: 1700000000}",
            (1, 75, "`date`: a date such as 2026-11-23 expected, found `1700000000`", ""),
        ),
        (
            ScenariosFile,
            "a: {set: [revenue]}",
            (1, 10, "`set`: a map of keys expected, found a list", ""),
        ),
        (
            ClaimsFile,
            "a: {expect: borne-out, value: 1}",
            (1, 1, "`value` and `result` go together: give both, or neither", ""),
        ),
    ],
)
def test_a_misfit_is_told_at_its_place(
    model: type[BaseModel], text: str, expected: tuple[int, int, str, str]
) -> None:
    """The message says what was expected and found; the place is the value's or the key's."""
    assert misfits(model, text) == [expected]


def test_every_misfit_is_told_at_once() -> None:
    """One pass finds the wrong date and every missing key."""
    found = misfits(ReportFile, "date: 2026-13-01\ntitle: {en: T}\nsections: [a]\n")

    assert [message for _, _, message, _ in found] == [
        "the key `abstract` is missing",
        "the key `languages` is missing",
        "`date`: a date such as 2026-11-23 expected, found `2026-13-01`",
    ]
