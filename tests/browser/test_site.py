"""Tests of the article's own site in Chromium, and with two HTML checkers."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import SUB_PATH, Visit, pages_of
from tests.conftest import FindTool
from tests.hosting import Host, hosting

WIDTHS = [320, 375, 1440]
SWITCH = ".languages a[hreflang=zh]"


@pytest.fixture
def address(site: Path, tmp_path: Path) -> Iterator[str]:
    """Serve the site under a sub-path, with its 404 page, as a host of static pages does."""
    (tmp_path / SUB_PATH).parent.mkdir(parents=True)
    (tmp_path / SUB_PATH).symlink_to(site)

    class Lost(Host):
        def send_error(self, code: int, *_said: object) -> None:
            content = (site / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with hosting(tmp_path, Lost) as place:
        yield f"{place}{SUB_PATH}/"


def test_pages_from_the_disk(site: Path, visit: Visit) -> None:
    """Every page opens without a complaint, styled, and without sideways scrolling."""
    found = visit([{"url": (site / page).as_uri(), "widths": WIDTHS} for page in pages_of(site)])

    assert [(each["url"], each["problems"]) for each in found if each["problems"]] == []
    assert all(each["styled"] for each in found)
    assert [(each["url"], each["too_wide"]) for each in found if each["too_wide"]] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_pages_under_a_sub_path(site: Path, visit: Visit, address: str, *, scripts: bool) -> None:
    """Every page opens without a complaint, scripts or none, and asks nobody but its own site."""
    found = visit([{"url": address + page, "scripts": scripts} for page in pages_of(site)])
    asked = {request for each in found for request in each["requests"]}

    assert [(each["url"], each["problems"]) for each in found if each["problems"]] == []
    assert {True} == {request.startswith(address) for request in asked}


def test_a_page_that_is_not_there(visit: Visit, address: str) -> None:
    """The 404 page is styled at any depth, since it starts from the path of the base address."""
    (found,) = visit([{"url": f"{address}no/such/page/"}])

    assert found["styled"]
    assert [f"{address}no/such/page/"] == [
        request for request in found["requests"] if not request.startswith(f"{address}assets/")
    ]


@pytest.mark.parametrize(("locale", "expected"), [("zh-CN", "zh/"), ("en-GB", "en/"), ("fr", "")])
def test_the_first_page_goes_to_the_readers_language(
    visit: Visit, address: str, locale: str, expected: str
) -> None:
    """A browser's language chooses; an unknown one leaves the choice to the reader."""
    home = f"{address}{expected}index.html"
    (found,) = visit([{"url": f"{address}index.html", "locale": locale, "settle": home}])

    assert found["address"] == home
    assert found["problems"] == []


def test_the_chosen_language_is_remembered(visit: Visit, address: str) -> None:
    """Who has chosen a language by the switch is sent there, whatever the browser prefers."""
    home = f"{address}zh/index.html"
    steps = [{"click": SWITCH}, {"goto": f"{address}index.html"}]
    (found,) = visit([{"url": f"{address}en/index.html", "steps": steps, "settle": home}])

    assert found["address"] == home


def test_the_language_switch_keeps_the_place(visit: Visit, address: str) -> None:
    """With JavaScript the switch leads to the heading in view, without it to the same page."""
    url = f"{address}en/project/index.html"
    steps = [{"scroll": "main h2 >> nth=2"}, {"click": SWITCH}]
    scripted, plain = visit(
        [{"url": url, "steps": steps}, {"url": url, "scripts": False, "steps": [{"click": SWITCH}]}]
    )
    page, _, anchor = scripted["address"].partition("#")

    assert page == f"{address}zh/project/index.html"
    assert anchor
    assert plain["address"] == f"{address}zh/project/index.html"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_origin_of_a_number_opens_by_keyboard(site: Path, visit: Visit, language: str) -> None:
    """Without any script Enter opens what a block's numbers were made from, and Escape closes it.

    The Tab key goes on inside, and the focus comes back to the button.
    """
    url = (site / language / "models" / "index.html").as_uri()
    opening = [{"focus": ".made > button"}, {"press": "Enter"}]
    steps = (opening, [*opening, {"press": "Tab"}], [*opening, {"press": "Escape"}])
    opened, inside, closed = visit(
        [{"url": url, "scripts": False, "steps": each} for each in steps]
    )

    assert len(opened["opened"]) == 1
    assert (inside["opened"], inside["focused"]) == (opened["opened"], "a")
    assert (closed["opened"], closed["focused"]) == ([], "button")


def test_pages_are_valid_html(site: Path, tool: FindTool) -> None:
    """The Nu checker finds no error in any page."""
    pages = [str(site / page) for page in (*pages_of(site), "index.html", "404.html")]
    command = [str(tool("Java")), "-jar", str(tool("vnu.jar")), "--errors-only", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.returncode == 0


def test_pages_keep_the_rules_of_html(site: Path, tool: FindTool) -> None:
    """html-validate finds no error in any page, by its recommended rules."""
    pages = [str(site / page) for page in (*pages_of(site), "index.html", "404.html")]
    rules = Path(__file__).with_name("html-validate.cjs")
    command = [str(tool("Node")), str(tool("html-validate")), "--config", str(rules), *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stdout == ""
    assert done.returncode == 0
