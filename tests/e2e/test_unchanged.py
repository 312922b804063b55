"""A build with nothing to do does nothing; whatever changed, however slyly, is built as if anew."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.small_report import ROOT, copy_project, copy_two_languages, digests_of, run

N_SEQUENCES = int(os.environ.get("REPORT_TEST_SEQUENCES", "25"))
"""How many series of edits are tried; more by hand."""
NOTHING = "nothing changed since build/site/index.html was written; `--force` builds all the same\n"
PAGE = Path("content/en/01-question.md")

Edit = Callable[[Path], None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small report once."""
    folder = copy_project(tmp_path_factory.mktemp("unchanged") / "report")
    own_templates(folder)
    assert run(folder, "build", "--no-pdf")[0] == 0
    return folder


def own_templates(folder: Path) -> None:
    """Let a report have files of its own for those that tests change, and not links to ours."""
    for path in (folder / "templates").rglob("*"):
        if path.suffix in {".css", ".j2", ".js"}:
            content = path.read_bytes()
            path.unlink()
            path.write_bytes(content)


def test_nothing_is_done_and_nothing_is_imported(built: Path) -> None:
    """The second time the answer comes without what reads commands, files of YAML or results."""
    run(built, "build", "--no-pdf")
    command = [sys.executable, "-X", "importtime", "-m", "generator", "build", "--no-pdf"]
    done = subprocess.run(
        command,
        cwd=built,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )

    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.stderr.endswith(NOTHING)
    assert "generator.receipts" in imported
    heavy = ("typer", "yaml", "pydantic", "rich", "numpy", "torch", "matplotlib", "weasyprint")
    assert imported.isdisjoint({*heavy, "generator.cli", "generator.build"})


def test_machines_get_the_same_answer(built: Path) -> None:
    """With `--format json` the second answer is the first, on standard output."""
    command = ("build", "--no-pdf", "--format", "json")
    first, second = run(built, *command), run(built, *command)

    assert first[:2] == second[:2]
    assert second[2] == NOTHING
    assert run(built, *command, "--quiet")[1:] == (first[1], run(built, *command, "-q")[2])


def edit_slyly(folder: Path) -> None:
    """Change a word for one as long, and set the times back."""
    path = folder / PAGE
    before = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("bak", "kab", 1), encoding="utf-8")
    assert path.stat().st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def exchange_slyly(folder: Path) -> None:
    """Put another file of the same size and times in the place of one."""
    path = folder / PAGE
    before = path.stat()
    other = path.with_suffix(".other")
    other.write_text(path.read_text(encoding="utf-8").replace("bak", "kab", 1), encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def add_style(folder: Path) -> None:
    """Change how pages look."""
    with (folder / "templates" / "assets" / "site.css").open("a") as file:
        file.write(".added { color: inherit; }\n")


def add_picture(folder: Path) -> None:
    """Put a file where the program looks for pictures."""
    shutil.copy(folder / "content/pictures/loaf.png", folder / "content/pictures/crumb.png")


def remove_page(folder: Path) -> None:
    """Lose a page of what was built."""
    (folder / "build/site/en/question/index.html").unlink()


def spoil_page(folder: Path) -> None:
    """Flip a byte of what was built, and set the times back."""
    path = folder / "build/site/en/question/index.html"
    before, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def add_to_build(folder: Path) -> None:
    """Leave a file among what was built."""
    (folder / "build" / "stray.txt").write_text("stray")


@pytest.mark.parametrize(
    "edit",
    [
        edit_slyly,
        exchange_slyly,
        add_style,
        add_picture,
        remove_page,
        spoil_page,
        add_to_build,
    ],
)
def test_whatever_changed_is_built(built: Path, tmp_path: Path, edit: Edit) -> None:
    """After any change the build is done, and is what a build without a past would be."""
    folder = copy_built(built, tmp_path / "report")
    edit(folder)

    code, _, told = run(folder, "build", "--no-pdf")

    assert code == 0, told
    assert NOTHING not in told
    assert digests_of(folder / "build") == digests_of(build_afresh(folder, tmp_path / "fresh"))


def copy_built(report: Path, folder: Path) -> Path:
    """Copy a report and build it there, twice: the second time there is nothing to do."""
    shutil.copytree(report, folder, ignore=shutil.ignore_patterns("build", ".cache"))
    assert run(folder, "build", "--no-pdf")[0] == 0
    assert run(folder, "build", "--no-pdf")[2] == NOTHING
    return folder


def build_afresh(report: Path, folder: Path) -> Path:
    """Build a copy that has neither cache nor output."""
    shutil.copytree(report, folder, ignore=shutil.ignore_patterns("build", ".cache"))
    assert run(folder, "build", "--no-pdf")[0] == 0
    return folder / "build"


@pytest.mark.parametrize(
    ("option", "variables"),
    [
        ("--force", {}),
        ("--no-pdf", {"SOURCE_DATE_EPOCH": "1700000000"}),
        ("--no-pdf", {"GITHUB_ACTIONS": "true"}),
        ("--base-url=https://example.org/other/", {}),
    ],
)
def test_another_command_or_setting_is_another_build(
    built: Path, tmp_path: Path, option: str, variables: dict[str, str]
) -> None:
    """A receipt is for one command in one environment; on a server the build is always done."""
    folder = copy_built(built, tmp_path / "report")

    _, _, told = run(folder, "build", "--no-pdf", option, **variables)

    assert "wrote build/site/index.html" in told


def test_the_program_is_part_of_what_was_read(built: Path, tmp_path: Path) -> None:
    """Where a line of the program changes, the build is done again."""
    folder = tmp_path / "report"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns("build", ".cache"))
    shutil.copytree(ROOT / "generator", folder / "generator")
    own = {"PYTHONPATH": str(folder)}
    assert run(folder, "build", "--no-pdf", **own)[0] == 0
    assert run(folder, "build", "--no-pdf", **own)[2] == NOTHING
    with (folder / "generator" / "locales.py").open("a") as file:
        file.write("# A line more.\n")

    assert "wrote build/site/index.html" in run(folder, "build", "--no-pdf", **own)[2]


def test_a_damaged_receipt_promises_nothing(built: Path, tmp_path: Path) -> None:
    """Whatever stands in its place, the build is done, and a new one is written."""
    folder = copy_built(built, tmp_path / "report")
    (path,) = (each for each in (folder / ".cache" / "receipts").rglob("*") if each.is_file())
    for content in (b"[]", path.read_bytes()[:-20], b'{"format": 1}'):
        path.write_bytes(content)
        assert "wrote build/site/index.html" in run(folder, "build", "--no-pdf")[2]

    assert run(folder, "build", "--no-pdf")[2] == NOTHING


def test_a_failed_build_leaves_no_promise(built: Path, tmp_path: Path) -> None:
    """What could not be built says so each time, and once it is mended it is built."""
    folder = copy_built(built, tmp_path / "report")
    text = (folder / PAGE).read_text(encoding="utf-8")
    (folder / PAGE).write_text(f"{text}\n{{{{ nothing.of.that.name }}}}\n", encoding="utf-8")
    assert [run(folder, "build", "--no-pdf")[0] for _ in range(2)] == [1, 1]
    (folder / PAGE).write_text(text, encoding="utf-8")

    assert "wrote build/site/index.html" in run(folder, "build", "--no-pdf")[2]


def edit_words(folder: Path, source: random.Random) -> None:
    """Change a letter of prose, of words, of a style or of a template; or set one back."""
    path = source.choice(
        [
            *sorted((folder / "content").rglob("*.md")),
            *sorted((folder / "content").rglob("strings.yaml")),
            folder / "templates" / "assets" / "site.css",
            folder / "templates" / "site" / "section.html.j2",
        ]
    )
    kept = path.with_suffix(f"{path.suffix}.kept")
    before = path.stat()
    text = path.read_text(encoding="utf-8")
    if kept.exists() and source.random() < 0.4:
        kept.replace(path)
        return
    shutil.copy2(path, kept)
    places = [place for place, sign in enumerate(text) if sign in "aeiou"]
    place = source.choice(places)
    path.write_text(text[:place] + source.choice("aeiou") + text[place + 1 :], encoding="utf-8")
    if source.random() < 0.5:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_edits_in_any_order_end_as_a_clean_build(tmp_path: Path) -> None:
    """After random edits a build ends as one without a past: its outcome, its bytes."""
    source = random.Random(20261127)  # noqa: S311 -- no secret
    for number in range(N_SEQUENCES):
        folder = copy_two_languages(tmp_path / str(number) / "report")
        own_templates(folder)
        run(folder, "build", "--no-pdf")
        for _ in range(source.randint(1, 3)):
            edit_words(folder, source)
        code, _, told = run(folder, "build", "--no-pdf")
        fresh = tmp_path / str(number) / "fresh"
        shutil.copytree(folder, fresh, ignore=shutil.ignore_patterns("build", ".cache"))
        expected, _, said = run(fresh, "build", "--no-pdf")

        assert code == expected, told + said
        if code == 0:
            assert digests_of(folder / "build") == digests_of(fresh / "build")
        shutil.rmtree(tmp_path / str(number))
