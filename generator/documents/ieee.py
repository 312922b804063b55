"""Turns a bibliography entry into a line by the style of IEEE, numbered by citation.

Source: IEEE Editorial Style Manual, "References"; titles of journals are written in full.
"""

import datetime as dt

from generator.documents.reference_parts import (
    Line,
    Run,
    base_of,
    find_link,
    initials_of,
    is_wide,
    join_names,
    word_for_others,
)
from generator.inputs.nouns import Author, Reference, Strings

_WHOLE = ("book", "dataset", "software", "standard")
"""Kinds whose title is that of a whole work."""
_CHANGING = ("dataset", "post-weblog", "software", "webpage")
_PART_OF = ("chapter", "paper-conference")
_MOST_AUTHORS = 6
_INNER_QUOTES = str.maketrans("“”", "‘’")
_MONTHS = (
    *("Jan.", "Feb.", "Mar.", "Apr.", "May", "Jun."),
    *("Jul.", "Aug.", "Sep.", "Oct.", "Nov.", "Dec."),
)


def write_ieee(reference: Reference, strings: Strings) -> tuple[Run, ...]:
    """Write authors, title, where it appeared, when, and its identifier or address."""
    line = Line().add(_authors(reference, strings)).add(", " if reference.authors else "")
    details = _imprint(reference) if reference.type == "book" else _details(reference)
    is_last = not (details or reference.container_title or reference.doi)
    line = _add_title(line, reference, strings, is_last=is_last)
    if reference.container_title:
        between = " in " if reference.type in _PART_OF else " "
        line = line.add_title(reference.container_title, after=between)
        line = line.add(details, after=", ")
    else:
        line = line.add(details, after=" ")
    return _add_address(line, reference).runs


def _authors(reference: Reference, strings: Strings) -> str:
    names = [_name(author) for author in reference.authors]
    if reference.has_others or len(names) > _MOST_AUTHORS:
        return f"{names[0]} {word_for_others(reference, strings)}"
    return join_names(names, ", ", ", and " if len(names) > len(("first", "second")) else " and ")


def _name(author: Author) -> str:
    if author.literal:
        return author.literal
    if is_wide(author.family):
        return author.family + author.given
    return f"{initials_of(author, point='.', between=' ')} {author.family}".strip()


def _add_title(line: Line, reference: Reference, strings: Strings, *, is_last: bool) -> Line:
    """Add the title, marked where it is in another language than the list."""
    foreign = ""
    if base_of(reference.language) != base_of(strings.code):
        foreign = f" ({strings[f'document.reference.language.{base_of(reference.language)}']})"
    if reference.type in _WHOLE:
        number = f"{reference.number} " if reference.number else ""
        line = line.add(number).add_title(reference.title).add(foreign)
        return line.add(reference.edition, after=", ").end()
    inner = reference.title.translate(_INNER_QUOTES)
    mark = "" if inner.endswith(("?", "!", "？", "！")) else "." if is_last and not foreign else ","
    return line.add(f"“{inner}{mark}”{foreign}").add("," if foreign and not is_last else "")


def _imprint(reference: Reference) -> str:
    place = ": ".join(each for each in (reference.publisher_place, reference.publisher) if each)
    return ", ".join(each for each in (place, reference.issued) if each)


def _details(reference: Reference) -> str:
    """Say publisher, volume, issue, pages and date; those of proceedings end with the pages."""
    mark = "pp." if "–" in reference.page else "p."
    pages = f"{mark} {reference.page}" if reference.page else ""
    date = _date(reference.issued)
    parts = (
        reference.publisher,
        "" if reference.type in _WHOLE else reference.number,
        f"vol. {reference.volume}" if reference.volume else "",
        f"no. {reference.issue}" if reference.issue else "",
        *((date, pages) if reference.type in _PART_OF else (pages, date)),
    )
    return ", ".join(part for part in parts if part)


def _add_address(line: Line, reference: Reference) -> Line:
    link = find_link(reference)
    if reference.doi:
        return line.add(", doi: ").add_link(reference.doi, link).add(".")
    line = line if line.runs[-1].text.endswith((".”", "?”", "!”")) else line.end()
    if reference.type in _CHANGING and reference.accessed:
        line = line.add(f" Accessed: {_date(reference.accessed)}.")
    return line.add_link(link, link, after=" [Online]. Available: ")


def _date(text: str) -> str:
    """Write a day as Nov. 23, 2026, and a year alone as it is."""
    if len(text) != len("2026-11-23"):
        return text
    day = dt.date.fromisoformat(text)
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
