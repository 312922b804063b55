"""Turns what this machine has into findings: what is there, what is missing, and how to get it."""

import ctypes
import ctypes.util
import importlib.metadata
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Scope = Literal["build", "test", "delivery"]

LIBRARIES = (
    "babel>=2.17",
    "jinja2>=3.1",
    "latex2mathml>=3.78",
    "markdown-it-py>=4.0",
    "markupsafe>=3.0",
    "matplotlib>=3.10",
    "mdit-py-plugins>=0.5",
    "numpy>=2.3",
    "pillow>=12.0",
    "pydantic>=2.12",
    "pydyf>=0.12",
    "pygments>=2.19",
    "pyinstrument>=5.1",
    "pypdfium2>=5.0",
    "pyyaml>=6.0",
    "rich>=14.0",
    "safetensors>=0.6",
    "scipy>=1.16",
    "torch>=2.15",
    "torchvision>=0.29",
    "typer>=0.20",
    "uharfbuzz>=0.50",
    "weasyprint==70.0",
    "xlsxwriter>=3.2",
    "ziafont>=0.11",
    "ziamath>=0.12",
)
"""What pyproject.toml asks for, repeated here so that a broken installation can be diagnosed."""

_PYTHON = (3, 11)
_DISK_GB = 1.0
_FONT_SUFFIXES = (".otf", ".ttf", ".woff")
_PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part that the program or its tests need."""

    name: str
    scope: Scope
    """`build`: nothing works without it; `test`, `delivery`: only tests, only mails need it."""
    found: str
    """Version or place; empty if the part is missing."""
    needed: str = ""
    """What would be enough, for example `>=2.17`; empty if any will do."""
    remedy: str = ""
    """How to get the part, as a command where there is one; empty if nothing is missing."""

    @property
    def missing(self) -> bool:
        """Tell whether something must be done."""
        return not self.found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Native:
    """A shared library outside Python, with its package on each system."""

    name: str
    files: tuple[str, ...]
    debian: str
    fedora: str
    brew: str
    version: str = ""
    """The C function that returns the version as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Program:
    """A program that tests run, with its package on each system."""

    name: str
    commands: tuple[str, ...]
    debian: str
    fedora: str
    brew: str
    places: tuple[str, ...] = ()
    """Where the program also is, outside PATH."""


_NATIVES = (
    _Native(
        name="Pango",
        files=("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0.0.dylib"),
        debian="libpango-1.0-0",
        fedora="pango",
        brew="pango",
        version="pango_version_string",
    ),
    _Native(
        name="Pango for FreeType",
        files=("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0.0.dylib"),
        debian="libpangoft2-1.0-0",
        fedora="pango",
        brew="pango",
    ),
    _Native(
        name="HarfBuzz",
        files=("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
        debian="libharfbuzz0b",
        fedora="harfbuzz",
        brew="harfbuzz",
        version="hb_version_string",
    ),
    _Native(
        name="HarfBuzz-subset",
        files=("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        debian="libharfbuzz-subset0",
        fedora="harfbuzz",
        brew="harfbuzz",
        version="hb_version_string",
    ),
    _Native(
        name="Fontconfig",
        files=("libfontconfig.so.1", "libfontconfig.1.dylib"),
        debian="libfontconfig1",
        fedora="fontconfig",
        brew="fontconfig",
    ),
)

_PROGRAMS = (
    _Program(
        name="Chromium",
        commands=("chromium", "chromium-browser", "google-chrome"),
        debian="chromium",
        fedora="chromium",
        brew="--cask chromium",
        places=(
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ),
    ),
    _Program(
        name="pdftotext",
        commands=("pdftotext",),
        debian="poppler-utils",
        fedora="poppler-utils",
        brew="poppler",
    ),
    _Program(
        name="pdftoppm",
        commands=("pdftoppm",),
        debian="poppler-utils",
        fedora="poppler-utils",
        brew="poppler",
    ),
    _Program(
        name="LibreOffice",
        commands=("soffice", "libreoffice"),
        debian="libreoffice-calc-nogui",
        fedora="libreoffice-calc",
        brew="--cask libreoffice",
        places=("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
    ),
    _Program(
        name="nginx",
        commands=("nginx",),
        debian="nginx-light",
        fedora="nginx",
        brew="nginx",
        places=("/usr/sbin/nginx",),
    ),
    _Program(
        name="Postfix",
        commands=("postfix",),
        debian="postfix",
        fedora="postfix",
        brew="postfix",
        places=("/usr/sbin/postfix",),
    ),
    _Program(name="Node", commands=("node",), debian="nodejs", fedora="nodejs", brew="node"),
    _Program(name="npm", commands=("npm",), debian="npm", fedora="npm", brew="node"),
    _Program(
        name="Java",
        commands=("java",),
        debian="default-jre-headless",
        fedora="java-latest-openjdk-headless",
        brew="openjdk",
        places=("/opt/homebrew/opt/openjdk/bin/java", "/usr/local/opt/openjdk/bin/java"),
    ),
)

_NODE_PARTS = (
    ("playwright-core", "playwright-core/index.js"),
    ("html-validate", "html-validate/bin/html-validate.mjs"),
    ("vnu.jar", "vnu-jar/build/dist/vnu.jar"),
)


def diagnose(
    scope: Literal["build", "test"],
    *,
    content: Path = Path("content"),
    templates: Path = Path("templates"),
    out: Path = Path("build"),
) -> tuple[Finding, ...]:
    """Look for every part of one scope, without importing anything heavy."""
    if scope == "test":
        return (
            *(_diagnose_program(program) for program in _PROGRAMS),
            *(_diagnose_node_part(name, path) for name, path in _NODE_PARTS),
        )
    return (
        _diagnose_python(sys.version_info[:2]),
        *(_diagnose_library(requirement) for requirement in LIBRARIES),
        *(_diagnose_native(native) for native in _NATIVES),
        _diagnose_fonts(templates),
        _diagnose_weights(content),
        _diagnose_disk(out),
    )


def _diagnose_python(running: tuple[int, ...]) -> Finding:
    needed = ".".join(map(str, _PYTHON))
    return Finding(
        name="Python",
        scope="build",
        found=platform.python_version() if running >= _PYTHON else "",
        needed=f">={needed}",
        remedy=""
        if running >= _PYTHON
        else install_command(
            debian="python3.11 python3.11-venv", fedora="python3.11", brew="python@3.11"
        ),
    )


def _diagnose_library(requirement: str) -> Finding:
    name, needed = re.split(r"(?=[=>])", requirement, maxsplit=1)
    found = ""
    with suppress(importlib.metadata.PackageNotFoundError):
        found = importlib.metadata.version(name)
    if found and _satisfies(found, needed):
        return Finding(name=name, scope="build", found=found, needed=needed)
    remedy = "make build" + (f" (found {found})" if found else "")
    return Finding(name=name, scope="build", found="", needed=needed, remedy=remedy)


def _satisfies(found: str, needed: str) -> bool:
    wanted = _numbers(needed)
    if needed.startswith("=="):
        return _numbers(found)[: len(wanted)] == wanted
    return _numbers(found) >= wanted


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0]))


def _diagnose_native(native: _Native) -> Finding:
    library = _load(native.files)
    found = _version_of(library, native.version) if library else ""
    remedy = install_command(debian=native.debian, fedora=native.fedora, brew=native.brew)
    return Finding(name=native.name, scope="build", found=found, remedy="" if library else remedy)


def _load(files: Iterable[str]) -> ctypes.CDLL | None:
    for file in files:
        with suppress(OSError):
            return ctypes.CDLL(file)
    return None


def _version_of(library: ctypes.CDLL, function: str) -> str:
    if not function or not hasattr(library, function):
        return "found"
    call: Callable[[], bytes] = getattr(library, function)
    call.restype = ctypes.c_char_p  # type: ignore[attr-defined]
    return call().decode()


def _diagnose_program(program: _Program) -> Finding:
    place = _find_program(program)
    remedy = install_command(debian=program.debian, fedora=program.fedora, brew=program.brew)
    return Finding(
        name=program.name,
        scope="test",
        found=str(place or ""),
        remedy="" if place else remedy,
    )


def _find_program(program: _Program) -> Path | None:
    for command in (*program.commands, *program.places):
        if found := shutil.which(command):
            return Path(found)
    return None


def _diagnose_node_part(name: str, path: str) -> Finding:
    place = _PROJECT / "node_modules" / path
    found, remedy = (str(place), "") if place.is_file() else ("", "npm ci")
    return Finding(name=name, scope="test", found=found, remedy=remedy)


def _diagnose_fonts(templates: Path) -> Finding:
    folder = templates / "assets" / "fonts"
    fonts = [path for path in folder.rglob("*") if path.suffix in _FONT_SUFFIXES]
    return Finding(
        name="fonts",
        scope="build",
        found=f"files: {len(fonts)}, in {folder}" if fonts else "",
        remedy="" if fonts else f"put TTF, OTF or WOFF files into {folder}: it has none",
    )


def _diagnose_weights(content: Path) -> Finding:
    folder = content / "models"
    n_weights = len(list(folder.rglob("*.safetensors")))
    n_records = len(list(folder.rglob("*.json")))
    lost = n_records > 0 and n_weights == 0
    return Finding(
        name="trained networks",
        scope="build",
        found="" if lost else f"records: {n_records}, weights: {n_weights}, in {folder}",
        remedy=f"git checkout -- {folder}, or python -m generator train --save" if lost else "",
    )


def _diagnose_disk(out: Path) -> Finding:
    place = next(path for path in (out.resolve(), *out.resolve().parents) if path.exists())
    free_gb = shutil.disk_usage(place).free / 1e9
    enough = free_gb >= _DISK_GB
    return Finding(
        name="free disk space",
        scope="build",
        found=f"{free_gb:.1f} GB" if enough else "",
        needed=f">={_DISK_GB:g} GB",
        remedy="" if enough else f"free some space: {free_gb:.1f} GB are left at {place}",
    )


def install_command(*, debian: str, fedora: str, brew: str) -> str:
    """Say how this system installs a package."""
    if sys.platform == "darwin":
        return f"brew install {brew}"
    families = _system_families()
    if "debian" in families or "ubuntu" in families:
        return f"sudo apt install {debian}"
    if "fedora" in families or "rhel" in families:
        return f"sudo dnf install {fedora}"
    return f"install what Debian calls {debian} and Fedora {fedora}"


def _system_families() -> tuple[str, ...]:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return ()
    return release.get("ID", ""), *release.get("ID_LIKE", "").split()
