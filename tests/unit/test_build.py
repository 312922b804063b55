"""How the program keeps what is dear of the scenarios."""

import platform
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from generator.build import Request, _find_results, _read_inputs, check_report
from generator.cache import Cache
from generator.errors import Problems
from generator.results import results_from_json, results_to_json
from tests.small_report import copy_project

YEARS = """
market: {value: 900, unit: count, low: 500, high: 1500, source: guess}
innovation: {value: 0.02, unit: ratio, source: guess}
imitation: {value: 0.3, unit: ratio, source: guess}
conversion: {value: 0.1, unit: share, source: guess}
revenue_per_customer: {value: 0.2, unit: wan_yuan, source: guess}
upkeep: {value: 0.1, unit: share, source: guess}
discount_rate: {value: 0.05, unit: ratio, source: guess}
"""


class Silent:
    """A listener that remembers nothing."""

    def say(self, text: str) -> None:
        """Hear of a step."""


SILENT = Silent()


@pytest.fixture
def request_with_years(tmp_path: Path) -> Request:
    """Copy the small report, and let it look ahead."""
    folder = copy_project(tmp_path / "report")
    with (folder / "content" / "assumptions.yaml").open("a", encoding="utf-8") as file:
        file.write(YEARS)
    return Request(
        content=folder / "content",
        templates=folder / "templates",
        cache=folder / ".cache",
        models=folder / "content" / "models",
    )


def kept_in(request: Request) -> Sequence[str]:
    """List the keys under which results of scenarios are kept."""
    return sorted(path.name for path in request.cache.glob("scenarios/*/*"))


def test_checking_keeps_what_is_dear(request_with_years: Request) -> None:
    """`check` works out what it needs, keeps that for the next time, and leaves no output."""
    results = check_report(request_with_years).results

    assert results.horizons
    assert len(kept_in(request_with_years)) == 1
    assert check_report(request_with_years).results == results


def test_what_is_kept_is_read_again(request_with_years: Request) -> None:
    """The same inputs find what was kept, to the last digit, and `check` finds it too."""
    inputs = _read_inputs(request_with_years)
    cache = Cache(request_with_years.cache)
    made = _find_results(request_with_years, inputs, cache, SILENT)
    [key] = kept_in(request_with_years)

    assert _find_results(request_with_years, inputs, cache, SILENT) == made

    kept = results_from_json((cache.read("scenarios", key) or b"").decode(), "kept")
    cache.write("scenarios", key, results_to_json(replace(kept, break_evens=())).encode())

    assert check_report(request_with_years).results.break_evens == ()
    assert kept.break_evens == made.break_evens != ()


def test_another_assumption_is_another_result(request_with_years: Request) -> None:
    """A changed value does not find what was kept for the old one; moved lines do."""
    path = request_with_years.content / "assumptions.yaml"
    cache = Cache(request_with_years.cache)
    for text in (YEARS, f"\n# moved\n{YEARS}", YEARS.replace("900", "800")):
        before = path.read_text(encoding="utf-8").split("\n\n")[0].split("\nmarket")[0]
        path.write_text(before + text, encoding="utf-8")
        inputs = _read_inputs(request_with_years)
        _find_results(request_with_years, inputs, cache, SILENT)

    assert len(kept_in(request_with_years)) == 2


def test_another_python_is_another_result(
    request_with_years: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one version of Python worked out is not taken for what another one would."""
    inputs = _read_inputs(request_with_years)
    cache = Cache(request_with_years.cache)
    _find_results(request_with_years, inputs, cache, SILENT)
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    _find_results(request_with_years, inputs, cache, SILENT)

    assert len(kept_in(request_with_years)) == 2


def test_results_of_other_content_are_refused(request_with_years: Request) -> None:
    """Results that were given must be what the content says: what differs is told at its place."""
    good = check_report(request_with_years).results
    results = request_with_years.cache.parent / "results.json"
    results.write_text(results_to_json(good), encoding="utf-8")
    request = replace(request_with_years, results=results)
    assert check_report(request).results == good

    path = request.content / "assumptions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value: 60,", "value: 61,"), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        check_report(request)

    (problem,) = caught.value.errors
    assert problem.message.endswith(" is 61 now; the results given were made where it has 60")
    assert problem.at
    assert problem.at.path.endswith("assumptions.yaml")
    assert problem.hint == "leave out `--results`, so that they are computed anew"
