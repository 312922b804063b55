"""Turns what was made into what every page and PDF must say, to hold the finished files against."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.documents.nouns import Block, Document, DocumentSection
from generator.errors import Location
from generator.inputs.nouns import Language
from generator.outputs.cards import find_records, make_cards, path_of_card, title_of_card
from generator.outputs.claim_index import make_claim_index
from generator.outputs.digest import make_digests
from generator.outputs.editions import make_edition
from generator.outputs.evidence import PAGE as EVIDENCE
from generator.outputs.evidence import make_appendix, make_evidence_page
from generator.outputs.key_figures import make_key_figures
from generator.outputs.nouns import Finished, make_entry, plain
from generator.outputs.page_reading import read_fragment
from generator.outputs.pdf import make_text_of_cover
from generator.outputs.site import (
    CHANGES,
    date_text,
    make_text_of_changes,
    make_text_of_home,
    reading_time_text,
)

_CHART = "figure"
_PAGE_OF = re.compile(r'class="page-number" data-of="#([^"]+)"')

Saying = tuple[str, Location | None]
"""A piece of text, and the block that it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSayings:
    """What one page must say, in reading order."""

    path: str
    """Below the output folder."""
    shown: tuple[Saying, ...]
    beside: tuple[Saying, ...] = ()
    """Formulas, drawings, tables for scripts and attributes in `main`."""
    frame: tuple[str, ...] = ()
    """Around `main`."""
    title: str
    description: str = ""
    dates: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    """Whose formulas the page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfSayings:
    """What one PDF must say, in reading order."""

    cover: tuple[Saying, ...]
    contents: tuple[str, ...]
    """Titles, each of which stands with its page in the list of contents, and is a bookmark."""
    body: tuple[Saying, ...]
    captions: tuple[Saying, ...]
    """Below charts, which text may have passed."""
    pages: tuple[Saying, ...]
    """Ids of that whose page is named."""
    drawn: tuple[Saying, ...]
    alternatives: tuple[Saying, ...]
    """How drawings and formulas are spoken, but for charts and their captions."""
    charts: tuple[Saying, ...]
    """How those are."""


def list_pages(finished: Finished) -> Iterator[PageSayings]:
    """Tell of every page of the site what it must say."""
    yield from _list_outer_pages(finished)
    for language, document in finished.languages:
        writer = _Writer(finished, language, document)
        yield writer.make_home()
        for index in range(len(document.sections)):
            yield writer.make_section(index)
        yield from writer.make_others()


def make_pdf_sayings(finished: Finished, document: Document) -> PdfSayings:
    """Tell what the PDF of a language must say."""
    at = document.abstract.at
    index, appendix = make_claim_index(finished, document), make_appendix(finished, document)
    listed = [title for section in document.sections for title in _titles_of(section)]
    blocks = [block for section in document.sections for block in section.blocks]
    charts = [block for block in blocks if block.kind == _CHART]
    of_charts = [(read_fragment(block.pdf.html), block.at) for block in charts]
    others = [block for block in blocks if block.kind != _CHART]
    words = [(read_fragment(block.pdf.html), block.at) for block in (document.abstract, *others)]
    return PdfSayings(
        cover=((make_text_of_cover(finished, document), at),),
        contents=(*listed, *((index.title,) if index.rows else ()), appendix.title),
        body=(
            *(saying for each in document.sections for saying in _of_section(each, "pdf")),
            (index.text, None),
            (appendix.text, None),
        ),
        captions=tuple((block.pdf.shown, block.at) for block in charts),
        pages=(
            *((name, block.at) for block in blocks for name in _PAGE_OF.findall(block.pdf.html)),
            *((row.anchor, None) for row in index.rows),
        ),
        drawn=tuple((reading.drawn, at) for reading, at in (*words, *of_charts)),
        alternatives=tuple((reading.spoken, at) for reading, at in words),
        charts=tuple((reading.spoken, at) for reading, at in of_charts),
    )


def make_feed_sayings(finished: Finished, language: Language) -> str:
    """Tell what the feed of a language must say."""
    document = next(each for code, each in finished.languages if code is language)
    digests = make_digests(make_edition(finished), language.strings)
    return "\n".join((document.title, *(digest.text for digest in digests)))


def _list_outer_pages(finished: Finished) -> Iterator[PageSayings]:
    """List the pages of no language."""
    languages = tuple(finished.languages)
    title = languages[0][1].title
    twins = (
        f"{language.strings['ui.language_name']}: {document.title}"
        for language, document in languages
    )
    words = "\n".join((title, *twins))
    yield PageSayings(path="site/index.html", shown=((words, None),), title=title)
    lost = [language.strings["ui.not_found_title"] for language, _ in languages]
    words = "\n".join(
        f"{head}\n{language.strings['ui.not_found_text']} {language.title}"
        for head, (language, _) in zip(lost, languages, strict=True)
    )
    yield PageSayings(path="site/404.html", shown=((words, None),), title=" – ".join(lost))


def _titles_of(section: DocumentSection) -> Iterator[str]:
    """List a section's title and headings as lists of contents name them."""
    entry = make_entry(section)
    yield f"{entry.number} {entry.title}"
    for place in entry.places:
        yield f"{place.number} {place.title}"


def _of_section(section: DocumentSection, target: str) -> Iterator[Saying]:
    at = section.blocks[0].at if section.blocks else None
    yield f"{section.number}\n{section.title}", at
    for block in section.blocks:
        if target == "site" or block.kind != _CHART:
            yield (block.site if target == "site" else block.pdf).shown, block.at


class _Writer:
    """Says what the pages of one language say; holds what all of them share."""

    def __init__(self, finished: Finished, language: Language, document: Document) -> None:
        self._finished = finished
        self._language = language
        self._document = document
        self._folder = f"site/{document.language}/"
        self._date = finished.inputs.report.date.isoformat()

    def make_home(self) -> PageSayings:
        document, at = self._document, self._document.abstract.at
        abstract = read_fragment(document.abstract.site.html)
        figures = make_key_figures(self._finished, document)
        exact = "\n".join(figure.exact for figure in figures)
        return PageSayings(
            path=f"{self._folder}index.html",
            shown=((make_text_of_home(self._finished, document), at),),
            beside=((abstract.beside, at), (exact, None)),
            frame=self._frame(),
            title=document.title,
            description=plain(document.abstract.site.html),
            dates=(self._date,),
            blocks=(document.abstract,),
        )

    def make_section(self, index: int) -> PageSayings:
        sections = self._document.sections
        section = sections[index]
        around = (sections[each] for each in (index - 1, index + 1) if 0 <= each < len(sections))
        title = f"{section.title} – {self._document.title}"
        return PageSayings(
            path=f"{self._folder}{section.id}/index.html",
            shown=(
                (reading_time_text(section.n_minutes, self._language), None),
                *_of_section(section, "site"),
            ),
            beside=tuple(
                (read_fragment(each.site.html).beside, each.at) for each in section.blocks
            ),
            frame=self._frame(
                before=list(_titles_of(section))[1:],
                after=(f"{each.number} {each.title}" for each in around),
            ),
            title=title,
            description=title,
            dates=(self._date,),
            blocks=section.blocks,
        )

    def make_others(self) -> Iterator[PageSayings]:
        """Say what the evidence, the changes and the cards say."""
        words = self._language.strings
        evidence = make_evidence_page(self._finished, self._document)
        chapters = tuple(chapter.title for chapter in evidence.chapters)
        said = (evidence.title, evidence.introduction)
        yield self._make(EVIDENCE, evidence.text, said, before=chapters)
        changes = make_text_of_changes(self._finished, self._language)
        title = words["changes.title"]
        said = (title, f"{title} – {self._document.title}")
        yield self._make(CHANGES, changes, said)
        for card in make_cards(self._finished, self._language):
            path = path_of_card(self._language.code, card.network)
            inner = path.removeprefix(f"{self._language.code}/")
            yield self._make(inner, card.text, (card.title, card.summary))

    def _make(
        self, inner: str, text: str, said: tuple[str, str], before: Iterable[str] = ()
    ) -> PageSayings:
        title, description = said
        return PageSayings(
            path=f"{self._folder}{inner}",
            shown=((text, None),),
            frame=self._frame(before=before),
            title=f"{title} – {self._document.title}",
            description=description,
            dates=(self._date,),
        )

    def _frame(self, before: Iterable[str] = (), after: Iterable[str] = ()) -> tuple[str, ...]:
        words = self._language.strings
        twins = (each.strings["ui.language_name"] for each, _ in self._finished.languages)
        records = find_records(self._finished)
        cards = (title_of_card(record.network, words) for record in records)
        foot = (date_text(self._finished, self._language), self._finished.inputs.report.licence)
        return (self._document.title, *twins, *before, *after, *foot, *cards)
