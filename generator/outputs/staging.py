"""Turns written files into the output folder at one stroke, or leaves the last one as it was."""

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from generator.errors import ReportError
from generator.inputs.editions import MANIFEST
from generator.outputs.held import Ledger

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NO_EXCHANGE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM)


class StagedFolder:
    """The output folder to be: what is written here is seen only when all of it is."""

    def __init__(self, root: Path, last: Path) -> None:
        """Write below `root`, and take unchanged files from the last build over."""
        self.root = root
        self._last = last
        self._written = Ledger()

    @property
    def digests(self) -> dict[str, str]:
        """Give the SHA-256 of every file so far, by its path, in order of path."""
        return self._written.digests

    def read(self, path: str) -> bytes:
        """Return what was written under this path."""
        return (self.root / path).read_bytes()

    def write(self, path: str, content: bytes) -> None:
        """Write one file; the same bytes as in the last build cost a link.

        Raises: ReportError, when the path was written before or the file cannot be written.
        """
        self._written.enter(path, content)
        with _mapped(self.root / path):
            self._place(path, content)

    def _place(self, path: str, content: bytes) -> None:
        target, old = self.root / path, self._last / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if _holds(old, content):
            with contextlib.suppress(OSError):
                target.hardlink_to(old)
                return
        with target.open("xb") as file:
            file.write(content)


def check_folder(out: Path) -> list[ReportError]:
    """Say why this folder cannot be the output: it holds what no build wrote."""
    hint = "choose another folder with `--out`, or empty this one yourself"
    if out.exists() and not out.is_dir():
        return [ReportError(f"`{out}` is a file, not a folder for output", hint=hint)]
    if not out.is_dir() or not any(out.iterdir()) or _is_ours(out):
        return []
    message = f"`{out}` is not empty and holds no `{MANIFEST}` of a build; it is left as it is"
    return [ReportError(message, hint=hint)]


@contextlib.contextmanager
def staged(out: Path) -> Iterator[StagedFolder]:
    """Offer a folder to write into; at the end it takes the place of `out`, unless an error comes.

    Raises: ReportError, when another build holds `out`, or `out` is not a build's output.
    """
    out = Path(os.path.realpath(out))
    with _mapped(out.parent):
        out.parent.mkdir(parents=True, exist_ok=True)
    new, old = out.with_name(f".{out.name}.new"), out.with_name(f".{out.name}.old")
    with _locked(out.with_name(f".{out.name}.lock"), out):
        with _mapped(out):
            _recover(out, new, old)
        for error in check_folder(out):
            raise error
        with _mapped(new):
            new.mkdir()
        try:
            yield StagedFolder(new, out)
            with _mapped(out):
                _sync_all(new)
                _swap(new, out, old)
        finally:
            for leftover in (new, old):
                shutil.rmtree(leftover, ignore_errors=True)


def _is_ours(out: Path) -> bool:
    try:
        manifest = json.loads((out / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and "files" in manifest


def _holds(path: Path, content: bytes) -> bool:
    try:
        is_same_size = path.stat().st_size == len(content)
        return is_same_size and not path.is_symlink() and path.read_bytes() == content
    except OSError:
        return False


def _recover(out: Path, new: Path, old: Path) -> None:
    """Mend what a killed build left: `old` without `out` is the last good output."""
    if old.exists() and not out.exists():
        old.rename(out)
    for leftover in (new, old):
        if leftover.exists():
            shutil.rmtree(leftover)


def _swap(new: Path, out: Path, old: Path) -> None:
    if not out.exists():
        new.rename(out)
    elif not _exchange(new, out):
        out.rename(old)
        new.rename(out)
    _sync(out.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system has no such step."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    names = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other))
    if renameat2(*names, _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _sync_all(root: Path) -> None:
    """Bring all below a folder to the disk, in one step where the system has it.

    To wait for the disk once for each file took a third of the time of a build of many pages.
    """
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        for folder, _, files in os.walk(root):
            for name in (*files, "."):
                _sync(Path(folder) / name)
        return
    with _opened(root) as handle:
        if syncfs(handle) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(root))


def _sync(path: Path) -> None:
    with _opened(path) as handle:
        os.fsync(handle)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def _locked(path: Path, out: Path) -> Iterator[None]:
    """Hold the lock of one output folder; the system lets go of it when the process ends."""
    with _mapped(path):
        handle = _take_lock(path, out)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _take_lock(path: Path, out: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode(errors="replace") or "unknown"
            os.close(handle)
            message = f"another build, process {holder}, is writing `{out}`"
            raise ReportError(message, hint="wait for it, or choose another `--out`") from None
        # Whoever held the lock before may have removed the file between open and lock.
        with contextlib.suppress(FileNotFoundError):
            if os.fstat(handle).st_ino == path.stat().st_ino:
                return handle
        os.close(handle)


@contextlib.contextmanager
def _mapped(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"cannot write `{path}`: {reason[:1].lower()}{reason[1:]}"
        raise ReportError(message, hint="the last good output is left as it was") from error
