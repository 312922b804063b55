"""Turns a bibliography entry into a line by the Chinese national standard, numbered by citation.

Source: GB/T 7714—2025, Information and documentation: Rules for bibliographic references; its
marks are written in half width, with the blanks that Latin setting asks for.
"""

from generator.documents.reference_parts import (
    Line,
    Run,
    find_link,
    initials_of,
    is_wide,
    word_for_others,
)
from generator.inputs.nouns import Author, Reference, Strings

_MARKS = {
    "article": "PP",
    "article-journal": "J",
    "article-newspaper": "N",
    "book": "M",
    "chapter": "M",
    "dataset": "DS",
    "document": "Z",
    "paper-conference": "C",
    "post-weblog": "EB",
    "report": "R",
    "software": "CP",
    "standard": "S",
    "thesis": "D",
    "webpage": "EB",
}
"""Which letters stand for each kind of work (annex A of the standard)."""
_DATED = ("article", "dataset", "post-weblog", "software", "webpage")
"""Kinds whose date stands in round brackets, and the day of reading in square ones."""
_ONLINE = ("article", "post-weblog", "webpage")
"""Kinds that are online whether or not their address is known."""
_PART_OF = ("chapter", "paper-conference")
_MOST_AUTHORS = 3


def write_gb_t_7714(reference: Reference, strings: Strings) -> tuple[Run, ...]:
    """Write authors, title with the kind of work, where it appeared, when, and its address."""
    line = Line().add(_authors(reference, strings)).end(" ") if reference.authors else Line()
    line = line.add(_title(reference)).add(_mark(reference))
    if reference.type in _DATED:
        line = _add_dates(line, reference)
    elif reference.type in {"article-journal", "article-newspaper"}:
        line = _add_issue(line, reference)
    else:
        line = _add_imprint(line, reference)
    link = find_link(reference)
    return line.end().add_link(link, link, after=" ").add("." if link else "").runs


def _authors(reference: Reference, strings: Strings) -> str:
    shown = [_name(author) for author in reference.authors[:_MOST_AUTHORS]]
    if reference.has_others or len(reference.authors) > _MOST_AUTHORS:
        shown.append(word_for_others(reference, strings))
    return ", ".join(shown)


def _name(author: Author) -> str:
    if author.literal:
        return author.literal
    if is_wide(author.family):
        return author.family + author.given
    return f"{author.family} {initials_of(author, point='', between=' ')}".strip()


def _title(reference: Reference) -> str:
    if reference.type == "standard":
        return f"{reference.number} {reference.title}".strip()
    number = f": {reference.number}" if reference.number else ""
    return reference.title + number


def _mark(reference: Reference) -> str:
    medium = "/OL" if find_link(reference) or reference.type in _ONLINE else ""
    return f"[{_MARKS[reference.type]}{medium}]"


def _add_dates(line: Line, reference: Reference) -> Line:
    source = reference.container_title or reference.publisher
    dates = f"({reference.issued})" if reference.issued else ""
    dates += f"[{reference.accessed}]" if reference.accessed else ""
    details = " ".join(part for part in (source, dates) if part)
    return line.add_sentence(details)


def _add_issue(line: Line, reference: Reference) -> Line:
    parts = (reference.container_title, reference.issued, reference.volume)
    line = line.add_sentence(", ".join(part for part in parts if part))
    line = line.add(f"({reference.issue})" if reference.issue else "")
    return line.add(_pages(reference), after=": ")


def _add_imprint(line: Line, reference: Reference) -> Line:
    if reference.type in _PART_OF and reference.container_title:
        volume = f": v.{reference.volume}" if reference.volume else ""
        line = line.add(f"//{reference.container_title}{volume}")
    else:
        line = line.add_sentence(reference.container_title)
    line = line.add_sentence(reference.edition)
    place = ": ".join(each for each in (reference.publisher_place, reference.publisher) if each)
    if place:
        line = line.add_sentence(place).add(reference.issued, after=", ")
    elif reference.type in _PART_OF and reference.container_title:
        line = line.add(reference.issued, after=", ")
    else:
        line = line.add_sentence(reference.issued)
    return line.add(_pages(reference), after=": ")


def _pages(reference: Reference) -> str:
    return reference.page.replace("–", "-")
