"""Turns the charts that an article places into drawings, each made once for what it shows."""

import importlib.metadata
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from generator.cache import Cache, fingerprint_of
from generator.errors import ReportError, raise_if_any
from generator.figures import make_figure
from generator.figures.nouns import Figure, Table
from generator.inputs import Strings
from generator.locales import make_locale
from generator.remembering import remembered
from generator.results import Results, results_to_json

_PROGRAM = Path(__file__).parents[1]
_CODE = (*sorted(Path(__file__).parent.glob("*.py")), _PROGRAM / "locales.py")


def draw_figures(
    ids: Iterable[str],
    results: Results,
    words: Strings,
    fonts: tuple[Path, ...],
    cache: Cache,
) -> Mapping[str, Figure]:
    """Draw charts in one language, or take them from the cache.

    Raises: Problems, with what keeps any of them from being drawn.
    """
    locale = make_locale(words.code, words.number_scale, words)
    made_from = _fingerprint(results, words, tuple(path.read_bytes() for path in fonts))
    figures: dict[str, Figure] = {}
    errors: list[ReportError] = []
    for name in ids:
        key = fingerprint_of(name, made_from)
        kept = cache.read("figures", key)
        try:
            figures[name] = (
                _from_json(kept) if kept else make_figure(name, results, words, locale, fonts)
            )
        except ReportError as error:
            errors.append(error)
        else:
            if not kept:
                cache.write("figures", key, json.dumps(asdict(figures[name])).encode())
    raise_if_any(errors)
    return figures


@remembered(lambda _results, words, _fonts: words.code)
def _fingerprint(results: Results, words: Strings, fonts: tuple[bytes, ...]) -> str:
    """Digest everything that shapes a chart's bytes."""
    return fingerprint_of(
        results_to_json(results),
        words.code,
        *(part for item in words.items() for part in item),
        *(path.read_bytes() for path in _CODE),
        *fonts,
        *(importlib.metadata.version(name) for name in ("matplotlib", "babel")),
    )


@lru_cache(maxsize=64)
def _from_json(kept: bytes) -> Figure:
    plain = json.loads(kept)
    table = plain["table"]
    return Figure(
        id=plain["id"],
        svg=plain["svg"],
        alt=plain["alt"],
        table=Table(header=tuple(table["header"]), rows=tuple(tuple(row) for row in table["rows"])),
        quantities=tuple(plain["quantities"]),
    )
