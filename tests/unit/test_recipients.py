"""Tests of the list of those who get the report by mail."""

from pathlib import Path

import pytest

from generator.errors import Problems
from generator.inputs.recipients import (
    is_address,
    parse_recipients,
    parse_secret_recipients,
    read_recipients,
)

ROOT = Path(__file__).parents[2]


def problems_of(text: str, languages: tuple[str, ...] = ("zh", "en")) -> list[str]:
    """List what is wrong with a list, each with its line."""
    with pytest.raises(Problems) as raised:
        parse_recipients(text, "r.yaml", languages)
    return [f"{error.at and error.at.line}: {error.message}" for error in raised.value.errors]


def test_the_example_is_a_list() -> None:
    """The file to copy is read, and names people of two languages."""
    recipients = read_recipients(ROOT / "content" / "recipients.example.yaml", ("zh", "en"))

    assert [(each.name, each.language) for each in recipients] == [
        ("Ada Lovelace", "en"),
        ("李冰", "zh"),
    ]
    assert recipients[0].at.line == 4


def test_everything_wrong_is_told_at_once() -> None:
    """A line break, an invalid address, a duplicate and an unknown language: each at its line."""
    text = (
        '- {name: "Ada\\r\\nBcc: eve@example.org", address: ada@example.org, language: en}\n'
        "- {name: Bob, address: bob@@example.org, language: en}\n"
        "- {name: Cy, address: ADA@example.org, language: en}\n"
        "- {name: Di, address: di@example.org, language: fr}\n"
    )

    assert problems_of(text) == [
        "1: `name` holds a line break or another control character",
        "2: `address`: one address such as ada@example.org expected",
        "3: this address stands here a second time; first on line 1",
        "4: the report was not built in the language `fr`",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {name: Ada, adress: ada@example.org, language: en}\n", "1: unknown key `adress`"),
        ("name: Ada\n", "1: the file: a list expected, found a map"),
    ],
    ids=["misspelt", "a-map"],
)
def test_what_is_no_list_of_recipients(text: str, message: str) -> None:
    """A misspelt key, or a file of another shape, is named at its place."""
    assert message in problems_of(text)


def test_nobody_to_send_to() -> None:
    """An empty list is a mistake, not a mailing to nobody."""
    assert problems_of("[]\n")[0].startswith("1: ")


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("ada@example.org", True),
        ("a.b+report@sub.example.org", True),
        ("reader@localhost", True),
        ("ada@example.org\nBcc: eve@example.org", False),
        ("ada@example.org, eve@example.org", False),
        ("ada@", False),
        (".ada@example.org", False),
        ("a..da@example.org", False),
        ("ada@-example.org", False),
        ("ada@例子.org", False),
        (f"{'a' * 65}@example.org", False),
        (f"ada@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org", False),
    ],
)
def test_addresses(text: str, is_valid: bool) -> None:  # noqa: FBT001 -- what the case expects
    """An address is one that every server takes: nothing quoted, nothing that ends a line."""
    assert is_address(text) is is_valid


def test_a_secret_list_shows_no_line_of_itself() -> None:
    """What is wrong with the list of a secret is told by line, without the line."""
    with pytest.raises(Problems) as raised:
        parse_secret_recipients("- {name: Ada, address: ada@@x, language: en}\n", "SECRET", ("en",))

    (error,) = raised.value.errors
    assert str(error.at) == "SECRET:1:24"
    assert error.at
    assert error.at.excerpt == ""
    assert "ada@" not in str(error).replace("ada@example.org", "")
