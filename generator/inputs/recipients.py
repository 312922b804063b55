"""Turns the list of those who get the report by mail into recipients, each with its place."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel

from generator.errors import Location, Problems, ReportError, raise_if_any, suggest
from generator.inputs.files import read_text, shown_path
from generator.inputs.fitting import validate
from generator.inputs.schemas import LanguageCode, Strict, Words
from generator.inputs.strict_yaml import YamlFile, parse_yaml

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
"""Source: RFC 5321, sections 4.1.2 and 4.5.3.1: a dot-string and a domain, without quotes."""
_MOST_CHARACTERS = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who gets the report by mail."""

    name: str
    address: str
    language: str
    at: Location


class RecipientEntry(Strict):
    """One entry of the list."""

    name: Words
    address: Words
    language: LanguageCode


class RecipientsFile(RootModel[Annotated[list[RecipientEntry], Field(min_length=1)]]):
    """The whole list."""


def read_recipients(path: Path, languages: Sequence[str]) -> tuple[Recipient, ...]:
    """Read the list from a file; `languages` are those of the report, or none if that is unknown.

    Raises: ReportError, or Problems with everything that is wrong in it.
    """
    return parse_recipients(read_text(path, path.parent), shown_path(path), languages)


def parse_secret_recipients(
    text: str, source: str, languages: Sequence[str]
) -> tuple[Recipient, ...]:
    """Read the list from a secret of the environment: no message shows a line of it.

    Raises: Problems, with everything that is wrong in it.
    """
    try:
        recipients = parse_recipients(text, source, languages)
    except Problems as problems:
        raise Problems(_hide(error) for error in problems.errors) from None
    return tuple(replace(each, at=replace(each.at, excerpt="")) for each in recipients)


def parse_recipients(text: str, path: str, languages: Sequence[str]) -> tuple[Recipient, ...]:
    """Check a list of maps with `name`, `address` and `language`.

    Raises: Problems, with every misfit, invalid address, duplicate and unknown language.
    """
    file = parse_yaml(text, path)
    model = validate(RecipientsFile, file)
    recipients = tuple(
        Recipient(
            name=entry.name,
            address=entry.address,
            language=entry.language,
            at=file.places[n, "address"],
        )
        for n, entry in enumerate(model.root)
    )
    raise_if_any(_find_problems(recipients, file, languages))
    return recipients


def is_address(text: str) -> bool:
    """Tell whether this is an address that every mail server takes."""
    return len(text) <= _MOST_CHARACTERS and _ADDRESS.fullmatch(text) is not None


def has_control_character(text: str) -> bool:
    """Tell whether this could end the line of a header, or hide what it says."""
    return any(unicodedata.category(char)[0] == "C" or char in "\u2028\u2029" for char in text)


def _find_problems(
    recipients: Sequence[Recipient], file: YamlFile, languages: Sequence[str]
) -> Iterator[ReportError]:
    first: dict[str, Recipient] = {}
    for n, each in enumerate(recipients):
        if has_control_character(each.name):
            message = "`name` holds a line break or another control character"
            yield ReportError(message, at=file.places[n, "name"], hint="write it on one line")
        if not is_address(each.address):
            message = "`address`: one address such as ada@example.org expected"
            hint = "write a domain of other letters in its ASCII form, xn--…"
            yield ReportError(message, at=each.at, hint="" if each.address.isascii() else hint)
        earlier = first.setdefault(each.address.casefold(), each)
        if earlier is not each:
            message = f"this address stands here a second time; first on line {earlier.at.line}"
            yield ReportError(message, at=each.at, hint="keep one of them")
        if languages and each.language not in languages:
            message = f"the report was not built in the language `{each.language}`"
            hint = suggest(each.language, languages) or f"it was built in: {', '.join(languages)}"
            yield ReportError(message, at=file.places[n, "language"], hint=hint)


def _hide(error: ReportError) -> ReportError:
    """Leave out the line, and what was found there: the log of a server is read by others."""
    message, is_cut, _ = error.message.partition(", found ")
    at = replace(error.at, excerpt="") if error.at else None
    return ReportError(f"{message}, found something else" if is_cut else message, at=at)
