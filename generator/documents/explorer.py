"""Turns scenarios into the explorer: tables in every output, and on the site what moves them.

What the site's script shows first is written here already, from the results: nothing jumps when it
starts. Where no script runs, the style sheet leaves the tables alone.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from html import escape

from generator.documents.explorer_tables import (
    ONE_YEAR,
    Changes,
    Control,
    find_display,
    find_start,
    make_controls,
    make_tables,
    name_unit,
    name_years,
    resolve_changes,
)
from generator.documents.inline import together, wrap
from generator.documents.scene import Piece, Scene, Target
from generator.documents.values import canonical
from generator.errors import ReportError
from generator.locales import Format, format_number, format_plainly, format_value
from generator.results import Grid, Horizon, Quantity

ShowTable = Callable[[Sequence[Sequence[Piece]], str], Piece]
"""Of rows of cells, and what the table is called."""

_SCRIPTS = ("decimal.js", "explorer.js")
_FIGURES = ("profit", "npv", "payback", "discounted_payback")
_ROWS = (
    ("adopters", "adopters", "integer"),
    ("open_source_revenue", "open_source_revenues", "amount"),
    ("cash_flow", "cash_flows", "amount"),
    ("cumulative", "cumulative", "amount"),
    ("discounted_cumulative", "discounted_cumulative", "amount"),
)
"""Rows of the years: name in the page, field of Horizon, format."""


def make_explorer(anchor: str, scene: Scene, target: Target, show_table: ShowTable) -> Piece:
    """Make the explorer, or what stands in its place.

    Raises: ReportError, when there are no scenarios.
    """
    if not scene.results.outcomes:
        message = "there are no scenarios for an explorer"
        raise ReportError(message, hint="write some in scenarios.yaml, or remove the container")
    maker = _Maker(anchor, scene, show_table)
    parts = [maker.make_live()] if target == "site" else []
    shown = together([*parts, *maker.make_tables()], between="\n")
    scripts = "".join(
        f'<script src="../../assets/{name}" defer></script>'
        for name in (_SCRIPTS if target == "site" else ())
    )
    return Piece(f'<div class="explorer" id="{anchor}">{shown.html}{scripts}</div>', shown.text)


class _Maker:
    """Makes the parts of one explorer in one language."""

    def __init__(self, anchor: str, scene: Scene, show_table: ShowTable) -> None:
        self._anchor = anchor
        self._inputs = scene.inputs
        self._assumed = {each.name: each for each in scene.inputs.assumptions}
        self._results = scene.results
        self._strings = scene.language.strings
        self._locale = scene.values.locale
        self._show_table = show_table
        self._controls = make_controls(self._inputs, self._locale)
        self._start = find_start(self._inputs, self._results.outcomes)
        self._unit = name_unit(self._locale)
        scenarios = {each.name: each for each in self._inputs.scenarios}
        is_known = self._start in scenarios
        self._changes = resolve_changes(self._start, scenarios) if is_known else Changes()

    def make_live(self) -> Piece:
        """Make what the script takes over."""
        tables = make_tables(self._inputs, self._results, self._locale, self._strings)
        inner = together(
            [
                self._make_choice(),
                self._make_figures(),
                self._make_sentence(),
                _div("explorer-body", [self._make_controls(), self._make_charts()]),
                self._make_years(),
                Piece(f'<script type="application/json" class="explorer-tables">{tables}</script>'),
            ],
            between="\n",
        )
        name = escape(self._word("title"))
        html = f'<section class="explorer-live" aria-label="{name}">{inner.html}</section>'
        return Piece(html, inner.text)

    def make_tables(self) -> Iterable[Piece]:
        """Make the tables that need no script: every scenario, and two assumptions at once."""
        yield from self._table(self._word("scenarios", unit=self._unit), self._scenario_rows())
        for grid in self._results.grids:
            caption = self._word(
                "grid",
                unit=self._unit,
                scenario=self._strings[f"scenario.{grid.scenario}.title"],
                row=self._title_with_unit(grid.row),
                column=self._title_with_unit(grid.column),
            )
            yield from self._table(caption, self._grid_rows(grid))

    def _word(self, key: str, **parts: str) -> str:
        text = self._strings[f"explorer.{key}"]
        for name, part in parts.items():
            text = text.replace(f"{{{name}}}", part)
        return text

    def _title(self, assumption: str) -> str:
        return self._strings[f"assumption.{assumption}.title"]

    def _horizon(self) -> Horizon | None:
        return next((h for h in self._results.horizons if h.scenario == self._start), None)

    def _write(self, value: Decimal, unit: str, form: str) -> str:
        return format_value(value, unit, Format(name=form), self._locale)

    def _table(self, caption: str, rows: Sequence[Sequence[Piece]]) -> Iterable[Piece]:
        yield _element("p", 'class="explorer-caption"', _words(caption))
        yield self._show_table(rows, caption)

    def _make_choice(self) -> Piece:
        anchor = f"{self._anchor}-scenario"
        options = [
            _element(
                "option",
                f'value="{each.scenario}"' + _flag("selected", is_on=each.scenario == self._start),
                _words(self._strings[f"scenario.{each.scenario}.title"]),
            )
            for each in self._results.outcomes
        ]
        label = _element("label", f'for="{anchor}"', _words(self._word("scenario")))
        choice = _element("select", f'id="{anchor}" autocomplete="off"', *options)
        note = _element(
            "p", 'data-show="note"', _words(self._strings[f"scenario.{self._start}.note"])
        )
        return _div("explorer-choice", [label, choice, note])

    def _make_figures(self) -> Piece:
        """Show what matters most, each with the name of what it is."""
        names = _FIGURES if self._horizon() else _FIGURES[:1]
        inputs = " ".join(f"{self._anchor}-{each.name}" for each in self._controls)
        tiles = []
        for name in names:
            shown = _element(
                "output",
                f'for="{inputs}" aria-live="off" data-show="{name}"',
                _words(self._figure_of(self._start, name)),
            )
            more = [self._make_sum()] if name == "profit" else []
            title = wrap("dt", _words(self._word(name)))
            tiles.append(
                wrap("div", together([title, wrap("dd", together([shown, *more], "\n"))], "\n"))
            )
        return _element("dl", 'class="explorer-figures"', *tiles)

    def _make_sum(self) -> Piece:
        outcome = next(each for each in self._results.outcomes if each.scenario == self._start)
        parts = {
            name: self._write(getattr(outcome, name), "wan_yuan", "amount") for name in ONE_YEAR
        }
        return _element("small", 'data-show="sum"', _words(self._word("sum", **parts)))

    def _make_sentence(self) -> Piece:
        said = {name: self._figure_of(self._start, name) for name in _FIGURES[:1]}
        said["scenario"] = self._strings[f"scenario.{self._start}.title"]
        sentences = [self._word("sentence", **said)]
        if self._horizon():
            said |= {name: self._figure_of(self._start, name) for name in _FIGURES}
            said["years"] = name_years(self._inputs.report.years, self._locale)
            sentences.append(self._word("sentence_of_years", **said))
        words = _words(self._word("gap").join(sentences))
        return _element("output", 'class="explorer-sentence" aria-live="polite"', words)

    def _figure_of(self, scenario: str, name: str) -> str:
        found = self._results.by_name.get(f"scenario.{scenario}.{name}")
        if found is None:
            return self._missing(scenario, name)
        return format_plainly(found.value, found.unit, self._locale)

    def _missing(self, scenario: str, name: str) -> str:
        """Say why there is no number: its money never comes back, or at no rate or several."""
        label = self._results.label_by_name.get(f"scenario.{scenario}.{name}_kind")
        if label and label.words.startswith("irr."):
            return self._word(label.words)
        return self._strings[label.words if label else "payback.none"]

    def _make_controls(self) -> Piece:
        groups = (
            ("one_year", [each for each in self._controls if each.name in ONE_YEAR]),
            ("several_years", [each for each in self._controls if each.name not in ONE_YEAR]),
        )
        fields = [
            _element(
                "fieldset",
                "",
                wrap("legend", _words(self._word(title))),
                *(self._make_control(each) for each in controls),
            )
            for title, controls in groups
            if controls
        ]
        reset = _element(
            "button", 'type="button" class="explorer-reset"', _words(self._word("reset"))
        )
        link = _element(
            "a", f'class="explorer-link" href="#{self._anchor}"', _words(self._word("link"))
        )
        return _div("explorer-controls", [*fields, _div("explorer-actions", [reset, link])])

    def _make_control(self, control: Control) -> Piece:
        anchor = f"{self._anchor}-{control.name}"
        is_set = control.name in self._changes.given
        value = self._changes.given.get(control.name, control.assumption.value)
        attributes = f'aria-describedby="{anchor}-note" autocomplete="off"'
        attributes += _flag("disabled", is_on=is_set)
        bounds = f'min="{control.plain(control.low)}" max="{control.plain(control.high)}"'
        field = Piece(
            f'<input id="{anchor}" type="number" inputmode="decimal" {bounds} '
            f'step="{control.plain(control.step)}" value="{control.plain(value)}" {attributes}>'
        )
        slider = Piece(
            f'<input type="range" min="0" max="{control.n_steps}" value="{control.place(value)}" '
            f'aria-labelledby="{anchor}-label" '
            f'aria-valuetext="{escape(control.full(value, self._locale))}" {attributes}>'
        )
        label = _element(
            "label", f'id="{anchor}-label" for="{anchor}"', _words(self._title(control.name))
        )
        after = _element("span", 'class="explorer-unit"', _words(control.after.strip()))
        boxed = together([_words(control.before), field, after])
        parts = [label, _element("span", 'class="explorer-field"', boxed), slider]
        parts.append(self._make_note(control, anchor, is_set=is_set))
        inner = together(parts, between="\n")
        css_class = "explorer-control is-fixed" if is_set else "explorer-control"
        opening = f'<div class="{css_class}" data-control="{control.name}">'
        return Piece(f"{opening}{inner.html}</div>", inner.text)

    def _make_note(self, control: Control, anchor: str, *, is_set: bool) -> Piece:
        numbers = {
            "value": control.full(control.assumption.value, self._locale),
            "low": control.bare(control.low, self._locale),
            "high": control.bare(control.high, self._locale),
        }
        span = _element(
            "span",
            'class="explorer-range"' + _flag("hidden", is_on=is_set),
            _words(self._word("base", **numbers)),
        )
        factor = self._changes.find_factor(control.name)
        said = "" if factor is None else format_number(factor, self._locale)
        reason = _element(
            "span",
            'class="explorer-reason"' + _flag("hidden", is_on=not (is_set or said)),
            _words(self._word("scaled", factor=said) if said else self._word("fixed")),
        )
        return _element("p", f'class="explorer-note" id="{anchor}-note"', span, reason)

    def _make_charts(self) -> Piece:
        charts = [self._make_chart("waterfall", Piece(""))]
        if self._horizon():
            keys = [
                Piece(f'<span class="key-{name}">{escape(self._word(name), quote=False)}</span>')
                for name in ("cash_flow", "cumulative", "discounted_cumulative")
            ]
            charts.append(self._make_chart("cash", _div("explorer-keys", keys)))
        return _div("explorer-charts", charts)

    def _make_chart(self, name: str, keys: Piece) -> Piece:
        caption = _element(
            "p", 'class="explorer-caption"', _words(self._word(name, unit=self._unit))
        )
        place = f'<div class="explorer-chart {name}" id="{self._anchor}-{name}"></div>'
        return together([caption, keys, Piece(place)], between="\n")

    def _make_years(self) -> Piece:
        horizon = self._horizon()
        if not horizon:
            return Piece("")
        names = ("year", *(name for name, _, _ in _ROWS))
        rows = [_head_row(self._word(name) for name in names)]
        for year in range(len(horizon.cash_flows)):
            cells = [_row_head(self._write(Decimal(year), "count", "integer"))]
            for name, field, form in _ROWS:
                unit = "count" if form == "integer" else "wan_yuan"
                shown = self._write(getattr(horizon, field)[year], unit, form)
                cells.append(
                    _element("td", f'class="right" data-show="{name}.{year}"', _words(shown))
                )
            rows.append(cells)
        parts = self._table(self._word("by_year", unit=self._unit), rows)
        return _div("explorer-years", parts)

    def _scenario_rows(self) -> list[list[Piece]]:
        fields = ["open_source_cost", "open_source_revenue", "profit"]
        if self._results.horizons:
            fields += ["npv", "payback", "discounted_payback", "irr"]
        titles = {name: f"term.{name}" for name in ("open_source_cost", "open_source_revenue")}
        titles["irr"] = "irr.title"
        rows = [_head_row(self._word(titles.get(name, name)) for name in ("scenario", *fields))]
        for outcome in self._results.outcomes:
            title = _row_head(self._strings[f"scenario.{outcome.scenario}.title"])
            rows.append([title, *(self._cell(outcome.scenario, name) for name in fields)])
        return rows

    def _cell(self, scenario: str, name: str) -> Piece:
        found = self._results.by_name.get(f"scenario.{scenario}.{name}")
        if found is None:
            return _element("td", 'class="right"', _words(self._missing(scenario, name)))
        form = {"wan_yuan": "amount", "ratio": "percent"}.get(found.unit, "years")
        words = _quantity(found, self._write(found.value, found.unit, form))
        return _element("td", 'class="right"', words)

    def _grid_rows(self, grid: Grid) -> list[list[Piece]]:
        values = (self._value_of(grid.column, value) for value in grid.column_values)
        rows = [_head_row((self._title(grid.row), *values))]
        for value, npvs in zip(grid.row_values, grid.npv, strict=True):
            cells = [
                _element(
                    "td",
                    'class="right"',
                    _element(
                        "data",
                        f'class="q" value="{canonical(npv)}"',
                        _words(self._write(npv, "wan_yuan", "amount")),
                    ),
                )
                for npv in npvs
            ]
            rows.append([_row_head(self._value_of(grid.row, value)), *cells])
        return rows

    def _value_of(self, assumption: str, value: Decimal) -> str:
        """Write a value at the edge of a grid, whose caption says the unit of money."""
        found = self._assumed[assumption]
        shift, before, after = find_display(found, self._locale)
        number = format_number(value.scaleb(shift), self._locale)
        return number if found.unit == "wan_yuan" else f"{before}{number}{after}"

    def _title_with_unit(self, assumption: str) -> str:
        title = self._title(assumption)
        is_money = self._assumed[assumption].unit == "wan_yuan"
        return self._word("in_unit", title=title, unit=self._unit) if is_money else title


def _words(text: str) -> Piece:
    return Piece(escape(text, quote=False), text)


def _element(tag: str, attributes: str, *pieces: Piece) -> Piece:
    inner = together(pieces, between="\n")
    opening = f"{tag} {attributes}" if attributes else tag
    return Piece(f"<{opening}>{inner.html}</{tag}>", inner.text)


def _div(css_class: str, pieces: Iterable[Piece]) -> Piece:
    return _element("div", f'class="{css_class}"', *pieces)


def _head_row(texts: Iterable[str]) -> list[Piece]:
    first, *others = texts
    aligned = (_element("th", 'scope="col" class="right"', _words(text)) for text in others)
    return [_element("th", 'scope="col"', _words(first)), *aligned]


def _row_head(text: str) -> Piece:
    return _element("th", 'scope="row"', _words(text))


def _flag(name: str, *, is_on: bool) -> str:
    return f" {name}" if is_on else ""


def _quantity(quantity: Quantity, shown: str) -> Piece:
    value = canonical(quantity.value)
    opening = f'class="q" value="{value}" data-name="{quantity.name}"'
    return _element("data", opening, _words(shown))
