"""Turns the lines of a section into the numbers that its parsed prose does not account for.

The tree says what each part of a line is; here it is held against the line itself, so that what
the parser drops, such as the title of a link, is not dropped unseen.
"""

import re
from collections.abc import Iterator

from generator.documents.digits import TYPED, DigitRule
from generator.documents.numbers import NumberUse
from generator.documents.tree import Node, Tree
from generator.inputs.nouns import Section

_READ = frozenset({"text", "placeholder", "mistake", "citation", "xref", "key"})
"""Nodes that are as wide in the line as they say."""
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_ADDRESS = re.compile(r"<(?:https?|mailto):[^<>]*>")
_MARKUP = re.compile(
    r"^[\s>]*(?:[-*+]\s+)*\d{1,9}[.)](?=\s|$)"
    r"|\]\(\s*(?:<[^<>]*>|[^\s()\0]*)"
    r"|^\s*\[[^\]^][^\]]*\]:\s*\S+|\]\[[^\]]*\]"
    r"|\[\^[^\]]+\]:?"
    r"|[#.][^\s{}\"=.#\0]+"
    r"|(?:src|source|region|cite)=(?:\"[^\"]*\"|[^\s{}\"]+)"
)
"""Numbers of list items, addresses, labels of footnotes, ids and classes, and names of files."""


def find_leftovers(section: Section, tree: Tree, rule: DigitRule) -> Iterator[NumberUse]:
    """List the numbers and verdicts in a section's lines that stand in no part of its prose."""
    body = (_ADDRESS.sub(_blanked, line) for line in section.lines[section.body_line - 1 :])
    lines = dict(enumerate(body, section.body_line))
    for node in _walk(tree):
        _blank(node, lines)
    told = {problem.at.line for problem in tree.problems if problem.at}
    for number, text in lines.items():
        rest = _MARKUP.sub(_blanked, text)
        for offset, found, _kind in rule.find(rest) if number not in told else ():
            at = section.locate(number, offset + 1, len(found))
            yield NumberUse(text=found, kind=TYPED, at=at)


def _walk(tree: Tree) -> Iterator[Node]:
    for block in (*tree.blocks, *tree.footnotes):
        yield from block.walk()


def _blank(node: Node, lines: dict[int, str]) -> None:
    """Blank what a node accounts for."""
    at = node.at
    if node.kind in _READ:
        _blank_part(lines, at.line, at.column - 1, at.column - 1 + max(at.width, 1))
    elif node.kind == "code":
        for number in range(at.line, at.line + node.content.count("\n") + 2):
            _blank_part(lines, number, 0, None)
    elif node.kind == "code_inline":
        code = _CODE.match(lines.get(at.line, ""), at.column - 1)
        _blank_part(lines, at.line, at.column - 1, code.end() if code else None)
        if not code:
            _blank_part(lines, at.line + 1, 0, None)


def _blanked(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


def _blank_part(lines: dict[int, str], number: int, start: int, end: int | None) -> None:
    text = lines.get(number, "")
    stop = len(text) if end is None else min(end, len(text))
    if text and stop > start:
        lines[number] = text[:start] + "\0" * (stop - start) + text[stop:]
