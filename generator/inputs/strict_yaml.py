"""Turns YAML text into plain values that know where they stand, and refuses what is doubtful.

Every scalar stays the text that was written (`no` is text, `1.10` keeps its zero); what it means
is decided by the schema that reads it. Anchors, aliases and tags are refused: no file here needs
them, and they can make a small file huge.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from generator.errors import Location, Problems, ReportError, raise_if_any

Path = tuple[str | int, ...]
"""Keys and list indexes that lead to a value."""

_DEEPEST = 20

_SAYINGS = (
    (r"found character '\\t'", "a tab, where only spaces can stand", "replace it with spaces"),
    (
        "cannot start any token",
        "text cannot begin with this character",
        "put the text in quotes",
    ),
    (
        "mapping values are not allowed",
        "a colon, where no key can stand",
        "indent the line as its neighbours are, or put quotes round text that has a colon",
    ),
    (
        "expected '.' or '[]}]'|expected the node content|expected <block end>.*'[,\\]}]'",
        "a bracket is not closed, or closed twice",
        "close every `[` with `]`, every `{` with `}`, and every quotation mark",
    ),
    (
        "while scanning a quoted|unexpected end of stream|unexpected document separator",
        "a quotation mark is not closed",
        "close it, or write `''` for an apostrophe in single quotes",
    ),
    (
        "expected <block end>|could not find expected ':'|did not find expected",
        "this line fits neither the one above it nor its list or map",
        "indent it as its neighbours are, and give every key its colon",
    ),
    (
        "unknown escape|expected escape sequence",
        "a backslash in double quotes has a meaning of its own",
        "use single quotes, or write two backslashes",
    ),
)
"""What the parser says, what that means, and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """The value of a file, and the place of each part of it."""

    path: str
    value: Any
    places: dict[Path, Location]
    """Where each value starts."""
    key_places: dict[Path, Location]
    """Where the key of each value of a map starts."""

    def locate(self, path: Path) -> Location:
        """Name the place of a value, or of the nearest part around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.key_places.get(path) or self.places[path]


@lru_cache(maxsize=64)
def parse_yaml(text: str, path: str) -> YamlFile:
    """Parse one document.

    Raises: Problems, with every duplicate key, anchor, alias and tag; or the first syntax error,
    or where it is nested too deeply.
    """
    try:
        return _read(text, path, yaml.CSafeLoader)
    except yaml.YAMLError:
        # libyaml is ten times as fast, but counts bytes; the slow parser says what is wrong better.
        return _read_or_explain(text, path)


def _read(text: str, path: str, loader: type[yaml.CSafeLoader | yaml.SafeLoader]) -> YamlFile:
    events = yaml.parse(text, Loader=loader)
    reader = _Reader(path=path, lines=text.split("\n"), events=events)
    value = reader.read_document()
    raise_if_any(reader.errors)
    return YamlFile(path=path, value=value, places=reader.places, key_places=reader.key_places)


def _read_or_explain(text: str, path: str) -> YamlFile:
    reader = _Reader(path=path, lines=text.split("\n"))
    try:
        return _read(text, path, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise Problems([_syntax_error(error, reader)]) from error
    except yaml.reader.ReaderError as error:
        raise Problems([_character_error(error, text, reader)]) from error


def _syntax_error(error: yaml.MarkedYAMLError, reader: "_Reader") -> ReportError:
    is_open = "end of stream" in (error.problem or "")
    # What is never closed ends where the file ends, and is mended where it begins.
    mark = (error.context_mark if is_open else None) or error.problem_mark or error.context_mark
    at = reader.locate(mark) if mark else Location(path=reader.path)
    said = f"{error.problem or error.context}"
    for pattern, meaning, hint in _SAYINGS:
        if re.search(pattern, said):
            return ReportError(f"this is not valid YAML: {meaning}", at=at, hint=hint)
    message = f"this is not valid YAML: {said}"
    return ReportError(message, at=at, hint="look at the indentation and at quotes near here")


def _character_error(error: Any, text: str, reader: "_Reader") -> ReportError:  # noqa: ANN401 -- untyped library
    before = text[: error.position]
    line = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1)
    message = f"the character U+{ord(text[error.position]):04X} is not allowed in YAML"
    at = Location(path=reader.path, line=line + 1, column=column + 1, excerpt=reader.lines[line])
    return ReportError(message, at=at, hint="remove it")


@dataclass(kw_only=True)
class _Reader:
    path: str
    lines: list[str]
    events: Iterator[Any] = field(default_factory=lambda: iter(()))
    errors: list[ReportError] = field(default_factory=list)
    places: dict[Path, Location] = field(default_factory=dict)
    key_places: dict[Path, Location] = field(default_factory=dict)

    def locate(self, mark: Any, end: Any = None) -> Location:  # noqa: ANN401 -- untyped library
        """Name the place of a mark; up to `end`, when that is on the same line."""
        excerpt = self.lines[mark.line] if mark.line < len(self.lines) else ""
        same_line = end is not None and end.line == mark.line
        return Location(
            path=self.path,
            line=mark.line + 1,
            column=mark.column + 1,
            excerpt=excerpt,
            width=max(1, end.column - mark.column) if same_line else 1,
        )

    def read_document(self) -> Any:  # noqa: ANN401 -- any value of YAML
        """Read the one document of the stream; an empty stream is an empty map."""
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            self.places[()] = Location(path=self.path)
            return {}
        value = self._read_value(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._refuse(after, "a second document in one file")
        return value

    def _refuse(self, event: Any, what: str) -> None:  # noqa: ANN401 -- untyped library
        at = self.locate(event.start_mark, event.end_mark)
        hint = "write out what it stands for" if what.startswith("the") else "remove it"
        self.errors.append(ReportError(f"{what} is not allowed here", at=at, hint=hint))

    def _read_value(self, event: Any, path: Path) -> Any:  # noqa: ANN401 -- any value of YAML
        self.places[path] = self.locate(event.start_mark, event.end_mark)
        if len(path) > _DEEPEST:
            message = f"this stands in more than {_DEEPEST} maps and lists"
            hint = "look for brackets left open"
            raise Problems([ReportError(message, at=self.places[path], hint=hint)])
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"the alias `*{event.anchor}`")
            return None
        if event.anchor:
            self._refuse(event, f"the anchor `&{event.anchor}`")
        if event.tag:
            self._refuse(event, f"the tag `{event.tag}`")
        if isinstance(event, yaml.MappingStartEvent):
            return self._read_map(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._read_list(path)
        return None if event.value == "" and not event.style else event.value

    def _read_list(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._read_value(event, (*path, len(values))))
        return values

    def _read_map(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            at = self.locate(event.start_mark, event.end_mark)
            key = self._read_key(event)
            if key in values:
                first = self.key_places[(*path, key)].line
                message = f"the key `{key}` stands here a second time; first on line {first}"
                self.errors.append(ReportError(message, at=at, hint="keep one of them"))
            self.key_places.setdefault((*path, key), at)
            values[key] = self._read_value(next(self.events), (*path, key))
        return values

    def _read_key(self, event: Any) -> str:  # noqa: ANN401 -- untyped library
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        self._refuse(event, "a key that is no text")
        self._read_value(event, ("?",))
        return "?"
