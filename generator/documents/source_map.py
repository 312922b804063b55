"""Turns offsets in what the Markdown parser hands on into places in the author's file."""

import bisect
import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it.token import Token

from generator.errors import Location
from generator.inputs.nouns import Section

PIPE = "\ue000"
"""Stands for `|` inside `{{ … }}` while parsing, or a table would be cut there."""
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_HEADING_MARK = re.compile(r"[^#]*#{1,6}[ \t]+")


@dataclass(frozen=True, slots=True)
class _Segment:
    """A run of parser content that stands in one piece on one source line."""

    offset: int
    line: int
    column: int


class Segments:
    """Where each piece of one block's content stands in the body; lines and columns from 0."""

    def __init__(self, segments: list[_Segment]) -> None:
        """Keep the pieces, which come in the order of their offsets."""
        self._segments = segments
        self._offsets = [segment.offset for segment in segments]

    def find(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character of the content."""
        segment = self._segments[max(0, bisect.bisect_right(self._offsets, offset) - 1)]
        return segment.line, segment.column + offset - segment.offset


Locate = Callable[[int, int, int], Location]
"""Of line and column in a body, from 0, and the width of what stands there."""


class SourceMap:
    """A body of Markdown, as the parser gets it, and the way back to its file."""

    def __init__(self, body: str, locate: Locate) -> None:
        """Protect the pipes in placeholders; every character keeps its place."""
        self._locate = locate
        self.body = _PLACEHOLDER.sub(lambda m: m[0].replace("|", PIPE), body)
        self._lines = self.body.split("\n")

    def locate(self, line: int, column: int, width: int = 1) -> Location:
        """Name a place; line and column of the body count from 0."""
        return self._locate(line, column, max(1, width))

    def locate_line(self, line: int) -> Location:
        """Name a whole line of the body, without the blanks around its words."""
        text = self.line(line)
        indent = len(text) - len(text.lstrip())
        return self.locate(line, indent, len(text.strip()))

    def line(self, line: int) -> str:
        """Return one line of the body, or nothing past its end."""
        return self._lines[line] if line < len(self._lines) else ""

    def map_block(self, token: Token, *, is_heading: bool) -> Segments:
        """Align the content of a paragraph or heading with its source lines.

        The parser strips what stands before each line (indents, quote and list marks), so the
        rest of the line is a suffix of the source line.
        """
        first = token.map[0] if token.map else 0
        segments, offset = [], 0
        for number, line in enumerate(token.content.split("\n"), first):
            source, words = self.line(number), line.lstrip()
            mark = _HEADING_MARK.match(source) if is_heading and number == first else None
            column = mark.end() if mark else len(source.rstrip()) - len(words.rstrip())
            indent = len(line) - len(words)
            segments += [
                _Segment(offset, number, max(0, column - indent)),
                _Segment(offset + indent, number, column),
            ]
            offset += len(line) + 1
        return Segments(segments)

    def map_row(self, number: int, cells: list[Token]) -> list[Segments]:
        """Align the cells of one table row, in order, with its source line."""
        spans = _cut_row(self.line(number))
        first = cells[0].content
        lead = spans[0][1].replace(r"\|", "|").strip()
        if not first or not lead.endswith(first):
            spans = spans[1:]
        spans += [(len(self.line(number)), "")] * (len(cells) - len(spans))
        return [
            _map_cell(number, start, text, cell)
            for (start, text), cell in zip(spans, cells, strict=False)
        ]


def map_section(section: Section) -> SourceMap:
    """Map the body of a section to its file."""
    return SourceMap(
        section.body,
        lambda line, column, width: section.locate(section.body_line + line, column + 1, width),
    )


def _cut_row(line: str) -> list[tuple[int, str]]:
    spans, start = [], 0
    for match in re.finditer(r"(?<!\\)\|", line):
        spans.append((start, line[start : match.start()]))
        start = match.end()
    return [*spans, (start, line[start:])]


def _map_cell(number: int, start: int, text: str, cell: Token) -> Segments:
    """Take up anew after each escaped pipe, of which the parser keeps one character of two."""
    words = text.strip()
    shift = max(0, len(words.replace(r"\|", "|")) - len(cell.content))
    column = start + len(text) - len(text.lstrip()) + shift
    segments = [_Segment(0, number, column)]
    for count, match in enumerate(re.finditer(r"\\\|", words)):
        offset = match.start() - count - shift
        segments.append(_Segment(offset, number, column - shift + match.start() + 1))
    return Segments(segments)
