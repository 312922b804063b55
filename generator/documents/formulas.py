"""Turns TeX into MathML for pages and SVG for the PDF."""

import re
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from generator.errors import ReportError

FONT = "fonts/NotoSansSC-Regular.ttf"
"""Asset from which formulas in the PDF take Chinese glyphs."""

_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "mpadded",
        "mphantom",
        "menclose",
    ]
)
_ATTRIBUTES = frozenset(
    [
        "display",
        "stretchy",
        "fence",
        "form",
        "lspace",
        "rspace",
        "width",
        "height",
        "depth",
        "linethickness",
        "mathvariant",
        "columnalign",
        "rowspacing",
        "columnspacing",
        "displaystyle",
        "scriptlevel",
        "accent",
        "accentunder",
        "minsize",
        "maxsize",
        "movablelimits",
        "largeop",
        "symmetric",
        "separator",
        "linebreak",
        "notation",
        "rowlines",
        "columnlines",
        "columnlines",
        "voffset",
    ]
)
_N_CHILDREN = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2,
    "msubsup": 3, "munderover": 3,
}  # fmt: skip
_SIZE = 20
_FIRST_TEXT_GLYPH = 0x2E80


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFormula:
    """A formula as SVG, with how far it reaches below the line."""

    svg: str
    drop_em: float
    """Part of the height that hangs below the baseline, in em."""


@lru_cache(maxsize=4096)
def make_mathml(tex: str, *, is_display: bool) -> str:
    """Convert TeX.

    Raises: ReportError, when the formula cannot be read, or holds what a page must not.
    """
    root = _parse_mathml(tex, is_display=is_display)
    for element in root.iter():
        _refuse_foreign(element)
        element.tag = element.tag.removeprefix(_NAMESPACE)
    root.set("xmlns", _NAMESPACE[1:-1])
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)


def make_spoken(tex: str) -> str:
    """Derive how a formula is spoken from its symbols, where the author does not say it."""
    root = ET.fromstring(make_mathml(tex, is_display=False))  # noqa: S314 -- our own output
    return " ".join(" ".join(root.itertext()).split())


def with_spoken(mathml: str, spoken: str) -> str:
    """Add the spoken form to MathML."""
    return mathml.replace("<math ", f'<math alttext="{escape(spoken)}" ', 1)


def draw_formula(tex: str, spoken: str, assets: Mapping[str, bytes]) -> DrawnFormula:
    """Draw TeX as SVG, sized in em so that it follows the text around it.

    Raises: ReportError, when the formula cannot be drawn.
    """
    markup, drop = _draw(tex, _load_text_font(assets.get(FONT, b"")))
    title = f"<title>{escape(spoken, quote=False)}</title>"
    svg = re.sub(r"(<svg\b[^>]*>)", rf"\1{title}", markup, count=1)
    return DrawnFormula(svg=svg, drop_em=drop)


def _parse_mathml(tex: str, *, is_display: bool) -> ET.Element:
    from latex2mathml.converter import convert

    try:
        markup = convert(tex.strip(), display="block" if is_display else "inline")
        return ET.fromstring(markup)  # noqa: S314 -- no entity can be declared in it
    except Exception as error:
        raise ReportError(
            f"formula cannot be read: {_said(error)}", hint="check its braces and commands"
        ) from error


def _said(error: Exception) -> str:
    """Say what the converter found; its errors are often named without a word of text."""
    if isinstance(error, ET.ParseError):
        return "it holds `<`, `>` or `&` where none may stand"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error"))
    return str(error) or words.lower()


def _refuse_foreign(element: ET.Element) -> None:
    tag = element.tag.removeprefix(_NAMESPACE)
    if tag not in _ELEMENTS:
        raise ReportError(f"formula may not hold `<{tag}>`", hint="a formula is TeX only")
    if len(element) != _N_CHILDREN.get(tag, len(element)):
        message = "formula has a command with a part missing"
        raise ReportError(message, hint="give it all its braces")
    for name in element.attrib:
        if name not in _ATTRIBUTES:
            raise ReportError(f"formula may not set `{name}`", hint="a formula is TeX only")
    text = (element.text or "") + (element.tail or "")
    if command := re.search(r"\\[A-Za-z]*", text):
        raise ReportError(
            f"formula has the unknown command `{command[0]}`", hint="write words as `\\text{…}`"
        )


@lru_cache(maxsize=4096)
def _draw(tex: str, text_font: Any) -> tuple[str, float]:  # noqa: ANN401 -- untyped library
    from ziamath.zmath import Math

    del text_font  # Part of the key: what is drawn depends on it.
    try:
        svg = Math.fromlatex(tex.strip(), size=_SIZE).svgxml()
        _, top, _, height = (float(number) for number in svg.get("viewBox", "").split())
        return _in_em(svg), (top + height) / _SIZE
    except Exception as error:
        raise ReportError(f"formula cannot be drawn: {_said(error)}") from error


def _in_em(svg: ET.Element) -> str:
    for name in ("width", "height"):
        svg.set(name, f"{float(svg.get(name, '0')) / _SIZE:.4f}em")
    svg.set("role", "img")
    return ET.tostring(svg, encoding="unicode")


@lru_cache(maxsize=1)
def _load_text_font(font: bytes) -> Any:  # noqa: ANN401 -- untyped library
    """Take glyphs of Chinese characters from the text font: the formula font has none.

    Source: private parts of ziamath 0.13, which the lock file pins.
    """
    from ziafont.font import Font
    from ziamath.config import config
    from ziamath.mathfont import MathFont

    mnumber: Any = import_module("ziamath.nodes.mnumber")
    formula_font: Any = MathFont
    config.svg2 = False
    if not font:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.ttf"
        path.write_bytes(font)
        text_font = Font(path)
    find, substitute = formula_font.findglyph, mnumber.subglyph
    formula_font.findglyph = lambda self, char, variant: (
        text_font.glyph(char) if ord(char) >= _FIRST_TEXT_GLYPH else find(self, char, variant)
    )
    mnumber.subglyph = lambda glyph, own: glyph if glyph.font is not own else substitute(glyph, own)
    return text_font
