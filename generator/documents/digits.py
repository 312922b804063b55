"""Turns a text into the numbers and verdicts that somebody typed into it, and what they may be."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.claims import OUTCOMES
from generator.inputs.nouns import Strings
from generator.remembering import remembered

HAN_NUMERALS = "〇零二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億仨俩"
"""Chinese numerals that are seldom anything else; 一 is one only before a unit."""
OTHER_NUMERALS = "²³¹¼-¾⁰-₉⅐-ↈ①-⓿㈠-㈩㊀-㊉"
"""Characters that are numbers in other shapes, as ranges for a pattern."""
TYPED = "typed"
"""Class of a number that has no right to stand where it stands."""
VERDICT = "verdict"
"""Class of a verdict that somebody typed."""

_WORD = "\1"
"""What an allowed word is masked with; other things that may stand, with `\\0`."""
_HAN_UNITS = f"成|半|倍|万|亿|千|百|十|个百分点|个{_WORD}{{3}}(?!{_WORD})"
"""Of percentage points nothing is left but three masked characters."""
_HAN_NUMBER = rf"(?:[{HAN_NUMERALS}]|一(?={_HAN_UNITS}))[一{HAN_NUMERALS}]*"
_ROMAN = r"(?-i:(?<![A-Za-z0-9])(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})(?![A-Za-z0-9]))"
_DIGITS = rf"[\d{OTHER_NUMERALS}]+(?:[.,．，]\d+)*"
_LATIN = re.compile("[a-z]+")
_YEAR = (
    r"(?<!\d)\d{4}\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?|(?<!\d)\d{1,2}\s?月\s?\d{1,2}\s?日"
)
_ORDINAL = rf"第[一{HAN_NUMERALS}]+"
_ENDS = ".。 "


@dataclass(frozen=True, slots=True)
class DigitRule:
    """What counts as a typed number in one language, and what does not."""

    numbers: re.Pattern[str]
    exempt: re.Pattern[str]
    """Has a group for each class of what may stand: `name`, `word`, `date`, `ordinal`."""
    verdicts: re.Pattern[str]
    signs: re.Pattern[str]
    """What a number begins with, but for words of Latin letters."""
    latin: frozenset[str]
    """What number words of Latin letters begin with, in small letters."""

    def find(self, text: str) -> Iterator[tuple[int, str, str]]:
        """List each number and verdict with its offset and its class, in order."""
        if not self._may_hold_any(text):
            return iter(())
        found = [(match.start(), match[0], VERDICT) for match in self.verdicts.finditer(text)]
        free = list(self.exempt.finditer(text))
        found += [
            (match.start(), match[0], match.lastgroup or TYPED)
            for match in free
            if self.numbers.search(match[0])
        ]
        masked = text
        for match in free:
            blank = _WORD if match.lastgroup == "word" else "\0"
            masked = masked[: match.start()] + blank * len(match[0]) + masked[match.end() :]
        found += [(match.start(), match[0], TYPED) for match in self.numbers.finditer(masked)]
        return iter(sorted(found))

    def _may_hold_any(self, text: str) -> bool:
        """Tell quickly what most text is: without a number and a verdict."""
        return bool(
            self.signs.search(text)
            or not self.latin.isdisjoint(_LATIN.findall(text.lower()))
            or self.verdicts.search(text)
        )

    def mask(self, text: str) -> str:
        """Blank what may hold numbers, and keep every offset."""
        return self.exempt.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


@remembered(lambda strings, _names: strings.code)
def make_digit_rule(strings: Strings, names: Iterable[str]) -> DigitRule:
    """Put together the rule: number words, and the names and words that are none."""
    months = _whole_words(strings.lists.get("months", ()))
    dates = [rf"(?:\b\d{{1,2}}\s)?(?:{months})(?:\s\d{{1,2}},)?\s\d{{4}}(?!\d)"] if months else []
    exempt = {
        "name": _whole_words(names),
        "word": _whole_words(strings.allowed_words),
        "date": "|".join([*dates, _YEAR]),
        "ordinal": _ORDINAL,
    }
    words = strings.number_words
    numbers = [_DIGITS, _HAN_NUMBER, _ROMAN, _whole_words(words)]
    groups = (f"(?P<{name}>{pattern})" for name, pattern in exempt.items() if pattern)
    return DigitRule(
        numbers=_any_of(numbers),
        exempt=_any_of(groups),
        verdicts=_any_of([_whole_words(_verdict_words(strings))]),
        signs=re.compile(f"[\\d{OTHER_NUMERALS}一{HAN_NUMERALS}{_first_signs(words)}]|[IVX]{{2}}"),
        latin=frozenset(first for word in words for first in _LATIN.findall(word.lower())[:1]),
    )


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Match any of the patterns; none of them match nothing."""
    return re.compile("|".join(filter(None, patterns)) or r"(?!)", re.IGNORECASE)


def _first_signs(words: Iterable[str]) -> str:
    """Gather the first characters of words that begin with no Latin letter."""
    signs = {word[0] for word in words if word and not _LATIN.match(word.lower())}
    return "".join(re.escape(sign) for sign in sorted(signs))


def _verdict_words(strings: Strings) -> Iterator[str]:
    """List the words that the ledger alone may say: the titles of verdicts, and their kin."""
    for outcome in OUTCOMES:
        yield strings.texts.get(f"document.verdict.{outcome}", "").rstrip(_ENDS)
    yield from strings.verdict_words


def _whole_words(words: Iterable[str]) -> str:
    """Match any of the words where no Latin letter or digit goes on."""
    longest_first = sorted((re.escape(word) for word in words if word), key=len, reverse=True)
    if not longest_first:
        return ""
    return rf"(?<![A-Za-z0-9])(?:{'|'.join(longest_first)})(?![A-Za-z0-9])"
