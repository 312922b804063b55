"""Tests that a process that builds after every edit makes what a fresh one makes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from generator.build import Request
from generator.errors import ReportError, format_error, set_of
from generator.preview.loop import make_site
from generator.remembering import forget
from tests.small_report import copy_project, copy_two_languages

Edit = tuple[str, str, str]
"""A file, what stands in it, and what is written for that."""

SUMS, QUESTION = "content/en/02-sums.md", "content/en/01-question.md"
EN, DE = "content/en/01-lending.md", "content/de/01-lending.md"

EDITS: list[Edit] = [
    (QUESTION, "cheap to copy", "cheap to write down"),
    (QUESTION, "## Why give", "Bread rises.\n\n## Why give"),
    (QUESTION, "Bread rises.\n\n", ""),
    (SUMS, "leaves a {{", "leaves them, all told, a {{"),
    (SUMS, "scenario.closed.profit | money", "scenario.closed.profit | money(1)"),
    (SUMS, "| closed |", "| shut |"),
    (SUMS, "#sec-result}", "#sec-outcome}"),
    (QUESTION, "@sec-result", "@sec-outcome"),
    (QUESTION, "[@calvel1990]", ""),
    ("content/en/03-verdict.md", "Nobody asked", "Nobody ever asked [@calvel1990]"),
    ("content/assumptions.yaml", "value: 60,", "value: 60.0,"),
    ("content/assumptions.yaml", "value: 60.0,", "value: 61,"),
    ("content/claims.yaml", "tolerance: 0.5", "tolerance: 2"),
    ("content/references.yaml", "Le goût du pain", "Le goût du pain, comment le préserver"),
    ("content/report.yaml", "A bakery gives away", "A bakery gives"),
    ("content/till.py", "def ", "# Adds up.\ndef "),
    ("content/en/strings.yaml", "profit: Profit", "profit: Gain"),
    ("templates/assets/site.css", "body", "  body"),
    ("templates/assets/site.js", '"language"', '"languages"'),
    ("templates/sections/layout.html.j2", "<", "\n<"),
    ("templates/site/section.html.j2", "{% block content %}", "{% block content %}<hr>"),
    (
        "content/report.yaml",
        "sections: [question, sums, verdict]",
        "sections: [sums, question, verdict]",
    ),
]
TWO_LANGUAGES: list[Edit] = [
    (EN, "for a week", "for two weeks"),
    (DE, "Wer", "Wer auch immer"),
    (EN, "for two weeks", "for a week"),
    (EN, "## Who lends", "It is free.\n\n## Who lends"),
    ("content/report.yaml", "languages: [en, de]", "languages: [de, en]"),
    ("content/de/strings.yaml", " ·", " ··"),
]


def write(folder: Path, edit: Edit) -> None:
    """Edit a file; the templates are links, so what takes their place is a new file."""
    name, old, new = edit
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} does not say {old}"
    path.unlink()
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def make(request: Request) -> Mapping[str, bytes] | list[str]:
    """Make the site, or list what is wrong with it."""
    try:
        return dict(make_site(request)[0])
    except ReportError as error:
        return [format_error(each) for each in set_of([error])]


@pytest.mark.parametrize(
    ("copy", "edits"), [(copy_project, EDITS), (copy_two_languages, TWO_LANGUAGES)]
)
def test_after_every_edit_the_site_is_what_a_fresh_build_makes(
    tmp_path: Path, copy: Callable[[Path], Path], edits: list[Edit]
) -> None:
    """Whatever is edited, put in, moved, taken back: the same bytes, or the same complaints."""
    folder = copy(tmp_path / "report")
    request = Request(
        content=folder / "content",
        templates=folder / "templates",
        cache=folder / ".cache",
        models=folder / "content" / "models",
        base_url="http://localhost/",
    )
    wrong = []
    for edit in (None, *edits):
        if edit:
            write(folder, edit)
        made = make(request)
        forget()
        if make(request) != made:
            wrong.append(edit)

    assert wrong == []
