"""Turns the records of trained networks into the numbers that a report may print of them."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from generator.claims import Claim
from generator.inputs.records import ModelRecord, SeedEvaluation
from generator.model.shares import CONFIDENCE, DIGITS, calibration_error, share_of, wilson_interval
from generator.results import Origin, Quantity


def make_quantities(
    records: tuple[ModelRecord, ...], claims: Iterable[Claim]
) -> Iterator[Quantity]:
    """Make `cnn.<network>.…`, `claim.<id>.gap` and `chance.accuracy`.

    Units: shares from 0 to 1, losses in nats; rounded to 12 digits.
    """
    claims = tuple(claims)
    for record in records:
        yield from _recipe_quantities(record)
        yield from _cost_quantities(record)
        yield from _accuracy_quantities(record)
        yield from _trust_quantities(record)
        yield from _gaps(record, claims)
        yield from _curve_quantities(record)
        yield from _recall_quantities(record)
        if record is not records[0]:
            yield from _ratios(record, records[0])
    yield from _chance(records)


def mean(values: tuple[Decimal, ...]) -> Decimal:
    """Take the arithmetic mean, rounded to 12 digits."""
    return round(sum(values, Decimal(0)) / len(values), DIGITS)


def sample_deviation(values: tuple[Decimal, ...]) -> Decimal:
    """Take the standard deviation of a sample: squares are divided by n - 1.

    Raises: ZeroDivisionError, for fewer than two values.
    """
    middle = sum(values, Decimal(0)) / len(values)
    squares = sum(((value - middle) ** 2 for value in values), Decimal(0))
    return round((squares / (len(values) - 1)).sqrt(), DIGITS)


def mean_recalls(seeds: tuple[SeedEvaluation, ...]) -> tuple[Decimal, ...]:
    """Take each class's recall, as a mean over the seeds."""
    return tuple(mean(of_class) for of_class in zip(*(each.recalls for each in seeds), strict=True))


def name_of(record: ModelRecord, name: str) -> str:
    """Name what is said of one network."""
    return f"cnn.{record.network}.{name}"


def origin_of_seeds(record: ModelRecord, function: str, *inputs: str) -> Origin:
    """Say that something was made from all seeds measured on the dataset's own pictures."""
    return Origin(
        function=f"generator.model.{function}",
        inputs=tuple(name_of(record, name) for name in inputs),
        seeds=record.seeds,
        fingerprints=dataset_prints(record),
    )


def dataset_prints(record: ModelRecord) -> tuple[str, ...]:
    """Name the pictures by their fingerprint."""
    return (f"{record.dataset.name}={record.dataset.fingerprint}",)


def weight_prints(record: ModelRecord) -> tuple[str, ...]:
    """Name the weights by their checksum."""
    return (f"{record.weights.file}=sha256:{record.weights.sha256}",)


def _recipe_quantities(record: ModelRecord) -> Iterator[Quantity]:
    recipe, dataset = record.recipe, record.dataset
    recipe_of = Origin(function="generator.model.networks.spec_named")
    pictures = Origin(
        function="generator.model.datasets.read_dataset", fingerprints=dataset_prints(record)
    )
    for name, value, unit, origin in (
        ("epochs", recipe.epochs, "count", recipe_of),
        ("batch_size", recipe.batch_size, "count", recipe_of),
        ("learning_rate", recipe.step_rules[0].learning_rate, "ratio", recipe_of),
        ("momentum", recipe.step_rules[0].momentum, "ratio", recipe_of),
        ("label_smoothing", recipe.label_smoothing, "share", recipe_of),
        ("shift", recipe.shift, "count", recipe_of),
        ("first_side", recipe.sides[0], "count", recipe_of),
        ("last_side", recipe.sides[-1], "count", recipe_of),
        ("n_train", dataset.n_train, "count", pictures),
        ("n_test", dataset.n_test, "count", pictures),
        ("n_classes", len(dataset.classes), "count", pictures),
        ("n_held_out", record.n_held_out, "count", pictures),
    ):
        yield _quantity(record, name, Decimal(repr(value)), unit, origin)


def _cost_quantities(record: ModelRecord) -> Iterator[Quantity]:
    cost = record.cost
    counted = Origin(function="generator.model.cost.count_cost")
    parameters = Origin(
        function="generator.model.networks.count_parameters", fingerprints=weight_prints(record)
    )
    trained = origin_of_seeds(record, "recording.train_network")
    seconds = tuple(Decimal(repr(training.duration_s)) for training in record.trainings)
    for name, value, unit, origin in (
        ("n_parameters", Decimal(record.n_parameters), "count", parameters),
        ("n_filters", Decimal(len(record.filters)), "count", parameters),
        ("filter_side", Decimal(len(record.filters[0][0])), "count", parameters),
        ("n_pictures_seen", Decimal(cost.n_pictures_seen), "count", counted),
        ("flops_per_picture", Decimal(cost.flops_per_picture), "flop", counted),
        ("training_flops", Decimal(cost.training_flops), "flop", counted),
        ("n_seeds", Decimal(len(record.seeds)), "count", trained),
        ("n_threads", Decimal(record.machine.n_threads), "count", trained),
        ("duration", mean(seconds), "second", trained),
    ):
        yield _quantity(record, name, value, unit, origin)


def _accuracy_quantities(record: ModelRecord) -> Iterator[Quantity]:
    measured = record.evaluations[0].seeds
    for each in measured:
        origin = Origin(
            function="generator.model.evaluation.evaluate",
            seeds=(each.seed,),
            fingerprints=dataset_prints(record),
        )
        yield _share(record, f"accuracy.seed_{each.seed}", each.accuracy, origin)
    values = tuple(each.accuracy for each in measured)
    names = tuple(f"accuracy.seed_{seed}" for seed in record.seeds)
    of_mean = origin_of_seeds(record, "quantities.mean", *names)
    yield _share(record, "accuracy", mean(values), of_mean)
    if len(values) > 1:
        of_deviation = origin_of_seeds(record, "quantities.sample_deviation", *names)
        deviation = sample_deviation(values)
        yield _quantity(record, "accuracy_std", deviation, "share_difference", of_deviation)
    whole = origin_of_seeds(record, "quantities.make_quantities", *names)
    yield _share(record, "accuracy_min", min(values), whole)
    yield _share(record, "accuracy_max", max(values), whole)
    others = Decimal(len(record.evaluations) - 1)
    yield _quantity(record, "n_other_datasets", others, "count", whole)


def _trust_quantities(record: ModelRecord) -> Iterator[Quantity]:
    """Say how far the accuracy of the shipped weights can be trusted.

    The interval is of one network: seeds that share their test pictures are no more trials.
    """
    first = record.evaluations[0].seeds[0]
    n_right = sum(row[index] for index, row in enumerate(first.confusion))
    low, high = wilson_interval(n_right, sum(map(sum, first.confusion)))
    for name, value, function in (
        ("interval_level", Decimal(repr(CONFIDENCE)), "wilson_interval"),
        ("interval_low", low, "wilson_interval"),
        ("interval_high", high, "wilson_interval"),
        ("calibration_error", calibration_error(first.calibration), "calibration_error"),
    ):
        origin = Origin(
            function=f"generator.model.shares.{function}",
            inputs=(name_of(record, f"accuracy.seed_{first.seed}"),),
            seeds=(first.seed,),
            fingerprints=(*dataset_prints(record), *weight_prints(record)),
        )
        yield _share(record, name, value, origin)


def _gaps(record: ModelRecord, claims: tuple[Claim, ...]) -> Iterator[Quantity]:
    measured = name_of(record, "accuracy")
    accuracy = mean(tuple(each.accuracy for each in record.evaluations[0].seeds))
    for claim in claims:
        if claim.result == measured and claim.value is not None:
            origin = Origin(
                function="generator.model.quantities.make_quantities",
                inputs=(f"claim.{claim.id}.value", measured),
            )
            yield Quantity(
                name=f"claim.{claim.id}.gap",
                value=claim.value - accuracy,
                unit="share_difference",
                origin=origin,
            )


def _curve_quantities(record: ModelRecord) -> Iterator[Quantity]:
    rules = ("batch_size", "learning_rate", "momentum")
    origin = origin_of_seeds(record, "training.train_epoch", *rules)
    for name, index in (("first_loss", 0), ("final_loss", -1)):
        value = mean(tuple(training.losses[index] for training in record.trainings))
        yield _quantity(record, name, value, "nat", origin)
    at_end = tuple(training.held_out_accuracies[-1] for training in record.trainings)
    measured = origin_of_seeds(record, "evaluation.measure_accuracy")
    yield _share(record, "held_out_accuracy", mean(at_end), measured)


def _recall_quantities(record: ModelRecord) -> Iterator[Quantity]:
    recalls = mean_recalls(record.evaluations[0].seeds)
    origin = origin_of_seeds(record, "quantities.mean_recalls")
    yield _share(record, "best_recall", max(recalls), origin)
    yield _share(record, "worst_recall", min(recalls), origin)


def _ratios(record: ModelRecord, first: ModelRecord) -> Iterator[Quantity]:
    """Compare with the first network of the report: how many times its effort."""
    for name, counted, value, yardstick in (
        ("flops_ratio", "training_flops", record.cost.training_flops, first.cost.training_flops),
        ("parameters_ratio", "n_parameters", record.n_parameters, first.n_parameters),
    ):
        origin = Origin(
            function="generator.model.quantities.make_quantities",
            inputs=(name_of(record, counted), name_of(first, counted)),
        )
        yield _quantity(record, name, share_of(value, yardstick), "ratio", origin)


def _chance(records: tuple[ModelRecord, ...]) -> Iterator[Quantity]:
    for record in records[:1]:
        origin = Origin(
            function="generator.model.quantities.make_quantities",
            inputs=(name_of(record, "n_classes"),),
        )
        value = share_of(1, len(record.dataset.classes))
        yield Quantity(name="chance.accuracy", value=value, unit="share", origin=origin)


def _share(record: ModelRecord, name: str, value: Decimal, origin: Origin) -> Quantity:
    return _quantity(record, name, value, "share", origin)


def _quantity(
    record: ModelRecord, name: str, value: Decimal, unit: str, origin: Origin
) -> Quantity:
    return Quantity(name=name_of(record, name), value=value, unit=unit, origin=origin)
