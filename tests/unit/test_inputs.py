"""Reading a whole report: what comes of good files, and of several bad ones at once."""

import datetime as dt
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.errors import Location, Problems, ReportError
from generator.inputs import Inputs, read_inputs
from generator.inputs.prose import parse_section

PROJECT = Path(__file__).parents[1] / "projects" / "three-sections" / "content"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the small report that a test may spoil, below the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates").mkdir()
    shutil.copytree(PROJECT, tmp_path / "content")
    return Path("content")


def problems_of(content: Path) -> list[tuple[str, str]]:
    """Read what must fail: the place and message of each error."""
    with pytest.raises(Problems) as caught:
        read_inputs(content, Path("templates"))
    return [(str(error.at), error.message) for error in caught.value.errors]


def test_sections_come_in_the_reports_order(content: Path) -> None:
    """The order is that of report.yaml; numbers follow it."""
    (content / "report.yaml").write_text(
        (content / "report.yaml").read_text().replace("[question, sums,", "[sums, question,")
    )

    (english,) = read_inputs(content, Path("templates")).languages

    assert [(s.number, s.id) for s in english.sections] == [
        (1, "sums"),
        (2, "question"),
        (3, "verdict"),
    ]


def test_words_are_flat_and_lists_apart(content: Path) -> None:
    """Nested maps become dotted ids; lists of words keep their order."""
    (english,) = read_inputs(content, Path("templates")).languages

    assert english.strings["scenario.shared.title"] == "Shared"
    assert "half" in english.strings.number_words
    assert english.strings.line_setting == "latin"


def test_what_listings_may_quote_is_read(content: Path) -> None:
    """Code below content/ and the program's own code are there by name, and nothing else."""
    sources = read_inputs(content, Path("templates")).sources

    assert sources["till.py"].startswith('"""A till."""')
    assert "generator/claims.py" in sources
    assert all(name.startswith("generator/") or name == "till.py" for name in sources)


def test_every_problem_of_every_file_comes_at_once(content: Path) -> None:
    """One reading tells of a bad scenario file, a bad name and a byte that is no UTF-8."""
    (content / "scenarios.yaml").write_text("closed: {sett: {}}\n")
    (content / "en" / "Extra.md").write_text("")
    (content / "en" / "02-sums.md").write_bytes("---\nid: sums\n价".encode() + b"\xff\n")

    assert problems_of(content) == [
        ("content/en/02-sums.md:3:2", "this is not UTF-8: byte 0xff"),
        (
            "content/en/Extra.md:1:1",
            "a section's file is named like `04-models.md`: two digits, a dash, its id",
        ),
        ("content/scenarios.yaml:1:10", "unknown key `sett`"),
    ]


def test_a_broken_part_of_the_report_hides_no_other_file(content: Path) -> None:
    """A title, a date and sections that do not fit leave the words and scenarios to be read."""
    path = content / "report.yaml"
    text = path.read_text().replace("title: {en:", "title: {en: [], zz:")
    text = text.replace("date: 2026-03-01", "date: soon")
    path.write_text(text.replace("sections: [question,", "sections: [A question,"))
    (content / "en" / "strings.yaml").write_text("ui: [{}]\n")
    (content / "scenarios.yaml").write_text("closed: {sett: {}}\n")

    assert problems_of(content) == [
        ("content/en/strings.yaml:1:1", "`ui`: text expected"),
        ("content/report.yaml:1:13", "`en`: text expected, found a list of 0"),
        (
            "content/report.yaml:10:12",
            "item 1 of `sections`: a name of a to z, 0 to 9 and `-` expected, found `A question`",
        ),
        ("content/report.yaml:11:7", "`date`: a date such as 2026-11-23 expected, found `soon`"),
        ("content/scenarios.yaml:1:10", "unknown key `sett`"),
    ]


def test_without_a_report_the_other_files_are_read(content: Path) -> None:
    """A report.yaml of which nothing fits hides no problem of assumptions and scenarios."""
    (content / "report.yaml").write_text("- a\n")
    (content / "scenarios.yaml").write_text("closed: {sett: {}}\n")

    assert problems_of(content) == [
        ("content/report.yaml:1:1", "the file: a map of keys expected, found a list of 1"),
        ("content/scenarios.yaml:1:10", "unknown key `sett`"),
    ]


def test_what_does_not_fit_is_named(content: Path) -> None:
    """Who checks the rest knows which parts mean nothing, and where the others stand."""
    (content / "assumptions.yaml").write_text("cost: {value: 5, unit: euro, source: till}\n")
    seen: list[Inputs] = []

    def look_at(inputs: Inputs) -> Iterable[ReportError]:
        seen.append(inputs)
        return ()

    with pytest.raises(Problems):
        read_inputs(content, Path("templates"), check=look_at)

    [cost] = seen[0].assumptions
    assert seen[0].unread == ("assumptions.cost.unit",)
    assert (cost.locate("value").column, cost.locate_key("value").column) == (15, 8)


def test_an_entry_without_a_file_is_told_at_the_entry(content: Path) -> None:
    """A section that report.yaml names must have its file."""
    (content / "en" / "02-sums.md").unlink()

    assert problems_of(content) == [
        ("content/report.yaml:10:1", "the section `sums` has no file in content/en/")
    ]


def test_a_link_out_of_the_content_is_refused(content: Path, tmp_path: Path) -> None:
    """A picture that is a link to elsewhere is never read."""
    (tmp_path / "secret.png").write_bytes(b"secret")
    (content / "pictures" / "leak.png").symlink_to(tmp_path / "secret.png")

    assert problems_of(content) == [
        ("content/pictures/leak.png:1:1", "the file leads outside content/")
    ]


def test_an_unknown_language_is_told_with_the_known_ones(content: Path) -> None:
    """Asking for a language that the report lacks is an error, not an empty report."""
    with pytest.raises(Problems, match="the report has no language `fr`"):
        read_inputs(content, Path("templates"), languages=["fr"])


def test_windows_line_ends_are_read_as_line_feeds(content: Path) -> None:
    """A file with CRLF reads the same as one without."""
    path = content / "en" / "01-question.md"
    before = read_inputs(content, Path("templates"))
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert read_inputs(content, Path("templates")).languages == before.languages


def test_the_body_knows_its_line() -> None:
    """Places in the prose count from the top of the file, front matter included."""
    section = parse_section("---\nid: a\ntitle: A\n---\n\nprose", "a.md", "01-a")

    assert (section.body, section.body_line) == ("\nprose", 5)
    assert section.locate(6, 1, 5) == Location(
        path="a.md", line=6, column=1, excerpt="prose", width=5
    )


@pytest.mark.parametrize("text", ["", "prose\n", "---\nid: a\n"])
def test_front_matter_is_demanded(text: str) -> None:
    """A file without front matter, or with an open one, says how to begin."""
    with pytest.raises(Exception, match="the front matter is missing or not closed"):
        parse_section(text, "a.md", "01-a")


def test_front_matter_errors_have_the_files_line() -> None:
    """A misfit in the front matter is told at its line of the file."""
    with pytest.raises(Problems) as caught:
        parse_section("---\nid: a\ntitel: A\n---\n", "a.md", "01-a")

    assert [str(error.at) for error in caught.value.errors] == ["a.md:2:1", "a.md:3:1"]


def test_a_report_without_a_date_takes_that_of_the_environment(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOURCE_DATE_EPOCH, in seconds of UTC, dates a report that does not date itself."""
    path = content / "report.yaml"
    path.write_text(path.read_text().replace("date: 2026-03-01\n", ""))
    with pytest.raises(ReportError, match="the key `date` is missing"):
        read_inputs(content, Path("templates"))

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225599")

    assert read_inputs(content, Path("templates")).report.date == dt.date(2025, 12, 31)


def test_a_stated_date_is_not_overridden(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the author wrote counts for more than the environment."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")

    assert read_inputs(content, Path("templates")).report.date == dt.date(2026, 3, 1)
