"""Turns pictures, official or an author's own, into tensors that are trained on and measured."""

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

import torch
from PIL import Image, UnidentifiedImageError
from safetensors.torch import load, save
from torch import Tensor

from generator.cache import Cache, fingerprint_of
from generator.errors import ModelError, Problems, raise_if_any
from generator.model import official
from generator.model.networks import PICTURE_SHAPE
from generator.model.pictures import (
    SPLITS,
    Pictures,
    class_names,
    read_fingerprint,
    read_listing,
    read_picture,
)
from generator.model.progress import Progress, Report

_DECODING = "1"
"""Changed when the same files are to give other tensors, so that cached ones are not used."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_PROGRESS_EVERY = 500
_MOST_ERRORS = 20
"""A folder of the wrong files is told by so many."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """Pictures and their classes.

    Shapes: pictures (n, 3, 32, 32) uint8; labels (n,) int64.
    """

    pictures: Tensor
    labels: Tensor

    def __len__(self) -> int:
        """Count the pictures."""
        return len(self.labels)

    def to(self, device: str) -> "Split":
        """Move to a device."""
        return Split(pictures=self.pictures.to(device), labels=self.labels.to(device))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dataset:
    """Pictures to train on and pictures to measure with."""

    name: str
    fingerprint: str
    """`sha256:` over all names and bytes; over the archive for the official CIFAR-10."""
    classes: tuple[str, ...]
    train: Split
    test: Split


def read_dataset(source: str, name: str | None, cache: Cache, report: Report) -> Dataset:
    """Read the dataset that `--data` names: `cifar10`, or a folder or zip archive of pictures.

    All pictures are decoded once and kept in the cache; a second run finds them there.

    Raises: ModelError, or Problems of them, naming each file that is wrong.
    """
    if source == official.NAME:
        default, read = official.NAME, _read_official
    else:
        path = Path(source)
        default = path.stem if path.suffix == ".zip" else path.resolve().name
        read = partial(_read_own, path)
    name = name or default
    raise_if_any(check_name(name))
    return read(name, cache, report)


def check_name(name: str) -> list[ModelError]:
    """Find what keeps a word from being a dataset's name."""
    if _NAME.fullmatch(name):
        return []
    message = f"`{name}` cannot name a dataset: letters, digits, `.`, `_` and `-` can"
    return [ModelError(message, hint="name it with `--data-name`")]


def _read_own(path: Path, name: str, cache: Cache, report: Report) -> Dataset:
    pictures = read_listing(path)
    classes = class_names(pictures, "train")
    fingerprint = _fingerprint(pictures, cache, report)
    key = fingerprint_of(_DECODING, fingerprint)
    splits = _cached(cache, key) or _keep(cache, key, _decode(pictures, classes, report))
    return Dataset(name=name, fingerprint=fingerprint, classes=classes, **splits)


def _read_official(name: str, cache: Cache, report: Report) -> Dataset:
    key = fingerprint_of(_DECODING, official.FINGERPRINT)
    splits = _cached(cache, key) or _keep(cache, key, _unpack_official(cache, report))
    return Dataset(name=name, fingerprint=official.FINGERPRINT, classes=official.CLASSES, **splits)


def _fingerprint(pictures: Pictures, cache: Cache, report: Report) -> str:
    known = cache.read("fingerprints", pictures.stamp)
    if known is not None:
        return known.decode()
    total = len(pictures.names)
    report(Progress(stage="read", done=0, total=total))
    fingerprint = read_fingerprint(pictures)
    report(Progress(stage="read", done=total, total=total))
    cache.write("fingerprints", pictures.stamp, fingerprint.encode())
    return fingerprint


def _cached(cache: Cache, key: str) -> dict[str, Split] | None:
    content = cache.read("pictures", key)
    if content is None:
        return None
    tensors = load(content)
    return {
        split: Split(pictures=tensors[f"{split}.pictures"], labels=tensors[f"{split}.labels"])
        for split in SPLITS
    }


def _keep(cache: Cache, key: str, splits: dict[str, Split]) -> dict[str, Split]:
    tensors = {}
    for name, split in splits.items():
        tensors[f"{name}.pictures"] = split.pictures
        tensors[f"{name}.labels"] = split.labels
    cache.write("pictures", key, save(tensors))
    return splits


def _unpack_official(cache: Cache, report: Report) -> dict[str, Split]:
    archive = official.read_archive(cache.root / "downloads", report)
    return {
        name: Split(pictures=pictures, labels=labels)
        for name, (pictures, labels) in official.read_splits(archive).items()
    }


def _decode(pictures: Pictures, classes: tuple[str, ...], report: Report) -> dict[str, Split]:
    errors: list[ModelError] = []
    decoded: dict[str, bytearray] = {split: bytearray() for split in SPLITS}
    labels: dict[str, list[int]] = {split: [] for split in SPLITS}
    for name in _reported(pictures.names, report):
        split, class_name = PurePosixPath(name).parts[:2]
        try:
            decoded[split] += decode_picture(read_picture(pictures, name))
        except ModelError as error:
            errors.append(error)
        except ValueError as error:
            message = f"`{name}` in `{pictures.label}` is no whole picture: {error}"
            errors.append(ModelError(message))
        labels[split].append(classes.index(class_name))
        if len(errors) == _MOST_ERRORS:
            break
    if errors:
        raise Problems(errors)
    return {split: _split(decoded[split], labels[split]) for split in SPLITS}


def _reported(names: tuple[str, ...], report: Report) -> Iterator[str]:
    for index, name in enumerate(names):
        if index % _PROGRESS_EVERY == 0:
            report(Progress(stage="decode", done=index, total=len(names)))
        yield name
    report(Progress(stage="decode", done=len(names), total=len(names)))


def decode_picture(content: bytes) -> bytes:
    """Decode a picture's file to 32 × 32 colours, row by row.

    Raises: ValueError, when it is no picture, cut short, or too large to be meant.
    """
    rows, columns = PICTURE_SHAPE[1:]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content)).convert("RGB")
    except UnidentifiedImageError as error:
        raise ValueError("it is of no known format") from error
    except (OSError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise ValueError(str(error)) from error
    if image.size != (columns, rows):
        image = image.resize((columns, rows), Image.Resampling.BICUBIC)
    return image.tobytes()


def _split(decoded: bytearray, labels: list[int]) -> Split:
    colours, rows, columns = PICTURE_SHAPE
    flat = torch.frombuffer(decoded, dtype=torch.uint8)
    pictures = flat.reshape(-1, rows, columns, colours).permute(0, 3, 1, 2).contiguous()
    return Split(pictures=pictures, labels=torch.tensor(labels, dtype=torch.int64))
