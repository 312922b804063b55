"""How a network is trained, saved and measured, on pictures made here."""

import importlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.errors import ModelError
from generator.inputs.records import ModelRecord, read_record
from tests.lights import CLASSES, N_STEPS, train


def test_training_leaves_a_record_that_can_be_read(trained: ModelRecord) -> None:
    """The record says what was trained, on what, with which outcome for each seed."""
    assert trained.path.parts[-3:] == ("content", "models", "lenet.json")
    assert trained.seeds == (0, 1)
    assert trained.dataset.name == "lights"
    assert trained.dataset.classes == CLASSES
    assert (trained.dataset.n_train, trained.dataset.n_test) == (24, 8)
    assert trained.curve_steps == (N_STEPS,)
    assert trained.n_parameters == 62006 - 8 * 85
    assert trained.evaluations[0].fingerprint == trained.dataset.fingerprint


def test_every_origin_names_something_that_exists(trained: ModelRecord) -> None:
    """Whoever follows a number's origin finds the code that made it."""
    from generator.model.report import make_model_results

    results = make_model_results((trained,))

    origins = [each.origin for each in results.quantities]
    origins += [each.origin for each in results.labels]

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
    from generator.model.recording import TrainRequest, train_network

    request = TrainRequest(
        network="lenet", source=str(pictures), seeds=(0, 1), cache=tmp_path / "cache"
    )

    def interrupt(progress: Progress) -> None:
        if (progress.stage, progress.seed, progress.done) == ("train", 0, N_STEPS):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_network(request, interrupt)
    kept = tmp_path / "cache/models/lenet/seed-0-held-out/state.json"
    state = json.loads(kept.read_bytes())
    resumed = read_record(train_network(request).parent, "lenet")

    assert state["epochs_done"] == 1
    assert resumed.weights.sha256 == trained.weights.sha256
    assert resumed.evaluations == trained.evaluations
    assert [each.losses for each in resumed.trainings] == [
        each.losses for each in trained.trainings
    ]


def test_seeds_are_added_to_a_saved_record(
    trained: ModelRecord, pictures: Path, tmp_path: Path
) -> None:
    """A record made seed by seed holds what one made at once does; no seed is trained twice."""
    train(pictures, tmp_path, seeds=(0,), save=True)
    weights = tmp_path / "content/models/lenet.safetensors"
    written = weights.stat().st_mtime_ns
    (tmp_path / "cache/models/lenet/seed-0-whole/state.json").unlink()

    added = train(pictures, tmp_path, seeds=(0, 1), add=True)

    assert without_durations(added) == without_durations(trained)
    assert weights.stat().st_mtime_ns == written
    assert not (tmp_path / "cache/models/lenet/seed-0-whole/state.json").exists()


def without_durations(record: ModelRecord) -> ModelRecord:
    """Leave out what differs from run to run, and where the record stands."""
    trainings = tuple(replace(each, duration_s=0) for each in record.trainings)
    return replace(record, trainings=trainings, path=Path())


def test_what_else_was_measured_stays_true_of_the_weights(
    trained: ModelRecord,
) -> None:
    """An evaluation of other pictures by all seeds keeps that of the weights, which are there."""
    from generator.model.adding import add_seeds

    other = replace(trained.evaluations[0], dataset="lamps", fingerprint="sha256:" + "0" * 64)
    kept = replace(trained, evaluations=(trained.evaluations[0], other))
    later = replace(
        trained, trainings=tuple(replace(e, seed=e.seed + 2) for e in trained.trainings)
    )

    added = add_seeds(kept, later)

    assert added.seeds == (0, 1, 2, 3)
    assert added.evaluations[1].seeds == other.seeds[:1]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"versions": {"torch": "1.0"}}, "versions"),
        ({"machine": {"cpu": "abacus"}}, "hardware"),
        ({"dataset": {"name": "lamps"}}, "pictures"),
    ],
)
def test_seeds_of_another_kind_are_not_added(
    field: dict[str, dict[str, str]], said: str, pictures: Path, tmp_path: Path
) -> None:
    """Seeds trained otherwise would not be draws from one distribution: the difference is named."""
    path = train(pictures, tmp_path, seeds=(0,), save=True).path
    record = json.loads(path.read_text())
    for name, change in field.items():
        record[name] |= change
    record["evaluations"][0]["dataset"] = record["dataset"]["name"]
    path.write_text(json.dumps(record))

    with pytest.raises(ModelError, match=f"it was trained with other {said}$"):
        train(pictures, tmp_path, add=True)


def test_seeds_are_added_to_no_record(pictures: Path, tmp_path: Path) -> None:
    """Where there is no record to add to, it is named."""
    with pytest.raises(ModelError, match="the record of network `lenet` is missing"):
        train(pictures, tmp_path, add=True)


def test_a_finished_training_is_not_done_again(pictures: Path, tmp_path: Path) -> None:
    """A second call neither reads, decodes, trains nor measures: test pictures are seen once."""
    from generator.model.progress import Progress
    from generator.model.recording import TrainRequest, train_network

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
    (tmp_path / "cache/models/lenet/seed-0-whole/state.json").write_bytes(damage)

    again = train(pictures, tmp_path, seeds=(0,))

    assert again.weights.sha256 == trained.weights.sha256


def test_a_loss_that_is_no_number_stops_the_training(pictures: Path, tmp_path: Path) -> None:
    """A learning rate that is too high is told as that, with the seed and the step."""
    from generator.model.datasets import read_dataset
    from generator.model.networks import spec_named
    from generator.model.progress import ignore
    from generator.model.recording import Job, train_seed

    spec = spec_named("lenet")
    rule = replace(spec.recipe.step_rules[0], learning_rate=1e20)
    job = Job(
        spec=replace(spec, recipe=replace(spec.recipe, step_rules=(rule,))),
        dataset=read_dataset(str(pictures), None, Cache(tmp_path), ignore),
        device="cpu",
        cache=Cache(tmp_path),
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


def test_a_folder_that_takes_nothing_is_named(pictures: Path, tmp_path: Path) -> None:
    """Where an epoch cannot be kept, training stops at once and says which file was refused."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "models").write_text("in the way")

    with pytest.raises(ModelError, match=r"epoch-1\.safetensors` cannot be written"):
        train(pictures, tmp_path)


def test_an_unknown_network_is_refused(pictures: Path, tmp_path: Path) -> None:
    """A name that the program does not have gets the nearest one it has."""
    from generator.model.recording import TrainRequest, train_network

    request = TrainRequest(network="lenett", source=str(pictures), seeds=(0,), cache=tmp_path)

    with pytest.raises(ModelError, match="there is no network `lenett`") as caught:
        train_network(request)

    assert caught.value.hint == "did you mean `lenet`?"


def test_an_unknown_device_is_refused(pictures: Path, tmp_path: Path) -> None:
    """A device that torch does not have is told before any picture is read."""
    from generator.model.recording import TrainRequest, train_network

    request = TrainRequest(
        network="lenet", source=str(pictures), seeds=(0,), cache=tmp_path, device="abacus"
    )

    with pytest.raises(ModelError, match="torch cannot compute on `abacus`"):
        train_network(request)
