"""What is counted of a network's scores, and when a measurement agrees with a record."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.errors import ModelError, Problems
from generator.inputs.contradictions import check_record
from generator.inputs.records import N_BINS, ModelRecord, read_record
from tests.lights import CLASSES, N_TEST

if TYPE_CHECKING:
    from torch import Tensor

    from generator.model.agreement import Measurement


def measure(record: ModelRecord, source: Path, cache: Path, **more: bool) -> "Measurement":
    """Measure a recorded network, as the command does."""
    from generator.model.agreement import EvaluateRequest, evaluate_networks

    (measured,) = evaluate_networks(
        EvaluateRequest(
            networks=("lenet",),
            source=str(source),
            content=record.path.parent.parent,
            cache=cache,
            device="cpu",
            is_saved=more.get("is_saved", False),
        )
    )
    return measured


def test_evaluating_agrees_with_the_record(
    trained: ModelRecord, pictures: Path, tmp_path: Path
) -> None:
    """Measuring the recorded weights on the recorded pictures gives the recorded numbers."""
    measured = measure(trained, pictures, tmp_path)

    assert measured.evaluation == trained.evaluations[0].seeds[0]
    assert measured.recorded_accuracy == measured.evaluation.accuracy
    assert measured.n_differing == 0
    assert measured.evaluation.n_pictures == N_TEST * len(CLASSES)


def test_evaluating_refuses_other_classes(
    trained: ModelRecord, pictures: Path, tmp_path: Path
) -> None:
    """A network cannot be measured on classes that it was not trained to tell apart."""
    for path in pictures.rglob("*.png"):
        split, name, file = path.relative_to(pictures).parts
        folder = tmp_path / "others" / split / f"very-{name}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(path.read_bytes())

    with pytest.raises(Problems, match="`lenet` tells apart bright, dark; `others` has very-"):
        measure(trained, tmp_path / "others", tmp_path / "cache")


def test_saving_the_same_pictures_changes_nothing(
    copied: ModelRecord, pictures: Path, tmp_path: Path
) -> None:
    """The entry of the same fingerprint is replaced, its other seeds and its name are kept."""
    from generator.model.checkpoints import prove_weights

    measured = measure(copied, pictures, tmp_path / "cache", is_saved=True)
    after = read_record(copied.path.parent, "lenet")

    assert measured.saved_to == copied.path
    assert after == read_record(copied.path.parent, "lenet")
    assert after.evaluations == copied.evaluations
    prove_weights(after)


def scores_of(*rows: tuple[float, ...]) -> "Tensor":
    """Make scores by hand."""
    import torch

    return torch.tensor(rows)


def test_near_ties_may_fall_either_way(trained: ModelRecord) -> None:
    """One of a few pictures may differ where its scores are nearly tied; the record stands."""
    from generator.model.agreement import count_differing

    recorded = replace(trained.evaluations[0], predictions="0001")
    tied = scores_of((0.5, 0.501), (0, 1))

    assert count_differing(trained, recorded, tied) == 1
    assert count_differing(trained, recorded, scores_of((1, 0), (0, 1))) == 0


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (((0.5, 0.51), (0.0, 1.0)), "gives 1 of 2 pictures another class .* by up to 0.01"),
        (((0.5, 0.501), (1.001, 1.0)), "gives 2 of 2 pictures another class .* explains 1"),
    ],
)
def test_more_than_rounding_is_refused(
    trained: ModelRecord, rows: tuple[tuple[float, ...], ...], words: str
) -> None:
    """A picture that is clearly another, or too many near ties, are no agreement."""
    from generator.model.agreement import count_differing

    recorded = replace(trained.evaluations[0], predictions="0001")

    with pytest.raises(ModelError, match=words) as caught:
        count_differing(trained, recorded, scores_of(*rows))

    assert caught.value.at is not None


def test_other_pictures_of_the_records_own_name_are_not_saved(trained: ModelRecord) -> None:
    """The name of the pictures trained with is theirs alone."""
    from generator.model.agreement import with_evaluation

    own = trained.evaluations[0]
    other = replace(own, fingerprint=f"sha256:{'3' * 64}", seeds=own.seeds[:1])

    with pytest.raises(ModelError, match="two evaluations have the same `dataset`") as caught:
        with_evaluation(trained, other)
    added = with_evaluation(trained, replace(other, dataset="lamps"))
    renewed = with_evaluation(
        added, replace(other, dataset="lamps", fingerprint=f"sha256:{'4' * 64}")
    )

    assert "--data-name" in caught.value.hint
    assert [each.dataset for each in renewed.evaluations] == ["lights", "lamps"]
    assert renewed.evaluations[1].fingerprint.endswith("4")
    assert check_record(replace(renewed, path=Path())) == []


def test_calibration_is_counted_by_probability() -> None:
    """A probability falls into the interval whose upper bound it does not exceed."""
    import torch

    from generator.model.evaluation import count_calibration

    shares = torch.tensor([(0.6, 0.4), (0.999, 0.001), (0.1, 0.9), (0.5, 0.5)], dtype=torch.float64)
    bins = count_calibration(shares.log(), torch.tensor([0, 1, 1, 0]))

    counted = {i: (b.n_pictures, b.n_right) for i, b in enumerate(bins) if b.n_pictures}
    assert len(bins) == N_BINS
    assert counted == {7: (1, 1), 8: (1, 1), 13: (1, 1), 14: (1, 0)}
    assert bins[14].confidence == Decimal("0.999")


def test_a_mirroring_recipe_cannot_tell_a_picture_from_its_mirror_image() -> None:
    """Both sides are looked at, so that their scores are the same."""
    import torch

    from generator.model.datasets import Split
    from generator.model.evaluation import measure_scores
    from generator.model.networks import spec_named

    spec = spec_named("conv7")
    torch.manual_seed(1)
    network, recipe = spec.make(3), replace(spec.recipe, shift=0)
    pictures = torch.randint(0, 256, (4, 3, 32, 32), dtype=torch.uint8)
    labels = torch.zeros(4, dtype=torch.int64)
    plain, mirrored = (
        measure_scores(network, Split(pictures=each, labels=labels), recipe)
        for each in (pictures, pictures.flip(3))
    )

    assert plain.dtype == torch.float32
    assert network.training
    assert torch.allclose(plain, mirrored, atol=1e-5)


def test_scores_that_are_no_numbers_are_refused() -> None:
    """A network whose weights ran away is not measured as if it had chosen a class."""
    import torch

    from generator.model.datasets import Split
    from generator.model.evaluation import measure_scores
    from generator.model.networks import spec_named

    spec = spec_named("lenet")
    network = spec.make(2)
    for parameter in network.parameters():
        torch.nn.init.constant_(parameter, float("nan"))
    split = Split(
        pictures=torch.zeros(2, 3, 32, 32, dtype=torch.uint8), labels=torch.tensor([0, 1])
    )

    with pytest.raises(ModelError, match="the network's scores are not all numbers"):
        measure_scores(network, split, spec.recipe)


def test_a_device_is_found_by_itself() -> None:
    """Whatever is there, `auto` names a device that computes; one that is not there is refused."""
    from generator.model.devices import AUTO, choose_device

    assert choose_device(AUTO) in {"cuda", "mps", "cpu"}
    assert choose_device("cpu") == "cpu"
    with pytest.raises(ModelError, match="torch cannot compute on `abacus`"):
        choose_device("abacus")
