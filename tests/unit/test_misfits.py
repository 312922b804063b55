"""How a misfit of a YAML file is told."""

from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from generator.errors import Problems
from generator.inputs.bibliography import ReferencesFile
from generator.inputs.fitting import validate
from generator.inputs.ledger import ClaimsFile
from generator.inputs.misfits import WORDS, fields_of, find_schema
from generator.inputs.schemas import (
    AssumptionsFile,
    FrontMatter,
    ReportFile,
    ScenariosFile,
    StatesFile,
)
from generator.inputs.strict_yaml import parse_yaml

NUMBER_HINT = "write a number such as 12.5, without quotes, unit or thousands separator"
MAP_HINT = "write `key: value` pairs, one to a line and indented"
SIZE = "a number of at most 15 digits before the point and 12 after it expected"
UNITS = "`count`, `flop`, `nat`, `ratio`, `second`, `share`, `share_difference`, `wan_yuan`, `year`"
REPORT = "title: {en: t}\nabstract: {en: a}\nlanguages: [en]\nsections: [a]\n"
FILES = (
    AssumptionsFile,
    ClaimsFile,
    FrontMatter,
    ReferencesFile,
    ReportFile,
    ScenariosFile,
    StatesFile,
)
ODD_VALUES: tuple[object, ...] = (
    None,
    "",
    "x y",
    "nan",
    "1e99",
    "-1e-99",
    "9" * 5000,
    "-5",
    "2026-02-30",
    [],
    ["x y"],
    [None, [], {}],
    {},
    {"x y": "x"},
)


def misfits(model: type[BaseModel], text: str) -> list[tuple[int, int, str, str]]:
    """Validate text that must fail: line, column, message and hint of each error."""
    with pytest.raises(Problems) as caught:
        validate(model, parse_yaml(text, "x.yaml"))
    return [(e.at.line, e.at.column, e.message, e.hint) for e in caught.value.errors if e.at]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("value: no", (1, 12, "`value`: a number expected, found `no`", NUMBER_HINT)),
        ("value: .nan", (1, 12, "`value`: a number expected, found `.nan`", NUMBER_HINT)),
        (
            "value: -Infinity",
            (
                1,
                12,
                "`value`: a finite number expected, found `-Infinity`",
                "write a number such as 12.5: infinity and NaN cannot be reckoned with",
            ),
        ),
        ("value: 30 %", (1, 12, "`value`: a number expected, found `30 %`", "did you mean `0.3`?")),
        (
            "value: '1,234.5'",
            (1, 12, "`value`: a number expected, found `1,234.5`", "did you mean `1234.5`?"),
        ),
        ("value: '1,5'", (1, 12, "`value`: a number expected, found `1,5`", NUMBER_HINT)),
        (
            "value: ￥１２",
            (1, 12, "`value`: a number expected, found `￥１２`", "did you mean `12`?"),
        ),
        ("value:", (1, 5, "`value`: a number expected, found nothing", NUMBER_HINT)),
        ("value: ''", (1, 12, "`value`: a number expected, found empty text", NUMBER_HINT)),
        ("value: [1, 2]", (1, 12, "`value`: a number expected, found a list of 2", NUMBER_HINT)),
        (
            "value: 1e30",
            (
                1,
                12,
                f"`value`: {SIZE}, found `1e30`",
                "look at the exponent, and at the unit of the number",
            ),
        ),
        ("value: 1e-30", (1, 12, f"`value`: {SIZE}, found `1e-30`", "round it")),
        (
            f"value: {'x' * 100}",
            (1, 12, f"`value`: a number expected, found `{'x' * 60}…`", NUMBER_HINT),
        ),
    ],
)
def test_what_is_no_number_is_told(text: str, expected: tuple[int, int, str, str]) -> None:
    """Where it can be guessed what was meant, that is the hint."""
    text = f"a: {{{text}, unit: share, source: s}}"

    assert misfits(AssumptionsFile, text) == [expected]


@pytest.mark.parametrize(
    ("key", "word", "choices", "hint"),
    [
        ("unit", "wanyuan", UNITS, "did you mean `wan_yuan`?"),
        ("unit", "万元", UNITS, "did you mean `wan_yuan`?"),
        ("unit", "Share", UNITS, "did you mean `share`?"),
        ("unit", "euro", UNITS, "choose one of these words"),
        (
            "distribution",
            "lognormel",
            "`fixed`, `uniform`, `triangular`, `pert`, `normal`, `lognormal`",
            "did you mean `lognormal`?",
        ),
        (
            "distribution",
            "Gaussian",
            "`fixed`, `uniform`, `triangular`, `pert`, `normal`, `lognormal`",
            "did you mean `normal`?",
        ),
    ],
)
def test_of_words_the_known_ones_are_told(key: str, word: str, choices: str, hint: str) -> None:
    """All that are known, and the nearest, or the one that is meant."""
    entry = {"value": "1", "unit": "share", "source": "s", key: word}
    written = ", ".join(f"{name}: {value}" for name, value in entry.items())
    [(_, _, message, found)] = misfits(AssumptionsFile, f"a: {{{written}}}")

    assert message == f"`{key}`: one of {choices} expected, found `{word}`"
    assert found == hint


@pytest.mark.parametrize(
    ("model", "text", "expected"),
    [
        (
            ScenariosFile,
            "a: {strategy: perhaps}",
            (
                1,
                15,
                "`strategy`: `true` or `false` expected, found `perhaps`",
                "write one of these two words",
            ),
        ),
        (
            StatesFile,
            "weak: {scale: {market: 2}}",
            (1, 1, "the key `probability` is missing", "add `probability:`"),
        ),
        (
            AssumptionsFile,
            "a: -1",
            (
                1,
                4,
                "`a`: a map of keys expected, found `-1`",
                "write under it: `value:`, `unit:`, `source:`",
            ),
        ),
        (
            AssumptionsFile,
            "市场: {value: 5, unit: share, source: s}",
            (
                1,
                1,
                "the key `市场`: a name of a to z, 0 to 9 and `_` expected",
                "write one such as `open_core`; what readers see of it stands in strings.yaml",
            ),
        ),
        (
            AssumptionsFile,
            "Market Size: {value: 5, unit: share, source: s}",
            (
                1,
                1,
                "the key `Market Size`: a name of a to z, 0 to 9 and `_` expected",
                "did you mean `market_size`?",
            ),
        ),
        (
            AssumptionsFile,
            "a: {value: 5, unti: share, unit: share, source: s}",
            (1, 15, "unknown key `unti`", "did you mean `unit`?"),
        ),
        (
            ScenariosFile,
            "a: {colour: red}",
            (1, 5, "unknown key `colour`", "known here: `from`, `set`, `scale`, `strategy`"),
        ),
        (
            ScenariosFile,
            "a：{}",
            (
                1,
                1,
                "the file: a map of keys expected, found `a：{}`",
                "put the colon of a Latin keyboard, and a space, after the key",
            ),
        ),
        (
            ScenariosFile,
            "a: {set: [revenue]}",
            (1, 10, "`set`: a map of keys expected, found a list of 1", MAP_HINT),
        ),
        (
            ReportFile,
            REPORT + "risk: {draws: 10, sed: 7, seed: 7, scenario: a}",
            (5, 19, "unknown key `sed`", "did you mean `seed`?"),
        ),
        (
            ReportFile,
            REPORT + "risk: {draws: 1e5, seed: 7, scenario: a}",
            (5, 15, "`draws`: a whole number expected, found `1e5`", "did you mean `100000`?"),
        ),
        (
            ReportFile,
            REPORT + "risk: {draws: 1, seed: 7, scenario: a, points: quasi}",
            (
                5,
                48,
                "`points`: one of `random`, `sobol` expected, found `quasi`",
                "choose one of these words",
            ),
        ),
        (
            ReportFile,
            REPORT
            + "risk: {draws: 1, seed: 7, scenario: a, correlations: [{between: [b], value: 0.1}]}",
            (
                5,
                65,
                "`between`: a list of at least 2 expected, found a list of 1",
                "write it as `[one, another]`",
            ),
        ),
        (
            ReportFile,
            REPORT + "years: 500",
            (
                5,
                8,
                "`years`: at most 100 expected, found `500`",
                "write a number that is at most 100",
            ),
        ),
        (
            ReportFile,
            REPORT + "seeds: [1, x]",
            (
                5,
                12,
                "item 2 of `seeds`: a whole number expected, found `x`",
                "write a number such as 12, without a point or exponent",
            ),
        ),
        (
            ReportFile,
            REPORT + "date: 1700000000",
            (
                5,
                7,
                "`date`: a date such as 2026-11-23 expected, found `1700000000`",
                "write year, month and day, all as digits",
            ),
        ),
        (
            FrontMatter,
            "id: a\ntitle: ''",
            (
                2,
                8,
                "`title`: text expected, found empty text",
                "write some words, in quotes where they hold a colon",
            ),
        ),
    ],
)
def test_a_misfit_is_told_at_its_place(
    model: type[BaseModel], text: str, expected: tuple[int, int, str, str]
) -> None:
    """A wrong value is told at the value; a wrong key, or one that something lacks, at the key."""
    assert misfits(model, text) == [expected]


def test_every_misfit_is_told_at_once() -> None:
    """One pass finds the wrong date and every missing key."""
    found = misfits(ReportFile, "date: 2026-13-01\ntitle: {en: T}\nsections: [a]\n")

    assert [message for _, _, message, _ in found] == [
        "the key `abstract` is missing",
        "the key `languages` is missing",
        "`date`: a date such as 2026-11-23 expected, found `2026-13-01`",
    ]


def test_the_message_about_a_nested_key_lists_the_keys_there() -> None:
    """Inside a list inside a part that may be left out, the right keys are known."""
    text = REPORT + "risk: {draws: 1, seed: 7, scenario: a, correlations: [{betwen: [b, c]}]}"
    found = misfits(ReportFile, text)

    assert [hint for _, _, _, hint in found] == [
        "add `between:`",
        "add `value:`",
        "did you mean `between`?",
    ]


def list_schemas(model: object) -> Iterator[type[BaseModel]]:
    """List a schema, and every one that its values have."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        yield model
        for key in fields_of(model):
            yield from list_schemas(find_schema(model, (key,)))
    for inner in get_args(model):
        yield from list_schemas(inner)


def kinds_of(schema: type[BaseModel], value: object) -> set[str]:
    """List the kinds of what does not fit."""
    try:
        schema.model_validate(value)
    except ValidationError as error:
        return {each["type"] for each in error.errors()}
    return set()


@pytest.mark.parametrize("file", FILES)
def test_no_message_has_the_words_of_a_library(file: type[BaseModel]) -> None:
    """Whatever stands in a field, its misfit is one of those that we have words for."""
    known = {"extra_forbidden", "missing", "value_error", *WORDS}
    unknown = {
        (key, kind)
        for schema in list_schemas(find_schema(file, ()))
        for key in fields_of(schema)
        for value in ODD_VALUES
        for kind in kinds_of(schema, {key: value}) - known
    }

    assert unknown == set()
