"""Turns what is dear to make into entries that are found again by what they were made from."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

_MAGIC = b"generator-cache-1\n"
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n"
_READABLE = 0o644
_DIGEST_SIZE = hashlib.sha256().digest_size


def fingerprint_of(*parts: bytes | str) -> str:
    """Digest parts so that no two different lists of parts give one digest.

    Source: SHA-256, FIPS 180-4; each part is preceded by its length.
    """
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


class Cache:
    """A store of bytes by kind and key; an entry is read whole and right, or not at all.

    An entry's file is: a magic line, the SHA-256 of the content, the content.
    """

    def __init__(self, root: Path, *, is_forgetful: bool = False) -> None:
        """Use this folder; it is made when the first entry is written.

        A forgetful cache finds nothing, so that everything is made again, and kept.
        """
        self.root = root
        self.is_forgetful = is_forgetful

    def read(self, kind: str, key: str) -> bytes | None:
        """Return an entry, or None when it is missing; a damaged one is removed."""
        if self.is_forgetful:
            return None
        path = self._path(kind, key)
        try:
            stored = path.read_bytes()
        except FileNotFoundError:
            return None
        head = len(_MAGIC) + _DIGEST_SIZE
        content = stored[head:]
        if stored[:head] == _MAGIC + hashlib.sha256(content).digest():
            return content
        path.unlink(missing_ok=True)
        return None

    def write(self, kind: str, key: str, content: bytes) -> None:
        """Keep an entry: whole after a crash, never half of two writers' bytes.

        A cache that cannot be written costs time and not the report, so a full disk is no error.
        """
        path = self._path(kind, key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._mark()
            write_whole(path, _MAGIC + hashlib.sha256(content).digest() + content)

    def _mark(self) -> None:
        """Tell backup programs, and `clean`, that the folder is a cache.

        Source: Cache Directory Tagging Specification, version 0.6.
        """
        tag = self.root / "CACHEDIR.TAG"
        if not tag.exists():
            tag.write_text(_TAG, encoding="ascii")

    def _path(self, kind: str, key: str) -> Path:
        return self.root / kind / key[:2] / key


def write_whole(path: Path, content: bytes) -> None:
    """Write a file through a temporary one beside it: a crash leaves the old one or the new."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, _READABLE)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
