"""Turns a reference into one that names the page of what it refers to, where that is not close."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from generator.documents.crossrefs import Label
from generator.documents.nouns import Block
from generator.documents.scene import Scene

_NUMBERED = ("figure", "table", "equation", "listing")
"""What a reader of paper looks for by its page; a section is found by the running heads."""
_CLOSE_BLOCKS = 2
"""So many blocks away, a reader sees it beside the words that refer to it."""
_ON_PAGE = re.compile(
    r'<span class="on-page">[^<]*<span class="page-number" data-of="#([^"]+)"></span>[^<]*</span>'
)
_TAG = re.compile("<[^>]*>")
_OPEN_BRACKET = re.compile(r"[（(][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*$")
"""The end of a text in brackets that are not closed yet, but for such as are within them."""


def name_page(label: Label, scene: Scene) -> str:
    """Say on which page something stands, as HTML for the PDF.

    The number is known to its engine alone, and proven by itself: it is no word of the document.
    """
    if label.kind not in _NUMBERED:
        return ""
    return _make_page(label.id, scene.words("on_page"))


def _make_page(anchor: str, words: str) -> str:
    before, _, after = words.partition("{page}")
    number = f'<span class="page-number" data-of="#{anchor}"></span>'
    return f'<span class="on-page">{before}{number}{after}</span>'


def settle_pages(blocks: Iterable[Block], say: Callable[[str], str]) -> Iterator[Block]:
    """Name no page of what is close to the reference to it, and none in brackets within others."""
    listed = list(blocks)
    places = {block.id: index for index, block in enumerate(listed) if block.id}
    for index, block in enumerate(listed):

        def keep(match: re.Match[str], index: int = index) -> str:
            place = places.get(match[1])
            if place is not None and abs(place - index) <= _CLOSE_BLOCKS:
                return ""
            is_inside = _OPEN_BRACKET.search(_TAG.sub("", match.string[: match.start()]))
            return _make_page(match[1], say("on_page_inside")) if is_inside else match[0]

        html = _ON_PAGE.sub(keep, block.pdf.html)
        yield replace(block, pdf=replace(block.pdf, html=html))
