"""Tests of references that name a page, and of the index of claims."""

import pytest

from generator.documents.nouns import Block, Rendering
from generator.documents.paging import settle_pages
from generator.errors import Location

WORDS = {"on_page": " (page {page})", "on_page_inside": ", page {page}"}
FULL = '<span class="on-page"> (page <span class="page-number" data-of="#fig-a"></span>)</span>'
INSIDE = '<span class="on-page">, page <span class="page-number" data-of="#fig-a"></span></span>'


def settle(text: str, distance: int) -> str:
    """Settle a block that refers to a figure so many blocks further on."""
    html = ["", *("" for _ in range(distance))]
    html[0] = text
    blocks = [
        Block(
            kind="paragraph",
            id="fig-a" if index == distance else "",
            site=Rendering(),
            pdf=Rendering(html=each),
            at=Location(path=""),
        )
        for index, each in enumerate(html)
    ]
    return next(settle_pages(blocks, WORDS.__getitem__)).pdf.html


@pytest.mark.parametrize(
    ("before", "after", "distance", "expected"),
    [
        ("See <a>Figure 1", "</a>.", 3, FULL),
        ("See <a>Figure 1", "</a>.", 2, ""),
        ("Costs (<a>Figure 1", "</a>) fall.", 3, INSIDE),
        ("Costs (of (a) and <a>Figure 1", "</a>) fall.", 3, INSIDE),
        ("Costs (all) in <a>Figure 1", "</a> fall.", 3, FULL),
        ("成本（见<a>图 1", "</a>）下降。", 3, INSIDE),
    ],
)
def test_a_reference_names_the_page_of_what_is_not_close(
    before: str, after: str, distance: int, expected: str
) -> None:
    """What stands within two blocks is in sight; within brackets a comma does for brackets."""
    assert settle(f"{before}{FULL}{after}", distance) == f"{before}{expected}{after}"
