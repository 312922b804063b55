"""Turns the share of each class that networks get right into marks with their range."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.errors import ReportError
from generator.figures.canvas import (
    LEGEND_ROW,
    Sheet,
    draw_svg,
    explain_marks,
    fill,
    find_ticks,
    label_end,
    measure,
    title_axis,
)
from generator.figures.networks import all_evaluations, class_words, mean_of, title_of
from generator.figures.nouns import Figure, Table
from generator.figures.palette import INK, SERIES, SURFACE
from generator.figures.reading import ZERO, format_count, format_share, quantity_for
from generator.locales import Locale
from generator.results import Evaluation, Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "recall-by-class"
_WORDS = f"figure.{_ID}"
_WHOLE = Decimal(1)
_MARKERS = ("o", "s", "^", "D")
_ROOM = Decimal("0.018")
"""Of a mark, from its middle, on the scale of recall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """The recalls of one network, in the order of the chart's rows."""

    title: str
    means: tuple[Decimal, ...]
    lows: tuple[Decimal, ...]
    highs: tuple[Decimal, ...]
    texts: tuple[str, ...]


def draw_recall_by_class(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw each class's recall, as a mean over the seeds with their range, for every network."""
    evaluations = all_evaluations(results, _ID)
    first = evaluations[0]
    _check_classes(evaluations)
    chance = quantity_for(results, _ID, "chance.accuracy")
    of_first = mean_of(first.recalls)
    order = sorted(range(len(first.classes)), key=lambda place: of_first[place], reverse=True)
    names = tuple(class_words(first, words)[place] for place in order)
    networks = tuple(_make_marks(each, order, words, locale) for each in evaluations)
    extremes = (
        quantity_for(results, _ID, f"cnn.{each.network}.{name}").name
        for each in evaluations
        for name in ("best_recall", "worst_recall")
    )
    return Figure(
        id=_ID,
        svg=_draw_rows(names, networks, chance.value, words, locale),
        alt=_make_alt(names, networks, chance.value, words, locale),
        table=_make_table(names, networks, words, locale),
        quantities=(chance.name, *extremes),
    )


def _check_classes(evaluations: tuple[Evaluation, ...]) -> None:
    for each in evaluations:
        if each.classes != evaluations[0].classes:
            message = (
                f"figure `{_ID}` needs networks of the same classes; `{each.network}` tells"
                f" others apart than `{evaluations[0].network}`"
            )
            raise ReportError(message, hint="train both on the same pictures")


def _make_marks(
    evaluation: Evaluation, order: list[int], words: Mapping[str, str], locale: Locale
) -> _Marks:
    by_class = tuple(zip(*evaluation.recalls, strict=True))
    means = mean_of(evaluation.recalls)
    return _Marks(
        title=title_of(evaluation.network, words),
        means=tuple(means[place] for place in order),
        lows=tuple(min(by_class[place]) for place in order),
        highs=tuple(max(by_class[place]) for place in order),
        texts=tuple(format_share(means[place], 1, locale) for place in order),
    )


def _make_alt(
    names: tuple[str, ...],
    networks: tuple[_Marks, ...],
    chance: Decimal,
    words: Mapping[str, str],
    locale: Locale,
) -> str:
    said = []
    for marks in networks:
        best, worst = marks.means.index(max(marks.means)), marks.means.index(min(marks.means))
        fields = {
            "network": marks.title,
            "best": names[best],
            "best_recall": marks.texts[best],
            "worst": names[worst],
            "worst_recall": marks.texts[worst],
        }
        said.append(fill(words, f"{_WORDS}.item", fields))
    fields = {
        "classes": format_count(len(names), locale),
        "networks": words["figure.separator"].join(said),
        "chance": format_share(chance, 1, locale),
    }
    return fill(words, f"{_WORDS}.alt", fields)


def _make_table(
    names: tuple[str, ...], networks: tuple[_Marks, ...], words: Mapping[str, str], locale: Locale
) -> Table:
    heads = (
        fill(words, f"{_WORDS}.{part}", {"network": marks.title})
        for marks in networks
        for part in ("mean_of", "low_of", "high_of")
    )
    return Table(
        header=(words[f"{_WORDS}.class"], *heads),
        rows=tuple(
            (
                name,
                *(
                    format_share(part[place], 1, locale)
                    for marks in networks
                    for part in (marks.means, marks.lows, marks.highs)
                ),
            )
            for place, name in enumerate(names)
        ),
    )


def _draw_rows(
    names: tuple[str, ...],
    networks: tuple[_Marks, ...],
    chance: Decimal,
    words: Mapping[str, str],
    locale: Locale,
) -> str:
    n_legend = len(networks) + 1
    sheet = Sheet(
        id=_ID,
        height=27 * len(names) + 44 + LEGEND_ROW * n_legend + 34,
        left=measure(names) + 16,
        right=68,
        top=44 + LEGEND_ROW * n_legend,
        bottom=34,
    )

    def paint(axes: "Axes") -> None:
        for number, marks in enumerate(networks):
            _paint_marks(axes, marks, number, is_last=marks is networks[-1])
        label = fill(words, f"{_WORDS}.chance", {"chance": format_share(chance, 1, locale)})
        axes.axvline(float(chance), color=SURFACE, linewidth=4)
        axes.axvline(float(chance), color=INK, linestyle=(0, (4, 3)), linewidth=1.5, label=label)
        axes.set_xlim(0, 1)
        axes.set_ylim(len(names) - 0.5, -0.5)
        ticks = find_ticks(ZERO, _WHOLE)
        axes.set_xticks(
            [float(tick) for tick in ticks], [format_share(tick, 0, locale) for tick in ticks]
        )
        axes.set_yticks(range(len(names)), names)
        axes.tick_params(axis="y", labelcolor=INK)
        axes.grid(axis="x")
        title_axis(axes, sheet, words[f"{_WORDS}.recall"])
        explain_marks(axes, sheet, n_columns=1)

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_marks(axes: "Axes", marks: _Marks, number: int, *, is_last: bool) -> None:
    """Paint a network's marks; the last one's numbers stand right of them, the others' left."""
    rows = range(len(marks.means))
    axes.hlines(
        rows,
        [float(low) for low in marks.lows],
        [float(high) for high in marks.highs],
        colors=SERIES[number % len(SERIES)],
        linewidths=3,
    )
    axes.plot(
        [float(value) for value in marks.means],
        rows,
        linestyle="none",
        marker=_MARKERS[number % len(_MARKERS)],
        markersize=9,
        color=SERIES[number % len(SERIES)],
        label=marks.title,
    )
    for place, text in enumerate(marks.texts):
        end = max(marks.highs[place], marks.means[place] + _ROOM)
        start = min(marks.lows[place], marks.means[place] - _ROOM)
        label_end(axes, text, end if is_last else start, place, is_left=not is_last)
