"""Turns the environment into who sends, through which server, and under which secret."""

from collections.abc import Callable, Mapping
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
    raise_if_any(find_setting_problems(environment, allow_plain=allow_plain).values())
    server = parse_server(environment[SERVER], allow_plain=allow_plain, timeout_s=timeout_s)
    return Settings(
        sender=_parse_sender(environment[FROM]), secret=environment[SECRET], server=server
    )


def parse_settings_of_dry_run(environment: Mapping[str, str]) -> Settings:
    """Take from the environment what a dry run can use; it does without.

    Raises: Problems, with everything that is there and wrong.
    """
    given = {name: text for name in (FROM, SECRET) if (text := environment.get(name))}
    problems = find_setting_problems(given)
    raise_if_any(problems[name] for name in given if name in problems)
    sender = _parse_sender(given[FROM]) if FROM in given else _NOBODY
    return Settings(sender=sender, secret=given.get(SECRET, _NO_SECRET), server=None)


def find_setting_problems(
    environment: Mapping[str, str], *, allow_plain: bool = False
) -> dict[str, ReportError]:
    """Name what is missing or wrong, by setting; no message shows what is set."""
    checks = {
        SERVER: lambda text: _check_server(text, allow_plain=allow_plain),
        FROM: _check_sender,
        SECRET: _check_secret,
    }
    found = {name: _check(name, environment.get(name, ""), check) for name, check in checks.items()}
    return {name: problem for name, problem in found.items() if problem}


def _check(name: str, text: str, check: Callable[[str], ReportError | None]) -> ReportError | None:
    return check(text) if text else ReportError(f"`{name}` is not set", hint=HINTS[name])


def _check_server(text: str, *, allow_plain: bool) -> ReportError | None:
    try:
        parse_server(text, allow_plain=allow_plain)
    except ReportError as problem:
        return problem
    return None


def _check_sender(text: str) -> ReportError | None:
    if has_control_character(text) or not is_address(parseaddr(text)[1]):
        return ReportError(f"`{FROM}` is no sender", hint=HINTS[FROM])
    return None


def _check_secret(text: str) -> ReportError | None:
    if len(text) < _LEAST_CHARACTERS:
        message = f"`{SECRET}` is too short: at least {_LEAST_CHARACTERS} characters expected"
        return ReportError(message, hint=HINTS[SECRET])
    return None


def _parse_sender(text: str) -> Sender:
    name, address = parseaddr(text)
    return Sender(name=name, address=address)


HINTS = {
    SERVER: "write smtps://user:password@host or smtp+starttls://user:password@host",
    FROM: "write a name and an address, such as: Our report <report@example.org>",
    SECRET: "make one and keep it: python -c 'import secrets; print(secrets.token_hex(32))'",
}
