"""Turns a recipe into what training by it takes, counted and not timed."""

import math

import torch
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from generator.inputs.records import Cost
from generator.model.muon import Steps
from generator.model.networks import PICTURE_SHAPE, NetworkSpec


def count_cost(spec: NetworkSpec, n_classes: int, n_train: int) -> Cost:
    """Count the work of training on so many pictures, at every size that the recipe shows them in.

    Units: floating-point operations of convolutions and matrix products, two per product and sum.
    """
    recipe = spec.recipe
    n_steps = math.ceil(n_train / recipe.batch_size)
    total = 0
    for epoch in range(recipe.epochs):
        side = recipe.sides[epoch * len(recipe.sides) // recipe.epochs]
        of_picture, of_step = _count_step(spec, n_classes, side)
        total += of_picture * n_train + of_step * n_steps
    return Cost(
        n_pictures_seen=n_train * recipe.epochs,
        flops_per_picture=_count_scoring(spec, n_classes),
        training_flops=total,
    )


def _count_scoring(spec: NetworkSpec, n_classes: int) -> int:
    network = spec.make(n_classes).eval()
    with FlopCounterMode(display=False) as counter:
        network(torch.zeros(1, *PICTURE_SHAPE))
    return int(counter.get_total_flops())


def _count_step(spec: NetworkSpec, n_classes: int, side: int) -> tuple[int, int]:
    """Count the work of one picture, forwards and backwards, and of one correction."""
    network = spec.make(n_classes)
    steps = Steps(network, spec.recipe)
    with FlopCounterMode(display=False) as of_picture:
        scores = network(torch.zeros(1, PICTURE_SHAPE[0], side, side))
        functional.cross_entropy(scores, torch.zeros(1, dtype=torch.int64)).backward()
    with FlopCounterMode(display=False) as of_step:
        steps.step()
    return int(of_picture.get_total_flops()), int(of_step.get_total_flops())
