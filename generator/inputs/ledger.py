"""Turns the ledger of claims, claims.yaml, into claims that can be judged.

What makes no sense whatever the results are is refused here, at its line.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, RootModel, model_validator

from generator.claims import Claim
from generator.errors import ReportError
from generator.inputs.schemas import Id, Key, Name, Number, Strict, Unit
from generator.inputs.strict_yaml import YamlFile

_LIMITS: dict[str, tuple[int, int | None]] = {
    "share": (0, 1),
    "share_difference": (-1, 1),
    "count": (0, None),
    "flop": (0, None),
    "second": (0, None),
    "nat": (0, None),
    "year": (0, None),
}
"""Between what a quantity of a unit lies in any case; `wan_yuan` and `ratio` are unbounded."""
_EXACT_UNITS = ("count", "wan_yuan")
"""Units in which equality to the last digit means something: what else is measured varies."""


class ClaimEntry(Strict):
    """One claim of claims.yaml."""

    expect: Literal[
        "borne-out",
        "contradicted",
        "holds-only-if",
        "cited",
        "contradicted-by-source",
        "unverified",
    ]
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: Unit | None = None
    relation: Literal["equals", "at_least", "at_most", "greater_than", "less_than", "between"] = (
        "equals"
    )
    tolerance: Number = Decimal(0)
    relative_tolerance: Number = Decimal(0)
    result: str = ""
    given: dict[Name, Number] = Field(default_factory=dict)
    cite: list[Key] = Field(default_factory=list)
    refuted_by: list[Key] = Field(default_factory=list)
    reference: Key | None = None

    @model_validator(mode="after")
    def _measurable(self) -> Self:
        for is_wrong, message in self._misfits():
            if is_wrong:
                raise ValueError(message)
        return self

    def _misfits(self) -> Iterator[tuple[bool, str]]:
        """List what keys must and must not stand together; the first that is wrong is told."""
        is_range = self.relation == "between"
        asserts = self.value is not None or self.low is not None or self.high is not None
        named = bool(self.cite or self.refuted_by or self.reference)
        yield (
            is_range and (self.low is None or self.high is None or self.value is not None),
            "`between` takes `low` and `high` instead of a `value`",
        )
        yield (
            not is_range and (self.low is not None or self.high is not None),
            f"`low` and `high` go with the relation `between`, not with `{self.relation}`",
        )
        yield (
            asserts != bool(self.result),
            "`value` and `result` go together: give both, or neither",
        )
        yield bool(self.result) and not self.unit, "a claim with a `value` needs its `unit`"
        yield (
            bool(self.result) and named,
            "a claim is judged by a `result` or by sources, not by both",
        )
        yield (
            bool(self.reference) and bool(self.cite),
            "a claim that a `reference` exists cites nothing else",
        )
        yield (
            bool(self.tolerance) and bool(self.relative_tolerance),
            "give `tolerance` or `relative_tolerance`, not both",
        )


class ClaimsFile(RootModel[dict[Id, ClaimEntry]]):
    """claims.yaml."""


def make_claims(file: ClaimsFile, yaml: YamlFile) -> tuple[Claim, ...]:
    """Make claims of the entries."""
    return tuple(_make_claim(name, entry, yaml) for name, entry in file.root.items())


def check_claim_terms(claim: Claim) -> Iterator[ReportError]:
    """Find what makes no sense in a claim, whatever the results are."""
    if claim.result:
        yield from _check_ends(claim)
        yield from _check_values(claim)
        yield from _check_relation(claim)
    yield from _check_tolerance(claim)


def _make_claim(name: str, entry: ClaimEntry, yaml: YamlFile) -> Claim:
    relative = entry.relative_tolerance
    size = abs(entry.value) if entry.value is not None else Decimal(0)
    return Claim(
        id=name,
        expect=entry.expect,
        value=entry.value,
        low=entry.low,
        high=entry.high,
        unit=entry.unit or "",
        relation=entry.relation,
        tolerance=relative * size if relative else entry.tolerance,
        relative_tolerance=relative,
        result=entry.result,
        given=tuple(entry.given.items()),
        cites=tuple(entry.cite),
        refuted_by=tuple(entry.refuted_by),
        reference=entry.reference or "",
        at=yaml.locate((name,)),
        places=tuple(
            (".".join(map(str, path[1:])), at)
            for path, at in yaml.places.items()
            if path[:1] == (name,) and len(path) > 1
        ),
    )


def _check_ends(claim: Claim) -> Iterator[ReportError]:
    if claim.low is not None and claim.high is not None and claim.low >= claim.high:
        message = f"claim `{claim.id}`: `low` {claim.low} is not below `high` {claim.high}"
        yield ReportError(message, at=claim.locate("low"), hint="exchange them, or mend one")


def _check_values(claim: Claim) -> Iterator[ReportError]:
    """Refuse numbers that no quantity of the unit can be."""
    low, high = _LIMITS.get(claim.unit, (None, None))
    for key, value in (("value", claim.value), ("low", claim.low), ("high", claim.high)):
        if value is None:
            continue
        if (low is not None and value < low) or (high is not None and value > high):
            message = f"claim `{claim.id}`: no `{claim.unit}` can be {value}"
            hint = f"a `{claim.unit}` is at least {low}" + (f", at most {high}" if high else "")
            yield ReportError(message, at=claim.locate(key), hint=hint)
        elif claim.unit == "count" and value != int(value):
            message = f"claim `{claim.id}`: a `count` is whole, found {value}"
            yield ReportError(message, at=claim.locate(key), hint="leave out the fraction")


def _check_relation(claim: Claim) -> Iterator[ReportError]:
    """Refuse a relation that always or never holds, or that chance alone decides."""
    at, name = claim.locate("relation"), f"claim `{claim.id}`: `{claim.relation}`"
    low, high = _LIMITS.get(claim.unit, (None, None))
    is_lowest = low is not None and claim.value == Decimal(low)
    is_highest = high is not None and claim.value == Decimal(high)
    lowest = {"at_least": "always", "less_than": "never"}.get(claim.relation, "")
    highest = {"at_most": "always", "greater_than": "never"}.get(claim.relation, "")
    if often := (is_lowest and lowest) or (is_highest and highest):
        message = f"{name} {claim.value} {often} holds for a `{claim.unit}`"
        hint = "assert something that the results can bear out or contradict"
        yield ReportError(message, at=at, hint=hint)
    if claim.relation == "equals" and not claim.tolerance and claim.unit not in _EXACT_UNITS:
        message = f"{name} makes no sense for a `{claim.unit}` without a tolerance"
        hint = "a measured number never equals another to the last digit: add `tolerance:`"
        yield ReportError(message, at=at, hint=hint)


def _check_tolerance(claim: Claim) -> Iterator[ReportError]:
    for key, value in (
        ("tolerance", claim.tolerance),
        ("relative_tolerance", claim.relative_tolerance),
    ):
        if value < 0 and dict(claim.places).get(key):
            message = f"claim `{claim.id}`: `{key}` is {value}, below 0"
            yield ReportError(message, at=claim.locate(key), hint="write how far it may miss")
        elif value and not claim.result and dict(claim.places).get(key):
            message = f"claim `{claim.id}` has a `{key}`, but no number that could miss"
            yield ReportError(message, at=claim.locate(key), hint=f"remove `{key}:`")
    if claim.relative_tolerance and claim.relation == "between":
        message = f"claim `{claim.id}`: a `relative_tolerance` makes no sense for a range"
        at = claim.locate("relative_tolerance")
        yield ReportError(message, at=at, hint="write `tolerance:` in the claim's unit")
