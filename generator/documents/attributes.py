"""Turns `{#id .class key="value"}` into its parts."""

import re
from dataclasses import dataclass

# Possessive: an unclosed quote after many placeholders would else be tried in 2ⁿ ways.
_ITEM = re.compile(
    r"""\s*(?: \#(?P<id>[^\s{}"=.#]+)
             | \.(?P<class>[^\s{}"=.#]+)
             | (?P<key>[a-z]+)=(?:"(?P<quoted>(?:\{\{[^{}]*\}\}|[^"])*+)"|(?P<bare>[^\s{}"]+))
           )(?=[\s}])""",
    re.VERBOSE,
)
_END = re.compile(r"\s*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What is given for a key, and where it starts in the text it was read from."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """Id, classes and values that an author puts in braces behind something."""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: tuple[tuple[str, Value], ...] = ()

    def __getitem__(self, key: str) -> str:
        """Return the value of a key, or nothing."""
        value = self.find(key)
        return value.text if value else ""

    def find(self, key: str) -> Value | None:
        """Return the value of a key with its place."""
        return dict(self.values).get(key)


def find_attributes(text: str, start: int) -> tuple[Attributes, int] | None:
    """Read attributes that start with the brace at `start`; also say where they end.

    Offsets in the answer count from the beginning of `text`.
    """
    if not text.startswith("{", start) or text.startswith("{{", start):
        return None
    items, position = [], start + 1
    while match := _ITEM.match(text, position):
        items.append(match)
        position = match.end()
    end = _END.match(text, position)
    if not items or not end:
        return None
    return _gather(items), end.end()


def _gather(items: list[re.Match[str]]) -> Attributes:
    ids = [item for item in items if item["id"]]
    return Attributes(
        id=ids[-1]["id"] if ids else "",
        classes=tuple(item["class"] for item in items if item["class"]),
        values=tuple((item["key"], _value(item)) for item in items if item["key"]),
    )


def _value(item: re.Match[str]) -> Value:
    group = "quoted" if item["quoted"] is not None else "bare"
    return Value(text=item[group], offset=item.start(group))
