"""Tests of the option that says where a command's time goes."""

import os
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from generator.cli import app
from generator.profiling import profiling
from tests.small_report import copy_project, run


def test_every_command_can_be_profiled() -> None:
    """None was forgotten, and each says so in its help."""
    commands = getattr(get_command(app), "commands", {})

    assert commands
    assert [
        name
        for name, command in commands.items()
        if "--profile" not in {option for each in command.params for option in each.opts}
    ] == []


def test_a_command_writes_its_profile_also_when_it_fails(tmp_path: Path) -> None:
    """The page says which functions ran, asks no other server, and the exit code stays."""
    # The profiler looks every few milliseconds: what it is to see must take longer.
    folder = copy_project(tmp_path / "report")
    with (folder / "content" / "en" / "01-question.md").open("a", encoding="utf-8") as file:
        file.write("\n{{ nothing.of.that.name }}\n")
    options = ["--content", str(folder / "content"), "--profile", str(tmp_path / "made")]
    done = CliRunner().invoke(app, ["check", *options])
    page = (tmp_path / "made" / "check.html").read_text(encoding="utf-8")

    assert done.exit_code == 1
    assert "check_report" in page
    assert "fonts.googleapis" not in page
    assert f"wrote profiles to {tmp_path / 'made'}" in done.output
    assert "GENERATOR_PROFILE" not in os.environ


def test_nothing_is_profiled_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run without the option writes nothing and imports no profiler."""
    monkeypatch.delenv("GENERATOR_PROFILE", raising=False)
    with profiling("build"):
        pass

    assert list(tmp_path.iterdir()) == []


def test_each_pdf_has_a_profile_of_its_own(tmp_path: Path) -> None:
    """It is made in a process of its own, where most of the time of a build goes."""
    folder = copy_project(tmp_path / "report")
    code, _, told = run(folder, "build", "--profile", "profiles")

    assert code == 0, told
    made = folder / "profiles"
    assert sorted(path.name for path in made.iterdir()) == ["build.html", "pdf-en.html"]
    assert "write_pdf" in (made / "pdf-en.html").read_text(encoding="utf-8")
