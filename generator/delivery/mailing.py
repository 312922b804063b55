"""Turns a request into mails sent, or into files that show what would be sent."""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from generator.cache import Cache
from generator.changes import Changes, compare_editions
from generator.delivery.letters import Desk, check_words, draw_charts, make_draft
from generator.delivery.message import make_eml, make_letter, make_parcel
from generator.delivery.nouns import COMPLETE, Fate, Letter, Parcel, Stamp, State
from generator.delivery.record import Event, make_key, open_record, read_record
from generator.delivery.sending import Patience, send_parcels
from generator.delivery.settings import (
    RECIPIENTS,
    Settings,
    parse_settings,
    parse_settings_of_dry_run,
)
from generator.errors import ReportError, raise_if_any, suggest
from generator.inputs import read_edition, read_inputs
from generator.inputs.builds import FinishedBuild, read_build
from generator.inputs.recipients import Recipient, parse_secret_recipients, read_recipients

_PREVIEWS = "[0-9][0-9][0-9][0-9].*.eml"
_FONTS = "assets/fonts/*.ttf"
_PRIVATE = 0o700

Say = Callable[[str], None]
FindEvent = Callable[[str], Event | None]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRequest:
    """What to mail, to whom."""

    content: Path = Path("content")
    templates: Path = Path("templates")
    cache: Path = Path(".cache")
    out: Path = Path("build")
    """Folder of the build that is mailed."""
    since: Path | None = None
    """Folder of an earlier build: the mail says what changed."""
    recipients: Path | None = None
    """None for the list in the environment."""
    only: tuple[str, ...] = ()
    """Addresses of the list; empty for all."""
    record: Path = Path("sent.jsonl")
    previews: Path = Path(".cache/mails")
    base_url: str = ""
    """Where the site stands; empty for the address in report.yaml."""
    is_always: bool = False
    """Send although nothing changed."""
    resends_unknown: bool = False
    allow_plain: bool = False
    timeout_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How everybody on the list fared."""

    fates: tuple[Fate, ...]
    """Of a dry run, those who would get no mail."""
    wrote: tuple[Path, ...] = ()
    """Files of a dry run."""
    problem: ReportError | None = None
    """What ended the sending before its time."""
    since: str = ""
    """Date of the edition that this one was compared with."""

    @property
    def is_complete(self) -> bool:
        """Tell whether everybody has what they are to have."""
        return self.problem is None and all(fate.state in COMPLETE for fate in self.fates)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    settings: Settings
    parcels: tuple[Parcel, ...]
    settled: tuple[Fate, ...]
    """Those to whom nothing is sent now, and why."""
    since: str


def send_report(request: SendRequest, environment: Mapping[str, str], say: Say) -> Delivered:
    """Mail the report to all who lack it, and keep a record of it.

    Raises: ReportError, or Problems of them, before anything is sent.
    """

    def sleep(duration_s: float) -> None:
        if duration_s:
            say(f"the server put some off; trying again in {duration_s:.0f} s")
        time.sleep(duration_s)

    def read_settings() -> Settings:
        return parse_settings(
            environment, allow_plain=request.allow_plain, timeout_s=request.timeout_s
        )

    with open_record(request.record, _now) as record:
        plan = _plan(request, environment, read_settings, record.find)
        server = plan.settings.server
        if server is None:
            raise AssertionError
        if plan.parcels:
            say(f"sending {len(plan.parcels)} of {len(plan.parcels) + len(plan.settled)} mails")
        sender = plan.settings.sender.address
        sent = send_parcels(plan.parcels, server, sender, record, Patience(sleep=sleep))
    return Delivered(
        fates=_in_order((*plan.settled, *sent.fates)), problem=sent.problem, since=plan.since
    )


def preview_report(request: SendRequest, environment: Mapping[str, str]) -> Delivered:
    """Write the mails that would be sent as files, and send none.

    Raises: ReportError, or Problems of them, when there is anything to mend.
    """
    events = read_record(request.record)
    plan = _plan(request, environment, lambda: parse_settings_of_dry_run(environment), events.get)
    wrote = tuple(_write_previews(request.previews, plan.parcels))
    return Delivered(fates=_in_order(plan.settled), wrote=wrote, since=plan.since)


def _plan(
    request: SendRequest,
    environment: Mapping[str, str],
    read_settings: Callable[[], Settings],
    find_event: FindEvent,
) -> _Plan:
    """Find out who is to get what.

    Raises: ReportError, or Problems of them, with all that is wrong.
    """
    settings, build, recipients = _read_all(request, environment, read_settings)
    changes = compare_editions(
        read_edition(request.since) if request.since else None, build.edition
    )
    keys = {each: make_key(settings.secret, build.digest, each.address) for each in recipients}
    settled = tuple(
        Fate(recipient=each, state=state)
        for each in recipients
        if (state := _settle(find_event(keys[each]), changes.in_language(each.language), request))
    )
    left = [each for each in recipients if each not in {fate.recipient for fate in settled}]
    letters = _write_letters(request, settings, build, changes, {each.language for each in left})
    parcels = (
        make_parcel(each, letters[each.language], keys[each], settings.sender) for each in left
    )
    return _Plan(settings=settings, parcels=tuple(parcels), settled=settled, since=changes.since)


def _settle(event: Event | None, changes: Changes, request: SendRequest) -> State | None:
    """Tell why somebody gets nothing now; None for those who do."""
    if event == "sent":
        return "already"
    if event == "intent" and not request.resends_unknown:
        return "unknown"
    if changes.is_empty and not request.is_always:
        return "unchanged"
    return None


def _read_all(
    request: SendRequest, environment: Mapping[str, str], read_settings: Callable[[], Settings]
) -> tuple[Settings, FinishedBuild, tuple[Recipient, ...]]:
    errors: list[ReportError] = []
    settings = _attempt(read_settings, errors)
    build = _attempt(lambda: read_build(request.out), errors)
    languages = build.languages if build else ()
    recipients = _attempt(lambda: _read_list(request, environment, languages), errors)
    raise_if_any(errors)
    if settings is None or build is None or recipients is None:
        raise AssertionError
    return settings, build, recipients


def _attempt(read: Callable[[], Answer], errors: list[ReportError]) -> Answer | None:
    try:
        return read()
    except ReportError as error:
        errors.append(error)
        return None


def _read_list(
    request: SendRequest, environment: Mapping[str, str], languages: Sequence[str]
) -> tuple[Recipient, ...]:
    """Read who is to get the report; without a build nothing is known of `languages`."""
    secret = environment.get(RECIPIENTS, "")
    if request.recipients:
        listed = read_recipients(request.recipients, languages)
    elif secret:
        listed = parse_secret_recipients(secret, RECIPIENTS, languages)
    else:
        message = "nobody is named to send the report to"
        hint = f"name a file with `--recipients`, or set `{RECIPIENTS}` to what would stand in it"
        raise ReportError(message, hint=hint)
    by_address = {each.address.casefold(): each for each in listed}
    wanted = tuple(address.casefold() for address in request.only) or tuple(by_address)
    raise_if_any(_refuse_stranger(each, by_address) for each in wanted if each not in by_address)
    return tuple(each for address, each in by_address.items() if address in wanted)


def _refuse_stranger(address: str, known: Mapping[str, Recipient]) -> ReportError:
    message = f"`--only`: `{address}` is not on the list"
    return ReportError(message, hint=suggest(address, known))


def _write_letters(
    request: SendRequest,
    settings: Settings,
    build: FinishedBuild,
    changes: Changes,
    languages: set[str],
) -> dict[str, Letter]:
    """Write the letter of each language that somebody is to get it in."""
    if not languages:
        return {}
    models = request.content / "models"
    inputs = read_inputs(
        request.content,
        request.templates,
        models=models if models.is_dir() else request.cache / "models",
        languages=build.languages,
    )
    raise_if_any(check_words(inputs, build))
    site = request.base_url or inputs.report.site
    stamp = Stamp(sender=settings.sender, site=site, date=_now(), edition=build.digest)
    fonts = tuple(sorted(request.templates.glob(_FONTS)))
    desk = Desk(
        inputs=inputs,
        build=build,
        changes=changes,
        site=site,
        charts=draw_charts(inputs, build.results, fonts, Cache(request.cache)),
    )
    return {code: make_letter(make_draft(desk, code), stamp) for code in sorted(languages)}


def _write_previews(folder: Path, parcels: tuple[Parcel, ...]) -> Iterator[Path]:
    """Write each mail as a file; those of an earlier dry run go."""
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    for old in folder.glob(_PREVIEWS):
        old.unlink()
    for number, parcel in enumerate(parcels, start=1):
        path = folder / f"{number:04}.{parcel.letter.language}.eml"
        path.write_bytes(make_eml(parcel))
        yield path


def _in_order(fates: tuple[Fate, ...]) -> tuple[Fate, ...]:
    return tuple(sorted(fates, key=lambda fate: fate.recipient.at))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
