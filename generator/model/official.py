"""Turns the official CIFAR-10 archive, once its checksum is proven, into tensors."""

import hashlib
import tarfile
import tempfile
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import torch
from torch import Tensor

from generator.errors import ModelError
from generator.model.progress import Progress, Report

NAME = "cifar10"
ARCHIVE = "cifar-10-python.tar.gz"
SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
FINGERPRINT = f"sha256:{SHA256}"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the archive is fetched from, and how it is known to be the right one."""

    url: str
    sha256: str


OFFICIAL = Source(url=f"https://www.cs.toronto.edu/~kriz/{ARCHIVE}", sha256=SHA256)


def read_archive(folder: Path, report: Report, source: Source = OFFICIAL) -> Path:
    """Return the archive in the folder, downloaded if it is not there, with its checksum proven.

    A download that was cut short goes on where it stopped.

    Raises: ModelError, when it cannot be downloaded whole or is not the official one.
    """
    archive = folder / ARCHIVE
    if archive.exists():
        _prove(archive, source, "remove the file; nothing in it was opened")
        return archive
    part = folder / f"{ARCHIVE}.part"
    folder.mkdir(parents=True, exist_ok=True)
    _download(source, part, report)
    try:
        _prove(part, source, "it was removed; nothing in it was opened")
    except ModelError:
        part.unlink()
        raise
    return part.replace(archive)


def _prove(path: Path, source: Source, hint: str) -> None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != source.sha256:
        raise ModelError(
            f"`{path}` is not the official CIFAR-10 archive: "
            f"its SHA-256 is {found}, expected {source.sha256}",
            hint=hint,
        )


def _download(source: Source, part: Path, report: Report) -> None:
    try:
        n_bytes, total = _fetch(source, part, report)
    except (OSError, HTTPException) as error:
        raise ModelError(
            f"CIFAR-10 cannot be downloaded from {source.url}: {error}",
            hint=f"try again, or fetch it by other means and put it at `{part.with_suffix('')}`",
        ) from error
    if n_bytes < total:
        raise ModelError(
            f"the download of CIFAR-10 was cut short: {n_bytes:,} of {total:,} bytes came",
            hint="the same command goes on from there",
        )


def _fetch(source: Source, part: Path, report: Report) -> tuple[int, int]:
    """Write what is missing; return how many bytes are there, and how many there should be."""
    n_there = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={n_there}-"} if n_there else {}
    try:
        response = urlopen(  # noqa: S310 -- the address is ours
            Request(source.url, headers=headers),  # noqa: S310 -- as above
            timeout=_TIMEOUT_S,
        )
    except HTTPError as error:
        if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return n_there, n_there  # nothing is missing
        raise
    with response:
        goes_on = response.status == HTTPStatus.PARTIAL_CONTENT
        with part.open("ab" if goes_on else "wb") as file:
            total = file.tell() + int(response.headers["Content-Length"] or 0)
            while chunk := response.read(_CHUNK_SIZE):
                file.write(chunk)
                report(Progress(stage="download", done=file.tell(), total=max(total, file.tell())))
            return file.tell(), total


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
