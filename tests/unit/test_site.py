"""Tests of what the pages say to machines: addresses, languages, feed, sitemap."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from generator.cache import Cache
from generator.changes import Changes, NumberChange
from generator.outputs import Finished, OutputOptions
from generator.outputs.editions import make_edition
from generator.outputs.site import make_site
from tests.finished import make_finished

BASES = ("https://example.org/report/", "https://example.org/")
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def parse_xml(text: str) -> ET.Element:
    """Read what this program wrote."""
    return ET.fromstring(text)  # noqa: S314 -- our own


def make_pages(finished: Finished, base: str) -> dict[str, str]:
    """Make all pages for an address, by their paths; the fonts, which take long, come later."""
    options = OutputOptions(out=Path("out"), cache=Cache(Path("cache")), base_url=base)
    made = make_site(finished, options)
    pages = takewhile(lambda each: each[0] != "data/results.json", made)
    return {path: content.decode() for path, content in pages}


def pages_at(base: str) -> dict[str, str]:
    """Make all pages of a report that names no address itself."""
    return make_pages(make_finished(site=""), base)


@pytest.fixture(scope="module", params=BASES)
def base(request: pytest.FixtureRequest) -> str:
    """Give an address under a path, and one that is a domain."""
    return str(request.param)


@pytest.fixture(scope="module")
def pages(base: str) -> dict[str, str]:
    """Make all pages for that address."""
    return pages_at(base)


def links_of(page: str) -> dict[str, str]:
    """Read the address of each language's version, as search engines do."""
    lines = [line for line in page.splitlines() if line.startswith('<link rel="alternate" href')]
    return {line.split('"')[3]: line.split('"')[5] for line in lines}


def canonical_of(page: str) -> str:
    """Read a page's own address."""
    (line,) = [line for line in page.splitlines() if 'rel="canonical"' in line]
    return line.split('"')[3]


def test_versions_name_each_other(base: str, pages: dict[str, str]) -> None:
    """Every version of a page names all versions, itself and `x-default` included, alike."""
    for inner in ("", "background/", "models/", "changes/"):
        versions = [links_of(pages[f"{code}/{inner}index.html"]) for code in ("zh", "en")]
        default = base if not inner else f"{base}zh/{inner}"

        assert versions[0] == versions[1]
        assert versions[0] == {
            "zh": f"{base}zh/{inner}",
            "en": f"{base}en/{inner}",
            "x-default": default,
        }
        assert canonical_of(pages[f"en/{inner}index.html"]) == f"{base}en/{inner}"


def test_the_choice_of_languages_is_the_first_pages_default(
    base: str, pages: dict[str, str]
) -> None:
    """Who reads neither language is sent to the choice, which names what it chooses between."""
    assert canonical_of(pages["index.html"]) == base
    assert links_of(pages["index.html"]) == links_of(pages["zh/index.html"])


def test_the_sitemap_lists_every_page_once(base: str, pages: dict[str, str]) -> None:
    """Each page that can be read is there, by its canonical address, with its versions."""
    root = parse_xml(pages["sitemap.xml"])
    listed = [each.findtext(f"{SITEMAP}loc") for each in root]
    readable = [path for path in pages if path.endswith(".html") and path != "404.html"]

    assert sorted(map(str, listed)) == sorted(canonical_of(pages[path]) for path in readable)
    for each in root:
        versions = {link.get("hreflang") for link in each.iter(f"{XHTML}link")}
        assert versions == {"zh", "en", "x-default"}
    assert pages["robots.txt"].endswith(f"Sitemap: {base}sitemap.xml\n")


def test_the_lost_page_works_at_any_depth(base: str, pages: dict[str, str]) -> None:
    """Its links start from the site's path, speak both languages, and it is no version of any."""
    page = pages["404.html"]
    start = urlsplit(base).path

    assert f'href="{start}assets/site.css"' in page
    for code in ("zh", "en"):
        assert f'<section lang="{code}">' in page
        assert f'href="{start}{code}/index.html"' in page
        assert f"not_found_title in {code}" in page.split("</title>")[0]
    assert "canonical" not in page
    assert 'href="../' not in page


def test_feeds_are_valid(base: str, pages: dict[str, str]) -> None:
    """Each language's feed has what Atom asks for, and ids that no two entries share."""
    ids = set()
    for code in ("zh", "en"):
        feed = parse_xml(pages[f"{code}/feed.xml"])
        entry = feed.find(f"{ATOM}entry")
        links = {each.get("rel"): each.get("href") for each in feed.findall(f"{ATOM}link")}

        assert links == {"self": f"{base}{code}/feed.xml", "alternate": f"{base}{code}/"}
        assert feed.findtext(f"{ATOM}id") == links["self"]
        assert feed.findtext(f"{ATOM}updated") == "2026-11-23T00:00:00Z"
        assert feed.findtext(f"{ATOM}author/{ATOM}name") == "A. Author"
        assert entry is not None
        assert entry.findtext(f"{ATOM}updated") == "2026-11-23T00:00:00Z"
        assert f"<p>first in {code}</p>" in str(entry.findtext(f"{ATOM}content"))
        ids.add(entry.findtext(f"{ATOM}id"))
        page = pages[f"{code}/index.html"]
        assert '<link rel="alternate" type="application/atom+xml"' in page
        assert 'href="../' + f'{code}/feed.xml"' in page
    assert len(ids) == 2
    assert all(str(each).startswith("urn:uuid:") for each in ids)


def test_an_entrys_link_is_on_the_page_of_changes(pages: dict[str, str]) -> None:
    """A feed leads to the part of the page that says the same."""
    entry = parse_xml(pages["en/feed.xml"]).find(f"{ATOM}entry")
    assert entry is not None
    link = entry.find(f"{ATOM}link")
    assert link is not None
    address, _, anchor = str(link.get("href")).partition("#")

    assert canonical_of(pages["en/changes/index.html"]) == address
    assert f'<section id="{anchor}"' in pages["en/changes/index.html"]


def test_an_entrys_id_does_not_depend_on_the_address() -> None:
    """A site that moves sends its readers no old entries anew."""
    ids = [
        parse_xml(pages_at(base)["en/feed.xml"]).findtext(f"{ATOM}entry/{ATOM}id") for base in BASES
    ]

    assert ids[0] == ids[1]


def test_without_an_address_there_is_nothing_that_needs_one() -> None:
    """A site for the disk has no feed, sitemap or canonical address, and leads to none."""
    pages = pages_at("")

    assert not [path for path in pages if path.endswith((".xml", ".txt"))]
    assert not [path for path, page in pages.items() if "canonical" in page or "feed.xml" in page]
    assert "en/changes/index.html" in pages


def test_links_in_a_feed_are_whole(base: str) -> None:
    """What changed leads to its section: shortly on the page, by the whole address in the feed."""
    finished = make_finished(site=base)
    number = NumberChange(name="x", unit="count", section="models", before=(), after=(Decimal(3),))
    gone = replace(number, name="y", section="gone")
    edition = make_edition(finished)
    earlier = Changes(id="1", date="2026-10-01", since="2026-09-01", numbers=(number, gone))
    finished = replace(finished, earlier=replace(edition, history=(earlier,)))
    texts = {
        f"changes.{name}": name
        for name in (
            *("numbers", "none", "added"),
            *(f"head.{head}" for head in ("number", "where", "before", "now", "difference")),
        )
    }
    texts["changes.lead"] = "since {date}"
    languages = tuple(
        replace(each, strings=replace(each.strings, texts={**each.strings.texts, **texts}))
        for each in finished.inputs.languages
    )
    finished = replace(finished, inputs=replace(finished.inputs, languages=languages))
    pages = make_pages(finished, base)
    page = pages["en/changes/index.html"]
    entry = parse_xml(pages["en/feed.xml"]).findtext(f"{ATOM}entry/{ATOM}content")

    assert '<a href="../models/index.html">Models</a>' in page
    assert urljoin(f"{base}en/changes/", "../models/index.html") in str(entry)
    assert "gone/" not in page
