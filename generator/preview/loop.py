"""Turns each edit into a build of the site, and that into what the browsers show."""

import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from generator.build import Request, make_finished
from generator.cache import Cache
from generator.checks import find_stale
from generator.errors import ReportError, format_error, set_of
from generator.outputs import OutputOptions, make_preview
from generator.preview.board import Board
from generator.preview.watching import find_edited, take_snapshot, wait_for_edits

_MOST_NAMED = 3


class Teller(Protocol):
    """Whoever is told how the work goes."""

    def say(self, text: str) -> None:
        """Hear of a step or an outcome."""

    def show(self, errors: Iterable[ReportError]) -> None:
        """Hear what is wrong."""


class _Deaf:
    def say(self, text: str) -> None:
        """Hear no step of a build that takes a moment."""


def preview_report(request: Request, board: Board, teller: Teller) -> None:
    """Build the site, and again after every edit, until interrupted."""
    follow_edits(_watched(request), lambda edited: _build(request, board, teller, edited))


def follow_edits(places: Iterable[Path], build: Callable[[tuple[str, ...]], None]) -> None:
    """Build now, and whenever anything was edited, until interrupted; tell which files were.

    What is edited during a build comes together with the next: the last look at the files was
    before it began.
    """
    watched = tuple(places)
    seen = take_snapshot(watched)
    build(())
    while True:
        before, seen = seen, wait_for_edits(watched, seen)
        build(find_edited(before, seen))


def _watched(request: Request) -> tuple[Path, ...]:
    results = (request.results,) if request.results else ()
    return (request.content, request.templates, *results)


def _build(request: Request, board: Board, teller: Teller, edited: tuple[str, ...]) -> None:
    """Build once; an error of the report, or a bug that an edit met, is shown and not the end."""
    started_s = time.perf_counter()
    try:
        files, rest = make_site(request)
    except ReportError as error:
        _complain(set_of([error]), board, teller, edited)
    except Exception as error:  # noqa: BLE001 -- a template that is being written may raise anything
        what = "".join(traceback.format_exception(error)).rstrip()
        message = f"this is a bug of the generator, or of a template\n{what}"
        _complain((ReportError(message),), board, teller, edited)
    else:
        board.show(files)
        taken_s = time.perf_counter() - started_s
        did = (
            f"rebuilt in {taken_s:.2f} s: {_list(edited)}"
            if edited
            else f"built in {taken_s:.2f} s"
        )
        teller.say(f"{did}{rest}")


def make_site(request: Request) -> tuple[Mapping[str, bytes], str]:
    """Make the files of the site; say, too, how many blocks are behind their source.

    Raises: ReportError, or Problems of them, when anything is wrong.
    """
    cache = Cache(request.cache, is_forgetful=request.force)
    finished = make_finished(request, cache, _Deaf())
    options = OutputOptions(
        out=request.out, cache=cache, base_url=request.base_url, jobs=request.jobs
    )
    files = make_preview(finished, options, _Deaf().say)
    n_stale = len(tuple(find_stale(finished.documents)))
    blocks = "1 translated block" if n_stale == 1 else f"{n_stale} translated blocks"
    return files, f"; {blocks} behind" if n_stale else ""


def _complain(
    errors: tuple[ReportError, ...], board: Board, teller: Teller, edited: tuple[str, ...]
) -> None:
    board.complain(tuple(format_error(error) for error in errors))
    teller.show(errors)
    count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
    after = f" after {_list(edited)}" if edited else ""
    teller.say(f"{count}{after}; the pages stay as they were until that is mended")


def _list(edited: tuple[str, ...]) -> str:
    named = ", ".join(edited[:_MOST_NAMED])
    n_more = len(edited) - _MOST_NAMED
    return f"{named} and {n_more} more" if n_more > 0 else named
