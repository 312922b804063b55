"""Turns a page into a PNG picture, a chart for mails: no mail program can be trusted with SVG."""

import io
import re
from collections.abc import Mapping, Sequence

from generator.cache import Cache, fingerprint_of
from generator.figures import theme_for_print
from generator.figures.nouns import Figure
from generator.inputs.nouns import Inputs
from generator.outputs.fonts import characters_of, make_pdf_fonts
from generator.outputs.pdf import Manuscript, bind
from generator.outputs.versions import package_versions

PICTURE_WIDTH = 572
"""Of the picture as it is shown, in CSS pixels: a chart, and a margin."""

_MARGIN = 16
_DENSITY = 2
_DRAWERS = ("pillow", "pypdfium2")
"""What draws the pictures, beside what makes the PDFs."""
_KIND = "pictures"
_VIEW_BOX = re.compile(r'viewBox="0 0 (?P<width>[0-9.]+) (?P<height>[0-9.]+)"')
_HTML = '<html lang="{code}"><head><title>{title}</title></head><body>{svg}</body></html>'
_CSS = """
@page {{ size: {width}px {height}px; margin: {margin}px; background: #ffffff; }}
html, body, p {{ margin: 0; padding: 0; }}
svg {{ display: block; width: {inner}px; }}
"""


def make_chart_pictures(
    figures: Mapping[str, Figure], inputs: Inputs, cache: Cache, jobs: int
) -> dict[str, bytes]:
    """Draw one chart of each language, by its code, dark on white paper."""
    manuscripts = [
        _make_manuscript(figure, code, inputs.assets) for code, figure in figures.items()
    ]
    return draw_pictures(manuscripts, _DENSITY * PICTURE_WIDTH, cache, jobs)


def _make_manuscript(figure: Figure, code: str, assets: Mapping[str, bytes]) -> Manuscript:
    view = _VIEW_BOX.search(figure.svg)
    if view is None:
        message = f"figure `{figure.id}` has no view box"
        raise AssertionError(message)
    inner = PICTURE_WIDTH - 2 * _MARGIN
    height = float(view["height"]) * inner / float(view["width"])
    svg = theme_for_print(figure.svg)
    return Manuscript(
        language=code,
        html=_HTML.format(code=code, title=figure.id, svg=svg),
        css=_CSS.format(
            width=PICTURE_WIDTH, height=height + 2 * _MARGIN, margin=_MARGIN, inner=inner
        ),
        fonts=make_pdf_fonts(assets, characters_of((svg,))),
        pictures={},
        is_han=False,
    )


def draw_pictures(
    manuscripts: Sequence[Manuscript], width: int, cache: Cache, jobs: int
) -> dict[str, bytes]:
    """Draw the first page of each manuscript as a PNG so many pixels wide, by its language."""
    versions = [f"{name} {number}" for name, number in package_versions(_DRAWERS).items()]
    keys = {each.language: fingerprint_of(each.key, str(width), *versions) for each in manuscripts}
    kept = {code: cache.read(_KIND, key) for code, key in keys.items()}
    drawn = {code: picture for code, picture in kept.items() if picture is not None}
    missing = [each for each in manuscripts if each.language not in drawn]
    for code, pdf in bind(missing, cache, jobs).items():
        drawn[code] = _draw_page(pdf, width)
        cache.write(_KIND, keys[code], drawn[code])
    return {each.language: drawn[each.language] for each in manuscripts}


def _draw_page(pdf: bytes, width: int) -> bytes:
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        page = document[0]
        drawn = page.render(scale=width / page.get_width()).to_pil()
    finally:
        document.close()
    picture = io.BytesIO()
    drawn.save(picture, "PNG", optimize=True)
    return picture.getvalue()
