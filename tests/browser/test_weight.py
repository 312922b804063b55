"""Tests of how much a reader of the article's site waits for."""

import gzip
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.browser.conftest import Visit, pages_of

BUDGET_BYTES = 150_000
"""For a page with all that it asks for, as it goes over the wire, without fonts."""


def test_every_page_keeps_to_its_weight(site: Path, visit: Visit) -> None:
    """What the browser asks for to show a page, compressed and without fonts, is within budget."""
    found = visit([{"url": (site / page).as_uri()} for page in pages_of(site)])
    weights = {each["url"]: sum(map(_weigh, set(each["requests"]))) for each in found}

    assert min(weights.values()) > 0
    assert {url: weight for url, weight in weights.items() if weight > BUDGET_BYTES} == {}


def _weigh(address: str) -> int:
    """Say how many bytes a file takes; what is compressed already is sent as it is."""
    parts = urlsplit(address)
    if parts.scheme == "data" or "/fonts/" in parts.path:
        return 0
    content = Path(unquote(parts.path)).read_bytes()
    return min(len(content), len(gzip.compress(content)))
