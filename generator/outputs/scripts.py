"""Turns scripts as they are written into scripts as they are sent: the same, and shorter."""

from functools import lru_cache


@lru_cache(maxsize=32)
def shorten_script(script: bytes) -> bytes:
    """Leave out indents, empty lines, and lines that are a comment alone.

    A text that goes over several lines would lose its indents: scripts of ours hold none.
    """
    lines = (line.strip() for line in script.splitlines())
    return b"".join(line + b"\n" for line in lines if line and not line.startswith(b"//"))
