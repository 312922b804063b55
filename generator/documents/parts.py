"""Turns parsed prose and words into parts, the smallest pieces that are translated."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.documents.nouns import Part
from generator.documents.placeholders import Placeholder
from generator.documents.tree import Node, Tree
from generator.documents.values import Values
from generator.documents.wording import (
    find_marks,
    find_marks_in_words,
    find_marks_of_container,
    fold,
    say_plainly,
    say_tokens,
)
from generator.errors import Location
from generator.inputs.nouns import Language, Section, Strings
from generator.remembering import remembered

Lists = Mapping[str, Sequence[str]]
"""Lists of words in strings.yaml, by id."""

REPORT = "report.yaml"
"""Stands for the section of what report.yaml says in each language."""
WORDS = "strings.yaml"
"""Stands for the section of the words outside prose."""
SETTINGS = ("number_scale", "citation_style", "line_setting", "date_pattern")
"""Ids in strings.yaml that choose how a language writes: nothing is translated in them."""
_BY_ENTRY = "document.reference.others."
"""Words in the language of a reference, whatever language the article is in."""

_CHOSEN = (
    "document.verdict.",
    "break_even.",
    "decision.",
    "first_year_above_s.",
    "irr.",
    "payback.",
)
"""Ids in strings.yaml whose words a verdict or a result chooses."""
_BLANK = "(blank)"
"""Stands for a label of blanks alone: a gap between words counts as a label, too."""
SIGN_WORDS = "sign-words"
"""Kind of the words that `by_sign` chooses from."""
_CAPTIONED = ("figure", "picture", "table", "listing")
_LISTS = {"bullet_list": "item", "ordered_list": "numbered-item"}


def make_parts(
    language: Language,
    abstract: Tree,
    sections: Iterable[tuple[Section, Tree]],
    values: Values | None = None,
) -> tuple[Part, ...]:
    """Cut one language into parts, in reading order; its words outside prose come last.

    Without values it is not known what numbers are shown.
    """
    lists = language.strings.lists
    cutter = _Cutter(REPORT, "abstract", lists, values)
    cutter.cut_words("title", language.title, language.title_at)
    cutter.cut(abstract.blocks, "paragraph")
    for word in language.keywords:
        cutter.cut_words("keywords", word, language.keywords_at)
    parts = cutter.parts
    for section, tree in sections:
        parts += _cut_section(section, tree, lists, values)
    return (*parts, *_cut_strings(language.strings))


@remembered(lambda section, _tree, _lists, values: (section.path, values is None))
def _cut_section(
    section: Section, tree: Tree, lists: Lists, values: Values | None
) -> tuple[Part, ...]:
    cutter = _Cutter(section.id, f"sec-{section.id}", lists, values)
    cutter.cut_words(cutter.heading, section.title, section.title_at)
    cutter.cut(tree.blocks, "paragraph")
    for note in sorted(tree.footnotes, key=lambda each: each.name):
        cutter.cut_under(f"note-{note.name}", note.children, "footnote")
    return tuple(cutter.parts)


@remembered(lambda strings: strings.path)
def _cut_strings(strings: Strings) -> tuple[Part, ...]:
    return tuple(
        _make_part_of_words(
            WORDS,
            "_".join(name.split()),
            1,
            strings[name],
            strings.places.get(name, Location(path=strings.path)),
        )
        for name in strings
        if name not in SETTINGS and not name.startswith(_BY_ENTRY)
    )


def _make_part_of_words(section: str, anchor: str, ordinal: int, text: str, at: Location) -> Part:
    return Part(
        section=section,
        heading=anchor,
        anchor=anchor,
        kind="words",
        ordinal=ordinal,
        words=fold(text) or _BLANK,
        plain=fold(text),
        marks=tuple(find_marks_in_words(text)),
        is_chosen=section == WORDS and anchor.startswith(_CHOSEN),
        at=at,
    )


class _Cutter:
    """Walks through one section, knowing under which ids it is."""

    def __init__(self, section: str, heading: str, lists: Lists, values: Values | None) -> None:
        self.section = section
        self.heading = heading
        self.parts: list[Part] = []
        self._anchor = heading
        self._depth = 0
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lists = lists
        self._values = values

    def cut_words(self, anchor: str, text: str, at: Location) -> None:
        """Take a title or a keyword, which is words alone."""
        ordinal = self._count(anchor, "words")
        self.parts.append(_make_part_of_words(self.section, anchor, ordinal, text, at))

    def cut(self, nodes: Iterable[Node], kind: str) -> None:
        """Take blocks; `kind` is that of paragraphs among them."""
        for node in nodes:
            match node.kind:
                case "paragraph":
                    self._take(kind, node, node.children)
                case "heading":
                    self.heading = self._anchor = node.id or self.heading
                    self._depth = node.level
                    self._take("heading", node, node.children)
                    self._depth = 0
                case "bullet_list" | "ordered_list":
                    self._depth += 1
                    for item in node.children:
                        self.cut(item.children, _LISTS[node.kind])
                    self._depth -= 1
                case "blockquote":
                    self.cut(node.children, "quote")
                case "table":
                    self._cut_table(node)
                case "equation":
                    self._cut_equation(node)
                case "container":
                    self._cut_container(node)
                case _:
                    self._take(node.kind, node, (node,))

    def cut_under(self, anchor: str, nodes: Iterable[Node], kind: str) -> None:
        """Take blocks that stand under an id of their own."""
        before, self._anchor = self._anchor, anchor or self._anchor
        self.cut(nodes, kind)
        self._anchor = before

    def _cut_table(self, node: Node) -> None:
        for row in (row for part in node.children for row in part.children):
            for cell in row.children:
                at = cell.at if cell.at.path else row.at
                self._take("cell", cell, cell.children, at)

    def _cut_equation(self, node: Node) -> None:
        before = self._anchor
        for child in node.children:
            self._anchor = child.id or before
            self._take("formula", child, (child,))
        self._anchor = before

    def _cut_container(self, node: Node) -> None:
        before, self._anchor = self._anchor, node.id or self._anchor
        # It counts even where it holds no words: the explorer, or the list of references.
        self._take(node.name, node, node.alt)
        marks = (*self.parts[-1].marks, *find_marks_of_container(node))
        self.parts[-1] = replace(self.parts[-1], marks=marks)
        self.cut(node.children, "caption" if node.name in _CAPTIONED else f"{node.name}-text")
        self._anchor = before

    def _take(
        self, kind: str, node: Node, nodes: Sequence[Node], at: Location | None = None
    ) -> None:
        self.parts.append(
            Part(
                section=self.section,
                heading=self.heading,
                anchor=self._anchor,
                kind=kind,
                ordinal=self._count(self._anchor, kind),
                depth=self._depth,
                words=say_tokens(nodes),
                plain=say_plainly(nodes),
                marks=tuple(find_marks(nodes, self._lists)),
                shown=tuple(self._find_shown(nodes)),
                at=at or node.at,
            )
        )
        for each in (each for node in nodes for each in node.walk()):
            if each.placeholder and each.placeholder.form == "by_sign":
                self._take_chosen(each, each.placeholder)

    def _take_chosen(self, node: Node, placeholder: Placeholder) -> None:
        """Take the words that the sign of a number chooses from."""
        ordinal = self._count(self._anchor, SIGN_WORDS)
        words = " / ".join(fold(each) for each in placeholder.arguments)
        self.parts.append(
            Part(
                section=self.section,
                heading=self.heading,
                anchor=self._anchor,
                kind=SIGN_WORDS,
                ordinal=ordinal,
                words=words,
                plain=words,
                marks=(("value", placeholder.name),),
                is_chosen=True,
                at=node.at,
            )
        )

    def _count(self, anchor: str, kind: str) -> int:
        self._counts[anchor, kind] += 1
        return self._counts[anchor, kind]

    def _find_shown(self, nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
        for each in (each for node in nodes for each in node.walk()):
            if each.placeholder and self._values:
                shown = self._values.find_shown(each.placeholder)
                if shown is not None:
                    yield each.placeholder.name, format(shown, "f")
