"""How the record of a training is read, and what is refused."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from generator.errors import ModelError, Problems, ReportError
from generator.inputs.predictions import format_classes, parse_classes
from generator.inputs.records import FORMAT, N_BINS, parse_record, read_records, record_schema

SHA = "0" * 64
ROOT = Path(__file__).parents[2]
NO_BIN = {"n_pictures": 0, "n_right": 0, "confidence": 0}


def record_content() -> dict[str, Any]:
    """Make a record of a network that tells cats from dogs."""
    return {
        "format": FORMAT,
        "network": "lenet",
        "n_parameters": 62006,
        "recipe": {
            "epochs": 2,
            "batch_size": 4,
            "step_rules": [
                {"parameters": "all", "rule": "sgd", "learning_rate": 0.001, "momentum": 0.9}
            ],
            "mean": 0.5,
            "std": 0.5,
        },
        "dataset": {
            "name": "pets",
            "fingerprint": f"sha256:{SHA}",
            "classes": ["cat", "dog"],
            "n_train": 8,
            "n_test": 4,
        },
        "cost": {"n_pictures_seen": 16, "flops_per_picture": 10, "training_flops": 480},
        "n_held_out": 1,
        "curve_steps": [2, 4],
        "trainings": [
            {
                "seed": 0,
                "losses": [0.7, 0.5],
                "held_out_accuracies": [0, 1],
                "duration_s": 1.5,
            }
        ],
        "evaluations": [
            {
                "dataset": "pets",
                "fingerprint": f"sha256:{SHA}",
                "seeds": [
                    {
                        "seed": 0,
                        "accuracy": 0.75,
                        "recalls": [0.5, 1],
                        "confusion": [[1, 1], [0, 2]],
                        "calibration": [
                            *(dict(NO_BIN) for _ in range(N_BINS - 1)),
                            {"n_pictures": 4, "n_right": 3, "confidence": 0.95},
                        ],
                    }
                ],
                "predictions": "00010101",
            }
        ],
        "weights": {"file": "lenet.safetensors", "sha256": SHA, "n_bytes": 100, "seed": 0},
        "logits": {"values": [[0.1, -0.1]], "tolerance": 0.001},
        "filters": [[[[0.5]], [[0.25]], [[0]]]],
        "versions": {"torch": "2.9"},
        "machine": {
            "cpu": "a cpu",
            "n_cores": 2,
            "n_threads": 1,
            "device": "cpu",
            "precision": "float32",
        },
    }


def changed(path: str, value: object) -> str:
    """Make a record's text with one value changed, named like `evaluations.0.dataset`."""
    content = record_content()
    *parents, last = path.split(".")
    inner: Any = content
    for step in parents:
        inner = inner[int(step) if step.isdigit() else step]
    inner[int(last) if last.isdigit() else last] = value
    return json.dumps(content)


def test_a_record_is_read_whole() -> None:
    """Every value arrives as plain immutable data, decimals exactly as they are written."""
    record = parse_record(json.dumps(record_content()), "lenet.json")

    assert record.network == "lenet"
    assert record.seeds == (0,)
    assert record.recipe.step_rules[0].learning_rate == 0.001
    assert record.dataset.classes == ("cat", "dog")
    assert record.trainings[0].losses == (Decimal("0.7"), Decimal("0.5"))
    assert record.evaluations[0].seeds[0].accuracy == Decimal("0.75")
    assert record.evaluations[0].seeds[0].confusion == ((1, 1), (0, 2))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "evaluations.0.seeds.0.accuracy",
            0.9,
            "`pets`, seed 0: `accuracy` is not the confusion matrix's",
        ),
        (
            "evaluations.0.seeds.0.recalls",
            [1, 0.5],
            "`pets`, seed 0: `recalls` are not the confusion matrix's",
        ),
        (
            "evaluations.0.seeds.0.confusion",
            [[4]],
            "`pets`, seed 0: the confusion matrix is not 2 × 2",
        ),
        (
            "evaluations.0.seeds.0.confusion",
            [[0, 0], [0, 4]],
            "`pets`, seed 0: a class was not measured",
        ),
        ("evaluations.0.seeds.0.seed", 1, "seeds (1,) were measured and (0,) were trained"),
        ("evaluations.0.dataset", "birds", "the first evaluation is not of the dataset"),
        ("dataset.n_test", 5, "the confusion matrix does not hold 5 pictures"),
        ("dataset.classes", ["cat", "cat"], "a class is named twice"),
        (
            "evaluations.0.predictions",
            "01010101",
            "`pets`, `predictions` are not the confusion matrix's",
        ),
        (
            "evaluations.0.predictions",
            "000101",
            "`pets`, `predictions` are not the confusion matrix's",
        ),
        (
            "evaluations.0.seeds.0.calibration.14.n_right",
            4,
            "`pets`, seed 0: `calibration` does not count the confusion matrix's pictures",
        ),
        (
            "evaluations.0.seeds.0.calibration.14.confidence",
            0.9,
            "`pets`, seed 0: `calibration.14` has a confidence outside its interval",
        ),
        (
            "evaluations.0.seeds.0.calibration.3.confidence",
            0.25,
            "`pets`, seed 0: `calibration.3` has a confidence of no picture",
        ),
        ("curve_steps", [4, 2], "`curve_steps` do not rise"),
        (
            "trainings.0.losses",
            [0.5],
            "seed 0 has not one loss for each of `curve_steps`",
        ),
        (
            "trainings.0.held_out_accuracies",
            [1],
            "seed 0 has not one held-out accuracy for each of `curve_steps`",
        ),
        ("n_held_out", 8, "8 of 8 training pictures are held out"),
        ("cost.n_pictures_seen", 8, "8 pictures were seen, and the recipe shows 16"),
        ("filters", [[[[0.5]], [[0.25, 1]], [[0]]]], "the filters are not all of one shape"),
        ("path", "elsewhere", "`path` is no part of a record"),
        ("weights.seed", 3, "the weights are of seed 3, the first is 0"),
        ("logits.values", [[0.1]], "the logits have not one score for each class"),
    ],
)
def test_a_contradiction_is_refused(path: str, value: object, message: str) -> None:
    """A number that was changed by hand no longer fits the others, and the error says which."""
    with pytest.raises(ModelError) as caught:
        parse_record(changed(path, value), "lenet.json")

    found = caught.value.message.removeprefix("the record contradicts itself: ").split("; ")
    assert found[0] == message
    assert len(found) == 1 or "confusion" in path or "n_right" in path, found


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("colour", "red", "`colour`"),
        ("recipe.epochs", "2", "`recipe.epochs`"),
        ("recipe.epochs", 0, "`recipe.epochs`"),
        ("weights.file", "../elsewhere.safetensors", "`weights.file`"),
        ("weights.sha256", "abc", "`weights.sha256`"),
        ("evaluations.0.seeds.0.accuracy", 1.5, "`evaluations.0.seeds.0.accuracy`"),
        ("trainings.0.losses.0", None, "`trainings.0.losses.0`"),
    ],
)
def test_a_wrong_value_is_named(path: str, value: object, named: str) -> None:
    """An unknown key, a wrong type or a value out of range is named by its path in the record."""
    with pytest.raises(ModelError, match="the record is not as expected") as caught:
        parse_record(changed(path, value), "lenet.json")

    assert named in caught.value.message


@pytest.mark.parametrize("value", [1, "2", None])
def test_another_format_is_refused(value: object) -> None:
    """A record of another format is not guessed at."""
    with pytest.raises(ModelError) as caught:
        parse_record(changed("format", value), "lenet.json")

    assert caught.value.message == (
        f"the record is of format `{value}`; this program reads format `2`"
    )


def test_broken_json_is_placed() -> None:
    """A record that is not JSON is an error at its line and column."""
    with pytest.raises(ModelError, match="the record is not JSON") as caught:
        parse_record('{\n "format": 2,\n "network" "lenet"\n}', "lenet.json")

    assert str(caught.value.at) == "lenet.json:3:12"


def test_a_doubled_key_is_refused() -> None:
    """Of two values for one key none is taken."""
    with pytest.raises(ModelError, match="`format` stands twice in one object"):
        parse_record('{"format": 2, "format": 2}', "lenet.json")


def test_all_missing_records_are_told_at_once(tmp_path: Path) -> None:
    """Every network of the report without a record is one problem, with how to get it."""
    with pytest.raises(Problems) as caught:
        read_records(tmp_path, ("lenet", "strong"))

    assert [error.message for error in caught.value.errors] == [
        "the record of network `lenet` is missing",
        "the record of network `strong` is missing",
    ]
    assert all("--save` writes it" in error.hint for error in caught.value.errors)


def test_a_record_under_another_name_is_refused(tmp_path: Path) -> None:
    """A record copied to another network's name is not taken for that network."""
    (tmp_path / "strong.json").write_text(json.dumps(record_content()))

    with pytest.raises(ReportError, match="is of network `lenet`; its name says `strong`"):
        read_records(tmp_path, ("strong",))


def test_weights_lie_beside_their_record(tmp_path: Path) -> None:
    """A record that was read knows its own file and that of its weights."""
    path = tmp_path / "lenet.json"
    path.write_text(json.dumps(record_content()))

    (record,) = read_records(tmp_path, ("lenet",))

    assert record.path == path
    assert record.weights_path == tmp_path / "lenet.safetensors"


def test_a_dataset_beside_its_own_may_be_measured_by_the_weights_alone() -> None:
    """Other pictures can be added for the shipped network, but not measured twice."""
    content = record_content()
    content["trainings"].append({**content["trainings"][0], "seed": 7})
    own = content["evaluations"][0]
    other = {**own, "dataset": "strays", "fingerprint": f"sha256:{'1' * 64}"}
    own["seeds"] = [*own["seeds"], {**own["seeds"][0], "seed": 7}]

    content["evaluations"] = [own, other]
    record = parse_record(json.dumps(content), "lenet.json")
    content["evaluations"] = [own, other, other]
    with pytest.raises(ModelError) as caught:
        parse_record(json.dumps(content), "lenet.json")

    assert [len(each.seeds) for each in record.evaluations] == [2, 1]
    assert caught.value.message == (
        "the record contradicts itself: two evaluations have the same `dataset`; "
        "two evaluations have the same `fingerprint`"
    )


@pytest.mark.parametrize("n_classes", [2, 256, 257, 1000])
def test_predictions_come_back(n_classes: int) -> None:
    """Whatever number of classes there is, each picture's class is read as it was written."""
    indices = (0, n_classes - 1, n_classes // 2, 1)

    assert parse_classes(format_classes(indices, n_classes), n_classes) == indices


def test_the_schema_accepts_what_the_program_reads() -> None:
    """A record that is read is valid by the published schema, and the schema is one itself."""
    schema = record_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)

    assert list(validator.iter_errors(record_content())) == []
    for path in (ROOT / "content" / "models").glob("*.json"):
        assert list(validator.iter_errors(json.loads(path.read_text()))) == [], path.name


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", 1),
        ("colour", "red"),
        ("path", "elsewhere"),
        ("recipe.epochs", 0),
        ("weights.sha256", "abc"),
        ("evaluations.0.seeds.0.accuracy", "0.75"),
        ("evaluations.0.seeds.0.calibration", []),
    ],
)
def test_the_schema_refuses_what_is_no_record(path: str, value: object) -> None:
    """An unknown key, another format or a value out of range is invalid by the schema, too."""
    assert not Draft202012Validator(record_schema()).is_valid(json.loads(changed(path, value)))


def test_the_schema_describes_every_noun_and_what_needs_words() -> None:
    """What a field means stands in the schema as it stands in the code."""
    schema = record_schema()

    assert all(kind["description"] for kind in (schema, *schema["$defs"].values()))
    assert schema["properties"]["filters"]["description"] == (
        "The weights of the first layer: filters × colours × rows × columns."
    )
    assert schema["$defs"]["Recipe"]["properties"]["shift"]["description"].startswith("Rows and")
