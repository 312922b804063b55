"""Draws on workers of their own: a real Dask cluster, processes, and what happens when they end."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from generator.errors import Location, ReportError
from generator.inputs import RiskSettings
from generator.scenarios.blocks import MOST_TASKS, Plan, tally_draws
from generator.scenarios.executors import open_executor
from generator.scenarios.nouns import ScenarioInputs, ignore
from generator.scenarios.risk import SHARES, make_plan
from generator.scenarios.sampling import BLOCK_SIZE
from generator.scenarios.tally import Summary, summarize
from tests.assumed import make_inputs, make_scenario

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120
N_TASKS = MOST_TASKS + 7

LONG_WORK = """
from generator.scenarios.blocks import tally_draws
from generator.scenarios.executors import open_executor
from tests.e2e.test_cluster import make_long_plan

if __name__ == "__main__":
    with open_executor(2) as executor:
        tally_draws(make_long_plan(), executor, lambda *_: print("going", flush=True))
"""


def make_long_plan(task_draws: int = 2**20) -> Plan:
    """Plan so few tasks that each is told of when it is done, and more than go out at once."""
    at = Location(path="report.yaml")
    n_draws = N_TASKS * task_draws
    risk = RiskSettings(draws=n_draws, seed=5, scenario="article", at=at)
    inputs: ScenarioInputs = make_inputs(make_scenario("article"))
    return replace(make_plan(inputs, risk), task_draws=task_draws)


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A scheduler and its workers, each a process."""

    address: str
    scheduler: "subprocess.Popen[str]"
    workers: tuple["subprocess.Popen[str]", ...]


@contextmanager
def start(*words: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a part of Dask, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def start_cluster(folder: Path, n_workers: int = 2) -> Iterator[Cluster]:
    """Run a scheduler and workers, on ports that are free, for this machine only."""
    here = ("--host", "127.0.0.1", "--no-dashboard")
    with ExitStack() as stack:
        scheduler = stack.enter_context(start("scheduler", *here, "--port", "0"))
        address = read_address(scheduler)
        threading.Thread(target=drain, args=(scheduler,), daemon=True).start()
        options = ("--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
        workers = [
            stack.enter_context(start("worker", address, *here, *options)) for _ in range(n_workers)
        ]
        for worker in workers:
            threading.Thread(target=drain, args=(worker,), daemon=True).start()
        yield Cluster(address=address, scheduler=scheduler, workers=tuple(workers))


def read_address(scheduler: "subprocess.Popen[str]") -> str:
    """Wait for the scheduler to say where it is."""
    assert scheduler.stderr is not None
    said = ""
    for line in scheduler.stderr:
        said += line
        if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
            return found[1]
    pytest.fail(f"the scheduler did not start:\n{said}")


def drain(process: "subprocess.Popen[str]") -> None:
    """Read on, so that the process never waits for a reader."""
    assert process.stderr is not None
    for _ in process.stderr:
        pass


def read(
    plan: Plan, executor: Executor | None = None, told: Callable[[int, int], None] = ignore
) -> list[Summary]:
    """Work a plan out, and read all that its tallies say."""
    return [summarize(each, SHARES) for each in tally_draws(plan, executor, told).values()]


def test_a_cluster_gives_the_same_digits_when_a_worker_is_killed(tmp_path: Path) -> None:
    """Two workers come to the digits of this process, and so does one that goes on by itself.

    The blocks of the other are worked out again: nothing is lost or counted twice.
    """
    plan = make_long_plan(BLOCK_SIZE)
    expected = read(plan)
    told: list[int] = []

    with start_cluster(tmp_path) as cluster, open_executor(1, cluster.address) as executor:

        def kill_midway(n_done: int, _n_draws: int) -> None:
            told.append(n_done)
            if len(told) == N_TASKS // 4:
                cluster.workers[0].kill()

        assert read(plan, executor) == expected
        assert read(plan, executor, kill_midway) == expected
        assert cluster.workers[0].wait(PATIENCE_S) == -signal.SIGKILL

    assert len(told) == N_TASKS


def test_a_scheduler_that_dies_is_an_error_with_a_hint(tmp_path: Path) -> None:
    """The run ends and says so; it does not wait for ever."""
    with ExitStack() as stack:
        cluster = stack.enter_context(start_cluster(tmp_path, n_workers=1))
        caught = stack.enter_context(pytest.raises(ReportError))
        executor = stack.enter_context(open_executor(1, cluster.address))
        read(make_long_plan(), executor, lambda *_: cluster.scheduler.kill())

    assert caught.value.message == (
        f"the Dask cluster at `{cluster.address}` lost its workers, or its scheduler"
    )


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    """Ctrl-C in the middle of the draws ends the program and all its processes within seconds."""
    script = tmp_path / "long_work.py"
    script.write_text(LONG_WORK, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "going\n"
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE_S)

    assert "KeyboardInterrupt" in said
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a process of the group is still there")
