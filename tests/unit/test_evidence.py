"""Tests that evidence is gathered of all that a report says, written, and told."""

import json
from decimal import Decimal

import jsonschema
import pytest

from generator.claims import Claim, Verdict
from generator.documents.nouns import Document, Use
from generator.errors import Location, ReportError
from generator.evidence import (
    FORMAT,
    Chart,
    Evidence,
    evidence_schema,
    evidence_to_json,
    explain,
    make_charts,
    make_evidence,
)
from generator.inputs.nouns import Reference
from generator.provenance import Code, Trace, Traces
from tests.finished import make_document

AT = Location(path="content/claims.yaml", line=3)
CODE = Code(
    function="generator.a.f", path="generator/a.py", first_line=2, last_line=5, summary="F."
)


def trace(name: str, *inputs: str, stated_at: str = "") -> Trace:
    """Make the trace of a number of 300 万元."""
    return Trace(
        name=name,
        value="300",
        unit="wan_yuan",
        words="",
        text="",
        made_by=CODE,
        stated_at=stated_at,
        inputs=inputs,
        rests_on=(),
        seeds=() if inputs else (7,),
        fingerprints=(),
    )


TRACES = Traces(
    by_name={
        "assumption.cost": trace("assumption.cost", stated_at="content/assumptions.yaml:2:3"),
        "profit": trace("profit", "assumption.cost", "revenue"),
        "revenue": trace("revenue"),
        "unused": trace("unused"),
    }
)


def use(kind: str, name: str, *, block: int = 0, line: int = 1) -> Use:
    """Make a use in the first section."""
    at = Location(path="content/en/01-background.md", line=line)
    return Use(kind=kind, name=name, section="background", block=block, at=at)


def document(language: str, *uses: Use) -> Document:
    """Make a document whose prose uses these."""
    made = make_document(language, "t", "s")
    return Document(
        language=language,
        title=made.title,
        abstract=made.abstract,
        keywords=(),
        sections=made.sections,
        references=(),
        uses=uses,
    )


REFERENCES = tuple(
    Reference(
        key=key,
        type="article",
        title="Growth",
        language="en",
        verified=verified,
        unchecked=unchecked,
        at=Location(path="content/references.yaml", line=9),
    )
    for key, verified, unchecked in (("bass", ("doi", "index"), ("page",)), ("lost", (), ()))
)


def make() -> Evidence:
    """Make the evidence for a report that uses a number, a table, a figure and a claim."""
    claim = Claim(
        id="gain",
        expect="borne-out",
        value=Decimal(300),
        unit="wan_yuan",
        result="profit",
        at=AT,
    )
    uses = (
        use("value", "profit", block=1, line=4),
        use("table", "sums", block=1),
        use("figure", "tornado", block=2),
        use("claim", "gain", block=3),
        use("value", "nothing", block=3),
        use("citation", "bass", block=4, line=7),
        use("claim", "growth", block=4, line=8),
    )
    cited = Claim(id="growth", expect="cited", cites=("bass",), at=AT)
    return make_evidence(
        TRACES,
        (document("zh", *uses), document("en", use("value", "profit"))),
        (
            Verdict(claim=claim, outcome="borne-out", measured=Decimal(300)),
            Verdict(claim=cited, outcome="cited"),
        ),
        (Chart(id="tornado", made_by=CODE, names=("revenue", "gone")),),
        REFERENCES,
    )


def test_every_number_that_is_used_is_there_with_all_that_made_it() -> None:
    """What no text, figure or claim uses is left out, and no step of a used one is."""
    evidence = make()

    assert tuple(evidence.number_by_name) == ("assumption.cost", "profit", "revenue")
    assert evidence.number_by_name["revenue"].figures == ("tornado",)


def test_a_number_knows_every_place_in_either_language() -> None:
    """The places of both languages are listed, with file, line and column."""
    profit = make().number_by_name["profit"]

    assert [(each.language, each.block, each.at) for each in profit.uses] == [
        ("zh", 1, "content/en/01-background.md:4:1"),
        ("en", 0, "content/en/01-background.md:1:1"),
    ]
    assert (profit.tables, profit.claims, profit.figures) == (("sums",), ("gain",), ())


def test_a_table_shows_the_numbers_of_its_block() -> None:
    """The cells of a table name its numbers one by one."""
    (table,) = make().tables

    assert (table.kind, table.id, table.names, table.made_by) == ("table", "sums", ("profit",), ())


def test_a_claim_says_what_it_is_held_against() -> None:
    """What was asserted and found, the number, and the line that states it are there."""
    claim = make().claims[0]

    assert (claim.asserted, claim.measured, claim.measured_by) == ("300", "300", "profit")
    assert (claim.relation, claim.tolerance, claim.stated_at) == (
        "equals",
        "0",
        "content/claims.yaml:3:1",
    )


def test_a_figure_is_traced_to_the_function_that_draws_it() -> None:
    """A chart with settings of its own is drawn by the function behind them."""
    sources = {"generator/figures/tornado.py": "def draw_tornado():\n    pass\n"}
    (chart,) = make_charts({"tornado": ("profit",), "no-such-chart": ()}, sources)

    assert chart.made_by.function == "generator.figures.tornado.draw_tornado"
    assert (chart.made_by.path, chart.made_by.last_line) == ("generator/figures/tornado.py", 2)
    assert chart.names == ("profit",)


def test_json_keeps_to_the_published_schema() -> None:
    """evidence.json is valid by the schema, and the schema refuses an unknown key."""
    schema = evidence_schema()
    plain = json.loads(evidence_to_json(make()))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(plain, schema)
    assert plain["format"] == FORMAT
    plain["numbers"][0]["trace"]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.validate(plain, schema)


def test_a_number_is_told_as_a_tree() -> None:
    """Each step stands beneath what was made from it, down to a statement or a seed."""
    explanation = explain("profit", make(), TRACES)

    assert explanation.lines == (
        "profit = 300 wan_yuan",
        "  by generator.a.f (generator/a.py:2-5): F.",
        "  assumption.cost = 300 wan_yuan",
        "    stated at content/assumptions.yaml:2:3",
        "    seeds 7",
        "  revenue = 300 wan_yuan",
        "    by generator.a.f (generator/a.py:2-5): F.",
        "    seeds 7",
        "  in tables: sums",
        "  in claims: gain",
        "  used 2 times in the prose",
        "    content/en/01-background.md:4:1 (zh, background)",
        "    content/en/01-background.md:1:1 (en, background)",
    )


@pytest.mark.parametrize(
    ("name", "kind", "first"),
    [
        ("fig-tornado", "figure", "fig-tornado"),
        ("tornado", "figure", "fig-tornado"),
        ("tbl-sums", "table", "tbl-sums"),
        ("gain", "claim", "claim-gain: borne-out, stated at content/claims.yaml:3:1"),
        ("unused", "number", "unused = 300 wan_yuan"),
        ("@bass", "reference", "@bass: Growth, stated at content/references.yaml:9:1"),
        ("bass", "reference", "@bass: Growth, stated at content/references.yaml:9:1"),
    ],
)
def test_anything_can_be_asked_for(name: str, kind: str, first: str) -> None:
    """All but numbers answer to their ids with and without what these begin with."""
    explanation = explain(name, make(), TRACES)

    assert explanation.plain["kind"] == kind
    assert explanation.lines[0] == first


def test_a_reference_is_told_with_how_it_was_verified() -> None:
    """What was opened, what did not show there, the claims that rest on it, and where it stands."""
    found, lost = (explain(key, make(), TRACES).lines for key in ("@bass", "@lost"))

    assert found[1:] == (
        "  verified against doi, index",
        "  not checked: page",
        "  in claims: growth",
        "  used 2 times in the prose",
        "    content/en/01-background.md:7:1 (zh, background)",
        "    content/en/01-background.md:8:1 (zh, background)",
    )
    assert lost[1:] == (
        "  verified against nothing: it was not found",
        "  used nowhere in the prose",
    )


def test_an_unknown_name_is_answered_by_the_nearest() -> None:
    """Who mistypes a name is told what it may have been."""
    with pytest.raises(ReportError, match="nothing in the report is called `profti`") as caught:
        explain("profti", make(), TRACES)

    assert caught.value.hint == "did you mean `profit`?"


def test_a_step_told_once_is_only_named_again() -> None:
    """A tree in which one step serves twice stays a tree that can be read."""
    twice = Traces(
        by_name={
            "a": trace("a", "b", "c"),
            "b": trace("b", "c"),
            "c": trace("c", "d"),
            "d": trace("d", stated_at="content/assumptions.yaml:2:3"),
        }
    )

    lines = explain("a", Evidence(), twice).lines

    assert [line for line in lines if " = " in line] == [
        "a = 300 wan_yuan",
        "  b = 300 wan_yuan",
        "    c = 300 wan_yuan",
        "      d = 300 wan_yuan",
        "  c = 300 wan_yuan (see above)",
    ]
