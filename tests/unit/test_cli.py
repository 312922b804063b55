"""What the command line refuses before any work is done."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator.cli import app
from generator.cli.commands import EXIT_PROBLEMS
from tests.small_report import copy_project

EXIT_USAGE = 2


def test_clean_keeps_a_folder_that_only_looks_like_a_build(tmp_path: Path) -> None:
    """Web applications have a manifest.json, too: theirs lists no files of ours."""
    manifest = tmp_path / "app" / "manifest.json"
    manifest.parent.mkdir()
    manifest.write_text('{"name": "somebody else\'s"}', encoding="utf-8")

    done = CliRunner().invoke(app, ["clean", "--out", str(manifest.parent)])

    assert done.exit_code == EXIT_PROBLEMS
    assert manifest.exists()


def test_clean_follows_a_link_to_the_output(tmp_path: Path) -> None:
    """A build through a link writes where it leads, and so `clean` removes that."""
    output = tmp_path / "elsewhere"
    output.mkdir()
    (output / "manifest.json").write_text('{"files": {}}', encoding="utf-8")
    (tmp_path / "build").symlink_to(output)

    done = CliRunner().invoke(app, ["clean", "--out", str(tmp_path / "build")])

    assert done.exit_code == 0
    assert not output.exists()


def test_clean_removes_all_that_is_asked_or_nothing(tmp_path: Path) -> None:
    """Where the cache is somebody's folder the output stays, as the message says."""
    output, thesis = tmp_path / "build", tmp_path / "thesis"
    output.mkdir()
    thesis.mkdir()
    (output / "manifest.json").write_text('{"files": {}}', encoding="utf-8")

    folders = ["--out", str(output), "--cache-dir", str(thesis)]
    done = CliRunner().invoke(app, ["clean", "--cache", *folders])

    assert done.exit_code == EXIT_PROBLEMS
    assert "nothing that was built before is changed" in done.output
    assert output.exists()
    assert thesis.exists()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--data", "pictures.zip"), "--data"),
        (("--train", "--results", "results.json"), "--results"),
    ],
)
def test_options_that_would_do_nothing_are_refused(options: tuple[str, ...], named: str) -> None:
    """An option that another one makes void is a mistake, and not passed over."""
    done = CliRunner().invoke(app, ["build", *options])

    assert done.exit_code == EXIT_USAGE
    assert named in done.output


@pytest.mark.parametrize("address", ["javascript:x", "https://x", "/sub/", 'https://x/"><b>/'])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """Links of the site are made from it: it is checked as report.yaml checks its own."""
    done = CliRunner().invoke(app, ["build", "--base-url", address])

    assert done.exit_code == EXIT_USAGE
    assert "--base-url" in done.output


def test_check_takes_the_cache_that_it_is_given(tmp_path: Path) -> None:
    """Whoever builds with a cache of their own checks with it; no other folder comes to be."""
    folder = copy_project(tmp_path / "report")
    places = {"--content": "content", "--templates": "templates", "--cache-dir": "kept"}
    options = [word for name, place in places.items() for word in (name, str(folder / place))]

    done = CliRunner().invoke(app, ["check", *options])

    assert done.exit_code == 0
    assert len(list((folder / "kept" / "scenarios").rglob("*"))) > 1
    assert not (folder / ".cache").exists()
    assert not (folder / "build").exists()
