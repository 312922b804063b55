"""How the records of trained networks become named quantities, words, curves and filters."""

from dataclasses import replace
from decimal import Decimal

import pytest

from generator.claims import Claim
from generator.errors import Location
from generator.inputs.records import DatasetEvaluation, ModelRecord, StepRule
from generator.model.quantities import mean, sample_deviation
from generator.model.report import make_model_results
from generator.results import UNITS, CalibrationBin, Results
from tests.trained import FINGERPRINT, evaluation_of, record_with


def numbers_of(*records: ModelRecord) -> dict[str, Decimal]:
    """Make the quantities of some records, by name."""
    return {each.name: each.value for each in make_model_results(records).quantities}


def test_every_number_of_a_record_has_a_name() -> None:
    """Three seeds give exactly these quantities, with these values and units."""
    quantities = make_model_results((record_with(2, 1, 3),)).quantities

    assert {(each.name, each.value, each.unit) for each in quantities} == {
        ("cnn.lenet.epochs", Decimal(2), "count"),
        ("cnn.lenet.batch_size", Decimal(4), "count"),
        ("cnn.lenet.learning_rate", Decimal("0.001"), "ratio"),
        ("cnn.lenet.momentum", Decimal("0.9"), "ratio"),
        ("cnn.lenet.label_smoothing", Decimal(0), "share"),
        ("cnn.lenet.shift", Decimal(0), "count"),
        ("cnn.lenet.first_side", Decimal(32), "count"),
        ("cnn.lenet.last_side", Decimal(32), "count"),
        ("cnn.lenet.n_train", Decimal(20), "count"),
        ("cnn.lenet.n_test", Decimal(8), "count"),
        ("cnn.lenet.n_classes", Decimal(2), "count"),
        ("cnn.lenet.n_held_out", Decimal(2), "count"),
        ("cnn.lenet.n_parameters", Decimal(62006), "count"),
        ("cnn.lenet.n_filters", Decimal(2), "count"),
        ("cnn.lenet.filter_side", Decimal(1), "count"),
        ("cnn.lenet.n_pictures_seen", Decimal(40), "count"),
        ("cnn.lenet.flops_per_picture", Decimal(1000), "flop"),
        ("cnn.lenet.training_flops", Decimal(120000), "flop"),
        ("cnn.lenet.n_seeds", Decimal(3), "count"),
        ("cnn.lenet.n_threads", Decimal(1), "count"),
        ("cnn.lenet.duration", Decimal("1.5"), "second"),
        ("cnn.lenet.accuracy.seed_0", Decimal("0.75"), "share"),
        ("cnn.lenet.accuracy.seed_1", Decimal("0.625"), "share"),
        ("cnn.lenet.accuracy.seed_2", Decimal("0.875"), "share"),
        ("cnn.lenet.accuracy", Decimal("0.75"), "share"),
        ("cnn.lenet.accuracy_std", Decimal("0.125"), "share_difference"),
        ("cnn.lenet.accuracy_min", Decimal("0.625"), "share"),
        ("cnn.lenet.accuracy_max", Decimal("0.875"), "share"),
        ("cnn.lenet.n_other_datasets", Decimal(0), "count"),
        ("cnn.lenet.interval_level", Decimal("0.95"), "share"),
        ("cnn.lenet.interval_low", Decimal("0.409275430310"), "share"),
        ("cnn.lenet.interval_high", Decimal("0.928520787248"), "share"),
        ("cnn.lenet.calibration_error", Decimal("0.2"), "share"),
        ("cnn.lenet.first_loss", Decimal("0.7"), "nat"),
        ("cnn.lenet.final_loss", Decimal(1), "nat"),
        ("cnn.lenet.held_out_accuracy", Decimal("0.5"), "share"),
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

    quantities = make_model_results((record_with(2, 1, 3),), (claim,)).quantities

    (gap,) = (each for each in quantities if each.name == "claim.article-accuracy.gap")
    assert gap.value == Decimal("0.15")
    assert gap.origin.inputs == ("claim.article-accuracy.value", "cnn.lenet.accuracy")


def test_one_seed_has_no_deviation() -> None:
    """A sample of one has no standard deviation, and none is made up."""
    assert "cnn.lenet.accuracy_std" not in numbers_of(record_with(2))


def test_a_second_network_is_compared_with_the_first() -> None:
    """Ratios say how many times the first network's effort another one takes."""
    first, second = record_with(2), record_with(4, network="conv7")
    second = replace(second, n_parameters=310030, cost=replace(second.cost, training_flops=180000))

    numbers = numbers_of(first, second)

    assert numbers["cnn.conv7.flops_ratio"] == Decimal("1.5")
    assert numbers["cnn.conv7.parameters_ratio"] == Decimal(5)
    assert "cnn.lenet.flops_ratio" not in numbers
    assert numbers["cnn.conv7.accuracy"] == 1


def test_of_several_step_rules_the_first_is_quoted() -> None:
    """Learning rate and momentum are those of the first rule of the recipe."""
    record = record_with(2)
    rules = (
        StepRule(parameters="filters", rule="muon", learning_rate=0.12, momentum=0.6),
        StepRule(parameters="head", rule="nesterov", learning_rate=0.67, momentum=0.85),
    )
    numbers = numbers_of(replace(record, recipe=replace(record.recipe, step_rules=rules)))

    assert numbers["cnn.lenet.learning_rate"] == Decimal("0.12")
    assert numbers["cnn.lenet.momentum"] == Decimal("0.6")


def test_words_of_a_record() -> None:
    """The best and the worst class and the dataset are words of strings.yaml; a machine is not."""
    labels = make_model_results((record_with(2, 1, 3),)).labels

    assert [(each.name, each.words, each.text) for each in labels] == [
        ("cnn.lenet.best_class", "class.dog", ""),
        ("cnn.lenet.worst_class", "class.cat", ""),
        ("cnn.lenet.dataset", "dataset.pets", ""),
        ("cnn.lenet.machine", "", "a cpu"),
    ]


def test_another_device_than_the_processor_is_named() -> None:
    """A network trained on an accelerator does not seem to come from the processor alone."""
    record = record_with(2)
    record = replace(record, machine=replace(record.machine, device="cuda"))

    labels = make_model_results((record,)).label_by_name

    assert labels["cnn.lenet.machine"].text == "a cpu, cuda"


def test_an_evaluation_keeps_every_seed() -> None:
    """Accuracies and recalls have a row per seed; the matrix and the bins are the first seed's."""
    (evaluation,) = make_model_results((record_with(2, 1),)).evaluations

    assert evaluation.accuracies == (Decimal("0.75"), Decimal("0.625"))
    assert evaluation.recalls == ((Decimal("0.5"), Decimal(1)), (Decimal("0.25"), Decimal(1)))
    assert evaluation.confusion == ((2, 2), (0, 4))
    assert len(evaluation.calibration) == 15
    assert evaluation.calibration[-1] == CalibrationBin(
        n_pictures=8, n_right=6, confidence=Decimal("0.95")
    )


def test_other_pictures_are_an_evaluation_of_their_own() -> None:
    """What was measured on other pictures may be of fewer seeds, and changes no quantity."""
    record = record_with(2, 1)
    other = DatasetEvaluation(
        dataset="official", fingerprint=FINGERPRINT, seeds=(evaluation_of(0, 4),), predictions="00"
    )
    both = replace(record, evaluations=(*record.evaluations, other))

    results = make_model_results((both,))

    assert [(each.dataset, each.seeds) for each in results.evaluations] == [
        ("pets", (0, 1)),
        ("official", (0,)),
    ]
    changed = {"cnn.lenet.n_other_datasets": Decimal(1)}
    assert numbers_of(both) == {**numbers_of(record), **changed}


def test_a_curve_has_a_row_per_seed() -> None:
    """Losses and held-out accuracies stand at the same steps."""
    (curve,) = make_model_results((record_with(2, 1),)).curves

    assert curve.steps == (5, 10)
    assert curve.losses == ((Decimal("0.7"), Decimal(0)), (Decimal("0.7"), Decimal(1)))
    assert curve.held_out_accuracies == ((Decimal("0.25"), Decimal("0.5")),) * 2
    assert (curve.n_held_out, curve.dataset) == (2, "pets")


def test_a_filter_is_a_row_of_weights() -> None:
    """Weights go colour by colour, row by row."""
    (bank,) = make_model_results((record_with(2),)).filter_banks

    assert (bank.n_rows, bank.n_columns) == (1, 1)
    assert bank.filters == (
        (Decimal("0.5"), Decimal("-0.25"), Decimal(0)),
        (Decimal("-0.5"), Decimal("0.25"), Decimal(0)),
    )


def test_no_network_gives_nothing() -> None:
    """A report without a network has no quantity of one."""
    assert make_model_results(()) == Results()


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
