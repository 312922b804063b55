"""Turns the parts of a bibliography entry into pieces that every citation style puts together."""

from collections.abc import Iterable
from dataclasses import dataclass

from generator.errors import display_width
from generator.inputs.nouns import Author, Reference, Strings

_WIDE = 2
_ENDS = (".", "?", "!", "？", "！")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of an entry: words, the title of a whole work, or an address."""

    text: str
    is_title: bool = False
    """Whether it is the title of a book or a journal, which some styles set apart."""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Builds one entry run by run."""

    runs: tuple[Run, ...] = ()

    def add(self, text: str, *, after: str = "") -> "Line":
        """Add words, if there are any, after a mark."""
        return Line(runs=(*self.runs, Run(after + text))) if text else self

    def add_title(self, text: str, *, after: str = "") -> "Line":
        """Add the title of a whole work after a mark."""
        return Line(runs=(*self.add(after).runs, Run(text, is_title=True))) if text else self

    def add_link(self, text: str, href: str, *, after: str = "") -> "Line":
        """Add an address after a mark."""
        return Line(runs=(*self.add(after).runs, Run(text, href=href))) if text else self

    def add_sentence(self, text: str) -> "Line":
        """Add words as a sentence of their own, if there are any."""
        return self.end(" ").add(text) if text else self

    def end(self, blank: str = "") -> "Line":
        """Close with a full stop, unless one stands there, and with a blank."""
        text = "".join(run.text for run in self.runs)
        return self.add(blank if text.endswith(_ENDS) else f".{blank}")


def find_link(reference: Reference) -> str:
    """Name the address at which a work is found: by its permanent identifier, if it has one."""
    return f"https://doi.org/{reference.doi}" if reference.doi else reference.url


def initials_of(author: Author, *, point: str, between: str) -> str:
    """Shorten given names to their first letters; a hyphen in them stays."""
    return between.join(
        "-".join(part[:1] + point for part in name.split("-") if part)
        for name in author.given.split()
    )


def is_wide(text: str) -> bool:
    """Tell names in Chinese characters and the like: they come whole, the family first."""
    return display_width(text[:1]) == _WIDE


def word_for_others(reference: Reference, strings: Strings) -> str:
    """Say "and others" in the language of the entry, or as the list does for other languages."""
    own = f"document.reference.others.{base_of(reference.language)}"
    return strings[own] if own in strings else strings["document.reference.others.other"]


def base_of(language: str) -> str:
    """Name a language without its region or script."""
    return language.partition("-")[0]


def join_names(names: Iterable[str], between: str, last: str) -> str:
    """List names, with other words before the last."""
    listed = tuple(names)
    if len(listed) < _WIDE:
        return "".join(listed)
    return f"{between.join(listed[:-1])}{last}{listed[-1]}"
