"""Turns a folder or an archive of pictures into a list of named pictures that can be read."""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.cache import fingerprint_of
from generator.errors import ModelError, raise_if_any

SPLITS = ("train", "test")
PICTURE_SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp")
_READ_ERRORS = (OSError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)
"""RuntimeError covers archives that are encrypted or packed in a way that Python cannot unpack."""
_DEPTH = 2
"""Folders that a picture lies below: those of its split and its class."""
_LITTER = ("__MACOSX", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Named files below `train/` and `test/`, on the disk or in an archive."""

    label: str
    """How messages name the folder or archive."""
    names: tuple[str, ...]
    """Paths of all files, relative, sorted by folder and name."""
    folders: frozenset[str]
    """Paths of all folders, empty ones too."""
    stamp: str
    """Changes when a file is added, removed, resized or written again."""
    read: Callable[[str], bytes]
    """Gives the bytes of a file by its path."""


def read_listing(path: Path) -> Pictures:
    """List the pictures of a folder or zip archive laid out as `train/<class>/…`, `test/<class>/…`.

    Raises: ModelError, or Problems of them: nothing there, not an archive, another layout.
    """
    if not path.exists():
        raise ModelError(
            f"there is no folder or zip archive `{path}`",
            hint="`--data` takes `cifar10`, or a folder or zip archive of pictures",
        )
    try:
        pictures = _list_folder(path) if path.is_dir() else _list_zip(path)
    except zipfile.BadZipFile as error:
        raise ModelError(f"`{path}` is not a zip archive: {error}") from error
    except OSError as error:
        message = f"`{error.filename or path}` cannot be read: {error.strerror}"
        raise ModelError(message) from error
    raise_if_any(check_layout(pictures))
    return pictures


def check_layout(pictures: Pictures) -> list[ModelError]:
    """Find what keeps the files from being a dataset: two splits with the same classes."""
    classes = {split: class_names(pictures, split) for split in SPLITS}
    missing = [split for split in SPLITS if not classes[split]]
    if missing:
        return [
            ModelError(
                f"`{pictures.label}` has no folder `{split}` with a folder for each class",
                hint="expected is `train/<class>/…` and `test/<class>/…`",
            )
            for split in missing
        ]
    return [
        *_check_files(pictures),
        *_check_classes(pictures, classes["train"], classes["test"]),
    ]


def class_names(pictures: Pictures, split: str) -> tuple[str, ...]:
    """Name the classes of a split, sorted: a folder each."""
    paths = (folder.split("/") for folder in pictures.folders)
    return tuple(sorted(parts[1] for parts in paths if len(parts) == _DEPTH and parts[0] == split))


def read_fingerprint(pictures: Pictures) -> str:
    """Digest the names and the bytes of all files.

    Source: SHA-256, FIPS 180-4.
    """
    digest = hashlib.sha256()
    for name in pictures.names:
        content = read_picture(pictures, name)
        for part in (name.encode(errors="surrogateescape"), content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return f"sha256:{digest.hexdigest()}"


def read_picture(pictures: Pictures, name: str) -> bytes:
    """Read one picture's file.

    Raises: ModelError, when the disk or the archive does not give it.
    """
    try:
        return pictures.read(name)
    except _READ_ERRORS as error:
        message = f"`{name}` in `{pictures.label}` cannot be read: {error}"
        raise ModelError(message) from error


def _list_folder(root: Path) -> Pictures:
    names: list[str] = []
    folders: set[str] = set()
    stamps: list[str] = []
    for path, file in _walk(root):
        if not _is_wanted(path):
            continue
        if file.is_dir():
            folders.add(path)
        else:
            stat = file.stat()
            names.append(path)
            stamps.append(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}")
    return Pictures(
        label=str(root),
        names=_sorted(names),
        folders=frozenset(folders),
        stamp=fingerprint_of(str(root.resolve()), *_sorted(stamps)),
        read=lambda name: (root / name).read_bytes(),
    )


def _walk(folder: Path, prefix: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{prefix}{entry.name}"
            yield path, entry
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), f"{path}/")


def _list_zip(path: Path) -> Pictures:
    archive = zipfile.ZipFile(path)
    members = [each for each in archive.infolist() if _is_wanted(each.filename)]
    names = {each.filename for each in members if not each.is_dir()}
    folders = {each.filename.rstrip("/") for each in members if each.is_dir()}
    folders |= {"/".join(name.split("/")[:_DEPTH]) for name in names if name.count("/") >= _DEPTH}
    stat = path.stat()
    return Pictures(
        label=str(path),
        names=_sorted(names),
        folders=frozenset(folders),
        stamp=fingerprint_of(str(path.resolve()), str(stat.st_size), str(stat.st_mtime_ns)),
        read=archive.read,
    )


def _is_wanted(name: str) -> bool:
    parts = name.rstrip("/").split("/")
    litter = any(part.startswith(".") or part in _LITTER for part in parts)
    return parts[0] in SPLITS and not litter


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: name.split("/")))


def _check_files(pictures: Pictures) -> Iterator[ModelError]:
    for name in pictures.names:
        if name.count("/") < _DEPTH:
            yield ModelError(f"`{name}` in `{pictures.label}` lies in no class's folder")
        elif not name.lower().endswith(PICTURE_SUFFIXES):
            yield ModelError(
                f"`{name}` in `{pictures.label}` is not a picture",
                hint=f"read are {', '.join(PICTURE_SUFFIXES)}",
            )


def _check_classes(
    pictures: Pictures, train: tuple[str, ...], test: tuple[str, ...]
) -> Iterator[ModelError]:
    for split, names, others in (("train", train, test), ("test", test, train)):
        for name in others:
            if name not in names:
                other = SPLITS[1 - SPLITS.index(split)]
                yield ModelError(
                    f"class `{name}` is in `{other}` but not in `{split}` of `{pictures.label}`"
                )
        full = {each.split("/")[1] for each in pictures.names if each.startswith(f"{split}/")}
        for name in names:
            if name not in full:
                yield ModelError(f"class `{split}/{name}` of `{pictures.label}` has no picture")
    if len(set(train) | set(test)) == 1:
        yield ModelError(f"`{pictures.label}` has one class, `{train[0]}`; two are needed")
