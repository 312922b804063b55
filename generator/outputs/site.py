"""Turns documents into the pages of a site, which works from the disk and under any path."""

import csv
import io
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from generator.documents.nouns import Document
from generator.documents.templates import as_markup, render
from generator.figures.nouns import Table
from generator.inputs.nouns import Language
from generator.locales import format_count, format_date, make_locale
from generator.outputs.cards import FOLDER as CARDS
from generator.outputs.cards import (
    README,
    SCHEMA,
    Card,
    find_records,
    make_card_files,
    make_cards,
    path_of_card,
    title_of_card,
)
from generator.outputs.digest import Digest, make_digests
from generator.outputs.editions import make_edition
from generator.outputs.evidence import PAGE as EVIDENCE
from generator.outputs.evidence import make_evidence_page
from generator.outputs.fonts import FOLDER, characters_of, make_web_fonts
from generator.outputs.json_ld import PICTURE, make_linked_description
from generator.outputs.key_figures import make_key_figures
from generator.outputs.nouns import Finished, OutputOptions, make_entry, plain
from generator.outputs.pages import Link, Page, Twin, find_neighbours
from generator.outputs.scripts import shorten_script
from generator.outputs.typography import Setting, make_setting
from generator.remembering import remembered
from generator.results import results_to_json

CHANGES = "changes/index.html"
"""What changed with each edition, below a language's folder."""
FEED = "feed.xml"
_PDF_STYLE = "pdf.css"


def make_site(finished: Finished, options: OutputOptions) -> Iterator[tuple[str, bytes]]:
    """Make every file of the site but PDFs and workbooks, by its path below the site."""
    pages = list(_Pages(finished, options).make())
    for path, text in pages:
        yield path, text.encode()
    yield "data/results.json", results_to_json(finished.results).encode()
    for code, figures in finished.figures.items():
        for figure in figures:
            yield f"data/{code}/{figure.id}.csv", table_to_csv(figure.table)
    yield from make_card_files(finished)
    yield from _make_assets(finished, [text for _, text in pages])


def make_text_of_home(finished: Finished, document: Document) -> str:
    """Say what a language's first page must say, in reading order, for the proof of it."""
    language = finished.language(document.language)
    entries = map(make_entry, document.sections)
    listed = (
        f"{number}\n{title}"
        for entry in entries
        for number, title in (
            (entry.number, entry.title),
            *((place.number, place.title) for place in entry.places),
        )
    )
    report = finished.inputs.report
    dated = (date_text(finished, language), reading_time_text(document.n_minutes, language))
    opening = (document.title, *report.authors, *dated)
    figures = (figure.text for figure in make_key_figures(finished, document))
    abstract = document.abstract.site.text
    return "\n".join((*opening, document.notice, abstract, *document.keywords, *figures, *listed))


def date_text(finished: Finished, language: Language) -> str:
    """Write the report's date in a language."""
    strings = language.strings
    locale = make_locale(language.code, strings.number_scale, strings)
    return format_date(finished.inputs.report.date, locale)


def reading_time_text(minutes: int, language: Language) -> str:
    """Say in a language how long reading takes."""
    strings = language.strings
    locale = make_locale(language.code, strings.number_scale, strings)
    return format_count("ui.reading_time", minutes, locale)


@remembered(lambda _templates, name, variables: (name, _path_of(variables.get("page"))))
def _render(templates: Mapping[str, str], name: str, variables: Mapping[str, object]) -> str:
    return render(templates, name, **variables)


@remembered(lambda path, _setting, _text: path)
def _set_type(_path: str, setting: Setting, text: str) -> str:
    return setting.set_type(text)


def _path_of(page: object) -> str:
    return page.path if isinstance(page, Page) else ""


class _Pages:
    """Makes the pages; holds what all of them share."""

    def __init__(self, finished: Finished, options: OutputOptions) -> None:
        self._finished = finished
        self._records = find_records(finished)
        self._has_pdf = options.pdf
        base = options.base_url or finished.inputs.report.site
        self._base = base if not base or base.endswith("/") else f"{base}/"
        self._edition = make_edition(finished)

    def make(self) -> Iterator[tuple[str, str]]:
        yield "index.html", self._make_chooser()
        for language, document in self._finished.languages:
            setting = make_setting(language.strings, "site")
            for path, text in self._make_pages(language, document):
                yield path, _set_type(path, setting, text)
            if self._base:
                digests = make_digests(self._edition, language.strings)
                yield f"{language.code}/{FEED}", self._make_feed(language, document, digests)
        yield "404.html", self._make_lost()
        if self._base:
            yield "sitemap.xml", self._make_sitemap()
            sitemap = f"{self._base}sitemap.xml"
            yield "robots.txt", self._render("robots.txt.j2", sitemap=sitemap)

    def _make_pages(self, language: Language, document: Document) -> Iterator[tuple[str, str]]:
        yield f"{language.code}/index.html", self._make_home(language, document)
        for index, section in enumerate(document.sections):
            path = f"{language.code}/{section.id}/index.html"
            yield path, self._make_section(language, document, index)
        for card in make_cards(self._finished, language):
            path = path_of_card(language.code, card.network)
            yield path, self._make_card(language, document, card)
        yield f"{language.code}/{EVIDENCE}", self._make_evidence(language, document)
        digests = make_digests(self._edition, language.strings)
        yield f"{language.code}/{CHANGES}", self._make_changes(language, document, digests)

    def _render(self, name: str, **variables: object) -> str:
        return _render(self._finished.inputs.templates, f"site/{name}", variables)

    def _page(self, language: Language, inner: str, title: str, description: str) -> Page:
        """Describe the page at `inner` below its language's folder; all languages have it."""
        path = f"{language.code}/{inner}"
        root = "../" * path.count("/")
        document = self._document(language)
        download = f"{root}downloads/report.{language.code}"
        has_workbook = bool(self._finished.results.outcomes)
        return Page(
            path=path,
            language=language.code,
            title=title,
            report_title=document.title,
            description=description,
            root=root,
            home=f"{root}{language.code}/index.html",
            address=self._address(path),
            default_address=self._default_address(inner),
            twins=tuple(self._twins(root, inner)),
            date=self._finished.inputs.report.date,
            date_text=date_text(self._finished, language),
            licence=self._finished.inputs.report.licence,
            pdf=f"{download}.pdf" if self._has_pdf else "",
            workbook=f"{download}.xlsx" if has_workbook else "",
            changes=f"{root}{language.code}/{CHANGES}",
            feed=f"{root}{language.code}/{FEED}" if self._base else "",
            evidence=f"{root}{language.code}/{EVIDENCE}",
            picture=self._address(f"{language.code}/{PICTURE}"),
            cards=tuple(
                Link(
                    title=title_of_card(record.network, language.strings),
                    href=f"{root}{path_of_card(language.code, record.network)}",
                )
                for record in self._records
            ),
        )

    def _outer_page(self, path: str, root: str, address: str = "") -> Page:
        """Describe a page that belongs to no language; it speaks the source language."""
        language, document = next(self._finished.languages)
        return Page(
            path=path,
            language=language.code,
            title=document.title,
            report_title=document.title,
            description="",
            root=root,
            home=f"{root}index.html",
            address=address,
            default_address=address,
            twins=tuple(self._twins(root, "index.html")),
            date=self._finished.inputs.report.date,
            date_text="",
            licence="",
            pdf="",
            workbook="",
            changes="",
            feed="",
            evidence="",
            picture="",
            cards=(),
        )

    def _document(self, language: Language) -> Document:
        documents = self._finished.documents
        return next(each for each in documents if each.language == language.code)

    def _twins(self, root: str, inner: str) -> Iterator[Twin]:
        for language, document in self._finished.languages:
            path = f"{language.code}/{inner}"
            yield Twin(
                language=language.code,
                name=language.strings["ui.language_name"],
                title=document.title,
                href=f"{root}{path}",
                address=self._address(path),
            )

    def _address(self, path: str) -> str:
        return f"{self._base}{path.removesuffix('index.html')}" if self._base else ""

    def _default_address(self, inner: str) -> str:
        """Choose the page for readers of other languages: where there is none, the source's."""
        if inner == "index.html":
            return self._base
        return self._address(f"{self._finished.documents[0].language}/{inner}")

    def _make_chooser(self) -> str:
        page = self._outer_page("index.html", "", self._base)
        words = next(self._finished.languages)[0].strings
        return self._render("chooser.html.j2", page=page, words=words)

    def _make_lost(self) -> str:
        """Make the page for addresses that lead nowhere: at any depth, so from the base's path."""
        languages = tuple(language for language, _ in self._finished.languages)
        title = " – ".join(each.strings["ui.not_found_title"] for each in languages)
        page = self._outer_page("404.html", urlsplit(self._base).path or "/")
        return self._render("404.html.j2", page=replace(page, title=title), languages=languages)

    def _make_home(self, language: Language, document: Document) -> str:
        abstract = document.abstract.site
        page = self._page(language, "index.html", document.title, plain(abstract.html))
        authors = self._finished.inputs.report.authors
        return self._render(
            "home.html.j2",
            page=page,
            words=language.strings,
            authors=authors,
            linked=page.address and as_markup(make_linked_description(page, document, authors)),
            notice=document.notice,
            reading_time=reading_time_text(document.n_minutes, language),
            abstract=as_markup(abstract.html),
            keywords=document.keywords,
            key_figures=make_key_figures(self._finished, document),
            contents=tuple(map(make_entry, document.sections)),
        )

    def _make_section(self, language: Language, document: Document, index: int) -> str:
        section = document.sections[index]
        title = f"{section.title} – {document.title}"
        return self._render(
            "section.html.j2",
            page=self._page(language, f"{section.id}/index.html", title, title),
            words=language.strings,
            places=make_entry(section).places,
            reading_time=reading_time_text(section.n_minutes, language),
            body=as_markup(section.site_html),
            neighbours=tuple(find_neighbours(document.sections, index)),
        )

    def _make_card(self, language: Language, document: Document, card: Card) -> str:
        inner = path_of_card(language.code, card.network).removeprefix(f"{language.code}/")
        page = self._page(language, inner, f"{card.title} – {document.title}", card.summary)
        folder = f"{page.root}{CARDS}/{card.network}/"
        record = next(each for each in self._records if each.network == card.network)
        files = (
            ("card.readme", f"{folder}{README}"),
            ("card.record", f"{folder}{card.network}.json"),
            ("card.weights", f"{folder}{record.weights.file}"),
            ("card.schema", f"{page.root}{CARDS}/{SCHEMA}"),
        )
        return self._render(
            "card.html.j2",
            page=page,
            words=language.strings,
            card=card,
            files=tuple(Link(title=language.strings[word], href=href) for word, href in files),
        )

    def _make_evidence(self, language: Language, document: Document) -> str:
        evidence = make_evidence_page(self._finished, document)
        title = f"{evidence.title} – {document.title}"
        page = self._page(language, EVIDENCE, title, evidence.introduction)
        files = (("download", "evidence.json"), ("schema", "evidence.schema.json"))
        return self._render(
            "evidence.html.j2",
            page=page,
            words=language.strings,
            evidence=evidence,
            files=tuple(
                Link(title=language.strings[f"evidence.{word}"], href=f"{page.root}data/{file}")
                for word, file in files
            ),
        )

    def _make_changes(
        self, language: Language, document: Document, digests: tuple[Digest, ...]
    ) -> str:
        title = f"{language.strings['changes.title']} – {document.title}"
        return self._render(
            "changes.html.j2",
            page=self._page(language, CHANGES, title, title),
            words=language.strings,
            digests=digests,
            bodies=[as_markup(self._make_digest(digest, "../")) for digest in digests],
        )

    def _make_feed(
        self, language: Language, document: Document, digests: tuple[Digest, ...]
    ) -> str:
        start = f"{self._base}{language.code}/"
        return self._render(
            "feed.xml.j2",
            title=document.title,
            language=language.code,
            authors=self._finished.inputs.report.authors or (document.title,),
            home=start,
            date=digests[0].date if digests else self._edition.date,
            address=f"{start}{FEED}",
            page_address=f"{start}{CHANGES.removesuffix('index.html')}",
            digests=digests,
            ids=[id_of_entry(digest, language.code) for digest in digests],
            bodies=[self._make_digest(digest, start) for digest in digests],
        )

    def _make_digest(self, digest: Digest, start: str) -> str:
        """Lay out what changed with one edition; `start` leads to its language's folder."""
        return self._render("digest.html.j2", digest=digest, start=start)

    def _make_sitemap(self) -> str:
        languages = [language for language, _ in self._finished.languages]
        networks = (record.network for record in self._records)
        inner = [
            "index.html",
            *(f"{each}/index.html" for each in self._section_ids()),
            *(f"networks/{each}/index.html" for each in networks),
            EVIDENCE,
            CHANGES,
        ]
        pages = [self._page(each, path, "", "") for path in inner for each in languages]
        chooser = self._outer_page("index.html", "", self._base)
        return self._render("sitemap.xml.j2", pages=[chooser, *pages])

    def _section_ids(self) -> tuple[str, ...]:
        return tuple(section.id for section in self._finished.documents[0].sections)


def make_text_of_changes(finished: Finished, language: Language) -> str:
    """Say what a language's page of changes must say, in reading order, for the proof of it."""
    digests = make_digests(make_edition(finished), language.strings)
    return "\n".join((language.strings["changes.title"], *(digest.text for digest in digests)))


def id_of_entry(digest: Digest, language: str) -> str:
    """Name an edition in a feed, wherever the site stands.

    Source: RFC 4287, section 4.2.6: the id of an entry never changes; RFC 4122, version 5.
    """
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{digest.id} {language}").urn


def table_to_csv(table: Table) -> bytes:
    """Write a table as CSV; the mark at its start tells spreadsheets that it is UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows((table.header, *table.rows))
    return text.getvalue().encode("utf-8-sig")


def _make_assets(finished: Finished, pages: list[str]) -> Iterator[tuple[str, bytes]]:
    assets = finished.inputs.assets
    for name, content in assets.items():
        is_licence = name.startswith(FOLDER) and name.endswith("-OFL.txt")
        if is_licence or not name.startswith((FOLDER, _PDF_STYLE)):
            yield f"assets/{name}", shorten_script(content) if name.endswith(".js") else content
    for name, content in make_web_fonts(assets, characters_of(pages)).items():
        yield f"assets/{FOLDER}{name}", content
    for name, content in finished.inputs.pictures.items():
        if any(f"/{name}" in page for page in pages):
            yield name, content
