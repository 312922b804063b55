"""Turns the cash flows of all scenarios into lines of what has come in by each year."""

from collections.abc import Mapping

from generator.figures.nouns import Figure
from generator.figures.reading import all_horizons, format_amount, format_money
from generator.figures.yearly_lines import Chart, Line, make_yearly_figure
from generator.locales import Locale
from generator.results import Results

_ID = "cumulative-cash-flow"


def draw_cumulative_cash_flow(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw each scenario's cash flows, added up to the end of each year."""
    horizons = all_horizons(results, _ID)
    chart = Chart(
        id=_ID,
        lines=tuple(
            Line(name=words[f"scenario.{each.scenario}.title"], values=each.cumulative)
            for each in horizons
        ),
        write=lambda amount: format_money(amount, locale),
        write_tick=lambda amount: format_amount(amount, locale),
        quantities=tuple(
            f"scenario.{each.scenario}.cumulative.year_{year}"
            for each in horizons
            for year in range(len(each.cumulative))
        ),
    )
    return make_yearly_figure(chart, words, locale)
