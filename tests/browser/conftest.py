"""Builds the article's own site once for all tests in a browser."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FindTool

ROOT = Path(__file__).parents[2]
SUB_PATH = "deep/er"
"""Where the site says that it stands."""

Visit = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the article's site once, in a folder that a server can offer under a sub-path."""
    out = tmp_path_factory.mktemp("published") / "build"
    options = ["--no-pdf", "--base-url", f"https://example.org/{SUB_PATH}/", "--out", str(out)]
    command = [sys.executable, "-m", "generator", "build", *options]
    subprocess.run(command, cwd=ROOT, check=True)
    return out / "site"


@pytest.fixture(scope="session")
def visit(tool: FindTool) -> Visit:
    """Open pages in Chromium."""
    command = [
        str(tool("Node")),
        str(Path(__file__).with_name("visit.cjs")),
        str(tool("playwright-core")),
        str(tool("Chromium")),
    ]

    def run(visits: list[dict[str, Any]]) -> list[dict[str, Any]]:
        done = subprocess.run(
            [*command, json.dumps(visits)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    return run


def pages_of(site: Path) -> list[str]:
    """List the pages of all languages, by their path."""
    paths = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(path for path in paths if path not in {"404.html", "index.html"})
