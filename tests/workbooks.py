"""A report whose scenarios a workbook can be tried on, and a reader of finished workbooks."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from xml.etree import ElementTree as ET

import yaml

from generator.inputs.nouns import Assumption, Language, Scenario, Strings
from generator.outputs.nouns import Finished
from generator.results import Decision, Grid, Results, Risk, SobolIndex, Swing
from generator.scenarios.nouns import ScenarioInputs
from generator.scenarios.profit import evaluate_scenarios
from generator.scenarios.years import make_horizons
from tests.finished import AT, ROOT, make_finished

D = Decimal

_ASSUMED = (
    ("revenue", "1000", "wan_yuan"),
    ("cost", "1000", "wan_yuan"),
    ("open_source_cost", "200", "wan_yuan"),
    ("open_source_revenue", "500", "wan_yuan"),
    ("market", "20000", "count"),
    ("innovation", "0.03", "ratio"),
    ("imitation", "0.38", "ratio"),
    ("conversion", "0.02", "share"),
    ("revenue_per_customer", "5", "wan_yuan"),
    ("upkeep", "0.25", "share"),
    ("discount_rate", "0.1", "ratio"),
    ("q1", "7", "nat"),
)
"""The last is the name of a cell, and nothing is worked out from it."""

_CHANGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("closed", "", {"open_source_cost": "0", "open_source_revenue": "0", "conversion": "0"}),
    ("article", "", {}),
    ("hosted", "article", {"open_source_cost": "480", "revenue_per_customer": "11"}),
    ("nobody", "article", {"market": "0"}),
    ("steep", "article", {"open_source_cost": "4"}),
    ("slow", "hosted", {"conversion": "0.0021", "upkeep": "0"}),
    ("doomed", "slow", {"conversion": "0.00001"}),
    ("sunk", "slow", {"conversion": "0.000000000001", "market": "2000"}),
    ("subsidised", "", {"open_source_cost": "-30", "revenue": "780", "upkeep": "0.5"}),
    ("free", "article", {"open_source_cost": "0"}),
    ("rival", "hosted", {"conversion": "0.04"}),
)
"""Rates of return: none as nothing flows, usual, usual, none as all is lost, high, below zero,
far below zero, nearly −1, two, none as nothing is spent, usual."""

_FACTORS = {"rival": {"revenue": "0.88", "market": "0.7"}}
"""What scenarios scale."""

RISK = Risk(
    scenario="article",
    measure="npv",
    n_draws=1000,
    mean=D("310.25"),
    mean_error=D("1.5"),
    deviation=D("47.25"),
    p5=D(-20),
    p25=D(110),
    p50=D(300),
    p75=D(480),
    p95=D(790),
    loss_share=D("0.0625"),
    value_at_risk=D(20),
    expected_shortfall=D(60),
    edges=(D(0), D(1)),
    counts=(1000,),
)
DECISION = Decision(
    strategies=("closed", "article", "hosted"),
    states=("weak", "strong"),
    probabilities=(D("0.25"), D("0.75")),
    payoffs=((D(0), D(0)), (D(-40), D("240.1")), (D(-160), D("280.1"))),
    regrets=((D(0), D("280.1")), (D(40), D(40)), (D(160), D(0))),
    worst=(D(0), D(-40), D(-160)),
    largest_regrets=(D("280.1"), D(40), D(160)),
    expected=(D(0), D("170.075"), D("170.075")),
    maximin=("closed",),
    minimax_regret=("article",),
    expected_value=("article", "hosted"),
)
"""Two strategies tie in expected value."""


def make_assumptions(**values: str) -> tuple[Assumption, ...]:
    """Make the assumptions, some of them with other values."""
    return tuple(
        Assumption(
            name=name,
            value=D(values.get(name, value)),
            unit=unit,
            low=D(values.get(name, value)) - 1,
            high=D(values.get(name, value)) + 1,
            distribution="uniform",
            source="guess",
            at=AT,
        )
        for name, value, unit in _ASSUMED
    )


def make_scenarios() -> tuple[Scenario, ...]:
    """Make scenarios that put each formula to the test."""
    return tuple(
        Scenario(
            name=name,
            base=base,
            changes=tuple((each, D(value)) for each, value in changes.items()),
            factors=tuple((each, D(value)) for each, value in _FACTORS.get(name, {}).items()),
            at=AT,
        )
        for name, base, changes in _CHANGES
    )


def make_results(assumptions: Iterable[Assumption], scenarios: Iterable[Scenario]) -> Results:
    """Work the scenarios out, and say what was found of their risk."""
    inputs = ScenarioInputs(assumptions=tuple(assumptions), scenarios=tuple(scenarios))
    outcomes, quantities = evaluate_scenarios(inputs.assumptions, inputs.scenarios, ())
    horizons = make_horizons(inputs)
    return replace(_found(), outcomes=outcomes, quantities=quantities, horizons=horizons)


def make_report(words: Mapping[str, str] | None = None, **assumed: str) -> Finished:
    """Make a report in Chinese and English; some words and assumptions may be others."""
    finished = _finish()
    assumptions, scenarios = make_assumptions(**assumed), make_scenarios()
    changed = dict(words or {})
    languages = tuple(_speak(language, changed) for language in finished.inputs.languages)
    inputs = replace(
        finished.inputs, assumptions=assumptions, scenarios=scenarios, languages=languages
    )
    return Finished(
        inputs=inputs,
        results=make_results(assumptions, scenarios),
        verdicts=(),
        documents=finished.documents,
        figures=finished.figures,
    )


def read_sheets(content: bytes) -> dict[str, dict[str, str]]:
    """Read what every cell of every sheet shows; formulas show what they last came to."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = _titles(file)
        shared = _texts(file)
        return {
            title: dict(_shown(file.read(f"xl/worksheets/sheet{number}.xml"), shared))
            for number, title in enumerate(names, start=1)
        }


def read_formulas(content: bytes, sheet: int) -> dict[str, str]:
    """Read the formulas of one sheet, counted from 1, by their places."""
    tree = ET.fromstring(read_part(content, f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314 -- our own file
    return {
        cell.attrib["r"]: found.text or ""
        for cell in tree.iter(f"{_MAIN}c")
        if (found := cell.find(f"{_MAIN}f")) is not None
    }


def read_part(content: bytes, path: str) -> str:
    """Read one file of those that a workbook is packed from."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(path).decode()


def change_part(content: bytes, path: str, before: str, after: str) -> bytes:
    """Change a text that stands once in one file of a workbook."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as file,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as other,
    ):
        for name in file.namelist():
            text = file.read(name).decode()
            if name == path:
                assert text.count(before) == 1, text.count(before)
                text = text.replace(before, after)
            other.writestr(name, text)
    return changed.getvalue()


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _titles(file: zipfile.ZipFile) -> list[str]:
    tree = ET.fromstring(file.read("xl/workbook.xml"))  # noqa: S314 -- our own file
    return [each.attrib["name"] for each in tree.iter(f"{_MAIN}sheet")]


def _texts(file: zipfile.ZipFile) -> list[str]:
    tree = ET.fromstring(file.read("xl/sharedStrings.xml"))  # noqa: S314 -- our own file
    return ["".join(each.itertext()) for each in tree.iter(f"{_MAIN}si")]


def _shown(text: bytes, shared: list[str]) -> Iterator[tuple[str, str]]:
    for cell in ET.fromstring(text).iter(f"{_MAIN}c"):  # noqa: S314 -- our own file
        value = cell.find(f"{_MAIN}v")
        if value is not None:
            plain = value.text or ""
            is_shared = cell.get("t") == "s"
            yield cell.attrib["r"], shared[int(plain)] if is_shared else plain


def _speak(language: Language, changed: dict[str, str]) -> Language:
    """Give a language the report's own words, and titles for what stands only here."""
    texts = {
        **_read_words(language.code),
        **{f"scenario.{name}.title": name.upper() for name, _, _ in _CHANGES},
        **{f"scenario.{name}.note": f"Why {name}." for name, _, _ in _CHANGES},
        **{f"assumption.{name}.title": f"The {name}" for name, _, _ in _ASSUMED},
        **{f"state.{name}.title": name.upper() for name in DECISION.states},
        "source.guess": "A guess",
        **changed,
    }
    strings = Strings(code=language.code, path="strings.yaml", texts=texts)
    return replace(language, strings=strings)


@cache
def _finish() -> Finished:
    """Make what surrounds the scenarios once: fonts are big."""
    return make_finished()


@cache
def _read_words(code: str) -> dict[str, str]:
    text = (ROOT / "content" / code / "strings.yaml").read_text(encoding="utf-8")
    return dict(_flatten(yaml.safe_load(text)))


def _flatten(words: dict[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in words.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{before}{key}.")
        elif isinstance(value, str):
            yield f"{before}{key}", value


def _found() -> Results:
    swing = Swing(
        scenario="article",
        assumption="revenue",
        low=D(700),
        high=D(1400),
        npv_at_low=D(-500),
        npv_at_high=D(2100),
    )
    index = SobolIndex(
        scenario="article",
        assumption="conversion",
        first=D("0.5"),
        first_low=D("0.25"),
        first_high=D("0.75"),
        total=D("0.625"),
        total_low=D("0.5"),
        total_high=D("0.875"),
    )
    grid = Grid(
        scenario="article",
        row="revenue",
        column="conversion",
        row_values=(D(900), D(1100)),
        column_values=(D("0.01"), D("0.02"), D("0.03")),
        npv=((D(1), D(2), D(3)), (D(4), D(5), D(6))),
    )
    return Results(
        risks=(RISK,), swings=(swing,), sobol_indices=(index,), grids=(grid,), decisions=(DECISION,)
    )
