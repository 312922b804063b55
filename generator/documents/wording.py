"""Turns parsed prose into what it says: its tokens as one line, its own words, its marks."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from generator.documents.dates import find_dates
from generator.documents.tree import Node

WIDE = "[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\U00020000-\U0003ffff]"
"""Characters between which no blank stands: Chinese and their like, with their punctuation."""
_BLANK_BESIDE_WIDE = re.compile(f"(?<={WIDE}) | (?={WIDE})")
_TEX_WORDS = re.compile(r"\\text\s*\{[^{}]*\}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_FIELD = re.compile(r"\{\w+\}")
_NOT_ITS_OWN = frozenset({"code_inline", "code", "formula", "mistake"})
_SIGNS: Mapping[str, str] = {"plus_words": "+", "minus_words": "\N{MINUS SIGN}"}

Mark = tuple[str, str]


def fold(text: str) -> str:
    """Fold white space, so that breaking lines elsewhere changes nothing.

    Between Latin words it is one blank; beside a Chinese character it is none.
    """
    return _BLANK_BESIDE_WIDE.sub("", " ".join(text.split()))


def say_tokens(nodes: Iterable[Node]) -> str:
    """Write the tokens of prose on one line; of placeholders only their names."""
    return fold("".join(map(_say, nodes)))


def say_plainly(nodes: Iterable[Node]) -> str:
    """Write the words alone that somebody must translate, quotations left out."""
    return fold("".join(_own_words(nodes)))


def find_marks(nodes: Sequence[Node], lists: Mapping[str, Sequence[str]]) -> Iterator[Mark]:
    """List what must be the same in every language: values, sources, targets, formulas, dates."""
    for node in nodes:
        for each in node.walk():
            yield from _marks_of(each)
            if each.kind == "formula" and each.alt:
                yield "signs", _find_signs(say_plainly(each.alt), lists)
    yield from (("date", date) for date in find_dates(_text(nodes), lists.get("months", ())))


def find_marks_of_container(node: Node) -> Iterator[Mark]:
    """List what a container is given, such as the source of a listing; its alt text is words."""
    yield from ((key, value.text) for key, value in node.attributes.values if key != "alt")


def find_marks_in_words(text: str) -> Iterator[Mark]:
    """List what must be the same in every language of words that stand outside prose."""
    yield from (("field", found[0]) for found in _FIELD.finditer(text))
    blanked = _FIELD.sub(" ", text)
    yield from (("number", found[0]) for found in _NUMBER.finditer(blanked))


def _say(node: Node) -> str:
    sayer = _SAYERS.get(node.kind)
    return sayer(node) if sayer else f"{node.content}{''.join(map(_say, node.children))}"


def _say_inside(node: Node) -> str:
    return "".join(map(_say, node.children))


def _say_formula(node: Node) -> str:
    mark = "$$" if node.is_display else "$"
    spoken = f'{{alt="{"".join(map(_say, node.alt))}"}}' if node.alt else ""
    return f"{mark}{_say_inside(node)}{mark}{spoken}"


def _say_placeholder(node: Node) -> str:
    return f"{{{{{node.placeholder.name if node.placeholder else ''}}}}}"


def _say_span(node: Node) -> str:
    attributes = node.attributes
    said = [*([f"#{node.id}"] if node.id else ()), *(f".{each}" for each in attributes.classes)]
    said += [f"{key}={value.text}" for key, value in attributes.values]
    return f"[{_say_inside(node)}]{{{' '.join(said)}}}"


_SAYERS: Mapping[str, Callable[[Node], str]] = {
    "softbreak": lambda _: " ",
    "hardbreak": lambda _: "\\ ",
    "em": lambda node: f"*{_say_inside(node)}*",
    "strong": lambda node: f"**{_say_inside(node)}**",
    "code_inline": lambda node: f"`{node.content}`",
    "link": lambda node: f"[{_say_inside(node)}]({node.href})",
    "placeholder": _say_placeholder,
    "formula": _say_formula,
    "citation": lambda node: f"[{'; '.join(f'@{key.content}' for key in node.children)}]",
    "xref": lambda node: f"@{node.content}",
    "footnote_ref": lambda node: f"[^{node.name}]",
    "span": _say_span,
}


def _own_words(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if node.kind == "text":
            yield node.content
        elif node.kind in ("softbreak", "hardbreak"):
            yield " "
        elif node.kind == "formula":
            yield from _own_words(node.alt)
        elif node.kind not in _NOT_ITS_OWN and not node.attributes["cite"]:
            yield from _own_words((*node.children, *node.alt))


def _marks_of(node: Node) -> Iterator[Mark]:
    match node.kind:
        case "placeholder" if node.placeholder:
            yield "value", node.placeholder.name
        case "formula":
            yield "formula", _same_tex(node)
        case "key":
            yield "citation", node.content
        case "xref":
            yield "reference", node.content
        case "footnote_ref":
            yield "footnote", node.name
        case "code_inline":
            yield "code", node.content
        case "code":
            yield from (("number", found[0]) for found in _NUMBER.finditer(node.content))
        case "link":
            yield "link", node.href
        case "span":
            yield from _marks_of_span(node)


def _marks_of_span(node: Node) -> Iterator[Mark]:
    if node.id:
        yield "mark", node.id
    if cited := node.attributes["cite"].removeprefix("@"):
        yield "citation", cited
        yield from (("quoted number", found[0]) for found in _NUMBER.finditer(_text([node])))


def _same_tex(node: Node) -> str:
    """Leave out words and blanks, which languages may write otherwise."""
    return re.sub(r"\s+", "", _TEX_WORDS.sub(r"\\text{}", _say_inside(node)))


def _find_signs(spoken: str, lists: Mapping[str, Sequence[str]]) -> str:
    """List the signs that are spoken in a formula, in order, by the words of the language."""
    said = {word: sign for name, sign in _SIGNS.items() for word in lists.get(name, ())}
    longest_first = sorted(map(re.escape, said), key=len, reverse=True)
    pattern = rf"(?<![A-Za-z])(?:{'|'.join(longest_first) or '(?!)'})(?![A-Za-z])"
    return " ".join(said[found[0]] for found in re.finditer(pattern, spoken))


def _text(nodes: Iterable[Node]) -> str:
    """Join the texts, blanks in place of everything else."""
    parts = []
    for node in nodes:
        if node.kind == "text":
            parts.append(node.content)
        elif node.kind in _NOT_ITS_OWN or node.kind == "placeholder":
            parts.append(" ")
        else:
            parts.append(_text(node.children) or " ")
    return "".join(parts)
