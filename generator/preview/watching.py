"""Turns folders into the names of the files that were edited in them."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from generator.inputs.files import shown_path

Stamp = tuple[int, int, int, int]
"""When a file was written and last touched in any way, how long it is, and which file it is."""
Snapshot = Mapping[str, Stamp]

_PAUSE_S = 0.04
"""Between two looks. Some hundred files take about a millisecond, on every kind of disk; what
systems offer to watch files with sees nothing on network drives and in some containers."""
_SETTLED_S = 0.01
"""An editor that writes a file in several steps is through with them."""
_MOST_UNSETTLED = 50


def take_snapshot(folders: Iterable[Path]) -> Snapshot:
    """Look at every file below some folders; hidden ones and backups of editors count for nothing.

    Of something that is no folder, look at the file itself.
    """
    return dict(found for folder in folders for found in _look_at(str(folder)))


def wait_for_edits(folders: Iterable[Path], before: Snapshot) -> Snapshot:
    """Wait until anything differs from a snapshot, and nothing is being written any more."""
    places = tuple(folders)
    now = take_snapshot(places)
    while now == before:
        time.sleep(_PAUSE_S)
        now = take_snapshot(places)
    for _ in range(_MOST_UNSETTLED):
        time.sleep(_SETTLED_S)
        later = take_snapshot(places)
        if later == now:
            break
        now = later
    return now


def find_edited(before: Snapshot, after: Snapshot) -> tuple[str, ...]:
    """Name the files that were changed, added or removed, as a person would name them."""
    paths = sorted(before.keys() | after.keys())
    return tuple(shown_path(Path(path)) for path in paths if before.get(path) != after.get(path))


def _look_at(root: str) -> Iterator[tuple[str, Stamp]]:
    try:
        entries = list(os.scandir(root))
    except NotADirectoryError:
        yield root, _stamp(os.stat(root))  # noqa: PTH116 -- a Path for each file takes twice as long
        return
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.name.startswith((".", "__")) or entry.name.endswith("~"):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _look_at(entry.path)
            else:
                yield entry.path, _stamp(entry.stat())
        except FileNotFoundError:
            # It was removed between the two looks, or is a link that leads nowhere.
            continue


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
