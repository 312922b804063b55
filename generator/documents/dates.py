"""Turns prose into the dates in it, written alike whatever the language."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

_HAN_DATE = r"(?<!\d)(?P<y>\d{4})\s?年(?:\s?(?P<m>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?日)?)?"
_FOUR_DIGITS = re.compile(r"\d{4}")
_YEAR = re.compile(r"(?<![\d.,])\d{4}(?![\d.,]\d|\d)")


def find_dates(text: str, months: Sequence[str]) -> list[str]:
    """List the years, months and days that a text names, as in `2016-11-07`, in order."""
    if not _FOUR_DIGITS.search(text):
        return []
    found: list[tuple[int, str]] = []
    for pattern in _make_patterns(tuple(months)):
        matches = list(pattern.finditer(text))
        found += ((match.start(), _written(match.groupdict(), months)) for match in matches)
        for match in matches:
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    found += ((match.start(), match[0]) for match in _YEAR.finditer(text))
    return [date for _, date in sorted(found)]


@cache
def _make_patterns(months: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    patterns = [_HAN_DATE]
    if months:
        names = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
        patterns.append(
            rf"(?:\b(?P<d1>\d{{1,2}})\s)?\b(?P<n>{names})(?:\s(?P<d2>\d{{1,2}}),)?\s(?P<y2>\d{{4}})"
        )
    return tuple(map(re.compile, patterns))


def _written(groups: dict[str, str | None], months: Sequence[str]) -> str:
    year = groups.get("y") or groups.get("y2")
    name = groups.get("n")
    month = str(months.index(name) % 12 + 1) if name else groups.get("m")
    day = groups.get("d") or groups.get("d1") or groups.get("d2")
    return "-".join(_padded((year, month, day)))


def _padded(parts: Iterable[str | None]) -> Iterator[str]:
    return (part.zfill(2) for part in parts if part)
