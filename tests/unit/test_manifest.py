"""Tests of the manifest, by which a build is checked."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from generator.cache import Cache
from generator.outputs import OutputOptions, write_outputs
from generator.outputs.manifest import make_manifest
from tests.finished import make_finished

FINISHED = make_finished()


def build(out: Path) -> dict[str, str]:
    """Write the small report without PDFs, and read the manifest's list of files."""
    options = OutputOptions(out=out, cache=Cache(out.parent / "cache"), pdf=False)
    write_outputs(FINISHED, options, lambda _text: None)
    files: dict[str, str] = json.loads((out / "manifest.json").read_text())["files"]
    return files


def test_every_file_is_listed(tmp_path: Path) -> None:
    """The manifest lists each file but itself, with the digest of what lies on the disk."""
    out = tmp_path / "build"
    files = build(out)
    found = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    assert found == files


def test_the_same_build_twice(tmp_path: Path) -> None:
    """Another folder and another time give the same manifest, so the same bytes."""
    assert build(tmp_path / "a" / "one") == build(tmp_path / "b" / "other")


def test_a_section_that_changes_changes_its_digest() -> None:
    """One section's digest tells that it changed, and the others' that they did not."""
    first, second = FINISHED.documents
    changed = replace(first.sections[1], site_html="<h1>other</h1>")
    other = replace(first, sections=(first.sections[0], changed))
    before = json.loads(make_manifest(FINISHED, {}))["sections"]
    after = json.loads(make_manifest(replace(FINISHED, documents=(other, second)), {}))["sections"]

    assert before["zh"]["background"] == after["zh"]["background"]
    assert before["zh"]["models"] != after["zh"]["models"]
    assert before["en"] == after["en"]


def test_versions_of_what_shapes_the_bytes() -> None:
    """Packages and system libraries that set text are named with their versions."""
    versions = json.loads(make_manifest(FINISHED, {}))["versions"]

    assert versions["packages"]["weasyprint"] == "70.0"
    assert {"fontconfig", "harfbuzz", "pango", "zlib"} <= set(versions["libraries"])
