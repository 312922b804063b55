"""Tests of generator.doctor."""

import shutil
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from generator import doctor
from generator.doctor import Finding, diagnose, install_command

PROJECT = Path(__file__).resolve().parents[2]


class DiskUsage(NamedTuple):
    """What shutil.disk_usage returns."""

    total: int
    used: int
    free: int


def find(findings: tuple[Finding, ...], name: str) -> Finding:
    """Pick one finding by name."""
    return next(finding for finding in findings if finding.name == name)


def test_asks_for_what_the_project_declares() -> None:
    """The libraries that doctor looks for are those of pyproject.toml, with the same versions."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert list(doctor.LIBRARIES) == project["dependencies"]


def test_nothing_is_missing_here() -> None:
    """Where the tests run, all that a build needs is there, and each part says which version."""
    findings = diagnose("build", content=PROJECT / "content", templates=PROJECT / "templates")

    assert [finding.name for finding in findings if finding.missing] == []
    assert [finding.name for finding in findings if finding.remedy] == []


def test_looks_without_importing() -> None:
    """Looking for a library does not import it: doctor answers at once, even if one is broken."""
    before = set(sys.modules)
    diagnose("build")

    assert (set(sys.modules) - before).isdisjoint({"torch", "matplotlib", "weasyprint"})


@pytest.mark.parametrize(
    ("found", "needed", "expected"),
    [
        ("2.18.0", ">=2.17", True),
        ("2.9", ">=2.17", False),
        ("70.0", "==70.0", True),
        ("70.1", "==70.0", False),
        ("2.15.0+cpu", ">=2.9", True),
        ("6.0.12.20261113", ">=6.0.12", True),
    ],
)
def test_compares_versions_as_numbers(found: str, needed: str, expected: bool) -> None:  # noqa: FBT001 -- a table's column
    """2.9 is before 2.17, and a local suffix such as +cpu changes nothing."""
    assert doctor._satisfies(found, needed) is expected


def test_an_old_library_is_missing() -> None:
    """A library that is too old is named with the version found, and with what mends it."""
    finding = doctor._diagnose_library("pytest>=9999.1")

    assert finding.missing
    assert finding.needed == ">=9999.1"
    assert finding.remedy.startswith("make build (found ")


def test_a_library_not_installed_is_missing() -> None:
    """A library that is not there is a finding, not an exception."""
    finding = doctor._diagnose_library("no-such-library>=1.0")

    assert finding == Finding(
        name="no-such-library", scope="build", found="", needed=">=1.0", remedy="make build"
    )


def test_an_old_python_is_missing() -> None:
    """Python before 3.11 is not enough."""
    assert doctor._diagnose_python((3, 10)).missing
    assert not doctor._diagnose_python((3, 12)).missing


def test_a_missing_native_library_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part outside Python is named with the command that gets it on this system."""
    monkeypatch.setattr(doctor, "_load", lambda _files: None)
    monkeypatch.setattr(doctor, "_system_families", lambda: ("debian",))
    monkeypatch.setattr(sys, "platform", "linux")

    finding = find(diagnose("build"), "HarfBuzz-subset")

    assert finding.missing
    assert finding.remedy == "sudo apt install libharfbuzz-subset0"


@pytest.mark.parametrize(
    ("system", "families", "expected"),
    [
        ("darwin", (), "brew install b"),
        ("linux", ("debian",), "sudo apt install d"),
        ("linux", ("linuxmint", "ubuntu", "debian"), "sudo apt install d"),
        ("linux", ("fedora",), "sudo dnf install f"),
        ("linux", ("rocky", "rhel", "centos", "fedora"), "sudo dnf install f"),
        ("linux", (), "install what Debian calls d and Fedora f"),
    ],
    ids=["macos", "debian", "mint", "fedora", "rocky", "unknown"],
)
def test_each_system_has_its_command(
    monkeypatch: pytest.MonkeyPatch, system: str, families: tuple[str, ...], expected: str
) -> None:
    """The command is that of the system the program runs on."""
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(doctor, "_system_families", lambda: families)

    assert install_command(debian="d", fedora="f", brew="b") == expected


def test_a_program_outside_the_path_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tools of the tests are looked for on PATH; what only tests need says so."""
    monkeypatch.setattr(shutil, "which", lambda _command: None)

    finding = find(diagnose("test"), "Java")

    assert finding.missing
    assert finding.scope == "test"
    assert finding.remedy


def test_a_folder_without_fonts_is_named(tmp_path: Path) -> None:
    """Without a font no text can be set, and the message says where one belongs."""
    finding = find(diagnose("build", templates=tmp_path), "fonts")

    assert finding.missing
    assert str(tmp_path / "assets" / "fonts") in finding.remedy


def test_a_record_without_weights_is_named(tmp_path: Path) -> None:
    """A record whose weights did not arrive is missing; a report without networks is not."""
    models = tmp_path / "models"
    assert not find(diagnose("build", content=tmp_path), "trained networks").missing

    models.mkdir()
    (models / "lenet.json").write_text("{}", encoding="utf-8")

    assert find(diagnose("build", content=tmp_path), "trained networks").missing


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Space is measured where the report will be written, even if the folder does not exist yet."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: DiskUsage(10, 10, 5_000_000))

    finding = find(diagnose("build", out=tmp_path / "not" / "yet"), "free disk space")

    assert finding.missing
    assert finding.remedy == f"free some space: 0.0 GB are left at {tmp_path}"
