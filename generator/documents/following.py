"""Turns the lock on a translation into what its readers are told: how much of it has grown old."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generator.documents.nouns import Part, TranslatedBlock
from generator.documents.parts import REPORT, WORDS, make_parts
from generator.documents.source_map import SourceMap, map_section
from generator.documents.syntax import make_parser
from generator.documents.translations import count_stale, find_states
from generator.documents.tree import Node, Tree, make_tree
from generator.inputs.nouns import Inputs, Language, Section, Strings
from generator.locales import format_count, make_locale
from generator.remembering import remembered

STALE = "stale"
"""Kind of the note at the head of a section whose blocks are not all up to date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One language's prose, parsed."""

    language: Language
    abstract: Tree
    sections: tuple[tuple[Section, Tree], ...]


def parse_language(language: Language) -> Parsed:
    """Parse all prose of one language.

    Raises: Problems, when it is nested too deeply to be read.
    """
    at = language.abstract_at
    return Parsed(
        language=language,
        abstract=make_tree(SourceMap(language.abstract, lambda *_: at), make_parser()),
        sections=tuple((section, _parse_section(section)) for section in language.sections),
    )


@remembered(lambda section: section.path)
def _parse_section(section: Section) -> Tree:
    return make_tree(map_section(section), make_parser())


def cut_language(language: Language) -> tuple[Part, ...]:
    """Cut one language into parts, without knowing what numbers they show."""
    parsed = parse_language(language)
    return make_parts(language, parsed.abstract, parsed.sections)


def find_source(inputs: Inputs) -> Language:
    """Tell which language the others are translated from."""
    return inputs.source or inputs.languages[0]


def follow(
    inputs: Inputs, language: Language, sources: Iterable[Part], parts: Iterable[Part]
) -> tuple[TranslatedBlock, ...]:
    """Tell how far a language follows the source language; that follows nothing."""
    if language.code == find_source(inputs).code:
        return ()
    lines = inputs.lock.blocks if inputs.lock else ()
    return find_states(sources, parts, (line for line in lines if line.language == language.code))


def add_notes(
    sections: Iterable[tuple[Section, Tree]], translated: Iterable[TranslatedBlock]
) -> list[tuple[Section, Tree]]:
    """Put a note at the head of every section that holds blocks older than their source."""
    stale = count_stale(translated)
    return [(section, _add_note(section, tree, stale[section.id])) for section, tree in sections]


def make_notice(translated: Sequence[TranslatedBlock], strings: Strings) -> str:
    """Say what is older than its source of all that stands in no section; else nothing."""
    stale = count_stale(translated)
    n_stale = stale[REPORT] + stale[WORDS]
    if not n_stale:
        return ""
    locale = make_locale(strings.code, strings.number_scale, strings)
    return format_count("document.stale_outside", n_stale, locale)


def _add_note(section: Section, tree: Tree, n_stale: int) -> Tree:
    if not n_stale:
        return tree
    note = Node(kind=STALE, at=section.title_at, content=str(n_stale))
    return replace(tree, blocks=(note, *tree.blocks))
