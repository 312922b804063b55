"""Turns each command into one that can say where its time goes."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from generator.cli.terminal import Terminal
from generator.profiling import profiling_into

Profile = Annotated[
    Path | None,
    typer.Option(
        "--profile",
        metavar="DIR",
        help="Write where the time goes, as pages for a browser: of the command, of each PDF.",
    ),
]


def with_profile(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option to a command."""

    @functools.wraps(command)
    def run(*arguments: Any, profile: Path | None, **options: Any) -> None:  # noqa: ANN401 -- the command's own
        if profile is None:
            command(*arguments, **options)
            return
        try:
            with profiling_into(profile, command.__name__):
                command(*arguments, **options)
        finally:
            Terminal(is_quiet=options.get("quiet", False)).say(f"wrote profiles to {profile}")

    taken = inspect.signature(command)
    option = inspect.Parameter(
        "profile", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Profile
    )
    named = taken.replace(parameters=[*taken.parameters.values(), option])
    run.__dict__["__signature__"] = named
    return run
