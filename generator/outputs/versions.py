"""Turns the libraries that shape the bytes into a list of names and versions."""

import ctypes
import sys
import zlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

PDF_PACKAGES = (
    *("cssselect2", "fonttools", "pydyf", "pyphen", "tinycss2", "tinyhtml5"),
    *("uharfbuzz", "weasyprint"),
)
PACKAGES = (
    *PDF_PACKAGES,
    *("babel", "jinja2", "latex2mathml", "markdown-it-py", "matplotlib", "mdit-py-plugins"),
    *("numpy", "pillow", "pygments", "pypdfium2", "xlsxwriter", "ziafont", "ziamath"),
)


@lru_cache(maxsize=1)
def library_versions() -> dict[str, str]:
    """Ask the system's libraries that set text; one that is not there is left out."""
    found = {
        "fontconfig": _fontconfig_version(),
        "harfbuzz": _text_from("harfbuzz", "hb_version_string"),
        "pango": _text_from("pango-1.0", "pango_version_string"),
        "python": ".".join(map(str, sys.version_info[:3])),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    return {name: number for name, number in found.items() if number}


@lru_cache
def package_versions(names: tuple[str, ...] = PACKAGES) -> dict[str, str]:
    """Give the version of each package that is installed."""
    return {name: number for name in sorted(names) if (number := _version(name))}


def has_library(name: str) -> bool:
    """Tell whether the system has a library, such as `harfbuzz-subset`."""
    return _open(name) is not None


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _open(name: str, number: int = 0) -> ctypes.CDLL | None:
    """Open a library as WeasyPrint does, by the names that Linux and macOS give it."""
    for file in (f"lib{name}.so.{number}", f"lib{name}.{number}.dylib", f"lib{name}.dylib"):
        try:
            return ctypes.CDLL(file)
        except OSError:
            continue
    return None


def _text_from(library: str, function: str) -> str:
    opened = _open(library)
    if opened is None:
        return ""
    ask = getattr(opened, function)
    ask.restype = ctypes.c_char_p
    return str(ask().decode())


def _fontconfig_version() -> str:
    opened = _open("fontconfig", 1)
    if opened is None:
        return ""
    number = int(opened.FcGetVersion())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
