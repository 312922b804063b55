"""Turns a request for a PDF or a workbook into a build of its own, which proves it as any other."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from generator.build import Request
from generator.errors import ReportError
from generator.preview.board import Board

OFFERED = ("data/", "downloads/")
"""Where files stand that no page needs."""
_ENDED = "the preview has ended"


class DownloadMaker:
    """Makes what pages offer for download, once for each edition; no edit waits for it.

    The build has a process group of its own, which ends with the preview.
    """

    def __init__(self, request: Request, board: Board, say: Callable[[str], None]) -> None:
        """Make none yet."""
        self._request = request
        self._board = board
        self._say = say
        self._one_at_a_time = threading.Lock()
        self._edition = 0
        self._made: Mapping[str, bytes] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="report-")
        self._starting = threading.Lock()
        self._running: subprocess.Popen[str] | None = None
        self._closed = threading.Event()

    def find(self, path: str) -> bytes:
        """Return a file by its path below the site, made now unless nothing changed since.

        Raises: ReportError, with what the build complained of; KeyError, where it made no such.
        """
        with self._one_at_a_time:
            edition = self._board.showing.edition
            if edition != self._edition:
                self._made = self._make()
                self._edition = edition
            return self._made[path]

    def close(self) -> None:
        """End a build that is under way, and let none begin."""
        with self._starting:
            self._closed.set()
            if self._running:
                with suppress(ProcessLookupError):
                    os.killpg(self._running.pid, signal.SIGKILL)
                self._running.wait()
        self._folder.cleanup()

    def _make(self) -> Mapping[str, bytes]:
        self._say("making PDFs and workbooks")
        out = Path(self._folder.name) / "build"
        problems = self._run([*_command_of(self._request), "--out", str(out)])
        if problems is not None:
            if not self._closed.is_set():
                self._say("PDFs and workbooks could not be made")
            raise ReportError(problems)
        self._say("made PDFs and workbooks")
        site = out / "site"
        files = (path for folder in OFFERED for path in (site / folder).rglob("*"))
        return {
            path.relative_to(site).as_posix(): path.read_bytes() for path in files if path.is_file()
        }

    def _run(self, command: list[str]) -> str | None:
        """Run a build; return what it complained of, if anything."""
        with self._starting:
            if self._closed.is_set():
                return _ENDED
            running = self._running = subprocess.Popen(  # noqa: S603 -- this program, and its own options
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        _, problems = running.communicate()
        self._running = None
        return _ENDED if self._closed.is_set() else problems if running.returncode else None


def _command_of(request: Request) -> list[str]:
    options = {
        "--content": request.content,
        "--templates": request.templates,
        "--cache-dir": request.cache,
        "--base-url": request.base_url,
        "--jobs": request.jobs,
    }
    named = [word for name, value in options.items() for word in (name, str(value))]
    languages = [word for code in request.languages for word in ("--lang", code)]
    results = ["--results", str(request.results)] if request.results else []
    return [sys.executable, "-m", "generator", "build", "--quiet", *named, *languages, *results]
