"""Turns the record of a training into a ModelRecord that contradicts itself nowhere."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, cast

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from generator.errors import Location, ModelError, ReportError, raise_if_any
from generator.inputs.files import read_text, shown_path

FORMAT = 1
"""History: 1, the first."""

_STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
_ROUNDING = Decimal("1e-9")

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(gt=0)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Loss = Annotated[Decimal, Field(ge=0)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Fingerprint = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a network is trained: stochastic gradient descent on shuffled batches."""

    __pydantic_config__ = _STRICT

    epochs: Positive
    batch_size: Positive
    learning_rate: Annotated[float, Field(gt=0)]
    momentum: Annotated[float, Field(ge=0, lt=1)]
    mean: float
    """Taken from each colour value (0 to 1) before it is divided by `std`."""
    std: Annotated[float, Field(gt=0)]


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
    """Mean training loss in nats since the point before, at each of `loss_steps`."""
    duration_s: Annotated[float, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedEvaluation:
    """What one seed's network gets right."""

    __pydantic_config__ = _STRICT

    seed: Count
    accuracy: Share
    recalls: tuple[Share, ...]
    confusion: tuple[tuple[Count, ...], ...]
    """Pictures of true class (row) taken for class (column)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetEvaluation:
    """What every seed's network gets right on one dataset."""

    __pydantic_config__ = _STRICT

    dataset: Name
    fingerprint: Fingerprint
    seeds: Annotated[tuple[SeedEvaluation, ...], Field(min_length=1)]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRecord:
    """All that is known of one trained network without loading it."""

    __pydantic_config__ = _STRICT

    format: int
    network: Name
    n_parameters: Positive
    recipe: Recipe
    dataset: DatasetFacts
    loss_steps: Annotated[tuple[Positive, ...], Field(min_length=1)]
    """Optimizer steps done at each point of every training's loss history."""
    trainings: Annotated[tuple[Training, ...], Field(min_length=1)]
    evaluations: Annotated[tuple[DatasetEvaluation, ...], Field(min_length=1)]
    """The first is of the dataset's own test pictures."""
    weights: Weights
    logits: Logits
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


def read_records(folder: Path, networks: Iterable[str]) -> tuple[ModelRecord, ...]:
    """Read the record of each network from a folder.

    Raises: Problems: a record is missing, damaged, or contradicts itself.
    """
    records: list[ModelRecord] = []
    errors: list[ReportError] = []
    for network in networks:
        try:
            records.append(read_record(folder, network))
        except ReportError as error:
            errors.append(error)
    raise_if_any(errors)
    return tuple(records)


def read_record(folder: Path, network: str) -> ModelRecord:
    """Read one network's record from a folder.

    Raises: ReportError, at the record's file.
    """
    path = folder / f"{network}.json"
    at = Location(path=shown_path(path))
    if not path.exists():
        raise ModelError(
            f"the record of network `{network}` is missing",
            at=at,
            hint=f"`python -m generator train {network} --save` writes it and its weights",
        )
    record = replace(parse_record(read_text(path, folder), shown_path(path)), path=path)
    if record.network != network:
        message = f"the record is of network `{record.network}`; its name says `{network}`"
        raise ModelError(message, at=at)
    return record


def parse_record(text: str, path: str) -> ModelRecord:
    """Make a ModelRecord of a record's JSON.

    Raises: ModelError, when it is not JSON, not of this format, or contradicts itself.
    """
    at = Location(path=path)
    _check_format(_parse_json(text, path), at)
    try:
        record = TypeAdapter(ModelRecord).validate_json(text)
    except ValidationError as error:
        raise ModelError(_words_of(error), at=at, hint=_TRAIN_AGAIN) from error
    contradictions = tuple(_contradictions(record))
    if contradictions:
        message = "the record contradicts itself: " + "; ".join(contradictions)
        raise ModelError(message, at=at, hint=_TRAIN_AGAIN)
    return record


_TRAIN_AGAIN = "a record is written by `train --save` and not by hand: train again"


def _parse_json(text: str, path: str) -> object:
    try:
        return cast("object", json.loads(text, object_pairs_hook=_without_doubles))
    except RecursionError as error:
        message = "the record is not JSON: it is nested too deeply"
        raise ModelError(message, at=Location(path=path)) from error
    except json.JSONDecodeError as error:
        lines = error.doc.splitlines() or [""]
        excerpt = lines[min(error.lineno, len(lines)) - 1]
        at = Location(path=path, line=error.lineno, column=error.colno, excerpt=excerpt)
        raise ModelError(f"the record is not JSON: {error.msg}", at=at) from error
    except ValueError as error:
        raise ModelError(f"the record is not JSON: {error}", at=Location(path=path)) from error


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"`{double}` stands twice in one object")
    return result


def _check_format(content: object, at: Location) -> None:
    found = content.get("format") if isinstance(content, dict) else None
    if found != FORMAT:
        raise ModelError(
            f"the record is of format `{found}`; this program reads format `{FORMAT}`",
            at=at,
            hint="train again, or use the version that wrote it",
        )


def _words_of(error: ValidationError) -> str:
    problems = [
        f"`{'.'.join(str(step) for step in each['loc'])}`: {each['msg']}"
        for each in error.errors(include_url=False)
    ]
    return "the record is not as expected: " + "; ".join(problems)


def _contradictions(record: ModelRecord) -> Iterator[str]:
    yield from _training_contradictions(record)
    if len(set(record.dataset.classes)) < len(record.dataset.classes):
        yield "a class is named twice"
    first = record.evaluations[0]
    if (first.dataset, first.fingerprint) != (record.dataset.name, record.dataset.fingerprint):
        yield "the first evaluation is not of the dataset"
    for evaluation in record.evaluations:
        seeds = tuple(each.seed for each in evaluation.seeds)
        if seeds != record.seeds:
            yield f"seeds {seeds} were measured and {record.seeds} were trained"
        for each in evaluation.seeds:
            for problem in _evaluation_contradictions(each, len(record.dataset.classes)):
                yield f"`{evaluation.dataset}`, seed {each.seed}: {problem}"
    if sum(map(sum, first.seeds[0].confusion)) != record.dataset.n_test:
        yield f"the confusion matrix does not hold {record.dataset.n_test} pictures"


def _training_contradictions(record: ModelRecord) -> Iterator[str]:
    if len(set(record.seeds)) < len(record.seeds):
        yield "a seed is trained twice"
    if record.weights.seed != record.seeds[0]:
        yield f"the weights are of seed {record.weights.seed}, the first is {record.seeds[0]}"
    if list(record.loss_steps) != sorted(set(record.loss_steps)):
        yield "`loss_steps` do not rise"
    for training in record.trainings:
        if len(training.losses) != len(record.loss_steps):
            yield f"seed {training.seed} has not one loss for each of `loss_steps`"
    if any(len(row) != len(record.dataset.classes) for row in record.logits.values):
        yield "the logits have not one score for each class"


def _evaluation_contradictions(each: SeedEvaluation, n_classes: int) -> Iterator[str]:
    if {len(each.confusion), *map(len, each.confusion)} != {n_classes}:
        yield f"the confusion matrix is not {n_classes} × {n_classes}"
        return
    totals = [sum(row) for row in each.confusion]
    if 0 in totals:
        yield "a class was not measured"
        return
    right = [row[index] for index, row in enumerate(each.confusion)]
    if abs(each.accuracy - Decimal(sum(right)) / sum(totals)) > _ROUNDING:
        yield "`accuracy` is not the confusion matrix's"
    shares = [Decimal(n) / total for n, total in zip(right, totals, strict=True)]
    if len(each.recalls) != n_classes or any(
        abs(recall - share) > _ROUNDING for recall, share in zip(each.recalls, shares, strict=True)
    ):
        yield "`recalls` are not the confusion matrix's"
