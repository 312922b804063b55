"""Turns what stands in the parentheses of a link into an address, or refuses it."""

import re

from generator.errors import ReportError

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ALLOWED = ("http", "https", "mailto")
_INVISIBLE = re.compile(
    r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]|%(?:[01][0-9a-f]|20)", re.IGNORECASE
)


def read_destination(href: str) -> tuple[str, str]:
    """Tell where a link leads: an id in this report, or an address outside; the other is empty.

    Raises: ReportError, for a scheme that may do harm, or a file beside the page.
    """
    bare = _INVISIBLE.sub("", href)
    if bare[:1] in ("#", "@") and len(bare) > 1:
        return bare[1:], ""
    scheme = _SCHEME.match(bare)
    if scheme and scheme[1].lower() in _ALLOWED:
        return "", bare
    hint = f"links begin with {', '.join(f'`{name}:`' for name in _ALLOWED)} or `#id`"
    if scheme:
        raise ReportError(f"link uses the scheme `{scheme[1].lower()}:`", hint=hint)
    raise ReportError(f"link leads to `{href}`, which is no address", hint=hint)
