"""Turns the settings of risk into what is wrong with them, all at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from generator.errors import ReportError, list_known
from generator.inputs import Assumption, Correlation, RiskSettings
from generator.scenarios.nouns import ScenarioInputs
from generator.scenarios.unread import Unread

_FEWEST_DRAWS = 2
"""A single draw has no deviation."""

_MOST_DRAWS = 10**9
"""The mean is then known to a part in 30 000 of the deviation: no report shows more digits."""


def check_risk(inputs: ScenarioInputs, unread: Unread) -> Iterator[ReportError]:
    """Check how draws are made, and what moves together."""
    risk = inputs.risk
    if risk is None:
        return
    yield from _check_settings(risk)
    if risk.scenario not in inputs.named and not (
        unread.has("scenarios", risk.scenario) or unread.has("report", "risk", "scenario")
    ):
        message = f"the risk is of the unknown scenario `{risk.scenario}`"
        hint = list_known(risk.scenario, inputs.named)
        yield ReportError(message, at=risk.locate("scenario"), hint=hint)
    yield from _check_correlations(inputs, risk, unread)


def _check_settings(risk: RiskSettings) -> Iterator[ReportError]:
    at = risk.locate("draws")
    if risk.draws < _FEWEST_DRAWS:
        message = f"`draws` must be at least {_FEWEST_DRAWS}, found {risk.draws}"
        yield ReportError(message, at=at, hint="write a number such as 100000")
    elif risk.draws > _MOST_DRAWS:
        message = f"`draws` must be at most {_MOST_DRAWS}, found {risk.draws}"
        hint = "write a number such as 100000: no report shows the digits that more draws add"
        yield ReportError(message, at=at, hint=hint)
    if risk.seed < 0:
        message = f"`seed` must be at least 0, found {risk.seed}"
        yield ReportError(message, at=risk.locate("seed"), hint="any whole number will do")


def _check_correlations(
    inputs: ScenarioInputs, risk: RiskSettings, unread: Unread
) -> Iterator[ReportError]:
    """Check what moves together: each correlation by itself, then all of them together."""
    errors: list[ReportError] = []
    named: list[Correlation] = []
    for n, each in enumerate(risk.correlations):
        if not unread.has("report", "risk", "correlations", str(n), "between"):
            errors += _check_pair(inputs.assumed, each, unread)
            errors += _check_twins(each, named)
            named.append(each)
        if abs(each.value) > 1:
            message = f"a correlation must be from -1 to 1, found {each.value}"
            at = each.locate("value")
            errors.append(ReportError(message, at=at, hint="write a number such as 0.3"))
    yield from errors
    if not (errors or unread.has("report", "risk", "correlations") or _are_weak(named)):
        from generator.scenarios.distributions import check_correlations

        yield from check_correlations(risk, inputs.assumptions)


def _are_weak(correlations: Iterable[Correlation]) -> bool:
    """Tell whether no assumption's correlations come to more than 1: then all hold at once.

    This is what most reports need, and takes no linear algebra to be loaded.

    Source: Gershgorin 1931: no eigenvalue is further from 1 than a row's other entries come to.
    """
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in correlations:
        for name in (each.first, each.second):
            sums[name] += abs(each.value)
    return all(total <= 1 for total in sums.values())


def _check_pair(
    assumed: Mapping[str, Assumption], correlation: Correlation, unread: Unread
) -> Iterator[ReportError]:
    """Check the two that move together, each by itself."""
    for n, name in enumerate((correlation.first, correlation.second)):
        at = correlation.locate(f"between.{n}")
        if name in assumed and assumed[name].distribution == "fixed":
            message = f"a correlation with `{name}`, which is fixed and moves with nothing"
            yield ReportError(message, at=at, hint="give the assumption a `distribution`")
        elif name not in assumed and not unread.has("assumptions", name):
            message = f"a correlation with the unknown assumption `{name}`"
            yield ReportError(message, at=at, hint=list_known(name, assumed))


def _check_twins(correlation: Correlation, earlier: Iterable[Correlation]) -> Iterator[ReportError]:
    """Find a pair of one assumption, and a pair that is told of before."""
    pair = (correlation.first, correlation.second)
    if pair[0] == pair[1]:
        message = f"a correlation of `{pair[0]}` with itself, which is always 1"
        at = correlation.locate("between.1")
        yield ReportError(message, at=at, hint="name two assumptions")
    elif any({each.first, each.second} == set(pair) for each in earlier):
        message = f"the correlation between `{pair[0]}` and `{pair[1]}` stands here a second time"
        at = correlation.locate("between")
        yield ReportError(message, at=at, hint="keep one of them")
