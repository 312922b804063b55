"""Turns content/translations.lock into what it says of each translated block, and back."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from generator.errors import Location, ReportError, raise_if_any
from generator.inputs.files import read_text, shown_path
from generator.inputs.nouns import Lock, LockedBlock

FORMAT = 1
NAME = "translations.lock"

_HEAD = (
    "# Of each translated block: the digest of its words, and of those that it was made from.",
    "# `python -m generator translated PATH` writes it, once a person has compared the two.",
)
_FORMAT = re.compile(r"format ([0-9]{1,9})")
_LINE = re.compile(
    r"(?P<language>\S+) (?P<section>\S+) (?P<anchor>\S+) (?P<kind>\S+) (?P<ordinal>[1-9][0-9]{0,8})"
    r" (?P<own>[0-9a-f]{16}) (?P<source>[0-9a-f]{16})"
)
_HINT_DAMAGED = (
    "a line is `language section id kind number digest digest`; take it out, and acknowledge "
    "what `check` then misses"
)


def read_lock(content: Path) -> Lock | None:
    """Read the lock, or find that there is none.

    Raises: ReportError, or Problems of them, when it is of another format, or damaged.
    """
    path = content / NAME
    if not path.exists():
        return None
    return parse_lock(read_text(path, content), shown_path(path))


@lru_cache(maxsize=4)
def parse_lock(text: str, path: str) -> Lock:
    """Read what the lock says.

    Raises: ReportError, when it is of another format; Problems, with every line that is damaged.
    """
    lines = [
        (Location(path=path, line=number, excerpt=line, width=max(1, len(line))), line)
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not line.startswith("#")
    ]
    _check_format(lines[0] if lines else (Location(path=path), ""))
    blocks: list[LockedBlock] = []
    errors: list[ReportError] = []
    for at, line in lines[1:]:
        found = _LINE.fullmatch(line)
        if found:
            blocks.append(_make_block(found, at))
        else:
            message = "this line of the translation lock is damaged"
            errors.append(ReportError(message, at=at, hint=_HINT_DAMAGED))
    raise_if_any([*errors, *_find_doubled(blocks)])
    return Lock(path=path, blocks=tuple(blocks))


def _make_block(found: re.Match[str], at: Location) -> LockedBlock:
    return LockedBlock(
        language=found["language"],
        section=found["section"],
        anchor=found["anchor"],
        kind=found["kind"],
        ordinal=int(found["ordinal"]),
        own=found["own"],
        source=found["source"],
        at=at,
    )


def lock_to_text(blocks: Iterable[LockedBlock]) -> str:
    """Write the lock, one line for each block, numbered anew in the order given."""
    counts: Counter[tuple[str, ...]] = Counter()
    lines = [*_HEAD, f"format {FORMAT}"]
    for block in blocks:
        group = (block.language, block.section, block.anchor, block.kind)
        counts[group] += 1
        lines.append(f"{' '.join(group)} {counts[group]} {block.own} {block.source}")
    return "\n".join(lines) + "\n"


def _check_format(line: tuple[Location, str]) -> None:
    at, text = line
    found = _FORMAT.fullmatch(text)
    if not found:
        message = f"the translation lock does not begin with `format {FORMAT}`"
        raise ReportError(message, at=at, hint="put the line back that says its format")
    if int(found[1]) > FORMAT:
        message = f"the translation lock is of format {found[1]}; this program reads {FORMAT}"
        hint = "use the version of the program that wrote it, or a later one"
        raise ReportError(message, at=at, hint=hint)
    if int(found[1]) < FORMAT:
        message = f"there is no format {found[1]} of the translation lock"
        raise ReportError(message, at=at, hint=f"write `format {FORMAT}`")


def _find_doubled(blocks: Iterable[LockedBlock]) -> Iterator[ReportError]:
    seen: dict[tuple[str | int, ...], LockedBlock] = {}
    for block in blocks:
        key = (block.language, block.section, block.anchor, block.kind, block.ordinal)
        first = seen.setdefault(key, block)
        if first is not block:
            message = f"this block stands in the lock already, in line {first.at.line}"
            yield ReportError(message, at=block.at, hint="keep the line that is right")
