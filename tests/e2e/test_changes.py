"""What a second build says of the first, and how a published site is compared with its build."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosting import hosting
from tests.small_report import copy_project, run

OPTIONS = ("--no-pdf", "--base-url", "https://example.org/deep/er/")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which the small report was built once."""
    folder = copy_project(tmp_path_factory.mktemp("editions") / "report")
    code, _, told = run(folder, "build", *OPTIONS)
    assert code == 0, told
    return folder


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    """Give a copy of that folder, to be changed; templates are linked, for fonts are big."""
    copy = tmp_path / "report"
    shutil.copytree(first, copy, ignore=shutil.ignore_patterns("templates"))
    shutil.copytree(first / "templates", copy / "templates", copy_function=os.link)
    return copy


@pytest.fixture
def address(first: Path) -> Iterator[str]:
    """Serve what was built."""
    with hosting(first / "build" / "site") as place:
        yield place


def test_one_number_changed_is_told_everywhere(folder: Path) -> None:
    """Page, feed, machine's answer and summary name what moved, and keep the edition before."""
    path = folder / "content" / "assumptions.yaml"
    path.write_text(path.read_text().replace("value: 60,", "value: 61.5,"))
    report = folder / "content" / "report.yaml"
    report.write_text(report.read_text().replace("2026-03-01", "2026-04-01"))
    summary = folder / "summary.md"

    code, out, told = run(
        *(folder, "build", *OPTIONS, "--since", "build", "--format", "json"),
        GITHUB_STEP_SUMMARY=str(summary),
    )

    assert code == 0, told
    assert "changed since the edition of 2026-03-01: 3 numbers, 1 chart" in told
    moved = {each["name"]: each for each in json.loads(out)["changes"]["numbers"]}
    assert moved["assumption.revenue"]["before"] == ["60"]
    assert moved["assumption.revenue"]["after"] == ["61.5"]
    page = (folder / "build/site/en/changes/index.html").read_text().replace("\u00a0", " ")
    feed = (folder / "build" / "site" / "en" / "feed.xml").read_text()
    assert re.findall(r"edition-(\w+)-title\"><time datetime=\"(.*?)\"", page)[1][1] == "2026-03-01"
    for text in (page, feed, summary.read_text()):
        assert "CNY 0.6 million" in text
        assert "CNY 0.615 million" in text
        assert "up CNY 0.015 million" in text
    assert feed.count("<entry>") == 2
    assert "<updated>2026-04-01T00:00:00Z</updated>" in feed


def test_nothing_changed_changes_no_byte(folder: Path) -> None:
    """A build of the same, compared with the last one, is that one, and says that it is."""
    before = (folder / "build" / "manifest.json").read_text()

    code, out, told = run(folder, "build", *OPTIONS, "--since", "build", "--format", "json")

    assert code == 0, told
    assert "changed since the edition of 2026-03-01: nothing" in told
    assert json.loads(out)["changes"]["numbers"] == []
    assert (folder / "build" / "manifest.json").read_text() == before


def test_reflowed_prose_is_not_told(folder: Path) -> None:
    """Where lines end is no news; a word is."""
    path = folder / "content" / "en" / "03-verdict.md"
    path.write_text(path.read_text().replace("Nobody asked the rival.", "Nobody asked\nthe rival."))
    same = run(folder, "build", *OPTIONS, "--since", "build", "--out", "same")
    path.write_text(path.read_text().replace("the rival.", "the other."))
    other = run(folder, "build", *OPTIONS, "--since", "build", "--out", "other")

    assert "since the edition of 2026-03-01: nothing" in same[2]
    assert "since the edition of 2026-03-01: 1 section" in other[2]


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (None, "error: `elsewhere` is no build: it holds no `manifest.json`"),
        ('{"name": "x"}', "error: a manifest of format 2 expected, found None"),
        ('{"format": 1, "files": {}}', "error: a manifest of format 2 expected, found 1"),
        ('{"format": 2}', "error: the manifest's edition cannot be read: an edition of format 1"),
        ("{", "error: this is no JSON: Expecting property name"),
    ],
)
def test_what_is_no_earlier_build_is_refused(
    folder: Path, manifest: str | None, message: str
) -> None:
    """A wrong folder is an error with its place and a hint, and the last build stays."""
    (folder / "elsewhere").mkdir()
    if manifest is not None:
        (folder / "elsewhere" / "manifest.json").write_text(manifest)

    code, _, told = run(folder, "build", "--since", "elsewhere")

    assert code == 1
    assert message in told
    assert "--> elsewhere/manifest.json:1:" in told
    assert "hint: " in told
    assert (folder / "build" / "site").is_dir()


def test_what_is_published_is_what_was_built(first: Path, address: str) -> None:
    """`verify` finds no difference on the server of the site, and says so to machines."""
    code, out, told = run(first, "verify", address, "--format", "json", no_proxy="127.0.0.1")

    assert code == 0, told
    answer = json.loads(out)
    assert (answer["ok"], answer["differences"]) == (True, [])
    assert f"{answer['n_files']} files compared, 0 differences" in told


def test_what_was_changed_after_the_build_is_found(
    first: Path, address: str, tmp_path: Path
) -> None:
    """Against another build's manifest the difference is named, and the exit code is 1."""
    manifest = json.loads((first / "build" / "manifest.json").read_text())
    manifest["files"]["site/en/index.html"] = "0" * 64
    manifest["files"]["site/en/lost/index.html"] = "0" * 64
    del manifest["files"]["site/data/results.json"]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))

    code, out, told = run(
        *(first, "verify", address, "--manifest", str(tmp_path / "manifest.json")),
        *("--format", "json"),
        no_proxy="127.0.0.1",
    )

    assert code == 1
    assert [(each["kind"], each["path"]) for each in json.loads(out)["differences"]] == [
        ("changed", "en/index.html"),
        ("missing", "en/lost/index.html"),
        ("extra", "data/results.json"),
    ]
    assert "missing     en/lost/index.html  (HTTP 404)" in told
