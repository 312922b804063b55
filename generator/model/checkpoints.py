"""Turns trained networks into files and back, and proves that they are what they claim to be."""

import hashlib
import importlib.metadata
import json
import os
import platform
import re
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from generator.cache import write_whole
from generator.errors import Location, ModelError
from generator.inputs.files import read_bytes, shown_path
from generator.inputs.records import (
    DatasetEvaluation,
    Logits,
    Machine,
    ModelRecord,
    Recipe,
    Weights,
)
from generator.model.evaluation import measuring
from generator.model.networks import (
    PICTURE_SHAPE,
    count_parameters,
    first_filters,
    spec_named,
    to_input,
)

N_FIXED_PICTURES = 8
_FILTER_DIGITS = 6
LOGITS_TOLERANCE = 1e-3
"""Rounding on other machines moves scores by some 1e-5; other weights or code by far more."""
_PICKLE_STARTS = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
"""torch.save writes a zip archive around a pickle, or, as it once did, a bare pickle."""
_TRAIN_AGAIN = "train again with `--save`, or fetch the file that belongs to the record"


def prove_weights(record: ModelRecord) -> None:
    """Prove that the weights are the record's and that this program's network runs them alike.

    Raises: ModelError, saying what fails.
    """
    load_network(record)


def load_network(record: ModelRecord) -> nn.Module:
    """Load a recorded network, proven on the way: bytes, shapes, recipe and answers.

    Raises: ModelError, saying what fails.
    """
    at = Location(path=shown_path(record.weights_path))
    tensors = _parse_weights(_read_weights(record, at), at)
    spec = spec_named(record.network)
    network = spec.make(len(record.dataset.classes))
    _check_shapes(network, tensors, at)
    network.load_state_dict(tensors)
    at = Location(path=shown_path(record.path))
    if record.recipe != spec.recipe:
        message = f"`{record.network}` was trained by another recipe than the program's"
        raise ModelError(message, at=at, hint="train again with `--save`")
    if record.n_parameters != count_parameters(network):
        message = f"the record counts {record.n_parameters} parameters; "
        raise ModelError(f"{message}`{record.network}` has {count_parameters(network)}", at=at)
    _check_filters(network, record, at)
    _check_logits(network, record, at)
    return network.eval()


def _read_weights(record: ModelRecord, at: Location) -> bytes:
    if not record.weights_path.exists():
        message = f"the weights of network `{record.network}` are missing"
        raise ModelError(message, at=at, hint=_TRAIN_AGAIN)
    content = read_bytes(record.weights_path, record.path.parent)
    wrong = _wrong_bytes(content, record.weights)
    if wrong:
        raise ModelError(wrong, at=at, hint=_TRAIN_AGAIN)
    return content


def _wrong_bytes(content: bytes, expected: Weights) -> str:
    """Say what is wrong with the file before it is opened; nothing when it is the record's."""
    # Safetensors start with a length of eight bytes, which may look like anything, and a brace.
    if content.startswith(_PICKLE_STARTS) and content[8:9] != b"{":
        return "the weights are pickled, which could run code when read: only safetensors are read"
    found = hashlib.sha256(content).hexdigest()
    if found == expected.sha256:
        return ""
    if len(content) < expected.n_bytes:
        return f"the weights are truncated: {len(content)} of {expected.n_bytes} bytes"
    return f"the weights are not the record's: SHA-256 is {found}, expected {expected.sha256}"


def _parse_weights(content: bytes, at: Location) -> dict[str, Tensor]:
    try:
        return load(content)
    except SafetensorError as error:
        raise ModelError(f"the weights are not safetensors: {error}", at=at) from error


def _check_shapes(network: nn.Module, tensors: dict[str, Tensor], at: Location) -> None:
    expected = {name: _shape(tensor) for name, tensor in network.state_dict().items()}
    found = {name: _shape(tensor) for name, tensor in tensors.items()}
    wrong = [
        f"`{name}` is {found.get(name, 'missing')}, expected {expected.get(name, 'nothing')}"
        for name in sorted(expected.keys() | found.keys())
        if found.get(name) != expected.get(name)
    ]
    if wrong:
        raise ModelError(f"the weights are of another network: {'; '.join(wrong)}", at=at)


def _shape(tensor: Tensor) -> str:
    size = " × ".join(str(n) for n in tensor.shape)
    return f"{size} {str(tensor.dtype).removeprefix('torch.')}"


def _check_filters(network: nn.Module, record: ModelRecord, at: Location) -> None:
    found, expected = first_filters(network), torch.tensor(record.filters)
    is_near = found.shape == expected.shape and torch.allclose(
        found, expected, rtol=1e-6, atol=10**-_FILTER_DIGITS
    )
    if not is_near:
        message = f"the record's `filters` are not the first layer of `{record.network}`"
        raise ModelError(message, at=at, hint=_TRAIN_AGAIN)


def _check_logits(network: nn.Module, record: ModelRecord, at: Location) -> None:
    found = torch.tensor(measure_logits(network, record.recipe).values)
    expected = torch.tensor(record.logits.values)
    if found.shape != expected.shape:
        message = f"the record holds {_shape(expected)} logits; the network gives {_shape(found)}"
        raise ModelError(message, at=at)
    difference = (found - expected).abs().max().item()
    if not difference <= LOGITS_TOLERANCE:
        raise ModelError(
            f"`{record.network}` answers the fixed pictures otherwise than its record: "
            f"a score differs by {difference:.2g}, tolerance {LOGITS_TOLERANCE:g}",
            at=at,
            hint="has the network's code changed since it was trained?",
        )


def make_fixed_pictures() -> Tensor:
    """Make pictures that are the same everywhere: multiplicative hashing of each byte's index.

    Shapes: (8, 3, 32, 32), uint8.
    Source: Knuth, The Art of Computer Programming, volume 3, section 6.4.
    """
    index = torch.arange(N_FIXED_PICTURES * 3 * 32 * 32, dtype=torch.int64)
    hashed = (index * 2654435761) % 2**32
    return (hashed >> 24).to(torch.uint8).reshape(N_FIXED_PICTURES, *PICTURE_SHAPE)


def measure_logits(network: nn.Module, recipe: Recipe) -> Logits:
    """Ask the network about the fixed pictures."""
    with measuring(network, "cpu"):
        scores = network(to_input(make_fixed_pictures(), recipe))
    values = tuple(tuple(round(score, 6) for score in row) for row in scores.tolist())
    return Logits(values=values, tolerance=LOGITS_TOLERANCE)


def make_weights(network: nn.Module, name: str, seed: int) -> tuple[bytes, Weights]:
    """Serialise a network's numbers, and what they are known by."""
    content = save({key: tensor.cpu().contiguous() for key, tensor in network.state_dict().items()})
    return content, Weights(
        file=f"{name}.safetensors",
        sha256=hashlib.sha256(content).hexdigest(),
        n_bytes=len(content),
        seed=seed,
    )


def write_model(record: ModelRecord, weights: bytes, folder: Path) -> Path:
    """Write weights and record into a folder; return the record's path."""
    path = folder / f"{record.network}.json"
    write_file(folder / record.weights.file, weights)
    write_record(replace(record, path=path))
    return path


def write_record(record: ModelRecord) -> None:
    """Write a record to its own path.

    Raises: ModelError, when the disk does not take it.
    """
    write_file(record.path, format_record(record).encode())


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole, in a folder that is made when it is missing.

    Raises: ModelError, when the disk does not take it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise ModelError(f"`{path}` cannot be written: {error.strerror}") from error


def format_record(record: ModelRecord) -> str:
    """Lay a record out as JSON, a row of numbers to a line."""
    content = asdict(record)
    del content["path"]
    return _lay_out(content)


def format_evaluation(evaluation: DatasetEvaluation) -> str:
    """Lay an evaluation out as it stands in a record."""
    return _lay_out(asdict(evaluation))


def _lay_out(content: dict[str, Any]) -> str:
    text = json.dumps(content, indent=1, ensure_ascii=False, default=_number)
    return re.sub(r"\[[^\[\]{}]*\]", lambda row: " ".join(row[0].split()), text) + "\n"


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{value!r} has no place in a record")


def read_versions() -> dict[str, str]:
    """Name the versions of all that shapes a training."""
    packages = ("pillow", "safetensors", "torch", "torchvision")
    versions = {package: importlib.metadata.version(package) for package in packages}
    return {"python": platform.python_version(), **versions}


def read_machine(device: str, n_threads: int, precision: str) -> Machine:
    """Describe the machine that trains."""
    return Machine(
        cpu=_read_cpu(),
        n_cores=os.cpu_count() or 1,
        n_threads=n_threads,
        device=device,
        precision=cast('Literal["float32", "bfloat16"]', precision),
    )


def _read_cpu() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
