"""Turns Markdown with the conventions of this report into tokens that know their place."""

import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from generator.documents.attributes import find_attributes
from generator.documents.placeholders import Mistake, read_placeholder

_CITATION = re.compile(r"\[@[^\]]*\]")
_CITED_KEYS = re.compile(r"\[@[^\]\s;@]+(?:;\s*@[^\]\s;@]+)*\]")
_CROSS_REFERENCE = re.compile(r"@((?:fig|tbl|eq|sec|lst|claim)-[a-z0-9][a-z0-9-]*)")
# Possessive: an unclosed formula before many placeholders would else be tried in 2ⁿ ways.
_FORMULA = re.compile(r"(\${1,2})((?:\{\{[^{}]*\}\}|\\.|[^$\\])++)\1", re.DOTALL)
_NESTING_READ = 100
"""The parser drops what is nested deeper without a word; the tree refuses it long before."""


class _PlacedState(StateInline):
    """Remembers for each token at which offset of the content it starts."""

    _text_start = 0

    @property
    def pending(self) -> str:
        """Text read so far and not yet a token."""
        return super().pending

    @pending.setter
    def pending(self, value: str) -> None:
        if value and not super().pending:
            self._text_start = self.pos
        StateInline.pending.fset(self, value)  # type: ignore[attr-defined]

    def append_pending(self, text: str) -> None:
        """Take up text, remembering where it starts."""
        if not self.pending:
            self._text_start = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802, the parser's name
        """Make a token of the text read so far."""
        start = self._text_start
        token = super().pushPending()
        token.meta["at"] = start
        return token


class _PlacedParser(ParserInline):
    """The inline parser, with tokens that know their offset."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Parse the content of one block."""
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


@cache
def make_parser() -> MarkdownIt:
    """Set up CommonMark with tables and our own marks; raw HTML is seen so as to be refused."""
    md = MarkdownIt("zero")
    md.inline = _PlacedParser()
    options = {"html": True, "typographer": False, "maxNesting": _NESTING_READ}
    md.configure("commonmark", options).enable("table")
    # Joined tokens would lose the places of the later ones.
    md.disable(["text_join", "fragments_join"])
    footnote_plugin(md, inline=False, move_to_end=False, always_match_refs=True)
    container_plugin(md, "block", validate=lambda *_: True)
    md.block.ruler.before("fence", "equation", _equation, {"alt": ["paragraph"]})
    for name, rule in _RULES:
        md.inline.ruler.before("escape", name, rule)
    _remember_starts(md)
    # Each destination is judged where it stands, with its place; the parser would drop it unsaid.
    md.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005
    return md


def _remember_starts(md: MarkdownIt) -> None:
    names = md.get_active_rules()["inline"]
    for name, rule in zip(names, md.inline.ruler.getRules(""), strict=True):
        md.inline.ruler.at(name, _placed(rule))


def _placed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def run(state: StateInline, silent: bool) -> bool:  # noqa: FBT001, the parser's signature
        start, n_before = state.pos, len(state.tokens)
        is_match = rule(state, silent)
        for token in state.tokens[n_before:]:
            token.meta.setdefault("at", start)
        return is_match

    return run


def make_words(text: str, offset: int = 0) -> list[Token]:
    """Cut text at its placeholders; used where nothing else has a meaning (TeX, alt text)."""
    tokens, position = [], 0
    while (start := text.find("{{", position)) >= 0:
        tokens += _lines(text[position:start], offset + position)
        read, end = read_placeholder(text, start)
        tokens.append(_placeholder_token(read, text[start:end], offset + start))
        position = end
    return tokens + _lines(text[position:], offset + position)


def _lines(text: str, offset: int) -> list[Token]:
    """Make one token for each line: a token stands on one line of the file."""
    tokens = []
    for line in text.splitlines(keepends=True):
        tokens.append(_token("text", line, offset))
        offset += len(line)
    return tokens


def _token(kind: str, content: str, offset: int, **meta: object) -> Token:
    return Token(kind, "", 0, content=content, meta={"at": offset, "width": len(content), **meta})


def _placeholder_token(read: object, content: str, offset: int) -> Token:
    kind = "mistake" if isinstance(read, Mistake) else "placeholder"
    return _token(kind, content, offset, read=read)


def _placeholder(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    if not state.src.startswith("{{", state.pos):
        return False
    read, end = read_placeholder(state.src, state.pos)
    if not silent:
        _push(state, _placeholder_token(read, state.src[state.pos : end], state.pos))
    state.pos = end
    return True


def _attributes(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    found = find_attributes(state.src, state.pos)
    if not found:
        return False
    if not silent:
        content = state.src[state.pos : found[1]]
        _push(state, _token("attributes", content, state.pos, attributes=found[0]))
    state.pos = found[1]
    return True


def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    if state.src[state.pos] != "$":
        return False
    match = _FORMULA.match(state.src, state.pos)
    if not match:
        return _lone_dollar(state, silent)
    found = find_attributes(state.src, _skip_blanks(state.src, match))
    end = found[1] if found else match.end()
    if not silent:
        token = _token("formula", match[2], state.pos, display=match[1] == "$$")
        token.meta["width"] = match.end() - match.start()
        token.children = make_words(match[2], match.start(2))
        if found:
            token.meta["attributes"] = found[0]
            alt = found[0].find("alt")
            token.meta["alt"] = make_words(alt.text, alt.offset) if alt else []
        _push(state, token)
    state.pos = end
    return True


def _skip_blanks(text: str, formula: re.Match[str]) -> int:
    """Attributes follow an inline formula at once, a display formula after blanks too."""
    position = formula.end()
    if formula[1] == "$$":
        while text[position : position + 1] in (" ", "\t"):
            position += 1
    return position


def _lone_dollar(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    mark = "$$" if state.src.startswith("$$", state.pos) else "$"
    if not silent:
        wrong = Mistake(
            message=f"formula is not closed by `{mark}`", hint="a dollar sign itself is `\\$`"
        )
        _push(state, _token("mistake", mark, state.pos, read=wrong))
    state.pos += len(mark)
    return True


def _citation(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    match = _CITATION.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        _push(state, _citation_token(match[0], state.pos))
    state.pos = match.end()
    return True


def _citation_token(text: str, offset: int) -> Token:
    if not _CITED_KEYS.fullmatch(text):
        wrong = Mistake(message=f"citation `{text}` is malformed", hint="write `[@key; @other]`")
        return _token("mistake", text, offset, read=wrong)
    token = _token("citation", text, offset)
    token.children = [
        _token("key", found[1], offset + found.start(1))
        for found in re.finditer(r"@([^\];\s]+)", text)
    ]
    return token


def _cross_reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    match = _CROSS_REFERENCE.match(state.src, state.pos)
    before = state.src[state.pos - 1] if state.pos else ""
    if not match or (before.isascii() and before.isalnum()):
        return False
    if not silent:
        token = _token("xref", match[1], state.pos)
        token.meta["width"] = len(match[0])
        _push(state, token)
    state.pos = match.end()
    return True


def _span(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Read `[words]{.class key=value}`."""
    if state.src[state.pos] != "[":
        return False
    label_end = state.md.helpers.parseLinkLabel(state, state.pos)
    if label_end < 0:
        return False
    found = find_attributes(state.src, label_end + 1)
    if not found:
        return False
    if not silent:
        _push_span(state, label_end, found[0])
    state.pos = found[1]
    return True


def _push_span(state: StateInline, label_end: int, attributes: object) -> None:
    start, end = state.pos, state.posMax
    token = state.push("span_open", "span", 1)
    token.meta |= {"at": start, "attributes": attributes}
    state.pos, state.posMax = start + 1, label_end
    state.md.inline.tokenize(state)
    state.posMax = end
    state.push("span_close", "span", -1)


def _push(state: StateInline, token: Token) -> None:
    pushed = state.push(token.type, "", 0)
    pushed.content, pushed.children, pushed.meta = token.content, token.children, token.meta


_RULES = (
    ("placeholder", _placeholder),
    ("attributes", _attributes),
    ("formula", _formula),
    ("citation", _citation),
    ("xref", _cross_reference),
    ("span", _span),
)


def _equation(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001
    """Take the lines from `$$` to the next `$$`; the inline rule reads what they hold."""
    if state.is_code_block(start_line):
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("$$", start):
        return False
    if silent:
        return True
    next_line = _find_equation_end(state, start_line, end_line)
    state.push("equation_open", "div", 1).map = [start_line, next_line]
    token = state.push("inline", "", 0)
    token.content = state.getLines(start_line, next_line, state.blkIndent, keepLastLF=False).strip()
    token.map, token.children = [start_line, next_line], []
    state.push("equation_close", "div", -1)
    state.line = next_line
    return True


def _find_equation_end(state: StateBlock, start_line: int, end_line: int) -> int:
    for line in range(start_line, end_line):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        if "$$" in (text[2:] if line == start_line else text):
            return line + 1
        if not text.strip():
            return line
    return end_line
