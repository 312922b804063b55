"""How a network is trained, saved and measured, on pictures made here."""

import hashlib
import importlib
import io
import json
import pickle
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.errors import ModelError, Problems
from generator.inputs.records import ModelRecord, read_record
from tests.lights import CLASSES, N_STEPS, N_TEST, train


def test_training_leaves_a_record_that_can_be_read(trained: ModelRecord) -> None:
    """The record says what was trained, on what, with which outcome for each seed."""
    assert trained.path.parts[-3:] == ("content", "models", "lenet.json")
    assert trained.seeds == (0, 1)
    assert trained.dataset.name == "lights"
    assert trained.dataset.classes == CLASSES
    assert (trained.dataset.n_train, trained.dataset.n_test) == (24, 8)
    assert trained.loss_steps == (N_STEPS,)
    assert trained.n_parameters == 62006 - 8 * 85
    assert trained.evaluations[0].fingerprint == trained.dataset.fingerprint


def test_every_origin_names_something_that_exists(trained: ModelRecord) -> None:
    """Whoever follows a number's origin finds the code that made it."""
    from generator.model.report import make_model_results

    quantities, _, labels = make_model_results((trained,))

    origins = [each.origin for each in quantities] + [each.origin for each in labels]

    for function in {origin.function for origin in origins}:
        module, name = function.rsplit(".", 1)
        assert callable(getattr(importlib.import_module(module), name))


def test_the_same_seed_gives_the_same_weights(
    trained: ModelRecord, pictures: Path, tmp_path: Path
) -> None:
    """Training again elsewhere, from nothing, gives the same bytes; another seed does not."""
    again = train(pictures, tmp_path, seeds=(0,))
    other = train(pictures, tmp_path, seeds=(5,))

    assert again.weights.sha256 == trained.weights.sha256
    assert other.weights.sha256 != trained.weights.sha256


def test_an_archive_trains_like_its_folder(
    trained: ModelRecord, pictures: Path, tmp_path: Path
) -> None:
    """The same pictures in a zip archive are the same dataset and give the same weights."""
    archive = tmp_path / "lights.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in pictures.rglob("*.png"):
            file.write(path, path.relative_to(pictures))

    record = train(archive, tmp_path, seeds=(0,))

    assert record.dataset == trained.dataset
    assert record.weights.sha256 == trained.weights.sha256


def test_an_interrupted_training_goes_on_to_the_same_weights(
    trained: ModelRecord, pictures: Path, tmp_path: Path
) -> None:
    """Ctrl-C in the second epoch loses that epoch alone, and the outcome is the same."""
    from generator.model.progress import Progress
    from generator.model.training import TrainRequest, train_network

    request = TrainRequest(
        network="lenet", source=str(pictures), seeds=(0, 1), cache=tmp_path / "cache"
    )

    def interrupt(progress: Progress) -> None:
        if (progress.stage, progress.seed, progress.done) == ("train", 0, N_STEPS):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_network(request, interrupt)
    state = json.loads((tmp_path / "cache/models/lenet/seed-0/state.json").read_bytes())
    resumed = read_record(train_network(request).parent, "lenet")

    assert state["epochs_done"] == 1
    assert resumed.weights.sha256 == trained.weights.sha256
    assert resumed.evaluations == trained.evaluations
    assert [each.losses for each in resumed.trainings] == [
        each.losses for each in trained.trainings
    ]


def test_a_finished_training_is_not_done_again(pictures: Path, tmp_path: Path) -> None:
    """A second call neither reads, decodes, trains nor measures: test pictures are seen once."""
    from generator.model.progress import Progress
    from generator.model.training import TrainRequest, train_network

    request = TrainRequest(
        network="lenet", source=str(pictures), seeds=(0,), cache=tmp_path / "cache"
    )
    reports: list[Progress] = []

    train_network(request)
    train_network(request, reports.append)

    assert reports == []


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json", b'{"key": 1}'])
def test_a_damaged_state_is_not_gone_on_with(
    trained: ModelRecord, pictures: Path, tmp_path: Path, damage: bytes
) -> None:
    """A state that is not whole is left aside, and training starts anew."""
    train(pictures, tmp_path, seeds=(0,))
    (tmp_path / "cache/models/lenet/seed-0/state.json").write_bytes(damage)

    again = train(pictures, tmp_path, seeds=(0,))

    assert again.weights.sha256 == trained.weights.sha256


def test_a_loss_that_is_no_number_stops_the_training(pictures: Path, tmp_path: Path) -> None:
    """A learning rate that is too high is told as that, with the seed and the step."""
    from generator.model.datasets import read_dataset
    from generator.model.networks import spec_named
    from generator.model.progress import ignore
    from generator.model.training import Job, train_seed

    spec = spec_named("lenet")
    job = Job(
        spec=replace(spec, recipe=replace(spec.recipe, learning_rate=1e20)),
        dataset=read_dataset(str(pictures), None, Cache(tmp_path), ignore),
        device="cpu",
        folder=tmp_path / "models",
        report=ignore,
    )

    with pytest.raises(ModelError, match=r"the loss of `lenet` \(seed 3\) is (nan|inf) at step"):
        train_seed(job, 3)


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        ((), "no seed is given; at least one is needed"),
        ((1, 1), "the seeds are 1, 1; each must be 0 or more and given once"),
        ((-1,), "the seeds are -1; each must be 0 or more and given once"),
    ],
)
def test_unusable_seeds_are_refused(
    pictures: Path, tmp_path: Path, seeds: tuple[int, ...], message: str
) -> None:
    """Seeds are checked before any picture is read."""
    with pytest.raises(ModelError) as caught:
        train(pictures, tmp_path, seeds=seeds)

    assert caught.value.message == message
    assert not (tmp_path / "cache").exists()


def test_wrong_pictures_are_all_named(pictures: Path, tmp_path: Path) -> None:
    """Every file that is cut short or no picture is named in one pass, and nothing is kept."""
    from generator.model.datasets import read_dataset
    from generator.model.progress import ignore

    root = tmp_path / "lights"
    for path in pictures.rglob("*.png"):
        copy = root / path.relative_to(pictures)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    cut, text = root / "test/dark/00.png", root / "train/bright/03.png"
    cut.write_bytes(cut.read_bytes()[:-30])
    text.write_text("not a picture")

    with pytest.raises(Problems) as caught:
        read_dataset(str(root), None, Cache(tmp_path / "cache"), ignore)

    messages = [error.message.partition(" in ")[0] for error in caught.value.errors]
    assert messages == ["`test/dark/00.png`", "`train/bright/03.png`"]
    assert not (tmp_path / "cache" / "pictures").exists()


@pytest.mark.parametrize("name", ["two words", "../up", ""])
def test_a_dataset_name_is_one_word(pictures: Path, tmp_path: Path, name: str) -> None:
    """The name goes into records and ids of words, so it is checked; an empty one is not given."""
    from generator.model.datasets import check_name

    assert [error.hint for error in check_name(name)] == ["name it with `--data-name`"]


def test_a_folder_that_takes_nothing_is_named(pictures: Path, tmp_path: Path) -> None:
    """Where an epoch cannot be kept, training stops at once and says which file was refused."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "models").write_text("in the way")

    with pytest.raises(ModelError, match=r"epoch-1\.safetensors` cannot be written"):
        train(pictures, tmp_path)


def test_evaluating_agrees_with_the_record(
    trained: ModelRecord, pictures: Path, tmp_path: Path
) -> None:
    """Measuring the recorded weights on the recorded pictures gives the recorded numbers."""
    from generator.model.evaluation import EvaluateRequest, evaluate_network

    measured = evaluate_network(
        EvaluateRequest(
            network="lenet",
            source=str(pictures),
            content=trained.path.parent.parent,
            cache=tmp_path,
        )
    )

    assert measured.evaluation == trained.evaluations[0].seeds[0]
    assert measured.recorded_accuracy == measured.evaluation.accuracy
    assert measured.n_pictures == N_TEST * len(CLASSES)


def test_evaluating_refuses_other_classes(
    trained: ModelRecord, pictures: Path, tmp_path: Path
) -> None:
    """A network cannot be measured on classes that it was not trained to tell apart."""
    from generator.model.evaluation import EvaluateRequest, evaluate_network

    for path in pictures.rglob("*.png"):
        split, name, file = path.relative_to(pictures).parts
        folder = tmp_path / "others" / split / f"very-{name}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(path.read_bytes())

    with pytest.raises(ModelError, match="`lenet` tells apart bright, dark; `others` has very-"):
        evaluate_network(
            EvaluateRequest(
                network="lenet",
                source=str(tmp_path / "others"),
                content=trained.path.parent.parent,
                cache=tmp_path / "cache",
            )
        )


def test_an_unknown_network_is_refused(pictures: Path, tmp_path: Path) -> None:
    """A name that the program does not have gets the nearest one it has."""
    from generator.model.training import TrainRequest, train_network

    request = TrainRequest(network="lenett", source=str(pictures), seeds=(0,), cache=tmp_path)

    with pytest.raises(ModelError, match="there is no network `lenett`") as caught:
        train_network(request)

    assert caught.value.hint == "did you mean `lenet`?"


def test_an_unknown_device_is_refused(pictures: Path, tmp_path: Path) -> None:
    """A device that torch does not have is told before any picture is read."""
    from generator.model.training import TrainRequest, train_network

    request = TrainRequest(
        network="lenet", source=str(pictures), seeds=(0,), cache=tmp_path, device="abacus"
    )

    with pytest.raises(ModelError, match="torch cannot compute on `abacus`"):
        train_network(request)


def test_a_forged_official_archive_is_not_opened(tmp_path: Path) -> None:
    """An archive with another checksum is refused before anything in it is read."""
    from generator.model.datasets import read_dataset
    from generator.model.official import ARCHIVE, SHA256
    from generator.model.progress import ignore

    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / ARCHIVE).write_bytes(b"forged")

    with pytest.raises(ModelError, match="is not the official CIFAR-10 archive") as caught:
        read_dataset("cifar10", None, Cache(tmp_path), ignore)

    assert SHA256 in caught.value.message


def test_a_proven_official_archive_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive laid out like the official one gives its pictures and labels, in its order."""
    import numpy as np
    from torchvision.datasets import CIFAR10

    from generator.model.official import ARCHIVE, read_archive, read_splits
    from generator.model.progress import ignore

    picture = np.arange(3 * 32 * 32, dtype=np.uint8).reshape(1, -1)
    files = {
        "data_batch_1": {"data": picture, "labels": [7]},
        "test_batch": {"data": picture, "labels": [3]},
        "batches.meta": {"label_names": ["cat"]},
    }
    sums = {}
    with tarfile.open(tmp_path / ARCHIVE, "w:gz") as archive:
        for name, value in files.items():
            content = pickle.dumps(value)
            sums[name] = hashlib.md5(content, usedforsecurity=False).hexdigest()
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    monkeypatch.setattr(CIFAR10, "train_list", [["data_batch_1", sums["data_batch_1"]]])
    monkeypatch.setattr(CIFAR10, "test_list", [["test_batch", sums["test_batch"]]])
    monkeypatch.setattr(CIFAR10, "meta", {**CIFAR10.meta, "md5": sums["batches.meta"]})
    digest = hashlib.sha256((tmp_path / ARCHIVE).read_bytes()).hexdigest()

    splits = read_splits(read_archive(tmp_path, ignore, digest))

    pictures, labels = splits["train"]
    assert pictures.shape == (1, 3, 32, 32)
    assert pictures.flatten().tolist() == picture.flatten().tolist()
    assert labels.tolist() == [7]
    assert splits["test"][1].tolist() == [3]
    assert [path.name for path in tmp_path.iterdir()] == [ARCHIVE]
