"""Turns results into charts, each with its alt text and the table behind it."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from generator.errors import ReportError, suggest
from generator.figures.adoption import draw_adoption
from generator.figures.break_even import draw_break_even
from generator.figures.canvas import find_missing_characters, use_fonts
from generator.figures.confusion_matrix import draw_confusion_matrix
from generator.figures.cumulative_cash_flow import draw_cumulative_cash_flow
from generator.figures.filters import draw_filters
from generator.figures.loss_curve import draw_loss_curve
from generator.figures.nouns import Figure, FigureSpec, Table
from generator.figures.palette import PALETTE, theme_for_print, theme_for_site
from generator.figures.profit_by_scenario import draw_profit_by_scenario
from generator.figures.recall_by_class import draw_recall_by_class
from generator.figures.regret import draw_regret
from generator.figures.reliability import draw_reliability
from generator.figures.risk_distribution import draw_risk_distribution
from generator.figures.tornado import draw_tornado
from generator.figures.two_way import draw_two_way
from generator.figures.waterfall_article import draw_waterfall_article
from generator.locales import Locale
from generator.results import Results

__all__ = [
    "FIGURES",
    "PALETTE",
    "Figure",
    "FigureSpec",
    "Table",
    "make_figure",
    "theme_for_print",
    "theme_for_site",
]


def make_figure(
    figure: str,
    results: Results,
    words: Mapping[str, str],
    locale: Locale,
    fonts: tuple[Path, ...],
) -> Figure:
    """Draw the chart of this id in one language, in these font files and no others.

    Raises: ReportError, when there is no such chart, the results lack what it shows, or the fonts
    lack a character of its words.
    """
    spec = next((each for each in FIGURES if each.id == figure), None)
    if spec is None:
        known = tuple(each.id for each in FIGURES)
        hint = suggest(figure, known) or f"figures: {', '.join(known)}"
        raise ReportError(f"unknown figure `{figure}`", hint=hint)
    use_fonts(fonts)
    drawn = spec.draw(results, words, locale)
    missing = find_missing_characters(drawn.svg, fonts, words["line_setting"])
    if missing:
        listed = ", ".join(f"`{char}` (U+{ord(char):04X})" for char in missing)
        message = f"figure `{figure}` shows {listed}, which its fonts cannot draw"
        raise ReportError(message, hint="choose another character in strings.yaml")
    return drawn


FIGURES: tuple[FigureSpec, ...] = (
    FigureSpec(id="loss-curve", draw=draw_loss_curve),
    FigureSpec(id="loss-curve-conv7", draw=partial(draw_loss_curve, network="conv7")),
    FigureSpec(id="confusion-matrix", draw=draw_confusion_matrix),
    FigureSpec(id="confusion-matrix-conv7", draw=partial(draw_confusion_matrix, network="conv7")),
    FigureSpec(id="recall-by-class", draw=draw_recall_by_class),
    FigureSpec(id="filters-lenet", draw=partial(draw_filters, network="lenet")),
    FigureSpec(id="filters-conv7", draw=partial(draw_filters, network="conv7")),
    FigureSpec(id="reliability", draw=draw_reliability),
    FigureSpec(id="profit-by-scenario", draw=draw_profit_by_scenario),
    FigureSpec(id="waterfall-article", draw=draw_waterfall_article),
    FigureSpec(id="break-even", draw=draw_break_even),
    FigureSpec(id="cumulative-cash-flow", draw=draw_cumulative_cash_flow),
    FigureSpec(id="adoption", draw=draw_adoption),
    FigureSpec(id="risk-distribution", draw=draw_risk_distribution),
    FigureSpec(id="tornado", draw=draw_tornado),
    FigureSpec(id="two-way", draw=draw_two_way),
    FigureSpec(id="regret", draw=draw_regret),
)
