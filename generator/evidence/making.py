"""Turns documents, verdicts, figures and traces into the evidence for all that they say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.claims import Verdict
from generator.documents.nouns import Document, Use
from generator.evidence.nouns import (
    Chart,
    ClaimEvidence,
    Evidence,
    NumberEvidence,
    Place,
    ReferenceEvidence,
    ShownEvidence,
)
from generator.figures import FIGURES
from generator.inputs.nouns import Reference
from generator.provenance import Traces, find_code


def make_charts(
    shown: Mapping[str, tuple[str, ...]], sources: Mapping[str, str]
) -> tuple[Chart, ...]:
    """Say what draws each figure; `shown` names the quantities of each, by its id."""
    return tuple(
        Chart(id=spec.id, made_by=find_code(_name_of(spec.draw), sources), names=shown[spec.id])
        for spec in FIGURES
        if spec.id in shown
    )


def make_evidence(
    traces: Traces,
    documents: Iterable[Document],
    verdicts: Iterable[Verdict],
    charts: Iterable[Chart],
    references: Iterable[Reference],
) -> Evidence:
    """Gather what bears out each claim, figure, table and number, and where each is used."""
    maker = _Maker(traces=traces, places=_find_places(documents, traces))
    claims = tuple(maker.make_claim(verdict) for verdict in verdicts)
    figures = tuple(maker.make_figure(chart) for chart in charts)
    tables = tuple(maker.make_table(each) for each in maker.ids("table"))
    return Evidence(
        claims=claims,
        figures=figures,
        tables=tables,
        numbers=maker.make_numbers(claims, figures, tables),
        references=tuple(maker.make_reference(each, claims) for each in references),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    traces: Traces
    places: Mapping[tuple[str, str], tuple[Place, ...]]
    """By the kind of use and the name."""

    def ids(self, kind: str) -> tuple[str, ...]:
        """List what is used as this, in reading order."""
        return tuple(name for found, name in self.places if found == kind)

    def make_claim(self, verdict: Verdict) -> ClaimEvidence:
        claim = verdict.claim
        uses = self.places.get(("claim", claim.id), ())
        measured_by = claim.measured_by if verdict.measured is not None else ""
        return ClaimEvidence(
            id=claim.id,
            outcome=verdict.outcome,
            relation=claim.relation if measured_by else "",
            asserted=_asserted(verdict),
            tolerance=_write(claim.tolerance) if measured_by else "",
            unit=claim.unit,
            measured=_write(verdict.measured),
            measured_by=measured_by,
            names=self._names_beside(uses),
            sources=claim.sources,
            stated_at=self.traces.place(claim.at),
            uses=uses,
        )

    def make_figure(self, chart: Chart) -> ShownEvidence:
        return ShownEvidence(
            kind="figure",
            id=chart.id,
            made_by=(chart.made_by,),
            names=self._known(chart.names),
            uses=self.places.get(("figure", chart.id), ()),
        )

    def make_table(self, table: str) -> ShownEvidence:
        uses = self.places["table", table]
        names = self._names_beside(uses)
        return ShownEvidence(kind="table", id=table, made_by=(), names=names, uses=uses)

    def make_reference(
        self, reference: Reference, claims: Iterable[ClaimEvidence]
    ) -> ReferenceEvidence:
        key = reference.key
        mine = tuple(claim for claim in claims if key in claim.sources)
        stated = (use for claim in mine for use in claim.uses)
        return ReferenceEvidence(
            key=key,
            title=reference.title,
            verified=reference.verified,
            unchecked=reference.unchecked,
            claims=tuple(claim.id for claim in mine),
            stated_at=self.traces.place(reference.at),
            uses=tuple(dict.fromkeys((*self.places.get(("citation", key), ()), *stated))),
        )

    def make_numbers(
        self,
        claims: Iterable[ClaimEvidence],
        figures: Iterable[ShownEvidence],
        tables: Iterable[ShownEvidence],
    ) -> tuple[NumberEvidence, ...]:
        """List every number that is used anywhere, and all that these were made from."""
        shown_in = {"figure": _turn(figures), "table": _turn(tables)}
        judging = defaultdict(list)
        for claim in claims:
            for name in dict.fromkeys((*self._known((claim.measured_by,)), *claim.names)):
                judging[name].append(claim.id)
        uses: dict[str, list[Place]] = defaultdict(list)
        for (kind, name), places in self.places.items():
            if kind == "value" and (trace := self.traces.find(name)):
                uses[trace.name] += places
        used = (*uses, *judging, *(name for names in shown_in.values() for name in names))
        return tuple(
            NumberEvidence(
                trace=self.traces.by_name[name],
                figures=tuple(shown_in["figure"].get(name, ())),
                tables=tuple(shown_in["table"].get(name, ())),
                claims=tuple(judging.get(name, ())),
                uses=tuple(uses.get(name, ())),
            )
            for name in self.traces.reach(used)
        )

    def _known(self, names: Iterable[str]) -> tuple[str, ...]:
        """Keep the names that were computed, one that has no number by the word that says why."""
        found = (self.traces.find(name) for name in names)
        return tuple(dict.fromkeys(trace.name for trace in found if trace))

    def _names_beside(self, uses: Iterable[Place]) -> tuple[str, ...]:
        """List the numbers named in the same blocks."""
        blocks = {(each.language, each.section, each.block) for each in uses}
        return self._known(
            name
            for (kind, name), places in self.places.items()
            if kind == "value"
            and any((each.language, each.section, each.block) in blocks for each in places)
        )


def _find_places(
    documents: Iterable[Document], traces: Traces
) -> Mapping[tuple[str, str], tuple[Place, ...]]:
    places: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for document in documents:
        for use in document.uses:
            places[use.kind, use.name].append(_make_place(use, document.language, traces))
    return {key: tuple(found) for key, found in places.items()}


def _make_place(use: Use, language: str, traces: Traces) -> Place:
    return Place(language=language, section=use.section, block=use.block, at=traces.place(use.at))


def _turn(shown: Iterable[ShownEvidence]) -> Mapping[str, list[str]]:
    """List, for each name, what shows it."""
    turned: dict[str, list[str]] = defaultdict(list)
    for each in shown:
        for name in each.names:
            turned[name].append(each.id)
    return turned


def _asserted(verdict: Verdict) -> str:
    claim = verdict.claim
    if verdict.measured is None:
        return ""
    return _write(claim.value) or f"{_write(claim.low)} to {_write(claim.high)}"


def _write(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


def _name_of(draw: Callable[..., object]) -> str:
    """Name the function that draws a figure; one with settings of its own is a partial."""
    function = getattr(draw, "func", draw)
    return f"{function.__module__}.{function.__qualname__}"
