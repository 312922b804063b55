"""Turns the ids in all sections into numbers and targets, and finds the ids that are wrong."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator.claims import Claim
from generator.documents.tree import Node, Tree
from generator.errors import Location, ReportError, suggest
from generator.inputs.nouns import Section

PREFIXES = {
    "section": "sec",
    "figure": "fig",
    "table": "tbl",
    "equation": "eq",
    "listing": "lst",
    "claim": "claim",
    "explorer": "exp",
}
"""How ids of each kind begin."""

FREE_CONTAINERS = ("note", "references")
"""Containers that need no id."""

CONTAINERS = ("figure", "picture", "table", "listing", "claim", "explorer", *FREE_CONTAINERS)
"""What `::: {.name}` may be."""

_ID = re.compile(r"[a-z][a-z0-9-]*")
_NOTE_LABEL = re.compile(r"[\w-]+")
"""Footnote labels become part of an address in the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Something that can be referred to."""

    id: str
    kind: str
    """One of PREFIXES."""
    number: str
    section: str
    """Id of the section that it stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One place that cites a reference: the id to lead back to, and its section."""

    id: str
    section: str


@dataclass(slots=True)
class Catalogue:
    """All labels, cited keys and footnotes of one language, numbered in reading order."""

    labels: dict[str, Label] = field(default_factory=dict)
    citations: dict[str, int] = field(default_factory=dict)
    """Number of each cited reference, by key."""
    occurrences: dict[str, list[Occurrence]] = field(default_factory=dict)
    """Where each reference is cited, by key, in reading order."""
    citation_ids: dict[tuple[str, Location], str] = field(default_factory=dict)
    """Id of each citation, by the key and the place that cites it."""
    footnotes: dict[tuple[str, str], int] = field(default_factory=dict)
    """Number in its section of each footnote, by section and label."""
    problems: list[ReportError] = field(default_factory=list)

    def find(self, label_id: str, at: Location) -> Label:
        """Return what an id stands for.

        Raises: ReportError, when nothing has the id.
        """
        if label_id not in self.labels:
            message = f"nothing has the id `{label_id}`"
            raise ReportError(message, at=at, hint=suggest(label_id, self.labels))
        return self.labels[label_id]


def make_catalogue(
    abstract: Tree,
    sections: Iterable[tuple[Section, Tree]],
    reference_keys: Iterable[str],
    claims: Iterable[Claim],
) -> Catalogue:
    """Number everything that has a number; a claim cites what it leans on."""
    sources = {f"claim-{claim.id}": claim.sources for claim in claims}
    survey = _Survey(known_keys=tuple(reference_keys), sources=sources)
    survey.read_abstract(abstract)
    for section, tree in sections:
        survey.read_section(section, tree)
    return survey.catalogue


def is_inline_claim(node: Node) -> bool:
    """Tell whether marked words state a claim: `[words]{.claim #claim-id}`."""
    return node.kind == "span" and "claim" in node.attributes.classes


def letter(number: int) -> str:
    """Name a footnote: a … z, aa, ab …; digits would be read as part of the text's numbers."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


@dataclass(slots=True)
class _Survey:
    known_keys: tuple[str, ...]
    sources: Mapping[str, tuple[str, ...]]
    """Keys of the references that each claim rests on, by the claim's id in prose."""
    catalogue: Catalogue = field(default_factory=Catalogue)
    counts: dict[str, int] = field(default_factory=dict)
    section: str = ""
    heading_numbers: list[int] = field(default_factory=list)
    places: dict[str, Location] = field(default_factory=dict)
    """Where each id was first used."""

    def read_abstract(self, tree: Tree) -> None:
        for block in tree.blocks:
            if block.kind != "paragraph":
                message = f"the abstract holds a {block.kind}; it is one paragraph"
                self._complain(message, block.at)
            for node in block.walk():
                self._read(node, {})

    def read_section(self, section: Section, tree: Tree) -> None:
        self.section = section.id
        self.heading_numbers = [section.number]
        self._add("section", f"sec-{section.id}", str(section.number), section.locate(1, 1))
        defined = self._define_footnotes(tree)
        for block in (*tree.blocks, *tree.footnotes):
            for node in block.walk():
                self._read(node, defined)
        for label, at in defined.items():
            if (self.section, label) not in self.catalogue.footnotes:
                self._complain(f"footnote `{label}` is nowhere referred to", at)

    def _define_footnotes(self, tree: Tree) -> Mapping[str, Location]:
        defined: dict[str, Location] = {}
        for note in tree.footnotes:
            if not _NOTE_LABEL.fullmatch(note.name):
                message = f"footnote label `{note.name}` may hold only letters, digits, `_` and `-`"
                self._complain(message, note.at)
            if note.name in defined:
                self._complain(f"footnote `{note.name}` is written twice", note.at)
            defined.setdefault(note.name, note.at)
        return defined

    def _read(self, node: Node, footnotes: Mapping[str, Location]) -> None:
        match node.kind:
            case "heading":
                self._read_heading(node)
            case "container":
                self._read_container(node)
            case "formula" if node.is_display:
                self._number("equation", node)
            case "key":
                self._read_key(node)
            case "span" if node.attributes["cite"]:
                self._read_key(node)
            case "span" if is_inline_claim(node):
                self._read_claim(node)
            case "footnote_ref":
                self._read_footnote(node, footnotes)
            case "attributes":
                message = "attributes stand behind nothing that takes them"
                hint = "they follow a heading, a formula or `[words]`; `{` itself is `\\{`"
                self._complain(message, node.at, hint)

    def _read_heading(self, node: Node) -> None:
        depth = node.level - 1
        if not 1 <= depth <= len(self.heading_numbers):
            message = f"heading of level {node.level} stands where level 2 or one deeper may"
            hint = "the section's own title is `title:` in the front matter; headings start at `##`"
            self._complain(message, node.at, hint)
            depth = 1
        numbers = self.heading_numbers[: depth + 1]
        numbers = [*numbers[:-1], numbers[-1] + 1] if len(numbers) > depth else [*numbers, 1]
        self.heading_numbers = numbers
        self._demand_id("section", node, ".".join(str(number) for number in numbers))

    def _read_container(self, node: Node) -> None:
        kind = "figure" if node.name == "picture" else node.name
        if node.name not in CONTAINERS:
            hint = suggest(node.name, CONTAINERS) or f"containers: {', '.join(CONTAINERS)}"
            self._complain(f"unknown container `.{node.name}`", node.at, hint)
        elif kind == "claim":
            self._read_claim(node)
        elif kind == "explorer":
            self._demand_id(kind, node, "")
        elif kind in PREFIXES:
            self._number(kind, node)
        elif node.id:
            message = f"a {kind} takes no id: nothing can refer to it"
            self._complain(message, node.at, f"remove `#{node.id}`")

    def _read_claim(self, node: Node) -> None:
        self._demand_id("claim", node, "")
        for key in self.sources.get(node.id, ()):
            self._cite(key, node.at)

    def _number(self, kind: str, node: Node) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self._demand_id(kind, node, str(self.counts[kind]))

    def _demand_id(self, kind: str, node: Node, number: str) -> None:
        prefix = PREFIXES[kind]
        words = "heading" if kind == "section" else kind
        if not node.id:
            self._complain(f"{words} has no id", node.at, f"add `{{#{prefix}-…}}`")
        elif not node.id.startswith(f"{prefix}-"):
            message = f"id `{node.id}` of a {words} must begin with `{prefix}-`"
            self._complain(message, node.at)
        elif not _ID.fullmatch(node.id):
            message = f"id `{node.id}` may hold only a–z, 0–9 and `-`"
            self._complain(message, node.at)
        else:
            self._add(kind, node.id, number, node.at)

    def _add(self, kind: str, label_id: str, number: str, at: Location) -> None:
        first = self.places.setdefault(label_id, at)
        if label_id in self.catalogue.labels:
            self._complain(f"id `{label_id}` is used twice", at, f"first used at {first}")
            return
        self.catalogue.labels[label_id] = Label(
            id=label_id, kind=kind, number=number, section=self.section
        )

    def _read_key(self, node: Node) -> None:
        self._cite(node.content or node.attributes["cite"].removeprefix("@"), node.at)

    def _cite(self, key: str, at: Location) -> None:
        if key not in self.known_keys:
            message = f"no reference has the key `{key}`"
            self._complain(message, at, suggest(key, self.known_keys))
            return
        self.catalogue.citations.setdefault(key, len(self.catalogue.citations) + 1)
        places = self.catalogue.occurrences.setdefault(key, [])
        occurrence = Occurrence(id=f"cite-{key}-{letter(len(places) + 1)}", section=self.section)
        if self.catalogue.citation_ids.setdefault((key, at), occurrence.id) == occurrence.id:
            places.append(occurrence)

    def _read_footnote(self, node: Node, footnotes: Mapping[str, Location]) -> None:
        if node.name not in footnotes:
            message = f"footnote `{node.name}` is not written in this section"
            self._complain(message, node.at, suggest(node.name, footnotes))
            return
        numbers = self.catalogue.footnotes
        n_before = sum(section == self.section for section, _ in numbers)
        numbers.setdefault((self.section, node.name), n_before + 1)

    def _complain(self, message: str, at: Location, hint: str = "") -> None:
        self.catalogue.problems.append(ReportError(message, at=at, hint=hint))
