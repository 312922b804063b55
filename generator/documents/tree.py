"""Turns the parser's flat tokens into a tree in which every node knows its place."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.documents.attributes import Attributes, find_attributes
from generator.documents.placeholders import Mistake, Placeholder
from generator.documents.source_map import PIPE, Segments, SourceMap
from generator.documents.syntax import make_words
from generator.errors import Location, Problems, ReportError

_NO_ATTRIBUTES = Attributes()
_DEEPEST = 40
_Find = Callable[[int], tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One piece of a section: what it is, what it holds, where it stands."""

    kind: str
    at: Location
    content: str = ""
    level: int = 0
    """Of a heading: how many `#` it has."""
    name: str = ""
    """Of a container its class, of code its language, of a footnote its label."""
    href: str = ""
    align: str = ""
    start: int = 1
    """Number of the first item of an ordered list."""
    is_tight: bool = False
    is_display: bool = False
    attributes: Attributes = _NO_ATTRIBUTES
    placeholder: Placeholder | None = None
    children: tuple["Node", ...] = ()
    alt: tuple["Node", ...] = ()

    @property
    def id(self) -> str:
        """The explicit id, or nothing."""
        return self.attributes.id

    def walk(self) -> "list[Node]":
        """List the node and all below it, alt texts included, in reading order."""
        found = [self]
        for child in (*self.children, *self.alt):
            found += child.walk()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The body of one section, or the abstract, parsed."""

    blocks: tuple[Node, ...]
    footnotes: tuple[Node, ...]
    problems: tuple[ReportError, ...]


def make_tree(source: SourceMap, parser: MarkdownIt) -> Tree:
    """Parse one body; what is wrong with its syntax goes to `problems`.

    Raises: Problems, when it is nested too deeply to be read.
    """
    builder = _Builder(source)
    nodes = builder.build(parser)
    return Tree(
        blocks=tuple(node for node in nodes if node.kind != "footnote"),
        footnotes=tuple(node for node in nodes if node.kind == "footnote"),
        problems=tuple(builder.problems),
    )


@dataclass(slots=True)
class _Builder:
    source: SourceMap
    problems: list[ReportError] = field(default_factory=list)
    cells: dict[int, Segments] = field(default_factory=dict)
    """Where each table cell stands, by the identity of its token."""

    def build(self, parser: MarkdownIt) -> tuple[Node, ...]:
        tokens = parser.parse(self.source.body)
        self._place_cells(tokens)
        return self._nest_blocks(tokens)

    def _place_cells(self, tokens: list[Token]) -> None:
        row: list[Token] = []
        line = 0
        for token in tokens:
            if token.type == "tr_open":
                row, line = [], token.map[0] if token.map else 0
            elif token.type == "tr_close" and row:
                places = self.source.map_row(line, row)
                self.cells |= {id(cell): place for cell, place in zip(row, places, strict=True)}
            elif token.type == "inline":
                row.append(token)

    def _nest_blocks(self, tokens: list[Token]) -> tuple[Node, ...]:
        stack: list[tuple[Token | None, list[Node]]] = [(None, [])]
        for token in tokens:
            if token.nesting > 0:
                line = token.map[0] if token.map else 0
                _refuse_depth(len(stack), self.source.locate_line(line))
                stack.append((token, []))
            elif token.nesting < 0:
                opening, children = stack.pop()
                if opening:
                    stack[-1][1].append(self._block(opening, tuple(children)))
            elif token.type == "inline":
                stack[-1][1].extend(self._inline(token, stack[-1][0]))
            else:
                stack[-1][1].append(self._leaf(token))
        return tuple(stack[0][1])

    def _block(self, token: Token, children: tuple[Node, ...]) -> Node:
        at = self.source.locate_line(token.map[0]) if token.map else _first(children)
        kind = token.type.removesuffix("_open")
        if kind == "container_block":
            return self._container(token, at, children)
        if kind == "heading":
            return self._heading(token, at, children)
        if kind == "footnote_reference":
            return Node(kind="footnote", at=at, name=token.meta["label"], children=children)
        return Node(
            kind=kind,
            at=at,
            align=str(token.attrs.get("style", "")).removeprefix("text-align:"),
            start=int(token.attrs.get("start", 1)),
            is_tight=token.hidden,
            children=children,
        )

    def _heading(self, token: Token, at: Location, children: tuple[Node, ...]) -> Node:
        attributes = _NO_ATTRIBUTES
        if children and children[-1].kind == "attributes":
            attributes, children = children[-1].attributes, children[:-1]
            if children and children[-1].kind == "text":
                last = replace(children[-1], content=children[-1].content.rstrip())
                children = (*children[:-1], last)
        level = int(token.tag[1:])
        return Node(kind="heading", at=at, level=level, attributes=attributes, children=children)

    def _container(self, token: Token, at: Location, children: tuple[Node, ...]) -> Node:
        text = self.source.line(token.map[0]) if token.map else ""
        start = text.find("{")
        found = find_attributes(text, start) if start >= 0 else None
        if not found or not found[0].classes or text[found[1] :].strip():
            message = "container does not say what it is"
            hint = "write `::: {.figure #fig-id}`; a container ends with `:::`"
            self.problems.append(ReportError(message, at=at, hint=hint))
            return Node(kind="container", at=at, name="note", children=children)
        if token.map and ":::" not in self.source.line(token.map[1]):
            message = f"container `.{found[0].classes[0]}` is not closed by `:::`"
            self.problems.append(ReportError(message, at=at))
        alt = found[0].find("alt")
        words = make_words(alt.text, alt.offset) if alt else []
        line = token.map[0] if token.map else 0
        return Node(
            kind="container",
            at=at,
            name=found[0].classes[0],
            attributes=found[0],
            children=children,
            alt=self._inline_tokens(words, lambda offset: (line, offset)),
        )

    def _leaf(self, token: Token) -> Node:
        at = self.source.locate_line(token.map[0]) if token.map else self.source.locate(0, 0)
        if token.type == "html_block":
            self._refuse_html(at)
        words = token.info.split(maxsplit=1)
        return Node(
            kind="code" if token.type in ("fence", "code_block") else token.type,
            at=at,
            content=token.content.replace(PIPE, "|"),
            name=words[0] if words else "",
        )

    def _inline(self, token: Token, parent: Token | None) -> tuple[Node, ...]:
        place = self.cells.get(id(token))
        if place is None:
            is_heading = bool(parent and parent.type == "heading_open" and parent.markup[0] == "#")
            place = self.source.map_block(token, is_heading=is_heading)
        return self._inline_tokens(token.children or [], place.find)

    def _inline_tokens(self, tokens: list[Token], find: _Find) -> tuple[Node, ...]:
        stack: list[tuple[Token | None, list[Node]]] = [(None, [])]
        for token in _cut_at_pipes(tokens):
            if token.nesting > 0:
                _refuse_depth(len(stack), self.source.locate(*find(token.meta.get("at", 0))))
                stack.append((token, []))
                continue
            children: tuple[Node, ...] = ()
            opening: Token | None = token
            if token.nesting < 0:
                opening, nodes = stack.pop()
                children = tuple(nodes)
            if opening:
                stack[-1][1].append(self._inline_node(opening, children, find))
        return tuple(stack[0][1])

    def _inline_node(self, token: Token, children: tuple[Node, ...], find: _Find) -> Node:
        meta = token.meta
        line, column = find(meta.get("at", 0))
        at = self.source.locate(line, column, meta.get("width", len(token.content)))
        read = meta.get("read")
        if isinstance(read, Mistake):
            self.problems.append(ReportError(read.message, at=at, hint=read.hint))
        if token.type == "html_inline":
            self._refuse_html(at)
        return Node(
            kind=_INLINE_KINDS.get(token.type, token.type.removesuffix("_open")),
            at=at,
            content=token.content.replace(PIPE, "|"),
            name=str(meta.get("label", token.markup)),
            href=str(token.attrs.get("href", "")),
            is_display=bool(meta.get("display")),
            attributes=meta.get("attributes", _NO_ATTRIBUTES),
            placeholder=read if isinstance(read, Placeholder) else None,
            children=children or self._inline_tokens(_parts(token), find),
            alt=self._inline_tokens(meta.get("alt") or [], find),
        )

    def _refuse_html(self, at: Location) -> None:
        message = "raw HTML is not allowed in prose"
        hint = "write Markdown; `<` itself is `&lt;` or `\\<`"
        self.problems.append(ReportError(message, at=at, hint=hint))


_INLINE_KINDS = {"text_special": "text", "em_open": "em", "strong_open": "strong"}


def _cut_at_pipes(tokens: list[Token]) -> list[Token]:
    """Cut texts before each `|`: in a table it has a backslash, which moves what follows."""
    if not any(token.type == "text" and "|" in token.content for token in tokens):
        return [token for token in tokens if token.type != "text" or token.content]
    cut = []
    for token in tokens:
        offset = token.meta.get("at", 0)
        pieces = re.split(r"(?=\|)", token.content) if token.type == "text" else [""]
        for piece in pieces if token.type == "text" else ():
            if piece:
                cut.append(Token("text", "", 0, content=piece, meta={"at": offset}))
            offset += len(piece)
        if token.type != "text":
            cut.append(token)
    return cut


def _refuse_depth(depth: int, at: Location) -> None:
    if depth > _DEEPEST:
        message = f"this stands in more than {_DEEPEST} other parts"
        hint = "nest lists, quotes and emphasis less deeply"
        raise Problems([ReportError(message, at=at, hint=hint)])


def _parts(token: Token) -> list[Token]:
    """Pictures are refused whole: what their alt holds was parsed apart from the rest."""
    return [] if token.type == "image" else token.children or []


def _first(children: tuple[Node, ...]) -> Location:
    return children[0].at if children else Location(path="")
