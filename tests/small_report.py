"""The small report of tests/projects, copied to where a test may build and spoil it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from generator.acknowledging import acknowledge
from generator.documents.parts import SETTINGS

ROOT = Path(__file__).parents[1]
PROJECT = ROOT / "tests" / "projects" / "three-sections"
TWO_LANGUAGES = ROOT / "tests" / "projects" / "two-languages"


def copy_project(folder: Path) -> Path:
    """Copy the small report, and link the templates file by file: fonts are big."""
    shutil.copytree(PROJECT / "content", folder / "content")
    shutil.copytree(ROOT / "templates", folder / "templates", copy_function=os.link)
    return folder


def copy_two_languages(folder: Path) -> Path:
    """Copy the report of two languages, every block of its translation acknowledged.

    Its names and its words outside prose are those of the small report, in German with a mark.
    """
    shutil.copytree(TWO_LANGUAGES / "content", folder / "content")
    shutil.copytree(ROOT / "templates", folder / "templates", copy_function=os.link)
    path = Path("en") / "strings.yaml"
    words = yaml.safe_load((PROJECT / "content" / path).read_text(encoding="utf-8"))
    for code, marked in (("en", words), ("de", mark(words))):
        text = yaml.safe_dump(marked, allow_unicode=True, sort_keys=False, width=1000)
        (folder / "content" / code / "strings.yaml").write_text(text, encoding="utf-8")
    small = yaml.safe_load((PROJECT / "content" / "report.yaml").read_text(encoding="utf-8"))
    with (folder / "content" / "report.yaml").open("a", encoding="utf-8") as file:
        file.write(f"names: {json.dumps(small['names'])}\n")
    acknowledge(folder / "content", str(folder / "content" / "de"))
    return folder


def mark(words: Any, above: str = "") -> Any:  # noqa: ANN401 -- nested as in YAML
    """Make words look translated; settings and lists stay."""
    if isinstance(words, dict):
        return {key: mark(each, f"{above}{key}.") for key, each in words.items()}
    if isinstance(words, list) or above.rstrip(".") in SETTINGS:
        return words
    return f"{words} ·"


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


def digests_of(build: Path) -> dict[str, str]:
    """Digest every file of an output."""
    return {
        path.relative_to(build).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(build.rglob("*"))
        if path.is_file()
    }
