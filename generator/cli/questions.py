"""Turns a question about the report into its answer."""

from pathlib import Path
from typing import Annotated

import typer

from generator.cli.commands import answering
from generator.cli.options import (
    CacheFolder,
    Content,
    Format,
    OutputFormat,
    ResultsFile,
    Templates,
)
from generator.cli.terminal import Terminal

Asked = Annotated[
    str,
    typer.Argument(
        help="A number, a figure, a table, a claim or a reference, as the prose names it: "
        "`scenario.article.profit`, `fig-tornado`, `tbl-scenarios`, `claim-article-profit`, "
        "`@bass1969`."
    ),
]


def explain(  # noqa: PLR0913 -- each parameter is an option of the command
    name: Asked,
    *,
    content: Content = Path("content"),
    templates: Templates = Path("templates"),
    cache_dir: CacheFolder = Path(".cache"),
    results: ResultsFile = None,
    answer: Format = OutputFormat.TEXT,
) -> None:
    """Say what a number was made from, down to what somebody stated, and where it is used."""
    from generator.build import Request, explain_name

    terminal = Terminal(is_json=answer == "json")
    request = Request(
        content=content,
        templates=templates,
        cache=cache_dir,
        models=content / "models",
        results=results,
    )
    with answering(terminal):
        explanation = explain_name(request, name)
        terminal.answer(explanation.lines)
        terminal.emit({"ok": True, **explanation.plain})
