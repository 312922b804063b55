"""Turns the files that people write into the plain nouns that the rest of the program reads."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from generator.claims import Claim
from generator.errors import Location, ReportError, suggest
from generator.inputs.records import ModelRecord

Places = tuple[tuple[str, Location], ...]
"""Where the parts of an entry stand, by their dotted keys, for example `set.market`; and where the
key itself stands, by `set.market:`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands under one name of a file: where it is, and where its parts are."""

    at: Location
    places: Places = ()

    def locate(self, key: str) -> Location:
        """Name the place of a part, or of the entry where that part is left out."""
        return dict(self.places).get(key, self.at)

    def locate_key(self, key: str) -> Location:
        """Name the place of the key of a part: of what it is called, not of what it holds."""
        return dict(self.places).get(f"{key}:", self.locate(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption(Entry):
    """A number that nothing here computes: somebody chose it, and says why."""

    name: str
    value: Decimal
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    distribution: str = "fixed"
    """`fixed`, `uniform`, `triangular` or `pert` from `low` to `high`, the latter two with their
    mode at `value`; of `normal` and `lognormal`, `low` and `high` are the 5 % and 95 %
    quantiles."""
    source: str = ""
    """Id of the words in strings.yaml that say where the number comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Entry):
    """A named set of changes to the assumptions."""

    name: str
    base: str = ""
    """The scenario that this one starts from; empty for the assumptions themselves."""
    changes: tuple[tuple[str, Decimal], ...] = ()
    """Assumptions and the values that they are given."""
    factors: tuple[tuple[str, Decimal], ...] = ()
    """Assumptions and what the value that the scenario starts from is multiplied by."""
    is_strategy: bool = True
    """Whether it is a choice of the company's; an event that befalls it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketState(Entry):
    """A state that the market may be in: how likely, and what it multiplies."""

    name: str
    probability: Decimal
    factors: tuple[tuple[str, Decimal], ...] = ()
    """Assumptions and what their values are multiplied by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation(Entry):
    """How two assumptions move together: the correlation of their normal scores."""

    first: str
    second: str
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSettings(Entry):
    """How the distributions are drawn from, and which scenario is taken apart."""

    draws: int
    seed: int
    points: str = "random"
    """`random`, or `sobol` for scrambled Sobol points."""
    scenario: str
    """The scenario whose sensitivity is analysed."""
    correlations: tuple[Correlation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody who wrote a work: a person's name in two parts, or one literal name."""

    family: str = ""
    given: str = ""
    literal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One entry of the bibliography, in the terms of CSL 1.0.2."""

    key: str
    type: str
    title: str
    language: str
    verified: tuple[str, ...]
    """What was opened to check it, as strings.yaml says it; nothing, where it was not found."""
    unchecked: tuple[str, ...] = ()
    """Parts given here that nothing that was opened confirms, as CSL calls them."""
    authors: tuple[Author, ...] = ()
    has_others: bool = False
    """Whether it has more authors than are named."""
    issued: str = ""
    container_title: str = ""
    publisher: str = ""
    publisher_place: str = ""
    edition: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    url: str = ""
    doi: str = ""
    isbn: str = ""
    accessed: str = ""
    at: Location

    @property
    def is_found(self) -> bool:
        """Whether anything shows that the work exists."""
        return bool(self.verified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of the article in one language: its front matter and its Markdown."""

    id: str
    title: str
    number: int
    """Its place in report.yaml, from 1."""
    stem: str
    """The file's name without its ending, for example `04-models`."""
    body: str
    body_line: int
    """Line of the file at which the body starts, from 1."""
    path: str
    lines: tuple[str, ...]
    """All lines of the file, for excerpts."""
    title_at: Location

    def locate(self, line: int, column: int, width: int = 1) -> Location:
        """Name a place in the file; both count from 1."""
        excerpt = self.lines[line - 1] if line <= len(self.lines) else ""
        return Location(path=self.path, line=line, column=column, excerpt=excerpt, width=width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings(Mapping[str, str]):
    """Every word outside prose in one language, by dotted id."""

    code: str
    path: str
    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, Location] = field(default_factory=lambda: MappingProxyType({}))

    def __getitem__(self, key: str) -> str:
        """Return the words.

        Raises: ReportError, when the language has no such words.
        """
        try:
            return self.texts[key]
        except KeyError:
            message = f"no words for `{key}` in this language"
            hint = suggest(key, self.texts) or f"add `{key}` to the file"
            raise ReportError(message, at=Location(path=self.path), hint=hint) from None

    def __contains__(self, key: object) -> bool:
        """Say whether the language has the words; `Mapping`'s own test expects KeyError."""
        return key in self.texts

    def __iter__(self) -> Iterator[str]:
        """Go through the ids in the file's order."""
        return iter(self.texts)

    def __len__(self) -> int:
        """Count the ids."""
        return len(self.texts)

    @property
    def number_scale(self) -> str:
        """How money is scaled: `wan` (万元) or `million`."""
        return self["number_scale"]

    @property
    def citation_style(self) -> str:
        """How references are written: `gbt-7714` or `numeric`."""
        return self["citation_style"]

    @property
    def line_setting(self) -> str:
        """How lines are set: `han` or `latin`."""
        return self["line_setting"]

    @property
    def number_words(self) -> tuple[str, ...]:
        """Words that count as typed digits, such as `half`."""
        return self.lists.get("number_words", ())

    @property
    def allowed_words(self) -> tuple[str, ...]:
        """Words that look like numbers and are none, such as 万一."""
        return self.lists.get("allowed_words", ())

    @property
    def verdict_words(self) -> tuple[str, ...]:
        """Words that only the ledger may say, beside the titles of its verdicts."""
        return self.lists.get("verdict_words", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The article in one language."""

    code: str
    strings: Strings
    title: str
    title_at: Location
    abstract: str
    """One paragraph of Markdown, placeholders included."""
    abstract_at: Location
    keywords: tuple[str, ...]
    keywords_at: Location
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedBlock:
    """One line of content/translations.lock: a block as it was when a person acknowledged it."""

    language: str
    section: str
    """Id of its section, or the name of the file."""
    anchor: str
    """The nearest id that it stands under."""
    kind: str
    ordinal: int
    """Its place, from 1, among those of its kind under its anchor."""
    own: str
    """Digest of its own words."""
    source: str
    """Digest of the words in the source language that it was made from."""
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Which translated blocks a person has acknowledged, and what each was made from."""

    path: str
    blocks: tuple[LockedBlock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What report.yaml says of the whole."""

    languages: tuple[str, ...]
    """Codes; the first is the source language, the others are translations."""
    section_ids: tuple[str, ...]
    date: dt.date
    site: str = ""
    """Address at which the site is published, or empty."""
    authors: tuple[str, ...] = ()
    licence: str = ""
    networks: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    years: int = 5
    """How many years the scenarios look ahead."""
    risk: RiskSettings | None = None
    names: tuple[str, ...] = ()
    """Names that prose may type, digits and all, and that no language translates: CIFAR-10, Git."""
    places: Places = ()
    """Where `years` and `risk` stand."""
    path: str = "report.yaml"

    def locate(self, key: str) -> Location:
        """Name the place of a part, or the file where that part is left out."""
        return dict(self.places).get(key, Location(path=self.path))


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything that people wrote, read once; nothing later reads it again."""

    content: Path
    report: Report
    languages: tuple[Language, ...]
    source: Language | None = None
    """The source language, where it is not among those to be built."""
    lock: Lock | None = None
    """What is acknowledged of the translations, or nothing where the file is missing."""
    assumptions: tuple[Assumption, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    states: tuple[MarketState, ...] = ()
    claims: tuple[Claim, ...] = ()
    references: tuple[Reference, ...] = ()
    records: tuple[ModelRecord, ...] = ()
    templates: Mapping[str, str]
    """Text of each Jinja template, by its path below templates/."""
    assets: Mapping[str, bytes]
    """Every file below templates/assets/, by its path below that folder."""
    pictures: Mapping[str, bytes]
    """Every picture below content/, by its path below that folder."""
    sources: Mapping[str, str]
    """Text of what listings may quote: `generator/….py`, and code below content/ by its path."""
    unread: tuple[str, ...] = ()
    """Files, entries and parts of them that do not fit, such as `scenarios.yaml`,
    `scenarios.closed` and `assumptions.market.unit`: their errors are told already, and what
    stands in for them means nothing."""

    def without_prose(self) -> "Inputs":
        """Give what a section's rendering may look up: no other section's words."""
        return replace(self, languages=(), source=None, lock=None)

    @property
    def found_references(self) -> frozenset[str]:
        """Keys of the references that could be traced: claims are judged by them."""
        return frozenset(each.key for each in self.references if each.is_found)
