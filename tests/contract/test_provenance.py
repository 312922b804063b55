"""Tests that every number of the article can be followed to code and to what was stated."""

import functools

import pytest

from generator.build import Request, check_report
from generator.evidence import make_charts
from generator.figures import FIGURES
from generator.inputs import Inputs, read_inputs
from generator.provenance import Traces, make_traces
from generator.results import Results
from tests.finished import ROOT, TEMPLATES

CONTENT = ROOT / "content"


@functools.cache
def read_article() -> tuple[Inputs, Results, Traces]:
    """Read the article, and compute it, once."""
    results = check_report(Request(content=CONTENT, templates=TEMPLATES)).results
    inputs = read_inputs(CONTENT, TEMPLATES)
    return inputs, results, make_traces(inputs, results)


def test_every_number_names_code_that_is_there() -> None:
    """No function that a result names as its origin was renamed behind its back."""
    _, _, traces = read_article()

    assert {each.made_by.function for each in traces.by_name.values() if not each.made_by.path} == (
        set()
    )


def test_every_number_names_inputs_that_are_there() -> None:
    """No chain breaks off: each name that a result was made from is a result itself."""
    _, _, traces = read_article()
    missing = {
        (each.name, name)
        for each in traces.by_name.values()
        for name in each.inputs
        if name not in traces.by_name
    }

    assert missing == set()


@pytest.mark.parametrize("kind", ["assumption", "scenario", "state", "claim", "risk"])
def test_what_somebody_stated_has_its_line(kind: str) -> None:
    """Each assumption, change, probability and claim leads to the file that states it."""
    _, results, traces = read_article()
    stated = [
        each.name
        for each in results.quantities
        if each.origin.function == "generator.inputs.read_inputs"
        and each.name.startswith(f"{kind}.")
    ]

    assert stated
    assert [name for name in stated if not traces.by_name[name].stated_at] == []


def test_every_chain_ends_at_a_statement_pictures_or_code() -> None:
    """A number that rests on nothing was stated, measured on pictures, or stands in a recipe."""
    _, _, traces = read_article()
    loose = {
        each.name
        for each in traces.by_name.values()
        if not (each.inputs or each.stated_at or each.fingerprints)
    }

    assert {name.partition(".")[0] for name in loose} <= {"cnn", "sensitivity"}


def test_every_figure_names_code_that_is_there() -> None:
    """Each chart is led back to the function that draws it."""
    inputs, _, _ = read_article()
    charts = make_charts({spec.id: () for spec in FIGURES}, inputs.sources)

    assert [chart.id for chart in charts if not chart.made_by.path] == []
