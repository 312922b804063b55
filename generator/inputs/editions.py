"""Turns the manifest of an earlier build into what it said and which files it published."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.changes import Edition, edition_from_plain
from generator.errors import Location, ReportError
from generator.inputs.files import read_text, shown_path

MANIFEST = "manifest.json"
"""A folder that holds this file is a build's output and may be replaced."""

MANIFEST_FORMAT = 2
"""History: 1, the first; 2, what the edition says, for later ones to compare themselves with."""

_SITE = "site/"
_NO_BUILD = "give the folder that a build wrote, with its `manifest.json`"


def read_edition(folder: Path) -> Edition:
    """Read what an earlier build said, from the folder that it wrote.

    Raises: ReportError, when the folder is no build, or one of another format.
    """
    path = folder / MANIFEST
    if not path.is_file():
        message = f"`{shown_path(folder)}` is no build: it holds no `{MANIFEST}`"
        raise ReportError(message, at=Location(path=shown_path(path)), hint=_NO_BUILD)
    manifest = read_manifest(path)
    try:
        return edition_from_plain(manifest.get("edition"))
    except TypeError as error:
        message = f"the manifest's edition cannot be read: {error}"
        raise ReportError(message, at=Location(path=shown_path(path)), hint=_NO_BUILD) from error


def read_published(path: Path) -> Mapping[str, str]:
    """Read the SHA-256 of every published file, by its path below the site's address.

    Raises: ReportError, when the file is no manifest of this format, or lists no site.
    """
    at = Location(path=shown_path(path))
    if not path.is_file():
        hint = "build first, or name the list of the published build with `--manifest`"
        raise ReportError("there is no manifest here", at=at, hint=hint)
    files = read_manifest(path).get("files")
    if not isinstance(files, dict) or not all(isinstance(each, str) for each in files.values()):
        raise ReportError("the manifest lists no files", at=at, hint=_NO_BUILD)
    published = {
        name.removeprefix(_SITE): digest for name, digest in files.items() if name.startswith(_SITE)
    }
    if not published:
        message = f"the manifest lists no file below `{_SITE}`"
        raise ReportError(message, at=at, hint=_NO_BUILD)
    return published


def read_manifest(path: Path) -> dict[str, Any]:
    """Read the list by which a build can be checked.

    Raises: ReportError, when the file is missing, or is no manifest of this format.
    """
    text = read_text(path, path.parent)
    shown = shown_path(path)
    try:
        manifest = json.loads(text)
    except json.JSONDecodeError as error:
        at = Location(path=shown, line=error.lineno, column=error.colno)
        raise ReportError(f"this is no JSON: {error.msg}", at=at, hint=_NO_BUILD) from error
    except RecursionError as error:
        message = "this is no JSON: it is nested too deeply"
        raise ReportError(message, at=Location(path=shown), hint=_NO_BUILD) from error
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if not isinstance(manifest, dict) or found != MANIFEST_FORMAT:
        message = f"a manifest of format {MANIFEST_FORMAT} expected, found {found!r}"
        hint = "it is another program's, or another version's: build that edition again"
        raise ReportError(message, at=Location(path=shown), hint=hint)
    return manifest
