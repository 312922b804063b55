"""What every chart is drawn with: words with their fields, fonts, ticks and room for labels."""

from decimal import Decimal

import pytest

from generator.errors import ReportError
from generator.figures.canvas import Sheet, draw_svg, fill, find_ticks, measure


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("from {frist} to {last}", "the words `alt` use the unknown `{frist}`"),
        ("to {last}", "the words `alt` leave out `{first}`"),
    ],
)
def test_words_use_every_field_and_no_other(template: str, message: str) -> None:
    """Both languages say the same numbers."""
    with pytest.raises(ReportError) as caught:
        fill({"alt": template}, "alt", {"first": "1", "last": "2"})
    assert caught.value.message == message
    assert caught.value.hint == "use each of `{first}`, `{last}`"


def test_fields_are_not_read_twice() -> None:
    """Braces in a computed text stay text."""
    assert fill({"alt": "{a}{b}"}, "alt", {"a": "{b}", "b": "1"}) == "{b}1"


def test_an_unknown_line_setting_is_refused() -> None:
    """The fonts of a chart follow the language's line setting."""
    with pytest.raises(ReportError, match="unknown line setting `hna`"):
        draw_svg(Sheet(id="x", height=100), "hna", lambda _axes: None)


@pytest.mark.parametrize(
    ("low", "high", "n_most", "expected"),
    [
        ("0", "1500", 5, ["0", "500", "1000", "1500"]),
        ("-200", "300", 5, ["-200", "-100", "0", "100", "200", "300"]),
        ("1.18", "2.37", 8, ["1.2", "1.4", "1.6", "1.8", "2.0", "2.2"]),
        ("0", "0.07", 5, ["0", "0.02", "0.04", "0.06"]),
        ("0", "0", 5, ["0"]),
        ("-7", "-2", 5, ["-7", "-6", "-5", "-4", "-3", "-2"]),
    ],
)
def test_ticks_are_round(low: str, high: str, n_most: int, expected: list[str]) -> None:
    """Ticks are exact decimals, one, two or five apart, within the range."""
    ticks = find_ticks(Decimal(low), Decimal(high), n_most)
    assert list(ticks) == [Decimal(tick) for tick in expected]


def test_wide_characters_count_double() -> None:
    """Room for Chinese words is twice that for Latin letters."""
    assert measure(("飞机",)) == measure(("abcd",)) > measure(())
