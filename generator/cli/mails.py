"""Turns the command that mails the report into one call of the program."""

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.cli.commands import answering
from generator.cli.options import (
    BaseUrl,
    CacheFolder,
    Content,
    Format,
    OutputFormat,
    Quiet,
    Templates,
)
from generator.cli.terminal import Terminal
from generator.errors import ReportError

if TYPE_CHECKING:
    from generator.delivery import Delivered, Fate

EXIT_SENDING = 5


def send(  # noqa: PLR0913 -- each parameter is an option of the command
    *,
    recipients: Annotated[
        Path | None,
        typer.Option(
            help="YAML file of names, addresses and languages; "
            "else `REPORT_RECIPIENTS` holds what would stand in it."
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Send; without it nothing is sent.")] = False,
    since: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="An earlier build: say what changed since, and send nothing if nothing did.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Only this address of the list; may be repeated."),
    ] = None,
    always: Annotated[
        bool,
        typer.Option("--always", help="Send although nothing changed, to those who lack it."),
    ] = False,
    resend_unknown: Annotated[
        bool,
        typer.Option("--resend-unknown", help="Send again where nobody knows if it arrived."),
    ] = False,
    allow_plain: Annotated[
        bool, typer.Option("--allow-plain", help="Let mails cross a network unencrypted.")
    ] = False,
    record: Annotated[
        Path, typer.Option(help="File that remembers who has which edition; it holds no address.")
    ] = Path("sent.jsonl"),
    previews: Annotated[
        Path | None,
        typer.Option(help="Folder for the mails of a dry run; else `mails` in the cache."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the build to mail.")] = Path(
        "build"
    ),
    content: Content = Path("content"),
    templates: Templates = Path("templates"),
    cache_dir: CacheFolder = Path(".cache"),
    base_url: BaseUrl = "",
    timeout: Annotated[
        float, typer.Option(min=1, help="Seconds to wait for each answer of the server.")
    ] = 60.0,
    answer: Format = OutputFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Mail the PDF to each recipient in their language, once; a dry run unless `--yes`.

    `SMTP_URL`, `MAIL_FROM` and `SEND_SECRET` say through which server, from whom, and under which
    secret the record is kept. Exit code 5: somebody is without their mail, or may be.
    """
    from generator.delivery import SendRequest, preview_report, send_report

    terminal = Terminal(is_json=answer == "json", is_quiet=quiet)
    request = SendRequest(
        content=content,
        templates=templates,
        cache=cache_dir,
        out=out,
        since=since,
        recipients=recipients,
        only=tuple(only or ()),
        record=record,
        previews=previews or cache_dir / "mails",
        base_url=base_url,
        is_always=always,
        resends_unknown=resend_unknown,
        allow_plain=allow_plain,
        timeout_s=timeout,
    )
    with answering(terminal, _GOES_ON):
        if yes:
            delivered = send_report(request, os.environ, terminal.say)
        else:
            delivered = preview_report(request, os.environ)
        _tell(delivered, terminal, previews=None if yes else request.previews)
        if not delivered.is_complete:
            raise typer.Exit(EXIT_SENDING)


_GOES_ON = "the record knows who has the mail, and the same command sends the rest"


def _tell(delivered: "Delivered", terminal: Terminal, previews: Path | None) -> None:
    """Say how everybody fared; an address is never shown whole, for a server's log is public."""
    counts = Counter(fate.state for fate in delivered.fates)
    if counts["unchanged"]:
        terminal.say(
            f"{_mails(counts['unchanged'])} not sent: nothing changed since the edition of "
            f"{delivered.since}; `--always` sends all the same"
        )
    if counts["already"]:
        terminal.say(f"{_mails(counts['already'])} sent by an earlier run")
    if previews is not None:
        terminal.say(
            f"a dry run: {_mails(len(delivered.wrote))} written to {previews}/, none sent; "
            "`--yes` sends"
        )
    elif counts["sent"]:
        terminal.say(f"{_mails(counts['sent'])} sent")
    wrong = (_make_error(fate) for fate in delivered.fates if fate.state in _WRONG)
    terminal.show((*wrong, *filter(None, (delivered.problem,))))
    terminal.emit(
        {
            "ok": delivered.is_complete,
            "dry_run": previews is not None,
            "wrote": [str(path) for path in delivered.wrote],
            "recipients": [_plain(fate) for fate in delivered.fates],
        }
    )


def _mails(number: int) -> str:
    return "1 mail" if number == 1 else f"{number:,} mails"


def _make_error(fate: "Fate") -> ReportError:
    from generator.delivery import hide_address

    who = hide_address(fate.recipient.address)
    reason = f": {fate.reason}" if fate.reason else ""
    return ReportError(f"`{who}` {_WRONG[fate.state]}{reason}", at=fate.recipient.at)


def _plain(fate: "Fate") -> dict[str, Any]:
    at = fate.recipient.at
    return {
        "file": at.path,
        "line": at.line,
        "state": fate.state,
        "reason": fate.reason,
        "linked": fate.is_linked,
    }


_WRONG = {
    "unknown": "may have the mail or not; it is not sent again without `--resend-unknown`",
    "refused": "got no mail; the server refuses it",
    "postponed": "got no mail yet; the server puts it off, and the same command tries again",
    "failed": "got no mail; the sending ended before",
}
"""What is said of those who are not known to have their mail."""
