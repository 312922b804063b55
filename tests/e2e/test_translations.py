"""A translation that has grown old is shown as that, until a person says that it has not."""

import json
from pathlib import Path

from tests.small_report import copy_two_languages, run

NOTE = "1 passage in this section is older than the original. ·"


def age(folder: Path) -> None:
    """Change a sentence of the source language."""
    path = folder / "content" / "en" / "01-lending.md"
    path.write_text(path.read_text(encoding="utf-8").replace("a week", "a month"), "utf-8")


def test_a_stale_block_is_built_and_shown(tmp_path: Path) -> None:
    """Page and PDF say how many; the program names each; `--strict` builds nothing."""
    folder = copy_two_languages(tmp_path / "report")
    age(folder)

    code, _, told = run(folder, "build")

    assert code == 0, told
    assert "content/de/01-lending.md:8:1: this paragraph is older than content/en" in told
    page = folder / "build" / "site" / "{}" / "lending" / "index.html"
    assert NOTE in Path(str(page).format("de")).read_text(encoding="utf-8")
    assert "older than" not in Path(str(page).format("en")).read_text(encoding="utf-8")
    strict = run(folder, "build", "--strict", "--out", "other")
    assert (strict[0], (folder / "other").exists()) == (3, False)


def test_only_a_word_clears_what_is_stale(tmp_path: Path) -> None:
    """Editing the translation clears nothing; `translated` clears what it names."""
    folder = copy_two_languages(tmp_path / "report")
    age(folder)
    path = folder / "content" / "de" / "01-lending.md"
    path.write_text(path.read_text(encoding="utf-8").replace("eine Woche", "einen Monat"), "utf-8")

    before = json.loads(run(folder, "check", "--format", "json")[1])
    code, _, told = run(folder, "translated", "content/de/01-lending.md#sec-what/paragraph/1")
    after = run(folder, "check", "--strict", "--format", "json")

    assert before["translations"]["de"]["stale"] == 1
    assert [each["file"] for each in before["stale"]] == ["content/de/01-lending.md"]
    assert (code, told) == (
        0,
        "acknowledged 1 block: content/de/01-lending.md#sec-what/paragraph/1\n",
    )
    assert after[0] == 0
    assert set(json.loads(after[1])["translations"]["de"]) == {"fresh"}


def test_one_language_alone_is_held_against_its_source(tmp_path: Path) -> None:
    """A page of the translation built by itself says as well that it is old."""
    folder = copy_two_languages(tmp_path / "report")
    age(folder)

    assert run(folder, "check", "--strict", "--lang", "de")[0] == 3
    assert run(folder, "check", "--strict", "--lang", "en")[0] == 0
