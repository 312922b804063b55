"""Turns finished documents into what is wrong between them."""

from collections.abc import Iterable, Iterator

from generator.documents.following import find_source
from generator.documents.nouns import Document, Part, TranslatedBlock
from generator.documents.pairs import compare, compare_cells, name_of
from generator.documents.parts import WORDS
from generator.errors import (
    Location,
    MissingTranslationError,
    OrphanTranslationError,
    ReportError,
    StaleTranslationError,
)
from generator.inputs.nouns import Inputs, LockedBlock

_ORDER = "every language has the same blocks with the same ids, in the same order"
_COMMAND = "python -m generator translated"


def check_documents(inputs: Inputs, documents: Iterable[Document]) -> list[ReportError]:
    """Find where languages say different things, and claims that no prose states."""
    made = tuple(documents)
    if not made:
        return []
    problems = list(_find_unstated(inputs, made[0]))
    translations = [each for each in made if each.language != find_source(inputs).code]
    for translation in translations:
        source = made[0] if inputs.source is None else None
        problems += _Comparison(inputs, source, translation).find_problems()
    if translations and inputs.lock is None:
        problems.append(_missing_lock(inputs, translations))
    return [*problems, *_find_foreign(inputs)]


def find_stale(documents: Iterable[Document]) -> list[StaleTranslationError]:
    """List every block that is older than what it was made from, as errors."""
    return [
        StaleTranslationError(
            f"{name_of(block.part)} is older than {block.source.at}",
            at=block.part.at,
            hint=f"bring it up to date, then `{_COMMAND} {_target(block.part)}`",
        )
        for document in documents
        for block in document.translated
        if block.state == "stale" and block.part and block.source
    ]


def _find_unstated(inputs: Inputs, document: Document) -> Iterator[ReportError]:
    stated = {use.name for use in document.uses if use.kind == "claim"}
    for claim in inputs.claims:
        if claim.id not in stated:
            message = f"claim `{claim.id}` is nowhere in the prose"
            hint = f"state it between `::: {{.claim #claim-{claim.id}}}` and `:::`, or remove it"
            yield ReportError(message, at=claim.at, hint=hint)


def _missing_lock(inputs: Inputs, translations: Iterable[Document]) -> MissingTranslationError:
    path = f"{inputs.report.path.removesuffix('report.yaml')}translations.lock"
    folder = inputs.report.path.removesuffix("report.yaml")
    commands = ", ".join(f"`{_COMMAND} {folder}{each.language}`" for each in translations)
    message = "there is no translation lock: nobody has acknowledged any block of a translation"
    return MissingTranslationError(
        message, at=Location(path=path), hint=f"compare them, then {commands}"
    )


def _find_foreign(inputs: Inputs) -> Iterator[ReportError]:
    for line in inputs.lock.blocks if inputs.lock else ():
        if line.language not in inputs.report.languages[1:]:
            message = f"the lock holds a block of `{line.language}`, which is no translation here"
            yield OrphanTranslationError(message, at=line.at, hint="take the line out")


class _Comparison:
    """Holds one translation against the source language, section by section."""

    def __init__(self, inputs: Inputs, source: Document | None, translation: Document) -> None:
        self.inputs = inputs
        self.translation = translation
        self.ours = _by_section(source.parts if source else ())
        self.theirs = _by_section(translation.parts)
        self.is_whole = source is not None
        """Whether the source language is built too: else it is not known what it shows."""

    def find_problems(self) -> Iterator[ReportError]:
        """Go through the sections in the order of the source language."""
        blocks: dict[str, list[TranslatedBlock]] = {}
        for block in self.translation.translated:
            blocks.setdefault(block.section, []).append(block)
        for section in dict.fromkeys((*self.ours, *self.theirs, *blocks)):
            yield from self._compare_section(section, blocks.get(section, []))

    def _compare_section(
        self, section: str, blocks: list[TranslatedBlock]
    ) -> Iterator[ReportError]:
        ours, theirs = self.ours.get(section, []), self.theirs.get(section, [])
        pairs = [(each.source, each.part) for each in blocks if each.source and each.part]
        is_listed = section == WORDS
        if self.is_whole and not is_listed:
            if list(map(_shape, ours)) == list(map(_shape, theirs)):
                pairs = list(zip(ours, theirs, strict=True))
            else:
                pairs = [(b.source, b.part) for b in blocks if b.source and b.part and b.locked]
                if not _is_unpaired_known(blocks):
                    yield from _find_first_difference(ours, theirs)
                    blocks = [each for each in blocks if each.locked]
        for block in blocks:
            yield from self._complain(block)
        names = self.inputs.report.names
        for source, part in pairs:
            yield from compare(source, part, names, is_whole=self.is_whole)
        yield from compare_cells(pairs)

    def _complain(self, block: TranslatedBlock) -> Iterator[ReportError]:
        source, part = block.source, block.part
        if block.state == "missing" and part and source:
            if self.inputs.lock:
                message = f"nobody has acknowledged that {name_of(part)} says what {source.at} says"
                hint = f"compare the two, then `{_COMMAND} {_target(part)}`"
                yield MissingTranslationError(message, at=part.at, hint=hint)
        elif block.state == "missing" and source:
            message = f"{name_of(source)} has no translation in `{self.translation.language}`"
            yield MissingTranslationError(message, at=source.at, hint=_ORDER)
        elif block.state == "orphan" and part and source:
            message = f"{name_of(part)} was made from another block than {source.at}"
            hint = f"{_ORDER}; if it is right, `{_COMMAND} {_target(part)}`"
            yield OrphanTranslationError(message, at=part.at, hint=hint)
        elif block.state == "orphan" and part:
            message = f"{name_of(part)} translates nothing in the source language"
            yield OrphanTranslationError(message, at=part.at, hint=_ORDER)
        elif block.state == "orphan" and block.locked:
            yield self._complain_of_line(block.locked)

    def _complain_of_line(self, line: LockedBlock) -> ReportError:
        name = f"{line.anchor}/{line.kind}/{line.ordinal}"
        message = f"the lock holds `{name}` of `{line.language}`, which is no longer there"
        parts = self.theirs.get(line.section)
        path = parts[0].at.path if parts else f"{self.inputs.content.as_posix()}/{line.language}"
        return OrphanTranslationError(message, at=line.at, hint=f"forget it by `{_COMMAND} {path}`")


def _by_section(parts: Iterable[Part]) -> dict[str, list[Part]]:
    sections: dict[str, list[Part]] = {}
    for part in parts:
        sections.setdefault(part.section, []).append(part)
    return sections


def _shape(part: Part) -> tuple[str, str, int]:
    return part.anchor, part.kind, part.depth


def _is_unpaired_known(blocks: Iterable[TranslatedBlock]) -> bool:
    """Tell whether the lock knows the section, and so which of its blocks have no equal."""
    found = tuple(blocks)
    has_unpaired = any((each.part is None) != (each.source is None) for each in found)
    return has_unpaired and any(each.locked for each in found)


def _find_first_difference(ours: list[Part], theirs: list[Part]) -> Iterator[ReportError]:
    """Name the first block that has no equal: all later ones would only repeat it."""
    place = next(
        (
            place
            for place, (source, part) in enumerate(zip(ours, theirs, strict=False))
            if _shape(source) != _shape(part)
        ),
        min(len(ours), len(theirs)),
    )
    if place >= len(theirs):
        message = f"{name_of(ours[place])} at {ours[place].at} has no equal after this"
        yield ReportError(message, at=theirs[-1].at, hint=_ORDER)
    elif place >= len(ours):
        path = ours[-1].at.path
        message = f"{name_of(theirs[place])} stands at the end here, but not in {path}"
        yield ReportError(message, at=theirs[place].at, hint=_ORDER)
    else:
        source, part = ours[place], theirs[place]
        message = f"{name_of(part)} stands where {source.at} has {name_of(source)}"
        if (source.anchor, source.kind) == (part.anchor, part.kind):
            message = f"{name_of(part)} is of level {part.depth}, but {source.depth} at {source.at}"
        yield ReportError(message, at=part.at, hint=_ORDER)


def _target(part: Part) -> str:
    return f"{part.at.path}#{part.key}"
