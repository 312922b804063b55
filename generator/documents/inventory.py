"""Turns one language's prose, and what is made of it, into the inventory of all its numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.documents.digits import TYPED, make_digit_rule
from generator.documents.leftovers import find_leftovers
from generator.documents.nouns import Block, DocumentSection
from generator.documents.numbers import (
    Lookup,
    NumberUse,
    account_for,
    find_numbers,
    find_numbers_in_words,
)
from generator.documents.scene import Scene
from generator.documents.tree import Node, Tree
from generator.documents.verdicts import find_verdict, make_inline_verdict
from generator.errors import Location, ReportError
from generator.inputs.nouns import Section
from generator.remembering import remembered

_CLAIMS = "claim."
"""Words about claims are prose: no verdict may be typed into them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A section as it was written, as it was parsed, and as it will be shown."""

    section: Section
    tree: Tree
    made: DocumentSection


def make_inventory(
    scene: Scene, abstract: Tree, abstract_block: Block, sections: Iterable[Composed]
) -> tuple[NumberUse, ...]:
    """List every number of the article, and of the words around it, with its class."""
    return tuple(_Surveyor(scene).survey(abstract, abstract_block, sections))


@remembered(lambda scene, composed: (composed.section.path, scene.is_draft))
def _survey_section(scene: Scene, composed: Composed) -> tuple[NumberUse, ...]:
    return tuple(_Surveyor(scene).in_section(composed))


@remembered(lambda scene: (scene.language.code, scene.is_draft))
def _survey_strings(scene: Scene) -> tuple[NumberUse, ...]:
    return tuple(_Surveyor(scene).in_strings())


class _Surveyor:
    """Goes through the article in reading order."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._rule = make_digit_rule(scene.language.strings, scene.inputs.report.names)
        self._lookup = Lookup(
            say=self._say, cite=self._cite, number=self._number, judge=self._judge
        )

    def survey(
        self, abstract: Tree, abstract_block: Block, sections: Iterable[Composed]
    ) -> Iterator[NumberUse]:
        language = self._scene.language
        yield from self._in_words(language.title, language.title_at)
        for word in language.keywords:
            yield from self._in_words(word, language.keywords_at)
        for author in self._scene.inputs.report.authors:
            yield from self._in_words(author, language.title_at)
        yield from _survey_strings(self._scene.narrowed(""))
        yield from self._in_block(abstract_block, abstract.blocks)
        for composed in sections:
            yield from _survey_section(self._scene.narrowed(composed.section.path), composed)

    def _in_words(self, text: str, at: Location) -> Iterator[NumberUse]:
        return find_numbers_in_words(text, at, self._rule)

    def in_strings(self) -> Iterator[NumberUse]:
        """Find what is typed into words outside prose; what is no word stands at the top."""
        strings = self._scene.language.strings
        for key in (key for key in strings if "." in key):
            place = strings.places.get(key, Location(path=strings.path))
            for use in self._in_words(strings[key], place):
                if use.kind == TYPED or key.startswith(_CLAIMS):
                    yield use

    def in_section(self, composed: Composed) -> Iterator[NumberUse]:
        section, tree, blocks = composed.section, composed.tree, composed.made.blocks
        at = section.title_at
        yield NumberUse(text=str(section.number), kind="heading", at=at)
        minutes = str(composed.made.n_minutes)
        yield NumberUse(text=minutes, kind="reading time", at=at, is_shown=False)
        yield from self._in_words(section.title, at)
        for block, node in zip(blocks, tree.blocks, strict=False):
            yield from self._in_block(block, (node,))
        for block in blocks[len(tree.blocks) :]:
            yield from self._in_block(block, tree.footnotes if block.kind == "footnotes" else ())
        yield from find_leftovers(section, tree, self._rule)

    def _in_block(self, block: Block, nodes: Iterable[Node]) -> Iterator[NumberUse]:
        uses = tuple(find_numbers(nodes, self._rule, self._lookup))
        yield from uses
        yield from account_for(block.kind, block.site.text, block.at, uses)

    def _say(self, node: Node) -> str:
        try:
            return self._scene.say(node).text
        except ReportError:
            # Whoever renders it tells what is wrong.
            return ""

    def _cite(self, key: str) -> str:
        return str(self._scene.catalogue.citations.get(key, ""))

    def _judge(self, node: Node) -> tuple[str, tuple[str, ...]]:
        try:
            verdict = find_verdict(node, self._scene)
            return make_inline_verdict(verdict, self._scene), verdict.claim.sources
        except ReportError:
            # As above.
            return "", ()

    def _number(self, label_id: str) -> str:
        label = self._scene.catalogue.labels.get(label_id)
        return label.number if label else ""
