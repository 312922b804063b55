"""Turns whole fonts into small ones that hold the characters of this report and no others."""

import html
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from generator.documents.nouns import Document
from generator.errors import Location, ReportError
from generator.inputs.nouns import Inputs
from generator.remembering import remembered

FOLDER = "fonts/"
"""Where fonts lie below templates/assets/."""

_MATHS = "−×÷±=<>≤≥≈≠()[]{}|/∑∏∫√∞∂→⇒·⋅…′"
_MATH_LETTERS = range(0x1D400, 0x1D800)
"""Letters of formulas, which only the formula font has: Unicode block of that name."""

_TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", re.DOTALL)
_ENTITY = re.compile(r"&#?\w+;")
_BLANK = frozenset("\n\r\t\ufe0e\ufe0f")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One font file and what it is for."""

    file: str
    """Name below `fonts/`, without its ending."""
    is_text: bool = False
    """Whether prose and charts are set in it."""
    is_on_site: bool = True
    is_in_pdf: bool = True


FACES = (
    Face(file="NotoSans-Regular", is_text=True),
    Face(file="NotoSans-Bold", is_text=True),
    Face(file="NotoSansSC-Regular", is_text=True),
    Face(file="NotoSansSC-Bold", is_text=True),
    Face(file="JetBrainsMono-Regular", is_on_site=False),
    Face(file="STIXTwoMath-Regular", is_in_pdf=False),
)


def characters_of(texts: Iterable[str]) -> str:
    """List every character that pieces of HTML show, once each, in order of code."""
    return "".join(sorted(frozenset().union(*map(_find_characters, texts))))


@lru_cache(maxsize=1 << 14)
def _find_characters(text: str) -> frozenset[str]:
    return frozenset(html.unescape(_TAG.sub(" ", text)))


def make_pdf_fonts(assets: Mapping[str, bytes], characters: str) -> dict[str, bytes]:
    """Cut the fonts of the PDF down to some characters; TrueType, by file name."""
    return {
        f"{face.file}.ttf": _subset(_whole(assets, face), characters)
        for face in FACES
        if face.is_in_pdf
    }


@remembered(lambda _assets, _characters: "")
def make_web_fonts(assets: Mapping[str, bytes], characters: str) -> dict[str, bytes]:
    """Cut the fonts of the site down to some characters; WOFF, by file name."""
    return {
        f"{face.file}.woff": _pack(_subset(_whole(assets, face), _wanted(face, characters)))
        for face in FACES
        if face.is_on_site
    }


def check_glyphs(inputs: Inputs, documents: Iterable[Document]) -> list[ReportError]:
    """Name each character that cannot be seen or that no text font has, where it was written.

    A character that the sources do not hold as such is named at the block that shows it.
    """
    known = _known_characters(inputs.assets)
    problems: list[ReportError] = []
    for document in documents:
        for character, at in _unknown(inputs, document, known).items():
            places = list(_written(inputs, document.language, character)) or [at]
            message, hint = _describe(character)
            problems += [ReportError(message, at=place, hint=hint) for place in places]
    return problems


def _describe(character: str) -> tuple[str, str]:
    """Say what is wrong with a character, and what to do.

    Source: Boucher and Anderson, Trojan Source, 2021, for what reads otherwise than it looks.
    """
    code = f"U+{ord(character):04X}"
    if _is_hidden(character):
        name = unicodedata.name(character, "a format character")
        message = f"the character {code}, {name}, cannot be seen"
        return message, "take it out: a number cut in two by it looks whole, and no check sees that"
    message = f"no font here has the character `{character}` ({code})"
    return message, "write it another way, or add a font that has it to templates/assets/fonts/"


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) == "Cf"


def _whole(assets: Mapping[str, bytes], face: Face) -> bytes:
    name = f"{FOLDER}{face.file}.ttf"
    try:
        return assets[name]
    except KeyError:
        message = f"the font `templates/assets/{name}` is missing"
        raise ReportError(message, hint="put it back from the repository") from None


def _wanted(face: Face, characters: str) -> str:
    """Text fonts hold what is shown; the formula font also every form that MathML may choose."""
    if face.is_text:
        return characters
    letters = "".join(map(chr, _MATH_LETTERS))
    return characters + letters + _MATHS


def _known_characters(assets: Mapping[str, bytes]) -> frozenset[str]:
    known = set(_BLANK)
    for face in FACES:
        if face.is_text:
            known |= _characters_in(_whole(assets, face))
    return frozenset(known)


@lru_cache(maxsize=8)
def _characters_in(font: bytes) -> frozenset[str]:
    characters = map(chr, _open(font).unicodes)
    return frozenset(each for each in characters if not _is_hidden(each))


def _open(font: bytes) -> Any:  # noqa: ANN401 -- uharfbuzz has no types
    import uharfbuzz

    return uharfbuzz.Face(uharfbuzz.Blob(font))


def _subset(font: bytes, characters: str) -> bytes:
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).update(map(ord, characters))
    cut = uharfbuzz.subset(_open(font), wanted)
    return bytes(cut.blob.data)


def _pack(font: bytes) -> bytes:
    """Compress each table of a TrueType font, which makes a WOFF 1 file.

    WOFF 2 would be a fifth smaller, and takes a hundred times as long to make.
    Source: WOFF File Format 1.0, W3C Recommendation, sections 3 to 5.
    """
    n_tables = int.from_bytes(font[4:6], "big")
    directory_end = 44 + 20 * n_tables
    directory, body = b"", b""
    for index in range(n_tables):
        entry = font[12 + 16 * index : 28 + 16 * index]
        tag, checksum, start, length = struct.unpack(">4s4sII", entry)
        table = font[start : start + length]
        packed = min(table, zlib.compress(table, 9), key=len)
        place = directory_end + len(body)
        directory += struct.pack(">4sIII4s", tag, place, len(packed), length, checksum)
        body += packed + b"\0" * (-len(packed) % 4)
    size = directory_end + len(body)
    sizes = struct.pack(">IHHI", size, n_tables, 0, len(font) + -len(font) % 4)
    return b"wOFF" + font[:4] + sizes + b"\0" * 24 + directory + body


def _unknown(inputs: Inputs, document: Document, known: frozenset[str]) -> dict[str, Location]:
    found: dict[str, Location] = {}
    for text, at in _texts_of(inputs, document):
        for character in characters_of(text):
            if character not in known and ord(character) not in _MATH_LETTERS:
                found.setdefault(character, at)
    return found


def _texts_of(inputs: Inputs, document: Document) -> Iterator[tuple[tuple[str, ...], Location]]:
    """List what can come to be shown in a language, as HTML, and where it was written."""
    language = next(each for each in inputs.languages if each.code == document.language)
    for section in document.sections:
        for block in section.blocks:
            yield (block.pdf.html, block.site.html), block.at
    words = (language.title, language.abstract, *language.keywords)
    yield tuple(map(html.escape, words)), language.abstract_at
    whole = Location(path=language.strings.path)
    yield tuple(map(html.escape, language.strings.values())), whole


def _written(inputs: Inputs, code: str, character: str) -> Iterator[Location]:
    language = next(each for each in inputs.languages if each.code == code)
    for section in language.sections:
        for number, line in enumerate(section.lines, start=1):
            column = _find_in(line, character)
            if column is not None:
                yield section.locate(number, column + 1)
    for key, text in language.strings.items():
        if character in text and key in language.strings.places:
            yield language.strings.places[key]


def _find_in(line: str, character: str) -> int | None:
    """Find a character in a line of Markdown, as itself or as an entity."""
    if character in line:
        return line.index(character)
    entities = _ENTITY.finditer(line)
    return next((each.start() for each in entities if character in html.unescape(each[0])), None)
