"""Turns what an author must mend into a message that says where, what and how."""

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

_TAB_STOP = 4
_NEAR = 60
"""How many characters of a line are shown on either side of what is marked."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    """A place in a file that a person wrote; line and column count from 1, in characters."""

    path: str
    line: int = 1
    column: int = 1
    excerpt: str = ""
    """The whole source line, kept so that showing an error reads no file."""
    width: int = 1
    """How many characters of the line the caret underlines."""

    def __str__(self) -> str:
        """Name the place as editors understand it: path:line:column."""
        return f"{printable(self.path)}:{self.line}:{self.column}"


class ReportError(Exception):
    """Something that the author can mend: what is wrong, where, and how to put it right."""

    state: ClassVar[str] = ""
    """Of a translated block, how far it follows its source."""

    def __init__(self, message: str, *, at: Location | None = None, hint: str = "") -> None:
        """Keep the parts apart, so that each output can lay them out its own way."""
        super().__init__(message)
        self.message = message
        self.at = at
        self.hint = hint

    def __str__(self) -> str:
        """Show the place and the message on one line."""
        return f"{self.at}: {self.message}" if self.at else self.message

    def __reduce__(self) -> tuple[object, ...]:
        """Cross process borders whole: keyword-only arguments are lost otherwise."""
        return _restore, (type(self), self.message, self.at, self.hint)


class ModelError(ReportError):
    """A network's weights or record are not what they claim to be."""


class Problems(ReportError):  # noqa: N818 -- it is several errors, not one
    """Everything wrong that one pass found, in file order."""

    def __init__(self, errors: Iterable[ReportError]) -> None:
        """Sort the errors by file, line and column; those without a place come last."""
        self.errors = tuple(sorted(set_of(errors), key=_file_order))
        super().__init__("; ".join(str(error) for error in self.errors))

    def __reduce__(self) -> tuple[object, ...]:
        """Cross process borders whole."""
        return Problems, (self.errors,)


class StaleTranslationError(ReportError):
    """A block that is older than what it was made from."""

    state: ClassVar[str] = "stale"


class MissingTranslationError(ReportError):
    """A block that has no translation, or one that nobody has acknowledged."""

    state: ClassVar[str] = "missing"


class OrphanTranslationError(ReportError):
    """A block that was made from what the source language lacks, or is itself gone."""

    state: ClassVar[str] = "orphan"


class StaleTranslations(Problems):
    """Every block that is older than what it was made from, where that is not to be."""


def _restore(kind: type[ReportError], message: str, at: Location | None, hint: str) -> ReportError:
    return kind(message, at=at, hint=hint)


def set_of(errors: Iterable[ReportError]) -> tuple[ReportError, ...]:
    """Open nested Problems and drop what is said twice of one place."""
    flat: dict[tuple[object, str], ReportError] = {}
    for error in errors:
        for each in error.errors if isinstance(error, Problems) else (error,):
            flat.setdefault((each.at, each.message), each)
    return tuple(flat.values())


def raise_if_any(errors: Iterable[ReportError]) -> None:
    """Raise all errors as one.

    Raises: Problems, when there is at least one error.
    """
    found = tuple(errors)
    if found:
        raise Problems(found)


def _file_order(error: ReportError) -> tuple[bool, Location, str]:
    return error.at is None, error.at or Location(path=""), error.message


def suggest(word: str, known: Iterable[str]) -> str:
    """Say ``did you mean `x`?`` for the nearest known word, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"did you mean `{near[0]}`?" if near else ""


def list_known(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, or list all of them."""
    words = tuple(known)
    listed = ", ".join(f"`{each}`" for each in words) or "none"
    return suggest(word, words) or f"known here: {listed}"


def printable(text: str) -> str:
    """Escape control characters, so that a file name cannot forge a line of output."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def display_width(text: str) -> int:
    """Count terminal columns: wide East Asian characters take two, combining marks none.

    Source: Unicode Standard Annex 11.
    """
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def format_error(error: ReportError) -> str:
    """Lay out one error: place and message, the line with a caret, the hint."""
    lines = [f"error: {printable(error.message)}"]
    if error.at:
        lines.append(f"  --> {error.at}")
        if error.at.excerpt.strip():
            lines += _format_excerpt(error.at)
    if error.hint:
        lines.append(f"  hint: {printable(error.hint)}")
    return "\n".join(lines)


def _format_excerpt(at: Location) -> list[str]:
    start = at.column - 1
    before, marked, after = _clip(
        at.excerpt[:start].expandtabs(_TAB_STOP),
        at.excerpt[start : start + at.width],
        at.excerpt[start + at.width :].rstrip(),
    )
    number = str(at.line)
    gutter = " " * len(number)
    caret = " " * display_width(before) + "^" * max(1, display_width(marked))
    return [
        f"  {gutter} |",
        f"  {number} | {printable(before + marked + after)}",
        f"  {gutter} | {caret}",
    ]


def _clip(before: str, marked: str, after: str) -> tuple[str, str, str]:
    """Keep what stands near the mark: a paragraph is often one long line."""
    if len(before) > _NEAR:
        before = "…" + before[-_NEAR:]
    if len(marked) > _NEAR:
        return before, marked[:_NEAR] + "…", ""
    return before, marked, after if len(after) <= _NEAR else after[:_NEAR] + "…"
