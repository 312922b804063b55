"""Turns labelled pictures into trained networks, one per seed, and a record of how."""

import contextlib
import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import Optimizer

from generator.cache import Cache, fingerprint_of
from generator.errors import ModelError
from generator.inputs.records import (
    FORMAT,
    DatasetEvaluation,
    DatasetFacts,
    ModelRecord,
    Recipe,
    SeedEvaluation,
    Training,
)
from generator.model.checkpoints import (
    make_weights,
    measure_logits,
    read_machine,
    read_versions,
    write_model,
)
from generator.model.datasets import Dataset, Split, read_dataset
from generator.model.evaluation import evaluate
from generator.model.networks import (
    NetworkSpec,
    check_device,
    count_parameters,
    spec_named,
    to_input,
)
from generator.model.progress import Progress, Report, ignore
from generator.model.resuming import Folder, History, State

_N_THREADS = 1
"""Batches of four pictures gain nothing from a second thread, and one thread sums in one order."""
_CODE = ("datasets.py", "networks.py", "resuming.py", "training.py")
_PROGRESS_EVERY = 100

Batch = tuple[Tensor, Tensor]


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
    device: str = "cpu"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Job:
    """What every seed's training shares."""

    spec: NetworkSpec
    dataset: Dataset
    device: str
    folder: Path
    """Where each seed keeps its state, in a folder of its own."""
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trained:
    """What one seed came to."""

    network: nn.Module
    history: History
    duration_s: float
    evaluation: SeedEvaluation


def train_network(request: TrainRequest, report: Report = ignore) -> Path:
    """Train a network from each seed, measure each once, and return the path of the record.

    Goes on where an earlier call with the same request was interrupted.

    Raises: ModelError, or Problems of them: an unknown network, unusable pictures or seeds, a
    device that is not there, a loss that is not a number.
    """
    spec = spec_named(request.network)
    check_device(request.device)
    _check_seeds(request.seeds)
    dataset = read_dataset(request.source, request.name, Cache(request.cache), report)
    models = request.cache / "models"
    job = Job(
        spec=spec,
        dataset=dataset,
        device=request.device,
        folder=models / spec.name,
        report=report,
    )
    with _threads(_N_THREADS):
        trained = tuple(train_seed(job, seed) for seed in request.seeds)
        record, weights = make_record(job, trained)
    path = write_model(record, weights, models)
    return write_model(record, weights, request.save_to / "models") if request.save_to else path


def train_seed(job: Job, seed: int) -> Trained:
    """Train one network, or finish training it, and measure it on the test pictures."""
    recipe, device = job.spec.recipe, job.device
    kept = Folder(path=job.folder / f"seed-{seed}", key=_key(job, seed))
    state = State(network=_make_network(job, seed), spec=job.spec, seed=seed)
    kept.restore(state)
    split = job.dataset.train.to(device)
    while state.epochs_done < recipe.epochs:
        _run_epoch(state, split, job.report)
        kept.write(state)
    if state.evaluation is None:
        split = job.dataset.test.to(device)
        state.evaluation = evaluate(state.network, split, recipe, seed, job.report)
        kept.write(state)
    return Trained(
        network=state.network.to("cpu"),
        history=state.history,
        duration_s=state.duration_s,
        evaluation=state.evaluation,
    )


# region: train-epoch
def train_epoch(
    network: nn.Module, batches: Iterable[Batch], optimizer: Optimizer
) -> Iterator[float]:
    """Show the network every batch once and correct it after each; yield the losses.

    Units: nats.
    """
    network.train()
    for pictures, labels in batches:
        optimizer.zero_grad()
        scores = network(pictures)
        loss = functional.cross_entropy(scores, labels)
        loss.backward()
        optimizer.step()
        yield loss.item()


# endregion


def shuffle_batches(split: Split, recipe: Recipe, generator: torch.Generator) -> Iterator[Batch]:
    """Deal all pictures in a new order, a batch at a time."""
    order = torch.randperm(len(split), generator=generator).to(split.labels.device)
    for chosen in order.split(recipe.batch_size):
        yield to_input(split.pictures[chosen], recipe), split.labels[chosen]


def make_record(job: Job, trained: tuple[Trained, ...]) -> tuple[ModelRecord, bytes]:
    """Put together the record of a training, and the first seed's weights."""
    spec = job.spec
    seeds = [each.evaluation.seed for each in trained]
    content, weights = make_weights(trained[0].network, spec.name, seeds[0])
    facts = _facts_of(job.dataset)
    return ModelRecord(
        format=FORMAT,
        network=spec.name,
        n_parameters=count_parameters(trained[0].network),
        recipe=spec.recipe,
        dataset=facts,
        loss_steps=trained[0].history.steps,
        trainings=tuple(_training_of(each) for each in trained),
        evaluations=(
            DatasetEvaluation(
                dataset=facts.name,
                fingerprint=facts.fingerprint,
                seeds=tuple(each.evaluation for each in trained),
            ),
        ),
        weights=weights,
        logits=measure_logits(trained[0].network, spec.recipe),
        versions=read_versions(),
        machine=read_machine(job.device, _N_THREADS),
    ), content


def _facts_of(dataset: Dataset) -> DatasetFacts:
    return DatasetFacts(
        name=dataset.name,
        fingerprint=dataset.fingerprint,
        classes=dataset.classes,
        n_train=len(dataset.train),
        n_test=len(dataset.test),
    )


def _training_of(each: Trained) -> Training:
    return Training(
        seed=each.evaluation.seed,
        losses=tuple(round(Decimal(loss), 6) for loss in each.history.means),
        duration_s=round(each.duration_s, 1),
    )


def _run_epoch(state: State, split: Split, report: Report) -> None:
    recipe, history = state.spec.recipe, state.history
    n_steps = math.ceil(len(split) / recipe.batch_size) * recipe.epochs
    started = time.monotonic()
    batches = shuffle_batches(split, recipe, state.generator)
    for loss in train_epoch(state.network, batches, state.optimizer):
        history.add(loss)
        if not math.isfinite(loss):
            raise _runaway(state, loss)
        if history.n_steps % _PROGRESS_EVERY == 0 or history.n_steps == n_steps:
            report(_progress(state, n_steps))
    state.epochs_done += 1
    state.duration_s += time.monotonic() - started
    if state.epochs_done == recipe.epochs:
        history.close()


def _runaway(state: State, loss: float) -> ModelError:
    return ModelError(
        f"the loss of `{state.spec.name}` (seed {state.seed}) is {loss} "
        f"at step {state.history.n_steps}: training has run away",
        hint="a lower `learning_rate` in its recipe keeps it in bounds",
    )


def _progress(state: State, n_steps: int) -> Progress:
    return Progress(
        stage="train",
        done=state.history.n_steps,
        total=n_steps,
        seed=state.seed,
        loss=state.history.means[-1] if state.history.means else None,
    )


def _make_network(job: Job, seed: int) -> nn.Module:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return job.spec.make(len(job.dataset.classes)).to(job.device)


def _key(job: Job, seed: int) -> str:
    """Digest everything that the trained weights depend on, the code included."""
    code = (Path(__file__).with_name(name).read_bytes() for name in _CODE)
    return fingerprint_of(
        *code,
        job.spec.name,
        repr(job.spec.recipe),
        job.dataset.fingerprint,
        str(seed),
        job.device,
        torch.__version__,
    )


def _check_seeds(seeds: tuple[int, ...]) -> None:
    if not seeds:
        raise ModelError("no seed is given; at least one is needed")
    if len(set(seeds)) < len(seeds) or min(seeds) < 0:
        listed = ", ".join(str(seed) for seed in seeds)
        raise ModelError(f"the seeds are {listed}; each must be 0 or more and given once")


@contextlib.contextmanager
def _threads(n_threads: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(n_threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)
