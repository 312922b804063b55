"""Turns code into highlighted HTML, and a region of a source file into a listing."""

import re
import textwrap
from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape

from generator.errors import ReportError, suggest

PLAIN = "text"
"""The language of code that has none."""
_ALLOWED = "listings quote files below content/ and generator/ only"


def find_region(sources: Mapping[str, str], path: str, region: str) -> str:
    """Cut out the lines between `# region: name` and `# endregion`.

    Raises: ReportError, when there is no such file or region.
    """
    if path not in sources:
        hint = suggest(path, sources) or _ALLOWED
        raise ReportError(f"listing quotes the unknown file `{path}`", hint=hint)
    if not region:
        return sources[path].strip("\n")
    opening = re.compile(r"^\s*(?:#|//)\s*region:\s*(\S+)\s*$", re.MULTILINE)
    starts = {match[1]: match.end() for match in opening.finditer(sources[path])}
    if region not in starts:
        hint = suggest(region, starts) or "write `# region: name` and `# endregion` around it"
        raise ReportError(f"`{path}` has no region `{region}`", hint=hint)
    rest = sources[path][starts[region] :]
    end = re.search(r"^\s*(?:#|//)\s*endregion\b", rest, re.MULTILINE)
    if not end:
        raise ReportError(f"region `{region}` of `{path}` has no `# endregion`")
    return textwrap.dedent(rest[: end.start()]).strip("\n")


def find_language(path: str) -> str:
    """Tell the language of a file by its ending."""
    endings = {
        "py": "python",
        "js": "javascript",
        "sh": "bash",
        "yaml": "yaml",
        "toml": "toml",
        "json": "json",
    }
    return endings.get(path.rpartition(".")[2], PLAIN)


def check_code(code: str, language: str) -> str:
    """Show code plainly, once its language is known to be one.

    Raises: ReportError, when no such language is known.
    """
    if language not in _known_languages():
        message = f"code names the unknown language `{language}`"
        hint = suggest(language, _known_languages()) or f"write `{PLAIN}` for none"
        raise ReportError(message, hint=hint)
    return escape(code, quote=False)


@lru_cache(maxsize=512)
def highlight_code(code: str, language: str) -> str:
    """Mark the parts of code with short classes.

    Raises: ReportError, when no such language is known.
    """
    plain = check_code(code, language)
    if language == PLAIN:
        return plain
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    return highlight(code, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")


@cache
def _known_languages() -> frozenset[str]:
    from pygments.lexers import get_all_lexers

    names = {name for _, names, _, _ in get_all_lexers(plugins=False) for name in names}
    return frozenset({PLAIN, *names})
