"""Turns what the program has to say into text for people and JSON for machines."""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.cli.differences import words_of_changes
from generator.cli.measurements import plain_measurement, words_of
from generator.cli.pace import Pace, words_of_rest, words_of_work
from generator.errors import ReportError, format_error, printable, set_of
from generator.model.progress import Progress, Report
from generator.results import to_plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.text import Text

    from generator.build import Built, Checked
    from generator.doctor import Finding
    from generator.model.agreement import Measurement

_PLAIN_INTERVAL_S = 10.0
_MARK_STYLES = {"ok": "green", "missing": "bold red"}
_STYLES = {"error:": "bold red", "  hint:": "cyan", "  -->": "blue"}


class Terminal:
    """Where the program prints: people read stderr, machines read JSON on stdout."""

    def __init__(
        self, *, is_json: bool = False, is_quiet: bool = False, is_verbose: bool = False
    ) -> None:
        """Choose what is told, and to whom."""
        self.is_json = is_json
        self.is_quiet = is_quiet
        self.is_verbose = is_verbose
        self._started_s = time.monotonic()

    @cached_property
    def console(self) -> "Console":
        """Open standard error for colours, as NO_COLOR and FORCE_COLOR allow."""
        from rich.console import Console

        return Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """Tell a step or an outcome unless quiet; when verbose, with the time so far."""
        if not self.is_quiet:
            since = f"{time.monotonic() - self._started_s:6.2f} s  " if self.is_verbose else ""
            print(f"{since}{text}", file=sys.stderr, flush=True)

    def emit(self, payload: dict[str, Any]) -> str:
        """Write the machine's answer, when one was asked for, and give it."""
        answer = f"{json.dumps(payload, ensure_ascii=False, indent=1)}\n" if self.is_json else ""
        print(answer, end="")
        return answer

    def show(self, errors: Iterable[ReportError]) -> None:
        """Show every error in full; annotate them on GitHub."""
        for error in errors:
            for line in format_error(error).split("\n"):
                self.console.print(_styled(line))
            if os.environ.get("GITHUB_ACTIONS") == "true":
                print(_annotation(error), file=sys.stderr)

    def answer(self, lines: Iterable[str]) -> None:
        """Print what was asked for on standard output, unless a machine asked."""
        if not self.is_json:
            print("\n".join(map(printable, lines)))

    def tell_problems(self, errors: Iterable[ReportError]) -> None:
        """Show every error in full, then their count."""
        found = set_of(errors)
        self.show(found)
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        self.console.print(f"{count} found; nothing that was built before is changed")
        self.emit({"ok": False, "problems": [_plain(error) for error in found]})

    def tell_checked(self, checked: "Checked") -> None:
        """Say that nothing is wrong, and how far the translations follow their source."""
        from generator.documents.numbers import count_numbers

        for error in checked.stale:
            self.say(str(error))
        n_quantities = len(checked.results.quantities)
        self.say(f"no problems; {n_quantities} quantities computed{_words_of_stale(checked)}")
        states = {
            document.language: Counter(block.state for block in document.translated)
            for document in checked.documents
            if document.translated
        }
        stale = [_plain(error) for error in checked.stale]
        numbers = {each.language: count_numbers(each.numbers) for each in checked.documents}
        answer = {"ok": True, "problems": [], "numbers": numbers}
        self.emit({**answer, "translations": states, "stale": stale})

    def tell_built(self, built: "Built", *, is_compared: bool) -> str:
        """Say where the report is and what changed; GitHub shows that with the run.

        Returns: what machines were answered.
        """
        answer: dict[str, Any] = {"ok": True, "wrote": [str(each) for each in built.opened_first]}
        if is_compared:
            self.say(words_of_changes(built.changes))
            answer["changes"] = to_plain(built.changes)
        if path := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(built.summary)
        return self.emit(answer)

    def tell_measurements(self, measured: Sequence["Measurement"], *, is_list: bool) -> None:
        """Show what each network gets right; a list is answered even where it holds but one."""
        for each in measured:
            for line in words_of(each):
                self.say(line)
        plain = [plain_measurement(each) for each in measured]
        self.emit({"ok": True, **({"evaluations": plain} if is_list else plain[0])})

    def tell_findings(self, findings: Iterable["Finding"]) -> None:
        """Show what is there, what is missing, and how to get it; when quiet, only the missing."""
        found = tuple(findings)
        for each in found:
            if each.missing or not self.is_quiet:
                self.console.print(_words_of_finding(each))
        self.emit({"findings": [asdict(each) for each in found]})

    @contextmanager
    def working(self) -> Iterator[Report]:
        """Give a place to report long work to: a bar in a terminal, else a line now and then."""
        if self.is_quiet:
            yield lambda _: None
        elif self.console.is_terminal:
            with _make_bars(self.console) as bar:
                yield _BarReport(bar)
        else:
            yield _LineReport(self)


class _BarReport:
    def __init__(self, bar: "Bars") -> None:
        self.bar = bar
        self.tasks: dict[str, Any] = {}
        self.pace = Pace()

    def __call__(self, work: Progress) -> None:
        """Move the bar of this stage and seed."""
        self.pace.see(work, time.monotonic())
        if self.pace.name not in self.tasks:
            self.tasks[self.pace.name] = self.bar.add_task("", total=work.total)
        self.bar.update(
            self.tasks[self.pace.name],
            completed=work.done,
            description=words_of_work(work, self.pace),
        )


class _LineReport:
    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.told_s = 0.0
        self.pace = Pace()

    def __call__(self, work: Progress) -> None:
        """Print a line when a stage begins or ends, and every ten seconds between."""
        now_s = time.monotonic()
        is_new = self.pace.see(work, now_s)
        is_due = now_s - self.told_s >= _PLAIN_INTERVAL_S or work.done >= work.total
        if is_new or is_due:
            self.told_s = now_s
            self.terminal.say(f"{words_of_work(work, self.pace)}: {words_of_rest(work, self.pace)}")


def _make_bars(console: "Console") -> "Bars":
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
        TimeRemainingColumn(),
    )
    return Bars(*columns, console=console)


def _styled(line: str) -> "Text":
    from rich.text import Text

    for start, style in _STYLES.items():
        if line.startswith(start):
            return Text.assemble((start, style), line[len(start) :])
    return Text(line)


def _words_of_stale(checked: "Checked") -> str:
    n_stale = len(checked.stale)
    if not n_stale:
        return ""
    return f"; {n_stale} translated {'block' if n_stale == 1 else 'blocks'} behind"


def _plain(error: ReportError) -> dict[str, Any]:
    at = error.at
    place = {"file": at.path, "line": at.line, "column": at.column} if at else {}
    state = {"state": error.state} if error.state else {}
    return {"message": error.message, "hint": error.hint, **place, **state}


def _annotation(error: ReportError) -> str:
    """Write a workflow command that marks the line in a pull request.

    Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message.
    """
    message = f"{error.message}. {error.hint}" if error.hint else error.message
    text = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    if error.at is None:
        return f"::error::{text}"
    path = str(error.at.path).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    path = path.replace("\r", "%0D").replace("\n", "%0A")
    return f"::error file={path},line={error.at.line},col={error.at.column}::{text}"


def _words_of_finding(finding: "Finding") -> "Text":
    from rich.text import Text

    mark = "missing" if finding.missing else "ok"
    scope = {"build": "", "test": " (for tests)", "delivery": " (for delivery)"}[finding.scope]
    what = f"{finding.name}{scope}  {finding.found or finding.needed}"
    words = Text.assemble((f"{mark:8}", _MARK_STYLES[mark]), what)
    return words.append(f"\n        {finding.remedy}") if finding.missing else words
