"""Tests of the key figures on a report's first page."""

from dataclasses import replace
from decimal import Decimal

from generator.claims import Claim, Verdict, judge_claims
from generator.documents.verdicts import make_verdict_title
from generator.outputs.key_figures import make_key_figures
from generator.outputs.nouns import Finished
from generator.outputs.site import make_text_of_home
from generator.outputs.summary import make_summary
from generator.results import Origin, Quantity, Results
from tests.finished import AT, make_finished

WORDS = {
    "claim.exact.statement": "It is about right.",
    "claim.least.statement": "It is better than nothing.",
    "claim.hearsay.statement": "Everybody says so.",
    "document.verdict.borne-out": "Borne out.",
    "document.verdict.contradicted": "Contradicted.",
    "document.verdict.gap": " ",
    "key_figure.accuracy": "How often it is right",
    "ui.spread": "± {deviation}",
    "document.verdict.unverified": "Unverified.",
}


def make_judged() -> Finished:
    """Make a report with a mean, its spread, two claims on it, and one that nothing measures."""
    finished = make_finished()
    numbers = (("accuracy", "0.543"), ("accuracy_std", "0.016"))
    origin = Origin(function="f")
    results = Results(
        quantities=tuple(
            Quantity(name=name, value=Decimal(value), unit="share", origin=origin)
            for name, value in numbers
        )
    )
    claims = (
        Claim(id="exact", expect="", value=Decimal("0.9"), unit="share", result="accuracy", at=AT),
        Claim(id="hearsay", expect="", at=AT),
        Claim(
            id="least",
            expect="",
            value=Decimal("0.1"),
            unit="share",
            relation="at_least",
            result="accuracy",
            at=AT,
        ),
    )
    languages = tuple(
        replace(each, strings=replace(each.strings, texts={**each.strings.texts, **WORDS}))
        for each in finished.inputs.languages
    )
    return replace(
        finished,
        inputs=replace(finished.inputs, languages=languages),
        results=results,
        verdicts=judge_claims(claims, results),
    )


def test_a_figure_for_each_number_that_decides_claims() -> None:
    """Claims on one number share its figure, which says what it is; hearsay has no figure."""
    finished = make_judged()
    (figure,) = make_key_figures(finished, finished.documents[1])

    assert figure.title == "How often it is right"
    assert (figure.value, figure.exact, figure.spread) == ("54.3%", "0.543", "± 1.6")
    assert [(each.verdict, each.statement) for each in figure.claims] == [
        ("Contradicted.", "It is about right."),
        ("Borne out.", "It is better than nothing."),
    ]


def test_the_proof_asks_for_key_figures() -> None:
    """The number and its spread are among what the first page must say."""
    finished = make_judged()

    assert "54.3%\n± 1.6\n" in make_text_of_home(finished, finished.documents[1])


def test_the_summary_of_a_run_says_them() -> None:
    """Whoever sees the run sees the key figures in every language, each before what changed."""
    said = make_summary(make_judged()).splitlines()

    assert [line for line in said if line.startswith("#")] == [
        "### key\\_figures in zh",
        "### of 2026年11月23日",
        "### key\\_figures in en",
        "### of November 23, 2026",
    ]
    assert said[2:5] == [
        "- **54.3%** How often it is right · ± 1.6",
        "  - Contradicted. It is about right.",
        "  - Borne out. It is better than nothing.",
    ]


def test_a_report_without_claims_has_no_key_figures() -> None:
    """Nothing measured, nothing shown."""
    finished = make_finished()

    assert make_key_figures(finished, finished.documents[0]) == ()


def test_a_condition_is_named_only_where_the_claim_holds_under_it() -> None:
    """A claim that fails even under its own assumptions is contradicted, and not conditional."""
    texts = {
        **WORDS,
        "document.verdict.holds-only-if": "Conditional.",
        "document.verdict.condition": "Only if {condition}.",
        "claim.exact.condition": "it rains",
    }
    strings = replace(make_finished().inputs.languages[1].strings, texts=texts)
    claim = Claim(id="exact", expect="", given=(("rain", Decimal(1)),), at=AT)

    titles = [
        make_verdict_title(Verdict(claim=claim, outcome=outcome), strings)
        for outcome in ("holds-only-if", "contradicted")
    ]

    assert titles == ["Only if it rains.", "Contradicted."]
