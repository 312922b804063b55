"""Turns the share of each class that a network gets right into bars, best first."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.figures.canvas import Sheet, draw_svg, fill, find_ticks, label_end, measure
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, SERIES, SURFACE
from generator.figures.reading import (
    ZERO,
    class_words,
    first_evaluation,
    format_count,
    format_share,
    quantity_for,
)
from generator.locales import Locale
from generator.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "recall-by-class"
_WHOLE = Decimal(1)


def draw_recall_by_class(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw the recall of each class, of the first seed's network, beside that of guessing."""
    evaluation = first_evaluation(results, _ID)
    chance = quantity_for(results, _ID, "chance.accuracy")
    recalls = zip(class_words(evaluation, words), evaluation.recalls, strict=True)
    ranked = tuple(sorted(recalls, key=lambda each: each[1], reverse=True))
    rows = tuple((name, format_share(recall, 1, locale)) for name, recall in ranked)
    alt = {
        "classes": format_count(len(rows), locale),
        "best": rows[0][0],
        "best_recall": rows[0][1],
        "worst": rows[-1][0],
        "worst_recall": rows[-1][1],
        "chance": format_share(chance.value, 1, locale),
    }
    return Figure(
        id=_ID,
        svg=_draw_bars(ranked, chance.value, words, locale),
        alt=fill(words, "figure.recall-by-class.alt", alt),
        table=Table(
            header=(words["figure.recall-by-class.class"], words["figure.recall-by-class.recall"]),
            rows=rows,
        ),
        quantities=(chance.name,),
    )


def _draw_bars(
    ranked: tuple[tuple[str, Decimal], ...],
    chance: Decimal,
    words: Mapping[str, str],
    locale: Locale,
) -> str:
    names = tuple(name for name, _ in ranked)
    sheet = Sheet(
        id=_ID,
        height=27 * len(names) + 96,
        left=measure(names) + 16,
        right=68,
        top=34,
        bottom=62,
    )

    def paint(axes: "Axes") -> None:
        for place, (_, recall) in enumerate(ranked):
            axes.barh(place, float(recall), height=0.66, color=SERIES[0])
            label_end(axes, format_share(recall, 1, locale), recall, place)
        label = fill(
            words,
            "figure.recall-by-class.chance-line",
            {"chance": format_share(chance, 1, locale)},
        )
        _paint_chance(axes, float(chance), label)
        axes.set_xlim(0, 1)
        axes.set_ylim(len(names) - 0.5, -0.5)
        ticks = find_ticks(ZERO, _WHOLE)
        labels = [format_share(tick, 0, locale) for tick in ticks]
        axes.set_xticks([float(tick) for tick in ticks], labels)
        axes.set_yticks(range(len(names)), names)
        axes.tick_params(axis="y", labelcolor=INK)
        axes.grid(axis="x")
        axes.set_xlabel(words["figure.recall-by-class.recall"], labelpad=8)

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_chance(axes: "Axes", chance: float, label: str) -> None:
    axes.axvline(chance, color=SURFACE, linewidth=4)
    axes.axvline(chance, color=INK, linestyle=(0, (4, 3)), linewidth=1.5)
    axes.annotate(
        label,
        (chance, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 8),
        textcoords="offset points",
    )
