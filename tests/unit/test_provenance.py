"""Tests that numbers are traced to code and to what somebody stated."""

from decimal import Decimal
from pathlib import Path

from generator.errors import Location
from generator.inputs.nouns import Assumption, Inputs, Report, Scenario
from generator.provenance import anchor_of, find_code, gather, make_traces
from generator.results import Label, Origin, Quantity, Results
from tests.finished import make_finished

PROFIT = '''"""Turns a into b."""


@cache
def profit(a, b):
    """Subtract.

    More.
    """
    return a - b


class Step:
    def take(self):
        return 1
'''
SOURCES = {
    "generator/scenarios/profit.py": PROFIT,
    "generator/inputs/reading.py": 'x = 1\ndef read_inputs():\n    """Read."""\n',
}
STATED = Origin(function="generator.inputs.read_inputs")


def place(line: int) -> Location:
    """Name a line of the assumptions."""
    return Location(path="content/assumptions.yaml", line=line, column=3)


def assume(name: str, line: int, **places: int) -> Assumption:
    """Assume an amount of money at a line, its parts at others."""
    return Assumption(
        name=name,
        value=Decimal(1),
        unit="wan_yuan",
        at=place(line),
        places=tuple((key, place(each)) for key, each in places.items()),
    )


def make_inputs() -> Inputs:
    """Make a report of two assumptions and a scenario that changes one of them."""
    return Inputs(
        content=Path("content"),
        report=Report(languages=("en",), section_ids=(), date=make_finished().inputs.report.date),
        languages=(),
        assumptions=(assume("revenue", 1, value=2), assume("cost", 9)),
        scenarios=(
            Scenario(
                name="open",
                at=Location(path="content/scenarios.yaml", line=4),
                places=(("set.cost", Location(path="content/scenarios.yaml", line=6, column=5)),),
                changes=(("cost", Decimal(2)),),
            ),
        ),
        templates={},
        assets={},
        pictures={},
        sources=SOURCES,
    )


def number(name: str, origin: Origin) -> Quantity:
    """Make a number of 12.50 万元."""
    return Quantity(name=name, value=Decimal("12.50"), unit="wan_yuan", origin=origin)


RESULTS = Results(
    quantities=(
        number("assumption.revenue", STATED),
        number("assumption.cost", STATED),
        number("scenario.open.cost", STATED),
        number(
            "scenario.open.profit",
            Origin(
                function="generator.scenarios.profit.profit",
                inputs=("assumption.revenue", "scenario.open.cost", "gone"),
            ),
        ),
        number(
            "risk.open.mean",
            Origin(
                function="generator.scenarios.elsewhere.draw",
                inputs=("scenario.open.profit",),
                seeds=(7,),
                fingerprints=("weights=sha256:00",),
            ),
        ),
    ),
    labels=(
        Label(
            name="scenario.open.payback_kind",
            words="payback.none",
            origin=Origin(
                function="generator.scenarios.profit.Step.take", inputs=("risk.open.mean",)
            ),
        ),
    ),
)


def test_code_is_found_without_importing_it() -> None:
    """A function is found with its decorators, its last line, and what it says of itself."""
    code = find_code("generator.scenarios.profit.profit", SOURCES)

    assert (code.path, code.first_line, code.last_line) == ("generator/scenarios/profit.py", 4, 10)
    assert code.summary == "Subtract."


def test_a_method_and_a_name_that_a_folder_offers_are_found() -> None:
    """A method is found in its class, and what a folder offers in the module that defines it."""
    method = find_code("generator.scenarios.profit.Step.take", SOURCES)
    offered = find_code("generator.inputs.read_inputs", SOURCES)

    assert (method.first_line, method.last_line) == (14, 15)
    assert (offered.function, offered.path, offered.first_line) == (
        "generator.inputs.read_inputs",
        "generator/inputs/reading.py",
        2,
    )


def test_code_that_is_not_there_is_named_without_lines() -> None:
    """Results from elsewhere may name code that this program does not have."""
    code = find_code("generator.gone.away", SOURCES)

    assert (code.function, code.path, code.first_line) == ("generator.gone.away", "", 0)


def test_a_number_is_traced_to_what_was_stated() -> None:
    """The chain ends at the very line of assumptions.yaml or scenarios.yaml, each named once."""
    traces = make_traces(make_inputs(), RESULTS)
    profit = traces.by_name["scenario.open.profit"]

    assert profit.value == "12.50"
    assert profit.rests_on == ("assumption.revenue", "scenario.open.cost")
    assert traces.by_name["assumption.revenue"].stated_at == "content/assumptions.yaml:2:3"
    assert traces.by_name["assumption.cost"].stated_at == "content/assumptions.yaml:9:3"
    assert traces.by_name["scenario.open.cost"].stated_at == "content/scenarios.yaml:6:5"
    assert not profit.stated_at


def test_seeds_and_data_come_along_the_whole_chain() -> None:
    """What was made from a drawn number rests on its seed and its data, too."""
    traces = make_traces(make_inputs(), RESULTS)
    label = traces.by_name["scenario.open.payback_kind"]

    assert (label.seeds, label.fingerprints) == ((7,), ("weights=sha256:00",))
    assert label.rests_on == ("assumption.revenue", "scenario.open.cost")
    assert (label.value, label.words) == ("", "payback.none")
    assert traces.by_name["scenario.open.profit"].seeds == ()


def test_a_number_that_is_not_there_is_answered_by_the_reason() -> None:
    """The prose names `payback`; where there is none, the word that says so is traced."""
    traces = make_traces(make_inputs(), RESULTS)
    found = traces.find("scenario.open.payback")

    assert found is not None
    assert found.name == "scenario.open.payback_kind"
    assert traces.find("scenario.open.nothing") is None


def test_what_a_number_was_made_from_is_listed_once() -> None:
    """Every step down to the statements is reached; a name that is nowhere is left out."""
    traces = make_traces(make_inputs(), RESULTS)

    assert traces.reach(("risk.open.mean", "gone")) == (
        "assumption.revenue",
        "risk.open.mean",
        "scenario.open.cost",
        "scenario.open.profit",
    )


def test_names_in_a_circle_end() -> None:
    """Results from elsewhere may name one another: that is shown, and does not hang."""
    one = number("a", Origin(function="f", inputs=("b",)))
    other = number("b", Origin(function="f", inputs=("a",)))
    traces = make_traces(make_inputs(), Results(quantities=(one, other)))

    assert traces.reach(("a",)) == ("a", "b")


def test_ids_hold_no_dots() -> None:
    """A name becomes an id that HTML's stricter rules allow, too."""
    assert anchor_of("scenario.open.profit") == "q-scenario--open--profit"


def test_names_that_begin_alike_are_gathered() -> None:
    """Neighbours that differ in their last part alone are told in one breath."""
    assert gather(("a.b.x", "a.b.y", "c", "a.b.z")) == (
        ("a.b", ("x", "y")),
        ("", ("c",)),
        ("a.b", ("z",)),
    )
