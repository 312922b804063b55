"""Turns each command into one call of the program."""

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.options import (
    AnyNetwork,
    BaseUrl,
    CacheFolder,
    Content,
    Dask,
    Device,
    Format,
    Lang,
    Network,
    Out,
    OutputFormat,
    PicturesName,
    PictureSource,
    Quiet,
    ResultsFile,
    Scope,
    Seeds,
    Since,
    Strict,
    Templates,
    TrainingPictures,
    Verbose,
    parse_seeds,
)
from generator.cli.terminal import Terminal
from generator.errors import ReportError, StaleTranslations, raise_if_any
from generator.receipts import Answer, make_promise

EXIT_PROBLEMS = 1
EXIT_STALE = 3
EXIT_INTERRUPTED = 130
_NO_ROOM = (errno.EDQUOT, errno.EFBIG, errno.ENOSPC, errno.EROFS)

EXAMPLES = {
    "build": "Examples: `python -m generator build` · "
    "`python -m generator build --no-pdf --lang en` · "
    "`python -m generator build --content other/content --out other/build` · "
    "`python -m generator build --since published` (a copy of an earlier `build`) · "
    "`python -m generator build --train --data pictures.zip`",
    "serve": "Examples: `python -m generator serve --open` · "
    "`python -m generator serve --lang en --port 4000`",
    "check": "Examples: `python -m generator check` · `python -m generator check --format json` · "
    "`python -m generator check --strict`",
    "translated": "Examples: `python -m generator translated content/en` · "
    "`python -m generator translated content/en/04-models.md#sec-model`",
    "explain": "Examples: `python -m generator explain scenario.article.profit` · "
    "`python -m generator explain fig-tornado --format json`",
    "train": "Examples: `python -m generator train lenet --data cifar10 --seeds 3 --save` · "
    "`python -m generator train lenet --data pictures/ --seeds 0,7`",
    "evaluate": "Examples: `python -m generator evaluate --data pictures/` · "
    "`python -m generator evaluate lenet --data pictures.zip --format json` · "
    "`python -m generator evaluate lenet --data cifar10 --save`",
    "verify": "Examples: `python -m generator verify https://example.org/report/` · "
    "`python -m generator verify http://localhost:8000/ --format json`",
    "send": "Examples: `python -m generator send --recipients content/recipients.yaml` · "
    "`python -m generator send --recipients content/recipients.yaml --since published --yes`",
    "doctor": "Examples: `python -m generator doctor` · "
    "`python -m generator doctor --only delivery`",
    "clean": "Examples: `python -m generator clean` · `python -m generator clean --cache`",
}


_NOTHING_TO_DO = "nothing changed since {path} was written; `--force` builds all the same"
_UNCHANGED = "nothing that was built before is changed"
_GOES_ON = "nothing but the epoch under way is lost, and the same command goes on from there"


@contextmanager
def answering(terminal: Terminal, interrupted: str = _UNCHANGED) -> Iterator[None]:
    """Turn what a command raises into words and an exit code."""
    try:
        yield
    except ReportError as error:
        terminal.tell_problems([error])
        is_stale = isinstance(error, StaleTranslations)
        raise typer.Exit(EXIT_STALE if is_stale else EXIT_PROBLEMS) from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        message = f"`{error.filename or 'a file'}` cannot be written: {error.strerror}"
        terminal.tell_problems([ReportError(message, hint="make room, or choose another folder")])
        raise typer.Exit(EXIT_PROBLEMS) from error
    except KeyboardInterrupt as interrupt:
        terminal.say(f"interrupted; {interrupted}")
        raise typer.Exit(EXIT_INTERRUPTED) from interrupt


def build(  # noqa: PLR0913 -- each parameter is an option of the command
    *,
    content: Content = Path("content"),
    templates: Templates = Path("templates"),
    out: Out = Path("build"),
    cache_dir: CacheFolder = Path(".cache"),
    lang: Lang = None,
    train: Annotated[
        bool, typer.Option("--train", help="Train the networks first, and report from that.")
    ] = False,
    pictures: TrainingPictures = None,
    results: ResultsFile = None,
    since: Since = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Make the PDFs, or none.")] = True,
    base_url: BaseUrl = "",
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes to use.")] = 2,
    dask: Dask = "",
    force: Annotated[
        bool, typer.Option("--force", help="Make again what the cache holds.")
    ] = False,
    strict: Strict = False,
    answer: Format = OutputFormat.TEXT,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Build the report: a site and a PDF in each language, or nothing at all.

    Everything is made beside the last build, and takes its place only when all of it is right.
    """
    from generator.build import Request, build_report, train_report

    if pictures and not train:
        raise typer.BadParameter("without `--train` no pictures are used", param_hint="--data")
    if results and train:
        raise typer.BadParameter("results are read or trained, not both", param_hint="--results")
    terminal = Terminal(is_json=answer == "json", is_quiet=quiet, is_verbose=verbose)
    request = Request(
        content=content,
        templates=templates,
        out=out,
        cache=cache_dir,
        languages=tuple(lang or ()),
        models=cache_dir / "models" if train else content / "models",
        results=results,
        since=since,
        pdf=pdf,
        base_url=base_url,
        jobs=jobs,
        dask=dask,
        force=force,
        strict=strict,
    )
    roots = (content, templates, request.models, *filter(None, (results, since)))
    with answering(terminal):
        promise = make_promise(sys.argv[1:], roots)
        if train:
            with terminal.working() as report:
                train_report(request, pictures or "cifar10", report)
        built = build_report(request, terminal)
        for path in built.opened_first:
            terminal.say(f"wrote {path}")
        answer_text = terminal.tell_built(built, is_compared=since is not None)
        if promise and not built.stale:
            told = () if quiet else (_NOTHING_TO_DO.format(path=built.opened_first[0]),)
            promise.keep(out, Answer(out=answer_text, told=told))


def check(  # noqa: PLR0913 -- each parameter is an option of the command
    *,
    content: Content = Path("content"),
    templates: Templates = Path("templates"),
    cache_dir: CacheFolder = Path(".cache"),
    lang: Lang = None,
    results: ResultsFile = None,
    strict: Strict = False,
    answer: Format = OutputFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Check everything that authors write; makes no output, and needs no heavy library."""
    from generator.build import Request, check_report

    terminal = Terminal(is_json=answer == "json", is_quiet=quiet)
    request = Request(
        content=content,
        templates=templates,
        cache=cache_dir,
        languages=tuple(lang or ()),
        models=content / "models",
        results=results,
        strict=strict,
    )
    with answering(terminal):
        terminal.tell_checked(check_report(request))


def train(  # noqa: PLR0913 -- each parameter is an option of the command
    network: Network,
    *,
    pictures: PictureSource = "cifar10",
    pictures_name: PicturesName = None,
    seeds: Seeds = None,
    save: Annotated[
        bool, typer.Option("--save", help="Write weights and record to content/models, too.")
    ] = False,
    add: Annotated[
        bool,
        typer.Option("--add", help="Train only seeds that the saved record lacks, and add them."),
    ] = False,
    device: Device = "auto",
    content: Content = Path("content"),
    cache_dir: CacheFolder = Path(".cache"),
    answer: Format = OutputFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Train a network from several seeds and measure each once; go on after an interruption."""
    from generator.inputs import read_report
    from generator.model.recording import TrainRequest, train_network

    if save and add:
        raise typer.BadParameter("`--add` writes to the saved record itself", param_hint="--save")
    terminal = Terminal(is_json=answer == "json", is_quiet=quiet)
    with answering(terminal, _GOES_ON):
        request = TrainRequest(
            network=network,
            source=pictures,
            name=pictures_name,
            seeds=parse_seeds(seeds) if seeds else read_report(content).seeds,
            cache=cache_dir,
            save_to=content if save else None,
            add_to=content if add else None,
            device=device,
        )
        with terminal.working() as report:
            record = train_network(request, report)
        terminal.say(f"the record is {record}")
        terminal.emit({"ok": True, "record": str(record)})


def evaluate(  # noqa: PLR0913 -- each parameter is an option of the command
    network: AnyNetwork = None,
    *,
    pictures: PictureSource = "cifar10",
    pictures_name: PicturesName = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the outcome in the record, under content/models.")
    ] = False,
    device: Device = "auto",
    content: Content = Path("content"),
    cache_dir: CacheFolder = Path(".cache"),
    answer: Format = OutputFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Measure recorded networks on test pictures, and hold the outcome against their records."""
    from generator.inputs import read_report
    from generator.model.agreement import EvaluateRequest, evaluate_networks

    terminal = Terminal(is_json=answer == "json", is_quiet=quiet)
    with answering(terminal):
        request = EvaluateRequest(
            networks=(network,) if network else read_report(content).networks,
            source=pictures,
            name=pictures_name,
            content=content,
            cache=cache_dir,
            device=device,
            is_saved=save,
        )
        with terminal.working() as report:
            measured = evaluate_networks(request, report)
        terminal.tell_measurements(measured, is_list=network is None)


def doctor(
    *,
    content: Content = Path("content"),
    only: Annotated[
        list[Scope] | None,
        typer.Option("--only", help="Look for what this needs, nothing else; may be repeated."),
    ] = None,
    answer: Format = OutputFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Say what this machine has, what is missing, and how to get it: to build, test, deliver."""
    from generator.doctor import diagnose

    terminal = Terminal(is_json=answer == "json", is_quiet=quiet)
    scopes = only or list(Scope)
    findings = [*diagnose("build")] if Scope.BUILD in scopes else []
    is_whole = not any(finding.missing for finding in findings)
    if Scope.TEST in scopes:
        findings += diagnose("test")
    if Scope.DELIVERY in scopes and is_whole:
        from generator.delivery.readiness import diagnose_delivery

        with answering(terminal):
            findings += diagnose_delivery(content, os.environ)
    terminal.tell_findings(findings)
    if not is_whole:
        raise typer.Exit(EXIT_PROBLEMS)


def clean(
    *,
    out: Out = Path("build"),
    cache_dir: CacheFolder = Path(".cache"),
    cache: Annotated[
        bool, typer.Option("--cache", help="Remove the cache too: what is dear to make.")
    ] = False,
) -> None:
    """Remove the output; nothing that anybody wrote."""
    from generator.outputs import check_folder

    terminal = Terminal()
    with answering(terminal):
        chosen = {out: not check_folder(out)}
        if cache:
            chosen[cache_dir] = (cache_dir / "CACHEDIR.TAG").exists()
        there = {folder: is_ours for folder, is_ours in chosen.items() if folder.exists()}
        raise_if_any(_refuse(folder) for folder, is_ours in there.items() if not is_ours)
        for folder in there:
            shutil.rmtree(folder.resolve())
            terminal.say(f"removed {folder}")
        if not there:
            terminal.say("nothing to remove")


def _refuse(folder: Path) -> ReportError:
    message = f"`{folder}` holds neither a build nor a cache of this program"
    return ReportError(message, hint="remove it by hand, if it is not needed")
