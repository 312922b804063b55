"""Turns the environment into who sends, through which server, and under which secret."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr

from generator.delivery.nouns import Sender
from generator.delivery.transport import Server, parse_server
from generator.errors import ReportError, raise_if_any
from generator.inputs.recipients import has_control_character, is_address

SERVER, FROM, SECRET, RECIPIENTS = "SMTP_URL", "MAIL_FROM", "SEND_SECRET", "REPORT_RECIPIENTS"
"""Names of what is read from the environment."""

_LEAST_CHARACTERS = 16
_NOBODY = Sender(name="", address="dry-run@report.invalid")
_NO_SECRET = "a dry run needs no secret"  # noqa: S105 -- nothing is kept under it


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a mailing needs to know that stands in no file."""

    sender: Sender
    secret: str = field(repr=False)
    server: Server | None
    """None for a dry run."""


def parse_settings(
    environment: Mapping[str, str], *, allow_plain: bool, timeout_s: float
) -> Settings:
    """Take from the environment what sending needs; no message shows what is secret.

    Raises: Problems, with everything that is missing or wrong.
    """
    raise_if_any(_find_problems(environment))
    server = parse_server(environment[SERVER], allow_plain=allow_plain, timeout_s=timeout_s)
    return Settings(
        sender=_parse_sender(environment[FROM]), secret=environment[SECRET], server=server
    )


def parse_settings_of_dry_run(environment: Mapping[str, str]) -> Settings:
    """Take from the environment what a dry run can use; it does without.

    Raises: Problems, with everything that is there and wrong.
    """
    given = {name: value for name, value in environment.items() if value}
    raise_if_any(each for each in _find_problems(given) if "is not set" not in each.message)
    sender = _parse_sender(given[FROM]) if FROM in given else _NOBODY
    return Settings(sender=sender, secret=given.get(SECRET, _NO_SECRET), server=None)


def _find_problems(environment: Mapping[str, str]) -> Iterator[ReportError]:
    for name, hint in _HINTS.items():
        if not environment.get(name):
            yield ReportError(f"`{name}` is not set", hint=hint)
    sender = environment.get(FROM, "")
    if sender and (has_control_character(sender) or not is_address(parseaddr(sender)[1])):
        yield ReportError(f"`{FROM}` is no sender", hint=_HINTS[FROM])
    if 0 < len(environment.get(SECRET, "")) < _LEAST_CHARACTERS:
        message = f"`{SECRET}` is too short: at least {_LEAST_CHARACTERS} characters expected"
        yield ReportError(message, hint=_HINTS[SECRET])


def _parse_sender(text: str) -> Sender:
    name, address = parseaddr(text)
    return Sender(name=name, address=address)


_HINTS = {
    SERVER: "write smtps://user:password@host or smtp+starttls://user:password@host",
    FROM: "write a name and an address, such as: Our report <report@example.org>",
    SECRET: "make one and keep it: python -c 'import secrets; print(secrets.token_hex(32))'",
}
