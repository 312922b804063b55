"""Turns the example's sum into a waterfall: what each term adds or takes away."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.figures.canvas import (
    WIDTH,
    Sheet,
    draw_svg,
    fill,
    label_end,
    measure,
    scale_amounts,
)
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, MUTED, NEGATIVE, POSITIVE
from generator.figures.reading import ZERO, example_quantities, format_amount, format_money
from generator.locales import Locale
from generator.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "waterfall-article"
_TERMS = (
    ("revenue", "+", POSITIVE),
    ("open_source_revenue", "+", POSITIVE),
    ("cost", "−", NEGATIVE),
    ("open_source_cost", "−", NEGATIVE),
    ("profit", "=", MUTED),
)
_LEVELS = ("revenue", "adjusted_revenue", "profit_before_open_source_cost", "profit")
"""What the sum has come to after each of the terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    name: str
    sign: str
    colour: str
    amount: Decimal
    start: Decimal
    end: Decimal


def draw_waterfall_article(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw the example's sum, R + S − C − P, term by term."""
    fields = tuple(dict.fromkeys((*(field for field, _, _ in _TERMS), *_LEVELS)))
    named = example_quantities(results, _ID, fields)
    levels = (ZERO, *(named[field].value for field in _LEVELS))
    spans = (*pairwise(levels), (ZERO, levels[-1]))
    terms = tuple(
        _Term(
            name=words[f"figure.waterfall-article.{field}"],
            sign=sign,
            colour=colour,
            amount=named[field].value,
            start=start,
            end=end,
        )
        for (field, sign, colour), (start, end) in zip(_TERMS, spans, strict=True)
    )
    alt = {field: format_money(named[field].value, locale) for field, _, _ in _TERMS}
    header = tuple(words[f"figure.waterfall-article.{each}"] for each in ("sign", "term", "amount"))
    return Figure(
        id=_ID,
        svg=_draw_terms(terms, words, locale),
        alt=fill(words, "figure.waterfall-article.alt", alt),
        table=Table(
            header=header,
            rows=tuple((term.sign, term.name, format_money(term.amount, locale)) for term in terms),
        ),
        quantities=tuple(quantity.name for quantity in named.values()),
    )


def _draw_terms(terms: tuple[_Term, ...], words: Mapping[str, str], locale: Locale) -> str:
    ends = tuple(end for term in terms for end in (term.start, term.end))
    labels = tuple(f"{term.sign} {format_amount(term.amount, locale)}" for term in terms)
    room = measure(labels) + 14
    sheet = Sheet(
        id=_ID,
        height=38 * len(terms) + 74,
        left=measure(term.name for term in terms) + 16 + (room if min(ends) < 0 else 0),
        right=room,
        bottom=62,
    )

    def paint(axes: "Axes") -> None:
        for place, (term, label) in enumerate(zip(terms, labels, strict=True)):
            _paint_term(axes, place, term, label)
            is_last = place == len(terms) - 1
            if not is_last:
                axes.vlines(float(term.end), place, place + 1, colors=INK, linewidths=1)
        axes.set_ylim(len(terms) - 0.5, -0.5)
        axes.set_yticks(())
        axes.axvline(0, color=MUTED, linewidth=1.5)
        scale_amounts(axes, ends, locale)
        axes.set_xlabel(words["figure.waterfall-article.amount"], labelpad=8)

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_term(axes: "Axes", place: int, term: _Term, label: str) -> None:
    low, high = sorted((term.start, term.end))
    axes.barh(place, float(high) - float(low), left=float(low), height=0.56, color=term.colour)
    is_left = low < 0
    label_end(axes, label, low if is_left else high, place, is_left=is_left)
    where = (8 / WIDTH, place)
    axes.annotate(term.name, where, xycoords=("figure fraction", "data"), va="center_baseline")
