"""Turns what the builds make into what the pages show now; the threads of the server read it."""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What is shown between two builds."""

    version: int = 0
    """Counts the builds, good and bad."""
    files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    """The files of the last good build, by their paths below the site."""
    edition: int = 0
    """Counts the good builds."""
    changed: frozenset[str] = frozenset()
    """Which files the last of them changed."""
    problems: tuple[str, ...] = ()
    """What is wrong now, each laid out as in a terminal; nothing, where the files are current."""


class Board:
    """Holds what is shown; whoever waits for something else is woken when it comes."""

    def __init__(self) -> None:
        """Show nothing."""
        self.session = secrets.token_hex(8)
        """Tells a page that it was made by a server that has since been started anew."""
        self._showing = Showing()
        self._turned = threading.Condition()

    @property
    def showing(self) -> Showing:
        """Tell what is shown now."""
        return self._showing

    def show(self, files: Mapping[str, bytes]) -> None:
        """Show what a good build made."""
        old = self._showing
        paths = old.files.keys() | files.keys()
        changed = frozenset(path for path in paths if old.files.get(path) != files.get(path))
        version, edition = old.version + 1, old.edition + 1
        self._turn(Showing(version=version, files=files, edition=edition, changed=changed))

    def complain(self, problems: tuple[str, ...]) -> None:
        """Show what is wrong, over the files of the last good build."""
        old = self._showing
        self._turn(replace(old, version=old.version + 1, problems=problems))

    def wait_beyond(self, version: int, timeout_s: float | None = None) -> Showing:
        """Wait until there is a later version, or the time is over; return what is shown then."""
        with self._turned:
            self._turned.wait_for(lambda: self._showing.version > version, timeout_s)
        return self._showing

    def _turn(self, showing: Showing) -> None:
        with self._turned:
            self._showing = showing
            self._turned.notify_all()
