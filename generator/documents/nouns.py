"""Turns what a document is into nouns: blocks in sections, each as every output shows it."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from generator.documents.numbers import NumberUse
from generator.documents.reading_time import count_minutes
from generator.errors import Location
from generator.inputs.nouns import LockedBlock

_NOT_READ = frozenset({"figure", "explorer", "listing", "code", "references"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """One block as one output shows it.

    `text` is what the output must say, in reading order, made from the parsed prose and not from
    the HTML. It holds the numbers of headings, captions, equations, citations and references, the
    letters of footnotes, cells, code, and on the site the table behind a figure. It leaves out the
    numbers of list items, formulas (their TeX is in `formulas`), what is drawn inside charts, and
    alternative text.
    """

    html: str = ""
    text: str = ""
    formulas: tuple[str, ...] = ()
    provenance: str = ""
    """What stands behind the block, on the site: where the numbers come from that it uses first."""

    @property
    def shown(self) -> str:
        """Say all that the output shows in the block's place."""
        return f"{self.text}\n{self.provenance}" if self.provenance else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, figure, table … of a section: what stands between two blank lines."""

    kind: str
    id: str
    site: Rendering
    pdf: Rendering
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One place where prose names something."""

    kind: str
    """`value`, `figure`, `claim`, `citation` or `xref`."""
    name: str
    section: str
    block: int
    """Index in the section's blocks."""
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The smallest piece that is translated: a heading, paragraph, item, caption, cell or label."""

    section: str
    """Id of its section; the name of the file for what stands in report.yaml or strings.yaml."""
    heading: str
    """Id of the heading, or of the section's title, that it stands under."""
    anchor: str
    """The nearest id that it stands under, the same in every language."""
    kind: str
    ordinal: int
    """Its place, from 1, among those of its kind under its anchor."""
    depth: int = 0
    """Of a heading its level, of a list item how deep its list is nested."""
    words: str
    """Its tokens, white space folded, placeholders reduced to their names."""
    plain: str = ""
    """Its own words alone: without code, formulas, quotations and what is filled in."""
    marks: tuple[tuple[str, str], ...] = ()
    """Kind and name of everything in it that must be the same in every language."""
    shown: tuple[tuple[str, str], ...] = ()
    """Name of each number that it shows, and that number as rounded, in its stored unit."""
    is_chosen: bool = False
    """Whether a result chooses it from among others: a word that it turns round is no word older
    than its source, it is false."""
    at: Location

    @property
    def key(self) -> str:
        """Name it among the parts of its section."""
        return f"{self.anchor}/{self.kind}/{self.ordinal}"

    @property
    def fingerprint(self) -> str:
        """Digest what it says."""
        return _digest(self.words)


@lru_cache(maxsize=1 << 16)
def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


State = Literal["fresh", "stale", "missing", "orphan"]
"""Of a translated block: made from what its source says now; made from what that said once; not
there, or acknowledged by nobody; made from what the source lacks, or itself gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedBlock:
    """A block of a translation, with what it was made from, and what the lock says of it."""

    state: State
    part: Part | None = None
    source: Part | None = None
    locked: LockedBlock | None = None

    @property
    def section(self) -> str:
        """Say in which section it stands."""
        named = self.part or self.source or self.locked
        return named.section if named else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSection:
    """One section, laid out by its template."""

    id: str
    number: int
    title: str
    blocks: tuple[Block, ...]
    site_html: str
    pdf_html: str

    @property
    def anchor(self) -> str:
        """The id by which its title is reached."""
        return f"sec-{self.id}"

    @property
    def n_minutes(self) -> int:
        """How long reading it takes, without what is looked at or looked up rather than read."""
        read = (block.site.text for block in self.blocks if block.kind not in _NOT_READ)
        return count_minutes((self.title, *read))

    @property
    def headings(self) -> tuple[Block, ...]:
        """The headings inside, for a list of contents."""
        return tuple(block for block in self.blocks if block.kind == "heading")


@dataclass(frozen=True, kw_only=True)
class Document:
    """The whole article in one language, ready to be written in any format."""

    language: str
    title: str
    abstract: Block
    keywords: tuple[str, ...]
    sections: tuple[DocumentSection, ...]
    references: tuple[str, ...]
    """Keys in the order of the printed list."""
    uses: tuple[Use, ...]
    numbers: tuple[NumberUse, ...] = ()
    """Every number, in reading order, with its class."""
    parts: tuple[Part, ...] = ()
    """What is translated, cut as small as it is compared."""
    translated: tuple[TranslatedBlock, ...] = ()
    """How far a translation follows the source language; of the source language, nothing."""
    notice: str = ""
    """What the first page says of words that are older than those they were made from."""

    @property
    def n_minutes(self) -> int:
        """How long reading all of it takes, section by section."""
        return sum(section.n_minutes for section in self.sections)
