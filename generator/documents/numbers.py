"""Turns parsed prose into every number that stands in it, each with its class and its place.

What is of no class was typed by hand, and is an error where it stands.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from generator.documents.crossrefs import is_inline_claim
from generator.documents.digits import HAN_NUMERALS, OTHER_NUMERALS, TYPED, VERDICT, DigitRule
from generator.documents.tree import Node
from generator.documents.wording import WIDE
from generator.errors import Location, ReportError

_SHOWN = re.compile(rf"\u2212?[0-9]+(?:[.,][0-9]+)*%?|[{OTHER_NUMERALS}]|[{HAN_NUMERALS}]|\d")
_SCRIPT = re.compile(
    r"[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|.)|\\[hv]space\{[^{}]*\}|\[\d\]"
)
_TEX_NUMBER = re.compile(r"\d+(?:(?:\.|\{,\}|,)\d+)*")
_TEX_WORDS = re.compile(r"(?<=\\text\{)[^{}]*")
_YEAR_ALONE = re.compile(r"\d{4}(?:\s?[-–—]\s?\d{4})?")
_FILLED = re.compile(r"\{[^{}]*\}")
_WIDE = re.compile(WIDE)
_EMPHASES = frozenset({"em", "strong", "link"})
_FEW = ("0", "1", "2")
"""Numbers that a formula, and how it is spoken, may hold."""
_HINT = "name a computed value, as in `{{ scenario.article.profit | money }}`"
_HINT_VERDICT = "state the claim between `::: {.claim #claim-…}` and `:::`; its verdict is computed"

GENERATED: Mapping[str, str] = {
    "figure": "table cell",
    "explorer": "table cell",
    "listing": "listing",
    "claim": "claim",
    "references": "reference",
    "stale": "label",
}
"""Class of what the program itself adds to a block of each kind."""

CLASSES = (
    *("placeholder", "claim", "citation", "quotation", "formula", "alternative", "name", "date"),
    *("ordinal", "list", "heading", "label", "table cell", "listing", "reference", "address"),
    "reading time",
)
"""What a number of a Document may be, in the order in which counts are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberUse:
    """A number, or words that hold one, at the place that it comes from."""

    text: str
    kind: str
    """One of CLASSES; TYPED or VERDICT for what has no right to stand there."""
    at: Location
    is_shown: bool = True
    """Whether it is among the words of its block; formulas, alternative texts, addresses and the
    numbers of list items stand beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What prose only names, as words."""

    say: Callable[[Node], str]
    """What a placeholder prints, or nothing where it names nothing."""
    cite: Callable[[str], str]
    """Number of a reference, by its key."""
    number: Callable[[str], str]
    """Number of a heading, a figure, an equation … by its id, or nothing."""
    judge: Callable[[Node], tuple[str, tuple[str, ...]]]
    """What the ledger says of a claim in a sentence, and the keys of the claim's sources."""


def find_shown_numbers(text: str) -> tuple[str, ...]:
    """List the numbers in a text, in order, with their true minus signs and percent signs.

    Chinese numerals count one by one: an end of line among them then changes nothing.
    """
    return tuple(_SHOWN.findall(text))


def find_numbers(nodes: Iterable[Node], rule: DigitRule, lookup: Lookup) -> Iterator[NumberUse]:
    """List every number of these nodes with its class, in reading order."""
    reader = _Reader(rule, lookup)
    for node in nodes:
        yield from reader.read(node)


def find_numbers_in_words(text: str, at: Location, rule: DigitRule) -> Iterator[NumberUse]:
    """List every number in words that stand outside prose; what is filled in there is none."""
    filled = {place for match in _FILLED.finditer(text) for place in range(*match.span())}
    for offset, number, kind in rule.find(text):
        if offset in filled:
            continue
        yield NumberUse(text=number, kind=kind, at=_find_place(text, at, offset, number))


def account_for(
    kind: str, text: str, at: Location, uses: Iterable[NumberUse]
) -> Iterator[NumberUse]:
    """List the numbers that a block says and its prose does not hold.

    The program made them, and the block's kind tells their class; where the program makes none,
    they are of no class.
    """
    held = Counter(
        number for use in uses if use.is_shown for number in find_shown_numbers(use.text)
    )
    rest = Counter(find_shown_numbers(text)) - held
    # Two that meet are one: `{{ share }}%`. No digit may come from nowhere all the same.
    if kind not in GENERATED and not _digits_of(find_shown_numbers(text)) - _digits_of(
        held.elements()
    ):
        return
    for number in rest.elements():
        yield NumberUse(text=number, kind=GENERATED.get(kind, TYPED), at=at)


def check_numbers(uses: Iterable[NumberUse]) -> list[ReportError]:
    """Find the numbers and verdicts that somebody typed."""
    errors = []
    for use in uses:
        if use.kind == TYPED:
            message = f"the number `{use.text}` is typed by hand"
            errors.append(ReportError(message, at=use.at, hint=_HINT))
        elif use.kind == VERDICT:
            message = f"the verdict `{use.text}` is typed by hand"
            errors.append(ReportError(message, at=use.at, hint=_HINT_VERDICT))
    return errors


def count_numbers(uses: Iterable[NumberUse]) -> dict[str, int]:
    """Count the uses of each class that occurs."""
    counts = Counter(use.kind for use in uses)
    return {kind: counts[kind] for kind in CLASSES if counts[kind]}


def shift(at: Location, offset: int, text: str) -> Location:
    """Name a place further along the same line."""
    return replace(at, column=at.column + offset, width=len(text))


class _Reader:
    """Walks through nodes, with a way of its own for each kind of node."""

    def __init__(self, rule: DigitRule, lookup: Lookup) -> None:
        """Read by a rule."""
        self._rule = rule
        self._lookup = lookup
        self._readers: Mapping[str, Callable[[Node], Iterator[NumberUse]]] = {
            "text": self._read_text,
            "placeholder": self._read_placeholder,
            "formula": self._read_formula,
            "citation": self._read_citation,
            "xref": lambda node: _use(self._lookup.number(node.content), "label", node.at),
            "span": self._read_span,
            "link": self._read_link,
            "code_inline": lambda node: _use(node.content, "listing", node.at),
            "code": lambda node: _use(node.content, "listing", node.at),
            "heading": self._read_heading,
            "container": self._read_container,
            "ordered_list": self._read_list,
        }

    def read(self, node: Node) -> Iterator[NumberUse]:
        """List the numbers of a node and of all below it."""
        return self._readers.get(node.kind, self._read_children)(node)

    def _read_children(self, node: Node) -> Iterator[NumberUse]:
        yield from self._read_across(node.children)
        for child in node.children:
            yield from self.read(child)
        for child in node.alt:
            yield from (replace(use, is_shown=False) for use in self.read(child))

    def _read_text(self, node: Node) -> Iterator[NumberUse]:
        for offset, number, kind in self._rule.find(node.content):
            yield NumberUse(text=number, kind=kind, at=shift(node.at, offset, number))

    def _read_across(self, nodes: Sequence[Node]) -> Iterator[NumberUse]:
        """Find numbers in pieces, cut by emphasis or by the end of a line: 三**成**."""
        for run in (each for each in _find_runs(nodes) if len(each) > 1):
            pieces = [_join_lines(run, place) for place in range(len(run))]
            starts = list(accumulate(map(len, pieces), initial=0))
            told = {
                start + offset
                for start, piece in zip(starts, pieces, strict=False)
                for offset, *_ in self._rule.find(piece)
            }
            for offset, number, kind in self._rule.find("".join(pieces)):
                if kind in (TYPED, VERDICT) and offset not in told:
                    place = bisect_right(starts, offset) - 1
                    at = shift(run[place].at, offset - starts[place], number)
                    yield NumberUse(text=number, kind=kind, at=at)

    def _read_placeholder(self, node: Node) -> Iterator[NumberUse]:
        """Take what it prints for a value; the words that its format chooses from are prose."""
        if node.placeholder is None:
            return
        if node.placeholder.form == "by_sign":
            for words in node.placeholder.arguments:
                for _, number, kind in self._rule.find(words):
                    yield NumberUse(text=number, kind=kind, at=node.at)
            return
        is_claim = node.placeholder.name.startswith("claim.")
        said = self._lookup.say(node)
        yield from _use(said, "claim" if is_claim else "placeholder", node.at)

    def _read_formula(self, node: Node) -> Iterator[NumberUse]:
        """Exponents, indexes, and 0, 1 and 2 are part of a formula; other numbers are results."""
        for child in node.children:
            found = self._read_tex(child) if child.kind == "text" else self.read(child)
            yield from (replace(use, is_shown=False) for use in found)
        for child in node.alt:
            found = self._read_spoken(child) if child.kind == "text" else self.read(child)
            yield from (replace(use, is_shown=False) for use in found)
        if node.is_display:
            yield from _use(self._lookup.number(node.id), "label", node.at)

    def _read_tex(self, text: Node) -> Iterator[NumberUse]:
        masked = self._rule.mask(_SCRIPT.sub(lambda match: "\0" * len(match[0]), text.content))
        for match in _TEX_NUMBER.finditer(text.content):
            is_free = masked[match.start()] == "\0" or match[0] in _FEW
            at = shift(text.at, match.start(), match[0])
            yield NumberUse(text=match[0], kind="formula" if is_free else TYPED, at=at)
        for words in _TEX_WORDS.finditer(text.content):
            inner = replace(text, content=words[0], at=shift(text.at, words.start(), words[0]))
            yield from (use for use in self._read_text(inner) if not use.text[0].isdecimal())

    def _read_spoken(self, text: Node) -> Iterator[NumberUse]:
        """Number words may be spoken in a formula: `x` to the power of two is no result."""
        masked = self._rule.mask(text.content)
        for match in _TEX_NUMBER.finditer(text.content):
            is_free = masked[match.start()] == "\0" or match[0] in _FEW
            at = shift(text.at, match.start(), match[0])
            yield NumberUse(text=match[0], kind="alternative" if is_free else TYPED, at=at)

    def _read_citation(self, node: Node) -> Iterator[NumberUse]:
        for key in node.children:
            yield from _use(self._lookup.cite(key.content), "citation", key.at)

    def _read_span(self, node: Node) -> Iterator[NumberUse]:
        """Years marked so, and words quoted from a source, may hold digits."""
        key = node.attributes["cite"].removeprefix("@")
        is_year = "year" in node.attributes.classes and _YEAR_ALONE.fullmatch(_words(node))
        kind = "quotation" if key else "date"
        for use in self._read_children(node):
            yield replace(use, kind=kind) if key or is_year else use
        keys: tuple[str, ...] = (key,) if key else ()
        if is_inline_claim(node):
            said, keys = self._lookup.judge(node)
            yield from _use(said, "claim", node.at)
        for each in keys:
            yield from _use(self._lookup.cite(each), "citation", node.at)

    def _read_link(self, node: Node) -> Iterator[NumberUse]:
        for use in _use(node.href, "address", node.at):
            yield replace(use, is_shown=node.name == "autolink")
        if node.name != "autolink":
            yield from self._read_children(node)

    def _read_heading(self, node: Node) -> Iterator[NumberUse]:
        yield from _use(self._lookup.number(node.id), "heading", node.at)
        yield from self._read_children(node)

    def _read_container(self, node: Node) -> Iterator[NumberUse]:
        yield from _use(self._lookup.number(node.id), "label", node.at)
        yield from self._read_children(node)

    def _read_list(self, node: Node) -> Iterator[NumberUse]:
        for number, item in enumerate(node.children, start=node.start):
            yield NumberUse(text=str(number), kind="list", at=item.at, is_shown=False)
            yield from self.read(item)


def _use(text: str, kind: str, at: Location) -> Iterator[NumberUse]:
    """Make a use of words that hold a number, and none of others."""
    if find_shown_numbers(text):
        yield NumberUse(text=text, kind=kind, at=at)


def _find_runs(nodes: Iterable[Node]) -> Iterator[list[Node]]:
    """Gather the texts that are read as one, whatever emphasis cuts them into pieces."""
    run: list[Node] = []
    for node in _flatten(nodes):
        if node.kind in ("text", "softbreak"):
            run.append(node)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _join_lines(run: Sequence[Node], place: int) -> str:
    """Read the end of a line as the blank that it is, or, beside Chinese characters, is not."""
    if run[place].kind == "text":
        return run[place].content
    around = "".join(piece.content[-1:] for piece in run[:place][-1:])
    around += "".join(piece.content[:1] for piece in run[place + 1 :][:1])
    return "" if _WIDE.search(around) else " "


def _flatten(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.kind in _EMPHASES:
            yield from _flatten(node.children)
        else:
            yield node


def _words(node: Node) -> str:
    return node.content + "".join(_words(child) for child in node.children)


def _digits_of(numbers: Iterable[str]) -> Counter[str]:
    return Counter(sign for number in numbers for sign in number if sign.isnumeric())


def _find_place(text: str, at: Location, offset: int, number: str) -> Location:
    """Point at the number where the line holds the text as it is, and else at the whole."""
    start = at.excerpt.find(text, at.column - 1)
    if at.excerpt and start < 0:
        return at
    return shift(at, offset + max(0, start - at.column + 1), number)
