"""Turns the official CIFAR-10 archive, once its checksum is proven, into tensors."""

import hashlib
import tarfile
import tempfile
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

import torch
from torch import Tensor

from generator.errors import ModelError
from generator.model.progress import Progress, Report

NAME = "cifar10"
ARCHIVE = "cifar-10-python.tar.gz"
SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
FINGERPRINT = f"sha256:{SHA256}"
_URL = f"https://www.cs.toronto.edu/~kriz/{ARCHIVE}"
_TIMEOUT_S = 30
_CHUNK_SIZE = 2**20
CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
"""In the archive's own order, 0 to 9."""


def read_archive(folder: Path, report: Report, sha256: str = SHA256) -> Path:
    """Return the archive in the folder, downloaded if it is not there, with its checksum proven.

    Raises: ModelError, when it cannot be downloaded or is not the official one.
    """
    archive = folder / ARCHIVE
    if not archive.exists():
        _download(folder, report)
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise ModelError(
            f"`{archive}` is not the official CIFAR-10 archive: "
            f"its SHA-256 is {found}, expected {sha256}",
            hint="remove the file; nothing in it was opened",
        )
    return archive


def _download(folder: Path, report: Report) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        part = Path(fresh, ARCHIVE)
        try:
            _fetch(part, report)
        except (OSError, HTTPException) as error:
            raise ModelError(
                f"CIFAR-10 cannot be downloaded from {_URL}: {error}",
                hint=f"fetch it by other means and put it at `{folder / ARCHIVE}`",
            ) from error
        part.replace(folder / ARCHIVE)


def _fetch(part: Path, report: Report) -> None:
    with urlopen(_URL, timeout=_TIMEOUT_S) as response, part.open("wb") as file:
        total = int(response.headers["Content-Length"] or 0)
        while chunk := response.read(_CHUNK_SIZE):
            file.write(chunk)
            report(Progress(stage="download", done=file.tell(), total=max(total, file.tell())))


def read_splits(archive: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """Read pictures and labels of the proven archive, by split.

    The batches are pickles, which run code when they are read: they are unpacked into a fresh
    folder, so that none but the proven archive's own are opened.

    Shapes: (n, 3, 32, 32) uint8, (n,) int64.
    """
    from torchvision.datasets import CIFAR10

    splits = {}
    with tempfile.TemporaryDirectory(dir=archive.parent) as fresh:
        _unpack(archive, Path(fresh) / CIFAR10.base_folder)
        for split in ("train", "test"):
            dataset = CIFAR10(fresh, train=split == "train", download=False)
            pictures = torch.from_numpy(dataset.data).permute(0, 3, 1, 2).contiguous()
            splits[split] = (pictures, torch.tensor(dataset.targets, dtype=torch.int64))
    return splits


def _unpack(archive: Path, folder: Path) -> None:
    """Write the archive's files side by side, whatever folders their names lead to."""
    folder.mkdir()
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and (content := tar.extractfile(member)):
                (folder / Path(member.name).name).write_bytes(content.read())
