"""Tests that what the documents promise is there: commands, files, reasons, pinned versions."""

import re
import tomllib
from pathlib import Path

import pytest
import typer.main

from generator.cli import app

PROJECT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
README = (PROJECT / "README.md").read_text(encoding="utf-8")
PYPROJECT = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")


def code_lines(markdown: str) -> set[str]:
    """List the lines of all fenced code blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", markdown, flags=re.MULTILINE | re.DOTALL)
    return {line.strip() for block in blocks for line in block.splitlines()}


def make_targets() -> set[str]:
    """List the targets that `make help` offers."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):.*## ", makefile, flags=re.MULTILINE))


def test_the_two_commands_stand_in_the_readme() -> None:
    """A newcomer finds both commands, each on a line of its own, to be copied."""
    assert {"make build", "make test"} <= code_lines(README)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_command_in_the_documents_exists(document: str) -> None:
    """A document never names a make target that is not there."""
    text = (PROJECT / document).read_text(encoding="utf-8")
    code = "\n".join((*code_lines(text), *re.findall(r"`([^`\n]+)`", text)))

    assert set(re.findall(r"^make ([a-z]+)", code, flags=re.MULTILINE)) <= make_targets()


def test_the_server_runs_the_readmes_test_command() -> None:
    """What .ci/run proves is what the README's test command does, and no second list of checks."""
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    assert script[-1] == "make test"


def test_every_command_is_in_the_readme() -> None:
    """The README's table of commands is the program's own list, no more and no less."""
    group = typer.main.get_command(app)
    commands = set(getattr(group, "commands", {}))

    section = README.split("## Commands")[1].split("\n## ")[0]

    assert set(re.findall(r"^\| `([a-z]+)[^`]*` \|", section, flags=re.MULTILINE)) == commands


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_links_to_exists(document: str) -> None:
    """No link and no picture of a document leads nowhere."""
    text = (PROJECT / document).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)\)", text)

    assert [
        target
        for target in targets
        if not target.startswith("http") and not (PROJECT / target).exists()
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_place_that_a_document_names_exists(document: str) -> None:
    """A path in backticks under content/, templates/, generator/ or tests/ is there."""
    text = (PROJECT / document).read_text(encoding="utf-8")
    named = re.findall(r"`((?:content|templates|generator|tests)/[\w./-]*)`", text)

    assert [path for path in named if not (PROJECT / path).exists()] == []


def test_every_dependency_has_its_reason() -> None:
    """Whoever reads the list of dependencies knows what each is there for."""
    lines = re.findall(r'^  "[a-z0-9-]+[=>]=.*$', PYPROJECT, flags=re.MULTILINE)

    assert lines
    assert [line for line in lines if not re.search(r'",\s+# \w+', line)] == []


def test_every_rule_left_out_has_its_reason() -> None:
    """Whoever reads the list of ruff's rules that are not kept knows why."""
    lines = re.findall(r'^  "[A-Z]+[0-9]*",.*$', PYPROJECT, flags=re.MULTILINE)

    assert lines
    assert [line for line in lines if not re.search(r'",\s+# +\S+', line)] == []


def test_every_dependency_is_pinned() -> None:
    """requirements.lock holds one exact version of all that is asked for, and names no server."""
    project = tomllib.loads(PYPROJECT)["project"]
    asked = {
        re.split("[=>]", line)[0]
        for line in (*project["dependencies"], *project["optional-dependencies"]["test"])
    }
    locked = (PROJECT / "requirements.lock").read_text(encoding="utf-8").splitlines()

    assert [line for line in locked if not re.match(r"[a-z0-9-]+==[\w.]+( ; .*)?$", line)] == []
    assert asked <= {line.split("==")[0] for line in locked}


def test_the_changelog_knows_this_version() -> None:
    """The version that the program reports is described, with how its numbers changed."""
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = re.search(
        r'__version__ = "(.*)"', (PROJECT / "generator/__init__.py").read_text(encoding="utf-8")
    )

    assert version is not None
    assert f"## [{version[1]}]" in changelog or "## [Unreleased]" in changelog
    assert "### Numbers" in changelog
