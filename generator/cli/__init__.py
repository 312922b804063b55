"""Turns a command line into one call of the program, and what comes of it into an exit code."""

import sys
import traceback
from typing import Annotated, NoReturn

import typer

from generator import __version__
from generator.cli import commands, mails, previews, publication, questions, translations
from generator.cli.profiles import with_profile

EXIT_BUG = 70

app = typer.Typer(
    name="generator",
    epilog="Start with `python -m generator doctor`, then `python -m generator build`.  \n"
    "Exit codes: 0 done, 1 the report has problems, 2 the command line is wrong, "
    "3 a translation is not up to date where `--strict` asks for that, "
    "5 somebody is without their mail, or may be, 70 a bug, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS = (
    commands.build,
    previews.serve,
    commands.check,
    translations.translated,
    questions.explain,
    commands.train,
    commands.evaluate,
    publication.verify,
    mails.send,
    commands.doctor,
    commands.clean,
)
for _command in COMMANDS:
    app.command(epilog=commands.EXAMPLES[_command.__name__])(with_profile(_command))


def _show_version(is_wanted: bool) -> None:  # noqa: FBT001 -- typer calls it so
    if is_wanted:
        print(f"generator {__version__}")
        raise typer.Exit


@app.callback()
def choose_command(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Build a report whose every number is computed: a site and a PDF, in each language."""


def main() -> NoReturn:
    """Run the command line; whatever is no problem of the report is a bug, with its traceback."""
    try:
        app()
    except Exception:  # noqa: BLE001 -- the last resort
        traceback.print_exc()
        print("error: this is a bug of the generator, not of the report", file=sys.stderr)
        sys.exit(EXIT_BUG)
    sys.exit(0)
