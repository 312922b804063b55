"""Turns finished HTML into HTML that is set by the rules of its language, for the site and the PDF.

Authors type what they mean; what stands between Chinese and Latin letters, which quotation marks
are shown and where no line may end is decided here, and where fonts are known: in the style
sheet, and by the engine of the PDF.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from generator.inputs.nouns import Strings

_OPEN, _CLOSE, _VALUE, _WALL, _THING = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4"
"""Stand for markup while text is changed: where an element in a line begins and ends, where one
begins that never breaks, what parts two texts, and what is a word of its own: code, formulas.
Unicode gives them to programs for their own use: no text holds them. What a script writes anew
stays as it is, for the script sets no type, and the number of a heading stands apart from it."""
_INLINE = (
    "a|abbr|b|bdi|cite|dfn|em|i|kbd|mark|output|q|s|samp|small|span|strong|sub|sup|time|u|var|wbr"
)
_MARKUP = re.compile(
    r"(?P<wall><(?P<name>head|script|style|svg|pre|textarea|template|select)\b.*?</(?P=name)>)"
    r'|<section class="explorer-live".*?</section>|<span class="number">[^<]*</span>'
    r'|(?P<thing><span class="formula">.*?</span>|<code\b.*?</code>|<math\b.*?</math>)'
    r'|(?P<note><sup class="footnote-ref">.*?</sup>)'
    r"|(?P<value><data\b[^>]*>)"
    rf"|(?P<open><(?:{_INLINE})\b[^>]*>)"
    rf"|(?P<close></(?:{_INLINE}|data)>)"
    r"|<[^>]*>",
    re.DOTALL,
)
_HELD = {"thing": _THING, "value": _VALUE, "open": _OPEN, "close": _CLOSE, "note": _CLOSE}

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
_LETTERS = "0-9A-Za-z\u00c0-\u024f\u0370-\u03ff"
"""Next to them style sets the gap."""
_SIGNS = f"%‰°{_THING}"
"""Next to them it does not, so that a blank must."""
_BEGINS = rf"(?:[{_LETTERS}]|[−±≈≥≤+]?\d|{_THING})"
OPENING = "“‘（《〈「『【〔［｛"
CLOSING = "，。、；：！？）》〉”’」』】〕］｝…"
BLANK_AFTER = CLOSING.replace("…", "")
_LATIN_CLOSING = ",.;:!?)\\]’”"
_STARTS = rf"(?<![^\s({re.escape('[{')}\u2013\u2014“‘{_OPEN}{_VALUE}{_WALL}])"
_NUMBER = r"\d[\d,.]*"
_LABELS = ("section", "figure", "table", "equation", "listing")

Target = Literal["site", "pdf"]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How one language is set in one output."""

    target: Target
    is_han: bool
    units: tuple[tuple[str, str], ...]
    """What stands before and after a number that goes with it: `CNY`, `million`."""

    def set_type(self, html: str) -> str:
        """Set the text of a page, or of a part of one; markup, code and formulas stay."""
        held: list[str] = []

        def hold(match: re.Match[str]) -> str:
            held.append(match[0])
            return _HELD.get(match.lastgroup or "", _WALL)

        text = _MARKUP.sub(hold, html)
        for pattern, replacement in self._rules:
            text = pattern.sub(replacement, text)
        markup = iter(held)
        return re.sub(f"[{_OPEN}-{_THING}]", lambda _: next(markup), text)

    @cached_property
    def _rules(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        own = tuple(_make_han_rules(self.target)) if self.is_han else _LATIN_RULES
        rules = (*own, *_QUOTATION_MARKS, *self._make_unit_rules(), *self._set_marks())
        rules = (*rules, *((_HAN_END, _HAN_SHORT) if self.is_han else (_LATIN_END,)))
        return tuple((re.compile(pattern), replacement) for pattern, replacement in rules)

    def _make_unit_rules(self) -> Iterator[tuple[str, str]]:
        """Keep a number and its unit on one line; Chinese needs no blank between them."""
        befores = _any_of(before for before, _ in self.units)
        afters = _any_of(after for _, after in self.units)
        if self.is_han and self.target == "site":
            after = rf"(?: ?(?:{afters}))" if afters else "(?!)"
            yield rf"(?<![{_VALUE}\d,.])({_NUMBER}{after})", r'<span class="nb">\1</span>'
            return
        if befores:
            yield rf"(?<![{_LETTERS}])({befores}) ([{_OPEN}{_VALUE}]*\(?\d)", "\\1\u00a0\\2"
        if afters:
            yield rf"(\d[{_CLOSE}]*) ({afters})(?![{_LETTERS}])", "\\1\u00a0\\2"

    def _set_marks(self) -> Iterator[tuple[str, str]]:
        """Keep a formula and the marks around it together in the PDF; halve marks that meet."""
        if self.target == "pdf":
            closing = CLOSING if self.is_han else _LATIN_CLOSING
            marks = rf"[{OPENING}(]*{_THING}[{closing}]+|[{OPENING}(]+{_THING}"
            yield f"({marks})", r'<span class="nb">\1</span>'
        if self.target == "pdf" and self.is_han:
            # Within one element the engine itself halves marks that meet.
            tags = rf"[{_OPEN}{_CLOSE}{_VALUE}]+"
            after = rf"(?={tags}[{OPENING}{BLANK_AFTER}])"
            yield rf"([{BLANK_AFTER}]){after}", r'<span class="half">\1</span>'


def make_setting(strings: Strings, target: Target) -> Setting:
    """Find how a language is set: its units and labels are those that its words name."""
    keys = [key for key in strings if key.startswith("unit.")]
    texts = [strings[key].partition("{amount}") for key in keys]
    named = (strings.texts.get(f"document.{each}", "") for each in _LABELS)
    labels = [each.partition("{number}") for each in named]
    return Setting(
        target=target,
        is_han=strings.line_setting == "han",
        units=tuple(
            (before.rstrip(" ("), _first_word(after)) for before, _, after in (*texts, *labels)
        ),
    )


_DOUBLE, _SINGLE = '(?:"|&#34;|&quot;)', "(?:'|&#39;)"
_QUOTATION_MARKS = (
    (_STARTS + _DOUBLE, "“"),
    (_DOUBLE, "”"),
    (_STARTS + _SINGLE, "‘"),
    (_SINGLE, "’"),
)
_END = rf"(?=[{_CLOSE}]*{_WALL})"
_HAN_SHORT = (rf"(?<={_WALL})([{HAN}]{{2,4}})(?={_WALL})", r'<span class="nb">\1</span>')
"""A head of a narrow column is one word."""
_HAN_END = (rf"([{HAN}]{{2}}[。！？]){_END}", r'<span class="nb">\1</span>')
_LATIN_END = (rf" (\w{{1,4}}[.!?]){_END}", "\u00a0\\1")
"""The last line of a paragraph is to hold more than one character, more than one short word."""
_LATIN_RULES = (
    (rf"(?<=[\w”’){_CLOSE}]) (?:--?|—) (?=[\w“‘({_OPEN}{_VALUE}])", " – "),
    (r"(?<=[\w”])---?(?=[\w“])", "—"),
    (r"\.\.\.", "…"),
)


def _make_han_rules(target: Target) -> Iterator[tuple[str, str]]:
    """Set dashes and ellipses two wide, and the gap between Chinese and other letters.

    Source: Requirements for Chinese Text Layout, W3C, sections 3.1.2 and 3.2.2.
    """
    yield rf"{_DOUBLE}([^\"{_WALL}]*?){_DOUBLE}", r"“\1”"
    yield r" *—— *", "——"
    yield rf"(?<=[{HAN}{CLOSING}]) ?(?:--?|—) ?(?=[{HAN}{OPENING}])(?<!——)", "——"
    yield rf"(?<=[{HAN}])(?:\.\.\.+|…)(?!…)", "……"
    yield rf"([{CLOSING}]{_CLOSE}*) (?=[{HAN}])", r"\1"
    after, before = rf"([{HAN}]{_CLOSE}*)", rf"(?=[{_OPEN}{_VALUE}]*[{HAN}])"
    if target == "pdf":
        yield rf"{after}[ \n]*(?=[{_OPEN}{_VALUE}]*{_BEGINS})", r"\1 "
        yield rf"([{_LETTERS}{_SIGNS}]{_CLOSE}*)[ \n]*{before}", r"\1 "
        return
    # Between two elements of a template the blank is what keeps them apart.
    inner = rf"(?<!{_CLOSE})[ \n]+(?=[{_OPEN}{_VALUE}]*[{_LETTERS}])"
    outer = rf"(?<={_CLOSE})[ \n]+(?=[{_LETTERS}])"
    yield rf"([{HAN}]{_CLOSE}*)(?:{inner}|{outer})", r"\1"
    inner = rf"(?<!{_CLOSE})[ \n]+{before}"
    outer = rf"(?<={_CLOSE})[ \n]+(?=[{HAN}])"
    yield rf"([{_LETTERS}]{_CLOSE}*)(?:{inner}|{outer})", r"\1"
    yield rf"([{HAN}]{_CLOSE}*)(?=[{_OPEN}{_VALUE}]*(?:[−±≈≥≤+]\d|{_THING}))", r"\1 "
    yield rf"([{_SIGNS}]{_CLOSE}*){before}", r"\1 "


def _first_word(text: str) -> str:
    return next((word for word in text.split()[:1] if word[0].isalpha()), "")


def _any_of(words: Iterator[str]) -> str:
    longest_first = sorted({re.escape(word) for word in words if word}, key=len, reverse=True)
    return "|".join(longest_first)
