"""Turns the Markdown files of one language into sections, front matter apart from prose."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from generator.errors import Location, Problems, ReportError, raise_if_any, suggest
from generator.inputs.files import find_files, read_text, shown_path
from generator.inputs.fitting import validate
from generator.inputs.nouns import Section
from generator.inputs.schemas import FrontMatter
from generator.inputs.strict_yaml import parse_yaml

_FILE_NAME = re.compile(r"\d\d-[a-z0-9-]+\.md")
_FENCE = "---"


def read_sections(folder: Path, ids: Sequence[str], report_at: Location) -> tuple[Section, ...]:
    """Read the sections of one language, in the report's order.

    Raises: Problems, with every file that cannot be read, has no entry or a wrong name, and every
    entry that has no file.
    """
    errors: list[ReportError] = []
    found: dict[str, Section] = {}
    for path in find_files(folder, (".md",)):
        try:
            section = _read_section(path, folder)
            _check_entry(section, ids, found)
        except ReportError as error:
            errors.append(error)
        else:
            found[section.id] = section
    if not errors:
        errors += [_missing_file(folder, each, report_at) for each in ids if each not in found]
    raise_if_any(errors)
    return tuple(replace(found[each], number=n) for n, each in enumerate(ids, start=1))


def parse_section(text: str, path: str, stem: str) -> Section:
    """Split a file into front matter and body.

    Raises: ReportError, when the front matter is missing, unclosed, or not {id, title}.
    """
    lines = tuple(text.split("\n"))
    if lines[0] != _FENCE or _FENCE not in lines[1:]:
        at = Location(path=path, excerpt=lines[0], width=max(1, len(lines[0])))
        hint = "start the file with `---`, `id: …`, `title: …`, `---`"
        raise ReportError("the front matter is missing or not closed", at=at, hint=hint)
    end = lines.index(_FENCE, 1)
    # Blank lines before the front matter keep the YAML's line numbers those of the file.
    yaml = parse_yaml("\n" + "\n".join(lines[1:end]), path)
    front = validate(FrontMatter, yaml)
    return Section(
        id=front.id,
        title=front.title,
        number=0,
        stem=stem,
        body="\n".join(lines[end + 1 :]),
        body_line=end + 2,
        path=path,
        lines=lines,
        title_at=yaml.places["title",],
    )


def _read_section(path: Path, root: Path) -> Section:
    shown = shown_path(path)
    if not _FILE_NAME.fullmatch(path.name):
        message = "a section's file is named like `04-models.md`: two digits, a dash, its id"
        raise ReportError(message, at=Location(path=shown), hint="rename the file")
    return parse_section(read_text(path, root), shown, path.stem)


def _check_entry(section: Section, ids: Sequence[str], found: dict[str, Section]) -> None:
    starts = (n for n, text in enumerate(section.lines, start=1) if text.startswith("id:"))
    line = next(starts, section.title_at.line)
    at = section.locate(line, 1, len(section.lines[line - 1]))
    if section.id not in ids:
        message = f"the section `{section.id}` is not in report.yaml"
        hint = suggest(section.id, ids) or "add it to `sections:` in report.yaml"
        raise Problems([ReportError(message, at=at, hint=hint)])
    if section.id in found:
        message = f"the section `{section.id}` has another file: {found[section.id].path}"
        raise Problems([ReportError(message, at=at, hint="keep one of them")])


def _missing_file(folder: Path, section_id: str, report_at: Location) -> ReportError:
    message = f"the section `{section_id}` has no file in {shown_path(folder)}/"
    hint = f"write one with `id: {section_id}` in its front matter"
    return ReportError(message, at=report_at, hint=hint)
