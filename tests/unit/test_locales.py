"""Numbers, money, shares and dates as text."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ReportError
from generator.locales import (
    FORMATS,
    Format,
    Locale,
    format_date,
    format_number,
    format_plainly,
    format_value,
    make_locale,
    round_as_printed,
)
from generator.results import UNITS

ZH = make_locale(
    "zh",
    "wan",
    {
        "unit.money": "{amount} 万元",
        "unit.points.one": "{amount} 个百分点",
        "unit.points.other": "{amount} 个百分点",
        "unit.years.one": "{amount} 年",
        "unit.years.other": "{amount} 年",
    },
)
EN = make_locale(
    "en",
    "million",
    {
        "unit.money": "CNY {amount} million",
        "unit.points.one": "{amount} percentage point",
        "unit.points.other": "{amount} percentage points",
        "unit.years.one": "{amount} year",
        "unit.years.other": "{amount} years",
    },
)


def write(value: str, unit: str, locale: Locale, name: str, *arguments: str) -> str:
    """Write one value, given as a string."""
    return format_value(Decimal(value), unit, Format(name=name, arguments=arguments), locale)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("305", "305 万元", "CNY 3.05 million"),
        ("300", "300 万元", "CNY 3 million"),
        ("0.005", "0.01 万元", "CNY 0.0001 million"),
        ("-0.005", "−0.01 万元", "CNY −0.0001 million"),
        ("-0.004", "0 万元", "CNY 0 million"),
        ("1234567.5", "1,234,567.5 万元", "CNY 12,345.675 million"),
        ("1E+3", "1,000 万元", "CNY 10 million"),
    ],
)
def test_money_is_rounded_in_wan_and_only_the_point_moves(value: str, zh: str, en: str) -> None:
    """Both languages print the digits of the same rounded amount."""
    assert write(value, "wan_yuan", ZH, "money") == zh
    assert write(value, "wan_yuan", EN, "money") == en


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_money_agrees_with_the_decimal_module_for_any_amount(value: Decimal) -> None:
    """What is printed, read back, is the amount rounded half up to two decimals; no float."""
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    for locale, scale in ((ZH, 1), (EN, 100)):
        text = format_value(value, "wan_yuan", Format(name="amount"), locale)
        assert Decimal(text.replace("−", "-").replace(",", "")) * scale == rounded


def test_money_abs_drops_the_sign() -> None:
    """A loss of 200 is printed as 200 where the words say `loss`."""
    assert write("-200", "wan_yuan", ZH, "money_abs") == "200 万元"
    assert write("-200", "wan_yuan", EN, "money_abs") == "CNY 2 million"


@pytest.mark.parametrize(
    ("value", "digits", "zh", "en"),
    [
        ("305", "1", "305.0 万元", "CNY 3.1 million"),
        ("304.9996", "1", "305.0 万元", "CNY 3.0 million"),
        ("304.9996", "2", "305.00 万元", "CNY 3.05 million"),
        ("-49.9", "0", "−50 万元", "CNY 0 million"),
        ("-50", "0", "−50 万元", "CNY −1 million"),
        ("1234567.5", "0", "1,234,568 万元", "CNY 12,346 million"),
        ("2", "6", "2.000000 万元", "CNY 0.020000 million"),
    ],
)
def test_money_takes_a_number_of_decimals(value: str, digits: str, zh: str, en: str) -> None:
    """They are of the unit that the language shows; the amount itself is rounded, and once."""
    for locale, expected in ((ZH, zh), (EN, en)):
        assert write(value, "wan_yuan", locale, "money", digits) == expected
        form = Format(name="money", arguments=(digits,))
        printed = round_as_printed(Decimal(value), form, locale)
        assert printed is not None
        scale = {"wan": 0, "million": 2}[locale.number_scale]
        assert printed.as_tuple().exponent == scale - int(digits)
        assert write(str(printed), "wan_yuan", locale, "money", digits) == expected


def test_amounts_take_decimals_with_or_without_unit_and_sign() -> None:
    """`amount` and `money_abs` round as `money` does."""
    assert write("-304.9996", "wan_yuan", EN, "amount", "1") == "−3.0"
    assert write("-304.9996", "wan_yuan", ZH, "money_abs", "0") == "305 万元"


def test_amount_is_the_number_of_money_alone() -> None:
    """A formula states its unit once, so the number stands bare."""
    assert write("-1000", "wan_yuan", ZH, "amount") == "−1,000"
    assert write("-1000", "wan_yuan", EN, "amount") == "−10"


@pytest.mark.parametrize(
    ("value", "arguments", "expected"),
    [
        ("0.4351", (), "43.5%"),
        ("0.4355", (), "43.6%"),
        ("0.9", ("0",), "90%"),
        ("1", (), "100.0%"),
        ("-0.1", ("0",), "−10%"),
        ("-0.0001", (), "0.0%"),
    ],
)
def test_shares_become_percent(value: str, arguments: tuple[str, ...], expected: str) -> None:
    """Percent exists only as text, rounded half away from zero."""
    assert write(value, "share", EN, "percent", *arguments) == expected
    assert write(value, "share", ZH, "percent", *arguments) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", "0.00 FLOP"),
        ("7", "7.00 FLOP"),
        ("999.4", "999 FLOP"),
        ("999.5", "1.00 kFLOP"),
        ("1303000", "1.30 MFLOP"),
        ("66954240", "67.0 MFLOP"),
        ("390900000000", "391 GFLOP"),
        ("123456789012345", "123 TFLOP"),
        ("1.2E+21", "1,200 EFLOP"),
    ],
)
def test_operations_take_the_prefix_that_keeps_them_short(value: str, expected: str) -> None:
    """Three digits count; the unit does not leave its number at the end of a line."""
    for locale in (ZH, EN):
        assert write(value, "flop", locale, "flops") == expected.replace(" ", "\N{NO-BREAK SPACE}")


def test_points_choose_the_plural_of_the_language() -> None:
    """English writes one point and 1.0 points; Chinese has one form."""
    assert write("0.465", "share", EN, "points") == "46.5 percentage points"
    assert write("0.01", "share", EN, "points", "0") == "1 percentage point"
    assert write("0.01", "share", EN, "points") == "1.0 percentage points"
    assert write("0.465", "share", ZH, "points") == "46.5 个百分点"


def test_a_ratio_may_be_written_as_percent() -> None:
    """A rate of return or of discount is read as a percentage."""
    assert write("0.5698", "ratio", EN, "percent") == "57.0%"
    assert write("-0.042", "ratio", ZH, "percent", "0") == "−4%"


def test_years_choose_the_plural_of_the_language() -> None:
    """English writes one year, and years of everything else; Chinese has one form."""
    assert write("2.509", "year", EN, "years") == "2.5 years"
    assert write("1", "year", EN, "years", "0") == "1 year"
    assert write("0", "year", EN, "years", "0") == "0 years"
    assert write("2.55", "year", ZH, "years") == "2.6 年"
    assert format_plainly(Decimal(5), "year", ZH) == "5.0 年"


def test_integers_are_grouped() -> None:
    """Thousands are set apart as the language's locale data say."""
    assert write("62006", "count", EN, "integer") == "62,006"


def test_number_keeps_every_digit_unless_told() -> None:
    """Without digits nothing is rounded; with digits zeros are kept."""
    assert write("0.0010", "ratio", EN, "number") == "0.001"
    assert write("0.9", "ratio", EN, "number", "3") == "0.900"
    assert write("1.2345", "nat", ZH, "number", "2") == "1.23"


def test_another_language_needs_no_python() -> None:
    """German writes a comma and a spaced percent sign by its locale data."""
    german = make_locale("de", "million", {"unit.money": "{amount} Mio. CNY"})
    assert write("12345.5", "wan_yuan", german, "money") == "123,455 Mio. CNY"
    assert write("0.5", "share", german, "percent") == "50,0\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("-1", "wan_yuan", "loss"),
        ("-0.004", "wan_yuan", "break even"),
        ("0", "wan_yuan", "break even"),
        ("0.005", "wan_yuan", "profit"),
        ("0.0001", "share", "profit"),
    ],
)
def test_by_sign_follows_what_is_printed(value: str, unit: str, expected: str) -> None:
    """A sentence never calls profit what stands beside it as zero."""
    assert write(value, unit, EN, "by_sign", "loss", "break even", "profit") == expected


def test_dates_are_written_in_full() -> None:
    """The date of the report reads naturally in each language."""
    date = dt.date(2026, 11, 23)
    assert format_date(date, ZH) == "2026年11月23日"
    assert format_date(date, EN) == "November 23, 2026"
    british = make_locale("en", "million", {"date_pattern": "d MMMM y"})
    assert format_date(date, british) == "23 November 2026"


def test_format_number_writes_a_true_minus() -> None:
    """A hyphen is no minus sign."""
    assert format_number(Decimal("-1234.50"), EN) == "−1,234.5"


@pytest.mark.parametrize(
    ("unit", "form", "message", "hint"),
    [
        (
            "share",
            Format(name="procent"),
            "unknown format `procent`",
            "did you mean `percent`?",
        ),
        (
            "share",
            Format(name="money"),
            "format `money` is for `wan_yuan`, but the number is `share`",
            "formats for `share`: percent, points, number, by_sign",
        ),
        (
            "share",
            Format(name="percent", arguments=("-1",)),
            "format `percent` does not take the arguments `(-1)`",
            "write `percent` or `percent(digits)`, digits 0 to 6",
        ),
        (
            "share",
            Format(name="percent", arguments=("7",)),
            "format `percent` does not take the arguments `(7)`",
            "write `percent` or `percent(digits)`, digits 0 to 6",
        ),
        (
            "count",
            Format(name="by_sign", arguments=("a", "b")),
            "format `by_sign` does not take the arguments `(a, b)`",
            'write `by_sign("below zero", "zero", "above zero")`',
        ),
    ],
)
def test_a_wrong_format_is_explained(unit: str, form: Format, message: str, hint: str) -> None:
    """The author learns what is wrong and what would be right."""
    with pytest.raises(ReportError) as caught:
        format_value(Decimal(1), unit, form, EN)
    assert caught.value.message == message
    assert caught.value.hint == hint


def test_every_unit_has_a_format() -> None:
    """No quantity can exist that no author can print."""
    written = {unit for spec in FORMATS if spec.name != "by_sign" for unit in spec.units}
    assert written == set(UNITS)


def test_an_unknown_number_scale_is_refused() -> None:
    """A language chooses among the scales that there are."""
    with pytest.raises(ReportError) as caught:
        make_locale("en", "milion", {})
    assert caught.value.message == "unknown number scale `milion` of `en`"
    assert caught.value.hint == "did you mean `million`?"


def test_words_that_drop_the_amount_are_refused() -> None:
    """A money format without its number would print words alone."""
    locale = make_locale("en", "million", {"unit.money": "CNY million"})

    with pytest.raises(ReportError, match=r"`unit\.money` of `en` do not hold"):
        format_value(Decimal(1), "wan_yuan", Format(name="money"), locale)
