"""Turns a folder or an archive of pictures into a list of named pictures that can be read."""

import errno
import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.cache import fingerprint_of
from generator.errors import ModelError

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
    read: Callable[[str], bytes]
    """Gives the bytes of a file by its path."""


def read_stamp(path: Path) -> str:
    """Digest what changes when a file is added, removed, resized or written again.

    Raises: ModelError, when there is nothing, or a folder cannot be listed.
    """
    with _naming(path):
        stamps = _stamps_of_folder(path) if path.is_dir() else [_stamp_of(path)]
    return fingerprint_of(str(path.resolve()), *sorted(stamps))


def read_listing(path: Path) -> Pictures:
    """List the pictures of a folder or zip archive laid out as `train/<class>/…`, `test/<class>/…`.

    Raises: ModelError, when there is nothing, or no archive.
    """
    with _naming(path):
        return _list_folder(path) if path.is_dir() else _list_zip(path)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Say what is wrong with a folder or archive by its name."""
    if not path.exists():
        raise ModelError(
            f"there is no folder or zip archive `{path}`",
            hint="`--data` takes `cifar10`, or a folder or zip archive of pictures",
        )
    try:
        yield
    except zipfile.BadZipFile as error:
        raise ModelError(f"`{path}` is not a zip archive: {error}") from error
    except OSError as error:
        message = f"`{error.filename or path}` cannot be read: {error.strerror}"
        raise ModelError(message) from error


def check_splits(pictures: Pictures) -> list[ModelError]:
    """Find which of the two splits is missing."""
    return [
        ModelError(
            f"`{pictures.label}` has no folder `{split}` with a folder for each class",
            hint="expected is `train/<class>/…` and `test/<class>/…`",
        )
        for split in SPLITS
        if not class_names(pictures, split)
    ]


def check_layout(pictures: Pictures) -> list[ModelError]:
    """Find what keeps the files from being a dataset: two splits with the same classes."""
    train, test = (class_names(pictures, split) for split in SPLITS)
    return [*_check_files(pictures), *_check_classes(pictures, train, test)]


def class_names(pictures: Pictures, split: str) -> tuple[str, ...]:
    """Name the classes of a split, sorted: a folder each."""
    paths = (folder.split("/") for folder in pictures.folders)
    return tuple(sorted(parts[1] for parts in paths if len(parts) == _DEPTH and parts[0] == split))


def find_candidates(pictures: Pictures) -> Iterator[str]:
    """Name the files that lie where pictures do and are called like one."""
    return (name for name in pictures.names if name.count("/") >= _DEPTH and _is_called(name))


def add_to_fingerprint(digest: "hashlib._Hash", name: str, content: bytes) -> None:
    """Digest the name and the bytes of the next file.

    Source: SHA-256, FIPS 180-4.
    """
    for part in (name.encode(errors="surrogateescape"), content):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)


def read_picture(pictures: Pictures, name: str) -> bytes:
    """Read one picture's file.

    Raises: ModelError, when the disk or the archive does not give it.
    """
    try:
        return pictures.read(name)
    except _READ_ERRORS as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        message = f"`{name}` in `{pictures.label}` cannot be read: {reason}"
        raise ModelError(message) from error


def _list_folder(root: Path) -> Pictures:
    wanted = [(path, file.is_dir()) for path, file in _walk(root) if _is_wanted(path)]
    return Pictures(
        label=str(root),
        names=_sorted(path for path, is_folder in wanted if not is_folder),
        folders=frozenset(path for path, is_folder in wanted if is_folder),
        read=lambda name: _read_file(root / name),
    )


def _stamps_of_folder(root: Path) -> list[str]:
    return [f"{path}\0{_stamp_of(file)}" for path, file in _walk(root) if _is_wanted(path)]


def _stamp_of(file: Path | os.DirEntry[str]) -> str:
    try:
        stat = file.stat()
    except OSError:  # a link to nowhere, which reading names
        return ""
    return f"{stat.st_size}\0{stat.st_mtime_ns}"


def _read_file(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no file")  # a pipe would be waited for
    return path.read_bytes()


def _walk(folder: Path, prefix: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{prefix}{entry.name}"
            yield path, entry
            if entry.is_dir() and not _leads_back(entry, folder):
                yield from _walk(Path(entry.path), f"{path}/")


def _leads_back(entry: os.DirEntry[str], folder: Path) -> bool:
    return entry.is_symlink() and folder.resolve().is_relative_to(Path(entry.path).resolve())


def _list_zip(path: Path) -> Pictures:
    archive = zipfile.ZipFile(path)
    members = [each for each in archive.infolist() if _is_wanted(each.filename)]
    names = {each.filename for each in members if not each.is_dir()}
    folders = {each.filename.rstrip("/") for each in members if each.is_dir()}
    folders |= {"/".join(name.split("/")[:_DEPTH]) for name in names if name.count("/") >= _DEPTH}
    return Pictures(
        label=str(path),
        names=_sorted(names),
        folders=frozenset(folders),
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
        elif not _is_called(name):
            yield ModelError(
                f"`{name}` in `{pictures.label}` is not a picture",
                hint=f"read are {', '.join(PICTURE_SUFFIXES)}",
            )


def _is_called(name: str) -> bool:
    return name.lower().endswith(PICTURE_SUFFIXES)


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
    for name in sorted({*train, *test}):
        if not name.isprintable():
            yield ModelError(
                f"class `{name}` of `{pictures.label}` has a name that cannot be shown",
                hint="name the folder in UTF-8, without control characters",
            )
    if len(set(train) | set(test)) == 1:
        yield ModelError(f"`{pictures.label}` has one class, `{train[0]}`; two are needed")
