"""Turns draws of the report's own assumptions into what risk costs beside drawing alone.

Run as `python benchmarks/risk.py [ROUNDS] [DRAWS]`: times are of DRAWS draws, memory is of DRAWS
and of ten times as many, each in a process of its own.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

import numpy as np
import scipy
import scipy.optimize
import scipy.stats

from generator.inputs import read_inputs
from generator.scenarios import ScenarioInputs, evaluate_all, select_inputs
from generator.scenarios.blocks import Plan, tally_blocks, tally_draws
from generator.scenarios.executors import open_executor
from generator.scenarios.nouns import ignore
from generator.scenarios.risk import make_plan
from generator.scenarios.sampling import draw_block

ROUNDS = 5
DRAWS = 10**7
N_WORKERS = 2
CONTENT = Path("content")


def read() -> ScenarioInputs:
    """Read the report's own assumptions."""
    models = CONTENT / "models"
    return select_inputs(read_inputs(CONTENT, Path("templates"), models=models))


def plan_all(n_draws: int) -> Plan:
    """Plan what a build does: profit and value of every scenario."""
    inputs = read()
    assert inputs.risk is not None  # noqa: S101 -- the report's own settings
    return make_plan(inputs, replace(inputs.risk, draws=n_draws))


def plan_one(n_draws: int) -> Plan:
    """Plan the value of one scenario: five years of it for each draw."""
    plan = plan_all(n_draws)
    case = next(each for each in plan.cases if each.name == "article")
    return replace(plan, cases=(case,), measures=("npv",))


def draw(plan: Plan) -> None:
    """Draw, correlate and map all blocks, and throw them away."""
    for block in range(plan.design.n_blocks):
        draw_block(plan.design, block)


def time_s(work: Callable[[], object]) -> float:
    """Time one run."""
    started_s = time.perf_counter()
    work()
    return time.perf_counter() - started_s


def find_peak_kb(n_draws: int) -> int:
    """Run a process of its own, and ask for the most memory that it had."""
    words = [sys.executable, __file__, "--peak", str(n_draws)]
    return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def read_peak_kb() -> int:
    """Read the most memory that this process had, on Linux.

    Not `getrusage`, whose maximum begins with that of the process that started this one.
    """
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def tell(name: str, runs: list[float]) -> float:
    """Print the median and the range of some runs."""
    median = statistics.median(runs)
    print(f"{name:52} {median:8.3f}   ({min(runs):.3f} to {max(runs):.3f})")
    return median


def compare_drawing(rounds: int, n_draws: int) -> None:
    """Compare risk with what drawing alone takes, in turns."""
    plan = plan_one(n_draws)
    pairs = [
        (time_s(lambda: draw(plan)), time_s(lambda: tally_draws(plan, None, ignore)))
        for _ in range(rounds)
    ]
    tell("drawing, correlating, mapping alone, s", [alone for alone, _ in pairs])
    tell("the same with five years and tally, s", [whole for _, whole in pairs])
    tell("ratio (at most 1.5)", [whole / alone for alone, whole in pairs])


def compare_workers(rounds: int, n_draws: int) -> None:
    """Compare one process with two that are started already; everything that a build draws."""
    plan = plan_all(n_draws)
    with open_executor(N_WORKERS) as executor:
        tell("start of the workers, s", [time_s(lambda: wake(plan, executor))])
        pairs = [
            (
                time_s(lambda: tally_draws(plan, None, ignore)),
                time_s(lambda: tally_draws(plan, executor, ignore)),
            )
            for _ in range(rounds)
        ]
    tell("all scenarios, one process, s", [one for one, _ in pairs])
    tell("all scenarios, two workers, s", [two for _, two in pairs])
    tell("one process / two workers (at least 1.8)", [one / two for one, two in pairs])


def wake(plan: Plan, executor: Executor | None) -> None:
    """Have every worker do a block, so that all that it needs is loaded."""
    if executor is not None:
        for future in [executor.submit(tally_blocks, plan, range(1)) for _ in range(8)]:
            future.result()


def compare_memory(n_draws: int) -> None:
    """Compare the memory that draws take with that of ten times as many."""
    few, many = (find_peak_kb(n) / 1024 for n in (n_draws, 10 * n_draws))
    tell(f"peak memory, {n_draws:,} draws, MB", [few])
    tell(f"peak memory, {10 * n_draws:,} draws, MB", [many])
    tell("ratio (at most 1.1)", [many / few])


def main() -> None:
    """Run everything, or be the process whose memory is measured."""
    if sys.argv[1:2] == ["--peak"]:
        tally_draws(plan_one(int(sys.argv[2])), None, ignore)
        print(read_peak_kb())
        return
    rounds, n_draws = (*map(int, sys.argv[1:]), *(ROUNDS, DRAWS)[len(sys.argv) - 1 :])
    print(f"{platform.platform()}, Python {platform.python_version()}, numpy {np.__version__}, ")
    print(f"scipy {scipy.__version__}; {n_draws:,} draws, {rounds} rounds")
    print(f"load at the start {os.getloadavg()[0]:.2f}, on {os.cpu_count()} cores")
    inputs = read()
    stage = [time_s(lambda: evaluate_all(inputs)) for _ in range(rounds)]
    tell("the scenario stage of the report, s (at most 1.0)", stage)
    compare_drawing(rounds, n_draws)
    compare_workers(rounds, n_draws)
    compare_memory(n_draws)


if __name__ == "__main__":
    main()
