"""Turns real pictures into what training takes: the article's own loop against ours.

Run as `python benchmarks/training.py DATA [ROUNDS]`, DATA being what `train --data` takes. Every
training shows the same 45,000 pictures and is measured on the 5,000 held out of them; the test
pictures stay out of it. A level that takes minutes is trained once, however many rounds there are.
"""

import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch
import torchvision
from torch import Tensor, nn
from torch.utils.data import DataLoader
from torchvision import transforms

from generator.cache import Cache
from generator.model.cost import count_cost
from generator.model.datasets import Split, read_dataset
from generator.model.networks import Lenet, NetworkSpec, spec_named
from generator.model.progress import ignore
from generator.model.recording import hold_out
from generator.model.training import Lesson, choose_arithmetic, train_lesson

ROUNDS = 3
CACHE = Path(".cache")
N_CLASSES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """An accuracy to reach, and the shortened recipe of conv7 that reaches it."""

    title: str
    epochs: int
    n_pictures: int | None = None
    """Only about so many pictures, evenly taken; None for all."""
    batch_size: int = 500
    is_repeated: bool = True


LEVELS = (
    Level(title="the article's, in part of an epoch", epochs=1, n_pictures=9_000, batch_size=200),
    Level(title="80 %", epochs=2),
    Level(title="85 %", epochs=4),
    Level(title="90 %", epochs=20, is_repeated=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one training took, and what it came to."""

    seconds: float
    accuracy: float
    flops: int


class AsArticle(torchvision.datasets.CIFAR10):
    """Pictures in memory, handed out one at a time as torchvision's CIFAR10 does."""

    def __init__(self, split: Split, transform: Callable[[object], Tensor]) -> None:
        """Take the place of the downloaded archive; the rest is torchvision's."""
        self.data = split.pictures.permute(0, 2, 3, 1).contiguous().numpy()
        self.targets = split.labels.tolist()
        self.transform = transform
        self.target_transform = None


def train_as_article(train: Split, held_out: Split, seed: int) -> Run:
    """Run the article's own loop: its loader of two workers, batches of four, two epochs."""
    torch.manual_seed(seed)
    transform = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))]
    )
    loader = partial(DataLoader, batch_size=4, num_workers=2)
    network = Lenet(N_CLASSES)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.001, momentum=0.9)
    started_s = time.perf_counter()
    for _ in range(2):
        for pictures, labels in loader(AsArticle(train, transform), shuffle=True):
            optimizer.zero_grad()
            loss = criterion(network(pictures), labels)
            loss.backward()
            optimizer.step()
            loss.item()
    seconds = time.perf_counter() - started_s
    accuracy = measure_as_article(network, loader(AsArticle(held_out, transform), shuffle=False))
    spec = spec_named("lenet")
    flops = count_cost(spec, N_CLASSES, len(train)).training_flops
    return Run(seconds=seconds, accuracy=accuracy, flops=flops)


@torch.no_grad()
def measure_as_article(network: nn.Module, batches: Iterable[tuple[Tensor, Tensor]]) -> float:
    """Measure the share of the pictures that is right."""
    right = [(network(pictures).argmax(dim=1) == labels) for pictures, labels in batches]
    return torch.cat(right).double().mean().item()


def train_ours(spec: NetworkSpec, train: Split, held_out: Split, seed: int) -> Run:
    """Train as `train` does, from nothing, with one measurement at the end."""
    spec = replace(spec, recipe=replace(spec.recipe, points_every=10**9))
    with tempfile.TemporaryDirectory() as folder:
        lesson = Lesson(
            spec=spec,
            seed=seed,
            n_classes=N_CLASSES,
            train=train,
            held_out=held_out,
            fingerprint="benchmark",
            device="cpu",
            folder=Path(folder),
        )
        state = train_lesson(lesson, ignore)
    return Run(
        seconds=state.duration_s,
        accuracy=state.history.accuracies[-1],
        flops=count_cost(spec, N_CLASSES, len(train)).training_flops,
    )


def train_to(level: Level, train: Split, held_out: Split, seed: int) -> Run:
    """Train conv7 by the level's shorter recipe."""
    spec = spec_named("conv7")
    recipe = replace(spec.recipe, epochs=level.epochs, batch_size=level.batch_size)
    # The pictures lie class by class: the first ones would be aeroplanes alone.
    every = len(train) // level.n_pictures if level.n_pictures else 1
    some = Split(pictures=train.pictures[::every], labels=train.labels[::every])
    return train_ours(replace(spec, recipe=recipe), some, held_out, seed)


def tell(title: str, runs: list[Run]) -> float:
    """Print the medians of some runs, and give the seconds."""
    seconds, accuracy = (
        statistics.median(getattr(run, name) for run in runs) for name in ("seconds", "accuracy")
    )
    spread = f"{min(run.seconds for run in runs):.1f} to {max(run.seconds for run in runs):.1f}"
    print(
        f"{title:44} {seconds:8.1f} s ({spread}; {len(runs)} runs)"
        f"  {runs[0].flops / 1e12:8.3f} TFLOP  {accuracy:.4f} held out",
        flush=True,
    )
    return seconds


def main() -> None:
    """Train everything in turns, so that each round sees the same machine."""
    source = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS  # noqa: PLR2004 -- the second word
    arithmetic = choose_arithmetic(spec_named("conv7"), "cpu")
    print(f"{platform.platform()}, Python {platform.python_version()}, torch {torch.__version__}")
    print(f"conv7: {arithmetic.n_threads} threads, {arithmetic.precision}; {rounds} rounds")
    dataset = read_dataset(source, None, Cache(CACHE), ignore)
    train, held_out = hold_out(dataset.train)
    # What torch imports at its first step is no training.
    train_to(replace(LEVELS[0], n_pictures=400), train, held_out, 0)
    turns: dict[str, Callable[[int], Run]] = {
        "the article's loop, as written": partial(train_as_article, train, held_out),
        "lenet, our loop": partial(train_ours, spec_named("lenet"), train, held_out),
    }
    for level in LEVELS:
        turns[f"conv7 to {level.title}"] = partial(train_to, level, train, held_out)
    runs: dict[str, list[Run]] = {title: [] for title in turns}
    once = {f"conv7 to {level.title}" for level in LEVELS if not level.is_repeated}
    for seed in range(rounds):
        for title, turn in turns.items():
            if seed == 0 or title not in once:
                runs[title].append(turn(seed))
    medians = [tell(title, each) for title, each in runs.items()]
    print(
        f"the article's loop / conv7 to its accuracy: {medians[0] / medians[2]:.1f} (at least 10)"
    )


if __name__ == "__main__":
    main()
