"""Turns a report that is right into one that is wrong: one fault at a time, chosen by a seed."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SOURCE, TRANSLATION = "zh", "en"
Spoil = Callable[[str, str], Iterable[str]]
"""Gives, of a path and a line, the line in every way that it may be spoiled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One line of a file as it was, and as it is spoiled."""

    kind: str
    path: str
    """Below the folder that is spoiled."""
    line: int
    first_line: int
    """Of the block that the line stands in: a finding may point at the block's beginning."""
    last_line: int
    """Of the entry of a ledger; the line itself in prose."""
    text: str

    def is_at(self, path: str, line: int) -> bool:
        """Tell whether a finding at this place is about this fault."""
        return path.endswith(self.path) and self.first_line <= line <= self.last_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The lines of every file that authors write, by path below the content's folder."""

    lines: Mapping[str, tuple[str, ...]]

    def find(
        self, kind: str, make: Callable[[str, str], Iterable[str]], ending: str
    ) -> list[Fault]:
        """List a fault for every way to spoil a line of the files with this ending."""
        return [
            Fault(
                kind=kind,
                path=path,
                line=number,
                first_line=self._first_line(path, number),
                last_line=self._last_line(path, number),
                text=spoiled,
            )
            for path, lines in self.lines.items()
            if path.endswith(ending)
            for number, line in enumerate(lines, 1)
            for spoiled in make(path, line)
            if spoiled != line
        ]

    def _first_line(self, path: str, number: int) -> int:
        lines = self.lines[path]
        if path.endswith("strings.yaml"):
            return number
        while number > 1 and not self._starts_block(lines, number):
            number -= 1
        return number

    def _last_line(self, path: str, number: int) -> int:
        lines = self.lines[path]
        while (
            path.endswith("claims.yaml") and number < len(lines) and lines[number].startswith(" ")
        ):
            number += 1
        return number

    @staticmethod
    def _starts_block(lines: tuple[str, ...], number: int) -> bool:
        """Tell whether a block of prose, an item, a row or an entry of a ledger starts here."""
        line = lines[number - 1]
        is_piece = re.match(r"[-*|]|\d+\.|::: |\w[\w-]*:", line)
        return bool(is_piece or not lines[number - 2].strip())


def read_book(content: Path) -> Book:
    """Read the files that faults are planted in."""
    paths = sorted([*content.glob("??/*.md"), *content.glob("??/strings.yaml")])
    paths += [content / "claims.yaml", content / "references.yaml"]
    return Book(
        lines={
            path.relative_to(content).as_posix(): tuple(
                path.read_text(encoding="utf-8").split("\n")
            )
            for path in paths
        }
    )


def plant(content: Path, book: Book, faults: Iterable[Fault]) -> None:
    """Write the spoiled files; no two faults share a line."""
    spoiled: dict[str, list[str]] = {}
    for fault in faults:
        lines = spoiled.setdefault(fault.path, list(book.lines[fault.path]))
        lines[fault.line - 1] = fault.text
    for path, lines in spoiled.items():
        (content / path).unlink()
        (content / path).write_text("\n".join(lines), encoding="utf-8")


def choose(book: Book, seed: int) -> list[Fault]:
    """Choose the faults of every kind, no two in one block."""
    dice = random.Random(seed)  # noqa: S311 -- no secret hangs on it
    chosen: list[Fault] = []
    taken: set[tuple[str, int]] = set()
    captions = (6, "a caption left untranslated", _leave_untranslated(book), ".md")
    for n_wanted, kind, make, ending in (captions, *KINDS):
        candidates = book.find(kind, make, ending)
        dice.shuffle(candidates)
        n_before = len(chosen)
        for fault in candidates:
            if len(chosen) - n_before == n_wanted:
                break
            block = (fault.path.split("/")[-1], fault.first_line)
            if block not in taken:
                taken.add(block)
                chosen.append(fault)
    return chosen


def spoil_output(
    files: Mapping[str, str], kinds: Mapping[str, tuple[int, str]], seed: int
) -> Iterator[tuple[str, str, str]]:
    """Give kind, path and spoiled text: a digit changed where the last group of a pattern ends.

    Where the group is empty, a number is added.
    """
    dice = random.Random(seed)  # noqa: S311 -- no secret hangs on it
    for kind, (n_wanted, pattern) in kinds.items():
        places = [
            (path, match.span(match.lastindex or 0))
            for path, text in files.items()
            for match in re.finditer(pattern, text)
        ]
        for path, (start, end) in dice.sample(places, n_wanted):
            text = files[path]
            digit = str((int(text[start:end]) + 1) % 10) if end > start else " 七 "
            yield kind, path, text[:start] + digit + text[end:]


def _insert(line: str, words: str) -> Iterator[str]:
    """Say something more at the end of what a line of prose says."""
    if re.match(r"[\w*\-“].*[.。：:]$", line) and not line.startswith("---"):
        yield f"{line[:-1]}{words}{line[-1]}"
    elif re.match(r"\|.*[^-:|\s]\s*\|$", line):
        yield re.sub(r"\s*\|$", f"{words} |", line)
    elif re.match(r"##", line):
        yield line.replace(" {#", f"{words} {{#", 1)


def _type(of_source: str, of_translation: str) -> Spoil:
    def make(path: str, line: str) -> Iterator[str]:
        words = of_source if path.startswith(SOURCE) else f" {of_translation}"
        return _insert(line, words)

    return make


def _type_in_words(path: str, line: str) -> Iterator[str]:
    """Type a number behind words of strings.yaml that stand on a line of their own."""
    match = re.fullmatch(r'(\s+[\w-]+: )("?)([^"|>\[]*[\w。.”}）)])("?)', line)
    if match and match[2] == match[4] and "://" not in line:
        typed = "，三成" if path.startswith(SOURCE) else ", half of it"
        yield f"{match[1]}{match[2]}{match[3]}{typed}{match[4]}"


def _type_in_title(_path: str, line: str) -> Iterator[str]:
    if re.match(r"title: [^\"]+$", line):
        yield f"{line} 37"


def _replace(pattern: str, put: str) -> Spoil:
    """Spoil a translated line once, where the pattern stands first."""

    def make(path: str, line: str) -> Iterator[str]:
        if path.startswith(TRANSLATION):
            yield re.sub(pattern, put, line, count=1)

    return make


def _leave_untranslated(book: Book) -> Spoil:
    """Put the source's caption in the place of the translated one."""
    captions = {
        (path, language_line): source_line
        for path, lines in book.lines.items()
        if path.startswith(TRANSLATION) and path.endswith(".md")
        for before, language_line, source_line in zip(
            lines, lines[1:], book.lines[path.replace(TRANSLATION, SOURCE, 1)][1:], strict=False
        )
        if re.match(r"::: \{\.(?:figure|table|listing)", before) and "万" not in source_line
    }

    def make(path: str, line: str) -> Iterator[str]:
        if (path, line) in captions:
            yield captions[path, line]

    return make


def _move_value(_path: str, line: str) -> Iterator[str]:
    """Move a claim to the other side of what was measured: the expected verdict tells it."""
    for said, moved in (("value: 0.10", "0.99"), ("value: 300", "410"), ("tolerance: 0.01", "0.9")):
        if line == f"  {said}":
            yield f"  {said.partition(' ')[0]} {moved}"


def _expect_other(_path: str, line: str) -> Iterator[str]:
    if re.match(r"  expect: (?:cited|unverified)$", line):
        yield "  expect: contradicted"


def _exchange_signs(_path: str, line: str) -> Iterator[str]:
    """Turn the words of a number's sign round: a loss becomes a profit."""
    yield re.sub(
        r'by_sign\("([^"]*)", ("[^"]*"), "([^"]*)"\)', r'by_sign("\3", \2, "\1")', line, count=1
    )


def _exchange_verdicts(path: str, line: str) -> Iterator[str]:
    """Give a verdict, or how a claim compares, the words of its contrary."""
    contraries = {
        "zh": {"与结果不符。": "结果支持。", "有文献可据。": "未经核实。", "不低于": "不高于"},
        "en": {
            ": Contradicted.": ": Borne out.",
            "Unverified.": "Supported.",
            "at least": "at most",
        },
    }
    for word, contrary in contraries[path[:2]].items():
        if word in line:
            yield line.replace(word, contrary, 1)


def _turn_cell(_path: str, line: str) -> Iterator[str]:
    """Say no for yes in one cell, or yes for no."""
    for word, contrary in (("Yes", "No"), ("是", "否"), ("No", "Yes"), ("否", "是")):
        yield line.replace(f"| {word} |", f"| {contrary} |", 1)


def _turn_sign(_path: str, line: str) -> Iterator[str]:
    """Speak plus for minus in a formula."""
    if " alt=" in line:
        yield re.sub(r"\bminus\b", "plus", line, count=1)
        yield line.replace("减", "加", 1)


def _issue_later(_path: str, line: str) -> Iterator[str]:
    yield re.sub(r'^(  issued: "?)20', r"\g<1>21", line)


KINDS: tuple[tuple[int, str, Spoil, str], ...] = (
    (6, "words of a sign exchanged", _exchange_signs, ".md"),
    (4, "words of a verdict exchanged", _exchange_verdicts, "strings.yaml"),
    (3, "yes for no", _turn_cell, ".md"),
    (4, "plus for minus", _turn_sign, ".md"),
    (
        8,
        "a placeholder's name changed",
        _replace(r"scenario\.article\.", "scenario.closed."),
        ".md",
    ),
    (14, "a format changed", _replace(r"\| percent(?:\(0\))? \}\}", "| percent(3) }}"), ".md"),
    (4, "a format changed", _replace(r"\| number\(2\) \}\}", "| number(1) }}"), ".md"),
    (18, "a placeholder removed", _replace(r"\{\{ [a-z][^{}]* \}\}", "—"), ".md"),
    (8, "a citation removed", _replace(r" \[@[^\]]*\]", ""), ".md"),
    (8, "a reference turned", _replace(r"@(?:fig|tbl|eq)-[a-z0-9-]+[a-z0-9]", "@tbl-tools"), ".md"),
    (2, "an index changed", _replace(r"_\{t-1\}", "_{t-2}"), ".md"),
    (3, "a digit changed", _replace(r"(\[\d+)[0-8](?!\d)", r"\g<1>9"), ".md"),
    (22, "a digit typed", _type("37 个", "37 of them"), ".md"),
    (16, "a number word typed", _type("，占三成", "half of it"), ".md"),
    (8, "a number word typed", _type("，翻倍", "a dozen"), ".md"),
    (12, "a verdict typed", _type("，此说不成立", "and contradicted"), ".md"),
    (4, "a number word typed", _type("，占一**半**", "ha*lf* of it"), ".md"),
    (4, "a number word cut unseen", _type("，过\u200b半", "ha&shy;lf of it"), ".md"),
    (14, "a number typed into words", _type_in_words, "strings.yaml"),
    (4, "a number typed into a title", _type_in_title, ".md"),
    (3, "a year to come", _issue_later, "references.yaml"),
    (3, "a claim's value moved", _move_value, "claims.yaml"),
    (6, "another verdict expected", _expect_other, "claims.yaml"),
)
"""How many faults of each kind are planted, and where; rarer kinds choose their places first."""
