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
    StatesFile,
    validate,
    validate_what_fits,
)
from generator.inputs.strict_yaml import parse_yaml

NUMBER_HINT = "write a number such as 12.5, without quotes, unit or thousands separator"
REPORT = "title: {en: t}\nabstract: {en: a}\nlanguages: [en]\nsections: [a]\n"


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
            (1, 12, "`value`: a number expected, found `no`", NUMBER_HINT),
        ),
        (
            AssumptionsFile,
            "a: {value: .nan, unit: share, source: s}",
            (1, 12, "`value`: a number expected, found `.nan`", NUMBER_HINT),
        ),
        (
            AssumptionsFile,
            "a: {value: -Infinity, unit: share, source: s}",
            (
                1,
                12,
                "`value`: a finite number expected, found `-Infinity`",
                "write a number such as 12.5: infinity and NaN cannot be reckoned with",
            ),
        ),
        (
            AssumptionsFile,
            "a: {value: 1, unit: wanyuan, source: s}",
            (
                1,
                21,
                (
                    "`unit`: one of 'count', 'flop', 'nat', 'ratio', 'second', 'share', "
                    "'wan_yuan' or 'year' expected, found `wanyuan`"
                ),
                "did you mean `wan_yuan`?",
            ),
        ),
        (
            AssumptionsFile,
            "a: {value: 5, unit: share, distribution: lognormel, source: s}",
            (
                1,
                42,
                (
                    "`distribution`: one of 'fixed', 'uniform', 'triangular', 'pert', 'normal' or "
                    "'lognormal' expected, found `lognormel`"
                ),
                "did you mean `lognormal`?",
            ),
        ),
        (
            ScenariosFile,
            "a: {strategy: perhaps}",
            (1, 15, "`strategy`: `true` or `false` expected, found `perhaps`", ""),
        ),
        (
            StatesFile,
            "weak: {scale: {market: 2}}",
            (1, 1, "the key `probability` is missing", "add `probability:`"),
        ),
        (
            ReportFile,
            REPORT + "risk: {draws: 10, sed: 7, seed: 7, scenario: a}",
            (5, 19, "unknown key `sed`", "did you mean `seed`?"),
        ),
        (
            ReportFile,
            REPORT + "risk: {draws: 1e5, seed: 7, scenario: a}",
            (
                5,
                15,
                "`draws`: a whole number expected, found `1e5`",
                "write a number such as 12, without a point or exponent",
            ),
        ),
        (
            ReportFile,
            REPORT
            + "risk: {draws: 1, seed: 7, scenario: a, correlations: [{between: [b], value: 0.1}]}",
            (5, 65, "`between`: at least 2 expected, found a list", ""),
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


def test_what_fits_is_kept_beside_what_does_not() -> None:
    """One bad entry costs itself and no other; its error is told."""
    text = "a: {value: x, unit: share, source: s}\nb: {value: 1, unit: share, source: s}"
    file, errors = validate_what_fits(AssumptionsFile, parse_yaml(text, "x.yaml"))

    assert file is not None
    assert list(file.root) == ["b"]
    assert [error.message for error in errors] == ["`value`: a number expected, found `x`"]


def test_of_a_report_only_risk_and_years_can_be_spared() -> None:
    """A bad correlation leaves the draws to be checked; without sections there is no report."""
    bad = "risk: {draws: 0, seed: 7, scenario: a, correlations: [{between: [b, c], value: x}]}"
    file, errors = validate_what_fits(ReportFile, parse_yaml(REPORT + bad, "x.yaml"))
    without, _ = validate_what_fits(ReportFile, parse_yaml("title: {en: t}", "x.yaml"))

    assert file is not None
    assert file.risk is not None
    assert (file.risk.draws, file.risk.correlations, len(errors)) == (0, [], 1)
    assert without is None


def test_the_message_about_a_nested_key_lists_the_keys_there() -> None:
    """Inside a list inside a part that may be left out, the right keys are known."""
    text = REPORT + "risk: {draws: 1, seed: 7, scenario: a, correlations: [{betwen: [b, c]}]}"
    found = misfits(ReportFile, text)

    assert [hint for _, _, _, hint in found] == [
        "add `between:`",
        "add `value:`",
        "did you mean `between`?",
    ]
