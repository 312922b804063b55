"""Turns the command that acknowledges a translation, and its state, into words and JSON."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli.commands import answering
from generator.cli.options import Content, Format, OutputFormat, Quiet
from generator.cli.terminal import Terminal

if TYPE_CHECKING:
    from generator.acknowledging import Acknowledged

_N_LISTED = 12


def translated(
    target: Annotated[
        str,
        typer.Argument(
            metavar="PATH[#BLOCK]",
            help="A translated file, or the folder of a language; after `#` the id of a heading, "
            "table, figure or label, or one block such as `tbl-risk/cell/2`.",
        ),
    ],
    *,
    content: Content = Path("content"),
    answer: Format = OutputFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Note that a translation says what the source language says now, once you compared them.

    Only this clears what is stale: editing a file does not.
    """
    from generator.acknowledging import acknowledge

    terminal = Terminal(is_json=answer == "json", is_quiet=quiet)
    with answering(terminal):
        done = acknowledge(content, target)
        for line in _words_of(done, target):
            terminal.say(line)
        plain = {"acknowledged": done.blocks, "forgotten": done.forgotten}
        terminal.emit({"ok": True, **plain, "fresh": done.n_fresh, "unpaired": done.n_unpaired})


def _words_of(done: "Acknowledged", target: str) -> Iterable[str]:
    if done.blocks:
        yield f"acknowledged {_count(len(done.blocks))}: {_listed(done.blocks)}"
    if done.forgotten:
        yield f"forgot {_count(len(done.forgotten))} no longer there: {_listed(done.forgotten)}"
    if not done.blocks and not done.forgotten:
        yield f"nothing to acknowledge: {_count(done.n_fresh)} of {target} up to date already"
    if done.n_unpaired:
        yield f"{_count(done.n_unpaired)} without an equal in the other language; see `check`"


def _count(number: int) -> str:
    return "1 block" if number == 1 else f"{number} blocks"


def _listed(names: tuple[str, ...]) -> str:
    rest = len(names) - _N_LISTED
    more = f" and {rest} more" if rest > 0 else ""
    return ", ".join(names[:_N_LISTED]) + more
