"""Tests of what a build keeps of itself for a later one, and of reading it back."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from generator.changes import Judgement, Number, Wording
from generator.claims import Claim, Verdict
from generator.documents.nouns import Block, Rendering, Use
from generator.errors import Location, ReportError
from generator.inputs.editions import read_edition, read_published
from generator.outputs.editions import make_changes, make_edition
from generator.outputs.manifest import make_manifest
from generator.outputs.nouns import Finished
from generator.results import Label, Origin, Quantity, Results
from tests.finished import AT, make_finished

ORIGIN = Origin(function="made.up")


def make_quantity(name: str) -> Quantity:
    """Make a number that somebody may print."""
    return Quantity(name=name, value=Decimal(3), unit="count", origin=ORIGIN)


def make_use(kind: str, name: str, section: str) -> Use:
    """Make a place where prose names something."""
    return Use(kind=kind, name=name, section=section, block=0, at=AT)


def with_uses(finished: Finished, *uses: Use) -> Finished:
    """Let the prose of both languages name these."""
    documents = tuple(replace(each, uses=uses) for each in finished.documents)
    return replace(finished, documents=documents)


def with_body(finished: Finished, body: str) -> Finished:
    """Give the first section of each language another text."""
    languages = tuple(
        replace(each, sections=(replace(each.sections[0], body=body), *each.sections[1:]))
        for each in finished.inputs.languages
    )
    return replace(finished, inputs=replace(finished.inputs, languages=languages))


def test_an_edition_holds_what_is_printed_and_no_more() -> None:
    """Numbers and words that prose names, or that a claim is judged by, where they come first."""
    label = Label(name="best", words="class.cat", origin=ORIGIN)
    reason = Label(name="payback.kind", words="payback.none", origin=ORIGIN)
    claim = Claim(id="c", expect="borne-out", result="judged", at=Location(path="claims.yaml"))
    verdict = Verdict(claim=claim, outcome="borne-out", measured=Decimal(3))
    results = Results(
        quantities=tuple(map(make_quantity, ("named", "judged", "idle"))), labels=(label, reason)
    )
    finished = with_uses(
        replace(make_finished(), results=results, verdicts=(verdict,)),
        make_use("value", "named", "models"),
        make_use("value", "named", "background"),
        make_use("value", "best", "background"),
        make_use("value", "payback", "models"),
        make_use("figure", "idle", "models"),
    )

    edition = make_edition(finished)

    assert edition.date == "2026-11-23"
    assert edition.numbers == (
        Number(name="named", value=Decimal(3), unit="count", section="models"),
        Number(name="judged", value=Decimal(3), unit="count", section=""),
    )
    assert edition.wordings == (
        Wording(name="best", words="class.cat", section="background"),
        Wording(name="payback", words="payback.none", section="models"),
    )
    assert edition.judgements == (Judgement(claim="c", outcome="borne-out"),)
    assert [(each.language, each.id) for each in edition.sections] == [
        *(("zh", ""), ("zh", "background"), ("zh", "models")),
        *(("en", ""), ("en", "background"), ("en", "models")),
    ]
    assert [(each.title, each.section) for each in edition.charts] == [
        ("Figure 1 Profit of 300", "models")
    ] * 2


@pytest.mark.parametrize(
    ("before", "after", "n_changed"),
    [
        ("One line\nand another.", "One line and\n  another.", 0),
        ("开源的\n定义", "开源的定义", 0),
        ("there fore", "therefore", 2),
        ("one", "two", 2),
    ],
)
def test_prose_is_its_words_not_its_lines(before: str, after: str, n_changed: int) -> None:
    """Where a line of the source ends is no change in either language; a word is one in both."""
    first = with_body(make_finished(), before)
    second = replace(with_body(make_finished(), after), earlier=make_edition(first))

    assert len(make_changes(second).sections) == n_changed


def test_a_chart_is_named_by_its_whole_caption() -> None:
    """What a later edition says of a chart has the formulas of its caption, as they are spoken."""
    finished = make_finished()
    drawn = '<span class="formula"><svg><title>x equals 0</title><path d=""/></svg></span>'
    caption = f'<span class="label">Figure 1</span> Where {drawn},\nit turns.'
    html = f"<figure><figcaption>{caption}</figcaption></figure>"
    shown = Rendering(html=html, text="Figure 1 Where , it turns.")
    block = Block(kind="figure", id="fig-x", site=shown, pdf=shown, at=AT)
    documents = tuple(
        replace(each, sections=(replace(each.sections[0], blocks=(block,)), *each.sections[1:]))
        for each in finished.documents
    )

    edition = make_edition(replace(finished, documents=documents))

    assert [chart.title for chart in edition.charts] == ["Figure 1 Where x equals 0, it turns."] * 2


def test_an_edition_is_read_back_from_its_build(tmp_path: Path) -> None:
    """The manifest holds all that a later build needs, and the site's files under its address."""
    finished = make_finished()
    text = make_manifest(finished, {"site/en/index.html": "a", "pdf/report.en.pdf": "b"})
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")

    assert read_edition(tmp_path) == make_edition(finished)
    assert read_published(tmp_path / "manifest.json") == {"en/index.html": "a"}


def test_a_manifest_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Whoever has not built yet hears what to do."""
    with pytest.raises(ReportError, match="there is no manifest here") as caught:
        read_published(tmp_path / "manifest.json")

    assert "build first" in caught.value.hint


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ({"format": 2}, "the manifest lists no files"),
        ({"format": 2, "files": {"site/a": 1}}, "the manifest lists no files"),
        ({"format": 2, "files": {"a": "1"}}, "the manifest lists no file below `site/`"),
        ([], "a manifest of format 2 expected, found None"),
    ],
)
def test_a_manifest_without_a_site_is_refused(
    tmp_path: Path, manifest: object, message: str
) -> None:
    """A site is never found equal to an empty list."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest), encoding="utf-8")

    with pytest.raises(ReportError) as caught:
        read_published(path)

    assert caught.value.message == message
    assert caught.value.hint
