"""Turns each document into a PDF, in a process that sees our fonts and nothing else."""

import datetime as dt
import gc
import io
import logging
import os
import pickle
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from generator.cache import Cache, fingerprint_of
from generator.documents.nouns import Document
from generator.documents.templates import as_markup, render
from generator.errors import Problems, ReportError
from generator.inputs.nouns import Language
from generator.outputs.attachments import Attachment, make_attachments
from generator.outputs.claim_index import make_claim_index
from generator.outputs.engine import identify_as_accessible, import_engine, prepare_engine
from generator.outputs.evidence import make_appendix
from generator.outputs.fonts import characters_of, make_pdf_fonts
from generator.outputs.key_figures import make_key_figures
from generator.outputs.nouns import Finished, OutputOptions, make_entry, plain
from generator.outputs.site import date_text
from generator.outputs.typography import make_setting
from generator.outputs.versions import PDF_PACKAGES, library_versions, package_versions
from generator.profiling import profiling

_BASE = "report:///"
_CODE = (
    Path(__file__),
    *map(Path(__file__).with_name, ("engine.py", "han.py", "placing.py", "typography.py")),
)
_COUNTED = "0123456789. abcdefghijklmnopqrstuvwxyz\u2010\u2022\u25e6\u25aa"
"""What the style sheet adds to the text: page numbers, leaders, list markers, hyphens."""
_TOPIC = re.compile(r'<section class="topic\b[^>]*>(.*?)</section>', re.DOTALL)
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """All that one PDF is made from."""

    language: str
    html: str
    css: str
    fonts: Mapping[str, bytes]
    """TrueType files by name."""
    pictures: Mapping[str, bytes]
    """By the path that the HTML names."""
    is_han: bool
    attachments: tuple[Attachment, ...] = ()
    date: dt.date = dt.date(2000, 1, 1)
    """When the attachments were made: no clock is asked."""

    @property
    def key(self) -> str:
        """Digest everything that shapes the bytes."""
        files = sorted({**self.fonts, **self.pictures}.items())
        parts = [part for name, content in files for part in (name, content)]
        parts += [path.read_bytes() for path in _CODE]
        parts += [part for each in self.attachments for part in each.parts]
        said = (self.html, self.css, str(self.is_han), self.date.isoformat())
        return fingerprint_of(*said, *_versions(), *parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bindery:
    """Where PDFs are made: a process each, or the cache."""

    executor: ProcessPoolExecutor
    cache: Cache

    def start(self, manuscript: Manuscript) -> "Future[bytes]":
        kept = self.cache.read("pdf", manuscript.key)
        if kept is None:
            return self.executor.submit(_make_pdf, pickle.dumps(manuscript))
        done: Future[bytes] = Future()
        done.set_result(kept)
        return done


def make_pdfs(finished: Finished, options: OutputOptions) -> dict[str, bytes]:
    """Make the PDF of each language, by its code.

    Raises: Problems, with everything that the engine complained of.
    """
    return bind(make_manuscripts(finished, options.cache), options.cache, options.jobs)


def make_manuscripts(finished: Finished, cache: Cache) -> list[Manuscript]:
    """Lay out the PDF of each language, up to where the engine takes over."""
    return [
        replace(
            _make_manuscript(finished, language, document),
            attachments=tuple(make_attachments(finished, document, cache)),
            date=finished.inputs.report.date,
        )
        for language, document in finished.languages
    ]


def make_text_of_cover(finished: Finished, document: Document) -> str:
    """Say what the pages before the first section must say, up to the contents."""
    report = finished.inputs.report
    date = date_text(finished, finished.language(document.language))
    notice, abstract = document.notice, document.abstract.pdf.text
    parts = (document.title, *report.authors, date, notice, abstract)
    figures = (figure.text for figure in make_key_figures(finished, document))
    return "\n".join((*parts, *document.keywords, *figures, report.licence))


def bind(manuscripts: Iterable[Manuscript], cache: Cache, jobs: int) -> dict[str, bytes]:
    """Make the PDF of each language, as many at once as there are jobs.

    Raises: Problems, with everything that the engine complained of.
    """
    problems: list[ReportError] = []
    made: dict[str, bytes] = {}
    # Fontconfig reads its settings once in a process, so each PDF has a process to itself.
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as executor:
        bindery = _Bindery(executor=executor, cache=cache)
        started = [(each, bindery.start(each)) for each in manuscripts]
        for manuscript, future in started:
            try:
                made[manuscript.language] = future.result()
            except ReportError as error:
                problems.append(error)
            else:
                cache.write("pdf", manuscript.key, made[manuscript.language])
    if problems:
        raise Problems(problems)
    return made


def _make_manuscript(finished: Finished, language: Language, document: Document) -> Manuscript:
    inputs = finished.inputs
    abstract = document.abstract.pdf
    text = render(
        inputs.templates,
        "pdf/report.html.j2",
        document=document,
        words=language.strings,
        authors=inputs.report.authors,
        abstract=as_markup(abstract.html),
        abstract_text=plain(abstract.html),
        key_figures=make_key_figures(finished, document),
        date=inputs.report.date,
        date_text=date_text(finished, language),
        licence=inputs.report.licence,
        contents=tuple(map(make_entry, document.sections)),
        index=make_claim_index(finished, document),
        appendix=make_appendix(finished, document),
        bodies=tuple(as_markup(_flatten(section.pdf_html)) for section in document.sections),
    )
    text = make_setting(language.strings, "pdf").set_type(text)
    return Manuscript(
        language=document.language,
        html=text,
        css=_find_style(inputs.assets),
        fonts=make_pdf_fonts(inputs.assets, characters_of((text,)) + _COUNTED),
        pictures={
            name: content for name, content in inputs.pictures.items() if f'"{name}"' in text
        },
        is_han=language.strings.line_setting == "han",
    )


def _flatten(body: str) -> str:
    """Take topics out of the elements that hold them: charts let pass what is beside them."""
    return _TOPIC.sub(r"\1", body)


def _find_style(assets: Mapping[str, bytes]) -> str:
    try:
        return assets["pdf.css"].decode()
    except KeyError:
        message = "the style sheet `templates/assets/pdf.css` is missing"
        raise ReportError(message, hint="put it back from the repository") from None


def _versions() -> tuple[str, ...]:
    found = {**package_versions(PDF_PACKAGES), **library_versions()}
    return tuple(f"{name} {number}" for name, number in found.items())


def _make_pdf(pickled: bytes) -> bytes:
    # The process ends with this PDF: collecting its garbage would take a tenth of the time.
    gc.disable()
    manuscript: Manuscript = pickle.loads(pickled)  # noqa: S301 -- from our own parent process
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in manuscript.fonts.items():
            (folder / file).write_bytes(content)
        configuration = folder / "fonts.conf"
        configuration.write_text(_CONFIGURATION.format(folder=folder))
        os.environ["FONTCONFIG_FILE"] = str(configuration)
        with profiling(f"pdf-{manuscript.language}"):
            return _render(manuscript)


def _render(manuscript: Manuscript) -> bytes:
    """Let WeasyPrint work.

    Raises: Problems, when it logs a warning: it goes on without a picture, we do not.
    """
    weasyprint = import_engine()
    records = _Records()
    for logger in ("weasyprint", "fontTools"):
        logging.getLogger(logger).addHandler(records)
    prepare_engine(is_han=manuscript.is_han)
    fetcher = _make_fetcher(manuscript.pictures)
    page = weasyprint.HTML(string=manuscript.html, base_url=_BASE, url_fetcher=fetcher)
    style = weasyprint.CSS(string=manuscript.css, base_url=_BASE, url_fetcher=fetcher)
    made: bytes = page.write_pdf(
        stylesheets=[style],
        pdf_variant="pdf/a-3a",
        finisher=identify_as_accessible,
        attachments=list(_attach(weasyprint, manuscript)),
    )
    if records.messages:
        where = f"the PDF in `{manuscript.language}`"
        raise Problems(ReportError(f"{where}: {message}") for message in records.messages)
    return made


def _attach(weasyprint: Any, manuscript: Manuscript) -> Iterator[Any]:  # noqa: ANN401 -- WeasyPrint has no types
    made = dt.datetime.combine(manuscript.date, dt.time(), tzinfo=dt.UTC)
    for each in manuscript.attachments:
        yield weasyprint.Attachment(
            file_obj=io.BytesIO(each.content),
            name=each.name,
            description=each.description,
            created=made,
            modified=made,
            relationship=each.relationship,
        )


class _Records(logging.Handler):
    """Keeps what the engine warns of."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.messages.append(record.getMessage())


def _make_fetcher(pictures: Mapping[str, bytes]) -> Any:  # noqa: ANN401 -- WeasyPrint has no types
    """Serve the report's own pictures from memory; no address leads anywhere else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnPictures(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ANN401, ARG002 -- theirs
            content = pictures.get(unquote(re.sub(f"^{_BASE}", "", url)))
            if content is None:
                message = f"`{url}` is not in the report"
                raise ValueError(message)
            return URLFetcherResponse(url, content)

    return OwnPictures()
