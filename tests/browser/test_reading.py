"""Tests in Chromium of what pages offer to those who read them."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visit

FIGURE = "#fig-waterfall-article"
GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(20, 23, 27)"
PREVIEW = "document.querySelector('#preview:popover-open')?.textContent.trim() ?? ''"
SHOWN = f"({PREVIEW}) !== ''"
CITATION = "main a.citation"


def read(site: Path, visit: Visit, page: str, *steps: dict[str, Any], **how: Any) -> list[Any]:  # noqa: ANN401
    """Take steps on a page of the site; return what they read, where nothing complains."""
    (found,) = visit([{"url": (site / page).as_uri(), "steps": steps, **how}])
    assert found["problems"] == []
    answers: list[Any] = found["answers"]
    return answers


@pytest.mark.parametrize(
    ("scheme", "own", "other"), [("light", LIGHT, DARK), ("dark", DARK, LIGHT)]
)
def test_the_switch_of_colours_is_remembered(
    site: Path, visit: Visit, scheme: str, own: str, other: str
) -> None:
    """Colours are the system's, the switch turns them on this page and the next, and back."""
    button = "document.querySelector('button.theme').ariaPressed"
    next_page = (site / "en/tools/index.html").as_uri()
    steps = [
        *({"read": GROUND}, {"tap": "button.theme"}, {"read": GROUND}, {"read": button}),
        *({"goto": next_page}, {"read": GROUND}, {"tap": "button.theme"}, {"read": GROUND}),
        {"read": "localStorage.getItem('theme')"},
    ]
    answers = read(site, visit, "en/faq/index.html", *steps, scheme=scheme)

    assert answers == [own, other, str(other == DARK).lower(), other, own, None]


def test_without_scripts_the_system_chooses(site: Path, visit: Visit) -> None:
    """Without scripts colours are the system's, and no switch is there that would do nothing."""
    switch = "getComputedStyle(document.querySelector('button.theme')).display"
    how: dict[str, Any] = {"scripts": False, "scheme": "dark"}
    answers = read(site, visit, "en/faq/index.html", {"read": GROUND}, {"read": switch}, **how)

    assert answers == [DARK, "none"]


def test_the_contents_follow_the_reader(site: Path, visit: Visit) -> None:
    """The heading that is being read is marked in the contents, and only that one."""
    marked = "[...document.querySelectorAll('.places [aria-current]')].map((link) => link.hash)"
    heading = "main h2 >> nth=3"
    steps = [
        {"scroll": heading},
        {"until": f"({marked})[0] === '#' + document.querySelectorAll('main h2')[3].id"},
        {"read": marked},
    ]
    (answers,) = read(site, visit, "zh/models/index.html", *steps)

    assert len(answers) == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_contents_are_beside_the_text_or_folded_above_it(
    site: Path, visit: Visit, *, scripts: bool
) -> None:
    """A wide screen shows them beside the text, a phone on demand, with scripts or none."""
    is_seen = (
        "document.querySelector('.places li').checkVisibility({ contentVisibilityAuto: true })"
    )
    seen = {"read": is_seen}
    wide = read(site, visit, "en/models/index.html", seen, scripts=scripts)
    steps = [seen, {"tap": ".places summary"}, seen]
    phone = read(site, visit, "en/models/index.html", *steps, widths=[375], scripts=scripts)

    assert (wide, phone) == ([True], [False, True])


def test_the_language_switch_keeps_the_line(site: Path, visit: Visit) -> None:
    """Who changes the language in the middle of a list finds the same item at the same height."""
    item = "document.querySelectorAll('main .topic > ul > li')[4]"
    top = {"read": f"Math.round({item}.getBoundingClientRect().top)"}
    steps = [
        *({"scroll": "main .topic > ul > li >> nth=4"}, top),
        *({"click": ".languages a[hreflang=zh]"}, {"until": f"{item} && scrollY > 0"}, top),
        {"read": "document.documentElement.lang"},
    ]
    before, after, language = read(site, visit, "en/models/index.html", *steps)

    assert (after, language) == (before, "zh")


def test_a_heading_is_its_own_anchor(site: Path, visit: Visit) -> None:
    """The number of a heading leads to the heading, which the head of the page does not cover."""
    top = "document.querySelector('main h2').getBoundingClientRect().top"
    head = "document.querySelector('.page-head').getBoundingClientRect().bottom"
    steps = [
        *({"scroll": "main h2 >> nth=1"}, {"focus": "main h2 .anchor"}, {"press": "Enter"}),
        {"until": f"{top} >= {head}"},
        {"read": "location.hash === '#' + document.querySelector('main h2').id"},
    ]

    assert read(site, visit, "en/project/index.html", *steps) == [True]


def test_a_chart_is_enlarged_and_put_back(site: Path, visit: Visit) -> None:
    """A chart opens in a dialog, larger; Escape puts it back where it was."""
    width = f"document.querySelector('{FIGURE}-title').closest('svg').getBoundingClientRect().width"
    home = f"document.querySelector('{FIGURE} .figure-body') !== null"
    steps = [
        *({"read": width}, {"tap": f"{FIGURE} [name=enlarge]"}),
        *({"read": "document.querySelector('dialog').open"}, {"read": width}, {"read": home}),
        *({"press": "Escape"}, {"until": home}, {"read": width}),
        {"read": "document.activeElement.name"},
    ]
    before, is_open, enlarged, is_home, after, focused = read(
        site, visit, "en/models/index.html", *steps
    )

    assert (is_open, is_home, focused) == (True, False, "enlarge")
    assert enlarged > before == after


def test_a_chart_is_copied_as_it_looks(site: Path, visit: Visit) -> None:
    """A copied drawing stands alone, in the colours of the moment; a copied picture is a PNG."""
    said = f"document.querySelector('{FIGURE} [role=status]').textContent"
    text = "navigator.clipboard.readText()"
    size = (
        "(async () => { const [item] = await navigator.clipboard.read();"
        " const bitmap = await createImageBitmap(await item.getType('image/png'));"
        " return [bitmap.width, bitmap.height]; })()"
    )
    steps = [
        *({"tap": f"{FIGURE} [name=svg]"}, {"until": f"{said} === 'Copied'"}, {"read": text}),
        *({"tap": f"{FIGURE} [name=png]"}, {"until": f"{said} === ''"}),
        *({"tap": f"{FIGURE} [name=png]"}, {"until": f"{said} === 'Copied'"}, {"read": size}),
    ]
    svg, (width, height) = read(site, visit, "en/models/index.html", *steps, scheme="dark")

    assert svg.startswith("<svg ")
    assert "var(" not in svg
    assert DARK in svg
    assert (width, height) == (1080, 2 * 264)


def test_code_is_copied_as_it_stands(site: Path, visit: Visit) -> None:
    """The button beside a listing copies its text, and says so."""
    said = "document.querySelector('.code-tools [role=status]').textContent"
    steps = [
        *({"tap": ".code-tools button"}, {"until": f"{said} === '已复制'"}),
        {"read": "navigator.clipboard.readText()"},
        {"read": "document.querySelector('pre.code').textContent"},
    ]
    copied, shown = read(site, visit, "zh/project/index.html", *steps)

    assert copied == shown


def test_a_citation_shows_the_work(site: Path, visit: Visit) -> None:
    """A citation shows its line of the references, to pointer and keyboard; Escape closes it."""
    key = f"document.querySelector('{CITATION}').dataset.preview"
    described = f"document.querySelector('{CITATION}').getAttribute('aria-describedby')"
    steps = [
        *({"hover": CITATION}, {"until": SHOWN}, {"read": PREVIEW}, {"read": key}),
        *({"press": "Escape"}, {"read": PREVIEW}),
        *({"focus": CITATION}, {"press": "Shift+Tab"}, {"press": "Tab"}, {"until": SHOWN}),
        *({"read": described}, {"press": "Escape"}, {"read": PREVIEW}),
    ]
    shown, line, closed, name, closed_again = read(site, visit, "en/models/index.html", *steps)

    assert shown == line != ""
    assert (closed, name, closed_again) == ("", "preview", "")


def test_a_footnote_is_shown_where_it_is_called(site: Path, visit: Visit) -> None:
    """A footnote's mark shows the note, without its way back."""
    link = "document.querySelector('.footnote-ref a')"
    note = f"document.querySelector({link}.hash).textContent.replace('↑', '').trim()"
    steps = [{"hover": ".footnote-ref a"}, {"until": SHOWN}, {"read": PREVIEW}, {"read": note}]
    shown, said = read(site, visit, "en/models/index.html", *steps)

    assert shown == said


def test_without_scripts_a_citation_has_a_title(site: Path, visit: Visit) -> None:
    """Without scripts the browser itself shows the work, and the table behind a chart opens."""
    title = {"read": f"document.querySelector('{CITATION}').title.length > 20"}
    tools = {"read": "document.querySelectorAll('.figure-tools, .code-tools').length"}
    table = {"read": "document.querySelector('.figure-numbers td').checkVisibility()"}
    steps = [title, tools, {"tap": ".figure-numbers summary"}, table]
    answers = read(site, visit, "en/models/index.html", *steps, scripts=False)

    assert answers == [True, 0, True]


SMALL = """[...document.querySelectorAll(
    "button, summary, select, input, nav a, .downloads a, .page-foot a")]
  .filter((element) => element.checkVisibility({ contentVisibilityAuto: true }))
  .filter((element) => { const { width, height } = element.getBoundingClientRect();
    return width > 0 && (width < 24 || height < 24); })
  .map((element) => element.outerHTML.slice(0, 80))"""
SPACED = """(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
  const root = document.documentElement;
  const cut = [...document.querySelectorAll("main *, header *, nav *")].filter((element) =>
    element.scrollHeight > element.clientHeight + 2 && element.clientHeight > 0
    && ["hidden", "clip"].includes(getComputedStyle(element).overflowY)
    && !element.matches(".brand"));
  return [root.scrollWidth <= innerWidth, cut.map((element) => element.outerHTML.slice(0, 80))];
})()"""


def test_a_narrow_page_loses_nothing(site: Path, visit: Visit) -> None:
    """At 320 px, which is 400 % zoom, nothing is cut off with the spacing of WCAG 1.4.12.

    What stands outside running text and is operated is 24 px wide and high or more.
    """
    pages = [
        f"{code}/{name}index.html" for code in ("en", "zh") for name in ("", "models/", "tools/")
    ]
    visits = [
        {
            "url": (site / page).as_uri(),
            "widths": [320],
            "steps": [{"read": SMALL}, {"read": SPACED}],
        }
        for page in pages
    ]

    assert [each["answers"] for each in visit(visits)] == [[[], [True, []]]] * len(pages)
