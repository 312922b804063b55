"""Turns a picture's bytes into its size, and refuses what is no whole picture below content/."""

import re
import struct
import zlib
from collections.abc import Mapping

from generator.errors import ReportError, suggest

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_JPEG_END = b"\xff\xd9"
_SIZE_MARKERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SCAN = 0xDA


def find_picture(pictures: Mapping[str, bytes], source: str) -> tuple[int, int]:
    """Return width and height in pixels of a picture below content/.

    Raises: ReportError, when it lies elsewhere, is missing, or is damaged.
    """
    hint = "give its path below content/, such as `pictures/name.png`"
    if not source:
        raise ReportError("picture names no file", hint=hint)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", source):
        raise ReportError(f"picture `{source}` is not a file of this report", hint=hint)
    if source.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", source):
        raise ReportError(f"picture `{source}` lies outside content/", hint=hint)
    if source not in pictures:
        raise ReportError(
            f"there is no picture `{source}` in content/", hint=suggest(source, pictures) or hint
        )
    try:
        return _measure(pictures[source])
    except (ValueError, IndexError, struct.error, zlib.error):
        raise ReportError(
            f"picture `{source}` is damaged, or neither PNG nor JPEG", hint="save it anew"
        ) from None


def _measure(content: bytes) -> tuple[int, int]:
    if content.startswith(_PNG):
        return _measure_png(content)
    if content.startswith(_JPEG) and content.rstrip(b"\0").endswith(_JPEG_END):
        return _measure_jpeg(content)
    raise ValueError


def _measure_png(content: bytes) -> tuple[int, int]:
    """Walk all chunks with their checksums, and unpack the pixels."""
    position, pixels, kind = len(_PNG), [], b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, position)
        chunk = content[position + 8 : position + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, position + 8 + length)
        if zlib.crc32(kind + chunk) != checksum:
            raise ValueError
        if kind == b"IDAT":
            pixels.append(chunk)
        position += length + 12
    zlib.decompress(b"".join(pixels))
    width, height = struct.unpack_from(">II", content, len(_PNG) + 8)
    return width, height


def _measure_jpeg(content: bytes) -> tuple[int, int]:
    """Walk the segments up to the one that tells the size."""
    position = len(_JPEG)
    while content[position] == 0xFF:  # noqa: PLR2004 -- the byte that starts every segment
        marker = content[position + 1]
        if marker == _SCAN:
            break
        (length,) = struct.unpack_from(">H", content, position + 2)
        if marker in _SIZE_MARKERS:
            height, width = struct.unpack_from(">HH", content, position + 5)
            return width, height
        position += 2 + length
    raise ValueError
