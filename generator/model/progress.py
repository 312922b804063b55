"""Turns long work into steps that a caller may show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["download", "read", "decode", "train", "measure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one stage of the work is."""

    stage: Stage
    done: int
    total: int
    seed: int | None = None
    """The seed being trained or measured; None while pictures are read."""
    loss: float | None = None
    """Mean training loss in nats of the newest window, once there is one."""
    accuracy: float | None = None
    """Share of the held-out pictures that is right at the newest point, once there is one."""
    n_pictures: int = 0
    """Pictures trained on so far where `done` counts steps; else `done` is of pictures or bytes."""


Report = Callable[[Progress], None]


def ignore(_: Progress) -> None:
    """Report to nobody."""
