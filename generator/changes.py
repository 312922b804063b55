"""Turns two builds of one report into what moved from the earlier to the later."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeVar

from generator.cache import fingerprint_of
from generator.results import from_plain, to_plain

FORMAT = 1
"""Of an edition in JSON. History: 1, the first."""

N_KEPT = 50
"""How many editions a report remembers."""

_MOST_DIGITS = {"share": 8, "share_difference": 8, "wan_yuan": 2}
"""What no format prints is no change: six digits at most, of a percentage for a share."""
_DIGITS = 6
_NOISE = Decimal("1e-9")
"""Relative: the last digits of a floating-point result are the processor's."""
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_ID_LENGTH = 16

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that an edition prints."""

    name: str
    value: Decimal
    unit: str
    section: str
    """Where it is printed first; empty on the first page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Computed words that an edition prints, such as the class that a network knows best."""

    name: str
    words: str
    """Id in strings.yaml, or the words themselves where every language writes them alike."""
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How an edition judges a claim."""

    claim: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A section's prose, or a chart by the table behind it, in one language."""

    id: str
    """Of the section, empty for the abstract; or of the chart."""
    language: str
    title: str
    section: str
    """Where it stands; empty on the first page."""
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChange:
    """A number that moved, came or went."""

    name: str
    unit: str
    section: str
    before: tuple[Decimal, ...]
    """One, or none where the number is new."""
    after: tuple[Decimal, ...]
    """One, or none where the number is printed no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingChange:
    """Computed words that changed, came or went."""

    name: str
    section: str
    before: str
    """As in Wording; empty where they are new."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """A claim that is judged otherwise, came or went."""

    claim: str
    before: str
    """Empty where the claim is new."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChange:
    """A section whose prose changed, or a chart whose numbers did, in one language."""

    id: str
    """As in Place."""
    language: str
    title: str
    section: str
    kind: str
    """`added`, `changed` or `removed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that a reader of the earlier edition should know of the later one."""

    id: str
    """The same for the same changes to the same edition."""
    date: str
    """Of the later edition, such as 2026-11-23."""
    since: str
    """Date of the earlier edition; empty for a first edition."""
    numbers: tuple[NumberChange, ...] = ()
    wordings: tuple[WordingChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    sections: tuple[PlaceChange, ...] = ()
    charts: tuple[PlaceChange, ...] = ()

    @property
    def is_first(self) -> bool:
        """Tell whether there is no earlier edition to compare with."""
        return not self.since

    @property
    def is_empty(self) -> bool:
        """Tell whether a reader of the earlier edition has read it all."""
        return not any(
            (self.is_first, self.numbers, self.wordings, self.verdicts, self.sections, self.charts)
        )

    def in_language(self, language: str) -> "Changes":
        """Leave out what only readers of other languages can see."""
        return replace(
            self,
            sections=tuple(each for each in self.sections if each.language == language),
            charts=tuple(each for each in self.charts if each.language == language),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one build said, as far as a later one compares itself with it."""

    date: str
    numbers: tuple[Number, ...]
    wordings: tuple[Wording, ...]
    judgements: tuple[Judgement, ...]
    sections: tuple[Place, ...]
    charts: tuple[Place, ...]
    history: tuple[Changes, ...] = ()
    """What changed with each edition up to this one, the newest first."""


def compare_editions(earlier: Edition | None, later: Edition) -> Changes:
    """Find what moved; without an earlier edition, nothing is compared."""
    if earlier is None:
        return _identify(Changes(id="", date=later.date, since=""), later, "")
    changes = Changes(
        id="",
        date=later.date,
        since=earlier.date,
        numbers=tuple(_compare_numbers(earlier.numbers, later.numbers)),
        wordings=tuple(_compare_wordings(earlier.wordings, later.wordings)),
        verdicts=tuple(_compare_judgements(earlier.judgements, later.judgements)),
        sections=tuple(_compare_places(earlier.sections, later.sections)),
        charts=tuple(_compare_places(earlier.charts, later.charts)),
    )
    return _identify(changes, later, "".join(each.id for each in earlier.history[:1]))


def extend_history(earlier: Edition | None, later: Edition) -> tuple[Changes, ...]:
    """List what changed with each edition, the newest first; one without a change is none."""
    changes = compare_editions(earlier, later)
    before = earlier.history if earlier else ()
    return before if changes.is_empty else (changes, *before)[:N_KEPT]


def edition_to_plain(edition: Edition) -> Mapping[str, object]:
    """Turn an edition into what JSON holds."""
    return {"format": FORMAT, **to_plain(edition)}


def edition_from_plain(plain: object) -> Edition:
    """Turn what JSON held back into an edition.

    Raises: TypeError, when it is of another format or shape.
    """
    found = plain.get("format") if isinstance(plain, dict) else None
    if not isinstance(plain, dict) or found != FORMAT:
        message = f"an edition of format {FORMAT} expected, found {found!r}"
        raise TypeError(message)
    rest = {key: value for key, value in plain.items() if key != "format"}
    edition: Edition = from_plain(Edition, rest, "edition")
    return edition


def has_moved(before: Decimal, after: Decimal, unit: str) -> bool:
    """Tell whether two values differ by more than rounding: in a digit that can be printed."""
    digits = Decimal(1).scaleb(-_MOST_DIGITS.get(unit, _DIGITS))
    is_shown = before.quantize(digits, context=_WIDE) != after.quantize(digits, context=_WIDE)
    return is_shown and abs(before - after) > _NOISE * max(abs(before), abs(after))


def _pairs(
    earlier: Iterable[Item], later: Iterable[Item], key: Callable[[Item], object]
) -> Iterator[tuple[Item, Item | None, Item | None]]:
    """Put together what has one key: those of today in their order, then those that went.

    Each is given as it was last, then as it was, and as it is.
    """
    before = {key(each): each for each in earlier}
    after = {key(each): each for each in later}
    went = {name: item for name, item in before.items() if name not in after}
    for name, item in {**after, **went}.items():
        yield item, before.get(name), after.get(name)


def _compare_numbers(earlier: Iterable[Number], later: Iterable[Number]) -> Iterator[NumberChange]:
    # The values of a number whose unit changed are not to be compared: one went, and one came.
    for number, before, after in _pairs(earlier, later, lambda each: (each.name, each.unit)):
        if not (before and after) or has_moved(before.value, after.value, number.unit):
            yield NumberChange(
                name=number.name,
                unit=number.unit,
                section=number.section,
                before=(before.value,) if before else (),
                after=(after.value,) if after else (),
            )


def _compare_wordings(
    earlier: Iterable[Wording], later: Iterable[Wording]
) -> Iterator[WordingChange]:
    for wording, before, after in _pairs(earlier, later, lambda each: each.name):
        words = (before.words if before else "", after.words if after else "")
        if words[0] != words[1]:
            yield WordingChange(
                name=wording.name, section=wording.section, before=words[0], after=words[1]
            )


def _compare_judgements(
    earlier: Iterable[Judgement], later: Iterable[Judgement]
) -> Iterator[VerdictChange]:
    for judgement, before, after in _pairs(earlier, later, lambda each: each.claim):
        outcomes = (before.outcome if before else "", after.outcome if after else "")
        if outcomes[0] != outcomes[1]:
            yield VerdictChange(claim=judgement.claim, before=outcomes[0], after=outcomes[1])


def _compare_places(earlier: Iterable[Place], later: Iterable[Place]) -> Iterator[PlaceChange]:
    for place, before, after in _pairs(earlier, later, lambda each: (each.id, each.language)):
        kind = "removed" if not after else "changed" if before else "added"
        if not (before and after) or before.digest != after.digest:
            yield PlaceChange(
                id=place.id,
                language=place.language,
                title=place.title,
                section=place.section,
                kind=kind,
            )


def _identify(changes: Changes, later: Edition, before: str) -> Changes:
    """Give changes an id that is theirs alone; a first edition's comes from all that it says."""
    said = later if changes.is_first else changes
    content = json.dumps(to_plain(said), ensure_ascii=False)
    return replace(changes, id=fingerprint_of(before, content)[:_ID_LENGTH])
