"""Turns pictures into scores, one per class: the networks, and how each is trained."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from generator.errors import ModelError, suggest
from generator.inputs.records import Recipe, StepRule

PICTURE_SHAPE = (3, 32, 32)
"""Colours, rows and columns of every picture that a network sees."""


# region: lenet
class Lenet(nn.Module):
    """Two convolutions find patterns; three linear layers tell the classes apart."""

    def __init__(self, n_classes: int = 10) -> None:
        """Make the layers, with random weights."""
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, n_classes)

    def forward(self, pictures: Tensor) -> Tensor:
        """Score each picture for each class.

        Shapes: (n, 3, 32, 32) -> (n, n_classes).
        """
        maps = self.pool(functional.relu(self.conv1(pictures)))  # (n, 6, 14, 14)
        maps = self.pool(functional.relu(self.conv2(maps)))  # (n, 16, 5, 5)
        hidden = functional.relu(self.fc1(maps.flatten(start_dim=1)))
        hidden = functional.relu(self.fc2(hidden))
        return cast("Tensor", self.fc3(hidden))


# endregion


# region: conv7
class Conv7(nn.Module):
    """A whitened first layer, then six convolutions in three blocks, and a linear layer."""

    def __init__(self, n_classes: int = 10) -> None:
        """Make the layers; the first one waits for `whiten`."""
        super().__init__()
        self.whitening = nn.Conv2d(3, 24, kernel_size=2)
        self.whitening.weight.requires_grad = False
        self.blocks = nn.Sequential(Block(24, 48), Block(48, 160), Block(160, 160))
        self.head = nn.Linear(160, n_classes, bias=False)
        nn.init.normal_(self.head.weight)
        # Convolutions run fastest where the colours of a pixel lie side by side in memory.
        self.to(memory_format=torch.channels_last)

    def forward(self, pictures: Tensor) -> Tensor:
        """Score each picture for each class.

        Shapes: (n, 3, side, side) -> (n, n_classes), for any side from 17 up.
        """
        maps = self.blocks(functional.gelu(self.whitening(pictures)))
        strongest = maps.amax(dim=(2, 3))
        return cast("Tensor", self.head(strongest)).float() / 9


class Block(nn.Sequential):
    """Two convolutions, the first halving rows and columns, each normalised over the batch."""

    def __init__(self, n_in: int, n_out: int) -> None:
        """Make the layers; at first a convolution hands its input on, as far as it has room."""
        first = nn.Conv2d(n_in, n_out, kernel_size=3, padding=1, bias=False)
        second = nn.Conv2d(n_out, n_out, kernel_size=3, padding=1, bias=False)
        for each in (first, second):
            nn.init.dirac_(each.weight.data[: each.in_channels])
        norms = [nn.BatchNorm2d(n_out, eps=1e-12, momentum=0.4) for _ in range(2)]
        for norm in norms:
            norm.weight.requires_grad = False
        super().__init__(first, nn.MaxPool2d(2), norms[0], nn.GELU(), second, norms[1], nn.GELU())


# endregion


@torch.no_grad()
def whiten(network: nn.Module, pictures: Tensor) -> None:
    """Set the first layer of a Conv7 so that what it gives has no correlation, and its opposite.

    Shapes: pictures (n, 3, rows, columns), as the network is to see them.
    Source: K. Jordan, arXiv:2404.00498, 2024, section 3.2; T. Page, How to Train Your ResNet, 2019.
    """
    layer = cast("Conv7", network).whitening
    n_values, side = layer.weight[0].numel(), layer.kernel_size[0]
    patches = pictures.unfold(2, side, 1).unfold(3, side, 1)
    rows = patches.permute(0, 2, 3, 1, 4, 5).reshape(-1, n_values)
    variances, directions = torch.linalg.eigh(rows.T @ rows / len(rows))
    filters = (directions / (variances + _SMALLEST_VARIANCE).sqrt()).T
    layer.weight.copy_(torch.cat((filters, -filters)).reshape(layer.weight.shape))


_SMALLEST_VARIANCE = 5e-4
"""Directions that pictures hardly vary in are noise, and not blown up further than this."""


def keep_as_made(network: nn.Module, pictures: Tensor) -> None:
    """Leave the first layer to training."""
    del network, pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSpec:
    """A network by name: how it is made for a number of classes, and how it is trained."""

    name: str
    make: Callable[[int], nn.Module]
    recipe: Recipe
    prepare: Callable[[nn.Module, Tensor], None] = keep_as_made
    """Sets the first layer from some of the pictures to train on, before the first step."""
    n_threads: int | None = None
    """None for as many as there are cores."""
    allows_bfloat16: bool = False
    """Whether half the digits are enough, where the machine multiplies them faster."""


def first_filters(network: nn.Module) -> Tensor:
    """Find the weights of the first convolution.

    Shapes: (n_filters, 3, rows, columns).
    """
    first = next(layer for layer in network.modules() if isinstance(layer, nn.Conv2d))
    return first.weight.detach()


def count_parameters(network: nn.Module) -> int:
    """Count the numbers that training adjusts."""
    return sum(each.numel() for each in network.parameters() if each.requires_grad)


def to_input(pictures: Tensor, recipe: Recipe) -> Tensor:
    """Scale bytes to the range that the recipe trains on.

    Shapes: (n, 3, 32, 32), uint8 -> float32.
    """
    return pictures.to(torch.float32).div(255).sub(recipe.mean).div(recipe.std)


def spec_named(name: str) -> NetworkSpec:
    """Look a network up.

    Raises: ModelError, when there is none of that name.
    """
    for spec in NETWORKS:
        if spec.name == name:
            return spec
    known = [spec.name for spec in NETWORKS]
    raise ModelError(
        f"there is no network `{name}`; known: {', '.join(known)}",
        hint=suggest(name, known),
    )


def check_device(device: str) -> None:
    """Prove that torch can compute there.

    Raises: ModelError, when it cannot.
    """
    try:
        torch.zeros(1, device=device).add(1).item()
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = str(error).splitlines()[0]
        message = f"torch cannot compute on `{device}`: {reason}"
        raise ModelError(message, hint="use `cpu`") from error


NETWORKS = (
    NetworkSpec(
        name="lenet",
        make=Lenet,
        recipe=Recipe(
            epochs=2,
            batch_size=4,
            step_rules=(StepRule(parameters="all", rule="sgd", learning_rate=0.001, momentum=0.9),),
            mean=0.5,
            std=0.5,
        ),
        # Batches of four gain nothing from a second thread, and one thread sums in one order.
        n_threads=1,
    ),
    NetworkSpec(
        name="conv7",
        make=Conv7,
        recipe=Recipe(
            epochs=20,
            batch_size=500,
            step_rules=(
                StepRule(parameters="filters", rule="muon", learning_rate=0.12, momentum=0.6),
                StepRule(
                    parameters="biases",
                    rule="nesterov",
                    learning_rate=0.053,
                    momentum=0.85,
                    weight_decay=0.019,
                ),
                StepRule(
                    parameters="head",
                    rule="nesterov",
                    learning_rate=0.67,
                    momentum=0.85,
                    weight_decay=0.0015,
                ),
            ),
            schedule="linear",
            label_smoothing=0.2,
            is_mirrored=True,
            shift=2,
            sides=(24, 24, 28, 32),
            mean=0.473,
            std=0.251,
            points_every=180,
        ),
        prepare=whiten,
        allows_bfloat16=True,
    ),
)
"""Every network that `report.yaml` may name, in display order."""
