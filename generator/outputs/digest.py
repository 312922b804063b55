"""Turns what changed between two editions into words: for a page, a feed, a mail, a summary."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from generator.changes import (
    Changes,
    Edition,
    NumberChange,
    PlaceChange,
    VerdictChange,
    WordingChange,
)
from generator.figures.canvas import fill
from generator.inputs.nouns import Strings
from generator.locales import Format, Locale, format_date, format_value, make_locale
from generator.outputs.evidence import PAGE as EVIDENCE
from generator.provenance import anchor_of

_MOST_DIGITS = 6
_FORMATS = {
    "count": ("number", 0, 0),
    "flop": ("number", 0, 0),
    "nat": ("number", 3, 0),
    "ratio": ("number", 2, 0),
    "second": ("number", 1, 0),
    "share": ("percent", 1, 2),
    "share_difference": ("points", 1, 2),
    "wan_yuan": ("money", _MOST_DIGITS, 2 - _MOST_DIGITS),
    "year": ("years", 1, 0),
}
"""How a number of each unit is written here, with how many digits at least, and how many more the
value itself has; money has two, whatever the number scale."""

_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_MARKUP = re.compile(r"([\\`*_\[\]<>|#])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands at one place of a table."""

    text: str
    path: str = ""
    """Of the page that it leads to, below the language's folder; empty where it leads nowhere."""
    is_code: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All changes of one kind."""

    id: str
    title: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What changed with one edition, in one language."""

    id: str
    date: str
    """Of the edition, such as 2026-11-23."""
    title: str
    lead: str
    groups: tuple[Group, ...]

    @property
    def text(self) -> str:
        """Say all of it, in reading order."""
        return "\n".join((self.title, self.lead, *self._lines(), ""))

    def _lines(self) -> Iterator[str]:
        for group in self.groups:
            yield from (group.title, *group.header)
            yield from (cell.text for row in group.rows for cell in row)


def make_digest(changes: Changes, edition: Edition, strings: Strings) -> Digest:
    """Say in one language what changed; where things stand is looked up in the edition."""
    return _Writer(edition, strings).make(changes.in_language(strings.code))


def make_digests(edition: Edition, strings: Strings) -> tuple[Digest, ...]:
    """Say what changed with each edition, the newest first, as far as this language shows it."""
    return tuple(
        make_digest(changes, edition, strings)
        for changes in edition.history
        if not changes.in_language(strings.code).is_empty
    )


def digest_to_markdown(digest: Digest) -> str:
    """Write a digest as Markdown with tables, for the summary of a run."""
    lines = [f"### {escape_markdown(digest.title)}", "", escape_markdown(digest.lead)]
    for group in digest.groups:
        ruler = _markdown_row("---" for _ in group.header)
        lines += ["", f"**{escape_markdown(group.title)}**", "", _markdown_row(group.header), ruler]
        lines += [_markdown_row(tuple(map(_markdown_cell, row))) for row in group.rows]
    return "\n".join(lines) + "\n"


def digest_to_lines(digest: Digest) -> tuple[str, ...]:
    """Write a digest as lines of plain text, one for each change."""
    lines = [digest.lead]
    for group in digest.groups:
        lines += ["", group.title]
        for first, *others in group.rows:
            said = zip(group.header[1:], others, strict=True)
            lines.append(f"- {first.text} – " + "; ".join(f"{a}: {b.text}" for a, b in said))
    return tuple(lines)


class _Writer:
    """Writes one digest; holds what all of its groups share."""

    def __init__(self, edition: Edition, strings: Strings) -> None:
        self._strings = strings
        self._locale = make_locale(strings.code, strings.number_scale, strings)
        self._printed = {number.name for number in edition.numbers}
        self._titles = {
            place.section: place.title
            for place in edition.sections
            if place.language == strings.code
        }

    def make(self, changes: Changes) -> Digest:
        lead = "nothing" if changes.is_empty else "lead"
        earlier = self._say(lead, date=self._date(changes.since)) if changes.since else ""
        return Digest(
            id=changes.id,
            date=changes.date,
            title=self._say("edition", date=self._date(changes.date)),
            lead=earlier or self._say("first"),
            groups=tuple(self._groups(changes)),
        )

    def _groups(self, changes: Changes) -> Iterator[Group]:
        for name, header, rows in self._tables(changes):
            if rows:
                yield Group(
                    id=name,
                    title=self._say(name),
                    header=tuple(self._say(f"head.{word}") for word in header),
                    rows=rows,
                )

    def _tables(self, changes: Changes) -> Iterator[tuple[str, tuple[str, ...], tuple[Row, ...]]]:
        yield (
            "verdicts",
            ("claim", "before", "now"),
            tuple(map(self._verdict_row, changes.verdicts)),
        )
        yield (
            "numbers",
            ("number", "where", "before", "now", "difference"),
            tuple(map(self._number_row, changes.numbers)),
        )
        yield (
            "wordings",
            ("wording", "where", "before", "now"),
            tuple(map(self._wording_row, changes.wordings)),
        )
        yield "charts", ("chart", "difference"), tuple(map(self._chart_row, changes.charts))
        yield "sections", ("section", "difference"), tuple(map(self._section_row, changes.sections))

    def _verdict_row(self, change: VerdictChange) -> Row:
        statement = f"claim.{change.claim}.statement"
        is_known = statement in self._strings
        claim = self._strings[statement] if is_known else change.claim
        outcomes = (
            self._or_none(each and self._strings[f"document.verdict.{each}"])
            for each in (change.before, change.after)
        )
        return Cell(text=claim, is_code=not is_known), *outcomes

    def _number_row(self, change: NumberChange) -> Row:
        words = say_number(change, self._locale)
        moved = self._say("removed" if change.before else "added")
        if change.before and change.after:
            way = "up" if change.after > change.before else "down"
            moved = self._say(way, amount=words.difference)
        said = (words.before, words.after, moved)
        evidence = f"{EVIDENCE}#{anchor_of(change.name)}" if change.name in self._printed else ""
        name = Cell(text=change.name, path=evidence, is_code=True)
        return name, self._where(change.section), *map(self._or_none, said)

    def _wording_row(self, change: WordingChange) -> Row:
        said = (self._strings.texts.get(each, each) for each in (change.before, change.after))
        name = Cell(text=change.name, is_code=True)
        return name, self._where(change.section), *map(self._or_none, said)

    def _chart_row(self, change: PlaceChange) -> Row:
        path = self._path(change.section)
        chart = Cell(text=change.title, path=path and f"{path}#fig-{change.id}")
        return chart, Cell(text=self._say(change.kind))

    def _section_row(self, change: PlaceChange) -> Row:
        section = Cell(text=change.title, path=self._path(change.section))
        return section, Cell(text=self._say(change.kind))

    def _where(self, section: str) -> Cell:
        return Cell(text=self._titles.get(section, section), path=self._path(section))

    def _path(self, section: str) -> str:
        """Find the page of a section; one that is there no more has none."""
        if section not in self._titles:
            return ""
        return f"{section}/index.html" if section else "index.html"

    def _or_none(self, text: str) -> Cell:
        return Cell(text=text or self._say("none"))

    def _date(self, date: str) -> str:
        return format_date(dt.date.fromisoformat(date), self._locale)

    def _say(self, key: str, **parts: str) -> str:
        return fill(self._strings, f"changes.{key}", parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """A number that moved, in words; empty where there is no such value."""

    before: str
    after: str
    difference: str
    """Between what is printed, without its sign."""


def say_number(change: NumberChange, locale: Locale) -> NumberWords:
    """Write both values with as many digits as tell them apart, and how far these lie apart."""
    name, digits, shift = _FORMATS[change.unit]
    values = (*change.before, *change.after)
    while digits < _MOST_DIGITS and _are_one(values, digits + shift):
        digits += 1
    before, after = (
        tuple(_round(value, digits + shift) for value in side)
        for side in (change.before, change.after)
    )
    arguments = () if name == "money" else (str(digits),)

    def say(value: Decimal, name: str) -> str:
        return format_value(value, change.unit, Format(name=name, arguments=arguments), locale)

    apart = (abs(new - old) for old, new in zip(before, after, strict=False))
    return NumberWords(
        before="".join(say(value, name) for value in before),
        after="".join(say(value, name) for value in after),
        difference="".join(say(each, "points" if name == "percent" else name) for each in apart),
    )


def _are_one(values: tuple[Decimal, ...], digits: int) -> bool:
    return len({_round(value, digits) for value in values}) < len(values)


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), context=_WIDE)


def escape_markdown(text: str) -> str:
    """Keep words from being read as Markdown."""
    return _MARKUP.sub(r"\\\1", text)


def _markdown_cell(cell: Cell) -> str:
    return f"`{cell.text}`" if cell.is_code else escape_markdown(cell.text)


def _markdown_row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"
