"""Turns a training that was interrupted into one that goes on to the same weights."""

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn
from torch.optim import SGD

from generator.inputs.records import SeedEvaluation
from generator.model.checkpoints import write_file
from generator.model.networks import NetworkSpec

LOSS_EVERY = 1000
"""Optimizer steps whose mean loss is one point of the history."""


@dataclass(slots=True, kw_only=True)
class History:
    """Mean training losses, a point every 1,000 steps."""

    n_steps: int = 0
    steps: tuple[int, ...] = ()
    means: tuple[float, ...] = ()
    window: list[float] = field(default_factory=list)
    """Losses since the last point."""

    def add(self, loss: float) -> None:
        """Count one step."""
        self.n_steps += 1
        self.window.append(loss)
        if len(self.window) == LOSS_EVERY:
            self.close()

    def close(self) -> None:
        """Make a point of the steps since the last one, if there are any."""
        if self.window:
            self.steps += (self.n_steps,)
            self.means += (sum(self.window) / len(self.window),)
            self.window = []


@dataclass(slots=True, kw_only=True, eq=False)
class State:
    """A training under way: all that the next epoch depends on, and what the last ones gave."""

    network: nn.Module
    spec: NetworkSpec
    seed: int
    optimizer: SGD = field(init=False)
    generator: torch.Generator = field(init=False)
    history: History = field(default_factory=History)
    epochs_done: int = 0
    duration_s: float = 0.0
    evaluation: SeedEvaluation | None = None

    def __post_init__(self) -> None:
        """Make what corrects the network, and what shuffles its pictures."""
        recipe = self.spec.recipe
        self.optimizer = SGD(
            self.network.parameters(), lr=recipe.learning_rate, momentum=recipe.momentum
        )
        self.generator = torch.Generator().manual_seed(self.seed)

    def tensors(self) -> dict[str, Tensor]:
        """Name every tensor that the next epoch depends on."""
        momenta = self.optimizer.state_dict()["state"]
        return {
            "generator": self.generator.get_state(),
            **{f"network.{name}": each for name, each in self.network.state_dict().items()},
            **{f"momentum.{index}": each["momentum_buffer"] for index, each in momenta.items()},
        }

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Take over the tensors of an earlier `tensors`."""
        self.generator.set_state(tensors["generator"])
        self.network.load_state_dict(_below("network.", tensors))
        momenta = _below("momentum.", tensors)
        self.optimizer.load_state_dict(
            self.optimizer.state_dict()
            | {"state": {int(i): {"momentum_buffer": each} for i, each in momenta.items()}}
        )


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
        content = save({name: each.cpu() for name, each in state.tensors().items()})
        file = f"epoch-{state.epochs_done}.safetensors"
        write_file(self.path / file, content)
        facts = {
            "key": self.key,
            "file": file,
            "sha256": hashlib.sha256(content).hexdigest(),
            "epochs_done": state.epochs_done,
            "duration_s": state.duration_s,
            "history": asdict(state.history),
            "evaluation": state.evaluation and asdict(state.evaluation),
        }
        write_file(self.path / "state.json", json.dumps(facts, default=str).encode())
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
            evaluation = _evaluation_of(facts["evaluation"])
            state.restore(load(content))
            state.history = history
            state.evaluation = evaluation
            state.epochs_done = facts["epochs_done"]
            state.duration_s = facts["duration_s"]


def _below(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): each for name, each in tensors.items() if name.startswith(prefix)
    }


def _history_of(facts: dict[str, Any]) -> History:
    return History(
        n_steps=facts["n_steps"],
        steps=tuple(facts["steps"]),
        means=tuple(facts["means"]),
        window=list(facts["window"]),
    )


def _evaluation_of(facts: dict[str, Any] | None) -> SeedEvaluation | None:
    if facts is None:
        return None
    return SeedEvaluation(
        seed=facts["seed"],
        accuracy=Decimal(facts["accuracy"]),
        recalls=tuple(Decimal(each) for each in facts["recalls"]),
        confusion=tuple(tuple(row) for row in facts["confusion"]),
    )
