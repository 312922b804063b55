"""Turns a missing tool into a test reported as not run, or, where all must run, into a failure.

A test that needs a program asks for it by the name that `doctor` uses, and gets its path:

    def test_pages_open(tool: FindTool) -> None:
        chromium = tool("Chromium")

A test that needs the archive of real pictures is marked, and asks for the archive:

    @pytest.mark.pictures
    def test_training_learns(pictures_archive: Path) -> None:

Where REPORT_TEST_OUTPUT names a folder, what a failed test said is put there, and beside it the
files that the test calls `actual…`: what stands where a golden file was expected.
"""

import os
import re
import shutil
import signal
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from generator.doctor import diagnose
from generator.remembering import forget

FindTool = Callable[[str], Path]

# How long an example takes says nothing on a busy machine.
settings.register_profile("report", deadline=None)
settings.load_profile("report")

# Whoever starts the tests in the background leaves Ctrl-C off, for every program they start, too.
signal.signal(signal.SIGINT, signal.default_int_handler)

_REQUIRE_ALL = bool(os.environ.get("REQUIRE_ALL_TESTS"))
_PICTURES = os.environ.get("REPORT_TEST_PICTURES", "")
_OUTPUT = os.environ.get("REPORT_TEST_OUTPUT", "")


@pytest.fixture(scope="session")
def tool() -> FindTool:
    """Find a program or a file that `doctor` knows, or report the test as not run."""
    findings = {finding.name: finding for finding in diagnose("test")}

    def find(name: str) -> Path:
        finding = findings[name]
        if finding.missing:
            pytest.skip(f"{name} is missing; {finding.remedy}")
        return Path(finding.found)

    return find


@pytest.fixture(scope="session")
def pictures_archive() -> Path:
    """Give the archive of pictures that REPORT_TEST_PICTURES names."""
    if not _PICTURES:
        pytest.skip("no pictures; set REPORT_TEST_PICTURES to the archive that README describes")
    return Path(_PICTURES).resolve(strict=True)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a developer or a server has set out of the tests."""
    names = ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    for name in (*names, "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _own_memory() -> None:
    """Let no test find what another made: it could not tell that it makes it itself."""
    forget()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a test that did not run as failed, where all must run, and keep what a failed one said.

    What it kept is for whoever was not there, as on a server.
    """
    report = yield
    if not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    if _OUTPUT and report.failed:
        _keep_output(report, getattr(item, "funcargs", {}).get("tmp_path"))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Count a file of tests that did not run as failed, where all must run."""
    report = yield
    _refuse_skip(report)
    return report


def _keep_output(report: pytest.TestReport, made: Path | None) -> None:
    folder = Path(_OUTPUT) / re.sub(r"[^A-Za-z0-9._-]+", "-", report.nodeid)[-150:]
    folder.mkdir(parents=True, exist_ok=True)
    said = (report.longreprtext, *("\n".join(section) for section in report.sections))
    (folder / f"{report.when}.txt").write_text("\n\n".join(said) + "\n", encoding="utf-8")
    for path in made.rglob("actual*") if made else ():
        if path.is_file():
            shutil.copy(path, folder)


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if _REQUIRE_ALL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"not run, but REQUIRE_ALL_TESTS is set: {_reason(report)}"


def _reason(report: Any) -> str:  # noqa: ANN401 -- pytest's own union has no common field
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return reason.removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was not run, and what it takes to run it."""
    reports = terminalreporter.getreports("skipped")
    if reports:
        terminalreporter.section("not run")
    for report in reports:
        terminalreporter.line(f"not run: {report.nodeid}: {_reason(report)}")
