"""Turns evidence into the lines that tell one number, figure, table or claim."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.errors import ReportError, suggest
from generator.evidence.nouns import (
    ClaimEvidence,
    Evidence,
    NumberEvidence,
    Place,
    ReferenceEvidence,
    ShownEvidence,
)
from generator.provenance import Code, Trace, Traces
from generator.results import to_plain

Found = NumberEvidence | ShownEvidence | ClaimEvidence | ReferenceEvidence
_PREFIXES = {"figure": "fig-", "table": "tbl-", "claim": "claim-", "reference": "@"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What there is to say of one name, for people and for machines."""

    lines: tuple[str, ...]
    plain: Mapping[str, object]


def explain(name: str, evidence: Evidence, traces: Traces) -> Explanation:
    """Explain a number, figure, table, claim or reference by its name or its id in the prose.

    Raises: ReportError, when nothing has the name.
    """
    found = _find(name, evidence, traces)
    teller = _Teller(traces.by_name)
    steps = traces.reach(_names_of(found))
    return Explanation(
        lines=tuple(teller.tell(found)),
        plain={
            "kind": _kind_of(found),
            "found": to_plain(found),
            "made_from": [to_plain(traces.by_name[step]) for step in steps],
        },
    )


def _find(name: str, evidence: Evidence, traces: Traces) -> Found:
    known: dict[str, Found] = {}
    for kind, listed in (
        ("figure", evidence.figures),
        ("table", evidence.tables),
        ("claim", evidence.claims),
    ):
        for each in listed:
            known[f"{_PREFIXES[kind]}{each.id}"] = each
    known |= {f"@{each.key}": each for each in evidence.references}
    trace = traces.find(name)
    if trace:
        unused = NumberEvidence(trace=trace, figures=(), tables=(), claims=(), uses=())
        return evidence.number_by_name.get(trace.name, unused)
    for prefix in ("", *_PREFIXES.values()):
        if f"{prefix}{name}" in known:
            return known[f"{prefix}{name}"]
    message = f"nothing in the report is called `{name}`"
    names = (*traces.by_name, *known, *(each.partition("-")[2] for each in known))
    hint = suggest(name, names) or "name a number, a figure, a table, a claim or a reference"
    raise ReportError(message, hint=hint)


def _kind_of(found: Found) -> str:
    if isinstance(found, ShownEvidence):
        return found.kind
    if isinstance(found, ReferenceEvidence):
        return "reference"
    return "claim" if isinstance(found, ClaimEvidence) else "number"


def _names_of(found: Found) -> tuple[str, ...]:
    if isinstance(found, NumberEvidence):
        return (found.trace.name,)
    if isinstance(found, ClaimEvidence):
        return (found.measured_by, *found.names)
    return () if isinstance(found, ReferenceEvidence) else found.names


class _Teller:
    """Tells a tree of numbers; what was told once is only named again."""

    def __init__(self, traces: Mapping[str, Trace]) -> None:
        self._traces = traces
        self._told: set[str] = set()

    def tell(self, found: Found) -> Iterator[str]:
        if isinstance(found, NumberEvidence):
            yield from self._tell_tree(found.trace.name, "")
            yield from _tell_showing(found)
        elif isinstance(found, ClaimEvidence):
            yield from self._tell_claim(found)
        elif isinstance(found, ReferenceEvidence):
            yield from _tell_reference(found)
        else:
            yield f"{_PREFIXES[found.kind]}{found.id}"
            yield from (f"  drawn by {_code(code)}" for code in found.made_by)
            yield from self._tell_names("shows", found.names)
        yield from _tell_uses(found.uses)

    def _tell_claim(self, claim: ClaimEvidence) -> Iterator[str]:
        yield f"claim-{claim.id}: {claim.outcome}, stated at {claim.stated_at}"
        if claim.measured_by:
            tolerance = f", give or take {claim.tolerance}" if claim.tolerance != "0" else ""
            asserted = f"{claim.relation} {claim.asserted} {claim.unit}{tolerance}"
            yield f"  asserted {asserted}; found {claim.measured}"
        if claim.sources:
            yield f"  sources {', '.join(claim.sources)}"
        if claim.measured_by:
            yield "  held against"
            yield from self._tell_tree(claim.measured_by, "    ")
        yield from self._tell_names("stated with", claim.names)

    def _tell_names(self, word: str, names: Iterable[str]) -> Iterator[str]:
        listed = tuple(names)
        if listed:
            yield f"  {word}"
        for name in listed:
            yield from self._tell_tree(name, "    ")

    def _tell_tree(self, name: str, indent: str) -> Iterator[str]:
        trace = self._traces.get(name)
        if trace is None:
            yield f"{indent}{name}: not among the results"
            return
        again = " (see above)" if name in self._told and trace.inputs else ""
        yield f"{indent}{name} = {_value(trace)}{again}"
        if name in self._told:
            return
        self._told.add(name)
        yield f"{indent}  {_made(trace)}"
        yield from (f"{indent}  {fact}" for fact in self._list_files(trace))
        for each in trace.inputs:
            yield from self._tell_tree(each, f"{indent}  ")

    def _list_files(self, trace: Trace) -> Iterator[str]:
        """Name seeds and files where the chain ends: what comes of them repeats them."""
        if trace.inputs:
            return
        if trace.seeds:
            yield f"seeds {', '.join(map(str, trace.seeds))}"
        yield from trace.fingerprints


def _tell_reference(reference: ReferenceEvidence) -> Iterator[str]:
    yield f"@{reference.key}: {reference.title}, stated at {reference.stated_at}"
    yield f"  verified against {', '.join(reference.verified) or 'nothing: it was not found'}"
    if reference.unchecked:
        yield f"  not checked: {', '.join(reference.unchecked)}"
    if reference.claims:
        yield f"  in claims: {', '.join(reference.claims)}"


def _tell_showing(number: NumberEvidence) -> Iterator[str]:
    for word, ids in (
        ("figures", number.figures),
        ("tables", number.tables),
        ("claims", number.claims),
    ):
        if ids:
            yield f"  in {word}: {', '.join(ids)}"


def _tell_uses(uses: Iterable[Place]) -> Iterator[str]:
    listed = tuple(uses)
    yield f"  used {len(listed)} times in the prose" if listed else "  used nowhere in the prose"
    for place in listed:
        yield f"    {place.at} ({place.language}, {place.section or 'abstract'})"


def _value(trace: Trace) -> str:
    if trace.value:
        return f"{trace.value} {trace.unit}"
    return trace.text or f"`{trace.words}`"


def _made(trace: Trace) -> str:
    return f"stated at {trace.stated_at}" if trace.stated_at else f"by {_code(trace.made_by)}"


def _code(code: Code) -> str:
    lines = f" ({code.path}:{code.first_line}-{code.last_line})" if code.path else ""
    summary = f": {code.summary}" if code.summary else ""
    return f"{code.function}{lines}{summary}"
