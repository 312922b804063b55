"""A person's word, and nothing else, makes a translation fresh."""

from pathlib import Path

import pytest

from generator.acknowledging import acknowledge
from generator.errors import ReportError
from tests.small_report import copy_two_languages

PROSE = "de/01-lending.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Give the content of the report of two languages, all of it acknowledged."""
    return copy_two_languages(tmp_path / "report") / "content"


def change(path: Path, before: str, after: str) -> None:
    """Put other words into a file."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_nothing_is_written_where_all_is_fresh(content: Path) -> None:
    """Acknowledging twice changes no byte, and says that there was nothing to do."""
    before = (content / "translations.lock").read_bytes()

    done = acknowledge(content, str(content))

    assert (done.blocks, done.forgotten, done.n_unpaired) == ((), (), 0)
    assert (content / "translations.lock").read_bytes() == before


def test_a_heading_stands_for_what_is_under_it(content: Path) -> None:
    """Blocks under other headings keep the state that they have."""
    change(content / "en/01-lending.md", "for a week", "for a month")
    change(content / "en/01-lending.md", "the joiner", "the plumber")

    assert len(acknowledge(content, f"{content / PROSE}#sec-what").blocks) == 1
    assert acknowledge(content, f"{content / PROSE}#sec-what").n_fresh == 5
    (block,) = acknowledge(content, f"{content / PROSE}#tbl-who/cell/3").blocks
    assert block.endswith("de/01-lending.md#tbl-who/cell/3")


def test_a_group_of_labels_and_the_abstract(content: Path) -> None:
    """Words outside prose are acknowledged by their ids, those of report.yaml in its file."""
    change(content / "en/strings.yaml", "skip: ", "skip: Yes, ")
    change(content / "report.yaml", "need no shop", "need no market")

    assert len(acknowledge(content, f"{content / 'report.yaml'}#abstract").blocks) == 1
    assert len(acknowledge(content, f"{content / 'de' / 'strings.yaml'}#ui").blocks) == 1
    assert acknowledge(content, str(content / "de")).blocks == ()


def test_reflowing_and_formats_change_nothing(content: Path) -> None:
    """Lines broken elsewhere say the same; so does a number in another format."""
    change(content / "en/01-lending.md", "may take a tool", "may take\na tool")

    assert acknowledge(content, str(content)).blocks == ()


def test_what_is_gone_is_forgotten(content: Path) -> None:
    """Lines that nothing answers to leave the lock only when their file is acknowledged."""
    change(content / "en/01-lending.md", "- drills come back last.\n", "")
    change(content / "de/01-lending.md", "- Bohrer kommen zuletzt zurück.\n", "")

    assert acknowledge(content, str(content / "report.yaml")).forgotten == ()
    assert acknowledge(content, str(content / PROSE)).forgotten == ("sec-what/item/2",)
    assert acknowledge(content, str(content / PROSE)).forgotten == ()


def test_what_has_no_equal_cannot_be_acknowledged(content: Path) -> None:
    """A block that only one language has stays a fault."""
    change(content / "en/01-lending.md", "- drills come back last.\n", "")

    assert acknowledge(content, str(content / PROSE)).n_unpaired == 1


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("en/01-lending.md", "is in the source language: it is not translated"),
        ("de/02-nothing.md", "is no file of a translation"),
        (f"{PROSE}#sec-waht", "has no block `sec-waht`"),
    ],
)
def test_what_is_no_translation_is_refused(content: Path, target: str, message: str) -> None:
    """A path or block that means nothing changes nothing."""
    with pytest.raises(ReportError) as caught:
        acknowledge(content, str(content / target))

    assert message in str(caught.value)
