"""Charts and what they lean on: words in every language, variables of the style sheet, bytes."""

import os
import re
import subprocess
import sys
from functools import cache, partial
from pathlib import Path

import pytest

from generator.figures import FIGURES, Figure, make_figure
from generator.inputs import Language, read_inputs
from generator.locales import make_locale
from generator.results import results_from_json
from tests.ventures import add_ventures

PROJECT = Path(__file__).resolve().parents[2]
RESULTS = add_ventures(
    results_from_json(
        (PROJECT / "tests" / "results.json").read_text(encoding="utf-8"), "results.json"
    )
)
FONTS = tuple(sorted((PROJECT / "templates" / "assets" / "fonts").glob("*.ttf")))


@cache
def read_languages() -> tuple[Language, ...]:
    """Read the article's languages once."""
    return read_inputs(PROJECT / "content", PROJECT / "templates").languages


def draw_all(figure: str) -> tuple[Figure, ...]:
    """Draw one chart in every language of the article."""
    return tuple(
        make_figure(
            figure,
            RESULTS,
            language.strings,
            make_locale(language.code, language.strings.number_scale, language.strings),
            FONTS,
        )
        for language in read_languages()
    )


@pytest.mark.parametrize("figure", [spec.id for spec in FIGURES])
def test_every_language_says_the_same(figure: str) -> None:
    """Each chart is drawn in each language, fields given are fields used, and tables match."""
    drawn = draw_all(figure)
    assert len({(len(each.table.header), len(each.table.rows)) for each in drawn}) == 1
    assert len({each.quantities for each in drawn}) == 1
    assert len({each.alt for each in drawn}) == len(read_languages())


def test_both_variants_of_break_even_have_words() -> None:
    """Words for the case that the numbers do not show today are complete all the same."""
    for language in read_languages():
        crossing = language.strings["figure.break-even.alt.crossing"]
        above = language.strings["figure.break-even.alt.above"]
        assert set(re.findall(r"\{(\w+)\}", crossing)) == {
            *re.findall(r"\{(\w+)\}", above),
            "break_even_open_source_revenue",
        }


def test_id_function_and_file_agree() -> None:
    """Figure `loss-curve` is drawn by `draw_loss_curve` in loss_curve.py.

    One of a certain network carries its name: `loss-curve-conv7`.
    """
    for spec in FIGURES:
        draw, network = spec.draw, ""
        if isinstance(draw, partial):
            network = f"_{draw.keywords['network']}"
            draw = draw.func
        name = spec.id.replace("-", "_").removesuffix(network)
        assert spec.id.replace("-", "_") == f"{name}{network}"
        assert draw.__name__ == f"draw_{name}"
        assert draw.__module__ == f"generator.figures.{name}"


_PRINT_DIGEST = """
import hashlib, sys
sys.path.insert(0, "tests/contract")
import test_figures
drawn = [f.svg for spec in test_figures.FIGURES for f in test_figures.draw_all(spec.id)]
print(hashlib.sha256("".join(drawn).encode()).hexdigest())
"""


def test_two_processes_draw_the_same_bytes() -> None:
    """Nothing random, no hash order and no clock is in a chart."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", _PRINT_DIGEST],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
