"""Turns files on disk into text and bytes, never following a link out of its folder."""

from collections.abc import Iterator
from pathlib import Path

from generator.errors import Location, ReportError


def shown_path(path: Path) -> str:
    """Name a file as a person would: from the working folder, where it lies below that."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def read_text(path: Path, root: Path) -> str:
    """Read a UTF-8 file, every line end as a line feed.

    Raises: ReportError, when it is missing, leads outside `root`, or is not UTF-8.
    """
    content = read_bytes(path, root)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line_start = before.rfind(b"\n") + 1
        line = content[line_start:].split(b"\n")[0].decode("utf-8", errors="replace")
        at = Location(
            path=shown_path(path),
            line=before.count(b"\n") + 1,
            column=len(before[line_start:].decode("utf-8", errors="replace")) + 1,
            excerpt=line,
        )
        message = f"this is not UTF-8: byte 0x{content[error.start]:02x}"
        raise ReportError(message, at=at, hint="save the file as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path, root: Path) -> bytes:
    """Read a file.

    Raises: ReportError, when it is missing, no file, or leads outside `root`.
    """
    at = Location(path=shown_path(path))
    if not path.resolve().is_relative_to(root.resolve()):
        message = f"the file leads outside {shown_path(root)}/"
        raise ReportError(message, at=at, hint="copy the file here instead of linking to it")
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReportError("the file is missing", at=at) from error
    except OSError as error:
        raise ReportError(f"the file cannot be read: {error.strerror}", at=at) from error


def find_files(root: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """List the files below a folder that end so, in order; hidden ones and links to folders not."""
    for path in sorted(root.iterdir() if root.is_dir() else ()):
        if path.name.startswith((".", "__")):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from find_files(path, suffixes)
        elif path.name.endswith(suffixes):
            yield path
