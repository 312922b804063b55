"""Results as JSON, there and back."""

import json
from decimal import Decimal

import jsonschema
import pytest

from generator.errors import ReportError
from generator.results import (
    FORMAT,
    BreakEven,
    CalibrationBin,
    Curve,
    Decision,
    Evaluation,
    FilterBank,
    Grid,
    Horizon,
    Label,
    Origin,
    Outcome,
    Quantity,
    Results,
    Risk,
    SobolIndex,
    Swing,
    results_from_json,
    results_schema,
    results_to_json,
)

ORIGIN = Origin(function="f", inputs=("a",), seeds=(0, 1), fingerprints=("d=sha256:00",))
HALF = Decimal("0.5")
TWO = (Decimal(0), HALF)
RISK_FIELDS = (
    *("mean", "mean_error", "deviation", "p5", "p25", "p50", "p75", "p95"),
    *("loss_share", "value_at_risk", "expected_shortfall"),
)
INDEX_FIELDS = ("first", "first_low", "first_high", "total", "total_low", "total_high")
RESULTS = Results(
    quantities=(
        Quantity(name="small", value=Decimal("1E-7"), unit="share", origin=ORIGIN),
        Quantity(name="exact", value=Decimal("0.10"), unit="wan_yuan", origin=ORIGIN),
    ),
    labels=(Label(name="best", words="class.猫", origin=ORIGIN),),
    evaluations=(
        Evaluation(
            network="lenet",
            dataset="d",
            fingerprint="sha256:00",
            classes=("a", "b"),
            seeds=(0,),
            accuracies=(Decimal("0.5"),),
            recalls=((Decimal("0.25"), Decimal("0.75")),),
            confusion=((1, 2), (3, 4)),
            calibration=(CalibrationBin(n_pictures=9, n_right=7, confidence=Decimal("0.8")),),
        ),
    ),
    curves=(
        Curve(
            network="lenet",
            dataset="d",
            n_held_out=5,
            seeds=(0,),
            steps=(10,),
            losses=((Decimal("2.3"),),),
            held_out_accuracies=((Decimal("0.4"),),),
        ),
    ),
    filter_banks=(
        FilterBank(network="lenet", n_rows=1, n_columns=2, filters=((Decimal(1), Decimal(-1)),)),
    ),
    outcomes=(
        Outcome(
            scenario="closed",
            revenue=Decimal(1000),
            cost=Decimal(1000),
            open_source_cost=Decimal(0),
            open_source_revenue=Decimal(0),
            adjusted_revenue=Decimal(1000),
            adjusted_cost=Decimal(1000),
            profit=Decimal(0),
            break_even_open_source_revenue=Decimal(0),
        ),
    ),
    horizons=(
        Horizon(
            scenario="closed",
            adopters=TWO,
            open_source_revenues=TWO,
            cash_flows=TWO,
            cumulative=TWO,
            discounted_cumulative=TWO,
            npv=HALF,
            irr=(),
            payback=(HALF,),
            discounted_payback=(),
        ),
    ),
    break_evens=(
        BreakEven(
            scenario="closed", assumption="cost", measure="npv", low=HALF, high=HALF, roots=TWO
        ),
    ),
    risks=(
        Risk(
            scenario="closed",
            measure="profit",
            n_draws=3,
            **dict.fromkeys(RISK_FIELDS, HALF),
            edges=TWO,
            counts=(3,),
        ),
    ),
    swings=(
        Swing(
            scenario="closed",
            assumption="cost",
            low=HALF,
            high=HALF,
            npv_at_low=HALF,
            npv_at_high=HALF,
        ),
    ),
    sobol_indices=(
        SobolIndex(scenario="closed", assumption="cost", **dict.fromkeys(INDEX_FIELDS, HALF)),
    ),
    grids=(
        Grid(
            scenario="closed",
            row="cost",
            column="revenue",
            row_values=TWO,
            column_values=TWO,
            npv=(TWO, TWO),
        ),
    ),
    decisions=(
        Decision(
            strategies=("closed", "open"),
            states=("weak",),
            probabilities=(Decimal(1),),
            payoffs=((HALF,), (HALF,)),
            regrets=((HALF,), (HALF,)),
            worst=TWO,
            largest_regrets=TWO,
            expected=TWO,
            maximin=("closed", "open"),
            minimax_regret=("closed",),
            expected_value=("open",),
        ),
    ),
)


def test_results_survive_json() -> None:
    """Reading what was written gives equal results, to the last digit."""
    text = results_to_json(RESULTS)

    assert results_from_json(text, "results.json") == RESULTS
    assert results_to_json(results_from_json(text, "results.json")) == text


def test_json_keeps_decimals_as_written() -> None:
    """No number passes through binary floating point, and none is in exponent form."""
    plain = json.loads(results_to_json(RESULTS))

    assert [each["value"] for each in plain["quantities"]] == ["0.0000001", "0.10"]


def test_json_keeps_to_the_published_schema() -> None:
    """results.json is valid by the schema, and the schema refuses an unknown key."""
    schema = results_schema()
    plain = json.loads(results_to_json(RESULTS))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(plain, schema)
    plain["quantities"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.validate(plain, schema)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "this is no JSON: "),
        ("[]", f"results of format {FORMAT} expected, found None"),
        ("[" * 100_000, "this is no JSON: it is nested too deeply"),
        ('{"format": 9}', f"results of format {FORMAT} expected, found 9"),
        (f'{{"format": {FORMAT}}}', "results of another shape: `results` must be an object of "),
    ],
)
def test_other_files_are_refused(text: str, message: str) -> None:
    """What is no results.json of this format says so, at the file."""
    with pytest.raises(ReportError) as caught:
        results_from_json(text, "r.json")

    assert caught.value.message.startswith(message)
    assert caught.value.at is not None
    assert caught.value.at.path == "r.json"


def test_a_number_where_text_belongs_is_refused() -> None:
    """A value that went through a float is not a Decimal of ours."""
    plain = json.loads(results_to_json(RESULTS))
    plain["quantities"][0]["value"] = 0.1

    with pytest.raises(ReportError, match=r"quantities.value` must be Decimal, found 0.1"):
        results_from_json(json.dumps(plain), "r.json")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", "９", "1" * 28])
def test_a_number_that_is_not_written_in_full_is_refused(value: str) -> None:
    """No text can be made of such a number; the schema says the same."""
    plain = json.loads(results_to_json(RESULTS))
    plain["quantities"][0]["value"] = value

    with pytest.raises(ReportError, match=r"quantities.value` must be Decimal"):
        results_from_json(json.dumps(plain), "r.json")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain, results_schema())
