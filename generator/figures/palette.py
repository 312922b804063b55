"""Turns the colours a chart is drawn in into those of the page, light or dark, and of paper."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A colour by its role."""

    role: str
    """Also the name of the style sheet's variable: `ink` is `var(--ink)`."""
    sentinel: str
    """What charts are drawn in: a colour that nobody would choose, so that none is mistaken."""
    on_paper: str


PALETTE = (
    Colour(role="ink", sentinel="#0a0b01", on_paper="#1d2126"),
    Colour(role="muted", sentinel="#0a0b02", on_paper="#59626c"),
    Colour(role="grid", sentinel="#0a0b03", on_paper="#d9dde2"),
    Colour(role="surface", sentinel="#0a0b04", on_paper="#ffffff"),
    Colour(role="positive", sentinel="#0a0b05", on_paper="#0b62a4"),
    Colour(role="negative", sentinel="#0a0b06", on_paper="#b34700"),
    Colour(role="series-1", sentinel="#0a0b11", on_paper="#0072b2"),
    Colour(role="series-2", sentinel="#0a0b12", on_paper="#d55e00"),
    Colour(role="series-3", sentinel="#0a0b13", on_paper="#009e73"),
    Colour(role="series-4", sentinel="#0a0b14", on_paper="#cc79a7"),
    Colour(role="series-5", sentinel="#0a0b15", on_paper="#56b4e9"),
    Colour(role="series-6", sentinel="#0a0b16", on_paper="#e69f00"),
)
"""Roles of colour; no chart tells by colour alone.

Source: the series are those of Okabe and Ito; the style sheet lightens them for dark pages.
"""

_SENTINELS = {colour.role: colour.sentinel for colour in PALETTE}
_SENTINEL = re.compile("|".join(_SENTINELS.values()))
_FOR_SITE = {colour.sentinel: f"var(--{colour.role})" for colour in PALETTE}
_FOR_PRINT = {colour.sentinel: colour.on_paper for colour in PALETTE}

INK = _SENTINELS["ink"]
MUTED = _SENTINELS["muted"]
GRID = _SENTINELS["grid"]
SURFACE = _SENTINELS["surface"]
POSITIVE = _SENTINELS["positive"]
NEGATIVE = _SENTINELS["negative"]
SERIES = tuple(sentinel for role, sentinel in _SENTINELS.items() if role.startswith("series-"))


def theme_for_site(svg: str) -> str:
    """Leave the colours to the style sheet, which knows light from dark."""
    return _SENTINEL.sub(lambda match: _FOR_SITE[match[0]], svg)


def theme_for_print(svg: str) -> str:
    """Set the colours of paper; the PDF engine knows no variables."""
    return _SENTINEL.sub(lambda match: _FOR_PRINT[match[0]], svg)
