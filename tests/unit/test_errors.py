"""How an error reads, and how several become one."""

import pickle

import pytest

from generator.errors import (
    Location,
    ModelError,
    Problems,
    ReportError,
    display_width,
    format_error,
    printable,
    raise_if_any,
    suggest,
)


def test_caret_stands_under_wide_characters() -> None:
    """A caret is placed by terminal columns: each Chinese character before it takes two."""
    at = Location(path="zh/a.md", line=3, column=4, excerpt="利润为 {{ x }}", width=4)

    expected = (
        "error: unknown\n"
        "  --> zh/a.md:3:4\n"
        "    |\n"
        "  3 | 利润为 {{ x }}\n"
        "    |       ^^^^\n"
        "  hint: look again"
    )

    assert expected == format_error(ReportError("unknown", at=at, hint="look again"))


def test_an_error_without_a_place_is_one_line() -> None:
    """What has no place in a file shows its message alone."""
    assert format_error(ReportError("the disk is full")) == "error: the disk is full"


def test_problems_are_in_file_order_and_said_once() -> None:
    """Nested problems are opened, sorted by place, and a repeated one is dropped."""
    first = ReportError("a", at=Location(path="a.md", line=9))
    later = ReportError("b", at=Location(path="b.md", line=1))
    nowhere = ReportError("c")

    problems = Problems([nowhere, Problems([later, first]), first])

    assert problems.errors == (first, later, nowhere)


def test_raise_if_any_is_silent_without_errors() -> None:
    """No error, no exception."""
    raise_if_any([])

    with pytest.raises(Problems, match="x"):
        raise_if_any([ReportError("x")])


@pytest.mark.parametrize("kind", [ReportError, ModelError])
def test_errors_cross_process_borders(kind: type[ReportError]) -> None:
    """A worker's error arrives with its class, place and hint."""
    sent = Problems([kind("m", at=Location(path="p", line=2), hint="h")])

    (arrived,) = pickle.loads(pickle.dumps(sent)).errors  # noqa: S301 -- our own bytes

    assert (type(arrived), arrived.message, arrived.at, arrived.hint) == (
        kind,
        "m",
        Location(path="p", line=2),
        "h",
    )


def test_a_file_name_cannot_forge_a_line() -> None:
    """Control characters in a path are escaped wherever a place is shown."""
    at = Location(path="a\nerror: forged\x1b[31m")

    assert str(at) == "a\\nerror: forged\\x1b[31m:1:1"
    assert printable("中文 é") == "中文 é"


def test_suggestions_come_only_for_near_words() -> None:
    """A near word is offered; a far one is not guessed at."""
    assert suggest("revnue", ["revenue", "cost"]) == "did you mean `revenue`?"
    assert suggest("xyz", ["revenue", "cost"]) == ""


@pytest.mark.parametrize(("text", "width"), [("ab", 2), ("中a", 3), ("e\u0301", 1), ("，", 2)])
def test_display_width(text: str, width: int) -> None:
    """Wide characters take two columns, combining marks none."""
    assert display_width(text) == width


def test_a_long_line_is_shown_near_the_mark() -> None:
    """A paragraph that is one line is cut around what is wrong in it."""
    line = "a" * 100 + "WRONG" + "b" * 100
    at = Location(path="a.md", line=1, column=101, excerpt=line, width=5)

    shown = format_error(ReportError("m", at=at)).split("\n")

    assert shown[3] == f"  1 | …{'a' * 60}WRONG{'b' * 60}…"
    assert shown[4] == "    | " + " " * 61 + "^" * 5
