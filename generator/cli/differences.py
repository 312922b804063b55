"""Turns what changed since an earlier build, or since a publication, into lines for people."""

from typing import TYPE_CHECKING

from generator.changes import Changes
from generator.errors import printable

if TYPE_CHECKING:
    from generator.published import Difference

_KINDS = (
    ("numbers", "number"),
    ("wordings", "computed wording"),
    ("verdicts", "verdict"),
    ("sections", "section"),
    ("charts", "chart"),
)


def words_of_changes(changes: Changes) -> str:
    """Count what changed since the earlier edition; a section counts in each of its languages."""
    counts = [(len(getattr(changes, field)), word) for field, word in _KINDS]
    said = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n)
    return f"changed since the edition of {changes.since}: {said or 'nothing'}"


def words_of_difference(difference: "Difference") -> str:
    """Name a file that is not published as it was built, and say what was found."""
    reason = f"  ({difference.reason})" if difference.reason else ""
    return f"{difference.kind:<11} {printable(difference.path)}{printable(reason)}"
