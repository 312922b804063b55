"""Tests of what the first page says of the report to machines and to those who share links."""

import json
import re
from dataclasses import replace
from pathlib import Path

from generator.cache import Cache
from generator.outputs.nouns import Finished, OutputOptions
from generator.outputs.site import make_site
from tests.finished import make_finished


def read_home(finished: Finished, code: str) -> str:
    """Make the first page of a language."""
    options = OutputOptions(out=Path("build"), cache=Cache(Path(".cache")))
    return dict(make_site(finished, options))[f"{code}/index.html"].decode()


def read_description(page: str) -> dict[str, object]:
    """Read the description as a machine does: up to the first end of a script."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script', page, re.DOTALL)
    described: dict[str, object] = json.loads(text)
    return described


def test_the_report_is_described_in_each_language() -> None:
    """Title, language, date, licence and authors are the report's, with its translation."""
    finished = make_finished()
    source, translation = (read_description(read_home(finished, code)) for code in ("zh", "en"))

    assert source["@type"] == "Report"
    assert source["headline"] == finished.documents[0].title
    assert source["inLanguage"] == "zh"
    assert source["datePublished"] == "2026-11-23"
    assert source["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert source["author"] == [{"@type": "Person", "name": "A. Author"}]
    assert source["image"] == "https://example.org/report/zh/share.png"
    assert source["workTranslation"] == [
        {"@type": "Report", "@id": "https://example.org/report/en/", "inLanguage": "en"}
    ]
    assert translation["translationOfWork"] == [
        {"@type": "Report", "@id": "https://example.org/report/zh/", "inLanguage": "zh"}
    ]


def test_no_word_ends_the_description() -> None:
    """A title that would end a script stays a title."""
    finished = make_finished()
    title = 'A </script><script>alert("x")</script> & B'
    documents = tuple(replace(each, title=title) for each in finished.documents)

    described = read_description(read_home(replace(finished, documents=documents), "en"))

    assert described["headline"] == title


def test_a_site_without_an_address_describes_nothing() -> None:
    """Where nobody knows the address, no link can be shared, and no picture is named."""
    page = read_home(make_finished(site=""), "en")

    assert "ld+json" not in page
    assert "og:image" not in page
