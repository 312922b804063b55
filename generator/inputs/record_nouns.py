"""Turns what training leaves behind into nouns: a record, and what it is made of."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

FORMAT = 2
"""History: 1, the first; 2, step rules, the held-out curve, cost, filters, calibration and
predictions."""

_STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
N_BINS = 15
"""Intervals of probability that calibration is counted in."""

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(gt=0)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Loss = Annotated[Decimal, Field(ge=0)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Fingerprint = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """How some of a network's parameters follow their gradients."""

    __pydantic_config__ = _STRICT

    parameters: Literal["all", "filters", "biases", "head"]
    rule: Literal["sgd", "nesterov", "muon"]
    """Stochastic gradient descent with heavy-ball or Nesterov momentum, or Muon."""
    learning_rate: Annotated[float, Field(gt=0)]
    momentum: Annotated[float, Field(ge=0, lt=1)]
    weight_decay: Annotated[float, Field(ge=0)] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a network is trained, on batches of pictures in an order new to each epoch."""

    __pydantic_config__ = _STRICT

    epochs: Positive
    batch_size: Positive
    step_rules: Annotated[tuple[StepRule, ...], Field(min_length=1)]
    schedule: Literal["constant", "linear"] = "constant"
    """`linear`: the learning rates fall to zero over the training."""
    label_smoothing: Annotated[float, Field(ge=0, lt=1)] = 0.0
    is_mirrored: bool = False
    """Every second epoch shows a picture mirrored; when measured, the scores of both count."""
    shift: Count = 0
    """Rows and columns that a picture is moved by, at most; its edge is reflected. When measured,
    a picture moved by one pixel counts, too."""
    sides: Annotated[tuple[Positive, ...], Field(min_length=1)] = (32,)
    """Rows and columns of the pictures, one number for each equal part of the training."""
    mean: float
    """Taken from each colour value (0 to 1) before it is divided by `std`."""
    std: Annotated[float, Field(gt=0)]
    points_every: Positive = 1000
    """Steps whose mean loss is one point of the curve; the held-out accuracy is measured there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFacts:
    """The pictures a network was trained on and measured with."""

    __pydantic_config__ = _STRICT

    name: Name
    fingerprint: Fingerprint
    classes: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=2)]
    n_train: Positive
    n_test: Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What one seed's training went through."""

    __pydantic_config__ = _STRICT

    seed: Count
    losses: Annotated[tuple[Loss, ...], Field(min_length=1)]
    """Mean training loss in nats since the point before, at each of `curve_steps`."""
    held_out_accuracies: tuple[Share, ...]
    """Share of the held-out pictures that is right at each of `curve_steps`."""
    duration_s: Annotated[float, Field(ge=0)]
    """Seconds that the training on all pictures took, without any measuring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the training on all pictures takes, on any machine."""

    __pydantic_config__ = _STRICT

    n_pictures_seen: Positive
    flops_per_picture: Positive
    """Floating-point operations to score one picture of full size, once."""
    training_flops: Positive
    """Those of all steps: forwards, backwards, and the optimizer's matrix products."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationBin:
    """The pictures whose class was named with a probability within one of 15 equal intervals."""

    __pydantic_config__ = _STRICT

    n_pictures: Count
    n_right: Count
    confidence: Share
    """Mean probability given to the class named; 0 where there is no picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedEvaluation:
    """What one seed's network gets right."""

    __pydantic_config__ = _STRICT

    seed: Count
    accuracy: Share
    recalls: tuple[Share, ...]
    confusion: tuple[tuple[Count, ...], ...]
    """Pictures of true class (row) taken for class (column)."""
    calibration: Annotated[tuple[CalibrationBin, ...], Field(min_length=N_BINS, max_length=N_BINS)]

    @property
    def n_pictures(self) -> int:
        """Count the pictures measured."""
        return sum(map(sum, self.confusion))

    @property
    def n_right(self) -> int:
        """Count the pictures whose class was named."""
        return sum(row[index] for index, row in enumerate(self.confusion))


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetEvaluation:
    """What the networks of one or all seeds get right on one dataset."""

    __pydantic_config__ = _STRICT

    dataset: Name
    fingerprint: Fingerprint
    seeds: Annotated[tuple[SeedEvaluation, ...], Field(min_length=1)]
    """The first is of the weights; of other pictures than the dataset's own it may be alone."""
    predictions: Annotated[str, Field(pattern=r"^([0-9a-f]{2})+$")]
    """The class that the weights name for each picture in order, as two hexadecimal digits; as
    four where there are more than 256 classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The file that holds the network's numbers, and how to know it again."""

    __pydantic_config__ = _STRICT

    file: Name
    """Name of a file beside the record."""
    sha256: Sha256
    n_bytes: Positive
    seed: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Logits:
    """What the network answers to the fixed generated pictures."""

    __pydantic_config__ = _STRICT

    values: Annotated[tuple[tuple[float, ...], ...], Field(min_length=1)]
    """A row per picture, a score per class."""
    tolerance: Annotated[float, Field(gt=0)]
    """The largest difference of a score that another machine's rounding may make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where the training ran."""

    __pydantic_config__ = _STRICT

    cpu: str
    n_cores: Positive
    n_threads: Positive
    device: str
    precision: Literal["float32", "bfloat16"]
    """Of the factors in convolutions and matrix products; sums and weights are float32."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRecord:
    """All that is known of one trained network without loading it."""

    __pydantic_config__ = _STRICT

    format: int
    network: Name
    n_parameters: Positive
    recipe: Recipe
    dataset: DatasetFacts
    cost: Cost
    n_held_out: Positive
    """Training pictures that the curves' networks did not see."""
    curve_steps: Annotated[tuple[Positive, ...], Field(min_length=1)]
    """Optimizer steps done at each point of every seed's curve."""
    trainings: Annotated[tuple[Training, ...], Field(min_length=1)]
    evaluations: Annotated[tuple[DatasetEvaluation, ...], Field(min_length=1)]
    """The first is of the dataset's own test pictures."""
    weights: Weights
    logits: Logits
    filters: Annotated[tuple[tuple[tuple[tuple[float, ...], ...], ...], ...], Field(min_length=1)]
    """The weights of the first layer: filters × colours × rows × columns."""
    versions: dict[str, str]
    machine: Machine
    path: Path = Path()
    """The record's file; not part of its content."""

    @property
    def weights_path(self) -> Path:
        """Where the weights lie: beside the record."""
        return self.path.with_name(self.weights.file)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds trained; the weights are the first one's."""
        return tuple(training.seed for training in self.trainings)
