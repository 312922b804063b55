"""Tests of the article's own site as servers publish it under a sub-path, link by link."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from socket import create_server
from urllib.parse import urldefrag, urljoin

import pytest

from tests.browser.conftest import SUB_PATH, Visit, pages_of
from tests.conftest import FindTool
from tests.hosting import hosting

PUBLISHED = f"https://example.org/{SUB_PATH}/"
"""Where the pages say that they stand."""

NGINX = """
daemon off;
pid {folder}/nginx.pid;
events {{}}
http {{
  access_log off;
  types {{ text/html html; text/css css; text/javascript js; image/svg+xml svg; text/xml xml;
           application/json json; font/woff woff; text/csv csv; text/plain txt; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location /{path}/ {{ alias {site}/; error_page 404 /{path}/404.html; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent."""

    code: int
    kind: str
    text: str


class PageReader(HTMLParser):
    """Collects what a page leads to, and the places that can be led to."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where an element is and leads to."""
        named = {name: value or "" for name, value in attrs}
        if "id" in named:
            self.ids.add(named["id"])
        # A canonical address, and those of other languages, name the place of publication.
        if tag in {"a", "img", "link", "script", "source"}:
            self.links += [named[name] for name in ("href", "src") if name in named]


@contextmanager
def serving_plainly(site: Path, folder: Path | None = None) -> Iterator[str]:
    """Serve as Python does: with a folder, under a sub-path of it."""
    if folder:
        (folder / SUB_PATH).parent.mkdir(parents=True)
        (folder / SUB_PATH).symlink_to(site)
    with hosting(folder or site) as address:
        yield f"{address}{f'{SUB_PATH}/' if folder else ''}"


@contextmanager
def serving_by_nginx(site: Path, folder: Path, nginx: Path) -> Iterator[str]:
    """Serve as a host of static pages does, with the site's page for what is not there."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=folder, port=port, path=SUB_PATH, site=site))
    # Its workers run as nobody, who cannot enter a temporary folder, unless it has but one process.
    log = folder / "error.log"
    options = ("-c", settings, "-p", folder, "-e", log, "-g", "master_process off;")
    process = subprocess.Popen([str(each) for each in (nginx, *options)])
    try:
        address = f"http://127.0.0.1:{port}/{SUB_PATH}/"
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    end_s = time.monotonic() + 60
    while time.monotonic() < end_s:
        try:
            fetch(address)
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"nothing answers at {address}")


def fetch(address: str) -> Answer:
    """Ask for an address, without any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=60) as response:
            text = response.read().decode(errors="replace")
            return Answer(response.status, response.headers.get_content_type(), text)
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, "", error.read().decode(errors="replace"))


@pytest.fixture(scope="module")
def nginx(site: Path, tool: FindTool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site under a sub-path by nginx."""
    with serving_by_nginx(site, tmp_path_factory.mktemp("nginx"), tool("nginx")) as address:
        yield address


@pytest.fixture(scope="module")
def plain(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site under a sub-path by Python."""
    with serving_plainly(site, tmp_path_factory.mktemp("plain")) as address:
        yield address


@pytest.fixture(scope="module")
def rooted(site: Path) -> Iterator[str]:
    """Serve the site by Python, under no path at all, as under a domain of its own."""
    with serving_plainly(site) as address:
        yield address


@pytest.fixture(params=["plain", "nginx", "rooted"])
def served(request: pytest.FixtureRequest) -> str:
    """Give the address of the site at each server."""
    return str(request.getfixturevalue(request.param))


def test_every_link_leads_somewhere(served: str, site: Path) -> None:
    """From the first page on each link of the site is answered, and each place is in its page."""
    pages: dict[str, PageReader] = {}
    asked: dict[str, int] = {}
    places: set[tuple[str, str]] = set()
    waiting = [served]
    while waiting:
        address = waiting.pop()
        if address in asked:
            continue
        answer = fetch(address)
        asked[address] = answer.code
        if answer.kind != "text/html":
            continue
        pages[address] = PageReader(answer.text)
        for link in pages[address].links:
            target, anchor = urldefrag(urljoin(address, link.replace(PUBLISHED, served)))
            if target.startswith(served):
                waiting.append(target)
                places.add((target, anchor))

    assert {address: code for address, code in asked.items() if code != 200} == {}
    assert [
        (target, anchor)
        for target, anchor in sorted(places)
        if anchor and target in pages and anchor not in pages[target].ids
    ] == []
    assert {f"{served}{page}" for page in pages_of(site)} <= set(asked)


def test_what_machines_read_is_served(served: str) -> None:
    """Feeds and the sitemap come as XML, and robots.txt as text."""
    kinds = {name: fetch(f"{served}{name}").kind for name in ("en/feed.xml", "zh/feed.xml")}

    assert set(kinds.values()) <= {"text/xml", "application/xml"}
    assert fetch(f"{served}sitemap.xml").kind in {"text/xml", "application/xml"}
    assert fetch(f"{served}robots.txt").text.endswith(f"Sitemap: {PUBLISHED}sitemap.xml\n")


def test_pages_open_in_a_browser(nginx: str, site: Path, visit: Visit) -> None:
    """Every page opens without a complaint, by the address that readers see."""
    pages = [page.removesuffix("index.html") for page in ("index.html", *pages_of(site))]
    found = visit([{"url": nginx + page, "locale": "fr"} for page in pages])

    assert [(each["url"], each["problems"]) for each in found if each["problems"]] == []
    assert all(each["styled"] for each in found)


def test_what_is_not_there_is_said_at_any_depth(nginx: str, site: Path, visit: Visit) -> None:
    """A wrong address gets the site's own page, styled, with the code that says so."""
    answers = [fetch(f"{nginx}{path}") for path in ("nowhere", "en/a/b/c/", "zh/x/index.html")]
    (found,) = visit([{"url": f"{nginx}en/a/b/c/"}])

    assert {answer.code for answer in answers} == {404}
    assert {answer.text for answer in answers} == {(site / "404.html").read_text()}
    assert found["styled"]
