"""Turns what does not fit a schema into messages for the people who wrote it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from types import UnionType
from typing import Any, TypeGuard, get_args

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from generator.errors import Location, ReportError, list_known, suggest
from generator.inputs.schemas import (
    ADDRESS,
    DAY,
    DOI,
    ENTRY_ID,
    ENTRY_NAME,
    LANGUAGE,
    REFERENCE_KEY,
    WEB_ADDRESS,
)
from generator.inputs.strict_yaml import Path, YamlFile

_LONGEST_SHOWN = 60
"""How many characters of a value or key a message repeats."""

_LARGEST = Decimal(10) ** 15

_SIZE = "a number of at most 15 digits before the point and 12 after it expected"
_TRUTH = ("`true` or `false` expected", "write one of these two words")
_NUMBER = (
    "a number expected",
    "write a number such as 12.5, without quotes, unit or thousands separator",
)
_WHOLE = ("a whole number expected", "write a number such as 12, without a point or exponent")
_DATE = ("a date such as 2026-11-23 expected", "write year, month and day, all as digits")
_MAP = ("a map of keys expected", "write `key: value` pairs, one to a line and indented")
_TEXT = ("text expected", "write some words, in quotes where they hold a colon")

WORDS: Mapping[str, tuple[str, str]] = {
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
    "date_from_datetime_inexact": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "decimal_max_digits": (_SIZE, "look at the exponent and at the unit, or round it"),
    "decimal_max_places": (_SIZE, "look at the exponent and at the unit, or round it"),
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_whole_digits": (_SIZE, "look at the exponent and at the unit, or round it"),
    "dict_type": _MAP,
    "finite_number": (
        "a finite number expected",
        "write a number such as 12.5: infinity and NaN cannot be reckoned with",
    ),
    "greater_than_equal": ("at least {ge} expected", "write a number that is at least {ge}"),
    "int_parsing": _WHOLE,
    "int_parsing_size": ("a shorter number expected", "write a number such as 12"),
    "int_type": _WHOLE,
    "less_than_equal": ("at most {le} expected", "write a number that is at most {le}"),
    "list_type": ("a list expected", "write it as `[one, another]`"),
    "literal_error": ("one of {choices} expected", "choose one of these words"),
    "model_attributes_type": _MAP,
    "model_type": _MAP,
    "string_pattern_mismatch": ("{form} expected", "{form_hint}"),
    "string_too_short": _TEXT,
    "string_type": _TEXT,
    "too_long": ("a list of {max_length} expected", "remove what is too much"),
    "too_short": ("a list of at least {min_length} expected", "write it as `[one, another]`"),
}
"""What is expected, and how to mend what is not so, by the kind of misfit."""


def _required(pattern: str) -> str:
    """Take away that there may also be nothing: `^(…)?$` is the same form."""
    return re.sub(r"^\^\((.*)\)\?\$$", r"^\1$", pattern)


_FORMS: Mapping[str, tuple[str, str]] = {
    _required(DAY): ("a year or a day", "write one such as `2026` or `2026-11-23`"),
    _required(DOI): ("a DOI", "write it bare, such as `10.1145/3571730`"),
    _required(WEB_ADDRESS): ("an address on the web", "write one that begins with `https://`"),
    ADDRESS: ("an address of a site", "write one such as `https://example.org/report/`"),
    ENTRY_ID: ("a name of a to z, 0 to 9 and `-`", "write one such as `open-core`"),
    ENTRY_NAME: (
        "a name of a to z, 0 to 9 and `_`",
        "write one such as `open_core`; what readers see of it stands in strings.yaml",
    ),
    LANGUAGE: ("a code of a language", "write one such as `en` or `zh`"),
    REFERENCE_KEY: (
        "a key of letters, digits, `_`, `:`, `.` and `-`",
        "write one such as `lecun-1998`",
    ),
}
"""What a pattern of the schemas stands for."""

_MEANT: Mapping[str, str] = {
    "%": "share",
    "percent": "share",
    "points": "share_difference",
    "people": "count",
    "万元": "wan_yuan",
    "cny": "wan_yuan",
    "yuan": "wan_yuan",
    "beta": "pert",
    "constant": "fixed",
    "gaussian": "normal",
}
"""What people write for the words that are known, where it does not look alike."""


def tell_misfits(
    misfits: Iterable[ErrorDetails], model: type[BaseModel], file: YamlFile
) -> list[ReportError]:
    """Say of each misfit what was expected, what was found, where, and how to mend it."""
    return [_tell(each, model, file) for each in misfits]


def find_path(details: ErrorDetails) -> Path:
    """Name the part that a misfit is of: for a key that does not fit, what stands under it."""
    path = details["loc"]
    return path[:-1] if _is_of_key(details) else path


def _is_of_key(details: ErrorDetails) -> bool:
    return details["loc"][-1:] == ("[key]",) and details["type"] != "extra_forbidden"


def _tell(details: ErrorDetails, model: type[BaseModel], file: YamlFile) -> ReportError:
    path = find_path(details)
    name, at = _name(path), file.locate(path)
    match details["type"]:
        case "extra_forbidden":
            schema = find_schema(model, path[:-1])
            return ReportError(
                f"unknown key {name}", at=at, hint=list_known(str(path[-1]), fields_of(schema))
            )
        case "missing":
            return ReportError(f"the key {name} is missing", at=at, hint=f"add `{path[-1]}:`")
        case "value_error":
            return ReportError(str(details["ctx"]["error"]), at=at)
    expected, usual_hint = _find_words(details)
    if _is_of_key(details):
        return ReportError(f"the key {name}: {expected}", at=at, hint=usual_hint)
    found = details["input"]
    hint = _hint_at(found, expected, find_schema(model, path)) or usual_hint
    message = f"{name}: {expected}, found {_show(found)}"
    return ReportError(message, at=_find_value_place(file, path, found), hint=hint)


def _find_value_place(file: YamlFile, path: Path, found: object) -> Location:
    """Find where a value stands; where nothing was written, its key."""
    at = file.locate(path)
    return at if found is None else file.places.get(path, at)


def _name(path: Path) -> str:
    """Name a part by its key; a member of a list by its place in the list."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_name(path[:-1])}"
    return f"`{_clip(path[-1])}`"


def _show(value: object) -> str:
    """Show what was found: text as it was written, anything else by its kind."""
    if isinstance(value, str):
        return f"`{_clip(value)}`" if value else "empty text"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "a map" if isinstance(value, dict) else "nothing"


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _find_words(details: ErrorDetails) -> tuple[str, str]:
    """Say what was expected, and how to mend it."""
    context = dict(details.get("ctx", {}))
    choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
    context["choices"] = ", ".join(f"`{each}`" for each in choices)
    form, context["form_hint"] = _FORMS.get(
        _required(str(context.get("pattern"))), ("another form", "")
    )
    context["form"] = form
    expected, hint = WORDS.get(details["type"], ("another kind of value expected", ""))
    if choices:
        hint = _suggest_choice(str(details["input"]), choices) or hint
    elif expected == "{form} expected":
        hint = _suggest_name(str(details["input"]), str(context.get("pattern"))) or hint
    return expected.format_map(context), hint.format_map(context)


def _suggest_name(found: str, pattern: str) -> str:
    """Write a name as names are written, where it is in Latin letters."""
    joint = {ENTRY_ID: "-", ENTRY_NAME: "_"}.get(pattern, "")
    name = re.sub("[^a-z0-9]+", joint, found.lower()).strip(joint) if joint else ""
    is_right = found.isascii() and re.match(pattern, name)
    return f"did you mean `{_clip(name)}`?" if is_right else ""


def _suggest_choice(found: str, choices: Iterable[str]) -> str:
    word = found.strip().lower()
    meant = _MEANT.get(word, "")
    return f"did you mean `{meant}`?" if meant in choices else suggest(word, choices)


def _hint_at(found: object, expected: str, schema: object) -> str:
    """Say how to mend just this, where that can be told from what was written."""
    if expected == _MAP[0]:
        return _hint_at_map(found, schema)
    number = _guess_number(found) if isinstance(found, str) else None
    if number is None:
        return ""
    if expected == _SIZE:
        is_large = abs(number) >= _LARGEST
        return "look at the exponent, and at the unit of the number" if is_large else "round it"
    is_whole = number == number.to_integral_value() and abs(number) < _LARGEST
    is_right = expected == _NUMBER[0] or (expected == _WHOLE[0] and is_whole)
    return f"did you mean `{number:f}`?" if is_right else ""


def _hint_at_map(found: object, schema: object) -> str:
    if isinstance(found, str) and "：" in found:
        return "put the colon of a Latin keyboard, and a space, after the key"
    if not is_model(schema):
        return ""
    needed = (f"`{key}:`" for key, field in fields_of(schema).items() if field.is_required())
    listed = ", ".join(needed)
    return f"write under it: {listed}" if listed else ""


def _guess_number(text: str) -> Decimal | None:
    """Read what a person may write for a number: 30 %, 1,000 or ¥12; None where it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("¥$€£ ")
    share = plain.removesuffix("%").rstrip()
    is_grouped = re.fullmatch(r"[+-]?\d{1,3}([ ,]\d{3})+(\.\d+)?", share)
    try:
        number = Decimal(re.sub("[ ,]", "", share) if is_grouped else share)
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return number / 100 if share != plain else number


def find_schema(model: type[BaseModel], path: Path) -> Any:  # noqa: ANN401 -- any annotation
    """Find what the schema says of the part at a path: a model, or the kind of a map or list."""
    here = _unwrap(model)
    for part in path:
        if is_model(here):
            field = fields_of(here).get(str(part))
            here = _unwrap(field.annotation) if field else None
        else:
            here = _unwrap(next(reversed(get_args(here)), None))
    return here


def _unwrap(kind: Any) -> Any:  # noqa: ANN401 -- any annotation
    """Take the kind of a value out of a root model, or of a choice between it and nothing."""
    if isinstance(kind, type) and issubclass(kind, RootModel):
        kind = kind.model_fields["root"].annotation
    if isinstance(kind, UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    return kind


def is_model(kind: object) -> TypeGuard[type[BaseModel]]:
    """Tell whether a kind is a map whose keys are known."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """List the fields of a model by the keys that a file has for them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}
