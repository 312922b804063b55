"""Turns assumptions into years: adopters, revenue, cash flows, and their value today.

Written once, with operators only: the same functions work on Decimal, where the digits count, and
on float64 arrays, where the draws do. Year 0 is today; a row has an entry for each year from 0.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

NEEDED = (
    "market",
    "innovation",
    "imitation",
    "conversion",
    "revenue_per_customer",
    "upkeep",
    "discount_rate",
)
"""Assumptions that the years stand on, beside those of the profit."""

Number = TypeVar("Number", Decimal, float, "NDArray[float64]")


def adopt(values: Mapping[str, Number], n_years: int) -> tuple[Number, ...]:
    """Let a market take a product up: some adopt of themselves, more where more have adopted.

    A(t) = A(t−1) + (p + q · A(t−1) / market) · (market − A(t−1)); in a market of nobody, nobody.

    Units: adopters at the end of each year.
    Source: Bass 1969, "A New Product Growth for Model Consumer Durables", in discrete years.
    """
    market, innovation, imitation = values["market"], values["innovation"], values["imitation"]
    # A market of nobody is divided by 1: there are no adopters to divide.
    divisor = market + (market == 0)
    adopters = [market * 0]
    for _ in range(n_years):
        before = adopters[-1]
        rate = innovation + imitation * (before / divisor)
        adopters.append(before + rate * (market - before))
    return tuple(adopters)


def earn(adopters: Sequence[Number], values: Mapping[str, Number]) -> tuple[Number, ...]:
    """Find the revenue that open-sourcing brings in each year: what the adopters who pay pay.

    Units: 万元.
    """
    conversion, per_customer = values["conversion"], values["revenue_per_customer"]
    return tuple(each * conversion * per_customer for each in adopters)


def flow(revenues: Sequence[Number], values: Mapping[str, Number]) -> tuple[Number, ...]:
    """Find the cash flow of each year: the cost of open-sourcing today, then what is left yearly.

    CF(0) = −P; CF(t) = R + S(t) − C − P · upkeep.

    Units: 万元; `revenues` are those that open-sourcing brings, from year 0.
    """
    revenue, cost = values["revenue"], values["cost"]
    upkeep = values["open_source_cost"] * values["upkeep"]
    flows = [-values["open_source_cost"]]
    flows.extend(revenue + each - cost - upkeep for each in revenues[1:])
    return tuple(flows)


def discount(flows: Sequence[Number], rate: Number) -> tuple[Number, ...]:
    """Find what each year's cash flow is worth today: CF(t) / (1 + d)^t, by multiplication.

    Units: 万元.
    """
    growth = rate + 1
    factor = growth
    worth = [flows[0]]
    for each in flows[1:]:
        worth.append(each / factor)
        factor = factor * growth
    return tuple(worth)


def accumulate(flows: Sequence[Number]) -> tuple[Number, ...]:
    """Add up the cash flows to the end of each year.

    Units: 万元.
    """
    sums = [flows[0]]
    for each in flows[1:]:
        sums.append(sums[-1] + each)
    return tuple(sums)


def net_present_value(values: Mapping[str, Number], n_years: int) -> Number:
    """Add up what the cash flows of all years are worth today.

    Units: 万元.
    """
    flows = flow(earn(adopt(values, n_years), values), values)
    return accumulate(discount(flows, values["discount_rate"]))[-1]


def payback(flows: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Find the years until the sum of the cash flows stays at zero or above, if it ever does.

    Inside the year the money is taken to flow evenly. Where the sum is never below zero, there is
    nothing to pay back, and no time that it takes.

    Units: years; one, or none.
    """
    sums = accumulate(flows)
    below = [year for year, total in enumerate(sums) if total < 0]
    if not below or below[-1] == len(flows) - 1:
        return ()
    last = below[-1]
    return (last + -sums[last] / flows[last + 1],)
