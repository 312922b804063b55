"""Tests of the proof that outputs show exactly the numbers of their documents."""

from dataclasses import replace
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.documents.numbers import find_shown_numbers
from generator.errors import Location, Problems
from generator.outputs import Finished, OutputOptions, write_outputs
from generator.outputs.page_reading import read_page, read_page_text
from generator.outputs.pdf_reading import read_pdf_text
from generator.outputs.proof import Number, compare, prove_site
from generator.outputs.site import make_site
from generator.outputs.staging import StagedFolder
from tests.finished import make_finished

AT = Location(path="content/en/01-a.md", line=3)


def must_show(*numbers: str) -> tuple[Number, ...]:
    """Make the numbers that an output must show."""
    return tuple(Number(text=number, at=AT) for number in numbers)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("about 43.5% of 10,000", ("43.5%", "10,000")),
        ("−5 is less than 3.", ("−5", "3")),
        ("CIFAR-10, 1.1 and 1, 2", ("CIFAR-10"[-2:], "1.1", "1", "2")),
        ("none", ()),
    ],
)
def test_numbers_of_a_text(text: str, numbers: tuple[str, ...]) -> None:
    """Points and commas inside a number are its own; those after it are not."""
    assert numbers == find_shown_numbers(text)


def test_equal_sequences() -> None:
    """The same numbers in the same order are no problem."""
    assert list(compare("p", must_show("1", "2.5%"), ("1", "2.5%"))) == []


@pytest.mark.parametrize(
    "shown",
    [("1", "2", "4"), ("1", "3", "2"), ("1", "2"), ("1", "2", "3", "9"), ("1", "−2", "3"), ()],
)
def test_unequal_sequences(shown: tuple[str, ...]) -> None:
    """A number that is changed, moved, lost, added or of another sign is one problem."""
    problems = list(compare("site/en/a.html", must_show("1", "2", "3"), shown))

    assert len(problems) == 1
    assert "site/en/a.html" in problems[0].message


def test_the_problem_names_the_block() -> None:
    """The author learns which number it is, where it was written, and what stands there."""
    problem = next(compare("p", must_show("7", "300"), ("7", "305")))

    assert problem.at == AT
    assert problem.message == "`p` should show `300` here, but shows `305`"


def test_a_number_broken_over_two_lines() -> None:
    """A long address may break inside its digits; that changes no number."""
    assert list(compare("p", must_show("10.1000", "5"), ("10", "1000", "5"))) == []
    assert len(list(compare("p", must_show("10.1000", "5"), ("10", "1001", "5")))) == 1


def test_text_of_a_page() -> None:
    """Only `main` counts; formulas and drawings do not, and cells do not run together."""
    page = (
        "<body><header>2026</header><main><h1><span>1</span> Two</h1><math><mn>9</mn></math>"
        "<svg><text>8</text></svg><table><tr><td>3</td><td>4</td></tr></table>"
        '5<data value="x">6</data>7<br>8</main><footer>2</footer></body>'
    )

    assert find_shown_numbers(read_page_text(page)) == ("1", "3", "4", "567", "8")


@pytest.fixture(scope="module")
def finished() -> Finished:
    """Make the small report once."""
    return make_finished()


def write(finished: Finished, tmp_path: Path, *, pdf: bool) -> Path:
    """Write the report below a folder of its own."""
    out = tmp_path / "build"
    options = OutputOptions(out=out, cache=Cache(tmp_path / "cache"), pdf=pdf)
    write_outputs(finished, options, lambda _text: None)
    return out


def with_other_page(finished: Finished, old: str, new: str) -> Finished:
    """Change what the second language's pages and PDF show, but not what they must say."""
    first, document = finished.documents
    section = document.sections[0]
    changed = replace(
        section,
        site_html=section.site_html.replace(old, new),
        pdf_html=section.pdf_html.replace(old, new),
    )
    other = replace(document, sections=(changed, *document.sections[1:]))
    return replace(finished, documents=(first, other))


def test_a_wrong_number_in_a_page_stops_the_build(finished: Finished, tmp_path: Path) -> None:
    """Nothing is published when one page shows another number than its document."""
    wrong = with_other_page(finished, "1,234", "1,243")

    with pytest.raises(Problems, match="should show `1,234` here, but shows `1,243"):
        write(wrong, tmp_path, pdf=False)

    assert not (tmp_path / "build").exists()


def test_both_outputs_show_their_numbers(finished: Finished, tmp_path: Path) -> None:
    """Pages and PDFs of a right report pass; running heads and charts are not counted."""
    out = write(finished, tmp_path, pdf=True)
    front, body = read_pdf_text((out / "pdf" / "report.zh.pdf").read_bytes())

    assert "2026" in front
    assert "98765" not in body
    assert find_shown_numbers(body)[:4] == ("1", "1.1", "43.5%", "11")


def test_a_wrong_number_in_a_pdf_stops_the_build(finished: Finished, tmp_path: Path) -> None:
    """The PDF is read back, too."""
    wrong = with_other_page(finished, "1,234", "1,243")

    with pytest.raises(Problems, match=r"`pdf/report\.en\.pdf` should show `1,234`"):
        write(wrong, tmp_path, pdf=True)


def test_a_page_that_nothing_proves_stops_the_build(finished: Finished, tmp_path: Path) -> None:
    """Whoever adds a page says what it must show."""
    folder = StagedFolder(tmp_path / "new", tmp_path / "old")
    options = OutputOptions(out=tmp_path, cache=Cache(tmp_path / "cache"), pdf=False)
    for path, content in make_site(finished, options):
        folder.write(f"site/{path}", content)
    assert prove_site(finished, folder) == []

    folder.write("site/en/more.html", b"<main>9</main>")

    (problem,) = prove_site(finished, folder)
    assert problem.message == "nothing proves the page `site/en/more.html`"


def test_all_of_a_page_is_read() -> None:
    """What is seen, what is beside it, what frames it and what its head says are told apart."""
    reading = read_page(
        '<head><title>T 1</title><meta name="description" content="D 2"></head><body>'
        '<nav aria-label="N 3">4</nav><main>5<math alttext="six 6"><mn>7</mn><mn>8</mn></math>'
        '<svg><title>9</title><text>10</text></svg><data data-name="a" value="11">12</data>'
        '<img alt="13"></main><footer><time datetime="2026-01-02">14</time></footer></body>'
    )

    assert reading.head == {"title": "T 1", "description": "D 2"}
    assert find_shown_numbers(reading.frame) == ("3", "4", "14")
    assert find_shown_numbers(reading.shown) == ("512",)
    assert find_shown_numbers(reading.beside) == ("6", "7", "8", "9", "10", "11", "13")
    assert find_shown_numbers(reading.drawn) == ("10",)
    assert find_shown_numbers(reading.spoken) == ("9", "13")
    assert (reading.dates, reading.values) == (("2026-01-02",), (("a", "11"),))
    assert [formula.split() for formula in reading.formulas] == [["7", "8"]]
