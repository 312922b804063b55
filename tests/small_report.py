"""The small report of tests/projects, copied to where a test may build and spoil it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = ROOT / "tests" / "projects" / "three-sections"


def copy_project(folder: Path) -> Path:
    """Copy the small report, and link the templates file by file: fonts are big."""
    shutil.copytree(PROJECT / "content", folder / "content")
    shutil.copytree(ROOT / "templates", folder / "templates", copy_function=os.link)
    return folder


def start(folder: Path, *command: str, **changes: str) -> subprocess.Popen[str]:
    """Start the program in a folder, as a person would."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **changes},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, *command: str, **changes: str) -> tuple[int, str, str]:
    """Run the program to its end: exit code, standard output, standard error."""
    process = start(folder, *command, **changes)
    out, told = process.communicate(timeout=120)
    return process.returncode, out, told
