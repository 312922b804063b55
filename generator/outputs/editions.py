"""Turns a finished report into what a later build compares itself with."""

import re
from collections.abc import Iterator
from dataclasses import replace

from generator.cache import fingerprint_of
from generator.changes import (
    Changes,
    Edition,
    Judgement,
    Number,
    Place,
    Wording,
    compare_editions,
    extend_history,
)
from generator.documents.nouns import Document
from generator.documents.values import find_reason
from generator.figures.nouns import Table
from generator.outputs.nouns import Finished, find_caption
from generator.remembering import remembered

_BETWEEN_HAN = re.compile(r"(?<=[\u2e80-\uffff]) (?=[\u2e80-\uffff])")
"""A space that only stands for a line's end: Chinese has none between characters."""


def make_edition(finished: Finished) -> Edition:
    """Say what this report says, and what changed with it and with those before it."""
    edition = _make_edition(finished)
    return replace(edition, history=extend_history(finished.earlier, edition))


def make_changes(finished: Finished) -> Changes:
    """Say what changed since the earlier edition; it may be nothing."""
    return compare_editions(finished.earlier, _make_edition(finished))


@remembered(lambda _finished: "")
def _make_edition(finished: Finished) -> Edition:
    used = _find_uses(finished)
    quantities, labels = finished.results.by_name, finished.results.label_by_name
    numbers = (
        Number(name=name, value=quantity.value, unit=quantity.unit, section=section)
        for name, section in used.items()
        if (quantity := quantities.get(name))
    )
    wordings = (
        Wording(name=name, words=label.words or label.text, section=section)
        for name, section in used.items()
        if name not in quantities and (label := labels.get(name) or find_reason(name, labels))
    )
    judgements = (
        Judgement(claim=verdict.claim.id, outcome=verdict.outcome) for verdict in finished.verdicts
    )
    return Edition(
        date=finished.inputs.report.date.isoformat(),
        numbers=tuple(numbers),
        wordings=tuple(wordings),
        judgements=tuple(judgements),
        sections=tuple(_sections(finished)),
        charts=tuple(_charts(finished)),
    )


def _find_uses(finished: Finished) -> dict[str, str]:
    """Find the names of what the report prints, each with the section that prints it first."""
    used: dict[str, str] = {}
    measured = {verdict.claim.id: verdict.claim.measured_by for verdict in finished.verdicts}
    for document in finished.documents:
        for use in document.uses:
            name = measured.get(use.name, "") if use.kind == "claim" else use.name
            if name and use.kind in ("claim", "value"):
                used.setdefault(name, use.section)
    # The first page shows what each claim was measured by, whether or not prose shows the claim.
    for verdict in finished.verdicts:
        if verdict.measured is not None:
            used.setdefault(verdict.claim.result, "")
    return used


def _sections(finished: Finished) -> Iterator[Place]:
    for language, document in finished.languages:
        yield Place(
            id="",
            language=language.code,
            title=language.strings["ui.abstract"],
            section="",
            digest=_digest_prose(language.title, language.abstract, *language.keywords),
        )
        bodies = {section.id: section.body for section in language.sections}
        for section in document.sections:
            yield Place(
                id=section.id,
                language=language.code,
                title=section.title,
                section=section.id,
                digest=_digest_prose(section.title, bodies.get(section.id, "")),
            )


def _charts(finished: Finished) -> Iterator[Place]:
    for document in finished.documents:
        for figure in finished.figures[document.language]:
            section, title = _find_figure(document, figure.id)
            yield Place(
                id=figure.id,
                language=document.language,
                title=title,
                section=section,
                digest=_digest_table(figure.table),
            )


def _find_figure(document: Document, figure: str) -> tuple[str, str]:
    """Find the section that shows a chart, and its caption."""
    for section in document.sections:
        for block in section.blocks:
            if block.id == f"fig-{figure}":
                return section.id, find_caption(block)
    return "", figure


def _digest_prose(*texts: str) -> str:
    """Digest what is written, wherever its lines end."""
    return fingerprint_of(*(_BETWEEN_HAN.sub("", " ".join(text.split())) for text in texts))


def _digest_table(table: Table) -> str:
    return fingerprint_of(*(fingerprint_of(*row) for row in (table.header, *table.rows)))
