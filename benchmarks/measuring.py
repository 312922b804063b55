"""Turns programs into what they take: seconds, seconds of processor, memory."""

import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_PAUSE_S = 0.02
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run took, with all processes that it started."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    """The most memory that its processes held together, looked at every 20 ms."""


def measure(*programs: Sequence[str]) -> Measured:
    """Run Python programs side by side, and measure until the last one ends."""
    before, started_s = _processor_s(), time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, *program],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        for program in programs
    ]
    peak = _Peak(each.pid for each in running)
    told = [each.communicate()[1].decode() for each in running]
    wall_s = time.perf_counter() - started_s
    if any(each.returncode for each in running):
        raise SystemExit(f"a program failed: {programs}\n{''.join(told)[:2000]}")
    return Measured(wall_s, _processor_s() - before, peak.end() / _MB)


def take_medians(
    rounds: int, runs: Mapping[str, tuple[Callable[[], None] | None, Sequence[Sequence[str]]]]
) -> dict[str, Measured]:
    """Take every measurement once in each round, and give the median of each."""
    taken: dict[str, list[Measured]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (prepare, programs) in runs.items():
            if prepare:
                prepare()
            taken[name].append(measure(*programs))
    return {name: _median(found) for name, found in taken.items()}


def _median(found: Sequence[Measured]) -> Measured:
    return Measured(
        statistics.median(each.wall_s for each in found),
        statistics.median(each.cpu_s for each in found),
        statistics.median(each.peak_mb for each in found),
    )


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Peak:
    """Looks at the memory of sessions until told to end; each program leads one."""

    def __init__(self, sessions: Iterable[int]) -> None:
        self._sessions = {str(each) for each in sessions}
        self._most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> int:
        """Stop looking; give the most bytes that were held at once."""
        self._ended.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._ended.wait(_PAUSE_S):
            self._most = max(self._most, sum(map(self._bytes_of, Path("/proc").glob("[0-9]*"))))

    def _bytes_of(self, process: Path) -> int:
        try:
            stat = (process / "stat").read_text().rpartition(")")[2].split()
            return int(stat[21]) * os.sysconf("SC_PAGE_SIZE") if stat[3] in self._sessions else 0
        except (OSError, IndexError):
            return 0
