"""What several end-to-end tests start from: made pictures, and a network trained on them once."""

from dataclasses import replace
from pathlib import Path

import pytest

from generator.inputs.records import ModelRecord
from tests.lights import CLASSES, N_TEST, N_TRAIN, draw_picture, train


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a folder of pictures of two classes."""
    root = tmp_path_factory.mktemp("made") / "lights"
    for split, n_pictures in (("train", N_TRAIN), ("test", N_TEST)):
        for name in CLASSES:
            folder = root / split / name
            folder.mkdir(parents=True)
            for index in range(n_pictures):
                (folder / f"{index:02}.png").write_bytes(draw_picture(name, index))
    return root


@pytest.fixture(scope="session")
def trained(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> ModelRecord:
    """Train once for all tests that change nothing."""
    return train(pictures, tmp_path_factory.mktemp("trained"), save=True)


@pytest.fixture
def copied(trained: ModelRecord, tmp_path: Path) -> ModelRecord:
    """Copy the trained network, for tests that damage it."""
    (tmp_path / "models").mkdir()
    for path in (trained.path, trained.weights_path):
        (tmp_path / "models" / path.name).write_bytes(path.read_bytes())
    return replace(trained, path=tmp_path / "models" / trained.path.name)
