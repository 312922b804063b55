"""Turns written files into a folder that is only held in memory, for a preview."""

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Protocol

from generator.errors import ReportError


class Folder(Protocol):
    """Where a build writes to."""

    @property
    def digests(self) -> dict[str, str]:
        """Give the SHA-256 of every file so far, by its path, in order of path."""

    def read(self, path: str) -> bytes:
        """Return what was written under this path."""

    def write(self, path: str, content: bytes) -> None:
        """Write one file."""


class Ledger:
    """What is written so far: each path once, and none that leads out of the folder."""

    def __init__(self) -> None:
        """Begin with an empty folder."""
        self._digests: dict[str, str] = {}

    @property
    def digests(self) -> dict[str, str]:
        """Give the SHA-256 of every file so far, by its path, in order of path."""
        return dict(sorted(self._digests.items()))

    def enter(self, path: str, content: bytes) -> None:
        """Enter one file.

        Raises: ReportError, when its path leads out of the folder, or was entered before.
        """
        parts = PurePosixPath(path).parts
        if not parts or parts[0] == "/" or ".." in parts:
            message = f"`{path}` is no path below the output folder"
            raise ReportError(message)
        if path in self._digests:
            message = f"two writers for one file: `{path}` is written twice"
            raise ReportError(message, hint="give one of them another name")
        self._digests[path] = hashlib.sha256(content).hexdigest()


class HeldFolder:
    """A folder that no disk holds: it is gone with whoever asked for it."""

    def __init__(self) -> None:
        """Begin with an empty folder."""
        self._written = Ledger()
        self._files: dict[str, bytes] = {}

    @property
    def digests(self) -> dict[str, str]:
        """Give the SHA-256 of every file so far, by its path, in order of path."""
        return self._written.digests

    def read(self, path: str) -> bytes:
        """Return what was written under this path."""
        return self._files[path]

    def write(self, path: str, content: bytes) -> None:
        """Write one file.

        Raises: ReportError, when its path leads out of the folder, or was written before.
        """
        self._written.enter(path, content)
        self._files[path] = content

    def below(self, start: str) -> Mapping[str, bytes]:
        """Give the files whose paths begin so, each by the rest of its path."""
        return MappingProxyType(
            {
                path.removeprefix(start): content
                for path, content in self._files.items()
                if path.startswith(start)
            }
        )
