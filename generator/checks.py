"""Turns finished documents into what is wrong between them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from generator.documents.nouns import Block, Document, DocumentSection
from generator.errors import Location, ReportError
from generator.inputs.nouns import Inputs

_HINT = "every language has the same blocks with the same ids, in the same order"


def check_documents(inputs: Inputs, documents: Iterable[Document]) -> list[ReportError]:
    """Find where languages say different things, and claims that no prose states."""
    made = tuple(documents)
    if not made:
        return []
    source, *translations = made
    problems = list(_find_unstated(inputs, source))
    for translation in translations:
        problems += _compare(source, translation)
    return problems


def _find_unstated(inputs: Inputs, document: Document) -> Iterator[ReportError]:
    stated = {use.name for use in document.uses if use.kind == "claim"}
    for claim in inputs.claims:
        if claim.id not in stated:
            message = f"claim `{claim.id}` is nowhere in the prose"
            hint = f"state it between `::: {{.claim #claim-{claim.id}}}` and `:::`, or remove it"
            yield ReportError(message, at=claim.at, hint=hint)


def _compare(source: Document, translation: Document) -> Iterator[ReportError]:
    yield from _compare_values(
        "the abstract",
        _values(source, "", 0),
        _values(translation, "", 0),
        translation.abstract.at,
    )
    for ours, theirs in zip(source.sections, translation.sections, strict=True):
        different = next(_find_different(ours, theirs), None)
        if different:
            yield different
            continue
        for index, block in enumerate(theirs.blocks):
            yield from _compare_values(
                _name(block),
                _values(source, ours.id, index),
                _values(translation, theirs.id, index),
                block.at,
            )


def _find_different(ours: DocumentSection, theirs: DocumentSection) -> Iterator[ReportError]:
    """Name the first block that has no equal: all later ones would only repeat it."""
    for source, block in zip_longest(ours.blocks, theirs.blocks):
        if source is None:
            message = f"{_name(block)} stands at the end here, but not in {ours.blocks[-1].at.path}"
            yield ReportError(message, at=block.at, hint=_HINT)
        elif block is None:
            at = theirs.blocks[-1].at if theirs.blocks else Location(path=source.at.path)
            message = f"{_name(source)} at {source.at} has no equal after this"
            yield ReportError(message, at=at, hint=_HINT)
        elif (source.kind, source.id) != (block.kind, block.id):
            message = f"{_name(block)} stands where {source.at} has {_name(source)}"
            yield ReportError(message, at=block.at, hint=_HINT)


def _compare_values(
    where: str, ours: Counter[str], theirs: Counter[str], at: Location
) -> Iterator[ReportError]:
    for name in sorted(ours.keys() | theirs.keys()):
        if ours[name] != theirs[name]:
            message = (
                f"{where} names `{name}` {_times(theirs[name])}, "
                f"but {_times(ours[name])} in the source language"
            )
            yield ReportError(message, at=at, hint="name the same values in every language")


def _values(document: Document, section: str, block: int) -> Counter[str]:
    return Counter(
        use.name
        for use in document.uses
        if use.kind == "value" and (use.section, use.block) == (section, block)
    )


def _times(count: int) -> str:
    return {0: "nowhere", 1: "once"}.get(count, f"{count} times")


def _name(block: Block) -> str:
    return f"{block.kind} `{block.id}`" if block.id else f"this {block.kind}"
