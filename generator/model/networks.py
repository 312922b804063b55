"""Turns pictures into scores, one per class: the networks, and how each is trained."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from generator.errors import ModelError, suggest
from generator.inputs.records import Recipe

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


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSpec:
    """A network by name: how it is made for a number of classes, and how it is trained."""

    name: str
    make: Callable[[int], nn.Module]
    recipe: Recipe


def count_parameters(network: nn.Module) -> int:
    """Count the numbers that training adjusts."""
    return sum(parameter.numel() for parameter in network.parameters())


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
        recipe=Recipe(epochs=2, batch_size=4, learning_rate=0.001, momentum=0.9, mean=0.5, std=0.5),
    ),
)
"""Every network that `report.yaml` may name, in display order."""
