"""Turns pictures and a seed into a trained network, epoch by epoch, going on where it stopped."""

import contextlib
import hashlib
import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import nn
from torch.nn import functional

from generator.cache import fingerprint_of
from generator.errors import ModelError
from generator.model.batches import Batch, make_batches
from generator.model.datasets import Split
from generator.model.evaluation import measure_accuracy
from generator.model.networks import NetworkSpec, to_input
from generator.model.progress import Progress, Report
from generator.model.resuming import Folder, State

_CODE = ("batches.py", "muon.py", "networks.py", "training.py")
_PROGRESS_EVERY = 2000
"""Pictures between two reports."""
_N_PREPARED = 5000
"""Pictures that the first layer is set from."""


class Optimizer(Protocol):
    """Whatever corrects a network by its gradients."""

    def zero_grad(self) -> None:
        """Forget the gradients."""

    def step(self) -> None:
        """Follow the gradients."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lesson:
    """One network to be trained from one seed on some pictures."""

    spec: NetworkSpec
    seed: int
    n_classes: int
    train: Split
    held_out: Split | None
    """Pictures that are measured at every point of the curve; None for no measuring."""
    fingerprint: str
    """Of the pictures to train on and of those held out."""
    device: str
    folder: Path
    """Where the newest epoch is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """How a machine computes: with what, how many at once, and how finely."""

    device: str
    n_threads: int
    precision: torch.dtype


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


def train_lesson(lesson: Lesson, report: Report) -> State:
    """Train one network, or finish training it; every epoch is kept.

    Raises: ModelError, when the loss is no number or the disk takes no more.
    """
    arithmetic = choose_arithmetic(lesson.spec, lesson.device)
    kept = Folder(path=lesson.folder, key=_key(lesson, arithmetic))
    with _threads(arithmetic.n_threads):
        state = State(network=_make_network(lesson), spec=lesson.spec, seed=lesson.seed)
        kept.restore(state)
        train = lesson.train.to(lesson.device)
        held_out = lesson.held_out and lesson.held_out.to(lesson.device)
        while state.epochs_done < lesson.spec.recipe.epochs:
            with torch.autocast(
                torch.device(lesson.device).type,
                arithmetic.precision,
                enabled=arithmetic.precision != torch.float32,
                # A kept copy of the weights would outlive the step that corrects them.
                cache_enabled=False,
            ):
                _run_epoch(state, train, held_out, report)
            kept.write(state)
    return state


def choose_arithmetic(spec: NetworkSpec, device: str) -> Arithmetic:
    """Find how a network is trained on this machine.

    bfloat16 is taken only where it was measured to help: on processors that multiply tiles of it,
    and on CUDA devices that know it.
    """
    is_bfloat16 = spec.allows_bfloat16 and _multiplies_bfloat16(torch.device(device).type)
    return Arithmetic(
        device=device,
        n_threads=spec.n_threads or torch.get_num_threads(),
        precision=torch.bfloat16 if is_bfloat16 else torch.float32,
    )


def _multiplies_bfloat16(device_type: str) -> bool:
    if device_type == "cpu":
        return bool(torch.cpu.get_capabilities().get("amx_bf16"))
    return device_type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)


def _run_epoch(state: State, train: Split, held_out: Split | None, report: Report) -> None:
    """Go through one epoch, and draw its part of the curve."""
    recipe, history = state.spec.recipe, state.history
    n_steps = math.ceil(len(train) / recipe.batch_size) * recipe.epochs
    report_every = max(1, _PROGRESS_EVERY // recipe.batch_size)
    clock = _Clock(state)
    batches = make_batches(train, recipe, state.epochs_done, state.generator)
    for loss in train_epoch(state.network, _scheduled(batches, state, n_steps), state.steps):
        history.add(loss)
        if not math.isfinite(loss):
            raise _runaway(state, loss)
        if history.is_due or history.n_steps == n_steps:
            with clock.stopped():
                history.close(_measure(state, held_out))
        if history.n_steps % report_every == 0 or history.n_steps == n_steps:
            report(_progress(state, n_steps))
    clock.stop()
    state.epochs_done += 1


def _scheduled(batches: Iterable[Batch], state: State, n_steps: int) -> Iterator[Batch]:
    """Set the learning rates before each batch is shown."""
    falls = state.spec.recipe.schedule == "linear"
    for batch in batches:
        state.steps.scale_rates(1 - state.history.n_steps / n_steps if falls else 1)
        yield batch


def _measure(state: State, held_out: Split | None) -> float | None:
    if held_out is None:
        return None
    return measure_accuracy(state.network, held_out, state.spec.recipe)


class _Clock:
    """Adds the seconds of an epoch to its training, without those of measuring."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._started = time.monotonic()

    def stop(self) -> None:
        self._state.duration_s += time.monotonic() - self._started

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop()
        yield
        self._started = time.monotonic()


def _runaway(state: State, loss: float) -> ModelError:
    return ModelError(
        f"the loss of `{state.spec.name}` (seed {state.seed}) is {loss} "
        f"at step {state.history.n_steps}: training has run away",
        hint="a lower `learning_rate` in its recipe keeps it in bounds",
    )


def _progress(state: State, n_steps: int) -> Progress:
    history = state.history
    return Progress(
        stage="train",
        done=history.n_steps,
        total=n_steps,
        seed=state.seed,
        loss=history.losses[-1] if history.losses else None,
        accuracy=history.accuracies[-1] if history.accuracies else None,
        n_pictures=history.n_steps * state.spec.recipe.batch_size,
    )


def _make_network(lesson: Lesson) -> nn.Module:
    spec = lesson.spec
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(lesson.seed)
        network = spec.make(lesson.n_classes)
    every = max(1, len(lesson.train) // _N_PREPARED)
    spec.prepare(network, to_input(lesson.train.pictures[::every], spec.recipe))
    return network.to(lesson.device)


def _key(lesson: Lesson, arithmetic: Arithmetic) -> str:
    """Digest everything that the trained weights depend on, the code included."""
    code = (Path(__file__).with_name(name).read_bytes() for name in _CODE)
    return fingerprint_of(
        hashlib.sha256(b"".join(code)).digest(),
        lesson.spec.name,
        repr(lesson.spec.recipe),
        lesson.fingerprint,
        str(lesson.seed),
        repr(arithmetic),
        torch.__version__,
    )


@contextlib.contextmanager
def _threads(n_threads: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(n_threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)
