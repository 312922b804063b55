"""Turns a block and its translation into what they do not say alike."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from generator.documents.nouns import Part
from generator.errors import ReportError

_VERBS: Mapping[str, str] = {
    "value": "names `{}`",
    "citation": "cites `{}`",
    "reference": "refers to `{}`",
    "formula": "holds the formula `{}`",
    "code": "holds the code `{}`",
    "link": "leads to `{}`",
    "footnote": "marks the footnote `{}`",
    "date": "names the date `{}`",
    "field": "holds `{}`",
    "signs": "speaks the signs `{}`",
    "number": "holds the number `{}`",
    "quoted number": "quotes the number `{}`",
    "mark": "marks `{}`",
}
_NAMES: Mapping[str, str] = {
    "heading": "heading `{anchor}`",
    "caption": "the caption of `{anchor}`",
    "cell": "cell {ordinal} of `{anchor}`",
    "claim-text": "claim `{anchor}`",
    "footnote": "footnote `{anchor}`",
    "item": "this list item",
    "note-text": "this note",
    "numbered-item": "this list item",
    "paragraph": "this paragraph",
    "quote": "this quotation",
    "sign-words": "the choice of words {ordinal} under `{anchor}`",
    "words": "`{anchor}`",
}
_FIELD = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[^\W_][\w’'.-]*")
_HAN = "[\u3400-\u9fff]"
_HAN_STRETCH = re.compile(rf"{_HAN}{{4,}}")
_LATIN_STRETCH = re.compile(r"(?:[a-z][a-z’',-]* ){9,}[a-z]+")


def name_of(part: Part) -> str:
    """Name a block as its author knows it."""
    pattern = _NAMES.get(part.kind, "this {kind}" if part.anchor == part.heading else _OTHER)
    return pattern.format(anchor=part.anchor, ordinal=part.ordinal, kind=part.kind)


_OTHER = "{kind} `{anchor}`"


def compare(
    source: Part, part: Part, names: Iterable[str], *, is_whole: bool
) -> Iterator[ReportError]:
    """Find what a block and its translation do not say alike; `names` need no translation.

    Unless it is whole, what is shown of values is not compared.
    """
    yield from _compare_marks(source, part)
    yield from _compare_names(source, part, names)
    if is_whole:
        yield from _compare_shown(source, part)
    if part.kind != "words":
        yield from _find_foreign(source, part)
    if part.plain and part.plain == source.plain and _holds_words(part.plain, names):
        message = f"{name_of(part)} is not translated: it says what {source.at} says"
        hint = (
            "translate it; what is the same in every language is listed in `names:` of report.yaml"
        )
        yield ReportError(message, at=part.at, hint=hint)


def compare_cells(pairs: Iterable[tuple[Part, Part]]) -> Iterator[ReportError]:
    """Find cells that do not say what others of their table say for the same words."""
    cells = [pair for pair in pairs if pair[1].kind == "cell" and pair[1].plain]
    said: dict[tuple[str, bool, str], Counter[str]] = {}
    for source, part in cells:
        said.setdefault((part.anchor, True, source.words), Counter())[part.words] += 1
        said.setdefault((part.anchor, False, part.words), Counter())[source.words] += 1
    for source, part in cells:
        for_source = said[part.anchor, True, source.words].most_common(1)[0][0]
        for_part = said[part.anchor, False, part.words].most_common(1)[0][0]
        if (source.words, part.words) != (for_part, for_source):
            is_other = part.words != for_source
            usual = f"is `{for_source}`" if is_other else f"stands for `{for_part}`"
            message = (
                f"{name_of(part)} says `{part.words}` for `{source.words}` at {source.at}, "
                f"which elsewhere in the table {usual}"
            )
            hint = "what is the same in one language is the same in the other, within one table"
            yield ReportError(message, at=part.at, hint=hint)


def _compare_marks(source: Part, part: Part) -> Iterator[ReportError]:
    ours, theirs = Counter(source.marks), Counter(part.marks)
    for kind, name in sorted(ours.keys() | theirs.keys()):
        if ours[kind, name] != theirs[kind, name]:
            says = _VERBS.get(kind, f"is given `{kind}` as `{{}}`").format(name)
            message = (
                f"{name_of(part)} {says} {_times(theirs[kind, name])}, "
                f"but {_times(ours[kind, name])} in the source language"
            )
            hint = f"say the same as {source.at}, in any order"
            yield ReportError(message, at=part.at, hint=hint)


def _compare_names(source: Part, part: Part, names: Iterable[str]) -> Iterator[ReportError]:
    """Find a name with digits that stands in one language only; how often is a matter of style."""
    for name in names:
        is_alike = (name in source.words) == (name in part.words)
        if not is_alike and any(char.isdigit() for char in name):
            where = "here alone" if name in part.words else f"at {source.at}, but not here"
            message = f"the name `{name}` stands {where}"
            yield ReportError(message, at=part.at, hint="name the same in every language")


def _find_foreign(source: Part, part: Part) -> Iterator[ReportError]:
    """Find a stretch of prose left in the other language, where one alone is in Chinese."""
    ours, theirs = _share_of_han(source), _share_of_han(part)
    latin, han = (source, part) if ours < theirs else (part, source)
    if max(ours, theirs) <= 2 * min(ours, theirs):
        return
    for each, stretch in ((latin, _HAN_STRETCH), (han, _LATIN_STRETCH)):
        if found := stretch.search(each.plain):
            message = f"{name_of(each)} holds `{found[0]}`, which is in the other language"
            hint = "translate it, or mark it as the words of a source: […]{cite=@key}"
            yield ReportError(message, at=each.at, hint=hint)


def _share_of_han(part: Part) -> float:
    n_han, n_latin = (len(re.findall(each, part.plain)) for each in (_HAN, "[A-Za-z]"))
    return n_han / max(n_han + n_latin, 1)


def _compare_shown(source: Part, part: Part) -> Iterator[ReportError]:
    """Compare values as rounded for print; whether all are named is told elsewhere."""
    for name in sorted({name for name, _ in part.shown}):
        ours = sorted(value for each, value in source.shown if each == name)
        theirs = sorted(value for each, value in part.shown if each == name)
        if len(ours) == len(theirs) and ours != theirs:
            message = (
                f"{name_of(part)} shows `{name}` as {', '.join(theirs)}, "
                f"but {source.at} as {', '.join(ours)}"
            )
            hint = "every language shows the same digits; its scale only moves the point"
            yield ReportError(message, at=part.at, hint=hint)


def _times(count: int) -> str:
    return {0: "nowhere", 1: "once"}.get(count, f"{count} times")


def _holds_words(text: str, names: Iterable[str]) -> bool:
    """Tell whether anything is left to translate, once names are taken out."""
    rest = _FIELD.sub(" ", text)
    for name in sorted(names, key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", rest)
    return any(_is_word(found[0]) for found in _WORD.finditer(rest))


def _is_word(token: str) -> bool:
    """Tell a word from a symbol, an abbreviation and a name: `MIT`, `PyTorch`, `conv7`."""
    letters = token.strip(".-’'")
    if len(letters) == 1 and letters.isascii():
        return False
    is_name = any(char.isupper() or char.isdigit() for char in letters[1:])
    return any(char.isalpha() for char in letters) and not is_name
