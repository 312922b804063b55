"""The commands that train and measure, run as a person runs them."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from generator.inputs.records import N_BINS, ModelRecord, read_record
from tests.lights import CLASSES, N_STEPS, N_TEST, N_TRAIN
from tests.small_report import PROJECT, ROOT, copy_project, run, start

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
    answer = json.loads(measured[1], parse_float=Decimal)
    assert answer["accuracy"] == answer["recorded_accuracy"] == accuracy
    assert answer["n_differing"] == 0
    low, high = answer["accuracy_interval"]
    assert low <= accuracy <= high
    assert list(answer["recalls"]) == list(CLASSES)
    assert sum(map(sum, answer["confusion"])) == answer["n_pictures"] == N_TEST * len(CLASSES)
    assert len(answer["calibration"]) == N_BINS
    assert "on the same pictures, each given the same class" in measured[2]
    assert "calibration error" in measured[2]
    assert "train seed 0, loss " in trained[2]


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


def test_three_classes_of_ones_own(tmp_path: Path) -> None:
    """A folder of any classes trains and evaluates; its network knows its own training."""
    for split in ("train", "test"):
        for colour in ("red", "lime", "blue"):
            folder = tmp_path / "paints" / split / colour
            folder.mkdir(parents=True)
            for side in range(4, 10):
                Image.new("RGB", (side, 9), colour).save(folder / f"{side}.png")
    source = ("lenet", "--data", "paints", "--format", "json")

    trained = run(tmp_path, "train", *source, "--seeds", "4,", "--save")
    measured = run(tmp_path, "evaluate", *source)

    assert (trained[0], measured[0]) == (0, 0), (trained[2], measured[2])
    answer = json.loads(measured[1])
    assert (answer["seed"], answer["dataset"]) == (4, "paints")
    assert list(answer["recalls"]) == ["blue", "lime", "red"]


def test_other_pictures_are_shown_beside_the_recorded(
    trained: ModelRecord, pictures: Path, tmp_path: Path
) -> None:
    """Of pictures that the record knows nothing of both accuracies are told, and it is no error."""
    shutil.copytree(trained.path.parent, tmp_path / "content" / "models")
    shutil.copytree(pictures, tmp_path / "lamps")
    (tmp_path / "lamps/test/dark/00.png").unlink()
    (tmp_path / "content" / "report.yaml").write_text(
        (PROJECT / "content" / "report.yaml").read_text() + "networks: [lenet]\n"
    )
    command = ("evaluate", "--data", "lamps", "--format", "json")

    first = run(tmp_path, *command)
    saved = run(tmp_path, *command, "--save")
    again = run(tmp_path, *command)

    (answer,) = json.loads(first[1])["evaluations"]
    assert first[0] == 0, first[2]
    assert (answer["n_differing"], answer["recorded_dataset"]) == (None, "lights")
    assert "on lights; the record has nothing on these" in first[2]
    assert json.loads(saved[1])["evaluations"][0]["saved_to"] == "content/models/lenet.json"
    record = read_record(tmp_path / "content" / "models", "lenet")
    assert [each.dataset for each in record.evaluations] == ["lights", "lamps"]
    assert len(record.evaluations[1].seeds) == 1
    (answer,) = json.loads(again[1])["evaluations"]
    assert (answer["n_differing"], answer["recorded_dataset"]) == (0, "lamps")


def test_ctrl_c_says_what_is_lost(pictures: Path, tmp_path: Path) -> None:
    """Interrupted, `train` says how to go on, and the exit code says that it was interrupted."""
    command = ("train", "lenet", "--data", str(pictures), "--seeds", "60")
    process = start(tmp_path, *command)
    assert process.stderr is not None
    while "train seed 0" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)

    assert process.returncode == 130
    assert "nothing but the epoch under way is lost, and the same command goes on" in told
    assert "Traceback" not in told


def test_a_full_disk_leaves_the_last_good_checkpoint(pictures: Path, tmp_path: Path) -> None:
    """Where no file may grow so large, training stops with a clear error; with room it goes on."""
    command = ("train", "lenet", "--data", str(pictures), "--seeds", "1,")
    whole = run(tmp_path / "..", *command, "--cache-dir", str(tmp_path / "whole"))
    n_bytes = next((tmp_path / "whole/models/lenet").rglob("*.safetensors")).stat().st_size
    limit = f"ulimit -f {n_bytes // 1024 - 1}; exec "
    program = shlex.join([sys.executable, "-m", "generator", *command])

    done = subprocess.run(
        ["/bin/bash", "-c", limit + program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    resumed = run(tmp_path, *command)

    assert done.returncode == 1, done.stderr
    assert "cannot be written: File too large" in done.stderr
    assert (whole[0], resumed[0]) == (0, 0), resumed[2]
    assert read_record(tmp_path / ".cache" / "models", "lenet").weights == (
        read_record(tmp_path / "whole" / "models", "lenet").weights
    )


@pytest.mark.parametrize("seeds", ["0", "x", "1,,2", "-1", "1.5", "1000"])
def test_what_names_no_seeds_is_refused(tmp_path: Path, seeds: str) -> None:
    """Seeds are a number of them or a list."""
    code, _, told = run(tmp_path, "train", "lenet", "--seeds", seeds)

    assert code == 2
    assert "--seeds" in told


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
    answer = json.loads(out, parse_float=Decimal)
    assert code == 0, told
    assert answer["fingerprint"] == record.dataset.fingerprint
    assert answer["n_differing"] <= 3
    assert abs(answer["accuracy"] - record.evaluations[0].seeds[0].accuracy) <= Decimal("0.0003")
    assert sum(map(sum, answer["confusion"])) == record.dataset.n_test != N_TEST
