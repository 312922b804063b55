"""The commands that train and measure, run as a person runs them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from generator.inputs.records import read_record
from tests.lights import CLASSES, N_STEPS, N_TEST, N_TRAIN
from tests.small_report import ROOT, copy_project, run

WORDS = """
dataset: {lights: lights made for a test}
class: {bright: bright, dark: dark}
"""


def test_training_then_evaluating(pictures: Path, tmp_path: Path) -> None:
    """`train --save` writes weights and record, telling its progress; `evaluate` agrees with it."""
    source = ("lenet", "--data", str(pictures))

    trained = run(tmp_path, "train", *source, "--seeds", "2", "--save", "--format", "json")
    measured = run(tmp_path, "evaluate", *source, "--format", "json")

    record = read_record(tmp_path / "content" / "models", "lenet")
    assert (trained[0], measured[0]) == (0, 0), (trained[2], measured[2])
    assert json.loads(trained[1]) == {"ok": True, "record": "content/models/lenet.json"}
    for seed in record.seeds:
        assert f"{N_STEPS:,} of {N_STEPS:,}" in trained[2]
        assert f"train seed {seed}" in trained[2]
    accuracy = record.evaluations[0].seeds[0].accuracy
    answer = json.loads(measured[1])
    assert Decimal(answer["accuracy"]) == Decimal(answer["recorded_accuracy"]) == accuracy


def test_a_build_that_trains_reports_what_it_trained(pictures: Path, tmp_path: Path) -> None:
    """`build --train` trains the networks and seeds of report.yaml, and saves into no content."""
    folder = copy_project(tmp_path / "report")
    settings = folder / "content" / "report.yaml"
    settings.write_text(settings.read_text() + "networks: [lenet]\nseeds: [3, 5]\n")
    strings = folder / "content" / "en" / "strings.yaml"
    strings.write_text(strings.read_text() + WORDS)

    code, _, told = run(folder, "build", "--train", "--data", str(pictures), "--no-pdf")

    assert code == 0, told
    results = json.loads((folder / "build" / "results.json").read_text())
    found = {each["name"]: each["value"] for each in results["quantities"]}
    assert Decimal(found["cnn.lenet.n_train"]) == N_TRAIN * len(CLASSES)
    assert Decimal(found["cnn.lenet.n_seeds"]) == 2
    assert read_record(folder / ".cache" / "models", "lenet").seeds == (3, 5)
    assert not (folder / "content" / "models").exists()


@pytest.mark.pictures
def test_the_articles_network_measures_as_recorded(pictures_archive: Path, tmp_path: Path) -> None:
    """On the real pictures that it was trained with, the network gets what its record says."""
    cache = ("--cache-dir", str(tmp_path))
    content = ("--content", str(ROOT / "content"))
    code, out, told = run(
        tmp_path,
        *("evaluate", "lenet", "--data", str(pictures_archive)),
        *(*cache, *content, "--format", "json"),
    )

    record = read_record(ROOT / "content" / "models", "lenet")
    answer = json.loads(out)
    assert code == 0, told
    assert answer["fingerprint"] == record.dataset.fingerprint
    assert Decimal(answer["accuracy"]) == record.evaluations[0].seeds[0].accuracy
    assert sum(map(sum, answer["confusion"])) == record.dataset.n_test != N_TEST
