"""How the records of trained networks become named quantities."""

from decimal import Decimal

import pytest

from generator.claims import Claim
from generator.errors import Location
from generator.inputs.records import (
    DatasetEvaluation,
    DatasetFacts,
    Logits,
    Machine,
    ModelRecord,
    Recipe,
    SeedEvaluation,
    Training,
    Weights,
)
from generator.model.report import make_model_results, mean, sample_deviation
from generator.results import UNITS

FINGERPRINT = f"sha256:{'1' * 64}"


def evaluation_of(seed: int, n_right_cats: int) -> SeedEvaluation:
    """Make an evaluation on four cats and four dogs; every dog is recognised."""
    return SeedEvaluation(
        seed=seed,
        accuracy=Decimal(n_right_cats + 4) / 8,
        recalls=(Decimal(n_right_cats) / 4, Decimal(1)),
        confusion=((n_right_cats, 4 - n_right_cats), (0, 4)),
    )


def record_with(*n_right_cats: int) -> ModelRecord:
    """Make a record with a seed for each number of cats recognised."""
    return ModelRecord(
        format=1,
        network="lenet",
        n_parameters=62006,
        recipe=Recipe(epochs=2, batch_size=4, learning_rate=0.001, momentum=0.9, mean=0.5, std=0.5),
        dataset=DatasetFacts(
            name="pets", fingerprint=FINGERPRINT, classes=("cat", "dog"), n_train=20, n_test=8
        ),
        loss_steps=(5, 10),
        trainings=tuple(
            Training(seed=seed, losses=(Decimal("0.7"), Decimal(seed)), duration_s=1.0)
            for seed in range(len(n_right_cats))
        ),
        evaluations=(
            DatasetEvaluation(
                dataset="pets",
                fingerprint=FINGERPRINT,
                seeds=tuple(evaluation_of(seed, n) for seed, n in enumerate(n_right_cats)),
            ),
        ),
        weights=Weights(file="lenet.safetensors", sha256="2" * 64, n_bytes=100, seed=0),
        logits=Logits(values=((0.1, -0.1),), tolerance=0.001),
        versions={},
        machine=Machine(cpu="a cpu", n_cores=2, n_threads=1, device="cpu"),
    )


def test_every_number_of_a_record_has_a_name() -> None:
    """Three seeds give exactly these quantities, with these values and units."""
    quantities, _, _ = make_model_results((record_with(2, 1, 3),))

    assert {(each.name, each.value, each.unit) for each in quantities} == {
        ("cnn.lenet.epochs", Decimal(2), "count"),
        ("cnn.lenet.batch_size", Decimal(4), "count"),
        ("cnn.lenet.learning_rate", Decimal("0.001"), "ratio"),
        ("cnn.lenet.momentum", Decimal("0.9"), "ratio"),
        ("cnn.lenet.n_parameters", Decimal(62006), "count"),
        ("cnn.lenet.n_train", Decimal(20), "count"),
        ("cnn.lenet.n_test", Decimal(8), "count"),
        ("cnn.lenet.n_classes", Decimal(2), "count"),
        ("cnn.lenet.n_seeds", Decimal(3), "count"),
        ("cnn.lenet.accuracy.seed_0", Decimal("0.75"), "share"),
        ("cnn.lenet.accuracy.seed_1", Decimal("0.625"), "share"),
        ("cnn.lenet.accuracy.seed_2", Decimal("0.875"), "share"),
        ("cnn.lenet.accuracy", Decimal("0.75"), "share"),
        ("cnn.lenet.accuracy_std", Decimal("0.125"), "share"),
        ("cnn.lenet.accuracy_min", Decimal("0.625"), "share"),
        ("cnn.lenet.accuracy_max", Decimal("0.875"), "share"),
        ("cnn.lenet.first_loss", Decimal("0.7"), "nat"),
        ("cnn.lenet.final_loss", Decimal(1), "nat"),
        ("cnn.lenet.best_recall", Decimal(1), "share"),
        ("cnn.lenet.worst_recall", Decimal("0.5"), "share"),
        ("chance.accuracy", Decimal("0.5"), "share"),
    }
    assert {each.unit for each in quantities} <= set(UNITS)


def test_a_claimed_accuracy_gives_a_gap() -> None:
    """The gap is what is claimed minus what is measured, and says what it was made from."""
    claim = Claim(
        id="article-accuracy",
        expect="contradicted",
        value=Decimal("0.9"),
        unit="share",
        result="cnn.lenet.accuracy",
        at=Location(path="claims.yaml"),
    )

    quantities, _, _ = make_model_results((record_with(2, 1, 3),), (claim,))

    (gap,) = (each for each in quantities if each.name == "claim.article-accuracy.gap")
    assert gap.value == Decimal("0.15")
    assert gap.origin.inputs == ("claim.article-accuracy.value", "cnn.lenet.accuracy")


def test_one_seed_has_no_deviation() -> None:
    """A sample of one has no standard deviation, and none is made up."""
    quantities, _, _ = make_model_results((record_with(2),))

    assert "cnn.lenet.accuracy_std" not in {each.name for each in quantities}


def test_words_of_a_record() -> None:
    """The best and the worst class and the dataset are words of strings.yaml."""
    _, _, labels = make_model_results((record_with(2, 1, 3),))

    assert [(each.name, each.words) for each in labels] == [
        ("cnn.lenet.best_class", "class.dog"),
        ("cnn.lenet.worst_class", "class.cat"),
        ("cnn.lenet.dataset", "dataset.pets"),
    ]


def test_an_evaluation_keeps_every_seed() -> None:
    """Accuracies and losses have a row per seed; the confusion matrix is the first seed's."""
    _, (evaluation,), _ = make_model_results((record_with(2, 1),))

    assert evaluation.accuracies == (Decimal("0.75"), Decimal("0.625"))
    assert evaluation.losses == (
        (Decimal("0.7"), Decimal(0)),
        (Decimal("0.7"), Decimal(1)),
    )
    assert evaluation.confusion == ((2, 2), (0, 4))
    assert evaluation.recalls == (Decimal("0.5"), Decimal(1))


def test_no_network_gives_nothing() -> None:
    """A report without a network has no quantity of one."""
    assert make_model_results(()) == ((), (), ())


@pytest.mark.parametrize(
    ("values", "expected_mean", "expected_deviation"),
    [
        (("1", "2", "3"), "2", "1"),
        (("0.1", "0.1"), "0.1", "0"),
        (("0", "0", "1"), "0.333333333333", "0.577350269190"),
    ],
)
def test_mean_and_deviation(
    values: tuple[str, ...], expected_mean: str, expected_deviation: str
) -> None:
    """Mean and sample deviation are exact to 12 digits."""
    numbers = tuple(Decimal(value) for value in values)

    assert mean(numbers) == Decimal(expected_mean)
    assert sample_deviation(numbers) == Decimal(expected_deviation)
