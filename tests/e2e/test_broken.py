"""Every kind of bad input: the small report with one thing spoiled, and exactly what is said.

A case is a folder of `broken/`: `case.toml` says what is spoiled, `expected.txt` is all that the
program prints. CONTRIBUTING.md says how a changed `expected.txt` is accepted.
"""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from generator.cli.commands import EXIT_PROBLEMS
from tests.small_report import ROOT, copy_project, copy_two_languages, run

CASES = sorted(path.parent for path in (Path(__file__).parent / "broken").glob("*/case.toml"))


def spoil(folder: Path, case: dict[str, Any]) -> None:
    """Apply a case's changes to a copy of the small report."""
    if case.get("network"):
        shutil.copytree(ROOT / "content" / "models", folder / "content" / "models")
    for edit in case.get("edit", ()):
        path = folder / edit["file"]
        before = path.read_text(encoding="utf-8")
        assert edit["find"] in before, f"nothing to spoil in {edit['file']}"
        replace_file(path, before.replace(edit["find"], edit["put"]).encode())
    for write in case.get("write", ()):
        content = bytes.fromhex(write["hex"]) if "hex" in write else write["text"].encode()
        replace_file(folder / write["file"], content)
    for cut in case.get("cut", ()):
        path = folder / cut["file"]
        replace_file(path, path.read_bytes()[: cut["keep"]])
    for flip in case.get("flip", ()):
        path = folder / flip["file"]
        content = bytearray(path.read_bytes())
        content[flip["at"]] ^= 1
        replace_file(path, content)
    for link in case.get("link", ()):
        (folder / link["file"]).unlink(missing_ok=True)
        (folder / link["file"]).symlink_to(link["to"])
    for name in case.get("remove", ()):
        (folder / name).unlink()


def replace_file(path: Path, content: bytes | bytearray) -> None:
    """Write a new file: the old one may be a link to a file of this repository."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize("case_folder", CASES, ids=lambda path: path.name)
def test_bad_input_is_told_exactly(case_folder: Path, tmp_path: Path) -> None:
    """The program says what is wrong, where, and how to mend it, and writes nothing."""
    case = tomllib.loads((case_folder / "case.toml").read_text(encoding="utf-8"))
    copy = copy_two_languages if case.get("two_languages") else copy_project
    folder = copy(tmp_path / "report")
    spoil(folder, case)

    code, out, told = run(folder, *case["command"].split(), "--quiet")
    actual = tmp_path / "actual.txt"
    actual.write_text(told, encoding="utf-8")

    expected = (case_folder / "expected.txt").read_text(encoding="utf-8")
    assert told == expected, f"the new output is in {actual}"
    assert (code, out) == (case.get("exit", EXIT_PROBLEMS), "")
    assert not (folder / "build").exists()


def test_there_are_enough_kinds_of_bad_input() -> None:
    """Every case names what it spoils, and no two spoil alike."""
    cases = [tomllib.loads((path / "case.toml").read_text(encoding="utf-8")) for path in CASES]

    assert len({case["what"] for case in cases}) == len(cases) >= 25


def test_the_small_report_is_good_before_it_is_spoiled(tmp_path: Path) -> None:
    """What the cases find comes from what they spoil."""
    code, _, told = run(copy_project(tmp_path / "report"), "check")

    assert (code, told.count("error")) == (0, 0)
