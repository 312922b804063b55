"""Turns what `train` is asked for into trained networks, measured, and the record of them."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import torch
from torch import nn

from generator.cache import Cache, fingerprint_of
from generator.errors import ModelError
from generator.inputs.records import (
    FORMAT,
    DatasetEvaluation,
    DatasetFacts,
    Machine,
    ModelRecord,
    SeedEvaluation,
    Training,
    parse_evaluation,
)
from generator.model.adding import add_seeds, read_kept
from generator.model.checkpoints import (
    format_evaluation,
    make_weights,
    measure_logits,
    read_machine,
    read_versions,
    write_model,
    write_record,
)
from generator.model.cost import count_cost
from generator.model.datasets import Dataset, Split, read_dataset
from generator.model.devices import AUTO, choose_device
from generator.model.evaluation import evaluate
from generator.model.networks import (
    NetworkSpec,
    count_parameters,
    first_filters,
    spec_named,
)
from generator.model.progress import Report, ignore
from generator.model.training import Arithmetic, Lesson, choose_arithmetic, train_lesson

_HELD_OUT = 10
"""One training picture in so many is held out for the curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRequest:
    """What `train` is asked to do."""

    network: str
    source: str
    """`cifar10`, or the path of a folder or zip archive of pictures."""
    name: str | None = None
    """The dataset's name; None takes it from the source."""
    seeds: tuple[int, ...]
    """The saved weights are the first one's."""
    cache: Path
    """The cache's folder; its `models/` keeps every epoch, so that training can go on."""
    save_to: Path | None = None
    """The content folder whose `models/` gets the result too; None for `--save` not given."""
    add_to: Path | None = None
    """The content folder whose record keeps its seeds and gets those it lacks; None for none."""
    device: str = AUTO


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Job:
    """What every seed's training shares."""

    spec: NetworkSpec
    dataset: Dataset
    device: str
    cache: Cache
    folder: Path
    """Where each seed keeps its state, in folders of its own."""
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trained:
    """What one seed came to."""

    network: nn.Module
    training: Training
    curve_steps: tuple[int, ...]
    evaluation: SeedEvaluation
    predictions: str


def train_network(request: TrainRequest, report: Report = ignore) -> Path:
    """Train a network from each seed, measure each once, and return the path of the record.

    Goes on where an earlier call with the same request was interrupted.

    Raises: ModelError, or Problems of them: an unknown network, unusable pictures or seeds, a
    device that is not there, a loss that is not a number.
    """
    spec = spec_named(request.network)
    device = choose_device(request.device)
    _check_seeds(request.seeds)
    cache = Cache(request.cache)
    dataset = read_dataset(request.source, request.name, cache, report)
    models = request.cache / "models"
    job = Job(
        spec=spec,
        dataset=dataset,
        device=device,
        cache=cache,
        folder=models / spec.name,
        report=report,
    )
    if request.add_to:
        return _train_added(job, request.seeds, request.add_to / "models")
    trained = tuple(train_seed(job, seed) for seed in request.seeds)
    record, weights = make_record(job, trained)
    path = write_model(record, weights, models)
    return write_model(record, weights, request.save_to / "models") if request.save_to else path


def _train_added(job: Job, seeds: tuple[int, ...], models: Path) -> Path:
    """Train the seeds that a saved record lacks, and add each to it as soon as it is measured."""
    machine = _machine(choose_arithmetic(job.spec, job.device))
    kept = read_kept(models, job.spec.name, _facts_of(job.dataset), machine)
    for seed in seeds:
        if seed not in kept.seeds:
            added, _ = make_record(job, (train_seed(job, seed),))
            kept = add_seeds(kept, added)
            write_record(kept)
    return kept.path


def train_seed(job: Job, seed: int) -> Trained:
    """Draw the curve of a seed on held-out pictures; then train it on all, and measure it."""
    rest, held_out = hold_out(job.dataset.train)
    curve = train_lesson(_lesson(job, seed, rest, held_out), job.report)
    final = train_lesson(_lesson(job, seed, job.dataset.train, None), job.report)
    network = final.network.to("cpu")
    evaluation, predictions = _measure_once(job, network, seed)
    return Trained(
        network=network,
        training=Training(
            seed=seed,
            losses=_rounded(curve.history.losses),
            held_out_accuracies=_rounded(curve.history.accuracies),
            duration_s=round(final.duration_s, 1),
        ),
        curve_steps=curve.history.steps,
        evaluation=evaluation,
        predictions=predictions,
    )


def _measure_once(job: Job, network: nn.Module, seed: int) -> tuple[SeedEvaluation, str]:
    """Measure a network on the test pictures, unless these very weights were measured before."""
    weights, _ = make_weights(network, job.spec.name, seed)
    key = fingerprint_of(weights, job.dataset.fingerprint, str(FORMAT))
    known = job.cache.read("evaluations", key)
    if known is not None:
        kept = parse_evaluation(known.decode())
        return kept.seeds[0], kept.predictions
    split = job.dataset.test.to(job.device)
    measured = evaluate(network.to(job.device), split, job.spec.recipe, seed, job.report)
    network.to("cpu")
    kept = _dataset_evaluation(job.dataset, measured[:1], measured[1])
    job.cache.write("evaluations", key, format_evaluation(kept).encode())
    return measured


def count_held_out(n_train: int) -> int:
    """Say how many of the training pictures are held out."""
    return max(1, n_train // _HELD_OUT)


def hold_out(split: Split) -> tuple[Split, Split]:
    """Part the training pictures in those trained on and those held out, the same for all seeds."""
    order = torch.randperm(len(split), generator=torch.Generator().manual_seed(0))
    n_held_out = count_held_out(len(split))
    rest, held_out = order[n_held_out:].sort().values, order[:n_held_out].sort().values
    return (
        Split(pictures=split.pictures[rest], labels=split.labels[rest]),
        Split(pictures=split.pictures[held_out], labels=split.labels[held_out]),
    )


def make_record(job: Job, trained: tuple[Trained, ...]) -> tuple[ModelRecord, bytes]:
    """Put together the record of a training, and the first seed's weights."""
    spec, first = job.spec, trained[0]
    content, weights = make_weights(first.network, spec.name, first.training.seed)
    facts = _facts_of(job.dataset)
    return ModelRecord(
        format=FORMAT,
        network=spec.name,
        n_parameters=count_parameters(first.network),
        recipe=spec.recipe,
        dataset=facts,
        cost=count_cost(spec, len(facts.classes), facts.n_train),
        n_held_out=count_held_out(facts.n_train),
        curve_steps=first.curve_steps,
        trainings=tuple(each.training for each in trained),
        evaluations=(
            _dataset_evaluation(
                job.dataset, tuple(each.evaluation for each in trained), first.predictions
            ),
        ),
        weights=weights,
        logits=measure_logits(first.network, spec.recipe),
        filters=_nested(first_filters(first.network)),
        versions=read_versions(),
        machine=_machine(choose_arithmetic(spec, job.device)),
    ), content


def _lesson(job: Job, seed: int, train: Split, held_out: Split | None) -> Lesson:
    phase = "held-out" if held_out else "whole"
    return Lesson(
        spec=job.spec,
        seed=seed,
        n_classes=len(job.dataset.classes),
        train=train,
        held_out=held_out,
        fingerprint=fingerprint_of(job.dataset.fingerprint, phase, str(_HELD_OUT)),
        device=job.device,
        folder=job.folder / f"seed-{seed}-{phase}",
    )


def _dataset_evaluation(
    dataset: Dataset, seeds: tuple[SeedEvaluation, ...], predictions: str
) -> DatasetEvaluation:
    return DatasetEvaluation(
        dataset=dataset.name,
        fingerprint=dataset.fingerprint,
        seeds=seeds,
        predictions=predictions,
    )


def _facts_of(dataset: Dataset) -> DatasetFacts:
    return DatasetFacts(
        name=dataset.name,
        fingerprint=dataset.fingerprint,
        classes=dataset.classes,
        n_train=len(dataset.train),
        n_test=len(dataset.test),
    )


def _rounded(values: tuple[float, ...]) -> tuple[Decimal, ...]:
    return tuple(round(Decimal(value), 6) for value in values)


def _nested(filters: torch.Tensor) -> tuple[tuple[tuple[tuple[float, ...], ...], ...], ...]:
    return tuple(
        tuple(tuple(tuple(round(cell, 6) for cell in row) for row in colour) for colour in each)
        for each in filters.tolist()
    )


def _machine(arithmetic: Arithmetic) -> Machine:
    precision = str(arithmetic.precision).removeprefix("torch.")
    return read_machine(arithmetic.device, arithmetic.n_threads, precision)


def _check_seeds(seeds: tuple[int, ...]) -> None:
    if not seeds:
        raise ModelError("no seed is given; at least one is needed")
    if len(set(seeds)) < len(seeds) or min(seeds) < 0:
        listed = ", ".join(str(seed) for seed in seeds)
        raise ModelError(f"the seeds are {listed}; each must be 0 or more and given once")
