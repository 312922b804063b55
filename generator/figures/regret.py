"""Turns the decision's regrets into shaded cells, strategies by states of the market."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import ReportError
from generator.figures.canvas import TEXT, WIDTH, Sheet, draw_svg, fill, title_axis
from generator.figures.cells import frame_cells, opacity_of, paint_cells, write_cell
from generator.figures.labels import height_of, wrap_words, write_lines
from generator.figures.nouns import Figure, Table
from generator.figures.palette import NEGATIVE
from generator.figures.reading import format_amount, format_money
from generator.locales import Locale
from generator.results import Decision, Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID = "regret"
_NAME_WIDTH = 168
_GAP = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    strategies: tuple[str, ...]
    columns: tuple[str, ...]
    """The states of the market, and the column of the largest regrets."""


def draw_regret(results: Results, words: Mapping[str, str], locale: Locale) -> Figure:
    """Draw what each strategy forgoes in each state, its largest regret marked."""
    if not results.decisions:
        message = f"figure `{_ID}` needs a decision, and the results hold none"
        raise ReportError(message, hint="write states.yaml, with the states of the market")
    decision = results.decisions[0]
    names = _Names(
        strategies=tuple(words[f"scenario.{each}.title"] for each in decision.strategies),
        columns=(
            *(words[f"state.{each}.title"] for each in decision.states),
            words[f"figure.{_ID}.largest"],
        ),
    )
    least = min(decision.largest_regrets)
    chosen = (words[f"scenario.{each}.title"] for each in decision.minimax_regret)
    alt = {
        "strategies": words["figure.separator"].join(_items(decision, names, words, locale)),
        "best": words["figure.separator"].join(chosen),
        "regret": format_money(least, locale),
    }
    regrets = zip(decision.regrets, decision.largest_regrets, strict=True)
    rows = tuple((*row, largest) for row, largest in regrets)
    return Figure(
        id=_ID,
        svg=_draw_cells(decision, names, words, locale),
        alt=fill(words, f"figure.{_ID}.alt", alt),
        table=Table(
            header=(words[f"figure.{_ID}.strategy"], *names.columns),
            rows=tuple(
                (name, *(format_money(regret, locale) for regret in row))
                for name, row in zip(names.strategies, rows, strict=True)
            ),
        ),
        quantities=tuple(
            f"decision.{strategy}.{field}"
            for strategy in decision.strategies
            for field in (*(f"{state}.regret" for state in decision.states), "largest_regret")
        ),
    )


def _items(
    decision: Decision, names: _Names, words: Mapping[str, str], locale: Locale
) -> tuple[str, ...]:
    return tuple(
        fill(
            words,
            f"figure.{_ID}.item",
            {"strategy": name, "regret": format_money(largest, locale)},
        )
        for name, largest in zip(names.strategies, decision.largest_regrets, strict=True)
    )


def _draw_cells(decision: Decision, names: _Names, words: Mapping[str, str], locale: Locale) -> str:
    n_rows, n_columns = len(names.strategies), len(names.columns)
    cell_width = (WIDTH - 8 - _NAME_WIDTH - 8) / n_columns
    strategies = tuple(wrap_words(each, _NAME_WIDTH - 8) for each in names.strategies)
    columns = tuple(wrap_words(each, cell_width - 4) for each in names.columns)
    row_height = max(height_of(each) for each in strategies) + _GAP
    top = 44 + max(height_of(each) for each in columns) + 10
    sheet = Sheet(id=_ID, height=top + row_height * n_rows + 8, left=_NAME_WIDTH + 8, top=top)

    def paint(axes: "Axes") -> None:
        _paint_regrets(axes, decision, locale)
        axes.set_xticks(())
        axes.set_yticks(())
        for column, name in enumerate(columns):
            shift = (0.0, 8 + height_of(name) / 2)
            where = (column, -0.5)
            write_lines(axes, name, where, "data", shift=shift, ha="center")
        for row, name in enumerate(strategies):
            write_lines(axes, name, (-0.5, row), "data", shift=(-8, 0), ha="right")
        title_axis(axes, sheet, words[f"figure.{_ID}.axes"])

    return draw_svg(sheet, words["line_setting"], paint)


def _paint_regrets(axes: "Axes", decision: Decision, locale: Locale) -> None:
    """Shade regrets; frame each strategy's largest, and set the least of these in bold."""
    most = max(decision.largest_regrets) or 1
    n_rows, n_states = len(decision.strategies), len(decision.states)
    shades = {
        (row, column): (NEGATIVE, opacity_of(float(regret / most)))
        for row, line in enumerate(decision.regrets)
        for column, regret in enumerate(line)
    }
    paint_cells(axes, shades, n_rows, n_states + 1)
    for row, line in enumerate(decision.regrets):
        largest = decision.largest_regrets[row]
        for column, regret in enumerate(line):
            write_cell(axes, (row, column), format_amount(regret, locale), size=TEXT)
        is_best = decision.strategies[row] in decision.minimax_regret
        place = (row, n_states)
        write_cell(axes, place, format_amount(largest, locale), is_bold=is_best, size=TEXT)
    frame_cells(
        axes,
        (
            (row, column)
            for row, line in enumerate(decision.regrets)
            for column, regret in enumerate(line)
            if regret == decision.largest_regrets[row] and regret
        ),
    )
