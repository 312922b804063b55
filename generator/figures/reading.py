"""Turns results into what charts show: the numbers, as values and as text."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from generator.errors import ReportError, suggest
from generator.locales import Format, Locale, format_value
from generator.results import Horizon, Outcome, Quantity, Results, Risk

ZERO = Decimal(0)

_MOST_DIGITS = 4
"""Digits after the point of an assumption's value, in percent or as a number."""

EXAMPLE = "article"
"""The scenario whose sum and break-even are drawn."""


def all_outcomes(results: Results, figure: str) -> tuple[Outcome, ...]:
    """Return the outcomes of all scenarios.

    Raises: ReportError, when there is no scenario.
    """
    if not results.outcomes:
        message = f"figure `{figure}` needs scenarios, and the results hold none"
        raise ReportError(message, hint="name scenarios in scenarios.yaml")
    return results.outcomes


def all_horizons(results: Results, figure: str) -> tuple[Horizon, ...]:
    """Return the years of all scenarios.

    Raises: ReportError, when there are none.
    """
    if not results.horizons:
        message = f"figure `{figure}` needs the years of scenarios, and the results hold none"
        hint = "state the assumptions of the years in assumptions.yaml, such as `market`"
        raise ReportError(message, hint=hint)
    return results.horizons


def horizon_of(results: Results, figure: str, scenario: str) -> Horizon:
    """Return the years of one scenario.

    Raises: ReportError, when the results do not hold them.
    """
    found = next((each for each in results.horizons if each.scenario == scenario), None)
    if found is None:
        message = f"figure `{figure}` needs the years of scenario `{scenario}`"
        raise ReportError(f"{message}, and the results do not hold them")
    return found


def find_risk(results: Results, scenario: str, measure: str) -> Risk | None:
    """Look up how one measure of one scenario is distributed."""
    matching = (each for each in results.risks if each.scenario == scenario)
    return next((each for each in matching if each.measure == measure), None)


def quantity_for(results: Results, figure: str, name: str) -> Quantity:
    """Return a quantity that a chart needs.

    Raises: ReportError, when the results do not hold it.
    """
    if name not in results.by_name:
        message = f"figure `{figure}` needs `{name}`, and the results do not hold it"
        raise ReportError(message, hint=suggest(name, results.by_name))
    return results.by_name[name]


def example_quantities(
    results: Results, figure: str, fields: tuple[str, ...]
) -> Mapping[str, Quantity]:
    """Return fields of the example's scenario, by field."""
    return {field: quantity_for(results, figure, f"scenario.{EXAMPLE}.{field}") for field in fields}


def format_quantity(quantity: Quantity, form: Format, locale: Locale) -> str:
    """Write a quantity in one of the language's formats."""
    return format_value(quantity.value, quantity.unit, form, locale)


def format_count(number: int, locale: Locale) -> str:
    """Write a count, in groups."""
    return format_value(Decimal(number), "count", Format(name="integer"), locale)


def format_alike(values: tuple[Decimal, ...], locale: Locale) -> tuple[str, ...]:
    """Write numbers with as many digits after the point as the longest of them needs."""
    longest = max(len(format(value.normalize(), "f").partition(".")[2]) for value in values)
    form = Format(name="number", arguments=(str(longest),))
    return tuple(format_value(value, "ratio", form, locale) for value in values)


def format_share(share: Decimal, digits: int, locale: Locale) -> str:
    """Write a share as percent."""
    form = Format(name="percent", arguments=(str(digits),))
    return format_value(share, "share", form, locale)


def format_money(value: Decimal, locale: Locale) -> str:
    """Write an amount with its currency."""
    return format_value(value, "wan_yuan", Format(name="money"), locale)


def format_amount(value: Decimal, locale: Locale) -> str:
    """Write an amount where the axis already says the currency."""
    return format_value(value, "wan_yuan", Format(name="amount"), locale)


def format_assumed(value: Decimal, assumption: str, results: Results, locale: Locale) -> str:
    """Write a value of an assumption in its own unit, with the digits that it has."""
    unit = results.by_name[f"assumption.{assumption}"].unit
    if unit == "wan_yuan":
        return format_money(value, locale)
    is_share = unit == "share"
    shown = value.scaleb(2) if is_share else value
    digits = max(0, -_as_exponent(round(shown, _MOST_DIGITS)))
    form = Format(name="percent" if is_share else "number", arguments=(str(digits),))
    return format_value(value, unit, form, locale)


def _as_exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def format_briefly(values: Iterable[Decimal], locale: Locale) -> tuple[str, ...]:
    """Write amounts for narrow places, all to the digit that is the fourth of the largest."""
    amounts = tuple(values)
    largest = max(abs(amount) for amount in amounts)
    last_digit = Decimal(1).scaleb(largest.adjusted() - 3)
    return tuple(
        format_amount(amount.quantize(last_digit, ROUND_HALF_UP), locale) for amount in amounts
    )
