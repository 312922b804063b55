"""Turns strokes and words into SVG that a page and a PDF can both carry; owns matplotlib."""

import functools
import io
import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import ReportError, display_width, suggest
from generator.figures.palette import GRID, INK, MUTED, SURFACE
from generator.figures.reading import format_amount
from generator.locales import Locale

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.typing import RcKeyType

WIDTH = 540
"""Of every chart, in its own units: its text is still 8 px high on a screen of 320 px."""

TEXT = 15
"""Size of text, in the same units."""

SMALL_TEXT = 13

LEGEND_ROW = 27
"""Height of a row of the legend."""

_FAMILIES = {"han": ("Noto Sans SC",), "latin": ("Noto Sans", "Noto Sans SC")}
"""Fonts by line setting; the Chinese one has full-width quotes and dots."""

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_UNIT_PER_CHARACTER = 0.56
_LONG_FRACTION = re.compile(r"-?\d*\.\d{3,}")
_FIELD = re.compile(r"\{([^{}]*)\}")
_REFERENCE = re.compile(r"#([^)]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The size of a chart, and the room around its axes, in units."""

    id: str
    height: float
    left: float = 8
    right: float = 8
    top: float = 8
    bottom: float = 8

    @property
    def inner_width(self) -> float:
        """Width of the axes."""
        return WIDTH - self.left - self.right

    @property
    def inner_height(self) -> float:
        """Height of the axes."""
        return self.height - self.top - self.bottom


def draw_svg(sheet: Sheet, line_setting: str, paint: Callable[["Axes"], None]) -> str:
    """Paint on fresh axes, in the fonts of the line setting, and give the SVG."""
    # PLC0415: matplotlib takes seconds to import, and a build that draws nothing new needs none.
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    style = {**_STYLE, "font.family": list(families_for(line_setting))}
    with rc_context(style), warnings.catch_warnings():
        # All missing characters are reported together, once the chart is drawn.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(WIDTH / 72, sheet.height / 72), dpi=72)
        figure.patch.set_visible(False)
        place = (
            sheet.left / WIDTH,
            sheet.bottom / sheet.height,
            sheet.inner_width / WIDTH,
            sheet.inner_height / sheet.height,
        )
        axes = figure.add_axes(place)
        axes.patch.set_visible(False)
        paint(axes)
        drawn = io.StringIO()
        metadata = dict.fromkeys(("Date", "Format", "Type", "Creator"))
        FigureCanvasSVG(figure).print_svg(drawn, metadata=metadata)
    return clean_svg(drawn.getvalue(), sheet.id)


_STYLE: Mapping["RcKeyType", object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "chart",
    "text.parse_math": False,
    "text.color": INK,
    "font.size": TEXT,
    "axes.edgecolor": MUTED,
    "axes.axisbelow": True,
    "axes.labelcolor": INK,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.spines.bottom": False,
    "grid.color": GRID,
    "grid.linewidth": 1,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
}


def clean_svg(drawn: str, chart: str) -> str:
    """Leave what inline SVG needs: no style, no metadata, no size, ids of this chart alone."""
    # S314: the text is matplotlib's own.
    root = ET.fromstring(drawn)  # noqa: S314
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.set("stroke-linejoin", "round")
    _rename_ids(root, chart)
    _clean_children(root)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _rename_ids(root: ET.Element, chart: str) -> None:
    """Number the ids that something refers to, and drop the others; clip nothing."""
    for element in root.iter():
        element.attrib.pop("clip-path", None)
    referred = {
        name
        for element in root.iter()
        for attribute, value in element.attrib.items()
        if attribute == _HREF or value.startswith("url(")
        for name in _REFERENCE.findall(value)
    }
    names: dict[str, str] = {}
    for element in root.iter():
        name = element.attrib.pop("id", "")
        if name in referred:
            names[name] = f"chart-{chart}-{len(names) + 1}"
            element.set("id", names[name])
    for element in root.iter():
        for attribute, value in tuple(element.attrib.items()):
            if attribute == _HREF:
                del element.attrib[attribute]
                element.set("href", f"#{names[value.removeprefix('#')]}")
            elif value.startswith("url("):
                element.set(attribute, _REFERENCE.sub(lambda m: f"#{names[m[1]]}", value))


def _clean_children(parent: ET.Element) -> None:
    parent.text = parent.text if parent.text and parent.text.strip() else None
    parent.tail = None
    kept: list[ET.Element] = []
    for child in parent:
        if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
            continue
        _clean_attributes(child)
        _clean_children(child)
        is_empty = child.tag in (f"{{{_SVG}}}g", f"{{{_SVG}}}defs") and not child.attrib
        if child.tag == f"{{{_SVG}}}g" and is_empty:
            kept += child
        elif len(child) or not is_empty:
            kept.append(child)
    parent[:] = kept


def _clean_attributes(element: ET.Element) -> None:
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if name.strip():
            element.set(name.strip(), value.strip())
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    for name, value in element.attrib.items():
        if name not in ("id", "href"):
            element.set(name, _LONG_FRACTION.sub(_shorten, " ".join(value.split())))


def _shorten(match: re.Match[str]) -> str:
    short = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def title_axis(axes: "Axes", sheet: Sheet, title: str) -> None:
    """Set words level at the top left: turned text is hard to read on a phone."""
    corner = (8 / WIDTH, 1 - 8 / sheet.height)
    axes.annotate(title, corner, xycoords="figure fraction", va="top")


def explain_marks(axes: "Axes", sheet: Sheet, n_columns: int, lift: float = 0) -> None:
    """Set a legend between the title of the axis and the axes, or what stands above these."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-sheet.left / sheet.inner_width, 1.02 + lift / sheet.inner_height),
        ncols=n_columns,
        frameon=False,
        labelcolor=INK,
        handlelength=2.6,
        borderpad=0.3,
        columnspacing=1.2,
    )


def label_end(axes: "Axes", label: str, end: Decimal, place: int, *, is_left: bool = False) -> None:
    """Set words beyond the end of a level bar."""
    axes.annotate(
        label,
        (float(end), place),
        xytext=(-6 if is_left else 6, 0),
        textcoords="offset points",
        ha="right" if is_left else "left",
        va="center_baseline",
        bbox={"facecolor": SURFACE, "edgecolor": "none", "pad": 1},
    )


def scale_amounts(axes: "Axes", values: tuple[Decimal, ...], locale: Locale) -> None:
    """Give the level axis round amounts from the least value to the greatest."""
    low, high = min(values), max(values)
    ticks = find_ticks(low, high)
    axes.set_xlim(float(low), float(high) if high > low else float(low) + 1)
    axes.set_xticks(
        [float(tick) for tick in ticks], [format_amount(tick, locale) for tick in ticks]
    )
    axes.grid(axis="x")


def measure(texts: Iterable[str], size: float = TEXT) -> float:
    """Estimate the width of the widest text, in units; rather too wide than too narrow."""
    widest = max((display_width(text) for text in texts), default=0)
    return widest * size * _UNIT_PER_CHARACTER


def find_ticks(low: Decimal, high: Decimal, n_most: int = 5) -> tuple[Decimal, ...]:
    """Choose round numbers from low to high, one, two or five apart in some power of ten."""
    span = (high - low) or Decimal(1)
    power = Decimal(1).scaleb((span / n_most).adjusted())
    steps = (power * factor for factor in (1, 2, 5, 10))
    step = next(each for each in steps if span / each <= n_most)
    first = (low / step).to_integral_value(ROUND_CEILING)
    count = int((high / step).to_integral_value(ROUND_CEILING) - first) + 1
    ticks = ((first + place) * step for place in range(count))
    return tuple(tick for tick in ticks if tick <= high)


def fill(words: Mapping[str, str], key: str, fields: Mapping[str, str]) -> str:
    """Put computed text into the words of a language: `{first}` becomes the field `first`.

    Raises: ReportError, when the words use another field, or leave one out.
    """
    template = words[key]
    used = set(_FIELD.findall(template))
    wrong = _listed(used - set(fields)) or _listed(set(fields) - used)
    if wrong:
        fault = "leave out" if used < set(fields) else "use the unknown"
        message = f"the words `{key}` {fault} {wrong}"
        raise ReportError(message, hint=f"use each of {_listed(fields)}")
    return _FIELD.sub(lambda match: fields[match[1]], template)


def _listed(fields: Iterable[str]) -> str:
    return ", ".join(f"`{{{field}}}`" for field in sorted(fields))


@functools.cache
def use_fonts(fonts: tuple[Path, ...]) -> Mapping[str, frozenset[int]]:
    """Let matplotlib know these fonts and no others; return the characters of each family."""
    from matplotlib.font_manager import fontManager
    from matplotlib.ft2font import FT2Font

    fontManager.ttflist = []
    families: dict[str, frozenset[int]] = {}
    for path in fonts:
        fontManager.addfont(path)
        font = FT2Font(str(path))
        families[font.family_name] = frozenset(font.get_charmap())
    return families


def find_missing_characters(
    text: str, fonts: tuple[Path, ...], line_setting: str
) -> tuple[str, ...]:
    """Find characters that the fonts of a line setting cannot draw."""
    families = use_fonts(fonts)
    known = set().union(*(families.get(name, ()) for name in families_for(line_setting)))
    return tuple(sorted(char for char in set(text) if ord(char) not in known))


def families_for(line_setting: str) -> tuple[str, ...]:
    """Return the families of fonts for a line setting, the first choice first.

    Raises: ReportError, when there is no such line setting.
    """
    if line_setting not in _FAMILIES:
        hint = suggest(line_setting, _FAMILIES) or f"settings: {', '.join(_FAMILIES)}"
        raise ReportError(f"unknown line setting `{line_setting}`", hint=hint)
    return _FAMILIES[line_setting]
