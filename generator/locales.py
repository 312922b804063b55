"""Turns numbers, money, shares and dates into text in a language."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache, lru_cache
from typing import Any

from generator.errors import ReportError, suggest
from generator.results import UNITS

NUMBER_SCALES: Mapping[str, int] = {"wan": 0, "million": 2}
"""How many digits to the left the point of an amount in 万元 moves."""

_MONEY_DIGITS = 2
_MOST_DIGITS = 6
_FLOP_DIGITS = 3
_PREFIXES = ("", "k", "M", "G", "T", "P", "E")
"""Of units: a thousand times the one before."""
_MINUS = "\N{MINUS SIGN}"
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Wide enough that only `_round` ever rounds, and then half away from zero."""

_PLAIN_FORMATS = {
    "share": "percent",
    "share_difference": "points",
    "wan_yuan": "money",
    "year": "years",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """How one language writes numbers; the words come from its strings.yaml."""

    code: str
    number_scale: str
    """One of NUMBER_SCALES."""
    words: Mapping[str, str]
    """Of these `unit.money`, and `one` and `other` of `unit.points` and `unit.years`, are used;
    each holds `{amount}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What stands after the bar in `{{ name | percent(0) }}`."""

    name: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatSpec:
    """One way to write a number."""

    name: str
    usage: str
    """How an author writes it, for hints."""
    units: tuple[str, ...]
    accepts: Callable[[tuple[str, ...]], bool]
    write: Callable[[Decimal, str, tuple[str, ...], Locale], str]
    """Of the value, its unit, the arguments, and the language."""
    shows: Callable[[Decimal, tuple[str, ...], Locale], Decimal | None]
    """Of the value, the arguments and the language: what is printed, in the stored unit."""


def make_locale(code: str, number_scale: str, words: Mapping[str, str]) -> Locale:
    """Say how a language writes numbers, from its strings.yaml.

    Raises: ReportError, when there is no such number scale.
    """
    if number_scale not in NUMBER_SCALES:
        hint = suggest(number_scale, NUMBER_SCALES) or f"scales: {', '.join(NUMBER_SCALES)}"
        raise ReportError(f"unknown number scale `{number_scale}` of `{code}`", hint=hint)
    return Locale(code=code, number_scale=number_scale, words=words)


def format_value(value: Decimal, unit: str, form: Format, locale: Locale) -> str:
    """Write a quantity as text.

    Raises: ReportError, when the format is unknown, is not for this unit, or has wrong arguments.
    """
    spec = _find_spec(form.name)
    if spec is None:
        known = tuple(each.name for each in FORMATS)
        hint = suggest(form.name, known) or f"formats: {', '.join(known)}"
        message = f"unknown format `{form.name}`"
        raise ReportError(message, hint=hint)
    if unit not in spec.units:
        message = f"format `{form.name}` is for {_listed(spec.units)}, but the number is `{unit}`"
        fitting = [each.name for each in FORMATS if unit in each.units]
        raise ReportError(message, hint=f"formats for `{unit}`: {', '.join(fitting)}")
    if not spec.accepts(form.arguments):
        given = ", ".join(form.arguments)
        message = f"format `{form.name}` does not take the arguments `({given})`"
        raise ReportError(message, hint=f"write {spec.usage}")
    return spec.write(value, unit, form.arguments, locale)


def format_plainly(value: Decimal, unit: str, locale: Locale) -> str:
    """Write a quantity as it is said where nobody asks for a format."""
    return format_value(value, unit, Format(name=_PLAIN_FORMATS.get(unit, "number")), locale)


def format_difference(value: Decimal, unit: str, locale: Locale) -> str:
    """Write how far quantities lie apart: shares in points, for a percent of a percent misleads."""
    if unit == "share":
        return format_value(value, unit, Format(name="points"), locale)
    return format_plainly(value, unit, locale)


def format_date(date: dt.date, locale: Locale) -> str:
    """Write a date in full, such as 2026年11月23日, by the language's own pattern if it has one.

    Source: Unicode Technical Standard 35, part 4, date format patterns.
    """
    from babel.dates import format_date as write_date

    words = locale.words
    pattern = words["date_pattern"] if "date_pattern" in words else "long"  # noqa: SIM401 -- raises
    return write_date(date, format=pattern, locale=_babel_code(locale.code))


def format_number(value: Decimal, locale: Locale) -> str:
    """Write every digit that the number has, in groups; zeros at its end are dropped."""
    plain = format(value.copy_abs(), "f")
    whole, _, fraction = plain.partition(".")
    fraction = fraction.rstrip("0")
    sign = _MINUS if value < 0 else ""
    return sign + _group(whole, locale.code) + _fraction(fraction, locale.code)


def format_count(words: str, count: int, locale: Locale) -> str:
    """Write how many there are, in the words for one or for several."""
    return _count(words, Decimal(count), 0, locale)


def round_money(value: Decimal) -> Decimal:
    """Round an amount as it is printed: once, half away from zero, to 1/100 of 万元.

    Units: 万元.
    """
    return _round(value, _MONEY_DIGITS)


def round_as_printed(value: Decimal, form: Format, locale: Locale) -> Decimal | None:
    """Round to the last digit that a format shows, in the stored unit; None where it says words."""
    spec = _find_spec(form.name)
    is_written = spec and spec.accepts(form.arguments)
    return spec.shows(value, form.arguments, locale) if spec and is_written else None


def _find_spec(name: str) -> FormatSpec | None:
    return next((spec for spec in FORMATS if spec.name == name), None)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), context=_EXACT)


def _fixed(value: Decimal, digits: int, locale: Locale) -> str:
    """Write with exactly so many digits after the point; what rounds to zero has no sign."""
    rounded = _round(value, digits)
    whole, _, fraction = format(rounded.copy_abs(), "f").partition(".")
    sign = _MINUS if rounded < 0 else ""
    return sign + _group(whole, locale.code) + _fraction(fraction, locale.code)


def _write_percent(value: Decimal, _unit: str, arguments: tuple[str, ...], locale: Locale) -> str:
    before, after = _percent_affixes(locale.code)
    number = _fixed(_EXACT.scaleb(value, 2), _digits(arguments, 1), locale)
    return before + number + after


def _write_points(value: Decimal, _unit: str, arguments: tuple[str, ...], locale: Locale) -> str:
    return _count("unit.points", _EXACT.scaleb(value, 2), _digits(arguments, 1), locale)


def _write_years(value: Decimal, _unit: str, arguments: tuple[str, ...], locale: Locale) -> str:
    return _count("unit.years", value, _digits(arguments, 1), locale)


def _count(words: str, value: Decimal, digits: int, locale: Locale) -> str:
    """Write a number with its unit, in the singular where the rounded number takes it."""
    rounded = _round(value, digits)
    number = "one" if _is_one(rounded, locale.code) else "other"
    return _fill(f"{words}.{number}", _fixed(rounded, digits, locale), locale)


def _write_integer(value: Decimal, _unit: str, _arguments: tuple[str, ...], locale: Locale) -> str:
    return _fixed(value, 0, locale)


def _write_flops(value: Decimal, _unit: str, _arguments: tuple[str, ...], locale: Locale) -> str:
    """Write three digits that count, with the prefix that keeps them short: 12.3 TFLOP.

    Source: International System of Units, 9th edition, 2019, table 7.
    """
    rounded = _round(value, _FLOP_DIGITS - 1 - value.adjusted())
    size = max(0, rounded.adjusted())
    power = 3 * min(size // 3, len(_PREFIXES) - 1)
    digits = max(0, _FLOP_DIGITS - 1 - size + power)
    number = _fixed(_EXACT.scaleb(rounded, -power), digits, locale)
    return f"{number}\N{NO-BREAK SPACE}{_PREFIXES[power // 3]}FLOP"


def _write_number(value: Decimal, _unit: str, arguments: tuple[str, ...], locale: Locale) -> str:
    if not arguments:
        return format_number(value, locale)
    return _fixed(value, _digits(arguments, 0), locale)


def _write_amount(value: Decimal, _unit: str, arguments: tuple[str, ...], locale: Locale) -> str:
    """Write an amount to 1/100 of 万元, or else with so many decimals of the unit shown."""
    scale = NUMBER_SCALES[locale.number_scale]
    moved = _EXACT.scaleb(_show_amount(value, arguments, locale), -scale)
    return _fixed(moved, int(arguments[0]), locale) if arguments else format_number(moved, locale)


def _show_amount(value: Decimal, arguments: tuple[str, ...], locale: Locale) -> Decimal:
    """Round an amount, in 万元, as it is printed: once, from all its digits."""
    if not arguments:
        return round_money(value)
    return _round(value, int(arguments[0]) - NUMBER_SCALES[locale.number_scale])


def _write_money(value: Decimal, unit: str, arguments: tuple[str, ...], locale: Locale) -> str:
    amount = _write_amount(value, unit, arguments, locale)
    return _fill("unit.money", amount, locale)


def _fill(key: str, amount: str, locale: Locale) -> str:
    words = locale.words[key]
    if "{amount}" not in words:
        message = f"the words for `{key}` of `{locale.code}` do not hold `{{amount}}`"
        raise ReportError(message, hint="the number stands where `{amount}` is")
    return words.replace("{amount}", amount)


def _write_money_abs(value: Decimal, unit: str, arguments: tuple[str, ...], locale: Locale) -> str:
    return _write_money(value.copy_abs(), unit, arguments, locale)


def _write_by_sign(value: Decimal, unit: str, arguments: tuple[str, ...], _locale: Locale) -> str:
    """Choose by the sign of what is printed: money that prints as 0 is neither gain nor loss."""
    printed = round_money(value) if unit == "wan_yuan" else value
    below, zero, above = arguments
    return below if printed < 0 else above if printed > 0 else zero


def _digits(arguments: tuple[str, ...], default: int) -> int:
    return int(arguments[0]) if arguments else default


def _accepts_nothing(arguments: tuple[str, ...]) -> bool:
    return not arguments


def _accepts_digits(arguments: tuple[str, ...]) -> bool:
    if not arguments:
        return True
    digits = arguments[0]
    is_number = digits.isascii() and digits.isdecimal()
    return len(arguments) == 1 and is_number and int(digits) <= _MOST_DIGITS


def _accepts_three(arguments: tuple[str, ...]) -> bool:
    return len(arguments) == len(("below", "zero", "above"))


def _babel_code(code: str) -> str:
    return code.replace("-", "_")


@cache
def _babel(code: str) -> Any:  # noqa: ANN401 -- babel is imported only when a number is written
    from babel import Locale as BabelLocale

    return BabelLocale.parse(_babel_code(code))


@lru_cache(maxsize=4096)
def _group(whole: str, code: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(Decimal(whole), locale=_babel(code))


def _fraction(digits: str, code: str) -> str:
    return f"{_decimal_point(code)}{digits}" if digits else ""


@cache
def _decimal_point(code: str) -> str:
    from babel.numbers import get_decimal_symbol

    return get_decimal_symbol(_babel(code))


@cache
def _percent_affixes(code: str) -> tuple[str, str]:
    pattern = _babel(code).percent_formats[None]
    return pattern.prefix[0], pattern.suffix[0]


def _is_one(value: Decimal, code: str) -> bool:
    return bool(_babel(code).plural_form(value.copy_abs()) == "one")


_NUMBERS = tuple(unit for unit in UNITS if unit != "wan_yuan")

FORMATS: tuple[FormatSpec, ...] = (
    FormatSpec(
        name="percent",
        usage=f"`percent` or `percent(digits)`, digits 0 to {_MOST_DIGITS}",
        units=("share", "ratio"),
        accepts=_accepts_digits,
        write=_write_percent,
        shows=lambda value, given, _: _round(value, _digits(given, 1) + 2),
    ),
    FormatSpec(
        name="points",
        usage=f"`points` or `points(digits)`, digits 0 to {_MOST_DIGITS}",
        units=("share", "share_difference"),
        accepts=_accepts_digits,
        write=_write_points,
        shows=lambda value, given, _: _round(value, _digits(given, 1) + 2),
    ),
    FormatSpec(
        name="years",
        usage=f"`years` or `years(digits)`, digits 0 to {_MOST_DIGITS}",
        units=("year",),
        accepts=_accepts_digits,
        write=_write_years,
        shows=lambda value, given, _: _round(value, _digits(given, 1)),
    ),
    FormatSpec(
        name="integer",
        usage="`integer`",
        units=("count", "flop"),
        accepts=_accepts_nothing,
        write=_write_integer,
        shows=lambda value, *_: _round(value, 0),
    ),
    FormatSpec(
        name="flops",
        usage="`flops`",
        units=("flop",),
        accepts=_accepts_nothing,
        write=_write_flops,
        shows=lambda value, *_: _round(value, _FLOP_DIGITS - 1 - value.adjusted()),
    ),
    FormatSpec(
        name="number",
        usage=f"`number` or `number(digits)`, digits 0 to {_MOST_DIGITS}",
        units=_NUMBERS,
        accepts=_accepts_digits,
        write=_write_number,
        shows=lambda value, given, _: (
            _round(value, int(given[0])) if given else value.normalize(_EXACT)
        ),
    ),
    FormatSpec(
        name="money",
        usage=f"`money` or `money(digits)`, digits 0 to {_MOST_DIGITS}",
        units=("wan_yuan",),
        accepts=_accepts_digits,
        write=_write_money,
        shows=_show_amount,
    ),
    FormatSpec(
        name="money_abs",
        usage=f"`money_abs` or `money_abs(digits)`, digits 0 to {_MOST_DIGITS}",
        units=("wan_yuan",),
        accepts=_accepts_digits,
        write=_write_money_abs,
        shows=lambda value, given, locale: _show_amount(value.copy_abs(), given, locale),
    ),
    FormatSpec(
        name="amount",
        usage=f"`amount` or `amount(digits)`, digits 0 to {_MOST_DIGITS}",
        units=("wan_yuan",),
        accepts=_accepts_digits,
        write=_write_amount,
        shows=_show_amount,
    ),
    FormatSpec(
        name="by_sign",
        usage='`by_sign("below zero", "zero", "above zero")`',
        units=UNITS,
        accepts=_accepts_three,
        write=_write_by_sign,
        shows=lambda *_: None,
    ),
)
