"""Turns what happens to each mail into lines of a file, so that none is ever sent twice.

A line is written and brought to the disk before a mail is handed over, and a second one after the
server's answer. Where the second is missing nobody knows whether the mail went out: it is named,
and not sent again. No line holds an address; its key tells nothing without the secret.
"""

import datetime as dt
import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from generator.errors import Location, ReportError

FORMAT = 1
"""History: 1, the first."""

Event = Literal["intent", "sent", "refused", "postponed"]
EVENTS: tuple[Event, ...] = ("intent", "sent", "refused", "postponed")
"""`intent`: the mail is about to be handed over. The last event of a key is its state."""

_PRIVATE = 0o600
Clock = Callable[[], dt.datetime]


def make_key(secret: str, edition: str, address: str) -> str:
    """Make the key of one edition's mail to one address.

    Source: HMAC with SHA-256, RFC 2104.
    """
    message = f"{edition}\0{address.casefold()}"
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


class SendRecord:
    """What is known of every mail: an append-only file, held by one sender at a time."""

    def __init__(self, file: BinaryIO, events: dict[str, Event], now: Clock) -> None:
        """Append to an open file what follows the events read from it."""
        self._file = file
        self._events = events
        self._now = now

    def find(self, key: str) -> Event | None:
        """Return the last event of a key; None for a mail that was never tried."""
        return self._events.get(key)

    def note(self, key: str, event: Event) -> None:
        """Write down an event; an intent is on the disk when this returns."""
        time = self._now().isoformat(timespec="seconds")
        line = json.dumps({"format": FORMAT, "key": key, "event": event, "time": time})
        self._file.write(f"{line}\n".encode())
        self._file.flush()
        if event == "intent":
            os.fsync(self._file.fileno())
        self._events[key] = event


def read_record(path: Path) -> dict[str, Event]:
    """Read the last event of each key; a file that is not there holds none.

    Raises: ReportError, at a line that is none of a record.
    """
    return parse_record(path.read_bytes(), str(path))[0] if path.exists() else {}


def parse_record(content: bytes, path: str) -> tuple[dict[str, Event], int]:
    """Find the last event of each key, and how many bytes of whole lines there are.

    What follows the last line end was cut off in the writing: it is as if it had not been written.

    Raises: ReportError, at a line that is none of a record.
    """
    events: dict[str, Event] = {}
    whole, end, _ = content.rpartition(b"\n")
    for number, line in enumerate(whole.split(b"\n") if end else (), start=1):
        key, event = _parse_line(line, Location(path=path, line=number))
        events[key] = event
    return events, len(whole) + len(end)


@contextmanager
def open_record(path: Path, now: Clock) -> Iterator[SendRecord]:
    """Hold the record, read what is in it, and append to it.

    Raises: ReportError, when another sender holds it, or a line of it is damaged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(_PRIVATE)
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"another `send` holds the record `{path}`"
            raise ReportError(message, hint="wait until it is done") from error
        events, n_bytes = parse_record(file.read(), str(path))
        file.truncate(n_bytes)
        file.seek(n_bytes)
        _sync_folder(path.parent)
        try:
            yield SendRecord(file, events, now)
        finally:
            file.flush()
            os.fsync(file.fileno())


def _parse_line(line: bytes, at: Location) -> tuple[str, Event]:
    try:
        plain = json.loads(line)
        if plain["format"] == FORMAT and plain["event"] in EVENTS:
            return str(plain["key"]), plain["event"]
    except (ValueError, KeyError, TypeError):
        pass
    message = "this is no line of a record of mails"
    hint = "bring back the whole record: without it some would get their mail twice"
    raise ReportError(message, at=at, hint=hint)


def _sync_folder(folder: Path) -> None:
    """Bring the file's name to the disk, too: a new file may else be lost with the power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
