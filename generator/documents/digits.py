"""Turns prose into the digits and number words that somebody typed into it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.documents.tree import Node
from generator.errors import Location, ReportError
from generator.inputs.nouns import Strings

_HAN_NUMERALS = "〇零二三四五六七八九十百千万亿两"
_HAN_UNITS = "成|半|倍|万|亿|千|百|十|个百分点"
_HAN_NUMBER = rf"(?:[{_HAN_NUMERALS}]|一(?={_HAN_UNITS}))[一{_HAN_NUMERALS}]*"
_DIGITS = r"[\d²³¹¼-¾①-⓿Ⅰ-ↈ]+(?:[.,．，]\d+)*"
_YEAR = (
    r"(?<!\d)\d{4}\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?|(?<!\d)\d{1,2}\s?月\s?\d{1,2}\s?日"
)
_ORDINAL = rf"第[一{_HAN_NUMERALS}]+"
_SCRIPT = re.compile(
    r"[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|.)|\\[hv]space\{[^{}]*\}|\[\d\]"
)
_TEX_NUMBER = re.compile(r"\d+(?:(?:\.|\{,\}|,)\d+)*")
_HINT = "name a computed value, as in `{{ scenario.article.profit | money }}`"
_SILENT = frozenset({"code_inline", "code", "citation", "xref", "autolink", "link_url"})


@dataclass(frozen=True, slots=True)
class DigitRule:
    """What counts as a typed number in one language, and what does not."""

    numbers: re.Pattern[str]
    exempt: re.Pattern[str]

    def find(self, text: str) -> list[tuple[int, str]]:
        """List each typed number with its offset."""
        masked = self.exempt.sub(lambda match: "\0" * len(match[0]), text)
        return [(match.start(), match[0]) for match in self.numbers.finditer(masked)]


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
        _typed(number, replace(at, column=at.column + offset, width=len(number)))
        for offset, number in rule.find(text)
    ]


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
        return "year" in node.attributes.classes or bool(node.attributes["cite"])
    return node.kind == "link" and node.name == "autolink"


def _check_formula(node: Node, rule: DigitRule) -> list[ReportError]:
    """Exponents, indexes, and 0, 1 and 2 are part of a formula; other numbers are results."""
    errors = []
    for text in (child for child in node.children if child.kind == "text"):
        masked = _SCRIPT.sub(lambda match: "\0" * len(match[0]), text.content)
        masked = rule.exempt.sub(lambda match: "\0" * len(match[0]), masked)
        for match in _TEX_NUMBER.finditer(masked):
            if match[0] not in ("0", "1", "2"):
                at = replace(text.at, column=text.at.column + match.start(), width=len(match[0]))
                errors.append(_typed(match[0], at))
    return errors


def _typed(number: str, at: Location) -> ReportError:
    return ReportError(f"the number `{number}` is typed by hand", at=at, hint=_HINT)


def _whole_words(words: Iterable[str]) -> str:
    """Match any of the words where no Latin letter or digit goes on."""
    longest_first = sorted((re.escape(word) for word in words), key=len, reverse=True)
    if not longest_first:
        return ""
    return rf"(?<![A-Za-z0-9])(?:{'|'.join(longest_first)})(?![A-Za-z0-9])"
