"""Builds the article's own site once for all tests in a browser."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUB_PATH = "deep/er"
"""Where the site says that it stands."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the article's site once, in a folder that a server can offer under a sub-path."""
    out = tmp_path_factory.mktemp("published") / "build"
    options = ["--no-pdf", "--base-url", f"https://example.org/{SUB_PATH}/", "--out", str(out)]
    command = [sys.executable, "-m", "generator", "build", *options]
    subprocess.run(command, cwd=ROOT, check=True)
    return out / "site"
