"""Times a build against what its libraries take alone, side by side in one run.

    .venv/bin/python benchmarks/build.py [rounds]

The floor of a cold build is the sum of: importing torch; importing what scenarios need and working
them out; drawing all charts of both languages in one process; WeasyPrint alone on the finished
HTML, each PDF in a process of its own. Each figure is the median of all rounds.
"""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

from generator.build import Request, make_finished
from generator.cache import Cache
from generator.outputs.pdf import Manuscript, make_manuscripts

ROOT = Path(__file__).parents[1]
_SCENARIOS = """
from pathlib import Path
from generator.inputs import read_inputs
from generator.scenarios import evaluate_all, select_inputs
inputs = read_inputs(Path("content"), Path("templates"))
evaluate_all(select_inputs(inputs))
"""
_CHARTS = """
import sys
from pathlib import Path
from generator.figures import FIGURES, make_figure
from generator.inputs import read_inputs, read_results
from generator.locales import make_locale
inputs = read_inputs(Path("content"), Path("templates"))
results = read_results(Path(sys.argv[1]))
fonts = tuple(sorted(Path("templates").glob("assets/fonts/*.ttf")))
for language in inputs.languages:
    words = language.strings
    locale = make_locale(language.code, words.number_scale, words)
    for spec in FIGURES:
        make_figure(spec.id, results, words, locale, fonts)
"""
_PDF = """
import sys
from pathlib import Path
from weasyprint import CSS, HTML
folder = Path(sys.argv[1])
style = CSS(string=(folder / "style.css").read_text(), base_url=str(folder))
HTML(filename=folder / "report.html").write_pdf(stylesheets=[style], pdf_variant="pdf/a-3a")
"""


class Silent:
    """A listener that nobody reads."""

    def say(self, text: str) -> None:
        """Hear, and forget."""


def time_of(*programs: list[str], env: dict[str, str] | None = None) -> float:
    """Run programs side by side, and return the seconds until the last one ends."""
    started_s = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, *program],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for program in programs
    ]
    codes = [each.wait() for each in running]
    if any(codes):
        raise SystemExit(f"a program failed: {programs}")
    return time.perf_counter() - started_s


def write_manuscript(manuscript: Manuscript, folder: Path) -> list[str]:
    """Lay out one finished PDF's parts as files, for WeasyPrint alone."""
    folder.mkdir()
    (folder / "report.html").write_text(manuscript.html)
    (folder / "style.css").write_text(manuscript.css)
    for name, content in {**manuscript.fonts, **manuscript.pictures}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return ["-c", _PDF, str(folder)]


def main() -> None:
    """Run every measurement as often as asked, and print the medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        request = Request(cache=folder / "cache", out=folder / "build")
        finished = make_finished(request, Cache(request.cache), Silent())
        pdfs = [
            write_manuscript(each, folder / each.language)
            for each in make_manuscripts(finished, Cache(request.cache))
        ]
        build = ["-m", "generator", "build", "-q", "--out", str(folder / "build")]
        build += ["--cache-dir", str(folder / "cold")]
        time_of(build)
        results = str(folder / "build" / "results.json")
        measured = measure(
            rounds,
            {
                "import torch": (None, [["-c", "import torch"]]),
                "scenarios": (None, [["-c", _SCENARIOS]]),
                "all charts": (None, [["-c", _CHARTS, results]]),
                "WeasyPrint alone": (None, pdfs),
                "cold build": (partial(shutil.rmtree, folder / "cold"), [build]),
                "build, nothing changed": (None, [build]),
                "check": (None, [["-m", "generator", "check", "-q"]]),
                "--help": (None, [["-m", "generator", "--help"]]),
                "import typer, yaml": (None, [["-c", "import typer, yaml"]]),
            },
        )
    tell(measured, rounds)


def measure(
    rounds: int, programs: dict[str, tuple[Callable[[], None] | None, list[list[str]]]]
) -> dict[str, float]:
    """Take every measurement once in each round; return the medians in seconds."""
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, (prepare, program) in programs.items():
            if prepare:
                prepare()
            taken[name].append(time_of(*program))
    return {name: statistics.median(times) for name, times in taken.items()}


def tell(measured: dict[str, float], rounds: int) -> None:
    """Print the table for benchmarks/README.md."""
    names = ("import torch", "scenarios", "all charts", "WeasyPrint alone")
    floor_s = sum(measured[name] for name in names)
    packages = ", ".join(f"{p} {version(p)}" for p in ("torch", "weasyprint", "matplotlib"))
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{packages}; median of {rounds}; load before {os.getloadavg()[0]:.1f}\n")
    for name, seconds in measured.items():
        print(f"| {name} | {seconds:.2f} s |")
    print(f"| floor of a cold build | {floor_s:.2f} s |")
    print(f"| cold build ÷ floor | {measured['cold build'] / floor_s:.2f} |")
    idle = measured["build, nothing changed"] / measured["import typer, yaml"]
    print(f"| unchanged build ÷ `import typer, yaml` | {idle:.1f} |")


if __name__ == "__main__":
    main()
