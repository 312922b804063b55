"""Turns results into what charts show: the numbers, as values and as text."""

from collections.abc import Mapping
from decimal import Decimal

from generator.errors import ReportError, suggest
from generator.locales import Format, Locale, format_value
from generator.results import Evaluation, Outcome, Quantity, Results

ZERO = Decimal(0)

EXAMPLE = "article"
"""The scenario whose sum and break-even are drawn."""


def first_evaluation(results: Results, figure: str) -> Evaluation:
    """Return the evaluation that a chart of one network shows.

    Raises: ReportError, when no network was evaluated.
    """
    if not results.evaluations:
        message = f"figure `{figure}` needs an evaluated network, and the results hold none"
        raise ReportError(message, hint="name a network in report.yaml, or leave the figure out")
    return results.evaluations[0]


def all_outcomes(results: Results, figure: str) -> tuple[Outcome, ...]:
    """Return the outcomes of all scenarios.

    Raises: ReportError, when there is no scenario.
    """
    if not results.outcomes:
        message = f"figure `{figure}` needs scenarios, and the results hold none"
        raise ReportError(message, hint="name scenarios in scenarios.yaml")
    return results.outcomes


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


def class_words(evaluation: Evaluation, words: Mapping[str, str]) -> tuple[str, ...]:
    """Return the classes in the words of a language."""
    return tuple(words[f"class.{name}"] for name in evaluation.classes)


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
