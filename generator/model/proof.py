"""Turns the proof of a network's weights into a note in the cache, so that it is made once."""

import importlib.metadata
from dataclasses import replace
from pathlib import Path

from generator.cache import Cache, fingerprint_of
from generator.inputs.records import ModelRecord
from generator.profiling import profiling

_PROVEN = b"proven"
_CODE = ("checkpoints.py", "evaluation.py", "networks.py")


def is_proven(record: ModelRecord, cache: Cache) -> bool:
    """Tell whether the same bytes were proven by the same code before."""
    key = _key(record)
    return bool(key) and cache.read("proofs", key) == _PROVEN


def prove(record: ModelRecord, cache: Cache) -> None:
    """Prove a record's weights, and note it in the cache.

    Raises: ModelError, saying what fails.
    """
    from generator.model.checkpoints import prove_weights

    with profiling(f"proof-{record.network}"):
        prove_weights(record)
    cache.write("proofs", _key(record), _PROVEN)


def _key(record: ModelRecord) -> str:
    """Digest all that the proof depends on; empty when the weights are missing."""
    try:
        weights = record.weights_path.read_bytes()
    except OSError:
        return ""
    code = (Path(__file__).with_name(name).read_bytes() for name in _CODE)
    version = importlib.metadata.version("torch")
    return fingerprint_of(weights, *code, repr(replace(record, path=Path())), version)
