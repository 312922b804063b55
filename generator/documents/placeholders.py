"""Turns `{{ name | format(arguments) }}` into its parts."""

import re
from dataclasses import dataclass

from generator.documents.source_map import PIPE

_STRING = r'"(?:[^"\\]|\\.)*"'
_ARGUMENT = rf"(?:{_STRING}|[0-9]+)"
_WHOLE = re.compile(
    rf"""\{{\{{ \s* (?P<name>[a-z0-9_.-]+) \s*
        (?: \\?[|{PIPE}] \s* (?P<form>[a-z_]+) \s*
            (?: \( \s* (?P<arguments>{_ARGUMENT}(?:\s*,\s*{_ARGUMENT})*)? \s* \) \s* )?
        )? \}}\}}""",
    re.VERBOSE,
)
_NAME = re.compile(r"\{\{\s*([^\s{}|" + PIPE + r"]*)")
_NAME_RULE = re.compile(r"[a-z0-9_.-]+")
GRAMMAR = 'write `{{ name }}`, `{{ name | format }}` or `{{ name | format("words", 2) }}`'


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """Names a computed value and how it is to be said."""

    name: str
    form: str = ""
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong with something written, and what to do."""

    message: str
    hint: str = ""


def read_placeholder(text: str, start: int) -> tuple[Placeholder | Mistake, int]:
    """Parse the placeholder whose braces open at `start`; also say where it ends."""
    if match := _WHOLE.match(text, start):
        arguments = re.findall(_ARGUMENT, match["arguments"] or "")
        placeholder = Placeholder(
            name=match["name"],
            form=match["form"] or "",
            arguments=tuple(_plain(argument) for argument in arguments),
        )
        return placeholder, match.end()
    end = text.find("}}", start)
    if end < 0:
        line_end = text.find("\n", start)
        return Mistake(message="placeholder is not closed by `}}`", hint=GRAMMAR), (
            line_end if line_end > 0 else len(text)
        )
    return _malformed(text, start), end + 2


def _malformed(text: str, start: int) -> Mistake:
    named = _NAME.match(text, start)
    name = named[1] if named else ""
    if not name:
        return Mistake(message="placeholder names nothing", hint=GRAMMAR)
    if not _NAME_RULE.fullmatch(name):
        message = f"placeholder name `{name}` may hold only a–z, 0–9, `_`, `.` and `-`"
        return Mistake(message=message, hint=GRAMMAR)
    return Mistake(message=f"placeholder `{name}` is malformed", hint=GRAMMAR)


def _plain(argument: str) -> str:
    if not argument.startswith('"'):
        return argument
    return re.sub(r"\\(.)", r"\1", argument[1:-1]).replace(PIPE, "|")
