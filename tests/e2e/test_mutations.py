"""A report cannot be quietly wrong: faults planted on purpose are found, each where it stands."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from generator.build import Request, check_report, make_finished
from generator.cache import Cache
from generator.errors import Problems, ReportError
from generator.outputs import Finished
from generator.outputs.nouns import OutputOptions
from generator.outputs.pdf_reading import PdfReading
from generator.outputs.proof import prove_pdf, prove_site
from generator.outputs.sayings import make_pdf_sayings
from generator.outputs.site import make_site
from generator.outputs.staging import StagedFolder
from tests.mutations import Book, Fault, choose, plant, read_book, spoil_output
from tests.small_report import ROOT, copy_project

SEED = 20261124
N_IN_CONTENT, N_IN_OUTPUT, N_MISSED = 175, 52, 1
N_AT_ONCE = 30

PAGES = {
    "a cell": (2, r"<td[^>]*>(?:<[^>]*>)*[^<]*?(\d)"),
    "a value": (4, r'<data class="q"[^>]*>[^<]*?(\d)'),
    "an exact value": (4, r'<data class="q" value="[^"]*?(\d)'),
    "a heading's number": (3, r'<span class="number">[^<]*?(\d)'),
    "a label": (3, r'<span class="label">[^<]*?(\d)'),
    "a formula": (1, r"<mn[^>]*>(\d)"),
    "a chart": (2, r"<text[^>]*>[^<]*?(\d)"),
    "how a chart is spoken": (1, r'<title id="[^>]*>[^<]*?(\d)'),
    "a slider": (2, r'<input[^>]*(?:min|max|value)="(\d)'),
    "a table for scripts": (2, r'"(?:base|low|high|step)":"[^"]*?(\d)'),
    "a description": (1, r'<meta name="description" content="[^"]*?(\d)'),
    "the foot's date": (2, r'<time datetime="[^"]*">[^<]*?(\d)'),
    "the foot's date for machines": (1, r'<footer[^§]*<time datetime="[^"]*?(\d)'),
    "the way to the next page": (2, r'rel="next"[^>]*>\s*<span>[^<]*</span> <span[^>]*>(\d)'),
    "how long reading takes": (2, r'<p class="reading-time">[^<]*?(\d)'),
    "a sentence": (7, r"<p>[^<]+()<"),
    "a caption": (3, r"<figcaption>[^<]*<span[^>]*>[^<]*</span> [^<]+()<"),
}
"""What is spoiled in finished pages: how often, and where; an empty group is a number added."""


def find_faults(content: Path) -> tuple[ReportError, ...]:
    """Check a spoiled report."""
    request = Request(content=content, templates=ROOT / "templates", cache=ROOT / ".cache")
    try:
        check_report(request)
    except Problems as problems:
        return problems.errors
    return ()


def tell_missed(faults: Sequence[Fault], problems: Sequence[ReportError]) -> list[Fault]:
    """List the faults that no finding names by file and line."""
    places = {(each.at.path, each.at.line) for each in problems if each.at}
    for each in problems:
        found = re.findall(r"([\w./-]+\.(?:md|yaml)):(\d+):\d+", f"{each.message} {each.hint}")
        places |= {(path, int(line)) for path, line in found}
    return [fault for fault in faults if not any(fault.is_at(*place) for place in places)]


def batches(faults: Sequence[Fault]) -> Iterator[list[Fault]]:
    """Cut the faults into batches that one pass finds.

    A bibliography and a ledger that cannot be read, and then what is typed into prose, hide what
    comes after.
    """
    for is_alike in (is_to_come, is_of_ledger, is_typed, lambda fault: not is_of_ledger(fault)):
        alike = [fault for fault in faults if is_alike(fault)]
        faults = [fault for fault in faults if fault not in alike]
        yield from (alike[start : start + N_AT_ONCE] for start in range(0, len(alike), N_AT_ONCE))


def is_to_come(fault: Fault) -> bool:
    """Tell a fault that is found when the bibliography is read."""
    return fault.kind == "a year to come"


def is_of_ledger(fault: Fault) -> bool:
    """Tell a fault that is found when the ledger is read."""
    return fault.kind == "another verdict expected"


def is_typed(fault: Fault) -> bool:
    """Tell a fault that is found when the prose is composed."""
    return " typed" in fault.kind


def test_faults_in_content_are_found(tmp_path: Path) -> None:
    """`check` finds every fault planted in what authors write, and names its file and line."""
    book: Book = read_book(ROOT / "content")
    faults = choose(book, SEED)
    assert len(faults) >= N_IN_CONTENT
    missed: list[Fault] = []
    for number, batch in enumerate(batches(faults)):
        content = tmp_path / str(number)
        shutil.copytree(ROOT / "content", content, copy_function=os.link)
        plant(content, book, batch)
        missed += tell_missed(batch, find_faults(content))

    assert len(missed) <= N_MISSED, missed


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Make the small report up to where the outputs are written."""
    folder = copy_project(tmp_path_factory.mktemp("spoiled") / "report")
    request = Request(
        content=folder / "content",
        templates=folder / "templates",
        models=folder / "content" / "models",
        base_url="https://example.org/bakery/",
    )
    return make_finished(request, Cache(folder / "cache"), Silent())


class Silent:
    """Hears of the work, and says nothing."""

    def say(self, text: str) -> None:
        """Hear of a step."""


@pytest.fixture(scope="module")
def pages(finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> StagedFolder:
    """Write the site of the small report."""
    root = tmp_path_factory.mktemp("site")
    folder = StagedFolder(root / "new", root / "old")
    options = OutputOptions(
        out=root, cache=Cache(root / "cache"), base_url="https://example.org/bakery/"
    )
    for path, content in make_site(finished, options):
        folder.write(f"site/{path}", content)
    return folder


def test_faults_in_pages_are_found(finished: Finished, pages: StagedFolder) -> None:
    """The proof finds every number that a finished page shows otherwise, and names the page."""
    assert prove_site(finished, pages) == []
    files = {
        path: pages.read(path).decode()
        for path in pages.digests
        if path.endswith(".html") and "/en/" in path
    }
    missed = []
    for kind, path, text in spoil_output(files, PAGES, SEED):
        (pages.root / path).unlink()
        (pages.root / path).write_text(text, encoding="utf-8")
        problems = prove_site(finished, pages)
        if not any(path in problem.message for problem in problems):
            missed.append((kind, path))
        (pages.root / path).write_text(files[path], encoding="utf-8")

    assert missed == []


def test_faults_in_pdfs_are_found(finished: Finished) -> None:
    """The proof finds every number that the text of a PDF, its charts or their words have wrong."""
    (document,) = finished.documents
    said = make_pdf_sayings(finished, document)
    listed = [f"{title} {page}" for page, title in enumerate(said.contents, 3)]
    places = {name: page for page, (name, _) in enumerate(said.pages, 7)}
    right = PdfReading(
        front="\n".join((*(text for text, _ in said.cover), *listed)),
        body="\n".join(text for text, _ in said.body),
        captions="\n".join(text for text, _ in said.captions),
        pages="\n".join(f"page {places[name]}" for name, _ in said.pages),
        drawn="\n".join(text for text, _ in said.drawn),
        alternatives=[text for text, _ in (*said.alternatives, *said.charts)],
        bookmarks=[(title, page) for page, title in enumerate(said.contents, 3)],
        places=places,
    )
    assert list(prove_pdf("pdf/report.en.pdf", said, right)) == []
    texts = {"front": right.front, "body": right.body, "drawn": right.drawn}
    texts |= {"captions": right.captions, "pages": right.pages}
    texts["alternatives"] = "\n".join(right.alternatives)
    kinds = {"a digit": (8, r"(\d)"), "a number added": (2, r"[a-z]() [a-z]")}
    missed = []
    for kind, name, text in spoil_output(texts, kinds, SEED):
        spoiled = {**texts, name: text}
        reading = PdfReading(
            front=spoiled["front"],
            body=spoiled["body"],
            captions=spoiled["captions"],
            pages=spoiled["pages"],
            drawn=spoiled["drawn"],
            alternatives=[spoiled["alternatives"]],
            bookmarks=right.bookmarks,
            places=places,
        )
        if not list(prove_pdf("pdf/report.en.pdf", said, reading)):
            missed.append((kind, name))

    assert missed == []
    n_in_pages = sum(n_wanted for n_wanted, _ in PAGES.values())
    assert n_in_pages + sum(n_wanted for n_wanted, _ in kinds.values()) == N_IN_OUTPUT
