"""Turns what the article asserts, and what was computed, into verdicts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from generator.errors import Location, ReportError, suggest
from generator.results import Quantity, Results

RELATIONS = ("equals", "at_least", "at_most", "greater_than", "less_than", "between")
"""What a result must be to what is asserted; `between` includes both ends."""
OUTCOMES = (
    *("borne-out", "contradicted", "holds-only-if"),
    *("cited", "contradicted-by-source", "unverified"),
)
"""The first three are computed from results, the others from sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that the article asserts, and what must bear it out."""

    id: str
    expect: str
    """The verdict that the author expects: one of OUTCOMES."""
    value: Decimal | None = None
    """The number asserted; None for a range, and for a claim that no result here measures."""
    low: Decimal | None = None
    high: Decimal | None = None
    """The ends of the range that `between` asserts."""
    unit: str = ""
    relation: str = "equals"
    """What the result must be to the value: one of RELATIONS."""
    tolerance: Decimal = Decimal(0)
    """How far the result may miss the value and still bear it out, in the claim's unit."""
    relative_tolerance: Decimal = Decimal(0)
    """The same as a share of the value, where the author gave it so; else 0."""
    result: str = ""
    """Name of the quantity that must bear the claim out."""
    given: tuple[tuple[str, Decimal], ...] = ()
    """Assumptions, and their values, under which alone the claim is asserted."""
    cites: tuple[str, ...] = ()
    """Keys of the references that a claim about the world leans on."""
    refuted_by: tuple[str, ...] = ()
    """Keys of the references that say otherwise."""
    reference: str = ""
    """Key of the reference that is claimed to exist as it is listed."""
    at: Location
    places: tuple[tuple[str, Location], ...] = ()
    """Where the parts of the claim stand, by key."""

    @property
    def measured_by(self) -> str:
        """Name the quantity to compare with: under `given` it is recomputed for the claim."""
        return f"claim.{self.id}.result" if self.given else self.result

    @property
    def sources(self) -> tuple[str, ...]:
        """List the references that the verdict on a claim about the world rests on."""
        supporting = (self.reference,) if self.reference else self.cites
        return (*supporting, *self.refuted_by)

    def locate(self, key: str) -> Location:
        """Name the place of a part, or of the claim where that part is left out."""
        return dict(self.places).get(key, self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A claim held against the results."""

    claim: Claim
    outcome: str
    """One of OUTCOMES."""
    measured: Decimal | None = None
    """What the result is, in the claim's unit; None where nothing here measures it."""


def judge_claims(
    claims: Iterable[Claim], results: Results, found: Collection[str] = ()
) -> tuple[Verdict, ...]:
    """Judge every claim; `found` are the keys of the references that could be traced.

    Raises: KeyError, when a claim names a quantity that is not in the results: check them first.
    """
    return tuple(_judge_claim(claim, results, found) for claim in claims)


def check_claims(claims: Iterable[Claim], results: Results) -> list[ReportError]:
    """Find claims that name an unknown quantity, or compare across units."""
    errors = []
    for claim in claims:
        if not claim.result:
            continue
        quantity = results.by_name.get(claim.measured_by)
        if quantity is None:
            message = f"claim `{claim.id}` names the unknown result `{claim.measured_by}`"
            hint = suggest(claim.measured_by, results.by_name)
            errors.append(ReportError(message, at=claim.locate("result"), hint=hint))
        elif quantity.unit != claim.unit:
            errors.append(_unit_error(claim, quantity))
    return errors


def check_expectations(verdicts: Iterable[Verdict]) -> list[ReportError]:
    """Find claims whose verdict is not the one that the author expects."""
    return [
        ReportError(
            f"claim `{verdict.claim.id}` expects the verdict `{verdict.claim.expect}`, "
            f"but {_judge(verdict)} `{verdict.outcome}`{_measured_words(verdict)}",
            at=verdict.claim.locate("expect"),
            hint="mend the claim or what is written about it, then state the verdict in `expect`",
        )
        for verdict in verdicts
        if verdict.outcome != verdict.claim.expect
    ]


def _unit_error(claim: Claim, quantity: Quantity) -> ReportError:
    message = (
        f"claim `{claim.id}` is in `{claim.unit}`, but `{quantity.name}` is in `{quantity.unit}`"
    )
    return ReportError(message, at=claim.locate("unit"), hint="give both the same unit")


def _judge(verdict: Verdict) -> str:
    return "its sources say" if verdict.measured is None else "the results say"


def _measured_words(verdict: Verdict) -> str:
    claim = verdict.claim
    if verdict.measured is None:
        return ""
    asserted = f"{claim.low} to {claim.high}" if claim.value is None else f"{claim.value:f}"
    return f" ({verdict.measured:f} for {asserted} {claim.unit})"


def _judge_claim(claim: Claim, results: Results, found: Collection[str]) -> Verdict:
    if not claim.result:
        return Verdict(claim=claim, outcome=_judge_sources(claim, found))
    measured = results.by_name[claim.measured_by].value
    if not _holds(claim, measured):
        return Verdict(claim=claim, outcome="contradicted", measured=measured)
    outcome = "holds-only-if" if claim.given else "borne-out"
    return Verdict(claim=claim, outcome=outcome, measured=measured)


def _judge_sources(claim: Claim, found: Collection[str]) -> str:
    """Judge a claim about the world; a reference that cannot be traced bears nothing out."""
    if any(key in found for key in claim.refuted_by):
        return "contradicted-by-source"
    supporting = [key for key in claim.sources if key not in claim.refuted_by]
    return "cited" if supporting and all(key in found for key in supporting) else "unverified"


def _holds(claim: Claim, measured: Decimal) -> bool:
    low = claim.value if claim.low is None else claim.low
    high = claim.value if claim.high is None else claim.high
    least = Decimal("-Infinity") if low is None else low - claim.tolerance
    most = Decimal("Infinity") if high is None else high + claim.tolerance
    match claim.relation:
        case "at_least":
            return measured >= least
        case "greater_than":
            return measured > least
        case "at_most":
            return measured <= most
        case "less_than":
            return measured < most
        case _:
            return least <= measured <= most
