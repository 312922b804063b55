"""Turns what the frame of every page is told into nouns."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from generator.documents.nouns import DocumentSection


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """The same page in one language, seen from a page."""

    language: str
    name: str
    """What the language calls itself."""
    title: str
    href: str
    address: str
    """Full address, or empty when the site has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page or file that this page leads to."""

    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every frame is told of the page that it makes."""

    path: str
    """Below the site, for example `en/models/index.html`."""
    language: str
    title: str
    report_title: str
    description: str
    root: str
    """From the page to the site's root: empty, or ending in a slash."""
    home: str
    address: str
    default_address: str
    """Of the page for readers of no language that there is; empty when the site has none."""
    twins: tuple[Twin, ...]
    date: dt.date
    date_text: str
    licence: str
    pdf: str
    """From the page to its language's PDF; empty where none is published."""
    workbook: str
    """From the page to its language's workbook; empty where there is no scenario."""
    changes: str
    """From the page to what changed with each edition, in its language."""
    feed: str
    """From the page to its language's feed; empty when the site has no address."""
    evidence: str
    """From the page to the evidence, in its language."""
    picture: str
    """Full address of the picture for shared links; empty when the site has none."""
    cards: tuple[Link, ...]
    """To the card of each network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The page before or after this one."""

    relation: str
    """`prev` or `next`, for browsers."""
    word: str
    """Id of the word in `ui.`."""
    number: int
    title: str
    href: str


def find_neighbours(sections: tuple[DocumentSection, ...], index: int) -> Iterator[Neighbour]:
    """Find the section before one, and the section after it."""
    for step, relation, word in ((-1, "prev", "previous"), (1, "next", "next")):
        if 0 <= index + step < len(sections):
            other = sections[index + step]
            href = f"../{other.id}/index.html"
            yield Neighbour(
                relation=relation, word=word, number=other.number, title=other.title, href=href
            )
