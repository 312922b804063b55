"""Turns what a build has made into one parcel for the writers."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.cache import Cache
from generator.changes import Edition
from generator.claims import Verdict
from generator.documents.nouns import Block, Document, DocumentSection
from generator.evidence import Evidence
from generator.figures.nouns import Figure
from generator.inputs.nouns import Inputs, Language
from generator.results import Results

_HEADING = re.compile(
    r'<h(?P<depth>[2-6]) id="(?P<id>[^"]+)">'
    r'(?:<a class="anchor"[^>]*>)?(?:<span class="number">(?P<number>[^<]*)</span>)?(?:</a>)?\s*'
    r"(?P<title>.*?)</h(?P=depth)>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")
_CAPTION = re.compile(r"<figcaption>(?P<words>.*?)</figcaption>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOptions:
    """Where to write, and what."""

    out: Path
    cache: Cache
    pdf: bool = True
    base_url: str = ""
    """Address of the site; empty for the one in report.yaml."""
    jobs: int = 2


@dataclass(frozen=True, kw_only=True)
class Finished:
    """Everything that the pure half of a build has made."""

    inputs: Inputs
    results: Results
    verdicts: tuple[Verdict, ...]
    documents: tuple[Document, ...]
    figures: Mapping[str, tuple[Figure, ...]]
    """The charts of each language, by its code."""
    evidence: Evidence = field(default_factory=Evidence)
    """What bears out each claim, figure, table and number."""
    earlier: Edition | None = None
    """What an earlier build said; None where none is given to compare with."""

    def language(self, code: str) -> Language:
        """Return one language of the inputs."""
        return next(each for each in self.inputs.languages if each.code == code)

    @property
    def languages(self) -> Iterator[tuple[Language, Document]]:
        """Go through the languages with their documents, the source language first."""
        for document in self.documents:
            yield self.language(document.language), document


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A heading, as a list of contents names it."""

    id: str
    number: str
    title: str
    depth: int
    """2 for `##`, 3 for `###`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A section, as a list of contents names it."""

    id: str
    number: int
    title: str
    href: str
    places: tuple[Place, ...]


def make_entry(section: DocumentSection) -> Entry:
    """Make the entry of a section; its address is seen from the language's first page."""
    return Entry(
        id=section.anchor,
        number=section.number,
        title=section.title,
        href=f"{section.id}/index.html",
        places=tuple(_places(section.headings)),
    )


def plain(markup: str) -> str:
    """Drop the tags of a piece of HTML."""
    return html.unescape(_TAG.sub("", markup))


def find_caption(block: Block) -> str:
    """Find the caption of a figure or a table, its formulas as they are spoken; empty if none."""
    caption = _CAPTION.search(block.pdf.html)
    return " ".join(plain(caption["words"]).split()) if caption else ""


def _places(headings: tuple[Block, ...]) -> Iterator[Place]:
    for block in headings:
        match = _HEADING.search(block.site.html)
        if match:
            yield Place(
                id=html.unescape(match["id"]),
                number=match["number"] or "",
                title=plain(match["title"]).strip(),
                depth=int(match["depth"]),
            )
