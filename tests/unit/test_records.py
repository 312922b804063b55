"""How the record of a training is read, and what is refused."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from generator.errors import ModelError, Problems, ReportError
from generator.inputs.records import parse_record, read_records

SHA = "0" * 64


def record_content() -> dict[str, Any]:
    """Make a record of a network that tells cats from dogs."""
    return {
        "format": 1,
        "network": "lenet",
        "n_parameters": 62006,
        "recipe": {
            "epochs": 2,
            "batch_size": 4,
            "learning_rate": 0.001,
            "momentum": 0.9,
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
        "loss_steps": [2, 4],
        "trainings": [{"seed": 0, "losses": [0.7, 0.5], "duration_s": 1.5}],
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
                    }
                ],
            }
        ],
        "weights": {"file": "lenet.safetensors", "sha256": SHA, "n_bytes": 100, "seed": 0},
        "logits": {"values": [[0.1, -0.1]], "tolerance": 0.001},
        "versions": {"torch": "2.9"},
        "machine": {"cpu": "a cpu", "n_cores": 2, "n_threads": 1, "device": "cpu"},
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
    assert record.recipe.learning_rate == 0.001
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
        ("loss_steps", [4, 2], "`loss_steps` do not rise"),
        ("loss_steps", [2], "seed 0 has not one loss for each of `loss_steps`"),
        ("weights.seed", 3, "the weights are of seed 3, the first is 0"),
        ("logits.values", [[0.1]], "the logits have not one score for each class"),
    ],
)
def test_a_contradiction_is_refused(path: str, value: object, message: str) -> None:
    """A number that was changed by hand no longer fits the others, and the error says which."""
    with pytest.raises(ModelError) as caught:
        parse_record(changed(path, value), "lenet.json")

    assert caught.value.message == f"the record contradicts itself: {message}"


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


@pytest.mark.parametrize("value", [2, "1", None])
def test_another_format_is_refused(value: object) -> None:
    """A record of another format is not guessed at."""
    with pytest.raises(ModelError) as caught:
        parse_record(changed("format", value), "lenet.json")

    assert caught.value.message == (
        f"the record is of format `{value}`; this program reads format `1`"
    )


def test_broken_json_is_placed() -> None:
    """A record that is not JSON is an error at its line and column."""
    with pytest.raises(ModelError, match="the record is not JSON") as caught:
        parse_record('{\n "format": 1,\n "network" "lenet"\n}', "lenet.json")

    assert str(caught.value.at) == "lenet.json:3:12"


def test_a_doubled_key_is_refused() -> None:
    """Of two values for one key none is taken."""
    with pytest.raises(ModelError, match="`format` stands twice in one object"):
        parse_record('{"format": 1, "format": 1}', "lenet.json")


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
