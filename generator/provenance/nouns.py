"""Turns where numbers come from into nouns: code, statements, and the steps between."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from generator.errors import Location

_REASONS = (".kind", "_kind")
"""Added to a name, they name the label that tells why there is no such number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What made something: a function, and the lines at which it stands."""

    function: str
    """Qualified name, for example `generator.scenarios.profit.adjusted_profit`."""
    path: str = ""
    """Empty where the code is not among the report's sources, as of results from elsewhere."""
    first_line: int = 0
    last_line: int = 0
    summary: str = ""
    """First line of what it says of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One number, or computed word, and all that it was made from."""

    name: str
    value: str
    """In full; empty for a word."""
    unit: str
    """Empty for a word."""
    words: str
    """Id in strings.yaml of a computed word; empty for a number."""
    text: str
    """A computed word that every language writes alike; empty for all others."""
    made_by: Code
    stated_at: str
    """File, line and column of what somebody stated; empty for what was computed."""
    inputs: tuple[str, ...]
    """Names that it was made from in one step."""
    rests_on: tuple[str, ...]
    """Names at the far end of all steps: what somebody stated."""
    seeds: tuple[int, ...]
    """Of this step and of all before it."""
    fingerprints: tuple[str, ...]
    """`name=sha256:…` of the pictures and weights of this step and of all before it."""


@dataclass(frozen=True, kw_only=True)
class Traces:
    """Where every number and computed word comes from."""

    by_name: Mapping[str, Trace]
    content: str = "content"
    """Path of the folder that authors write in, as places name it."""

    def place(self, at: Location) -> str:
        """Name a place of the content the same wherever its folder lies."""
        return name_place(at, self.content)

    def find(self, name: str) -> Trace | None:
        """Look a name up; one that has no number is answered by the word that says why."""
        names = (name, *(f"{name}{suffix}" for suffix in _REASONS))
        return next((self.by_name[each] for each in names if each in self.by_name), None)

    def reach(self, names: Iterable[str]) -> tuple[str, ...]:
        """List these names, and all that they were made from, in the results' order."""
        reached: set[str] = set()
        pending = [trace.name for name in names if (trace := self.find(name))]
        while pending:
            name = pending.pop()
            if name not in reached and name in self.by_name:
                reached.add(name)
                pending += self.by_name[name].inputs
        return tuple(name for name in self.by_name if name in reached)


def name_place(at: Location, content: str) -> str:
    """Name a place of the content the same wherever its folder lies."""
    inside = at.path.removeprefix(f"{content}/")
    return str(at) if inside == at.path else str(replace(at, path=f"content/{inside}"))


def anchor_of(name: str) -> str:
    """Make the id under which the evidence shows a name: HTML's ids hold no dot by its own rule."""
    return f"q-{name.replace('.', '--')}"


def gather(names: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Put names beside one another that differ in their last part: what they share, their ends."""
    parts = (name.rpartition(".") for name in names)
    return tuple(
        (stem, tuple(end for _, _, end in grouped))
        for stem, grouped in groupby(parts, key=lambda each: each[0])
    )
