"""Turns the record of a training into a ModelRecord that contradicts itself nowhere."""

import ast
import json
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from generator.errors import Location, ModelError, ReportError, raise_if_any
from generator.inputs import record_nouns
from generator.inputs.contradictions import check_record
from generator.inputs.files import read_text, shown_path
from generator.inputs.record_nouns import (
    FORMAT,
    N_BINS,
    CalibrationBin,
    Cost,
    DatasetEvaluation,
    DatasetFacts,
    Logits,
    Machine,
    ModelRecord,
    Recipe,
    SeedEvaluation,
    StepRule,
    Training,
    Weights,
)

__all__ = [
    "FORMAT",
    "N_BINS",
    "CalibrationBin",
    "Cost",
    "DatasetEvaluation",
    "DatasetFacts",
    "Logits",
    "Machine",
    "ModelRecord",
    "Recipe",
    "SeedEvaluation",
    "StepRule",
    "Training",
    "Weights",
    "parse_evaluation",
    "parse_record",
    "read_record",
    "read_records",
    "record_schema",
]


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


@lru_cache(maxsize=8)
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
    contradictions = check_record(record)
    if contradictions:
        message = "the record contradicts itself: " + "; ".join(contradictions)
        raise ModelError(message, at=at, hint=_TRAIN_AGAIN)
    return record


def parse_evaluation(text: str) -> DatasetEvaluation:
    """Read back an evaluation that the program kept.

    Raises: ValueError, when it is of another shape.
    """
    return TypeAdapter(DatasetEvaluation).validate_json(text)


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


def record_schema() -> dict[str, Any]:
    """Describe the file of a record.

    Source: JSON Schema, draft 2020-12.
    """
    schema = TypeAdapter(ModelRecord).json_schema()
    kinds, descriptions = schema.pop("$defs"), _read_descriptions()
    del schema["properties"]["path"]
    for name, kind in (*kinds.items(), ("ModelRecord", schema)):
        kind["properties"] = {
            field: {**_plain_schema(part), **descriptions.get((name, field), {})}
            for field, part in kind["properties"].items()
        }
    schema["properties"]["format"] = {"const": FORMAT}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Record of a trained network",
        "$defs": kinds,
    }


def _plain_schema(part: Any) -> Any:  # noqa: ANN401 -- JSON has no narrower type
    """Drop titles that repeat a name; a decimal stands in a record as a number, never as text."""
    if isinstance(part, list):
        return [_plain_schema(each) for each in part]
    if not isinstance(part, dict):
        return part
    if "anyOf" in part:
        part = part["anyOf"][0]
    return {key: _plain_schema(value) for key, value in part.items() if key != "title"}


def _read_descriptions() -> dict[tuple[str, str], dict[str, str]]:
    """Find the text below each field, where the nouns stand."""
    module = ast.parse(Path(record_nouns.__file__).read_text(encoding="utf-8"))
    found = {}
    for kind in module.body:
        if isinstance(kind, ast.ClassDef):
            for field, below in pairwise(kind.body):
                match field, below:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(words))),
                    ):
                        found[kind.name, name] = {"description": " ".join(words.split())}
    return found
