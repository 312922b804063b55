"""Whole builds of the small report: what is written, that it repeats, and what failure leaves."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.small_report import ROOT, copy_project, digests_of, run, start


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a copy of the small report; templates are linked, for fonts are big."""
    return copy_project(tmp_path / "report")


def change_revenue(folder: Path, value: int) -> None:
    """Change an assumption that changes nearly every output."""
    path = folder / "content" / "assumptions.yaml"
    path.write_text(path.read_text().replace("value: 60,", f"value: {value},"))


def test_a_report_of_another_kind_is_built_whole(folder: Path) -> None:
    """Another title, three sections, one language, no network: no Python is touched."""
    code, _, told = run(folder, "build")

    assert code == 0, told
    written = digests_of(folder / "build")
    assert {
        "site/index.html",
        "site/en/index.html",
        "site/en/question/index.html",
        "site/en/sums/index.html",
        "site/en/verdict/index.html",
        "site/404.html",
        "site/data/results.json",
        "site/data/results.schema.json",
        "site/data/en/profit-by-scenario.csv",
        "site/downloads/report.en.pdf",
        "site/downloads/report.en.xlsx",
        "pdf/report.en.pdf",
        "results.json",
        "evidence.json",
        "manifest.json",
    } <= set(written)
    assert not any("/zh/" in name for name in written)


def test_the_manifest_lists_every_file(folder: Path) -> None:
    """Whoever holds the manifest can tell whether a published file is the one that was built."""
    run(folder, "build", "--no-pdf")

    written = digests_of(folder / "build")
    del written["manifest.json"]
    manifest = json.loads((folder / "build" / "manifest.json").read_text())
    assert manifest["files"] == written


NEXT_YEAR = """
import time
now, gmtime, localtime = time.time, time.gmtime, time.localtime
time.time = lambda: now() + 400 * 86_400
time.gmtime = lambda s=None: gmtime(time.time() if s is None else s)
time.localtime = lambda s=None: localtime(time.time() if s is None else s)
"""
"""What Python runs when it starts, to believe that it is another day."""


def test_the_same_inputs_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Another folder, time zone, hash seed and day change no byte of any file."""
    other = copy_project(tmp_path / "elsewhere" / "deeper")
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "sitecustomize.py").write_text(NEXT_YEAR)
    late = f"{tmp_path / 'late'}:{ROOT}"

    first = run(folder, "build", TZ="Asia/Shanghai", PYTHONHASHSEED="1")
    second = run(other, "build", TZ="America/Lima", PYTHONHASHSEED="2", PYTHONPATH=late)

    assert (first[0], second[0]) == (0, 0)
    assert digests_of(folder / "build") == digests_of(other / "build")


def test_a_second_build_changes_no_byte(folder: Path) -> None:
    """What comes from the cache is what was made."""
    run(folder, "build")
    before = digests_of(folder / "build")

    run(folder, "build")

    assert digests_of(folder / "build") == before


def test_a_failed_build_leaves_the_last_good_one(folder: Path) -> None:
    """A problem in the prose costs nothing that was there."""
    run(folder, "build", "--no-pdf")
    before = digests_of(folder / "build")
    (folder / "content" / "en" / "03-verdict.md").write_text("---\nid: verdict\ntitle: V\n---\n3")

    code, _, told = run(folder, "build", "--no-pdf")

    assert code == 1
    assert "the number `3` is typed by hand" in told
    assert digests_of(folder / "build") == before


def test_a_full_disk_leaves_the_last_good_build(folder: Path) -> None:
    """When a file cannot be written whole, the build says so and the last one stays."""
    run(folder, "build", "--no-pdf")
    before = digests_of(folder / "build")
    change_revenue(folder, 65)
    limit = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000));"
    program = f"{limit} import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"

    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{program} runpy.run_module('generator', run_name='__main__')",
            "build",
            "--no-pdf",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    assert "cannot be written: File too large" in done.stderr
    assert digests_of(folder / "build") == before


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    """Read what a build tells until it says this line."""
    assert process.stderr is not None
    while line not in (told := process.stderr.readline()):
        assert told, f"the build ended before it said {line!r}"


@pytest.mark.parametrize(
    "kill",
    [
        pytest.param(lambda process: process.kill(), id="killed"),
        pytest.param(lambda process: process.send_signal(signal.SIGINT), id="interrupted"),
        pytest.param(lambda process: process.terminate(), id="terminated"),
    ],
)
def test_a_killed_build_leaves_the_last_good_one(
    folder: Path, kill: Callable[[subprocess.Popen[str]], None]
) -> None:
    """However a build ends early, the last output stays, and the next build is clean."""
    run(folder, "build")
    before = digests_of(folder / "build")
    change_revenue(folder, 65)
    process = start(folder, "build")
    wait_for(process, "writing PDF")

    kill(process)
    process.communicate(timeout=60)

    assert process.returncode != 0
    assert digests_of(folder / "build") == before
    assert run(folder, "build")[0] == 0
    assert digests_of(folder / "build") != before
    assert sorted(path.name for path in folder.iterdir() if path.name != ".cache") == [
        "build",
        "content",
        "templates",
    ]


def test_ctrl_c_says_so(folder: Path) -> None:
    """An interrupted build exits as shells expect, without a traceback."""
    process = start(folder, "build")
    wait_for(process, "writing PDF")

    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "interrupted; nothing that was built before is changed" in told
    assert "Traceback" not in told


def test_two_builds_at_once_do_not_mix(folder: Path) -> None:
    """Of two builds into one folder each is whole: one may be refused, neither is a mixture."""
    clean = {}
    for value in (61, 66):
        copied = folder.parent / f"alone-{value}"
        shutil.copytree(folder, copied, copy_function=os.link)
        (copied / "content" / "assumptions.yaml").unlink()
        text = (folder / "content" / "assumptions.yaml").read_text()
        (copied / "content" / "assumptions.yaml").write_text(
            text.replace("value: 60,", f"value: {value},")
        )
        run(copied, "build", "--no-pdf")
        clean[value] = digests_of(copied / "build")
    out = folder / "shared"

    builds = [
        start(folder.parent / f"alone-{value}", "build", "--no-pdf", "--out", str(out))
        for value in clean
    ]
    told = [build.communicate(timeout=120)[1] for build in builds]

    assert 0 in (build.returncode for build in builds), told
    assert digests_of(out) in clean.values()


def test_where_the_content_lies_shapes_no_byte(folder: Path) -> None:
    """Named by its whole path, under another name and elsewhere, it gives the same report."""
    run(folder, "build", "--no-pdf")
    elsewhere = folder.parent / "moved" / "words"
    shutil.copytree(folder / "content", elsewhere)

    code, _, told = run(folder, "build", "--no-pdf", "--content", str(elsewhere), "--out", "other")

    assert code == 0, told
    assert digests_of(folder / "other") == digests_of(folder / "build")


def test_a_folder_that_is_not_ours_is_not_touched(folder: Path) -> None:
    """An output folder that holds somebody's files is refused, before any work."""
    (folder / "thesis").mkdir()
    (folder / "thesis" / "chapter.tex").write_text("years of work")

    started_s = time.monotonic()
    code, _, told = run(folder, "build", "--out", "thesis")

    assert code == 1, started_s
    assert "thesis" in told
    assert (folder / "thesis" / "chapter.tex").read_text() == "years of work"


def test_a_damaged_cache_is_made_again(folder: Path) -> None:
    """Flipped bytes in every entry change nothing but the time it takes."""
    run(folder, "build")
    before = digests_of(folder / "build")
    entries = [path for path in (folder / ".cache").rglob("*") if path.is_file()]
    for path in entries:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)

    code, _, told = run(folder, "build")

    assert code == 0, told
    assert len(entries) > 2
    assert digests_of(folder / "build") == before


def test_a_report_from_results_needs_no_network(folder: Path) -> None:
    """With --results nothing is computed: a build is the same, and torch is never imported."""
    run(folder, "build", "--no-pdf")
    before = digests_of(folder / "build")
    shutil.copy(folder / "build" / "results.json", folder / "kept.json")
    (folder / "torch.py").write_text("raise ImportError('torch is not to be imported')")

    code, _, told = run(
        folder, "build", "--no-pdf", "--results", "kept.json", PYTHONPATH=f"{folder}:{ROOT}"
    )

    assert code == 0, told
    assert digests_of(folder / "build") == before


def test_without_pdf_there_is_no_link_to_one(folder: Path) -> None:
    """--no-pdf publishes no PDF, and no page offers one."""
    run(folder, "build", "--no-pdf")

    pages = (folder / "build" / "site").rglob("*.html")
    assert not [page for page in pages if ".pdf" in page.read_text()]
    assert not list((folder / "build").rglob("*.pdf"))


def test_machines_get_json_and_people_get_words(folder: Path) -> None:
    """Standard output holds one JSON answer and nothing else; words go to standard error."""
    code, out, told = run(folder, "build", "--no-pdf", "--format", "json")

    assert (code, json.loads(out)) == (0, {"ok": True, "wrote": ["build/site/index.html"]})
    assert "wrote build/site/index.html" in told


def test_problems_are_json_and_annotations_too(folder: Path) -> None:
    """A problem has its place in JSON, and under GitHub Actions marks its line."""
    (folder / "content" / "scenarios.yaml").write_text("closed: {sett: 1}\n")

    code, out, told = run(folder, "check", "--format", "json", GITHUB_ACTIONS="true")

    assert code == 1
    assert json.loads(out)["problems"][0] == {
        "message": "unknown key `sett`",
        "hint": "did you mean `set`?",
        "file": "content/scenarios.yaml",
        "line": 1,
        "column": 10,
    }
    assert "::error file=content/scenarios.yaml,line=1,col=10::unknown key `sett`." in told


@pytest.mark.parametrize(
    "command",
    [("bild",), ("build", "--jobs", "none"), ("build", "--frce"), ("train",), ("clean", "x")],
    ids=" ".join,
)
def test_a_wrong_command_line_exits_2(folder: Path, command: tuple[str, ...]) -> None:
    """A mistyped command or option is told as such, and nothing is done."""
    code, out, told = run(folder, *command)

    assert (code, out) == (2, "")
    assert "Usage:" in told


def test_clean_removes_what_was_built_and_nothing_else(folder: Path) -> None:
    """The output goes; with --cache the cache too; never another folder."""
    run(folder, "build", "--no-pdf")
    refused = run(folder, "clean", "--out", "content")
    first = run(folder, "clean")
    is_cached = (folder / ".cache").exists()
    second = run(folder, "clean", "--cache")

    assert (refused[0], first[0], second[0], is_cached) == (1, 0, 0, True)
    assert sorted(path.name for path in folder.iterdir()) == ["content", "templates"]
