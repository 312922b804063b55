"""The colours of the style sheet: each role once for light and once for dark, readable in both."""

import re
from itertools import combinations
from math import dist
from pathlib import Path

import pytest

from generator.figures import PALETTE
from generator.figures.cells import STRONGEST

PROJECT = Path(__file__).resolve().parents[2]
SHEET = (PROJECT / "templates" / "assets" / "site.css").read_text(encoding="utf-8")
ROLES = {
    role: (light, dark)
    for role, light, dark in re.findall(
        r"^  --([\w-]+): light-dark\((#\w{6}), (#\w{6})\);$", SHEET, re.MULTILINE
    )
}
"""What each role is on a light page and on a dark one."""
THEMES = pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])

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

Light = tuple[float, float, float]


def light_of(colour: str) -> Light:
    """Turn `#rrggbb` into linear RGB. Source: IEC 61966-2-1."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    return linear(red), linear(green), linear(blue)


def seen(light: Light, blindness: str) -> Light:
    """Turn linear RGB into what somebody sees who lacks one kind of cone."""
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, light, strict=True))))
        for row in _SEEN_WITH[blindness]
    )
    return red, green, blue


def lab_of(light: Light) -> Light:
    """Turn linear RGB into CIELAB. Source: CIE 15:2004, white point D65."""
    red, green, blue = light

    def root(part: float) -> float:
        return float(part ** (1 / 3)) if part > 0.008856 else 7.787 * part + 16 / 116

    x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
    y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0890)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def contrast(one: Light, other: Light) -> float:
    """Give the contrast ratio of two colours. Source: WCAG 2.2."""
    dark, bright = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def mix(share: float, over: str, under: str) -> str:
    """Lay a share of one colour over another."""
    pairs = zip(bytes.fromhex(over[1:]), bytes.fromhex(under[1:]), strict=True)
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)


def colour_of(role: str, theme: int) -> Light:
    """Read a colour of the style sheet as linear RGB."""
    return light_of(ROLES[role][theme])


def test_every_colour_is_a_role() -> None:
    """No rule names a colour of its own but the shadow of what lies above the page."""
    rules = re.sub(r"^  --[\w-]+: light-dark\(.*\);$", "", SHEET, flags=re.MULTILINE)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)|\b(?:rgb|hsl)a?\([^)]*\)", rules) == [
        "rgb(0 0 0 / 25%)"
    ]
    assert set(re.findall(r"var\(--(series-\d)\)", SHEET)) <= ROLES.keys()


def test_the_style_sheet_knows_the_colours_of_charts() -> None:
    """Each role has a colour, and paper has that of the light page."""
    for colour in PALETTE:
        assert ROLES[colour.role][0] == colour.on_paper


@THEMES
@pytest.mark.parametrize("blindness", _SEEN_WITH)
def test_colours_that_tell_apart_do_so_for_everybody(theme: int, blindness: str) -> None:
    """Gain and loss, and the lines of three seeds, are told apart without one kind of cone."""
    for roles in (("positive", "negative"), ("series-1", "series-2", "series-3")):
        for one, other in combinations(roles, 2):
            pair = (lab_of(seen(colour_of(role, theme), blindness)) for role in (one, other))
            assert dist(*pair) >= 4 * _JUST_NOTICEABLE, (one, other)


@THEMES
@pytest.mark.parametrize("role", ["positive", "negative", "series-1"])
def test_numbers_are_readable_on_the_strongest_cell(role: str, theme: int) -> None:
    """Ink on a shaded cell reaches the contrast 4.5 that WCAG asks of text."""
    shade, page = ROLES[role][theme], ROLES["surface"][theme]
    mixed = mix(STRONGEST, shade, page)
    assert contrast(colour_of("ink", theme), light_of(mixed)) >= 4.5


@THEMES
def test_text_is_readable(theme: int) -> None:
    """Text reaches the contrast 4.5 of WCAG, on the page, on what is raised from it, and marked."""
    marked = mix(0.12, ROLES["link"][theme], ROLES["surface"][theme])
    grounds = [colour_of("surface", theme), colour_of("raised", theme), light_of(marked)]
    words = ("ink", "muted", "link", "positive", "negative")
    code = tuple(role for role in ROLES if role.startswith("code-"))

    assert "color-mix(in srgb, var(--link) 12%, transparent)" in SHEET
    for role in (*words, *code):
        for ground in grounds:
            assert contrast(colour_of(role, theme), ground) >= 4.5, role


@THEMES
def test_marks_stand_out_from_the_page(theme: int) -> None:
    """Bars, lines and the frames of what is operated reach the contrast 3 of WCAG."""
    for role in ("positive", "negative", "muted", "link", *(f"series-{n}" for n in (1, 2, 3, 4))):
        assert contrast(colour_of(role, theme), colour_of("surface", theme)) >= 3, role


def test_the_design_page_says_the_contrasts() -> None:
    """CONTRIBUTING gives, for each role of text, the contrast with the page in both themes."""
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| ([\d.]+) \| ([\d.]+) \|$", text, re.MULTILINE)

    assert {"ink", "muted", "link", "positive", "negative"} <= {role for role, *_ in rows}
    for role, *said in rows:
        for theme, ratio in enumerate(said):
            computed = contrast(colour_of(role, theme), colour_of("surface", theme))
            assert ratio == f"{computed:.1f}", (role, theme)
