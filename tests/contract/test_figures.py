"""Charts and what they lean on: words in every language, variables of the style sheet, bytes."""

import os
import re
import subprocess
import sys
from functools import cache, partial
from itertools import combinations
from math import dist
from pathlib import Path

import pytest

from generator.figures import FIGURES, PALETTE, Figure, make_figure
from generator.figures.cells import STRONGEST
from generator.inputs import Language, read_inputs
from generator.locales import make_locale
from generator.results import results_from_json
from tests.ventures import add_ventures

PROJECT = Path(__file__).resolve().parents[2]
RESULTS = add_ventures(
    results_from_json(
        (PROJECT / "tests" / "results.json").read_text(encoding="utf-8"), "results.json"
    )
)
FONTS = tuple(sorted((PROJECT / "templates" / "assets" / "fonts").glob("*.ttf")))


@cache
def read_languages() -> tuple[Language, ...]:
    """Read the article's languages once."""
    return read_inputs(PROJECT / "content", PROJECT / "templates").languages


def draw_all(figure: str) -> tuple[Figure, ...]:
    """Draw one chart in every language of the article."""
    return tuple(
        make_figure(
            figure,
            RESULTS,
            language.strings,
            make_locale(language.code, language.strings.number_scale, language.strings),
            FONTS,
        )
        for language in read_languages()
    )


@pytest.mark.parametrize("figure", [spec.id for spec in FIGURES])
def test_every_language_says_the_same(figure: str) -> None:
    """Each chart is drawn in each language, fields given are fields used, and tables match."""
    drawn = draw_all(figure)
    assert len({(len(each.table.header), len(each.table.rows)) for each in drawn}) == 1
    assert len({each.quantities for each in drawn}) == 1
    assert len({each.alt for each in drawn}) == len(read_languages())


def test_both_variants_of_break_even_have_words() -> None:
    """Words for the case that the numbers do not show today are complete all the same."""
    for language in read_languages():
        crossing = language.strings["figure.break-even.alt.crossing"]
        above = language.strings["figure.break-even.alt.above"]
        assert set(re.findall(r"\{(\w+)\}", crossing)) == {
            *re.findall(r"\{(\w+)\}", above),
            "break_even_open_source_revenue",
        }


def test_id_function_and_file_agree() -> None:
    """Figure `loss-curve` is drawn by `draw_loss_curve` in loss_curve.py.

    One of a certain network carries its name: `loss-curve-conv7`.
    """
    for spec in FIGURES:
        draw, network = spec.draw, ""
        if isinstance(draw, partial):
            network = f"_{draw.keywords['network']}"
            draw = draw.func
        name = spec.id.replace("-", "_").removesuffix(network)
        assert spec.id.replace("-", "_") == f"{name}{network}"
        assert draw.__name__ == f"draw_{name}"
        assert draw.__module__ == f"generator.figures.{name}"


def test_the_style_sheet_knows_every_colour() -> None:
    """Each role has a variable, once for light and once for dark."""
    css = (PROJECT / "templates" / "assets" / "site.css").read_text(encoding="utf-8")
    for colour in PALETTE:
        assert len(re.findall(rf"^\s*--{colour.role}:", css, re.MULTILINE)) == 2, colour.role


def test_paper_has_the_colours_of_the_light_page() -> None:
    """A chart looks the same on paper and on a light screen."""
    css = (PROJECT / "templates" / "assets" / "site.css").read_text(encoding="utf-8")
    for colour in PALETTE:
        found = re.search(rf"^\s*--{colour.role}:\s*(#\w+)", css, re.MULTILINE)
        assert found is not None
        assert found[1] == colour.on_paper


_SEEN_WITH = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Linear RGB as it is seen. Source: Machado, Oliveira and Fernandes 2009, severity 1.0."""

_JUST_NOTICEABLE = 2.3
"""Distance in CIELAB. Source: Mahy, Van Eycken and Oosterlinck 1994."""

_Light = tuple[float, float, float]


def light_of(colour: str) -> _Light:
    """Turn `#rrggbb` into linear RGB. Source: IEC 61966-2-1."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    return linear(red), linear(green), linear(blue)


def seen(light: _Light, blindness: str) -> _Light:
    """Turn linear RGB into what somebody sees who lacks one kind of cone."""
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, light, strict=True))))
        for row in _SEEN_WITH[blindness]
    )
    return red, green, blue


def lab_of(light: _Light) -> _Light:
    """Turn linear RGB into CIELAB. Source: CIE 15:2004, white point D65."""
    red, green, blue = light

    def root(part: float) -> float:
        return float(part ** (1 / 3)) if part > 0.008856 else 7.787 * part + 16 / 116

    x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
    y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0890)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def contrast(one: _Light, other: _Light) -> float:
    """Give the contrast ratio of two colours. Source: WCAG 2.2."""
    dark, bright = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def read_theme(place: int) -> dict[str, _Light]:
    """Read the colours of the style sheet: the first of each role is light, the second dark."""
    css = (PROJECT / "templates" / "assets" / "site.css").read_text(encoding="utf-8")
    return {
        colour.role: light_of(
            re.findall(rf"^\s*--{colour.role}:\s*(#\w{{6}})", css, re.MULTILINE)[place]
        )
        for colour in PALETTE
    }


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("blindness", _SEEN_WITH)
def test_colours_that_tell_apart_do_so_for_everybody(theme: int, blindness: str) -> None:
    """Gain and loss, and the lines of three seeds, are told apart without one kind of cone."""
    colours = read_theme(theme)
    for roles in (("positive", "negative"), ("series-1", "series-2", "series-3")):
        for one, other in combinations(roles, 2):
            pair = (lab_of(seen(colours[role], blindness)) for role in (one, other))
            assert dist(*pair) >= 4 * _JUST_NOTICEABLE, (one, other)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["positive", "negative", "series-1"])
def test_numbers_are_readable_on_the_strongest_cell(role: str, theme: int) -> None:
    """Ink on a shaded cell reaches the contrast 4.5 that WCAG asks of text."""
    css = (PROJECT / "templates" / "assets" / "site.css").read_text(encoding="utf-8")
    shade, page = (
        re.findall(rf"^\s*--{name}:\s*#(\w{{6}})", css, re.MULTILINE)[theme]
        for name in (role, "surface")
    )
    mixed = "".join(
        f"{round(STRONGEST * over + (1 - STRONGEST) * under):02x}"
        for over, under in zip(bytes.fromhex(shade), bytes.fromhex(page), strict=True)
    )
    assert contrast(read_theme(theme)["ink"], light_of(f"#{mixed}")) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_charts_stand_out_from_the_page(theme: int) -> None:
    """Text reaches the contrast 4.5 that WCAG asks of text; bars and lines reach 3."""
    colours = read_theme(theme)
    least = {"ink": 4.5, "muted": 4.5, "positive": 3, "negative": 3}
    least |= {f"series-{number}": 3 for number in (1, 2, 3, 4)}
    for role, ratio in least.items():
        assert contrast(colours[role], colours["surface"]) >= ratio, role


_PRINT_DIGEST = """
import hashlib, sys
sys.path.insert(0, "tests/contract")
import test_figures
drawn = [f.svg for spec in test_figures.FIGURES for f in test_figures.draw_all(spec.id)]
print(hashlib.sha256("".join(drawn).encode()).hexdigest())
"""


def test_two_processes_draw_the_same_bytes() -> None:
    """Nothing random, no hash order and no clock is in a chart."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", _PRINT_DIGEST],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
