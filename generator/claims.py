"""Turns what the article asserts, and what was computed, into verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from generator.errors import Location, ReportError, suggest
from generator.results import Quantity, Results

RELATIONS = ("equals", "at_least", "at_most")
OUTCOMES = ("borne-out", "contradicted", "holds-only-if", "cited", "unverified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that the article asserts, and what must bear it out."""

    id: str
    expect: str
    """The verdict that the author expects: one of OUTCOMES."""
    value: Decimal | None = None
    """The number asserted; None for a claim about the world that no result here measures."""
    unit: str = ""
    relation: str = "equals"
    """What the result must be to the value: one of RELATIONS."""
    tolerance: Decimal = Decimal(0)
    """How far the result may miss the value and still bear it out, in the claim's unit."""
    result: str = ""
    """Name of the quantity that must bear the claim out."""
    given: tuple[tuple[str, Decimal], ...] = ()
    """Assumptions, and their values, under which alone the claim is asserted."""
    cite: str = ""
    """Key of the reference that a `cited` claim leans on."""
    at: Location

    @property
    def measured_by(self) -> str:
        """Name the quantity to compare with: under `given` it is recomputed for the claim."""
        return f"claim.{self.id}.result" if self.given else self.result


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A claim held against the results."""

    claim: Claim
    outcome: str
    """One of OUTCOMES."""
    measured: Decimal | None = None
    """What the result is, in the claim's unit; None where nothing here measures it."""


def judge_claims(claims: Iterable[Claim], results: Results) -> tuple[Verdict, ...]:
    """Judge every claim.

    Raises: ReportError, when a claim names a quantity that is not in the results.
    """
    return tuple(_judge_claim(claim, results) for claim in claims)


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
            errors.append(ReportError(message, at=claim.at, hint=hint))
        elif quantity.unit != claim.unit:
            errors.append(_unit_error(claim, quantity))
    return errors


def check_expectations(verdicts: Iterable[Verdict]) -> list[ReportError]:
    """Find claims whose verdict is not the one that the author expects."""
    return [
        ReportError(
            f"claim `{verdict.claim.id}` expects the verdict `{verdict.claim.expect}`, "
            f"but the results say `{verdict.outcome}`{_measured_words(verdict)}",
            at=verdict.claim.at,
            hint="mend the claim or what is written about it, then state the verdict in `expect`",
        )
        for verdict in verdicts
        if verdict.outcome != verdict.claim.expect
    ]


def _unit_error(claim: Claim, quantity: Quantity) -> ReportError:
    message = (
        f"claim `{claim.id}` is in `{claim.unit}`, but `{quantity.name}` is in `{quantity.unit}`"
    )
    return ReportError(message, at=claim.at, hint="give both the same unit")


def _measured_words(verdict: Verdict) -> str:
    if verdict.measured is None:
        return ""
    return f" ({verdict.measured:f} for {verdict.claim.value:f} {verdict.claim.unit})"


def _judge_claim(claim: Claim, results: Results) -> Verdict:
    if not claim.result or claim.value is None:
        return Verdict(claim=claim, outcome="cited" if claim.cite else "unverified")
    measured = results.by_name[claim.measured_by].value
    if not _holds(claim, claim.value, measured):
        return Verdict(claim=claim, outcome="contradicted", measured=measured)
    outcome = "holds-only-if" if claim.given else "borne-out"
    return Verdict(claim=claim, outcome=outcome, measured=measured)


def _holds(claim: Claim, value: Decimal, measured: Decimal) -> bool:
    match claim.relation:
        case "at_least":
            return measured >= value - claim.tolerance
        case "at_most":
            return measured <= value + claim.tolerance
        case _:
            return abs(measured - value) <= claim.tolerance
