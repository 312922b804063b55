"""Turns a saved record, and trainings of seeds that it lacks, into one record."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from generator.errors import Location, ModelError
from generator.inputs.files import shown_path
from generator.inputs.records import (
    DatasetEvaluation,
    DatasetFacts,
    Machine,
    ModelRecord,
    read_record,
)
from generator.model.checkpoints import load_network, read_versions


def read_kept(models: Path, network: str, dataset: DatasetFacts, machine: Machine) -> ModelRecord:
    """Read the record that seeds are to be added to; they must be of one kind with its own.

    Raises: ReportError, when there is none, its weights are not its own, or it was trained by
    another recipe, on other pictures, by other versions or on another machine.
    """
    kept = read_record(models, network)
    load_network(kept)
    differing = ", ".join(_find_differences(kept, dataset, machine))
    if differing:
        raise ModelError(
            f"no seeds can be added to this record: it was trained with other {differing}",
            at=Location(path=shown_path(kept.path)),
            hint="without `--add` all seeds are trained, and a new record is written",
        )
    return kept


def add_seeds(kept: ModelRecord, added: ModelRecord) -> ModelRecord:
    """Join the seeds of two records of one kind; weights and predictions stay the kept one's."""
    first, *others = kept.evaluations
    seeds = (*first.seeds, *added.evaluations[0].seeds)
    return replace(
        kept,
        trainings=(*kept.trainings, *added.trainings),
        evaluations=(replace(first, seeds=seeds), *map(_of_weights, others)),
    )


def _find_differences(kept: ModelRecord, dataset: DatasetFacts, machine: Machine) -> Iterator[str]:
    if kept.dataset != dataset:
        yield "pictures"
    if kept.versions != read_versions():
        yield "versions"
    if kept.machine != machine:
        yield "hardware"


def _of_weights(evaluation: DatasetEvaluation) -> DatasetEvaluation:
    """Keep what the saved weights measure: of the seeds added, no network is there to measure."""
    return replace(evaluation, seeds=evaluation.seeds[:1])
