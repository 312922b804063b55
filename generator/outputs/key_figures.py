"""Turns claims that were measured into the key figures on a report's first page."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.claims import Verdict
from generator.documents.nouns import Document
from generator.documents.values import canonical
from generator.documents.verdicts import make_verdict_title
from generator.inputs.nouns import Strings
from generator.locales import Locale, format_difference, format_plainly, make_locale
from generator.outputs.nouns import Finished
from generator.provenance import anchor_of
from generator.results import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the report asserts of a key figure, and how that stands."""

    statement: str
    verdict: str
    section: str
    """Id of the section that shows the claim; empty where none does."""
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A number as it stands today, with every claim about it."""

    title: str
    """What it is, in words; empty where the language has none for it."""
    value: str
    exact: str
    """The number in full, for machines."""
    name: str
    """Of the quantity."""
    spread: str
    """How far the seeds spread, in words; empty where the number is not a mean."""
    dataset: str
    """What it was measured on, in words; empty where it was not measured on pictures."""
    claims: tuple[Judged, ...]

    @property
    def evidence(self) -> str:
        """Id at which the evidence shows the quantity."""
        return anchor_of(self.name)

    @property
    def text(self) -> str:
        """Say all that is shown of it, in reading order."""
        said = (line for claim in self.claims for line in (claim.verdict, claim.statement))
        return "\n".join((self.title, self.value, self.spread, self.dataset, *said))


def make_key_figures(finished: Finished, document: Document) -> tuple[KeyFigure, ...]:
    """Make a key figure of each quantity that a claim is about, in the order of claims.yaml."""
    strings = finished.language(document.language).strings
    locale = make_locale(document.language, strings.number_scale, strings)
    judged: dict[str, list[Verdict]] = {}
    for verdict in finished.verdicts:
        if verdict.measured is not None:
            judged.setdefault(verdict.claim.result, []).append(verdict)
    quantities = finished.results.by_name
    return tuple(
        KeyFigure(
            title=strings[key] if (key := f"key_figure.{name}") in strings else "",
            value=format_plainly(quantities[name].value, quantities[name].unit, locale),
            exact=canonical(quantities[name].value),
            name=name,
            spread="".join(_spread(quantities.get(f"{name}_std"), strings, locale)),
            dataset="".join(_dataset(name, finished, strings)),
            claims=tuple(_judged(verdict, strings, document) for verdict in verdicts),
        )
        for name, verdicts in judged.items()
    )


def _spread(deviation: Quantity | None, strings: Strings, locale: Locale) -> Iterator[str]:
    if deviation is not None:
        said = format_difference(deviation.value, deviation.unit, locale)
        yield strings["ui.spread"].replace("{deviation}", said)


def _dataset(name: str, finished: Finished, strings: Strings) -> Iterator[str]:
    """Name the pictures that a number of a network was measured on."""
    label = finished.results.label_by_name.get(f"{name.rpartition('.')[0]}.dataset")
    if label is not None:
        yield strings["ui.measured_on"].replace("{dataset}", strings[label.words])


def _judged(verdict: Verdict, strings: Strings, document: Document) -> Judged:
    anchor = f"claim-{verdict.claim.id}"
    shown = (each.id for each in document.sections if anchor in {block.id for block in each.blocks})
    return Judged(
        statement=strings[f"claim.{verdict.claim.id}.statement"],
        verdict=make_verdict_title(verdict, strings),
        section=next(shown, ""),
        anchor=anchor,
    )
