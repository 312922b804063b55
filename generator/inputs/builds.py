"""Turns the folder of a finished build into what it says, and refuses what was changed since."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.changes import Edition
from generator.errors import Location, ReportError
from generator.inputs.editions import MANIFEST, read_edition, read_manifest
from generator.inputs.files import read_bytes, shown_path
from generator.results import Results, results_from_json

_RESULTS = "results.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedBuild:
    """A build as it stands on disk."""

    folder: Path
    digest: str
    """SHA-256 of its manifest: the same for the same bytes of every file."""
    edition: Edition
    results: Results
    verdicts: Mapping[str, str]
    words: Mapping[str, str]
    """Digest of the words that each language was built with, by its code."""
    files: Mapping[str, str]
    """SHA-256 of every file, by its path below the folder."""

    @property
    def languages(self) -> tuple[str, ...]:
        """List the languages that it was made in, the source language first."""
        return tuple(self.words)

    def read(self, name: str) -> bytes:
        """Read one of its files.

        Raises: ReportError, when the build has no such file, or it is not as it was written.
        """
        return _read_listed(self.folder, name, self.files)


def read_build(folder: Path) -> FinishedBuild:
    """Read what a build says of itself.

    Raises: ReportError, when there is no build, it is of another format, or was changed since.
    """
    edition = read_edition(folder)
    manifest = read_manifest(folder / MANIFEST)
    results = _read_listed(folder, _RESULTS, manifest["files"]).decode()
    return FinishedBuild(
        folder=folder,
        digest=hashlib.sha256(read_bytes(folder / MANIFEST, folder)).hexdigest(),
        edition=edition,
        results=results_from_json(results, shown_path(folder / _RESULTS)),
        verdicts=manifest["verdicts"],
        words=manifest["words"],
        files=manifest["files"],
    )


def _read_listed(folder: Path, name: str, files: Mapping[str, str]) -> bytes:
    if name not in files:
        raise ReportError(f"the build in `{folder}` has no `{name}`", hint="build again, with it")
    content = read_bytes(folder / name, folder)
    if hashlib.sha256(content).hexdigest() != files[name]:
        at = Location(path=shown_path(folder / name))
        raise ReportError("the file is not as the build wrote it", at=at, hint="build again")
    return content
