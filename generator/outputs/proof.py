"""Turns finished files back into the numbers they show, and compares those with the document's."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.documents.nouns import Block
from generator.documents.numbers import find_shown_numbers
from generator.documents.values import canonical
from generator.errors import Location, ReportError
from generator.figures.nouns import Table
from generator.outputs.held import Folder
from generator.outputs.nouns import Finished, OutputOptions
from generator.outputs.page_reading import PageReading, read_fragment, read_page
from generator.outputs.pdf_reading import PdfReading, read_pdf_once
from generator.outputs.sayings import (
    PageSayings,
    PdfSayings,
    Saying,
    list_pages,
    make_feed_sayings,
    make_pdf_sayings,
)
from generator.remembering import remembered
from generator.results import Results

_RUN = re.compile(r"\d+")
_TEX_SPACE = re.compile(r"\\[hv]space\{[^{}]*\}|\\\\\[[^\]]*\]")
_ATOM = "{http://www.w3.org/2005/Atom}"
_N_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that must be shown, and what shows it."""

    text: str
    at: Location | None


def prove_site(finished: Finished, folder: Folder) -> list[ReportError]:
    """Compare every page of the site, every table and every feed with what was made.

    In a page that is the text, what stands beside it (formulas, drawings, attributes, tables for
    scripts), its frame, and what its head says.
    """
    problems: list[ReportError] = []
    proven = set()
    for page in list_pages(finished):
        proven.add(page.path)
        problems += _prove_page(page, folder.read(page.path), finished.results)
    for path in folder.digests:
        if path.endswith(".html") and path not in proven:
            hint = "say in `outputs/sayings.py` what it must show"
            problems.append(ReportError(f"nothing proves the page `{path}`", hint=hint))
    problems += _prove_tables(finished, folder)
    return problems + list(_prove_feeds(finished, folder))


def prove_pdfs(finished: Finished, options: OutputOptions, folder: Folder) -> list[ReportError]:
    """Compare every PDF with its document."""
    problems: list[ReportError] = []
    for document in finished.documents if options.pdf else ():
        path = f"pdf/report.{document.language}.pdf"
        reading = read_pdf_once(folder.read(path), options.cache)
        problems += prove_pdf(path, make_pdf_sayings(finished, document), reading)
    return problems


def prove_pdf(path: str, said: PdfSayings, found: PdfReading) -> Iterator[ReportError]:
    """Compare one PDF's text, contents, charts, and how these are spoken with what they must say.

    Charts are compared as a whole: a reader of PDFs need not give their text in the order of the
    drawing. Formulas are drawn as outlines: there the spoken form is compared.
    """
    pages = [page for _, page in found.bookmarks]
    contents = (
        (f"{title} {page}", None) for title, page in zip(said.contents, pages, strict=False)
    )
    front = _numbers((*said.cover, *contents))
    yield from compare(f"{path}, before the text", front, find_shown_numbers(found.front))
    yield from compare(path, _numbers(said.body), find_shown_numbers(found.body))
    yield from _prove_pages(path, said.pages, found)
    yield from _prove_drawings(path, said.drawn, found)
    captions = find_shown_numbers(found.captions)
    yield from compare(f"{path}, below charts", _numbers(said.captions), captions)
    yield from _prove_alternatives(path, (said.alternatives, said.charts), found.alternatives)


def compare(
    path: str, expected: tuple[Number, ...], found: tuple[str, ...]
) -> Iterator[ReportError]:
    """Say where the numbers that are shown first differ from those that must be.

    A number that a line's end has broken in two is one number.
    """
    position = 0
    for index, number in enumerate(expected):
        taken = _match(number.text, found[position : position + len(number.text)])
        if not taken:
            before = " ".join(each.text for each in expected[max(0, index - _N_SHOWN) : index])
            shown = " ".join(found[position : position + _N_SHOWN]) or "nothing"
            message = f"`{path}` should show `{number.text}` here, but shows `{shown}`"
            yield ReportError(message, at=number.at, hint=f"it follows `{before}`")
            return
        position += taken
    if position < len(found):
        rest = " ".join(found[position : position + _N_SHOWN])
        yield ReportError(f"`{path}` shows numbers that its document does not have: `{rest}`")


@remembered(lambda page, _content, _results: page.path)
def _prove_page(page: PageSayings, content: bytes, results: Results) -> tuple[ReportError, ...]:
    return tuple(_compare_page(page, read_page(content.decode()), results))


def _compare_page(page: PageSayings, found: PageReading, results: Results) -> Iterator[ReportError]:
    path = page.path
    yield from compare(path, _numbers(page.shown), find_shown_numbers(found.shown))
    beside = find_shown_numbers(found.beside)
    yield from compare(f"{path}, beside the text", _numbers(page.beside), beside)
    frame = _numbers((each, None) for each in page.frame)
    yield from compare(f"{path}, around the text", frame, find_shown_numbers(found.frame))
    for name, words in found.head.items():
        kind = name.rpartition(":")[2]
        if kind in ("title", "description"):
            said = page.title if kind == "title" else page.description
            here = _numbers(((said, None),))
            yield from compare(f"{path}, {name}", here, find_shown_numbers(words))
    for date in found.dates:
        if date not in page.dates:
            yield ReportError(f"`{path}` is dated `{date}` for machines")
    yield from _prove_values(path, found, results)
    yield from _prove_formulas(path, page.blocks)


def _prove_values(path: str, found: PageReading, results: Results) -> Iterator[ReportError]:
    """Hold each exact value against the result that it names."""
    for name, value in found.values:
        quantity = results.by_name.get(name)
        if quantity is None or canonical(quantity.value) != value:
            yield ReportError(f"`{path}` gives `{value}` for `{name}`, which is another number")


def _prove_formulas(path: str, blocks: Iterable[Block]) -> Iterator[ReportError]:
    """Hold the digits of each formula against those of the TeX that it was made from."""
    for block in blocks:
        shown = read_fragment(block.site.html).formulas
        for tex, formula in zip(block.site.formulas, shown, strict=True):
            if Counter(_RUN.findall(_TEX_SPACE.sub("", tex))) != Counter(_RUN.findall(formula)):
                message = f"`{path}` shows other numbers than the formula `{tex.strip()}`"
                yield ReportError(message, at=block.at)


def _prove_tables(finished: Finished, folder: Folder) -> Iterator[ReportError]:
    """Hold each table behind a chart, as it is offered for download, against the chart's own."""
    for code, figures in finished.figures.items():
        for figure in figures:
            path = f"site/data/{code}/{figure.id}.csv"
            text = folder.read(path).decode("utf-8-sig")
            rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))]
            if rows != _rows(figure.table):
                yield ReportError(f"`{path}` is not the table behind the figure `{figure.id}`")


def _prove_feeds(finished: Finished, folder: Folder) -> Iterator[ReportError]:
    for language, _ in finished.languages:
        path = f"site/{language.code}/feed.xml"
        if path not in folder.digests:
            continue
        feed = ET.fromstring(_text(folder, path))  # noqa: S314 -- our own output
        said = [feed.findtext(f"{_ATOM}title", "")]
        for entry in feed.iter(f"{_ATOM}entry"):
            content = read_fragment(entry.findtext(f"{_ATOM}content", ""))
            said += [entry.findtext(f"{_ATOM}title", ""), content.shown]
        expected = _numbers(((make_feed_sayings(finished, language), None),))
        yield from compare(path, expected, find_shown_numbers("\n".join(said)))


def _prove_pages(
    path: str, named: Iterable[tuple[str, Location | None]], found: PdfReading
) -> Iterator[ReportError]:
    """Hold the pages that references and the index name against where things stand."""
    expected = tuple(Number(text=str(found.places.get(name, 0)), at=at) for name, at in named)
    shown = find_shown_numbers(found.pages)
    yield from compare(f"{path}, in pages named", expected, shown)


def _prove_drawings(
    path: str, drawn: Iterable[Saying], reading: PdfReading
) -> Iterator[ReportError]:
    expected = Counter(number.text for number in _numbers(drawn))
    found = Counter(find_shown_numbers(reading.drawn))
    if expected != found:
        lost = " ".join((expected - found).elements()) or "nothing"
        more = " ".join((found - expected).elements()) or "nothing"
        yield ReportError(f"the charts of `{path}` lack `{lost}`, and show `{more}` besides")


def _prove_alternatives(
    path: str, orders: Iterable[Iterable[Saying]], found: Iterable[str]
) -> Iterator[ReportError]:
    """Hold each spoken form against those that must be, each kind of them in its order.

    What stands in a block that goes on over the page is found on both of its pages.
    """
    expected = [[(line, at) for text, at in said for line in text.split("\n")] for said in orders]
    known = {find_shown_numbers(line) for order in expected for line, _ in order}
    left = [find_shown_numbers(line) for text in found for line in text.split("\n")]
    for numbers in left:
        if numbers not in known:
            message = f"`{path}` speaks `{' '.join(numbers)}`, which its document does not"
            yield ReportError(message)
    for order in expected:
        yield from _prove_order(path, order, iter(left))


def _prove_order(
    path: str, expected: Iterable[Saying], rest: Iterator[tuple[str, ...]]
) -> Iterator[ReportError]:
    for line, at in expected:
        numbers = find_shown_numbers(line)
        if numbers and numbers not in rest:
            message = f"`{path}` does not speak `{' '.join(numbers)}` where it must"
            yield ReportError(message, at=at)
            return


def _rows(table: Table) -> list[tuple[str, ...]]:
    return [table.header, *table.rows]


def _match(number: str, pieces: tuple[str, ...]) -> int:
    """Count the pieces that make up a number; 0 when they do not."""
    if pieces and pieces[0] == number:
        return 1
    digits, joined = _digits(number), ""
    for count, piece in enumerate(pieces, start=1):
        joined += _digits(piece)
        if joined == digits and count > 1:
            return count
        if not digits.startswith(joined):
            break
    return 0


def _digits(number: str) -> str:
    return re.sub(r"[.,]", "", number)


def _numbers(sayings: Iterable[Saying]) -> tuple[Number, ...]:
    return tuple(
        Number(text=number, at=at) for text, at in sayings for number in find_shown_numbers(text)
    )


def _text(folder: Folder, path: str) -> str:
    return folder.read(path).decode()
