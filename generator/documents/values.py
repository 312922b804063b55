"""Turns the name in a placeholder into the number or the words that it stands for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.documents.placeholders import Placeholder
from generator.errors import Location, ReportError, suggest
from generator.inputs.nouns import Strings
from generator.locales import Format, Locale, format_value, round_as_printed
from generator.results import Label, Results

_DEFAULT_FORMATS = {"share": "percent", "share_difference": "points", "wan_yuan": "money"}
_REASONS = (".kind", "_kind")
"""Added to a name, they name the label that tells how many such numbers there are."""
_TEX_PIECES = re.compile(r"([0-9][0-9.,]*)|(%)|([\u2212-])|([^0-9%\u2212-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a placeholder prints, and the number behind it, if there is one."""

    text: str
    value: Decimal | None = None

    @property
    def exact(self) -> str:
        """Write the number in full, for machines."""
        return "" if self.value is None else canonical(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Everything that placeholders may name, and how one language says it."""

    numbers: Mapping[str, tuple[Decimal, str]]
    """Value and unit by name."""
    labels: Mapping[str, Label]
    """By name, what is words."""
    locale: Locale
    strings: Strings

    def say(self, placeholder: Placeholder, at: Location) -> Said:
        """Say what the placeholder stands for; where there is no such number, why not.

        Raises: ReportError, for an unknown name, or a format that does not suit it.
        """
        try:
            if placeholder.name in self.labels:
                return self._say_label(placeholder)
            if reason := self._find_reason(placeholder):
                return Said(text=self.strings[reason.words])
            return self._say_number(placeholder)
        except ReportError as error:
            raise ReportError(error.message, at=at, hint=error.hint) from None

    def find_shown(self, placeholder: Placeholder) -> Decimal | None:
        """Round the number behind a placeholder to what it prints, in the stored unit."""
        if placeholder.name not in self.numbers:
            return None
        value, unit = self.numbers[placeholder.name]
        form = placeholder.form or _DEFAULT_FORMATS.get(unit, "number")
        chosen = Format(name=form, arguments=placeholder.arguments)
        return round_as_printed(value, chosen, self.locale)

    def _find_reason(self, placeholder: Placeholder) -> Label | None:
        """Find the label that tells why there is no number: no payback, no single break-even."""
        if placeholder.name in self.numbers or placeholder.form == "by_sign":
            return None
        return find_reason(placeholder.name, self.labels)

    def _say_label(self, placeholder: Placeholder) -> Said:
        if placeholder.form not in ("", "label") or placeholder.arguments:
            message = f"`{placeholder.name}` is words, but `{placeholder.form}` is for numbers"
            raise ReportError(message, hint=f"write `{{{{ {placeholder.name} | label }}}}`")
        label = self.labels[placeholder.name]
        return Said(text=label.text or self.strings[label.words])

    def _say_number(self, placeholder: Placeholder) -> Said:
        name = placeholder.name
        if name not in self.numbers:
            hint = suggest(name, (*self.numbers, *self.labels))
            raise ReportError(f"nothing computed is called `{name}`", hint=hint)
        value, unit = self.numbers[name]
        form = placeholder.form or _DEFAULT_FORMATS.get(unit, "number")
        if form == "label":
            raise ReportError(
                f"`{name}` is a number, but `label` is for words", hint="give it a number's format"
            )
        chosen = Format(name=form, arguments=placeholder.arguments)
        return Said(text=format_value(value, unit, chosen, self.locale), value=value)


def make_values(results: Results, locale: Locale, strings: Strings) -> Values:
    """Gather what the results name."""
    return Values(
        numbers={each.name: (each.value, each.unit) for each in results.quantities},
        labels=results.label_by_name,
        locale=locale,
        strings=strings,
    )


def find_reason(name: str, labels: Mapping[str, Label]) -> Label | None:
    """Find the words that stand where there is no number of this name."""
    kinds = (f"{name}{suffix}" for suffix in _REASONS)
    return next((labels[kind] for kind in kinds if kind in labels), None)


def canonical(value: Decimal) -> str:
    """Write a number in full without an exponent or zeros at its end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_tex(text: str) -> str:
    """Turn what a placeholder prints into TeX: digits stay, words become text."""
    return "".join(_tex_piece(match) for match in _TEX_PIECES.finditer(text))


def _tex_piece(match: re.Match[str]) -> str:
    number, percent, minus, words = match.groups()
    if number:
        return "{" + number.replace(",", "{,}") + "}"
    if percent:
        return r"\%"
    if minus:
        return "-"
    plain = re.sub(r"[{}$#&_^~\\]", " ", words)
    return rf"\text{{{plain}}}"
