"""Turns what each YAML file may hold into schemas; the only place that knows it."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

ENTRY_NAME = r"^[a-z][a-z0-9_]*$"
ENTRY_ID = r"^[a-z][a-z0-9-]*$"
REFERENCE_KEY = r"^\w[\w:.-]*$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
ADDRESS = r"^https?://[^\s]+/$"
WEB_ADDRESS = r"^(https?://[^\s]+)?$"
DOI = r"^(10\.\d{4,9}/\S+)?$"
DAY = r"^(\d{4}(-\d\d(-\d\d)?)?)?$"


def _without_exponent(number: Decimal) -> Decimal:
    """Write 1e3 as 1000, and a negative zero as zero."""
    return number + 0


Name = Annotated[str, StringConstraints(pattern=ENTRY_NAME)]
Id = Annotated[str, StringConstraints(pattern=ENTRY_ID)]
Key = Annotated[str, StringConstraints(pattern=REFERENCE_KEY)]
Words = Annotated[str, StringConstraints(min_length=1)]
LanguageCode = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Number = Annotated[
    Decimal, Field(max_digits=27, decimal_places=12), AfterValidator(_without_exponent)
]
"""So many digits that sums of a few are exact in the arithmetic of the scenarios."""
Unit = Literal[
    "count", "flop", "nat", "ratio", "second", "share", "share_difference", "wan_yuan", "year"
]


def _written_date(text: object) -> object:
    """Refuse what pydantic would take for seconds since 1970."""
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise PydanticCustomError("date_parsing", "no date")
    return text


Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """A map in a file, which holds what its schema knows and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stand_ins: ClassVar[Mapping[str, object]] = {}
    """What stands in for a needed part that does not fit, so that the rest can be checked."""


class CorrelationEntry(Strict):
    """How two assumptions move together."""

    stand_ins = {"between": ["unfit", "unfit"], "value": "0"}

    between: Annotated[list[Name], Field(min_length=2, max_length=2)]
    value: Number


class RiskEntry(Strict):
    """How the distributions are drawn from."""

    stand_ins = {"draws": "2", "seed": "0", "scenario": "unfit"}

    draws: int
    seed: int
    points: Literal["random", "sobol"] = "random"
    scenario: Name
    correlations: list[CorrelationEntry] = []


class ReportFile(Strict):
    """report.yaml."""

    stand_ins = {"title": {}, "abstract": {}, "languages": ["en"], "sections": ["unfit"]}

    title: dict[LanguageCode, Words]
    abstract: dict[LanguageCode, str]
    keywords: dict[LanguageCode, list[str]] = {}
    authors: list[str] = []
    licence: str = ""
    languages: Annotated[list[LanguageCode], Field(min_length=1)]
    sections: Annotated[list[Id], Field(min_length=1)]
    date: Annotated[dt.date, BeforeValidator(_written_date)] | None = None
    site: Annotated[str, StringConstraints(pattern=ADDRESS)] = ""
    networks: list[Id] = []
    seeds: list[int] = []
    years: Annotated[int, Field(ge=1, le=100)] = 5
    risk: RiskEntry | None = None
    names: list[str] = []


class AssumptionEntry(Strict):
    """One assumption of assumptions.yaml."""

    stand_ins = {"value": "1", "unit": "count", "source": ""}

    value: Number
    unit: Unit
    low: Number | None = None
    high: Number | None = None
    distribution: Literal["fixed", "uniform", "triangular", "pert", "normal", "lognormal"] = "fixed"
    source: str


class ScenarioEntry(Strict):
    """One scenario of scenarios.yaml."""

    from_: Name = Field(default="", alias="from")
    set: dict[Name, Number] = {}
    scale: dict[Name, Number] = {}
    strategy: bool = True


class StateEntry(Strict):
    """One state of the market of states.yaml."""

    stand_ins = {"probability": "0"}

    probability: Number
    scale: dict[Name, Number] = {}


class FrontMatter(Strict):
    """What stands between the `---` lines of a section."""

    id: Id
    title: Words


class AssumptionsFile(RootModel[dict[Name, AssumptionEntry]]):
    """assumptions.yaml."""


class ScenariosFile(RootModel[dict[Name, ScenarioEntry]]):
    """scenarios.yaml."""


class StatesFile(RootModel[dict[Name, StateEntry]]):
    """states.yaml."""
