"""Turns a finished build into the letter of each language, with what changed before it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.cache import Cache
from generator.changes import Changes
from generator.claims import Verdict, judge_claims
from generator.delivery.message import make_file_name
from generator.delivery.nouns import Attachment, Chart, Draft, Wording
from generator.documents.composing import find_figure_ids
from generator.documents.nouns import Block, Document, Rendering
from generator.documents.templates import render
from generator.errors import Location, ReportError
from generator.figures import Figure
from generator.figures.drawing import draw_figures
from generator.inputs.builds import FinishedBuild
from generator.inputs.nouns import Inputs, Language
from generator.inputs.recipients import has_control_character
from generator.locales import format_date, make_locale
from generator.outputs.chart_pictures import PICTURE_WIDTH, make_chart_pictures
from generator.outputs.digest import digest_to_lines, make_digest
from generator.outputs.key_figures import KeyFigure, make_key_figures
from generator.outputs.manifest import digest_words
from generator.outputs.nouns import Finished
from generator.results import Results

_LINK = "{link}"
_EMPTY = Rendering()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What letters are written from."""

    inputs: Inputs
    build: FinishedBuild
    changes: Changes
    site: str
    """Address of the site, ending in a slash; empty where there is none."""
    charts: Mapping[str, Chart]
    """By language."""

    def language(self, code: str) -> Language:
        """Return one language of the inputs."""
        return next(each for each in self.inputs.languages if each.code == code)


def check_words(inputs: Inputs, build: FinishedBuild) -> Iterator[ReportError]:
    """Find languages whose words are not those of the build: the mail would belie its PDF."""
    for language in inputs.languages:
        if digest_words(language) != build.words.get(language.code):
            message = f"the words of `{language.code}` are not those that the report was built with"
            at = Location(path=language.strings.path)
            yield ReportError(message, at=at, hint="build again, then send")
    judged = {each.claim.id: each.outcome for each in _judge(inputs, build)}
    if judged != build.verdicts:
        message = "the claims are not those that the report was built with"
        yield ReportError(message, hint="build again, then send")


def draw_charts(
    inputs: Inputs, results: Results, fonts: tuple[Path, ...], cache: Cache
) -> dict[str, Chart]:
    """Draw the first chart of the article in each language; none where the article has none."""
    figure = next(iter(find_figure_ids(inputs)), "")
    if not figure:
        return {}
    drawn = {
        language.code: draw_figures([figure], results, language.strings, fonts, cache)[figure]
        for language in inputs.languages
    }
    pictures = make_chart_pictures(drawn, inputs, cache, jobs=len(drawn))
    return {code: _make_chart(drawn[code], png) for code, png in pictures.items()}


def make_draft(desk: Desk, code: str) -> Draft:
    """Write the letter of one language.

    Raises: ReportError, when its subject would hold a line break, or words are missing.
    """
    language = desk.language(code)
    download = f"{desk.site}downloads/report.{code}.pdf"
    return Draft(
        language=code,
        title=language.title,
        attached=_word(desk, language, link=""),
        linked=_word(desk, language, link=download) if desk.site else None,
        chart=desk.charts.get(code),
        attachment=Attachment(
            name=make_file_name(language.title), content=desk.build.read(f"pdf/report.{code}.pdf")
        ),
    )


def _make_chart(figure: Figure, png: bytes) -> Chart:
    return Chart(png=png, alt=figure.alt, width=PICTURE_WIDTH)


def _word(desk: Desk, language: Language, link: str) -> Wording:
    """Find the words of a letter that attaches the PDF, or links to it."""
    strings = language.strings
    date = dt.date.fromisoformat(desk.build.edition.date)
    locale = make_locale(language.code, strings.number_scale, strings)
    date_text = format_date(date, locale)
    digest = make_digest(desk.changes, desk.build.edition, strings)
    before, _, after = strings["mail.linked" if link else "mail.attached"].partition(_LINK)
    variables = {
        "title": language.title,
        "date_text": date_text,
        "opening_before": before,
        "link": link,
        "opening_after": after,
        "key_figures": _find_key_figures(desk, language),
        "chart": desk.charts.get(language.code),
        "site": desk.site and f"{desk.site}{language.code}/",
        "words": strings,
    }
    templates = desk.inputs.templates
    changes = "\n".join(digest_to_lines(digest))
    return Wording(
        subject=_make_subject(language, date_text),
        text=render(templates, "email/letter.txt.j2", changes=changes, **variables),
        html=render(
            templates, "email/letter.html.j2", digest=digest, language=language.code, **variables
        ),
    )


def _find_key_figures(desk: Desk, language: Language) -> tuple[KeyFigure, ...]:
    """Take the key figures of the first page; a mail has no sections to lead to."""
    nothing = Block(kind="paragraph", id="", site=_EMPTY, pdf=_EMPTY, at=language.abstract_at)
    document = Document(
        language=language.code,
        title=language.title,
        abstract=nothing,
        keywords=(),
        sections=(),
        references=(),
        uses=(),
    )
    finished = Finished(
        inputs=desk.inputs,
        results=desk.build.results,
        verdicts=_judge(desk.inputs, desk.build),
        documents=(document,),
        figures={},
    )
    return make_key_figures(finished, document)


def _judge(inputs: Inputs, build: FinishedBuild) -> tuple[Verdict, ...]:
    return judge_claims(inputs.claims, build.results, inputs.found_references)


def _make_subject(language: Language, date_text: str) -> str:
    """Fill in the subject.

    Raises: ReportError, where a part of it holds a line break: it could begin another header.
    """
    strings = language.strings
    for text, at in (
        (language.title, language.title_at),
        (strings["mail.subject"], strings.places["mail.subject"]),
    ):
        if has_control_character(text):
            message = "the subject of a mail holds a line break or another control character"
            raise ReportError(message, at=at, hint="write it on one line")
    words = strings["mail.subject"].replace("{title}", language.title)
    return words.replace("{date}", date_text)
