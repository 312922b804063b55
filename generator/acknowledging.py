"""Turns an author's word that a translation is up to date into lines of the translation lock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.documents.following import cut_language, find_source, follow
from generator.documents.nouns import TranslatedBlock
from generator.documents.parts import REPORT, WORDS
from generator.documents.translations import make_lines
from generator.errors import ReportError, list_known
from generator.inputs import Inputs, read_prose
from generator.inputs.files import shown_path
from generator.inputs.lock import NAME, lock_to_text
from generator.inputs.nouns import LockedBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """What a path stands for; what is empty is no limit."""

    language: str = ""
    section: str = ""

    def holds(self, language: str, block: TranslatedBlock) -> bool:
        return self.language in ("", language) and self.section in ("", block.section)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """What somebody has said to be up to date."""

    blocks: tuple[str, ...]
    """What was not so before, as in `content/en/04-models.md#tbl-risk/cell/2`."""
    forgotten: tuple[str, ...]
    """What the lock held and is no longer there."""
    n_fresh: int
    """How many were up to date before."""
    n_unpaired: int
    """How many have no equal in the other language: there is nothing to acknowledge."""


def acknowledge(content: Path, target: str) -> Acknowledged:
    """Write into the lock that what `PATH#block` names says what the source language says now.

    The path is a file of a translation, its folder, or report.yaml. The block is the id of a
    heading, for all that stands under it up to the next one; that of a table, figure or label; or
    one block, such as `tbl-risk/cell/2`.

    Raises: ReportError, when that names nothing; Problems, when a file is damaged.
    """
    inputs = read_prose(content)
    path, _, name = target.partition("#")
    scope = _find_scope(inputs, Path(path))
    sources = cut_language(find_source(inputs))
    lines: list[LockedBlock] = []
    chosen: list[TranslatedBlock] = []
    names: dict[str, None] = {}
    for language in inputs.languages[1:]:
        blocks = follow(inputs, language, sources, cut_language(language))
        inside = [block for block in blocks if scope.holds(language.code, block)]
        names |= dict.fromkeys(each for block in inside for each in _names_of(block))
        mine = [block for block in inside if not name or name in _names_of(block)]
        lines += make_lines(language.code, blocks, mine)
        chosen += mine
    if name and not chosen:
        ids = [each for each in names if "/" not in each]
        raise ReportError(f"`{path}` has no block `{name}`", hint=list_known(name, ids))
    _write(content / NAME, lock_to_text(lines))
    return _sum_up(chosen)


def _find_scope(inputs: Inputs, path: Path) -> _Scope:
    """Tell what is in a file or folder.

    Raises: ReportError, when it holds no translation.
    """
    content = inputs.content.absolute()
    scopes = {content: _Scope(), content / REPORT: _Scope(section=REPORT)}
    for language in inputs.languages[1:]:
        folder = content / language.code
        scopes[folder] = _Scope(language=language.code)
        scopes[folder / WORDS] = _Scope(language=language.code, section=WORDS)
        for section in language.sections:
            file = Path(section.path).absolute()
            scopes[file] = _Scope(language=language.code, section=section.id)
    if path.absolute() not in scopes:
        raise _no_translation(inputs, path)
    return scopes[path.absolute()]


def _no_translation(inputs: Inputs, path: Path) -> ReportError:
    folders = [shown_path(inputs.content / each.code) for each in inputs.languages[1:]]
    source = inputs.content / inputs.languages[0].code
    if path.absolute().is_relative_to(source.absolute()):
        message = f"`{path}` is in the source language: it is not translated"
    else:
        message = f"`{path}` is no file of a translation"
    listed = ", ".join(f"`{folder}`" for folder in folders) or "none in this report"
    return ReportError(message, hint=f"translations: {listed}")


def _names_of(block: TranslatedBlock) -> tuple[str, ...]:
    """List the names by which a block is acknowledged: its own, and those that it stands under."""
    if block.part:
        groups = _parents_of(block.part.anchor) if block.section == WORDS else ()
        return (block.part.heading, block.part.anchor, block.part.key, *groups)
    if block.locked:
        line = block.locked
        return (line.anchor, f"{line.anchor}/{line.kind}/{line.ordinal}")
    return ()


def _parents_of(word: str) -> Iterator[str]:
    """List the groups of a word in strings.yaml, such as `figure.adoption` and `figure`."""
    while "." in word:
        word = word.rpartition(".")[0]
        yield word


def _sum_up(chosen: Iterable[TranslatedBlock]) -> Acknowledged:
    blocks, forgotten = [], []
    n_fresh = n_unpaired = 0
    for block in chosen:
        if block.part and block.source:
            if block.state == "fresh":
                n_fresh += 1
            else:
                blocks.append(f"{block.part.at.path}#{block.part.key}")
        elif block.locked:
            forgotten.append(f"{block.locked.anchor}/{block.locked.kind}/{block.locked.ordinal}")
        else:
            n_unpaired += 1
    return Acknowledged(
        blocks=tuple(blocks),
        forgotten=tuple(forgotten),
        n_fresh=n_fresh,
        n_unpaired=n_unpaired,
    )


def _write(path: Path, text: str) -> None:
    """Replace the lock whole, or not at all; what says the same already is left untouched."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
