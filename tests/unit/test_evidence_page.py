"""Tests that readers are told in their language where every number comes from."""

from dataclasses import replace
from decimal import Decimal

import pytest

from generator.claims import Claim, Verdict
from generator.documents.nouns import Use
from generator.documents.numbers import find_shown_numbers
from generator.errors import Location
from generator.evidence import Chart, Version, make_evidence
from generator.outputs.evidence import make_appendix, make_evidence_page
from generator.outputs.evidence_nouns import EvidencePage
from generator.outputs.nouns import Finished
from generator.provenance import Code, Trace, Traces
from tests.finished import AT, make_finished, words_of_article

CODE = Code(function="generator.a.f", path="generator/a.py", first_line=2, last_line=5)
SHA = "sha256:0123abcd"


def trace(name: str, value: str, *inputs: str, stated_at: str = "") -> Trace:
    """Make the trace of an amount of money."""
    return Trace(
        name=name,
        value=value,
        unit="wan_yuan",
        words="",
        text="",
        made_by=CODE,
        stated_at=stated_at,
        inputs=inputs,
        rests_on=("assumption.cost",) if inputs else (),
        seeds=(3, 5) if inputs else (),
        fingerprints=(f"weights={SHA}",) if inputs else (),
    )


TRACES = Traces(
    by_name={
        "assumption.cost": trace("assumption.cost", "200", stated_at="content/a.yaml:7:3"),
        "scenario.open.loss": trace("scenario.open.loss", "-30", "scenario.open.step"),
        "scenario.open.profit": trace("scenario.open.profit", "300", "scenario.open.step"),
        "scenario.open.step": trace("scenario.open.step", "1", "assumption.cost", "gone"),
    }
)


def use(kind: str, name: str, section: str, block: int) -> Use:
    """Make a use in the report of two sections."""
    at = Location(path=f"content/en/{section}.md", line=9)
    return Use(kind=kind, name=name, section=section, block=block, at=at)


USES = (
    use("value", "scenario.open.profit", "", 0),
    use("value", "scenario.open.profit", "background", 1),
    use("value", "scenario.open.loss", "models", 0),
    use("claim", "gain", "background", 4),
    use("figure", "x", "models", 1),
)


@pytest.fixture
def finished() -> Finished:
    """Make the small report with evidence, in the article's own words."""
    bare = make_finished()
    claim = Claim(
        id="gain", expect="borne-out", value=Decimal(300), unit="wan_yuan",
        result="scenario.open.profit", at=AT,
    )  # fmt: skip
    verdicts = (Verdict(claim=claim, outcome="borne-out", measured=Decimal(300)),)
    documents = tuple(replace(each, uses=USES) for each in bare.documents)
    words = {"claim.gain.statement": "It gains.", "scenario.open.title": "Open"}
    languages = tuple(
        replace(
            each,
            strings=replace(each.strings, texts={**words_of_article(each.code), **words}),
        )
        for each in bare.inputs.languages
    )
    return replace(
        bare,
        inputs=replace(bare.inputs, languages=languages),
        verdicts=verdicts,
        documents=documents,
        evidence=replace(
            make_evidence(
                TRACES,
                documents,
                verdicts,
                (Chart(id="x", made_by=CODE, names=("scenario.open.loss",)),),
                (),
            ),
            versions=(
                Version(name="numpy", version="2.0"),
                Version(name="zlib", version="1.3"),
            ),
        ),
    )


def page_of(finished: Finished) -> EvidencePage:
    """Make the English page."""
    return make_evidence_page(finished, finished.documents[1])


def test_the_page_goes_from_claims_to_software(finished: Finished) -> None:
    """Claims come first, then what is shown, what was stated, what was computed, and with what."""
    assert [chapter.id for chapter in page_of(finished).chapters] == [
        "claims",
        "figures",
        "numbers-assumption",
        "numbers-scenario",
        "pictures",
        "versions",
    ]


def test_numbers_made_alike_are_told_together(finished: Finished) -> None:
    """Two numbers of one step share its line; each has its own place to link to."""
    chapters = {chapter.id: chapter for chapter in page_of(finished).chapters}
    together, alone = chapters["numbers-scenario"].items

    assert together.title == "Open"
    assert [(each.anchor, each.value) for each in together.numbers] == [
        ("q-scenario--open--loss", "CNY −0.3 million"),
        ("q-scenario--open--profit", "CNY 3 million"),
    ]
    assert [line.text for line in together.lines] == [
        "Made by: generator.a.f (generator/a.py, lines 2–5)",
        "From: scenario.open.step",
        "Rests on: assumption.cost",
        "Random seeds: 3, 5",
        "Pictures and weights: weights",
        "Used in: the abstract, 1.1, 2, Figure 1",
    ]
    assert [each.name for each in alone.numbers] == ["scenario.open.step"]


def test_what_was_stated_leads_to_its_line(finished: Finished) -> None:
    """An assumption names the file and the line, and no code."""
    chapters = {chapter.id: chapter for chapter in page_of(finished).chapters}
    (item,) = chapters["numbers-assumption"].items

    assert [line.text for line in item.lines] == ["Stated in: content/a.yaml, line 7"]


def test_names_lead_to_their_own_lines(finished: Finished) -> None:
    """A name that the page shows is a link; one that is nowhere is words."""
    chapters = {chapter.id: chapter for chapter in page_of(finished).chapters}
    _, step = chapters["numbers-scenario"].items
    runs = {run.text: run.href for run in step.lines[1].runs}

    assert runs["assumption.cost"] == "#q-assumption--cost"
    assert runs["gone"] == ""


def test_a_claim_and_a_figure_lead_to_where_they_stand(finished: Finished) -> None:
    """Claims and figures link to their places in the text, a claim with its verdict in words."""
    claims, figures, *_ = page_of(finished).chapters

    assert claims.items[0].href == "../background/index.html#claim-gain"
    assert claims.items[0].verdict == "Borne out."
    assert figures.items[0].href == "../models/index.html#fig-x"
    assert figures.items[0].title == "Figure 1 Profit of 300"


def test_a_verdict_in_a_sentence_stands_with_its_reason(finished: Finished) -> None:
    """It is told whole, without the sentence's brackets, and with the numbers of its sources."""
    inline = (
        '<p>It [1] says <span class="claim-words" id="claim-other">x</span> [9]'
        '<span class="verdict"> (No.)</span> and <span class="claim-words" id="claim-gain">that '
        '<em>it</em> gains</span> [<a href="#ref-a">2</a>, <a href="#ref-b">7</a>]'
        '<span class="verdict"> (Borne out. Asserted: 3 &amp; more.)</span>.</p>'
    )
    document = finished.documents[1]
    first, second = document.sections
    block = replace(first.blocks[1], site=replace(first.blocks[1].site, html=inline))
    changed = replace(document, sections=(replace(first, blocks=(block,)), second))

    claims = make_evidence_page(finished, changed).chapters[0]

    assert claims.items[0].verdict == "Borne out. Asserted: 3 & more. [2, 7]"


def test_a_formula_in_a_caption_is_told_by_its_letters(finished: Finished) -> None:
    """A caption without what it is about would say nothing: profit against what?"""
    caption = (
        '<figure><figcaption><span class="label">Figure 1</span> Against '
        '<span class="formula"><math alttext="S"><mi>S</mi></math></span>.</figcaption></figure>'
    )
    document = finished.documents[1]
    first, second = document.sections
    figure = replace(second.blocks[1], site=replace(second.blocks[1].site, html=caption))
    changed = replace(
        document, sections=(first, replace(second, blocks=(second.blocks[0], figure)))
    )

    figures = make_evidence_page(finished, changed).chapters[1]

    assert figures.items[0].title == "Figure 1 Against S."


def test_fingerprints_stand_in_full_once(finished: Finished) -> None:
    """The whole SHA-256 of pictures and weights is there for whoever wants to compare."""
    chapters = {chapter.id: chapter for chapter in page_of(finished).chapters}
    (item,) = chapters["pictures"].items

    assert (item.title, item.lines[0].text) == ("weights", SHA)


def test_the_appendix_has_what_the_text_uses_and_no_more(finished: Finished) -> None:
    """In print each number of the text stands once; steps between are for the page."""
    appendix = make_appendix(finished, finished.documents[1])
    named = [
        number.name
        for chapter in appendix.chapters
        for item in chapter.items
        for number in item.numbers
    ]

    assert named == ["scenario.open.loss", "scenario.open.profit"]
    assert not any(
        run.href.startswith("..")
        for chapter in appendix.chapters
        for item in chapter.items
        for line in item.lines
        for run in line.runs
    )


def test_what_is_said_holds_every_number_that_is_shown(finished: Finished) -> None:
    """The text by which the page is proven tells the same numbers in the same order."""
    page = page_of(finished)
    item = page.chapters[3].items[0]

    assert find_shown_numbers(item.text)[:2] == ("−0.3", "3")
    assert page.text.startswith(f"{page.title}\n{page.introduction}\nClaims\nIt gains.\nBorne out.")


def test_chinese_is_told_in_chinese(finished: Finished) -> None:
    """Each language has its own words and its own way of writing numbers."""
    page = make_evidence_page(finished, finished.documents[0])

    assert page.title == "证据"
    assert "scenario.open.profit 300 万元" in page.text
    assert "得自：generator.a.f（generator/a.py 第 2–5 行）" in page.text
