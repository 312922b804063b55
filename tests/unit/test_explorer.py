"""The explorer's tables stand in every output, and its script is told all that it reckons with."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.documents import Document, make_documents
from generator.documents.explorer_tables import make_controls, make_tables
from generator.documents.nouns import Rendering
from generator.documents.numbers import find_shown_numbers
from generator.errors import Problems
from generator.inputs.nouns import Assumption, Inputs, Scenario, Strings
from generator.locales import format_number, make_locale
from generator.outputs.page_reading import read_page_text
from generator.results import Grid, Horizon, Label, Origin, Outcome, Quantity, Results
from tests.prose import AT, WORDS, make_inputs, make_language

ORIGIN = Origin(function="made up")
PLACED = "前言。\n\n::: {.explorer #exp-scenarios}\n:::"
NAMES = ("revenue", "cost", "open_source_cost", "open_source_revenue", "market")
SCENARIOS = ("closed", "shared", "hosted")
_TITLED = ("title", "scenario", "one_year", "several_years", "fixed", "reset", "link", "profit")
_HEADS = ("npv", "payback", "discounted_payback", "irr.title", "year", "adopters", "cash_flow", "x")
_ROWS = ("open_source_revenue", "cumulative", "discounted_cumulative", "gap")
_TERMS = ("revenue", "open_source_revenue", "cost", "open_source_cost", "profit")
TEXTS = {
    **WORDS,
    **{f"explorer.{name}": f"<{name}>" for name in (*_TITLED, *_HEADS, *_ROWS)},
    **{f"explorer.term.{name}": f"term {name}" for name in _TERMS},
    **{f"explorer.{name}": f"{name} {{unit}}" for name in ("waterfall", "cash", "by_year")},
    "explorer.base": "{value} in {low}–{high}",
    "explorer.sum": "{revenue} + {open_source_revenue} − {cost} − {open_source_cost}",
    "explorer.sentence": "{scenario}: {profit}",
    "explorer.sentence_moved": "yours, {scenario}: {profit}",
    "explorer.note_moved": "{note}, but yours",
    "explorer.scaled": "times {factor}",
    "explorer.sentence_of_years": "{years}: {npv}, {payback}, {discounted_payback}",
    "explorer.waterfall_alt": "{profit}",
    "explorer.cash_alt": "{first} {last} {years} {npv}",
    "explorer.scenarios": "所有情景 {unit}",
    "explorer.grid": "{scenario} {row} {column} {unit}",
    "payback.none": "没有收回",
    "payback.nothing": "无须回收",
    "explorer.irr.several": "不止一个",
    "explorer.in_unit": "{title} / {unit}",
    **{f"assumption.{name}.title": f"the {name}" for name in NAMES},
    **{f"scenario.{name}.title": f"情景 {name}" for name in SCENARIOS},
    **{f"scenario.{name}.note": f"note of {name}" for name in SCENARIOS},
}


def assume(name: str, value: str, *ends: str, unit: str = "wan_yuan") -> Assumption:
    """Make an assumption, with a range or without."""
    low, high = (Decimal(end) for end in ends) if ends else (None, None)
    return Assumption(name=name, value=Decimal(value), unit=unit, low=low, high=high, at=AT)


def make_report(**words: str) -> Inputs:
    """Make a report that places an explorer; two of its assumptions have a range."""
    language = make_language([PLACED])
    strings = replace(language.strings, texts={**TEXTS, **words})
    scenarios = (
        Scenario(name="closed", changes=(("open_source_cost", Decimal(0)),), at=AT),
        Scenario(name="shared", at=AT),
        Scenario(
            name="hosted",
            base="closed",
            changes=(("revenue", Decimal(12)),),
            factors=(("market", Decimal("0.7")),),
            at=AT,
        ),
    )
    return make_inputs(
        replace(language, strings=strings),
        assumptions=(
            assume("revenue", "10", "7", "14"),
            assume("cost", "9.5"),
            assume("open_source_cost", "2", "1", "4"),
            assume("open_source_revenue", "5"),
            assume("market", "2000", unit="count"),
        ),
        scenarios=scenarios,
    )


def name_number(name: str, value: str, unit: str = "wan_yuan") -> Quantity:
    """Make a number of the results."""
    return Quantity(name=name, value=Decimal(value), unit=unit, origin=ORIGIN)


def make_outcomes(*, has_years: bool) -> Results:
    """Make results of three scenarios; the money of the last never comes back."""
    outcomes = tuple(make_outcome(name) for name in SCENARIOS)
    money = [
        name_number(f"scenario.{each.scenario}.{field}", str(getattr(each, field)))
        for each in outcomes
        for field in ("open_source_cost", "open_source_revenue", "profit")
    ]
    if not has_years:
        return Results(quantities=tuple(money), outcomes=outcomes)
    for name in SCENARIOS:
        money.append(name_number(f"scenario.{name}.npv", "1234.5"))
        if name != "hosted":
            money.append(name_number(f"scenario.{name}.payback", "2.25", "year"))
    money.append(name_number("scenario.shared.irr", "0.125", "ratio"))
    several = Label(name="scenario.hosted.irr_kind", words="irr.several", origin=ORIGIN)
    grid = Grid(
        scenario="shared",
        row="revenue",
        column="market",
        row_values=(Decimal(7), Decimal(14)),
        column_values=(Decimal(1000), Decimal(3000)),
        npv=((Decimal(-71), Decimal(72)), (Decimal(73), Decimal("74.125"))),
    )
    return Results(
        quantities=tuple(money),
        labels=(several,),
        outcomes=outcomes,
        horizons=tuple(make_horizon(name) for name in SCENARIOS),
        grids=(grid,),
    )


def make_outcome(name: str) -> Outcome:
    """Make an outcome whose profit is 3.5."""
    return Outcome(
        scenario=name,
        revenue=Decimal(10),
        cost=Decimal("9.5"),
        open_source_cost=Decimal(2),
        open_source_revenue=Decimal(5),
        adjusted_revenue=Decimal(15),
        adjusted_cost=Decimal("11.5"),
        profit=Decimal("3.5"),
        break_even_open_source_revenue=Decimal("1.5"),
    )


def make_horizon(name: str) -> Horizon:
    """Make two years."""
    row = (Decimal(-2), Decimal(31), Decimal(1234))
    return Horizon(
        scenario=name,
        adopters=row,
        open_source_revenues=row,
        cash_flows=row,
        cumulative=row,
        discounted_cumulative=row,
        npv=row[-1],
        irr=(),
        payback=(Decimal("2.25"),),
        discounted_payback=(),
    )


def compose(*, has_years: bool = True, inputs: Inputs | None = None) -> Document:
    """Make the document that holds the explorer."""
    results = make_outcomes(has_years=has_years)
    return make_documents(inputs or make_report(), results, (), {"zh": {}})[0]


def explorer_of(document: Document) -> tuple[Rendering, Rendering]:
    """Find the explorer on the site and in the PDF."""
    (block,) = (each for each in document.sections[0].blocks if each.kind == "explorer")
    assert block.id == "exp-scenarios"
    return block.site, block.pdf


def tables_of(rendering: Rendering) -> dict[str, Any]:
    """Read what the script is told."""
    found = re.search(r"<script type=\"application/json\"[^>]*>([^<]*)</script>", rendering.html)
    assert found
    tables: dict[str, Any] = json.loads(found[1])
    return tables


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("::: {.explorer #exp-x}\n:::", "there are no scenarios for an explorer"),
        ("::: {.explorer #exp-x}\nWords.\n:::", "an explorer holds words of its own"),
        ("::: {.explorer}\n:::", "explorer has no id"),
        ("::: {.explorer #fig-x}\n:::", "id `fig-x` of a explorer must begin with `exp-`"),
    ],
)
def test_mistakes_are_the_authors(body: str, message: str) -> None:
    """Without scenarios, with words of its own or without an id it is refused, at its line."""
    with pytest.raises(Problems) as caught:
        make_documents(make_inputs(make_language([f"x\n\n{body}"])), Results(), (), None)
    (error,) = caught.value.errors

    assert error.message == message
    assert error.at is not None
    assert error.at.path == "content/zh/01-one.md"
    assert error.at.line in (7, 8)


@pytest.mark.parametrize("has_years", [True, False])
def test_what_it_says_is_what_it_shows(*, has_years: bool) -> None:
    """The words that a page and a PDF are held against hold just the numbers shown."""
    for rendering in explorer_of(compose(has_years=has_years)):
        shown = read_page_text(f"<main>{rendering.html}</main>")
        assert find_shown_numbers(shown) == find_shown_numbers(rendering.text)
        assert "3.5" in find_shown_numbers(shown)


def test_paper_has_the_tables_alone() -> None:
    """The PDF has every scenario and the two-way table, and nothing to move."""
    _, paper = explorer_of(compose())

    assert paper.html.count("<table>") == 2
    assert re.search("<(script|input|select|button|output)", paper.html) is None


def test_values_lead_to_their_origin() -> None:
    """Each number of the scenarios is a data element with its name; what is missing is said."""
    site, paper = explorer_of(compose())

    for html in (site.html, paper.html):
        assert (
            '<data class="q" value="1234.5" data-name="scenario.hosted.npv">1,234.5</data>' in html
        )
        assert '<data class="q" value="0.125" data-name="scenario.shared.irr">12.5%</data>' in html
        assert (
            '<data class="q" value="2.25" data-name="scenario.closed.payback">2.3 年</data>' in html
        )
        assert '<data class="q" value="74.125">74.13</data>' in html
        assert '<td class="right">没有收回</td><td class="right">没有收回</td>' in html
        assert '<td class="right">不止一个</td>' in html


def test_without_years_there_is_only_profit() -> None:
    """A report without years has one figure, one chart, one group and one table."""
    site, paper = explorer_of(compose(has_years=False))

    assert re.findall(r'<output for="[^"]*" aria-live="off" data-show="(\w+)"', site.html) == [
        "profit"
    ]
    assert site.html.count('class="explorer-chart ') == 1
    assert site.html.count("<fieldset>") == 1
    assert paper.html.count("<table>") == 1
    assert tables_of(site)["years"] == 0
    assert "never" not in tables_of(site)["words"]


def test_what_the_script_is_told() -> None:
    """Ranges become controls, the rest is fixed; a scenario's changes include its base's."""
    tables = tables_of(explorer_of(compose())[0])

    assert tables["years"] == 5
    assert tables["start"] == "shared"
    assert tables["fixed"] == {"cost": "9.5", "open_source_revenue": "5", "market": "2000"}
    assert [each["name"] for each in tables["controls"]] == ["revenue", "open_source_cost"]
    assert tables["controls"][0] == {
        "name": "revenue",
        "base": "10",
        "low": "7",
        "high": "14",
        "step": "0.1",
        "steps": 70,
        "shift": 0,
        "before": "",
        "after": " 万元",
    }
    assert tables["scenarios"]["hosted"]["changes"] == {"open_source_cost": "0", "revenue": "12"}
    assert tables["scenarios"]["hosted"]["factors"] == {"market": ["0.7"]}
    assert tables["formats"] == {
        "point": ".",
        "minus": "−",
        "group": ",",
        "sizes": [3, 3],
        "least": 4,
        "money": {"digits": 2, "shift": 0, "words": "{amount} 万元"},
        "years": {"digits": 1, "one": "{amount} 年", "other": "{amount} 年", "ones": []},
    }


def test_words_cannot_end_the_tables() -> None:
    """A title that looks like the end of a script is data, and stays a title."""
    title = "</script><script>alert()</script>"
    inputs = make_report(**{"scenario.shared.title": title})
    site, _ = explorer_of(compose(inputs=inputs))

    assert tables_of(site)["scenarios"]["shared"]["title"] == title
    assert "<script>" not in site.html


def test_each_control_has_its_label() -> None:
    """Number field and slider are tied to the same words, and say what their range is."""
    site, _ = explorer_of(compose())

    for name in ("revenue", "open_source_cost"):
        anchor = f"exp-scenarios-{name}"
        assert f'<label id="{anchor}-label" for="{anchor}">the {name}</label>' in site.html
        assert f'<input id="{anchor}" type="number"' in site.html
        assert f'aria-labelledby="{anchor}-label"' in site.html
        assert site.html.count(f'aria-describedby="{anchor}-note"') == 2
        assert f'<p class="explorer-note" id="{anchor}-note">' in site.html


@pytest.mark.parametrize(
    ("code", "group", "point", "sizes", "least"),
    [
        ("en", ",", ".", [3, 3], 4),
        ("zh", ",", ".", [3, 3], 4),
        ("de", ".", ",", [3, 3], 4),
        ("hi", ",", ".", [3, 2], 4),
        ("fr", "\N{NARROW NO-BREAK SPACE}", ",", [3, 3], 4),
    ],
)
def test_formats_are_the_languages(
    code: str, group: str, point: str, sizes: Sequence[int], least: int
) -> None:
    """The tables of a language regroup any number as the language itself does."""
    strings = Strings(code=code, path="x", texts={**TEXTS, "number_scale": "million"})
    locale = make_locale(code, "million", strings)
    inputs, results = make_report(), make_outcomes(has_years=True)
    formats = json.loads(make_tables(inputs, results, locale, strings))["formats"]

    assert (formats["group"], formats["point"]) == (group, point)
    assert (formats["sizes"], formats["least"]) == (sizes, least)
    assert formats["money"]["shift"] == -2
    for number in ("123", "1234", "12345.5", "1234567", "123456789012"):
        assert regroup(number, formats) == format_number(Decimal(number), locale)


def regroup(number: str, formats: dict[str, Any]) -> str:
    """Write a number as the script does."""
    whole, _, fraction = number.partition(".")
    parts: list[str] = []
    size, following = formats["sizes"]
    while len(whole) > size and len(number.partition(".")[0]) >= formats["least"]:
        parts.insert(0, whole[-size:])
        whole, size = whole[:-size], following
    grouped = str(formats["group"]).join((whole, *parts))
    return f"{grouped}{formats['point']}{fraction}" if fraction else grouped


def test_the_singular_is_the_languages() -> None:
    """Only spans that the language puts in the singular are listed."""
    words = {"unit.years.one": "{amount} an", "unit.years.other": "{amount} ans"}
    strings = Strings(code="fr", path="x", texts={**TEXTS, **words})
    locale = make_locale("fr", "wan", strings)
    inputs, results = make_report(), make_outcomes(has_years=True)
    formats = json.loads(make_tables(inputs, results, locale, strings))["formats"]

    assert formats["years"]["ones"] == [str(tenth) for tenth in range(20)]


amounts = st.decimals(min_value=-1000, max_value=1000, places=3)


@given(low=amounts, share=st.integers(0, 1000), span=st.integers(1, 10**6))
def test_a_slider_reaches_base_and_ends(low: Decimal, share: int, span: int) -> None:
    """By whole steps the slider goes from its low end to the base and to the high end."""
    high = low + Decimal(span) / 1000
    base = low + Decimal(span * share // 1000) / 1000
    inputs = make_inputs(assumptions=(assume("revenue", str(base), str(low), str(high)),))
    locale = make_locale("zh", "wan", TEXTS)
    (control,) = make_controls(inputs, locale)

    assert control.low + control.step * control.n_steps == control.high
    assert control.low + control.step * control.place(base) == base
    assert control.n_steps >= 40
    assert control.step.as_tuple().digits in ((1,), (2,), (5,))


def test_a_scenario_that_scales_says_by_how_much() -> None:
    """What the chosen scenario scales stays free to move, and its factor stands beside it."""
    report = make_report()
    shared = replace(report.scenarios[1], factors=(("revenue", Decimal("0.880")),))
    inputs = replace(report, scenarios=(report.scenarios[0], shared, report.scenarios[2]))
    site, _ = explorer_of(compose(inputs=inputs))

    assert '<span class="explorer-reason">times 0.88</span>' in site.html
    assert '<span class="explorer-reason" hidden>&lt;fixed&gt;</span>' in site.html
    assert "disabled" not in site.html
