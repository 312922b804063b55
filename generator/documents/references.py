"""Turns bibliography entries into the lines of the list of references."""

from dataclasses import dataclass

from generator.errors import display_width
from generator.inputs.nouns import Author, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list: its number, its words, and where it leads."""

    number: int
    key: str
    words: str
    link: str
    """Address printed after the words, or nothing."""
    is_found: bool


def make_entries(references: tuple[Reference, ...], citations: dict[str, int]) -> tuple[Entry, ...]:
    """List the cited references in the order of their numbers, then the rest."""
    cited = sorted(
        (each for each in references if each.key in citations),
        key=lambda each: citations[each.key],
    )
    rest = [each for each in references if each.key not in citations]
    return tuple(_make_entry(number, each) for number, each in enumerate([*cited, *rest], 1))


def _make_entry(number: int, reference: Reference) -> Entry:
    link = f"https://doi.org/{reference.doi}" if reference.doi else reference.url
    return Entry(
        number=number,
        key=reference.key,
        words=_words(reference),
        link=link,
        is_found=reference.verified != "not-found",
    )


def _words(reference: Reference) -> str:
    """Write authors, title, where it appeared and when, plainly and in this order."""
    authors = ", ".join(_name(author) for author in reference.authors)
    volume = reference.volume + (f"({reference.issue})" if reference.issue else "")
    numbers = ": ".join(part for part in (volume, reference.page) if part)
    source = ", ".join(
        part
        for part in (
            reference.container_title,
            reference.edition,
            reference.publisher_place,
            reference.publisher,
            reference.issued,
            numbers,
        )
        if part
    )
    return " ".join(_sentence(part) for part in (authors, reference.title, source) if part)


def _sentence(part: str) -> str:
    return part if part[-1] in ".。?!？！" else f"{part}."


def _name(author: Author) -> str:
    """Write a name as its language does: Chinese family names come first and without a blank."""
    if author.literal:
        return author.literal
    if display_width(author.family[:1]) > 1:
        return author.family + author.given
    return " ".join(part for part in (author.given, author.family) if part)
