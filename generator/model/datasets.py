"""Turns pictures, official or an author's own, into tensors that are trained on and measured."""

import hashlib
import io
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import cast

import torch
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from safetensors.torch import load, save
from torch import Tensor

from generator.cache import Cache, fingerprint_of
from generator.errors import ModelError, raise_if_any
from generator.model import official
from generator.model.networks import PICTURE_SHAPE
from generator.model.pictures import (
    SPLITS,
    Pictures,
    add_to_fingerprint,
    check_layout,
    check_splits,
    class_names,
    find_candidates,
    read_listing,
    read_picture,
    read_stamp,
)
from generator.model.progress import Progress, Report

_DECODING = "2"
"""Changed when the same files are to give other tensors, so that cached ones are not used."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_PROGRESS_EVERY = 500
_MOST_ERRORS = 100
_FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
"""Others that Pillow knows start programs, or are no pictures."""
_N_LEVELS = 2**16


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
    stamp = read_stamp(path)
    return _find_known(stamp, name, cache) or _read_anew(path, stamp, name, cache, report)


def _find_known(stamp: str, name: str, cache: Cache) -> Dataset | None:
    """Find the tensors of files that were not touched since they were decoded."""
    known = cache.read("listings", stamp)
    if known is None:
        return None
    facts = json.loads(known)
    splits = _cached(cache, _key_of(facts["fingerprint"]))
    if splits is None:
        return None
    return Dataset(
        name=name, fingerprint=facts["fingerprint"], classes=tuple(facts["classes"]), **splits
    )


def _read_anew(path: Path, stamp: str, name: str, cache: Cache, report: Report) -> Dataset:
    pictures = read_listing(path)
    raise_if_any(check_splits(pictures))
    classes = class_names(pictures, "train")
    fingerprint, splits = _read_all(pictures, classes, report)
    facts = {"fingerprint": fingerprint, "classes": classes}
    cache.write("listings", stamp, json.dumps(facts).encode())
    splits = _keep(cache, _key_of(fingerprint), splits)
    return Dataset(name=name, fingerprint=fingerprint, classes=classes, **splits)


def _key_of(fingerprint: str) -> str:
    return fingerprint_of(_DECODING, fingerprint)


def _read_official(name: str, cache: Cache, report: Report) -> Dataset:
    key = _key_of(official.FINGERPRINT)
    splits = _cached(cache, key) or _keep(cache, key, _unpack_official(cache, report))
    return Dataset(name=name, fingerprint=official.FINGERPRINT, classes=official.CLASSES, **splits)


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


def _read_all(
    pictures: Pictures, classes: tuple[str, ...], report: Report
) -> tuple[str, dict[str, Split]]:
    """Read and decode every picture, once.

    Raises: Problems, naming every file and class that is wrong.
    """
    digest = hashlib.sha256()
    decoded: dict[str, bytearray] = {split: bytearray() for split in SPLITS}
    labels: dict[str, list[int]] = {split: [] for split in SPLITS}
    errors = check_layout(pictures)
    for name in _reported(tuple(find_candidates(pictures)), report):
        split, class_name = PurePosixPath(name).parts[:2]
        try:
            content = read_picture(pictures, name)
            add_to_fingerprint(digest, name, content)
            decoded[split] += decode_picture(content)
        except ModelError as error:
            errors.append(error)
        except ValueError as error:
            message = f"`{name}` in `{pictures.label}` is no whole picture: {error}"
            errors.append(ModelError(message))
        if not errors:
            labels[split].append(classes.index(class_name))
    raise_if_any(_shortened(errors))
    splits = {split: _split(decoded[split], labels[split]) for split in SPLITS}
    return f"sha256:{digest.hexdigest()}", splits


def _shortened(errors: list[ModelError]) -> list[ModelError]:
    """Tell a folder of nothing but wrong files by so many, and say how many more there are."""
    n_more = len(errors) - _MOST_ERRORS
    if n_more <= 0:
        return errors
    return [*errors[:_MOST_ERRORS], ModelError(f"and {n_more:,} more files or classes like these")]


def _reported(names: tuple[str, ...], report: Report) -> Iterator[str]:
    for index, name in enumerate(names):
        if index % _PROGRESS_EVERY == 0:
            report(Progress(stage="decode", done=index, total=len(names)))
        yield name
    report(Progress(stage="decode", done=len(names), total=len(names)))


def decode_picture(content: bytes) -> bytes:
    """Decode a picture's file to 32 × 32 colours, row by row.

    A picture is turned as its camera says, laid on white where it is transparent, reduced to 8 bits
    and to red, green and blue, and scaled whole, whatever its proportions; of several frames the
    first is taken.

    Raises: ValueError, when it is no picture, cut short, or too large to be meant.
    """
    rows, columns = PICTURE_SHAPE[1:]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of tags that no picture needs
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _to_colours(_upright(Image.open(io.BytesIO(content), formats=_FORMATS)))
    except UnidentifiedImageError as error:
        raise ValueError("it is of no known format") from error
    except (OSError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise ValueError(str(error)) from error
    if image.size != (columns, rows):
        image = image.resize((columns, rows), Image.Resampling.BICUBIC)
    return image.tobytes()


def _upright(image: Image.Image) -> Image.Image:
    if image.getexif().get(ExifTags.Base.Orientation, 1) == 1:
        return image
    return ImageOps.exif_transpose(image)


def _to_colours(image: Image.Image) -> Image.Image:
    if image.mode == "F":
        raise ValueError("its colours are fractions of no known range")
    if image.mode.startswith("I"):
        return _to_bytes(image.convert("I")).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")


def _to_bytes(image: Image.Image) -> Image.Image:
    """Scale levels of 16 bits to 8: Pillow by itself would cut off all above 255."""
    low, high = cast("tuple[int, int]", image.getextrema())
    if low < 0 or high >= _N_LEVELS:
        raise ValueError(f"its levels are {low} to {high}; 0 to {_N_LEVELS - 1} are read")
    return image.point(lambda level: level * (256 / _N_LEVELS) + 0).convert("L")


def _split(decoded: bytearray, labels: list[int]) -> Split:
    colours, rows, columns = PICTURE_SHAPE
    flat = torch.frombuffer(decoded, dtype=torch.uint8)
    pictures = flat.reshape(-1, rows, columns, colours).permute(0, 3, 1, 2).contiguous()
    return Split(pictures=pictures, labels=torch.tensor(labels, dtype=torch.int64))
