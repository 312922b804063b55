"""Turns a question about the published site into one call of the program."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.commands import EXIT_PROBLEMS, answering
from generator.cli.differences import words_of_difference
from generator.cli.options import Format, OutputFormat, Quiet
from generator.cli.terminal import Terminal


def verify(
    address: Annotated[
        str, typer.Argument(metavar="URL", help="Where the site is published, http or https.")
    ],
    *,
    manifest: Annotated[
        Path, typer.Option(help="List of the files that were built, with their hashes.")
    ] = Path("build/manifest.json"),
    timeout_s: Annotated[
        float, typer.Option("--timeout", min=0.1, help="Seconds to wait for each answer.")
    ] = 20.0,
    answer: Format = OutputFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Compare a published site with what was built: changed, missing and extra files.

    Every file is fetched and hashed. What a published page leads to must have been built, too.
    """
    from generator.inputs import read_published
    from generator.published import Patience, compare_published

    terminal = Terminal(is_json=answer == "json", is_quiet=quiet)
    with answering(terminal):
        files = read_published(manifest)
        patience = Patience(timeout_s=timeout_s)
        differences = compare_published(address, files, patience, terminal.say)
        for each in differences:
            terminal.console.print(words_of_difference(each), markup=False)
        count = "1 difference" if len(differences) == 1 else f"{len(differences)} differences"
        terminal.say(f"{len(files)} files compared, {count}")
        plain = [asdict(each) for each in differences]
        terminal.emit({"ok": not differences, "n_files": len(files), "differences": plain})
    if differences:
        raise typer.Exit(EXIT_PROBLEMS)
