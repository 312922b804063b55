"""What the YAML reader keeps, and what it refuses."""

import pytest

from generator.errors import Problems
from generator.inputs.strict_yaml import parse_yaml


def refusals(text: str) -> list[tuple[str, int, int]]:
    """Parse text that must fail, and give each message with its place."""
    with pytest.raises(Problems) as caught:
        parse_yaml(text, "x.yaml")
    return [(e.message, e.at.line, e.at.column) for e in caught.value.errors if e.at]


def test_scalars_stay_as_written() -> None:
    """`no` is text, a trailing zero is kept, an empty value is nothing."""
    file = parse_yaml("a: no\nb: 1.10\nc:\nd: ''\ne: [x, y]\n", "x.yaml")

    assert file.value == {"a": "no", "b": "1.10", "c": None, "d": "", "e": ["x", "y"]}


def test_every_value_and_key_has_its_place() -> None:
    """Places count lines and columns from 1, in characters, also after Chinese text."""
    file = parse_yaml("# 注释\n标题: {中文: 值}\n", "x.yaml")

    key, value = file.key_places["标题", "中文"], file.places["标题", "中文"]
    assert (key.line, key.column, key.width) == (2, 6, 2)
    assert (value.line, value.column, value.width) == (2, 10, 1)
    assert value.excerpt == "标题: {中文: 值}"


def test_an_empty_file_is_an_empty_map() -> None:
    """Nothing, or comments alone, is a map without keys."""
    assert parse_yaml("# nothing yet\n", "x.yaml").value == {}


def test_all_refusals_come_in_one_pass() -> None:
    """Duplicate keys, anchors, aliases and tags are told together."""
    text = "a: 1\na: &x 2\nb: *x\nc: !!int 3\n"

    assert refusals(text) == [
        ("the key `a` stands here a second time; first on line 1", 2, 1),
        ("the anchor `&x` is not allowed here", 2, 4),
        ("the alias `*x` is not allowed here", 3, 4),
        ("the tag `tag:yaml.org,2002:int` is not allowed here", 4, 4),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [("a: [1,\nb", (2, 2)), ("a: 'b\n", (1, 4)), ("\ta: 1", (1, 1)), ("a: b: c", (1, 5))],
)
def test_a_syntax_error_has_its_place(text: str, place: tuple[int, int]) -> None:
    """What the parser cannot read is said where it stopped; an open quotation, where it begins."""
    ((message, *at),) = refusals(text)

    assert message.startswith("this is not valid YAML: ")
    assert tuple(at) == place


def test_a_control_character_has_its_place() -> None:
    """A character that YAML forbids is named by its code point."""
    assert refusals("a: 中\n文: \x07\n") == [("the character U+0007 is not allowed in YAML", 2, 4)]


def test_a_second_document_is_refused() -> None:
    """One file is one document."""
    assert refusals("a: 1\n---\nb: 2\n") == [
        ("a second document in one file is not allowed here", 2, 1)
    ]


def test_deep_nesting_is_refused_where_it_passes_the_limit() -> None:
    """Brackets without end are an error of the file, and not of the program."""
    assert refusals("a: " + "[" * 3000 + "]" * 3000) == [
        ("this stands in more than 20 maps and lists", 1, 24)
    ]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a:\n\tb: 1\n", "a tab, where only spaces can stand"),
        ("a: b: c\n", "a colon, where no key can stand"),
        ("a: {b: [1, 2}\n", "a bracket is not closed, or closed twice"),
        ("a: 'b\nc: d\n", "a quotation mark is not closed"),
        (
            "a:\n  b:\n    c: 1\n   d: 2\n",
            "this line fits neither the one above it nor its list or map",
        ),
        ("a: @b\n", "text cannot begin with this character"),
        ('a: "\\q"\n', "a backslash in double quotes has a meaning of its own"),
    ],
)
def test_a_syntax_error_is_told_in_plain_words(text: str, meaning: str) -> None:
    """What the parser says is of the parser; what the author has to mend is of the text."""
    with pytest.raises(Problems) as caught:
        parse_yaml(text, "x.yaml")

    [error] = caught.value.errors
    assert error.message == f"this is not valid YAML: {meaning}"
    assert error.hint
