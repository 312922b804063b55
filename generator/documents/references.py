"""Turns bibliography entries into the lines of the list of references."""

from collections.abc import Callable
from dataclasses import dataclass

from generator.documents.crossrefs import Catalogue, Occurrence
from generator.documents.gb_t_7714 import write_gb_t_7714
from generator.documents.ieee import write_ieee
from generator.documents.reference_parts import Run
from generator.errors import Location, ReportError, list_known
from generator.inputs.nouns import Reference, Strings

_Write = Callable[[Reference, Strings], tuple[Run, ...]]

STYLES: tuple[tuple[str, _Write], ...] = (
    ("gb-t-7714-2025", write_gb_t_7714),
    ("ieee", write_ieee),
)
"""How a list of references may be written; strings.yaml names one as `citation_style`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list: its number, its words, and the places that cite it."""

    number: int
    key: str
    language: str
    runs: tuple[Run, ...]
    cited_at: tuple[Occurrence, ...]
    is_found: bool
    unchecked: tuple[str, ...]
    """Parts of it that no source confirms, as CSL calls them."""

    @property
    def text(self) -> str:
        """The whole line as words."""
        return "".join(run.text for run in self.runs)


def make_entries(
    references: tuple[Reference, ...], catalogue: Catalogue, strings: Strings
) -> tuple[Entry, ...]:
    """List the cited references in the order of their numbers, then the rest.

    Raises: ReportError, when the language names no citation style that there is.
    """
    write = _find_style(strings)
    numbers = catalogue.citations
    cited = sorted(
        (each for each in references if each.key in numbers), key=lambda each: numbers[each.key]
    )
    rest = [each for each in references if each.key not in numbers]
    return tuple(
        Entry(
            number=number,
            key=each.key,
            language=each.language,
            runs=write(each, strings),
            cited_at=tuple(catalogue.occurrences.get(each.key, ())),
            is_found=each.is_found,
            unchecked=each.unchecked,
        )
        for number, each in enumerate([*cited, *rest], 1)
    )


def _find_style(strings: Strings) -> _Write:
    styles = dict(STYLES)
    name = strings.citation_style
    if name not in styles:
        at = strings.places.get("citation_style", Location(path=strings.path))
        message = f"there is no citation style `{name}`"
        raise ReportError(message, at=at, hint=list_known(name, styles))
    return styles[name]
