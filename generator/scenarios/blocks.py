"""Turns blocks of draws into a tally of each scenario's profit and value, here or on workers."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from generator.scenarios.horizon import net_present_value
from generator.scenarios.nouns import Told
from generator.scenarios.sampling import Design, draw_block
from generator.scenarios.tally import MOST_KEPT, Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TASK_DRAWS = 2**20
"""Draws that a worker is given at once: about a second of work."""

_N_REPORTS = 20
"""How often a long run is told of, about."""

MOST_TASKS = 32
"""Tasks that are out at once, so that what comes back never piles up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One scenario, as far as draws are concerned."""

    name: str
    values: tuple[tuple[str, float], ...]
    """Of every assumption."""
    factors: tuple[tuple[str, float], ...]
    """What the draws of an assumption are multiplied by, where it is not 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that the tallies depend on."""

    design: Design
    cases: tuple[Case, ...]
    measures: tuple[str, ...] = ("profit", "npv")
    n_years: int
    task_draws: int = TASK_DRAWS
    """How the work is cut up; what comes of it does not depend on this."""


Tallies = dict[tuple[str, str], Tally]
"""A tally by the names of scenario and measure."""


def tally_draws(plan: Plan, executor: Executor | None, told: Told) -> Tallies:
    """Go through all blocks of draws; on the executor's workers, if it is worth it.

    The same draws serve all scenarios, so that these differ by what they assume alone.
    """
    n_blocks = plan.design.n_blocks
    per_task = max(plan.task_draws // plan.design.block_size, 1)
    tasks = [
        range(first, min(first + per_task, n_blocks)) for first in range(0, n_blocks, per_task)
    ]
    if executor is None or len(tasks) == 1:
        finished: Iterable[Tallies] = (tally_blocks(plan, task) for task in tasks)
    else:
        finished = _spread(executor, plan, tasks)
    sums = _start_tallies(plan)
    for n_parts, part in enumerate(finished, start=1):
        for key, tally in part.items():
            sums[key].merge(tally)
        if len(tasks) > 1 and n_parts % max(len(tasks) // _N_REPORTS, 1) == 0:
            told(next(iter(sums.values())).moments.n_draws, plan.design.n_draws)
    return sums


def _spread(executor: Executor, plan: Plan, tasks: Iterable[range]) -> Iterator[Tallies]:
    """Give out some tasks at a time; whatever happens, none is left behind."""
    waiting: set[Future[Tallies]] = set()
    try:
        for task in tasks:
            waiting.add(executor.submit(tally_blocks, plan, task))
            if len(waiting) == MOST_TASKS:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in finished)
        while waiting:
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in finished)
    finally:
        for each in waiting:
            each.cancel()


def tally_blocks(plan: Plan, blocks: Iterable[int]) -> Tallies:
    """Draw some blocks, and tally what every scenario makes of them."""
    tallies = _start_tallies(plan)
    # What is beyond all bounds is found in the tally.
    with np.errstate(over="ignore", invalid="ignore"):
        for block in blocks:
            drawn = draw_block(plan.design, block)
            for case in plan.cases:
                values = {**dict(case.values), **_scale(drawn, dict(case.factors))}
                for measure in plan.measures:
                    found = MEASURES[measure](values, plan.n_years)
                    # Where nothing is uncertain, it is one number for all draws.
                    draws = np.broadcast_to(found, plan.design.count_draws(block))
                    tallies[case.name, measure].add(draws)
    return tallies


def _start_tallies(plan: Plan) -> Tallies:
    keeps_all = plan.design.n_draws <= MOST_KEPT
    return {
        (case.name, measure): Tally(shift=_find_shift(case, measure, plan), keeps_all=keeps_all)
        for case in plan.cases
        for measure in plan.measures
    }


def _find_shift(case: Case, measure: str, plan: Plan) -> float:
    """Find what the scenario comes to without uncertainty: the draws lie around that."""
    with np.errstate(all="ignore"):
        values = {name: np.float64(value) for name, value in case.values}
        found = float(MEASURES[measure](values, plan.n_years))
    return found if math.isfinite(found) else 0.0


def _scale(drawn: Mapping[str, "Floats"], factors: Mapping[str, float]) -> Mapping[str, "Floats"]:
    return {
        name: draws * factors[name] if name in factors else draws for name, draws in drawn.items()
    }


def _find_profit(values: Mapping[str, Any], _n_years: int) -> Any:  # noqa: ANN401 -- float or array
    income = values["revenue"] + values["open_source_revenue"]
    return income - (values["cost"] + values["open_source_cost"])


MEASURES: Mapping[str, Callable[[Mapping[str, Any], int], Any]] = {
    "profit": _find_profit,
    "npv": net_present_value,
}
"""What is tallied of a scenario, from the values of its assumptions: R + S − C − P of one year, and
the net present value of all years."""
