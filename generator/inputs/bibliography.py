"""Turns the bibliography, references.yaml, into references that say how they were verified."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, RootModel, StringConstraints

from generator.claims import Claim
from generator.errors import ReportError, list_known
from generator.inputs.nouns import Author, Reference
from generator.inputs.schemas import DAY, DOI, WEB_ADDRESS, Key, Strict, Words
from generator.inputs.strict_yaml import Path, YamlFile

_Part = Literal[
    "author",
    "title",
    "issued",
    "container-title",
    "publisher",
    "publisher-place",
    "edition",
    "volume",
    "issue",
    "page",
    "number",
    "URL",
    "DOI",
    "ISBN",
]
"""What of an entry may be left unchecked, as CSL calls it."""
_Evidence = Literal[
    "work",
    "doi",
    "isbn",
    "publisher",
    "author",
    "site",
    "repository",
    "index",
    "catalogue",
    "bibliographies",
    "reports",
]
"""What may have been opened; strings.yaml says each to readers."""
_DONE = {"issued": "issued", "accessed": "read"}
_CHANGING = ("dataset", "post-weblog", "software", "webpage")
"""Kinds of works that change where they stand: a list of references says when they were read."""
_FEWEST_OF_MANY = 3
"""How many authors both styles print before they say that there are others."""
_RANGE = re.compile(r"(\d+)\s*[-–—]\s*(\d+)")


class AuthorEntry(Strict):
    """One author, in the terms of CSL."""

    family: str = ""
    given: str = ""
    literal: str = ""


class VerifiedEntry(Strict):
    """How an entry was verified: what was opened, and what of the entry that does not show."""

    against: list[_Evidence]
    unchecked: list[_Part] = Field(default_factory=list)


def _nothing_opened(value: object) -> object:
    """Read `not-found` as an entry for which nothing could be opened."""
    return {"against": []} if value == "not-found" else value


class ReferenceEntry(Strict):
    """One entry of references.yaml, in the terms of CSL 1.0.2."""

    id: Key
    type: Literal[
        "article",
        "article-journal",
        "article-newspaper",
        "book",
        "chapter",
        "dataset",
        "document",
        "paper-conference",
        "post-weblog",
        "report",
        "software",
        "standard",
        "thesis",
        "webpage",
    ]
    title: Words
    language: Words
    verified: Annotated[VerifiedEntry, BeforeValidator(_nothing_opened)]
    author: list[AuthorEntry] = Field(default_factory=list)
    others: bool = False
    issued: Annotated[str, StringConstraints(pattern=DAY)] = ""
    container_title: str = Field(default="", alias="container-title")
    publisher: str = ""
    publisher_place: str = Field(default="", alias="publisher-place")
    edition: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    url: Annotated[str, StringConstraints(pattern=WEB_ADDRESS)] = Field(default="", alias="URL")
    doi: Annotated[str, StringConstraints(pattern=DOI)] = Field(default="", alias="DOI")
    isbn: str = Field(default="", alias="ISBN")
    accessed: Annotated[str, StringConstraints(pattern=DAY)] = ""


class ReferencesFile(RootModel[list[ReferenceEntry]]):
    """references.yaml."""


def make_references(file: ReferencesFile, yaml: YamlFile) -> tuple[Reference, ...]:
    """Make references of the entries."""
    return tuple(
        Reference(
            key=entry.id,
            authors=tuple(Author(**author.model_dump()) for author in entry.author),
            has_others=entry.others,
            verified=tuple(entry.verified.against),
            unchecked=tuple(entry.verified.unchecked),
            at=yaml.locate((n, "id")),
            **entry.model_dump(exclude={"id", "author", "others", "verified"}),
        )
        for n, entry in enumerate(file.root)
    )


def check_entries(file: ReferencesFile, yaml: YamlFile, today: dt.date) -> Iterator[ReportError]:
    """Find entries that contradict themselves, or the day of the report."""
    for n, entry in enumerate(file.root):
        for is_wrong, key, message, hint in (*_look_into(entry), *_date(entry, today)):
            if is_wrong:
                at = yaml.places.get((n, *key), yaml.locate((n, *key)))
                yield ReportError(message, at=at, hint=hint)


def _look_into(entry: ReferenceEntry) -> Iterator[tuple[bool, Path, str, str]]:
    """List what may be wrong with an entry: whether it is, where, what, and how to mend it."""
    given = entry.model_dump(by_alias=True)
    for index, part in enumerate(entry.verified.unchecked):
        message = f"`unchecked` names `{part}`, which `{entry.id}` does not give"
        place = ("verified", "unchecked", index)
        yield not given[part], place, message, f"give it, or remove `{part}` here"
    yield (
        entry.others and len(entry.author) < _FEWEST_OF_MANY,
        ("others",),
        f"`{entry.id}` has other authors, but names only {len(entry.author)}",
        f"name the first {_FEWEST_OF_MANY}: styles print as many",
    )
    is_address_checked = "URL" not in entry.verified.unchecked
    yield (
        entry.type in _CHANGING and bool(entry.url) and not entry.accessed and is_address_checked,
        ("URL",),
        f"`{entry.id}` is a {entry.type}, which changes, and does not say when it was read",
        "add the day as `accessed:`",
    )
    yield (
        _runs_back(entry.page),
        ("page",),
        f"the pages `{entry.page}` end before they begin",
        "compare them with the work",
    )
    yield (
        bool(entry.isbn) and not _is_isbn(entry.isbn),
        ("ISBN",),
        f"`{entry.isbn}` is no ISBN: its last digit does not follow from the others",
        "compare it with the book",
    )


def _date(entry: ReferenceEntry, today: dt.date) -> Iterator[tuple[bool, Path, str, str]]:
    """List what may be wrong with the days of an entry, as `_look_into` does."""
    for key, day in (("issued", entry.issued), ("accessed", entry.accessed)):
        yield (
            _is_no_day(day),
            (key,),
            f"the day `{day}` is in no calendar",
            "compare it with the work" if key == "issued" else "look up when it was read",
        )
        yield (
            day > today.isoformat()[: len(day)],
            (key,),
            f"`{entry.id}` is said to be {_DONE[key]} in {day}, after the report: {today}",
            "compare it with the work, or bring `date:` of report.yaml up to date",
        )
    known = min(len(entry.issued), len(entry.accessed))
    yield (
        entry.accessed[:known] < entry.issued[:known],
        ("accessed",),
        f"`{entry.id}` is said to be read in {entry.accessed}, before it was issued",
        f"it was issued in {entry.issued}: compare both",
    )


def _is_no_day(text: str) -> bool:
    """Tell whether a year, a month or a day is one that never is."""
    try:
        dt.date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError:
        return True
    return False


def _runs_back(pages: str) -> bool:
    """Tell whether a range is upside down; an end that is cut short, as in 953–69, is not."""
    ends = _RANGE.fullmatch(pages)
    return ends is not None and len(ends[1]) == len(ends[2]) and int(ends[1]) > int(ends[2])


def check_keys(references: Iterable[Reference]) -> Iterator[ReportError]:
    """Find keys that two entries have."""
    first: dict[str, Reference] = {}
    for reference in references:
        known = first.setdefault(reference.key, reference)
        if known is not reference:
            message = f"the key `{reference.key}` stands here a second time"
            hint = f"it first stands at {known.at}: give one of the two another key"
            yield ReportError(message, at=reference.at, hint=hint)


def check_listed(claims: Iterable[Claim]) -> Iterator[ReportError]:
    """Find two claims that say of one and the same reference that it exists."""
    first: dict[str, Claim] = {}
    for claim in claims:
        known = first.setdefault(claim.reference or claim.id, claim)
        if known is not claim:
            message = f"claims `{known.id}` and `{claim.id}` are both about `{claim.reference}`"
            yield ReportError(
                message, at=claim.locate("reference"), hint="name the reference that is meant"
            )


def check_sources(claims: Iterable[Claim], references: Iterable[Reference]) -> list[ReportError]:
    """Find claims that name a reference which the bibliography lacks."""
    known = tuple(reference.key for reference in references)
    return [
        ReportError(
            f"claim `{claim.id}` names the unknown reference `{key}`",
            at=claim.locate(part),
            hint=list_known(key, known),
        )
        for claim in claims
        for part, keys in (
            ("cite", claim.cites),
            ("refuted_by", claim.refuted_by),
            ("reference", (claim.reference,) if claim.reference else ()),
        )
        for key in keys
        if key not in known
    ]


def _is_isbn(text: str) -> bool:
    """Check the last digit of an ISBN.

    Source: ISO 2108:2017, annex C; ISBN-10 by ISO 2108:1992.
    """
    digits = text.replace("-", "").replace(" ", "")
    tens = [*digits[:-1], "10" if digits[-1:] in {"X", "x"} else digits[-1:]]
    if not all(each.isascii() and each.isdigit() for each in tens):
        return False
    numbers = [int(each) for each in tens]
    if len(numbers) == len("9780262035613"):
        return sum(each * (3 if n % 2 else 1) for n, each in enumerate(numbers)) % 10 == 0
    shares = (each * (len(numbers) - n) for n, each in enumerate(numbers))
    return len(numbers) == len("0262035618") and sum(shares) % 11 == 0
