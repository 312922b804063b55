"""Turns what readers are told of evidence into nouns: a page or an appendix, in chapters."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Some words, which may lead somewhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing said of an item, after the word for it."""

    title: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Say it as it is shown."""
        return self.title + "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A number by its name."""

    anchor: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Numbers that were made alike, a figure, a table or a claim, and what bears it out."""

    title: str
    anchor: str = ""
    href: str = ""
    """Where the text shows it; empty for numbers, whose uses are a line of their own."""
    verdict: str = ""
    numbers: tuple[Named, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """Say all of it, in reading order."""
        named = (f"{each.name} {each.value}" for each in self.numbers)
        lines = (line.text for line in self.lines)
        return "\n".join((self.title, self.verdict, *named, *lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Items of one kind."""

    id: str
    title: str
    items: tuple[Item, ...]

    @property
    def text(self) -> str:
        """Say all of it, in reading order."""
        return "\n".join((self.title, *(item.text for item in self.items)))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """All evidence in one language."""

    title: str
    introduction: str
    chapters: tuple[Chapter, ...]

    @property
    def text(self) -> str:
        """Say all of it, in reading order."""
        chapters = (chapter.text for chapter in self.chapters)
        return "\n".join((self.title, self.introduction, *chapters))
