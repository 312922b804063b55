"""Turns what a build read and wrote into a receipt that tells whether it must be done again.

A receipt is for one command, typed in one folder. It holds every file that the build may have read
and every file that it wrote, by size, times and inode; what was written shortly before, and could
have been written again within one tick of the clock, by its content too. The program's own code,
the installed libraries and the variables of the environment that can shape a byte count as read.
Where anything differs, or cannot be told, there is no receipt, and the build is done. Nothing heavy
is imported to find one: not even what reads the command line.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.cache import Cache, fingerprint_of

FORMAT = 1
_COMMAND = "build"
_CACHE_OPTION, _CACHE = "--cache-dir", ".cache"
_KIND = "receipts"
_NEVER = ("--dask", "--force", "--profile", "--train")
"""Options of a build that is always done."""
_VARIABLES = (
    *("DYLD_", "FONTCONFIG_", "HOME", "LANG", "LC_", "LD_", "MKL_", "MPL", "OMP_", "OPENBLAS_"),
    *("PYTHON", "SOURCE_DATE_EPOCH", "TZ", "XDG_"),
)
"""What the names of variables begin with that can shape a byte or the choice of a library."""
_WATCHED = ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY")
"""Where one of these is set, somebody else reads what a build says: it is always done."""
_INSTALLED = ("/etc/ld.so.cache", "/opt/homebrew/Cellar", "/usr/local/Cellar")
"""What an installation of system libraries changes."""
_PACKAGE = Path(__file__).resolve().parent
_LEFT_OUT = ("__pycache__",)
_RECENT_NS = 2_000_000_000
"""Two writes within so long may leave the same times: some systems count in such steps."""

Entry = list[Any]
Entries = dict[str, Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the command said to machines and to people when it was done."""

    out: str
    """Standard output."""
    told: tuple[str, ...]
    """Lines on standard error; empty where it was to be quiet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a build is about to read, as it stands before the first byte is read."""

    cache: Cache
    key: str
    roots: tuple[str, ...]
    read: Entries

    def keep(self, out: Path, answer: Answer) -> None:
        """Keep the receipt of a build that is done."""
        receipt = {
            "format": FORMAT,
            "setting": _describe_setting(),
            "roots": self.roots,
            "read": self.read,
            "out": str(out),
            "wrote": _list([str(out)], time.time_ns()),
            "answer": {"out": answer.out, "told": answer.told},
        }
        self.cache.write(_KIND, self.key, json.dumps(receipt).encode())


def make_promise(command: Sequence[str], roots: Iterable[Path]) -> Promise | None:
    """Look at all that a build of these may read; None where no receipt is to be kept."""
    if not _may_be_kept(command):
        return None
    named = tuple(sorted({str(each) for each in roots}))
    return Promise(
        cache=_find_cache(command),
        key=_make_key(command),
        roots=named,
        read=_list(_all_roots(named), time.time_ns()),
    )


def find_answer(command: Sequence[str]) -> Answer | None:
    """Find what the same command said last, if nothing that it read or wrote has changed since."""
    if not _may_be_kept(command):
        return None
    try:
        receipt = json.loads(_find_cache(command).read(_KIND, _make_key(command)) or "{}")
        if receipt.get("format") != FORMAT or receipt["setting"] != _describe_setting():
            return None
        is_same = _is_same(receipt["read"], _all_roots(receipt["roots"])) and _is_same(
            receipt["wrote"], [receipt["out"]]
        )
        said = receipt["answer"]
        return Answer(out=said["out"], told=tuple(said["told"])) if is_same else None
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        # What cannot be read promises nothing.
        return None


def _may_be_kept(command: Sequence[str]) -> bool:
    """Tell whether a command is one that a receipt may save."""
    options = {each.partition("=")[0] for each in command[1:]}
    is_watched = any(os.environ.get(name) for name in _WATCHED)
    return list(command[:1]) == [_COMMAND] and not is_watched and options.isdisjoint(_NEVER)


def _find_cache(command: Sequence[str]) -> Cache:
    """Open the cache that a command names."""
    cache = _CACHE
    for place, each in enumerate(command):
        if each == _CACHE_OPTION:
            cache = command[place + 1] if place + 1 < len(command) else cache
        elif each.startswith(f"{_CACHE_OPTION}="):
            cache = each.partition("=")[2]
    return Cache(Path(cache))


def _make_key(command: Sequence[str]) -> str:
    return fingerprint_of(str(Path.cwd()), *command)


def _describe_setting() -> dict[str, Any]:
    """Describe what shapes a build and is no file of it."""
    shaping: Mapping[str, str] = {
        name: value for name, value in os.environ.items() if name.startswith(_VARIABLES)
    }
    return {
        "python": sys.version,
        "executable": sys.executable,
        "environment": dict(sorted(shaping.items())),
        "installed": [_look(path) for path in (*sys.path, *_INSTALLED) if path],
    }


def _look(path: str) -> list[Any]:
    """Look at a folder of libraries: an installation there changes its times."""
    try:
        found = Path(path).stat()
    except OSError:
        return [path]
    return [path, found.st_mtime_ns, found.st_ino]


def _all_roots(roots: Sequence[str]) -> list[str]:
    return [*roots, str(_PACKAGE)]


def _is_same(known: Mapping[str, Entry], roots: Iterable[str]) -> bool:
    found = dict(_walk(roots))
    if found.keys() != known.keys():
        return False
    return all(
        entry == known[path][:4]
        and (len(known[path]) == len(entry) or _digest(path) == known[path][4])
        for path, entry in found.items()
    )


def _list(roots: Iterable[str], now_ns: int) -> Entries:
    """List every file, those that were just written with their content."""
    return {
        path: [*entry, _digest(path)] if max(entry[1:3]) > now_ns - _RECENT_NS else entry
        for path, entry in _walk(roots)
    }


def _walk(roots: Iterable[str]) -> Iterator[tuple[str, Entry]]:
    """List size, time of writing, time of change, and inode of every file; links are followed."""
    waiting = list(roots)
    while waiting:
        path = waiting.pop()
        try:
            if not os.path.isdir(path):  # noqa: PTH112 -- of each file: a Path costs more than the call
                found = os.stat(path)  # noqa: PTH116 -- as above
                yield path, [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
                continue
            with os.scandir(path) as inside:
                waiting += [each.path for each in inside if each.name not in _LEFT_OUT]
        except OSError:
            yield path, [0, 0, 0, 0]


def _digest(path: str) -> str:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""
