"""Turns the title and the key figures into the picture that a shared link shows.

Source: the Open Graph protocol, https://ogp.me.
"""

from collections.abc import Iterator

from generator.documents import render
from generator.documents.nouns import Document
from generator.inputs.nouns import Language
from generator.outputs.chart_pictures import draw_pictures
from generator.outputs.fonts import characters_of, make_pdf_fonts
from generator.outputs.json_ld import PICTURE
from generator.outputs.key_figures import make_key_figures
from generator.outputs.nouns import Finished, OutputOptions, plain
from generator.outputs.pdf import Manuscript

WIDTH, HEIGHT = 1200, 630
"""In pixels: what the big networks ask for."""

_MOST_FIGURES = 3


def make_share_pictures(finished: Finished, options: OutputOptions) -> Iterator[tuple[str, bytes]]:
    """Draw the picture of each language, by its path below the site."""
    manuscripts = make_share_manuscripts(finished)
    for code, picture in draw_pictures(manuscripts, WIDTH, options.cache, options.jobs).items():
        yield f"{code}/{PICTURE}", picture


def make_share_manuscripts(finished: Finished) -> tuple[Manuscript, ...]:
    """Lay the pictures out."""
    return tuple(_make_manuscript(finished, *each) for each in finished.languages)


def _make_manuscript(finished: Finished, language: Language, document: Document) -> Manuscript:
    figures = make_key_figures(finished, document)[:_MOST_FIGURES]
    html = render(
        finished.inputs.templates,
        "site/share.html.j2",
        title=document.title,
        language=language.code,
        line_setting=language.strings["line_setting"],
        key_figures=figures,
        width=WIDTH,
        height=HEIGHT,
    )
    return Manuscript(
        language=language.code,
        html=html,
        css="",
        fonts=make_pdf_fonts(finished.inputs.assets, characters_of((plain(html),))),
        pictures={},
        is_han=language.strings["line_setting"] == "han",
    )
