"""Turns a finished page back into all that it says: in sight, beside the text, around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

_UNSEEN = frozenset({"math", "svg", "script", "style", "template"})
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "cite", "code", "data", "dfn", "em", "i", "kbd", "mark", "q"),
        *("s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    )
)
_SAYING = frozenset(
    (
        *("alt", "alttext", "aria-label", "aria-valuenow", "aria-valuetext", "max", "min"),
        *("placeholder", "start", "step", "title", "value"),
    )
)
"""Attributes whose numbers somebody hears, sees on pointing at them, or sends on."""
_TABLES = "application/json"
_TEXTS = ("shown", "beside", "frame", "drawn", "spoken")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What a page says."""

    shown: str
    """What stands in `main`, without formulas and drawings."""
    beside: str
    """What in `main` is not text: formulas, drawings, tables for scripts, and attributes."""
    frame: str
    """What stands around `main`: running head, lists of links, foot."""
    drawn: str
    """What drawings say, without how they are spoken."""
    spoken: str
    """How drawings and pictures are spoken."""
    head: Mapping[str, str]
    """The title, and what the page says of itself, by name: `title`, `description`, `og:title`."""
    dates: tuple[str, ...]
    """Dates for machines, around `main`."""
    values: tuple[tuple[str, str], ...]
    """Name and exact value of every number that has both."""
    formulas: tuple[str, ...]
    """Text of each formula, with a break after each of its parts."""


def read_page(text: str) -> PageReading:
    """Read all that a page says."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.finish()


@lru_cache(maxsize=1 << 14)
def read_fragment(html: str) -> PageReading:
    """Read what a part of a page says, as if it were all of its `main`."""
    return read_page(f"<main>{html}</main>")


def read_page_text(text: str) -> str:
    """Read what a page shows in its `main`, without formulas and drawings."""
    return read_page(text).shown


class _Reader(HTMLParser):
    """Sorts text and attributes by where they stand; a tag that ends a line ends a number."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: dict[str, list[str]] = {name: [] for name in _TEXTS}
        self._head: dict[str, str] = {}
        self._dates: list[str] = []
        self._values: list[tuple[str, str]] = []
        self._formulas: list[list[str]] = []
        self._place = "frame"
        self._unseen: list[str] = []
        self._is_table = False

    def finish(self) -> PageReading:
        joined = {name: "".join(pieces) for name, pieces in self._pieces.items()}
        return PageReading(
            head=self._head,
            dates=tuple(self._dates),
            values=tuple(self._values),
            formulas=tuple("".join(pieces) for pieces in self._formulas),
            **joined,
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in ("head", "main"):
            self._place = tag
        if tag in _UNSEEN:
            self._unseen.append(tag)
            self._is_table = said.get("type") == _TABLES
        if tag == "math":
            self._formulas.append([])
        self._take(tag, said)
        self._break_line(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._take(tag, {name: value or "" for name, value in attrs})
        self._break_line(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._place:
            self._place = "frame"
        self._break_line(tag)
        if self._unseen and self._unseen[-1] == tag:
            self._unseen.pop()

    def handle_data(self, data: str) -> None:
        if self._place == "head":
            if self.lasttag == "title":
                self._head["title"] = self._head.get("title", "") + data
        elif not self._unseen:
            self._say("shown" if self._place == "main" else "frame", data)
        elif self._unseen[-1] in ("math", "svg") or self._is_table:
            self._say("beside", data)
            if "math" in self._unseen:
                self._formulas[-1].append(data)
            elif not self._is_table:
                self._say("spoken" if self.lasttag == "title" else "drawn", data)

    def _take(self, tag: str, said: dict[str, str]) -> None:
        """Take up what attributes say."""
        if tag == "meta":
            name = said.get("name") or said.get("property") or ""
            self._head[name] = said.get("content", "")
            return
        if tag == "time" and self._place == "frame":
            self._dates.append(said.get("datetime", ""))
        if tag == "data" and "data-name" in said:
            self._values.append((said["data-name"], said.get("value", "")))
        words = [value for name, value in said.items() if name in _SAYING]
        for each in words:
            self._say("beside" if self._place == "main" else "frame", f"\n{each}\n")
        if tag == "img":
            self._say("spoken", f"\n{said.get('alt', '')}\n")

    def _break_line(self, tag: str) -> None:
        if self._unseen:
            for place in ("beside", "drawn", "spoken"):
                self._say(place, "\n")
            if "math" in self._unseen:
                self._formulas[-1].append("\n")
        elif tag not in _INLINE:
            self._say("shown" if self._place == "main" else "frame", "\n")

    def _say(self, where: str, text: str) -> None:
        if self._place != "head":
            self._pieces[where].append(text)
