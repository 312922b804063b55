"""Turns the evidence for a report into nouns, and into JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from generator.provenance import Code, Trace
from generator.results import schema_of, to_plain

FORMAT = 3
"""History: 1, verdicts and places of use; 2, what every number, figure and table is made from;
3, how every reference was verified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the prose of one language uses something."""

    language: str
    section: str
    """Empty for the abstract."""
    block: int
    """Index in the section's blocks; footnotes come after the last."""
    at: str
    """File, line and column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberEvidence:
    """A number or computed word, what it was made from, and where it is used."""

    trace: Trace
    figures: tuple[str, ...]
    """Ids of the figures that show it."""
    tables: tuple[str, ...]
    claims: tuple[str, ...]
    """Ids of the claims that it bears out or contradicts."""
    uses: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEvidence:
    """A figure or a table: what drew it, and the names of the numbers that it shows."""

    kind: str
    """`figure` or `table`."""
    id: str
    made_by: tuple[Code, ...]
    """One of a figure; none of a table, whose cells the prose names one by one."""
    names: tuple[str, ...]
    uses: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEvidence:
    """What the article asserts, and what the results and sources make of it."""

    id: str
    outcome: str
    relation: str
    asserted: str
    """The number, or `low to high`; empty where no result measures the claim."""
    tolerance: str
    unit: str
    measured: str
    measured_by: str
    """Name of the quantity that it is held against."""
    names: tuple[str, ...]
    """Of the numbers that the claim is stated with."""
    sources: tuple[str, ...]
    """Keys of the references that the verdict rests on."""
    stated_at: str
    uses: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceEvidence:
    """An entry of the bibliography, how it was verified, and what rests on it."""

    key: str
    title: str
    verified: tuple[str, ...]
    """What was opened; empty where nothing could be."""
    unchecked: tuple[str, ...]
    """Parts of the entry that did not show there."""
    claims: tuple[str, ...]
    """Ids of the claims that are about it, or that it bears out or contradicts."""
    stated_at: str
    uses: tuple[Place, ...]


Used = TypeVar("Used", NumberEvidence, ShownEvidence, ClaimEvidence, ReferenceEvidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A figure as evidence sees it: what draws it, and what it shows."""

    id: str
    made_by: Code
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A library that shaped the results or the bytes."""

    name: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that the report says, and what bears it out."""

    claims: tuple[ClaimEvidence, ...] = ()
    figures: tuple[ShownEvidence, ...] = ()
    tables: tuple[ShownEvidence, ...] = ()
    numbers: tuple[NumberEvidence, ...] = ()
    """Every name that is used, and every name that one of these was made from."""
    references: tuple[ReferenceEvidence, ...] = ()
    versions: tuple[Version, ...] = ()

    def without_lines(self) -> "Evidence":
        """Leave out where in its file each use stands: pages do not say that."""
        return replace(
            self,
            claims=tuple(map(_without_lines, self.claims)),
            figures=tuple(map(_without_lines, self.figures)),
            tables=tuple(map(_without_lines, self.tables)),
            numbers=tuple(map(_without_lines, self.numbers)),
            references=tuple(map(_without_lines, self.references)),
        )

    @cached_property
    def number_by_name(self) -> Mapping[str, NumberEvidence]:
        """Look numbers up by their name."""
        return {number.trace.name: number for number in self.numbers}


def _without_lines(used: Used) -> Used:
    return replace(used, uses=tuple(replace(use, at="") for use in used.uses))


def evidence_to_json(evidence: Evidence) -> str:
    """Write evidence as text, the same bytes for the same evidence."""
    plain = {"format": FORMAT, **to_plain(evidence)}
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def evidence_schema() -> dict[str, Any]:
    """Describe evidence.json.

    Source: JSON Schema, draft 2020-12.
    """
    schema = schema_of(Evidence)
    schema["properties"] = {"format": {"const": FORMAT}, **schema["properties"]}
    schema["required"] = ["format", *schema["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Evidence for a report",
        **schema,
    }
