"""Tests of the explorer in Chromium: what it shows is, digit for digit, what Python works out."""

import json
import random
import subprocess
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from generator.inputs import Inputs, read_inputs
from generator.scenarios.profit import CONTEXT
from tests.conftest import FindTool
from tests.explorer_states import (
    address_of,
    differences,
    draw_moves,
    make_teller,
)

ROOT = Path(__file__).parents[2]
SEED = 20261123
LANGUAGES = ("zh", "en")
QUIET = {"wait": 700}
"""Time for the explorer to settle: it speaks and writes its address once nothing moves."""
REVENUE = "#exp-scenarios-revenue"
SLIDER = '[data-control="revenue"] [type="range"]'

Explore = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def explore(tool: FindTool) -> Iterator[Explore]:
    """Open pages in Chromium and take steps there; one Chromium serves all tests."""
    command = [
        str(tool("Node")),
        str(Path(__file__).with_name("explore.cjs")),
        str(tool("playwright-core")),
        str(tool("Chromium")),
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        asking, answering = process.stdin, process.stdout
        assert asking
        assert answering

        def run(visits: list[dict[str, Any]]) -> list[dict[str, Any]]:
            asking.write(json.dumps(visits) + "\n")
            asking.flush()
            line = answering.readline()
            assert line, "Chromium or its driver ended; what it said stands above"
            found: list[dict[str, Any]] = json.loads(line)
            return found

        yield run
        asking.close()


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    """Read what the article assumes."""
    return read_inputs(ROOT / "content", ROOT / "templates")


@pytest.fixture(scope="module")
def pages(site: Path) -> Mapping[str, str]:
    """Address of the page that holds the explorer, on the disk, by language."""
    return {code: (site / code / "models" / "index.html").as_uri() for code in LANGUAGES}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_string_is_pythons(
    inputs: Inputs, pages: Mapping[str, str], explore: Explore, code: str
) -> None:
    """For random inputs and corners of every scenario, each string shown is Python's own."""
    teller = make_teller(inputs, code)
    source = random.Random(f"{SEED} {code}")  # noqa: S311 -- no secret
    states = [
        (scenario.name, moved)
        for scenario in inputs.scenarios
        for moved in draw_moves(teller.controls, source)
    ]
    steps = [{"open": [address_of(*state) for state in states]}]
    (visit,) = explore([{"url": pages[code], "steps": steps}])
    wrong = [
        (address_of(*state), different)
        for state, shown in zip(states, visit["found"][0], strict=True)
        if (different := differences(shown, teller.say(*state)))
    ]
    ticks = {tuple(tick) for shown in visit["found"][0] for tick in shown["cash.ticks"]}
    wrong_ticks = [
        (exact, text) for exact, text in ticks if text != teller._write(Decimal(exact), "amount")
    ]

    assert len(states) >= 1000
    assert wrong[:3] == []
    assert wrong_ticks == []
    assert visit["problems"] == []


def test_arithmetic_is_pythons(pages: Mapping[str, str], explore: Explore) -> None:
    """Sums, differences, products and quotients of numbers of any size are Python's."""
    source = random.Random(SEED)  # noqa: S311 -- no secret

    def draw() -> Decimal:
        n_digits = source.choice((1, 2, 14, 27, 28))
        digits = source.choice((source.randrange(10**n_digits), 10**n_digits - 1, 5))
        return Decimal(source.choice((1, -1)) * digits).scaleb(-source.randrange(30))

    pairs = [(draw(), draw()) for _ in range(2000)]
    steps = [{"reckon": [[f"{first:f}", f"{second:f}"] for first, second in pairs]}]
    (visit,) = explore([{"url": pages["en"], "steps": steps}])
    operations = (CONTEXT.add, CONTEXT.subtract, CONTEXT.multiply, CONTEXT.divide)

    assert [[Decimal(text) for text in texts] for texts in visit["found"][0]] == [
        [operation(first, second) for operation in operations[: 4 if second else 3]]
        for first, second in pairs
    ]


def test_what_is_shown_first_is_the_report(
    inputs: Inputs, pages: Mapping[str, str], explore: Explore
) -> None:
    """Before anything is moved the page says the report's numbers, with or without the script."""
    visits = [{"url": pages[code], "steps": [{"read": True}]} for code in LANGUAGES]
    plain = [{**visit, "scripts": False} for visit in visits]
    found = explore([*visits, *plain])
    charts = ("waterfall.", "cash.")

    for code, scripted, quiet in zip(LANGUAGES, found[:2], found[2:], strict=True):
        start = inputs.report.risk.scenario if inputs.report.risk else ""
        expected = make_teller(inputs, code).say(start, {})
        written = {key: text for key, text in expected.items() if not key.startswith(charts)}
        assert differences(scripted["found"][0], expected) == {}
        assert differences(quiet["found"][0], written) == {}
        assert scripted["address"] == pages[code]


def test_without_scripts_the_tables_stand(pages: Mapping[str, str], explore: Explore) -> None:
    """Without JavaScript the tables are seen, and nothing that only a script could move."""
    found = explore([{"url": pages[code], "scripts": False} for code in LANGUAGES])

    assert [each["live"] for each in found] == [False, False]
    assert [each["tables"] for each in found] == [[True, True], [True, True]]
    assert [each["problems"] for each in found] == [[], []]


def test_nothing_jumps_and_all_has_a_name(pages: Mapping[str, str], explore: Explore) -> None:
    """On a phone and on a desk the explorer moves nothing as it starts; every control has a name.

    Shifts are watched without web fonts: one that comes late moves words of the whole page.
    """
    steps = [QUIET]
    visits = [
        {"url": pages[code], "width": width, "steps": steps}
        for code in LANGUAGES
        for width in (320, 390, 1280)
    ]
    found = explore(visits)
    plain = explore([{**visit, "fonts": False} for visit in visits])

    assert [each["shifts"] for each in plain] == [[]] * len(visits)
    assert [each["unnamed"] for each in found] == [[]] * len(visits)
    assert [each["too_wide"] for each in found] == [False] * len(visits)
    assert [each["live"] for each in found] == [True] * len(visits)
    assert [each["problems"] for each in found] == [[]] * len(visits)


def test_the_keyboard_moves_a_slider(
    inputs: Inputs, pages: Mapping[str, str], explore: Explore
) -> None:
    """Arrow keys move a slider by its step; result, address and sentence follow."""
    teller = make_teller(inputs, "en")
    revenue = next(each for each in teller.controls if each.name == "revenue")
    keys = ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight"]
    steps = [{"press": [SLIDER, *keys]}, QUIET, {"read": True}]
    (visit,) = explore([{"url": pages["en"], "steps": steps}])
    moved = revenue.assumption.value + 2 * revenue.step

    assert differences(visit["found"][-1], teller.say("article", {"revenue": moved})) == {}
    assert visit["address"] == f"{pages['en']}?scenario=article&revenue={moved:f}"
    assert visit["problems"] == []


def test_a_number_is_typed(inputs: Inputs, pages: Mapping[str, str], explore: Explore) -> None:
    """A typed number counts to its last digit; one out of range becomes the range's end."""
    teller = make_teller(inputs, "en")
    steps = [
        {"type": [REVENUE, "12.00005"]},
        {"read": True},
        {"type": [REVENUE, "99"]},
        {"read": True},
        {"press": [REVENUE, "Enter"]},
        {"read": True},
        {"type": [REVENUE, ""]},
        {"press": [REVENUE, "Tab"]},
        {"read": True},
    ]
    (visit,) = explore([{"url": pages["en"], "steps": steps}])
    typed, typing, ended, emptied = (found for found in visit["found"] if found)
    exact = teller.say("article", {"revenue": Decimal("1200.005")})
    at_end = teller.say("article", {"revenue": Decimal(1400)})

    assert typed["profit"] == exact["profit"]
    assert (typing["profit"], typing["field.revenue"]) == (exact["profit"], "99")
    assert differences(ended, at_end) == {}
    assert differences(emptied, at_end) == {}


def test_an_address_brings_the_same_back(
    inputs: Inputs, pages: Mapping[str, str], explore: Explore
) -> None:
    """The address of a state, opened anew or in the other language, shows the same state."""
    moved = {"revenue": Decimal("812.5"), "discount_rate": Decimal("0.0712")}
    search = address_of("hosted", moved)
    steps = [
        {"choose": ["#exp-scenarios-scenario", "hosted"]},
        {"type": [REVENUE, "812.5"]},
        {"type": ["#exp-scenarios-discount_rate", "7.12"]},
        {"press": ["#exp-scenarios-discount_rate", "Tab"]},
        {"read": True},
        QUIET,
    ]
    (first,) = explore([{"url": pages["zh"], "steps": steps}])
    again, other = explore(
        [{"url": pages[code] + search, "steps": [{"read": True}]} for code in ("zh", "en")]
    )
    shown = first["found"][-2]

    assert first["address"] == pages["zh"] + search
    assert shown["link"] == f"{search}#exp-scenarios"
    assert all(link.endswith(f"models/index.html{search}") for link in first["languages"])
    assert again["found"][0] == shown
    assert differences(other["found"][0], make_teller(inputs, "en").say("hosted", moved)) == {}


def test_a_wrong_address_shows_the_report(
    inputs: Inputs, pages: Mapping[str, str], explore: Explore
) -> None:
    """What an address names wrongly is shown as in the report, and leaves the address."""
    wrong = (
        "?scenario=nothing&revenue=12",
        "?scenario=__proto__&revenue=1e3",
        "?revenue=99999&cost=-1&upkeep=NaN&market=",
        "?revenue=1000.00000000000000000000000001&constructor=1",
        "?scenario=article&revenue=%3Cimg%20src=x%3E",
    )
    steps = [{"read": True}, QUIET]
    visits = explore([{"url": pages["en"] + search, "steps": steps} for search in wrong])
    expected = make_teller(inputs, "en").say("article", {})

    assert [differences(visit["found"][0], expected) for visit in visits] == [{}] * len(wrong)
    assert [visit["address"] for visit in visits] == [pages["en"]] * len(wrong)
    assert [visit["problems"] for visit in visits] == [[]] * len(wrong)


def test_reset_and_going_back(inputs: Inputs, pages: Mapping[str, str], explore: Explore) -> None:
    """Reset brings the report back; so does the way back to an address without a state."""
    teller = make_teller(inputs, "en")
    search = address_of("open_core", {"market": Decimal(9000)})
    steps = [
        {"click": ".explorer-reset"},
        QUIET,
        {"read": True},
        {"goto": f"{pages['en']}#sec-explorer"},
        {"choose": ["#exp-scenarios-scenario", "hosted"]},
        QUIET,
        {"read": True},
        {"back": True},
        QUIET,
        {"read": True},
    ]
    (visit,) = explore([{"url": pages["en"] + search, "steps": steps}])
    reset, chosen, back = (found for found in visit["found"] if found)

    assert differences(reset, teller.say("article", {})) == {}
    assert differences(chosen, teller.say("hosted", {})) == {}
    assert differences(back, teller.say("article", {})) == {}
    assert visit["address"] == pages["en"]
