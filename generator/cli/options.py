"""Turns the options that several commands share into one declaration each."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

_ADDRESS = re.compile(r"(?:https?://[^\s\"'<>?#]+/)?")
_SEEDS = re.compile(r"[0-9]{1,3}|([0-9]{1,9},)+([0-9]{1,9})?", re.ASCII)


class OutputFormat(StrEnum):
    """How a command answers."""

    TEXT = "text"
    JSON = "json"


class Scope(StrEnum):
    """What a part is needed for."""

    BUILD = "build"
    TEST = "test"
    DELIVERY = "delivery"


def _check_address(address: str) -> str:
    """Refuse what is no address of a site.

    Raises: BadParameter, which ends the program with the exit code of a wrong command line.
    """
    if not _ADDRESS.fullmatch(address):
        message = f"`{address}` is no address such as https://example.org/report/"
        raise typer.BadParameter(message)
    return address


def _check_seeds(text: str | None) -> str | None:
    """Refuse what is neither a number of seeds nor a list of them.

    Raises: BadParameter, which ends the program with the exit code of a wrong command line.
    """
    if text is not None and (not _SEEDS.fullmatch(text) or not parse_seeds(text)):
        message = f"`{text}` is neither a number of seeds nor a list such as 0,2,5"
        raise typer.BadParameter(message)
    return text


def parse_seeds(text: str) -> tuple[int, ...]:
    """Read `3` as the first three seeds, and `0,2,5` or `7,` as just those."""
    numbers = tuple(int(part) for part in text.split(",") if part)
    return numbers if "," in text else tuple(range(*numbers))


BaseUrl = Annotated[
    str,
    typer.Option(
        "--base-url",
        callback=_check_address,
        help="Where the site will stand; else as report.yaml says.",
    ),
]
Content = Annotated[Path, typer.Option(help="Folder of prose, assumptions and claims.")]
Templates = Annotated[Path, typer.Option(help="Folder of templates, styles and fonts.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder to write the report to.")]
CacheFolder = Annotated[Path, typer.Option("--cache-dir", help="Folder of what is dear to make.")]
Lang = Annotated[
    list[str] | None,
    typer.Option("--lang", help="Only this language, for example `zh`; may be repeated."),
]
ResultsFile = Annotated[
    Path | None,
    typer.Option("--results", help="Report from this results.json instead of computing."),
]
Since = Annotated[
    Path | None,
    typer.Option(
        "--since",
        metavar="DIR",
        help="What an earlier build wrote: say in page, feed and summary what changed since.",
    ),
]
Format = Annotated[
    OutputFormat,
    typer.Option("--format", help="`json` puts a machine's answer on standard output."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but problems.")]
PictureSource = Annotated[
    str,
    typer.Option(
        "--data",
        help="Pictures: `cifar10` for the official archive, or a folder or ZIP file with "
        "train/<class>/ and test/<class>/.",
    ),
]
TrainingPictures = Annotated[
    str | None,
    typer.Option(
        "--data",
        help="With `--train`: the pictures, as for `train`; else `cifar10`.",
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say when each step began.")]
Dask = Annotated[
    str,
    typer.Option(
        "--dask",
        metavar="ADDRESS",
        help="A Dask scheduler whose workers take the draws of the risk, instead of `--jobs`.",
    ),
]
Strict = Annotated[
    bool,
    typer.Option("--strict", help="Fail where a translation is not up to date, with exit code 3."),
]
Device = Annotated[
    str,
    typer.Option(
        "--device",
        help="Where to compute: `cpu`, `cuda` or `mps`; `auto` takes the fastest there is.",
    ),
]
PicturesName = Annotated[
    str | None,
    typer.Option("--data-name", help="What to call the pictures; else after the folder or file."),
]
Network = Annotated[str, typer.Argument(help="Name of the network, for example `lenet`.")]
AnyNetwork = Annotated[
    str | None,
    typer.Argument(help="Name of the network; without one, all that report.yaml names."),
]
Seeds = Annotated[
    str | None,
    typer.Option(
        "--seeds",
        callback=_check_seeds,
        metavar="N|LIST",
        help="How many seeds, counted from 0, or which: `0,2,5`; else as report.yaml says.",
    ),
]
