"""Turns adopters by year into lines, one for all scenarios that adopt alike."""

from collections.abc import Mapping
from decimal import Decimal

from generator.figures.nouns import Figure
from generator.figures.reading import all_horizons
from generator.figures.yearly_lines import Chart, Line, make_yearly_figure
from generator.locales import Format, Locale, format_number, format_value
from generator.results import Results

_ID = "adoption"


def draw_adoption(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw how many have adopted by the end of each year."""
    horizons = all_horizons(results, _ID)
    alike: dict[tuple[Decimal, ...], list[str]] = {}
    for each in horizons:
        alike.setdefault(each.adopters, []).append(words[f"scenario.{each.scenario}.title"])
    joint = words[f"figure.{_ID}.joint"]
    chart = Chart(
        id=_ID,
        lines=tuple(
            Line(name=joint.join(names), values=adopters) for adopters, names in alike.items()
        ),
        write=lambda adopters: format_value(adopters, "count", Format(name="integer"), locale),
        write_tick=lambda adopters: format_number(adopters, locale),
        quantities=tuple(
            f"scenario.{each.scenario}.adopters.year_{year}"
            for each in horizons
            for year in range(len(each.adopters))
        ),
    )
    return make_yearly_figure(chart, words, locale)
