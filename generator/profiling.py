"""Turns a run of the program into profiles that open in a browser: one for each process."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FOLDER = "GENERATOR_PROFILE"
"""Names the folder of the profiles to the processes that a run starts."""
_INTERVAL_S = 0.005
"""WeasyPrint calls deep: to look more often would take as long as what is looked at."""
_ELSEWHERE = re.compile(r'https://fonts\.googleapis\.com/[^"]*')
"""A style sheet that the page would fetch from another server."""


@contextmanager
def profiling_into(folder: Path, name: str) -> Iterator[None]:
    """Profile this process, and those that it starts, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[_FOLDER] = str(folder.absolute())
    try:
        with profiling(name):
            yield
    finally:
        del os.environ[_FOLDER]


@contextmanager
def profiling(name: str) -> Iterator[None]:
    """Write where the time of this process goes, if the run is profiled; else just go on."""
    folder = os.environ.get(_FOLDER)
    if not folder:
        yield
        return
    from pyinstrument import Profiler

    profiler = Profiler(interval=_INTERVAL_S)
    profiler.start()
    try:
        yield
    finally:
        profiler.stop()
        page = _ELSEWHERE.sub("data:text/css,", profiler.output_html())
        (Path(folder) / f"{name}.html").write_text(page, encoding="utf-8")
