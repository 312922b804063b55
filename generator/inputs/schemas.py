"""Turns plain YAML values into checked ones; the only place that knows what each file may hold."""

import datetime as dt
import re
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from generator.errors import Problems, ReportError, suggest
from generator.inputs.strict_yaml import Path, YamlFile

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Key = Annotated[str, StringConstraints(pattern=r"^\w[\w:.-]*$")]
Words = Annotated[str, StringConstraints(min_length=1)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Number = Annotated[Decimal, Field(max_digits=27, decimal_places=12)]
"""So many digits that sums of a few are exact in the arithmetic of the scenarios."""
Unit = Literal["count", "flop", "nat", "ratio", "second", "share", "wan_yuan", "year"]


def _written_date(text: object) -> object:
    """Refuse what pydantic would take for seconds since 1970."""
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise PydanticCustomError("date_parsing", "no date")
    return text


Model = TypeVar("Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CorrelationEntry(_Strict):
    """How two assumptions move together."""

    between: Annotated[list[Name], Field(min_length=2, max_length=2)]
    value: Number


class RiskEntry(_Strict):
    """How the distributions are drawn from."""

    draws: int
    seed: int
    points: Literal["random", "sobol"] = "random"
    scenario: Name
    correlations: list[CorrelationEntry] = []


class ReportFile(_Strict):
    """report.yaml."""

    parts_to_spare: ClassVar = ("risk", "years")
    """What may be left out of an unfit file, so that more of it can be checked."""

    title: dict[LanguageCode, Words]
    abstract: dict[LanguageCode, str]
    keywords: dict[LanguageCode, list[str]] = {}
    authors: list[str] = []
    licence: str = ""
    languages: Annotated[list[LanguageCode], Field(min_length=1)]
    sections: Annotated[list[Id], Field(min_length=1)]
    date: Annotated[dt.date, BeforeValidator(_written_date)] | None = None
    site: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+/$")] = ""
    networks: list[Id] = []
    seeds: list[int] = []
    years: int = 5
    risk: RiskEntry | None = None
    names: list[str] = []


class AssumptionEntry(_Strict):
    """One assumption of assumptions.yaml."""

    value: Number
    unit: Unit
    low: Number | None = None
    high: Number | None = None
    distribution: Literal["fixed", "uniform", "triangular", "pert", "normal", "lognormal"] = "fixed"
    source: str


class ScenarioEntry(_Strict):
    """One scenario of scenarios.yaml."""

    from_: Name = Field(default="", alias="from")
    set: dict[Name, Number] = {}
    strategy: bool = True


class StateEntry(_Strict):
    """One state of the market of states.yaml."""

    probability: Number
    scale: dict[Name, Number] = {}


class ClaimEntry(_Strict):
    """One claim of claims.yaml."""

    expect: Literal["borne-out", "contradicted", "holds-only-if", "cited", "unverified"]
    value: Number | None = None
    unit: Unit | Literal[""] = ""
    relation: Literal["equals", "at_least", "at_most"] = "equals"
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)
    result: str = ""
    given: dict[Name, Number] = {}
    cite: str = ""

    @model_validator(mode="after")
    def _measurable(self) -> Self:
        if (self.value is None) != (not self.result):
            message = "`value` and `result` go together: give both, or neither"
            raise ValueError(message)
        if self.result and not self.unit:
            message = "a claim with a `value` needs its `unit`"
            raise ValueError(message)
        return self


class AuthorEntry(_Strict):
    """One author, in the terms of CSL."""

    family: str = ""
    given: str = ""
    literal: str = ""


class ReferenceEntry(_Strict):
    """One entry of references.yaml, in the terms of CSL 1.0.2."""

    id: Key
    type: Literal[
        "article",
        "article-journal",
        "book",
        "chapter",
        "dataset",
        "paper-conference",
        "post-weblog",
        "report",
        "software",
        "standard",
        "thesis",
        "webpage",
    ]
    title: str
    language: str
    verified: str
    author: list[AuthorEntry] = []
    issued: str = ""
    container_title: str = Field(default="", alias="container-title")
    publisher: str = ""
    publisher_place: str = Field(default="", alias="publisher-place")
    edition: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    url: str = Field(default="", alias="URL")
    doi: str = Field(default="", alias="DOI")
    isbn: str = Field(default="", alias="ISBN")
    accessed: str = ""


class FrontMatter(_Strict):
    """What stands between the `---` lines of a section."""

    id: Id
    title: Words


class AssumptionsFile(RootModel[dict[Name, AssumptionEntry]]):
    """assumptions.yaml."""


class ScenariosFile(RootModel[dict[Name, ScenarioEntry]]):
    """scenarios.yaml."""


class StatesFile(RootModel[dict[Name, StateEntry]]):
    """states.yaml."""


class ClaimsFile(RootModel[dict[Id, ClaimEntry]]):
    """claims.yaml."""


class ReferencesFile(RootModel[list[ReferenceEntry]]):
    """references.yaml."""


def validate(model: type[Model], file: YamlFile) -> Model:
    """Check a file's value against its schema.

    Raises: Problems, with every misfit at its place.
    """
    fitting, errors = validate_what_fits(model, file)
    if fitting is None or errors:
        raise Problems(errors)
    return fitting


def validate_what_fits(
    model: type[Model], file: YamlFile
) -> tuple[Model | None, list[ReportError]]:
    """Check a file's value, leaving out what does not fit; with the errors of that.

    Gives None where the file means nothing without it.
    """
    try:
        return model.model_validate(file.value), []
    except ValidationError as invalid:
        misfits = invalid.errors()
    errors = [_error_at(each, model, file) for each in misfits]
    rest = file.value
    spare = getattr(model, "parts_to_spare", rest)
    for each in misfits:
        if not each["loc"] or each["loc"][0] not in spare:
            return None, errors
        rest = _without(rest, _unfit_part(each["loc"]))
    try:
        return model.model_validate(rest), errors
    except ValidationError:
        return None, errors


def _unfit_part(path: Path) -> Path:
    """Name what is left out for a misfit: the list that it is in, or else the whole entry."""
    places = (n for n, part in enumerate(path) if isinstance(part, int))
    return path[: next(places, 1)]


def _without(value: object, path: Path) -> object:
    """Copy a value without the part at a path; nothing is left of what is no map."""
    if not path or not isinstance(value, dict):
        return None
    key, inner = path[0], path[1:]
    if not inner:
        return {name: each for name, each in value.items() if name != key}
    return {name: _without(each, inner) if name == key else each for name, each in value.items()}


def _error_at(details: ErrorDetails, model: type[BaseModel], file: YamlFile) -> ReportError:
    path: Path = tuple(part for part in details["loc"] if part != "[key]")
    name = path[-1] if path else "the file"
    at = file.locate(path)
    match details["type"]:
        case "extra_forbidden":
            known = _fields_around(model, path)
            expected = ", ".join(f"`{each}`" for each in known)
            hint = suggest(str(name), known) or f"known here: {expected}"
            return ReportError(f"unknown key `{name}`", at=at, hint=hint)
        case "missing":
            return ReportError(f"the key `{name}` is missing", at=at, hint=f"add `{name}:`")
        case "value_error":
            return ReportError(str(details["ctx"]["error"]), at=at)
    value_at = file.places.get(path, at)
    found = details["input"]
    shown = f"`{found}`" if isinstance(found, str) else _kind_of(found)
    message = f"`{name}`: {_expected(details)}, found {shown}"
    return ReportError(message, at=value_at, hint=_hint(details))


def _kind_of(value: object) -> str:
    return {dict: "a map", list: "a list", type(None): "nothing"}.get(type(value), repr(value))


_SIZE = "a number of at most 15 digits before the point and 12 after it expected"
_EXPECTED = {
    "string_too_short": "text expected",
    "string_type": "text expected",
    "decimal_max_digits": _SIZE,
    "decimal_max_places": _SIZE,
    "decimal_parsing": "a number expected",
    "decimal_type": "a number expected",
    "decimal_whole_digits": _SIZE,
    "finite_number": "a finite number expected",
    "int_parsing": "a whole number expected",
    "int_type": "a whole number expected",
    "list_type": "a list expected",
    "dict_type": "a map of keys expected",
    "model_type": "a map of keys expected",
    "model_attributes_type": "a map of keys expected",
    "bool_parsing": "`true` or `false` expected",
    "bool_type": "`true` or `false` expected",
    "date_from_datetime_parsing": "a date such as 2026-11-23 expected",
    "date_parsing": "a date such as 2026-11-23 expected",
    "date_type": "a date such as 2026-11-23 expected",
}


def _expected(details: ErrorDetails) -> str:
    kind = details["type"]
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    context = details.get("ctx", {})
    if kind == "literal_error":
        return f"one of {context['expected']} expected"
    if kind == "string_pattern_mismatch":
        return f"text of the form {context['pattern']} expected"
    if kind in {"too_long", "too_short"}:
        length = context.get("max_length") or context.get("min_length")
        return (
            f"a list of {length} expected" if kind == "too_long" else f"at least {length} expected"
        )
    return details["msg"].lower()


_HINTS = {
    "decimal_parsing": "write a number such as 12.5, without quotes, unit or thousands separator",
    "finite_number": "write a number such as 12.5: infinity and NaN cannot be reckoned with",
    "int_parsing": "write a number such as 12, without a point or exponent",
}


def _hint(details: ErrorDetails) -> str:
    if details["type"] == "literal_error":
        options = details["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return suggest(str(details["input"]), options)
    return _HINTS.get(details["type"], "")


def _fields_around(model: type[BaseModel], path: Path) -> list[str]:
    """Name the keys that the map around a path may have."""
    here: Any = model
    for part in path[:-1]:
        if isinstance(here, type) and issubclass(here, RootModel):
            here = here.model_fields["root"].annotation
        if isinstance(here, UnionType):
            here = next(each for each in get_args(here) if each is not type(None))
        if isinstance(here, type):
            fields = {f.alias or name: f for name, f in _fields_of(here).items()}
            here = fields[str(part)].annotation
        else:
            here = get_args(here)[-1]
    if isinstance(here, UnionType):
        here = next(each for each in get_args(here) if each is not type(None))
    return [field.alias or name for name, field in _fields_of(here).items()]


def _fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return model.model_fields
