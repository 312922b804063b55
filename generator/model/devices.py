"""Turns the name of a device, or none, into one that torch can compute on."""

import contextlib

import torch

from generator.errors import ModelError
from generator.model.networks import check_device

AUTO = "auto"


def choose_device(asked: str) -> str:
    """Find the fastest device there is, or prove the one asked for.

    Raises: ModelError, when torch cannot compute on the one asked for.
    """
    if asked != AUTO:
        check_device(asked)
        return asked
    for name, is_there in (
        ("cuda", torch.cuda.is_available()),
        ("mps", torch.backends.mps.is_available()),
    ):
        # A device too old or too new for this torch is there, and yet of no use.
        with contextlib.suppress(ModelError):
            if is_there:
                check_device(name)
                return name
    return "cpu"
