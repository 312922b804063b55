"""Turns what a document is into nouns: blocks in sections, each as every output shows it."""

from dataclasses import dataclass

from generator.errors import Location


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
