"""Turns a training that was interrupted into one that goes on to the same weights."""

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from generator.model.checkpoints import write_file
from generator.model.muon import Steps
from generator.model.networks import NetworkSpec


@dataclass(slots=True, kw_only=True)
class History:
    """The curve of a training: a point every so many steps."""

    points_every: int
    n_steps: int = 0
    steps: tuple[int, ...] = ()
    losses: tuple[float, ...] = ()
    """Mean training loss since the point before."""
    accuracies: tuple[float, ...] = ()
    """Share of the held-out pictures that is right; empty where none are held out."""
    window: list[float] = field(default_factory=list)
    """Losses since the last point."""

    def add(self, loss: float) -> None:
        """Count one step."""
        self.n_steps += 1
        self.window.append(loss)

    @property
    def is_due(self) -> bool:
        """Whether the steps since the last point make the next one."""
        return len(self.window) == self.points_every

    def close(self, accuracy: float | None) -> None:
        """Make a point of the steps since the last one."""
        self.steps += (self.n_steps,)
        self.losses += (sum(self.window) / len(self.window),)
        self.accuracies += () if accuracy is None else (accuracy,)
        self.window = []


@dataclass(slots=True, kw_only=True, eq=False)
class State:
    """A training under way: all that the next epoch depends on, and what the last ones gave."""

    network: nn.Module
    spec: NetworkSpec
    seed: int
    steps: Steps = field(init=False)
    generator: torch.Generator = field(init=False)
    history: History = field(init=False)
    epochs_done: int = 0
    duration_s: float = 0.0

    def __post_init__(self) -> None:
        """Make what corrects the network, and what shuffles its pictures."""
        recipe = self.spec.recipe
        self.steps = Steps(self.network, recipe)
        self.generator = torch.Generator().manual_seed(self.seed)
        self.history = History(points_every=recipe.points_every)

    def tensors(self) -> dict[str, Tensor]:
        """Name every tensor that the next epoch depends on."""
        return {
            "generator": self.generator.get_state(),
            **{f"network.{name}": each for name, each in self.network.state_dict().items()},
            **{f"momentum.{name}": each for name, each in self.steps.momenta().items()},
        }

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Take over the tensors of an earlier `tensors`."""
        self.generator.set_state(tensors["generator"])
        self.network.load_state_dict(_below("network.", tensors))
        self.steps.restore(_below("momentum.", tensors))


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Where the newest state of one seed's training is kept.

    The file of tensors is written first, then `state.json`, which names it: whenever the program
    is killed, `state.json` belongs to a whole file.
    """

    path: Path
    key: str
    """Of everything the training depends on; a state of another key is not gone on with."""

    def write(self, state: State) -> None:
        """Keep a state and drop the one before."""
        tensors = {name: each.cpu().contiguous() for name, each in state.tensors().items()}
        content = save(tensors)
        file = f"epoch-{state.epochs_done}.safetensors"
        write_file(self.path / file, content)
        facts = {
            "key": self.key,
            "file": file,
            "sha256": hashlib.sha256(content).hexdigest(),
            "epochs_done": state.epochs_done,
            "duration_s": state.duration_s,
            "history": asdict(state.history),
        }
        write_file(self.path / "state.json", json.dumps(facts).encode())
        for other in self.path.glob("epoch-*.safetensors"):
            if other.name != file:
                other.unlink(missing_ok=True)

    def restore(self, state: State) -> None:
        """Take a kept state over, when there is a whole one of this very training."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, SafetensorError):
            facts = json.loads((self.path / "state.json").read_bytes())
            content = (self.path / facts["file"]).read_bytes()
            is_whole = hashlib.sha256(content).hexdigest() == facts["sha256"]
            if facts["key"] != self.key or not is_whole:
                return
            history = _history_of(facts["history"])
            state.restore(load(content))
            state.history = history
            state.epochs_done = facts["epochs_done"]
            state.duration_s = facts["duration_s"]


def _below(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): each for name, each in tensors.items() if name.startswith(prefix)
    }


def _history_of(facts: dict[str, Any]) -> History:
    return History(
        points_every=facts["points_every"],
        n_steps=facts["n_steps"],
        steps=tuple(facts["steps"]),
        losses=tuple(facts["losses"]),
        accuracies=tuple(facts["accuracies"]),
        window=list(facts["window"]),
    )
