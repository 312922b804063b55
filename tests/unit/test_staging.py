"""Tests of the staged output folder: all or nothing, whatever happens."""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.errors import ReportError
from generator.outputs import staging
from generator.outputs.staging import StagedFolder, _sync_all, check_folder, staged

MANIFEST = json.dumps({"files": {}}).encode()


def write_build(out: Path, **files: str) -> None:
    """Write one whole build of text files."""
    with staged(out) as folder:
        for name, text in files.items():
            folder.write(name, text.encode())
        folder.write("manifest.json", MANIFEST)


def tree_of(out: Path) -> dict[str, str]:
    """Read every file below a folder."""
    return {
        str(path.relative_to(out)): path.read_text() for path in out.rglob("*") if path.is_file()
    }


def only_child(out: Path) -> None:
    """Nothing but the output itself may be left in its parent."""
    assert [out] == list(out.parent.iterdir())


def test_a_build_replaces_the_last_one_whole(tmp_path: Path) -> None:
    """Files of the last build that the new one does not write are gone."""
    out = tmp_path / "build"
    write_build(out, a="1", b="2")
    write_build(out, a="1", c="3")

    assert {"a": "1", "c": "3", "manifest.json": MANIFEST.decode()} == tree_of(out)
    only_child(out)


def test_an_unchanged_file_is_linked(tmp_path: Path) -> None:
    """The same bytes are the same file; other bytes are another one."""
    out = tmp_path / "build"
    write_build(out, a="1", b="2")
    before = (out / "a").stat().st_ino, (out / "b").stat().st_ino
    write_build(out, a="1", b="3")

    assert before[0] == (out / "a").stat().st_ino
    assert before[1] != (out / "b").stat().st_ino


def test_a_failed_build_leaves_the_last_one(tmp_path: Path) -> None:
    """An error in the middle changes nothing that a reader sees, and leaves nothing behind."""
    out = tmp_path / "build"
    write_build(out, a="1")

    def fail(folder: StagedFolder) -> None:
        folder.write("a", b"2")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), staged(out) as folder:
        fail(folder)

    assert tree_of(out)["a"] == "1"
    only_child(out)


def test_a_file_that_finds_no_room_is_the_authors_problem(tmp_path: Path) -> None:
    """A write that fails says so, and the last build stays."""
    out = tmp_path / "build"
    write_build(out, a="1")

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(ReportError, match="file too large"), staged(out) as folder:
            folder.write("a", b"2" * 101)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert tree_of(out)["a"] == "1"


def test_without_one_step_each_file_is_brought_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system that cannot sync a whole file system syncs files and folders one by one."""
    synced = []
    monkeypatch.setattr(ctypes, "CDLL", lambda *_arguments, **_options: None)
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    new = tmp_path / "new"
    (new / "b").mkdir(parents=True)
    (new / "b" / "c").write_bytes(b"1")

    _sync_all(new)

    made = (new, new / "b", new / "b" / "c")
    assert sorted(synced) == sorted(path.stat().st_ino for path in made)


def test_two_writers_for_one_path(tmp_path: Path) -> None:
    """The second writer of a path is an error that names it."""
    with staged(tmp_path / "o") as folder:
        folder.write("a/b", b"")
        with pytest.raises(ReportError, match="`a/b` is written twice"):
            folder.write("a/b", b"")


@pytest.mark.parametrize("path", ["../a", "/a", "a/../../b", ""])
def test_a_path_stays_below_the_folder(tmp_path: Path, path: str) -> None:
    """No writer reaches out of the output folder."""
    with pytest.raises(ReportError, match="no path below"), staged(tmp_path / "o") as folder:
        folder.write(path, b"")


def test_somebodys_files_are_left_alone(tmp_path: Path) -> None:
    """A folder with files but without a build's manifest is refused and kept."""
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("mine")
    (out / "manifest.json").write_text('{"name": "an app"}')

    with pytest.raises(ReportError, match="not empty"):
        write_build(out, a="1")

    assert (out / "chapter.txt").read_text() == "mine"
    assert len(check_folder(out)) == 1


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    """An empty folder is nobody's."""
    write_build(tmp_path, a="1")

    assert tree_of(tmp_path)["a"] == "1"


def test_a_file_is_no_output_folder(tmp_path: Path) -> None:
    """A file where the folder should be is refused."""
    out = tmp_path / "file"
    out.write_text("mine")

    assert "is a file" in str(check_folder(out)[0])


def test_two_builds_at_once(tmp_path: Path) -> None:
    """The second build fails at once and names the process that holds the folder."""
    out = tmp_path / "build"
    with (
        staged(out) as first,
        pytest.raises(ReportError, match=f"process {os.getpid()}"),
        staged(out),
    ):
        pass  # pragma: no cover
    assert not first.root.exists()
    only_child(out)


def test_two_renames_where_there_is_no_exchange(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without renameat2 the new build still takes the old one's place."""
    monkeypatch.setattr(staging, "_exchange", lambda _one, _other: False)
    out = tmp_path / "build"
    write_build(out, a="1")
    write_build(out, a="2")

    assert tree_of(out)["a"] == "2"
    only_child(out)


def test_a_kill_between_two_renames_is_mended(tmp_path: Path) -> None:
    """The next start puts the last good output back before anything else."""
    out = tmp_path / "build"
    write_build(out, a="1")
    out.rename(tmp_path / ".build.old")
    (tmp_path / ".build.new").mkdir()

    with pytest.raises(RuntimeError), staged(out):
        raise RuntimeError

    assert tree_of(out)["a"] == "1"
    only_child(out)


KILLED = """
import sys, itertools
from pathlib import Path
from generator.outputs.staging import staged
for n in itertools.count():
    with staged(Path(sys.argv[1])) as folder:
        for i in range(20):
            folder.write(f"f{i}", str(n).encode())
        folder.write("manifest.json", b'{"files": {}}')
"""


def test_a_killed_build_leaves_a_whole_one(tmp_path: Path) -> None:
    """Whenever the process dies, all files of the output are of one build."""
    out = tmp_path / "build"
    write_build(out, **{f"f{i}": "first" for i in range(20)})
    for round_ in range(6):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(out)])
        time.sleep(0.15 + round_ * 0.037)
        process.send_signal(signal.SIGKILL)
        process.wait()

        tree = tree_of(out)
        assert len(tree) == 21
        assert len({text for name, text in tree.items() if name != "manifest.json"}) == 1

    write_build(out, a="last")
    only_child(out)
