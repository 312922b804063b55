"""Tests of how edits are seen."""

import os
from pathlib import Path

import pytest

from generator.preview.loop import follow_edits
from generator.preview.watching import find_edited, take_snapshot


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of prose, and work in the folder above."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content" / "en").mkdir(parents=True)
    for name in ("en/a.md", "en/b.md", "c.yaml"):
        (tmp_path / "content" / name).write_text("old")
    return tmp_path / "content"


class Ended(Exception):  # noqa: N818 -- it stands for Ctrl-C
    """Ends a loop that has no end."""


def test_changed_new_and_lost_files_are_named(folder: Path) -> None:
    """Each edited file is named once, as a person would name it, in order."""
    before = take_snapshot([folder])
    (folder / "en" / "a.md").write_text("longer")
    (folder / "en" / "b.md").unlink()
    (folder / "deep").mkdir()
    (folder / "deep" / "d.md").write_text("new")

    edited = find_edited(before, take_snapshot([folder]))

    assert edited == ("content/deep/d.md", "content/en/a.md", "content/en/b.md")


def test_a_file_that_takes_the_place_of_another_is_seen(folder: Path) -> None:
    """Editors write beside the file and rename: same size and time do not hide that."""
    before = take_snapshot([folder])
    old = (folder / "c.yaml").stat()
    (folder / "c.yaml.new").write_text("new")
    (folder / "c.yaml.new").rename(folder / "c.yaml")
    os.utime(folder / "c.yaml", ns=(old.st_atime_ns, old.st_mtime_ns))

    assert find_edited(before, take_snapshot([folder])) == ("content/c.yaml",)


def test_what_editors_leave_beside_is_not_seen(folder: Path) -> None:
    """Hidden files, backups, and links that lead nowhere cause no build."""
    before = take_snapshot([folder])
    (folder / ".a.md.swp").write_text("x")
    (folder / "a.md~").write_text("x")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_text("x")
    (folder / ".#a.md").symlink_to("nobody@nowhere")
    (folder / "lost.md").symlink_to("nowhere.md")

    assert take_snapshot([folder]) == before


def test_a_file_by_itself_and_a_folder_that_is_not_there(folder: Path) -> None:
    """`--results` names a file; a folder may be made after the preview has begun."""
    single = folder / "c.yaml"

    assert list(take_snapshot([single])) == [str(single)]
    assert take_snapshot([folder / "later"]) == {}


def test_edits_during_a_build_come_together_with_the_next(folder: Path) -> None:
    """However many there are, one build follows; and none without an edit."""
    builds = []

    def build(edited: tuple[str, ...]) -> None:
        builds.append(edited)
        if len(builds) == 3:
            raise Ended
        names = ("en/a.md", "en/b.md", "en/a.md", "c.yaml") if len(builds) == 1 else ("en/b.md",)
        for index, name in enumerate(names):
            (folder / name).write_text("edited" * (len(builds) + index + 1))

    with pytest.raises(Ended):
        follow_edits([folder], build)

    assert builds == [
        (),
        ("content/c.yaml", "content/en/a.md", "content/en/b.md"),
        ("content/en/b.md",),
    ]
