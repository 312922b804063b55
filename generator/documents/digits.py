"""Turns prose into the digits and number words that somebody typed into it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.documents.tree import Node
from generator.errors import Location, ReportError
from generator.inputs.nouns import Strings

_HAN_NUMERALS = "〇零二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億仨俩"
_HAN_UNITS = "成|半|倍|万|亿|千|百|十|个百分点"
_HAN_NUMBER = rf"(?:[{_HAN_NUMERALS}]|一(?={_HAN_UNITS}))[一{_HAN_NUMERALS}]*"
_DIGITS = r"[\d²³¹¼-¾⁰-₉⅐-ↈ①-⓿㈠-㈩㊀-㊉]+(?:[.,．，]\d+)*"
_YEAR = (
    r"(?<!\d)\d{4}\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?|(?<!\d)\d{1,2}\s?月\s?\d{1,2}\s?日"
)
_ORDINAL = rf"第[一{_HAN_NUMERALS}]+"
_SCRIPT = re.compile(
    r"[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|.)|\\[hv]space\{[^{}]*\}|\[\d\]"
)
_TEX_NUMBER = re.compile(r"\d+(?:(?:\.|\{,\}|,)\d+)*")
_YEAR_ALONE = re.compile(r"\d{4}(?:\s?[-–—]\s?\d{4})?")
_TEX_WORDS = re.compile(r"(?<=\\text\{)[^{}]*")
_FEW = ("0", "1", "2")
"""Numbers that a formula, and how it is spoken, may hold."""
_HINT = "name a computed value, as in `{{ scenario.article.profit | money }}`"
_SILENT = frozenset({"code_inline", "code", "citation", "xref", "autolink", "link_url"})


@dataclass(frozen=True, slots=True)
class DigitRule:
    """What counts as a typed number in one language, and what does not."""

    numbers: re.Pattern[str]
    exempt: re.Pattern[str]

    def find(self, text: str) -> list[tuple[int, str]]:
        """List each typed number with its offset."""
        return [(match.start(), match[0]) for match in self.numbers.finditer(self.mask(text))]

    def mask(self, text: str) -> str:
        """Blank what may hold numbers, and keep every offset."""
        return self.exempt.sub(lambda match: "\0" * len(match[0]), text)


def make_digit_rule(strings: Strings, names: Iterable[str]) -> DigitRule:
    """Put together the rule: number words, and the names and words that are none."""
    words = _whole_words(strings.number_words)
    months = _whole_words(strings.lists.get("months", ()))
    exempt = [_whole_words((*names, *strings.allowed_words)), _YEAR, _ORDINAL]
    if months:
        exempt.insert(1, rf"(?:\b\d{{1,2}}\s)?(?:{months})(?:\s\d{{1,2}},)?\s\d{{4}}(?!\d)")
    numbers = [_DIGITS, _HAN_NUMBER, words]
    return DigitRule(
        numbers=re.compile("|".join(each for each in numbers if each), re.IGNORECASE),
        exempt=re.compile("|".join(each for each in exempt if each), re.IGNORECASE),
    )


def check_digits(nodes: Iterable[Node], rule: DigitRule) -> list[ReportError]:
    """Find every number typed into prose, captions, cells, headings, footnotes and formulas."""
    errors: list[ReportError] = []
    for node in nodes:
        errors += _check_node(node, rule)
    return errors


def check_words(text: str, at: Location, rule: DigitRule) -> list[ReportError]:
    """Find every number typed into words that stand outside prose."""
    return [
        _typed(number, _find_place(text, at, offset, number)) for offset, number in rule.find(text)
    ]


def _find_place(text: str, at: Location, offset: int, number: str) -> Location:
    """Point at the number where the line holds the text as it is, and else at the whole."""
    start = at.excerpt.find(text, at.column - 1)
    if at.excerpt and start < 0:
        return at
    return _shift(at, offset + max(0, start - at.column + 1), number)


def _shift(at: Location, offset: int, number: str) -> Location:
    return replace(at, column=at.column + offset, width=len(number))


def _check_node(node: Node, rule: DigitRule) -> list[ReportError]:
    if node.kind in _SILENT or _is_exempt(node):
        return []
    if node.kind == "formula":
        return _check_formula(node, rule)
    if node.kind == "text":
        return check_words(node.content, node.at, rule)
    return check_digits((*node.children, *node.alt), rule)


def _is_exempt(node: Node) -> bool:
    """Years marked so, words quoted from a source, and addresses may hold digits."""
    if node.kind == "span":
        is_year = "year" in node.attributes.classes and _YEAR_ALONE.fullmatch(_words(node))
        return bool(is_year or node.attributes["cite"])
    return node.kind == "link" and node.name == "autolink"


def _words(node: Node) -> str:
    return node.content + "".join(_words(child) for child in node.children)


def _check_formula(node: Node, rule: DigitRule) -> list[ReportError]:
    """Exponents, indexes, and 0, 1 and 2 are part of a formula; other numbers are results."""
    errors = []
    for text in (child for child in node.children if child.kind == "text"):
        masked = _SCRIPT.sub(lambda match: "\0" * len(match[0]), text.content)
        errors += _check_tex(masked, text.at, rule)
        for words in _TEX_WORDS.finditer(text.content):
            place = _shift(text.at, words.start(), words[0])
            errors += check_words(words[0], place, rule)
    return errors + _check_spoken(node, rule)


def _check_spoken(node: Node, rule: DigitRule) -> list[ReportError]:
    """Number words may be spoken in a formula: `x` to the power of two is no result."""
    words = (child for child in node.alt if child.kind == "text")
    return [error for each in words for error in _check_tex(each.content, each.at, rule)]


def _check_tex(text: str, at: Location, rule: DigitRule) -> list[ReportError]:
    return [
        _typed(match[0], _shift(at, match.start(), match[0]))
        for match in _TEX_NUMBER.finditer(rule.mask(text))
        if match[0] not in _FEW
    ]


def _typed(number: str, at: Location) -> ReportError:
    return ReportError(f"the number `{number}` is typed by hand", at=at, hint=_HINT)


def _whole_words(words: Iterable[str]) -> str:
    """Match any of the words where no Latin letter or digit goes on."""
    longest_first = sorted((re.escape(word) for word in words if word), key=len, reverse=True)
    if not longest_first:
        return ""
    return rf"(?<![A-Za-z0-9])(?:{'|'.join(longest_first)})(?![A-Za-z0-9])"
