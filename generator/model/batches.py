"""Turns labelled pictures into the batches of one epoch: shuffled, moved, mirrored, scaled."""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional

from generator.inputs.records import Recipe
from generator.model.datasets import Split
from generator.model.networks import to_input

Batch = tuple[Tensor, Tensor]
"""Pictures (n, 3, rows, columns) float32, and either classes (n,) int64 or the probabilities of
all classes (n, n_classes) float32."""


def make_batches(
    split: Split, recipe: Recipe, epoch: int, generator: torch.Generator
) -> Iterator[Batch]:
    """Deal all pictures in a new order, a batch at a time, as the recipe shows them.

    The generator must have been made from the training's seed: which pictures are mirrored first
    depends on that seed alone.
    """
    n_classes = int(split.labels.max()) + 1
    side = recipe.sides[epoch * len(recipe.sides) // recipe.epochs]
    order = torch.randperm(len(split), generator=generator)
    mirrored = _mirrored_in(epoch, len(split), generator) if recipe.is_mirrored else None
    for chosen in order.split(recipe.batch_size):
        here = chosen.to(split.labels.device)
        pictures = to_input(split.pictures[here], recipe)
        if recipe.shift:
            pictures = _move(pictures, recipe.shift, generator)
        if mirrored is not None:
            pictures = _mirror(pictures, mirrored[chosen].to(pictures.device))
        if side != pictures.shape[-1]:
            pictures = _scale(pictures, side)
        yield pictures, _smooth(split.labels[here], n_classes, recipe.label_smoothing)


def _mirrored_in(epoch: int, n_pictures: int, generator: torch.Generator) -> Tensor:
    """Mirror a random half in the first epoch, and the other half in the next.

    Source: K. Jordan, arXiv:2404.00498, 2024, section 3.6: alternating flip.
    """
    first = torch.Generator().manual_seed(generator.initial_seed() + 1)
    return torch.randint(0, 2, (n_pictures,), generator=first).bool() ^ bool(epoch % 2)


def _mirror(pictures: Tensor, which: Tensor) -> Tensor:
    return torch.where(which[:, None, None, None], pictures.flip(3), pictures)


def _move(pictures: Tensor, most: int, generator: torch.Generator) -> Tensor:
    """Move each picture by whole pixels; what comes in at an edge is its reflection."""
    n_pictures, side = len(pictures), pictures.shape[-1]
    padded = functional.pad(pictures, (most,) * 4, mode="reflect")
    offsets = torch.randint(0, 2 * most + 1, (2, n_pictures, 1), generator=generator)
    rows, columns = (offsets + torch.arange(side)).to(pictures.device)
    index = torch.arange(n_pictures, device=pictures.device)[:, None, None]
    # The colours come out last in memory, which is how convolutions run fastest.
    return padded[index, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


def _scale(pictures: Tensor, side: int) -> Tensor:
    scaled = functional.interpolate(pictures, size=(side, side), mode="bilinear", antialias=True)
    return scaled.contiguous(memory_format=torch.channels_last)


def _smooth(labels: Tensor, n_classes: int, share: float) -> Tensor:
    """Give a share of each picture's probability to all classes alike.

    Source: C. Szegedy and others, Rethinking the Inception Architecture for Computer Vision, 2016.
    """
    if not share:
        return labels
    return functional.one_hot(labels, n_classes) * (1 - share) + share / n_classes
