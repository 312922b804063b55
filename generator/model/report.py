"""Turns the records of trained networks into the quantities, words and evaluations of Results."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain

from generator.claims import Claim
from generator.inputs.records import ModelRecord, SeedEvaluation
from generator.results import Evaluation, Label, Origin, Quantity

_DIGITS = 12


def make_model_results(
    records: Iterable[ModelRecord], claims: Iterable[Claim] = ()
) -> tuple[tuple[Quantity, ...], tuple[Evaluation, ...], tuple[Label, ...]]:
    """Make all that Results says of the networks: `cnn.<network>.…` and `chance.accuracy`.

    Each claim about an accuracy gives `claim.<id>.gap`: what is claimed minus what is measured.

    Units: shares from 0 to 1, losses in nats; rounded to 12 digits.
    """
    records, claims = tuple(records), tuple(claims)
    quantities = (_quantities_of(record, claims) for record in records)
    return (
        (*chain.from_iterable(quantities), *_chance(records)),
        tuple(chain.from_iterable(_evaluations_of(record) for record in records)),
        tuple(chain.from_iterable(_labels_of(record) for record in records)),
    )


def mean(values: tuple[Decimal, ...]) -> Decimal:
    """Take the arithmetic mean, rounded to 12 digits."""
    return round(sum(values, Decimal(0)) / len(values), _DIGITS)


def sample_deviation(values: tuple[Decimal, ...]) -> Decimal:
    """Take the standard deviation of a sample: squares are divided by n - 1.

    Raises: ZeroDivisionError, for fewer than two values.
    """
    middle = sum(values, Decimal(0)) / len(values)
    squares = sum(((value - middle) ** 2 for value in values), Decimal(0))
    return round((squares / (len(values) - 1)).sqrt(), _DIGITS)


def _quantities_of(record: ModelRecord, claims: tuple[Claim, ...]) -> Iterator[Quantity]:
    yield from _recipe_quantities(record)
    yield from _accuracy_quantities(record)
    yield from _gaps(record, claims)
    yield from _loss_quantities(record)
    yield from _recall_quantities(record)


def _recipe_quantities(record: ModelRecord) -> Iterator[Quantity]:
    recipe, dataset = record.recipe, record.dataset
    recipe_of = Origin(function="generator.model.networks.spec_named")
    pictures = Origin(
        function="generator.model.datasets.read_dataset", fingerprints=_dataset_prints(record)
    )
    parameters = Origin(
        function="generator.model.networks.count_parameters", fingerprints=_weight_prints(record)
    )
    trained = Origin(function="generator.model.training.train_network", seeds=record.seeds)
    for name, value, unit, origin in (
        ("epochs", recipe.epochs, "count", recipe_of),
        ("batch_size", recipe.batch_size, "count", recipe_of),
        ("learning_rate", recipe.learning_rate, "ratio", recipe_of),
        ("momentum", recipe.momentum, "ratio", recipe_of),
        ("n_parameters", record.n_parameters, "count", parameters),
        ("n_train", dataset.n_train, "count", pictures),
        ("n_test", dataset.n_test, "count", pictures),
        ("n_classes", len(dataset.classes), "count", pictures),
        ("n_seeds", len(record.seeds), "count", trained),
    ):
        yield Quantity(
            name=_name(record, name), value=Decimal(repr(value)), unit=unit, origin=origin
        )


def _accuracy_quantities(record: ModelRecord) -> Iterator[Quantity]:
    measured = record.evaluations[0].seeds
    for each in measured:
        origin = Origin(
            function="generator.model.evaluation.evaluate",
            seeds=(each.seed,),
            fingerprints=_dataset_prints(record),
        )
        yield _share(record, f"accuracy.seed_{each.seed}", each.accuracy, origin)
    values = tuple(each.accuracy for each in measured)
    yield _share(record, "accuracy", mean(values), _over_seeds(record, "report.mean"))
    if len(values) > 1:
        deviation = sample_deviation(values)
        origin = _over_seeds(record, "report.sample_deviation")
        yield _share(record, "accuracy_std", deviation, origin)
    whole = _over_seeds(record, "report.make_model_results")
    yield _share(record, "accuracy_min", min(values), whole)
    yield _share(record, "accuracy_max", max(values), whole)


def _over_seeds(record: ModelRecord, function: str) -> Origin:
    return Origin(
        function=f"generator.model.{function}",
        inputs=tuple(_name(record, f"accuracy.seed_{seed}") for seed in record.seeds),
        seeds=record.seeds,
        fingerprints=_dataset_prints(record),
    )


def _gaps(record: ModelRecord, claims: tuple[Claim, ...]) -> Iterator[Quantity]:
    measured = _name(record, "accuracy")
    accuracy = mean(tuple(each.accuracy for each in record.evaluations[0].seeds))
    for claim in claims:
        if claim.result == measured and claim.value is not None:
            origin = Origin(
                function="generator.model.report.make_model_results",
                inputs=(f"claim.{claim.id}.value", measured),
            )
            gap = claim.value - accuracy
            yield Quantity(name=f"claim.{claim.id}.gap", value=gap, unit="share", origin=origin)


def _loss_quantities(record: ModelRecord) -> Iterator[Quantity]:
    origin = Origin(
        function="generator.model.training.train_epoch",
        inputs=tuple(_name(record, name) for name in ("batch_size", "learning_rate", "momentum")),
        seeds=record.seeds,
        fingerprints=_dataset_prints(record),
    )
    for name, index in (("first_loss", 0), ("final_loss", -1)):
        value = mean(tuple(training.losses[index] for training in record.trainings))
        yield Quantity(name=_name(record, name), value=value, unit="nat", origin=origin)


def _recall_quantities(record: ModelRecord) -> Iterator[Quantity]:
    recalls = record.evaluations[0].seeds[0].recalls
    yield _share(record, "best_recall", max(recalls), _of_weights(record))
    yield _share(record, "worst_recall", min(recalls), _of_weights(record))


def _chance(records: tuple[ModelRecord, ...]) -> Iterator[Quantity]:
    for record in records[:1]:
        origin = Origin(
            function="generator.model.report.make_model_results",
            inputs=(_name(record, "n_classes"),),
        )
        value = round(Decimal(1) / len(record.dataset.classes), _DIGITS)
        yield Quantity(name="chance.accuracy", value=value, unit="share", origin=origin)


def _evaluations_of(record: ModelRecord) -> Iterator[Evaluation]:
    for evaluation in record.evaluations:
        first = evaluation.seeds[0]
        yield Evaluation(
            network=record.network,
            dataset=evaluation.dataset,
            fingerprint=evaluation.fingerprint,
            classes=record.dataset.classes,
            seeds=record.seeds,
            accuracies=tuple(each.accuracy for each in evaluation.seeds),
            loss_steps=record.loss_steps,
            losses=tuple(training.losses for training in record.trainings),
            confusion=first.confusion,
            recalls=first.recalls,
        )


def _labels_of(record: ModelRecord) -> Iterator[Label]:
    first = record.evaluations[0].seeds[0]
    best, worst = max(first.recalls), min(first.recalls)
    yield _class_label(record, "best_class", first, best)
    yield _class_label(record, "worst_class", first, worst)
    yield Label(
        name=_name(record, "dataset"),
        words=f"dataset.{record.dataset.name}",
        origin=Origin(
            function="generator.model.datasets.read_dataset", fingerprints=_dataset_prints(record)
        ),
    )


def _class_label(
    record: ModelRecord, name: str, evaluation: SeedEvaluation, recall: Decimal
) -> Label:
    class_name = record.dataset.classes[evaluation.recalls.index(recall)]
    return Label(name=_name(record, name), words=f"class.{class_name}", origin=_of_weights(record))


def _of_weights(record: ModelRecord) -> Origin:
    return Origin(
        function="generator.model.evaluation.evaluate",
        seeds=(record.weights.seed,),
        fingerprints=(*_dataset_prints(record), *_weight_prints(record)),
    )


def _share(record: ModelRecord, name: str, value: Decimal, origin: Origin) -> Quantity:
    return Quantity(name=_name(record, name), value=value, unit="share", origin=origin)


def _name(record: ModelRecord, name: str) -> str:
    return f"cnn.{record.network}.{name}"


def _dataset_prints(record: ModelRecord) -> tuple[str, ...]:
    return (f"{record.dataset.name}={record.dataset.fingerprint}",)


def _weight_prints(record: ModelRecord) -> tuple[str, ...]:
    return (f"{record.weights.file}=sha256:{record.weights.sha256}",)
