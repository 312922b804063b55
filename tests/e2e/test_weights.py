"""How weights are proven to be the record's, and what is said of those that are not."""

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.errors import ModelError
from generator.inputs import read_report
from generator.inputs.records import ModelRecord, read_record


def missing(record: ModelRecord) -> ModelRecord:
    """Remove the weights."""
    record.weights_path.unlink()
    return record


def truncated(record: ModelRecord) -> ModelRecord:
    """Cut the weights short."""
    record.weights_path.write_bytes(record.weights_path.read_bytes()[:1000])
    return record


def swapped(record: ModelRecord) -> ModelRecord:
    """Change one bit of one number."""
    content = bytearray(record.weights_path.read_bytes())
    content[-1] ^= 1
    record.weights_path.write_bytes(content)
    return record


def pickled(record: ModelRecord) -> ModelRecord:
    """Put a pickle in the weights' place."""
    record.weights_path.write_bytes(pickle.dumps({"fc3.bias": [0.0, 0.0]}))
    return record


def saved_by_torch(record: ModelRecord) -> ModelRecord:
    """Put what torch.save writes in the weights' place."""
    import torch

    torch.save({"fc3.bias": torch.zeros(2)}, record.weights_path)
    return record


def recorded_as_is(record: ModelRecord) -> ModelRecord:
    """Make the record vouch for whatever lies there."""
    content = record.weights_path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return replace(record, weights=replace(record.weights, sha256=digest, n_bytes=len(content)))


def of_another_network(record: ModelRecord) -> ModelRecord:
    """Put the weights of another network there, and a record that vouches for them."""
    import torch
    from safetensors.torch import save_file

    save_file({"fc3.bias": torch.zeros(2)}, record.weights_path)
    return recorded_as_is(record)


def not_safetensors(record: ModelRecord) -> ModelRecord:
    """Put a text there, and a record that vouches for it."""
    record.weights_path.write_text("these are no weights")
    return recorded_as_is(record)


def with_other_numbers(record: ModelRecord) -> ModelRecord:
    """Change a bias, with a record that vouches for the bytes but not for the answers."""
    from safetensors.torch import load_file, save_file

    tensors = load_file(record.weights_path)
    tensors["fc3.bias"] += 0.1
    save_file(tensors, record.weights_path)
    return recorded_as_is(record)


def of_another_recipe(record: ModelRecord) -> ModelRecord:
    """Say that it was trained for longer."""
    return replace(record, recipe=replace(record.recipe, epochs=3))


def with_other_filters(record: ModelRecord) -> ModelRecord:
    """Record a first layer that is not the weights'."""
    first = record.filters[0]
    return replace(record, filters=((first[2], first[0], first[1]), *record.filters[1:]))


def of_another_architecture(record: ModelRecord) -> ModelRecord:
    """Claim more parameters than the network has."""
    return replace(record, n_parameters=record.n_parameters + 1)


def of_a_pickle_that_is_vouched_for(record: ModelRecord) -> ModelRecord:
    """Put a pickle there, and a record that vouches for it."""
    return recorded_as_is(pickled(record))


def of_no_known_network(record: ModelRecord) -> ModelRecord:
    """Name a network that the program does not have."""
    return replace(record, network="lennet")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (missing, "the weights of network `lenet` are missing"),
        (truncated, "the weights are truncated: 1000 of "),
        (swapped, "the weights are not the record's: SHA-256 is "),
        (pickled, "the weights are pickled, which could run code when read"),
        (saved_by_torch, "the weights are pickled, which could run code when read"),
        (of_a_pickle_that_is_vouched_for, "the weights are pickled, which could run code"),
        (with_other_filters, "the record's `filters` are not the first layer of `lenet`"),
        (of_another_architecture, "the record counts "),
        (not_safetensors, "the weights are not safetensors: "),
        (of_another_network, "the weights are of another network: `conv1.bias` is missing"),
        (with_other_numbers, "`lenet` answers the fixed pictures otherwise than its record"),
        (of_another_recipe, "`lenet` was trained by another recipe than the program's"),
        (of_no_known_network, "there is no network `lennet`; known: lenet"),
    ],
)
def test_damage_is_found_and_named(
    copied: ModelRecord, damage: Callable[[ModelRecord], ModelRecord], message: str
) -> None:
    """Weights that are not what the record says are refused with what is wrong with them."""
    from generator.model.checkpoints import prove_weights

    with pytest.raises(ModelError) as caught:
        prove_weights(damage(copied))

    assert caught.value.message.startswith(message)


def test_a_proof_is_kept_and_not_stretched(copied: ModelRecord, tmp_path: Path) -> None:
    """What was proven is not proven again; one changed bit is."""
    from generator.model.proof import is_proven, prove

    cache = Cache(tmp_path / "cache")

    assert not is_proven(copied, cache)
    prove(copied, cache)

    assert is_proven(copied, cache)
    assert not is_proven(swapped(copied), cache)


def test_the_shipped_networks_are_proven() -> None:
    """The weights and the records under `content/models` belong together."""
    from generator.model.checkpoints import prove_weights

    content = Path(__file__).parents[2] / "content"
    for network in read_report(content).networks:
        prove_weights(read_record(content / "models", network))
