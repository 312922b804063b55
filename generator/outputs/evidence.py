"""Turns evidence into a page of the site and an appendix of the PDF, in the reader's language."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.claims import Verdict
from generator.documents.nouns import Block, Document
from generator.documents.origins import Fact, make_facts, say_code, say_number
from generator.documents.verdicts import make_verdict_title
from generator.evidence import ClaimEvidence, Evidence, NumberEvidence, Place, ShownEvidence
from generator.inputs.nouns import Strings
from generator.locales import make_locale
from generator.outputs.evidence_nouns import Chapter, EvidencePage, Item, Line, Named, Run
from generator.outputs.nouns import Finished, make_entry
from generator.provenance import anchor_of, gather
from generator.remembering import remembered, settled

PAGE = "evidence/index.html"
"""Below a language's folder."""
_SUBJECTS = ("assumption", "network", "scenario", "state")
"""Groups of words whose titles say what a part of a name stands for."""
_LABEL = re.compile(r'<span class="label">([^<]*)<')
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_SAID = re.compile(r'id="(claim-[^"]*)">((?:(?!id="claim-).)*?)<span class="verdict">(.*?)</span>')
"""A claim in a sentence: its id, its words and sources, its verdict."""
_CITED = re.compile(r"\[[0-9, ]+\]$")
_TAG = re.compile(r"<[^>]*>")
_STATED = "assumption"
"""The chapter that comes first: the others rest on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What a block with an id says."""

    site_text: str
    title: str
    """Number and caption, formulas by their letters."""
    pdf_html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What the evidence is told from, in one language."""

    language: str
    words: Strings
    evidence: Evidence
    verdicts: tuple[Verdict, ...]
    headings: Mapping[tuple[str, int], Run]
    """What each block stands under, by its section and its place there."""
    blocks: Mapping[str, _Shown]
    """By id."""
    said: Mapping[str, str]
    """The verdict on each claim that stands in a sentence, by its id."""


@remembered(lambda _finished, document: document.language)
def make_evidence_page(finished: Finished, document: Document) -> EvidencePage:
    """Lay out all evidence for the site: every claim, figure, table and number."""
    return _make_page(_find_ground(finished, document))


@remembered(lambda ground: ground.language)
def _make_page(ground: _Ground) -> EvidencePage:
    maker = _Maker(ground, is_page=True)
    return EvidencePage(
        title=maker.words["evidence.title"],
        introduction=maker.words["evidence.intro"],
        chapters=tuple(chapter for chapter in maker.make_page() if chapter.items),
    )


def make_appendix(finished: Finished, document: Document) -> EvidencePage:
    """Lay out for the PDF the numbers that the text uses, each once."""
    maker = _Maker(_find_ground(finished, document), is_page=False)
    return EvidencePage(
        title=maker.words["evidence.appendix"],
        introduction=maker.words["evidence.appendix_intro"],
        chapters=tuple(maker.make_numbers()),
    )


def _find_ground(finished: Finished, document: Document) -> _Ground:
    return _Ground(
        language=document.language,
        words=finished.language(document.language).strings,
        evidence=_without_lines(finished.evidence),
        verdicts=finished.verdicts,
        headings=dict(_find_headings(document)),
        blocks={
            block.id: _Shown(
                site_text=block.site.text, title=_find_title(block), pdf_html=block.pdf.html
            )
            for section in reversed(document.sections)
            for block in reversed(section.blocks)
            if block.id
        },
        said=dict(_find_said(document, finished.language(document.language).strings)),
    )


def _find_title(block: Block) -> str:
    caption = _CAPTION.search(block.site.html)
    return _strip(caption[1]) if caption else block.pdf.text.partition("\n")[0]


def _find_said(document: Document, words: Strings) -> Iterator[tuple[str, str]]:
    """Find the verdicts that stand in sentences, each with the numbers of its sources."""
    for section in document.sections:
        for block in section.blocks:
            for found in _SAID.finditer(block.site.html):
                before, _, after = words["document.verdict.inline"].partition("{verdict}")
                verdict = _strip(found[3]).removeprefix(before.strip()).removesuffix(after.strip())
                cited = _CITED.search(_strip(found[2]))
                gap = words["document.verdict.gap"]
                yield found[1], f"{verdict}{gap}{cited[0]}" if cited else verdict


def _strip(markup: str) -> str:
    """Say what a piece of a page says."""
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


@remembered(lambda _evidence: "")
def _without_lines(evidence: Evidence) -> Evidence:
    return settled("evidence", evidence.without_lines())


class _Maker:
    """Makes the chapters of one language."""

    def __init__(self, ground: _Ground, *, is_page: bool) -> None:
        self.words = ground.words
        self._language = ground.language
        self._locale = make_locale(ground.language, self.words.number_scale, self.words)
        self._evidence = ground.evidence
        self._verdicts = {verdict.claim.id: verdict for verdict in ground.verdicts}
        self._is_page = is_page
        self._headings = ground.headings
        self._blocks = ground.blocks
        self._said = ground.said
        self._order = {each: index for index, each in enumerate(reversed(tuple(ground.blocks)))}
        self._numbers = [
            number for number in self._evidence.numbers if is_page or self._is_in_text(number)
        ]
        self._shown = {number.trace.name for number in self._numbers}

    def make_page(self) -> Iterator[Chapter]:
        claims = tuple(map(self._make_claim, self._evidence.claims))
        yield self._make_chapter("claims", claims)
        for kind, listed in (
            ("figures", self._evidence.figures),
            ("tables", self._evidence.tables),
        ):
            items = [self._make_shown(each) for each in listed if self._here(each.uses)]
            items.sort(key=lambda item: self._order.get(item.anchor, 0))
            yield self._make_chapter(kind, tuple(items))
        yield from self.make_numbers()
        yield self._make_chapter("pictures", tuple(self._make_pictures()))
        versions = (Run(text=f"{each.name} {each.version}") for each in self._evidence.versions)
        line = Line(title="", runs=tuple(self._join(versions)))
        yield self._make_chapter("versions", (Item(title="", lines=(line,)),) if line.runs else ())

    def make_numbers(self) -> Iterator[Chapter]:
        """Make a chapter of each kind of number, what was stated before what was computed."""
        kinds: dict[str, list[NumberEvidence]] = {_STATED: []}
        for number in self._numbers:
            kind = number.trace.name.partition(".")[0]
            known = kind if f"evidence.kind.{kind}" in self.words else "other"
            kinds.setdefault(known, []).append(number)
        for kind, numbers in kinds.items():
            if numbers:
                yield Chapter(
                    id=f"numbers-{kind.replace('_', '-')}",
                    title=self.words[f"evidence.kind.{kind}"],
                    items=tuple(map(self._make_numbers, _made_alike(numbers))),
                )

    def _make_chapter(self, kind: str, items: tuple[Item, ...]) -> Chapter:
        return Chapter(id=kind, title=self.words[f"evidence.{kind}"], items=items)

    def _is_in_text(self, number: NumberEvidence) -> bool:
        is_judged = any(
            number.trace.name in (verdict.claim.result, verdict.claim.measured_by)
            for verdict in self._verdicts.values()
        )
        return is_judged or bool(self._here(number.uses))

    def _here(self, uses: Iterable[Place]) -> list[Place]:
        return [each for each in uses if each.language == self._language]

    def _make_claim(self, claim: ClaimEvidence) -> Item:
        verdict = self._verdicts[claim.id]
        names = (claim.measured_by,) if claim.measured_by else ()
        facts = [Fact(title=self.words["evidence.from"], names=names)] if names else []
        return Item(
            title=self.words[f"claim.{claim.id}.statement"],
            anchor=f"claim-{claim.id}",
            href=self._find_href(claim.uses, f"claim-{claim.id}"),
            verdict=self._say_verdict(verdict),
            lines=tuple(map(self._make_line, facts)),
        )

    def _say_verdict(self, verdict: Verdict) -> str:
        """Say a verdict as the text does, beside the claim or in a sentence."""
        anchor = f"claim-{verdict.claim.id}"
        found = self._blocks.get(anchor)
        if found is None:
            return self._said.get(anchor) or make_verdict_title(verdict, self.words)
        return found.site_text.rpartition("\n")[2]

    def _make_shown(self, shown: ShownEvidence) -> Item:
        anchor = f"{'fig' if shown.kind == 'figure' else 'tbl'}-{shown.id}"
        facts = [
            Fact(title=self.words["evidence.made_by"], text=say_code(code, self.words))
            for code in shown.made_by
        ]
        if shown.names:
            facts.append(Fact(title=self.words["evidence.shows"], names=shown.names))
        return Item(
            title=self._find_title(anchor),
            anchor=anchor,
            href=self._find_href(shown.uses, anchor),
            lines=tuple(map(self._make_line, facts)),
        )

    def _find_title(self, anchor: str) -> str:
        """Take the number and the caption of a figure or a table from the text."""
        found = self._blocks.get(anchor)
        return found.title if found else anchor

    def _find_label(self, anchor: str) -> str:
        """Take the number of a figure, such as `Figure 3`, from the text."""
        found = self._blocks.get(anchor)
        label = _LABEL.search(found.pdf_html) if found else None
        return html.unescape(label[1]) if label else anchor

    def _find_href(self, uses: Iterable[Place], anchor: str) -> str:
        place = next(iter(self._here(uses)), None)
        return f"../{place.section}/index.html#{anchor}" if place and place.section else ""

    def _make_numbers(self, numbers: list[NumberEvidence]) -> Item:
        trace = numbers[0].trace
        named = tuple(
            Named(
                anchor=anchor_of(each.trace.name),
                name=each.trace.name,
                value=say_number(each.trace, self.words, self._locale),
            )
            for each in numbers
        )
        lines = [self._make_line(fact) for fact in make_facts(trace, self.words)]
        if places := self._find_places(numbers):
            title = f"{self.words['evidence.used_in']}{self.words['evidence.colon']}"
            lines.append(Line(title=title, runs=tuple(self._join(places))))
        return Item(title=self._find_subject(numbers), numbers=named, lines=tuple(lines))

    def _find_subject(self, numbers: Iterable[NumberEvidence]) -> str:
        """Say in words what the parts of the names stand for that all of them share."""
        parts = [dict.fromkeys(number.trace.name.split(".")[1:]) for number in numbers]
        titles = (
            self.words.texts.get(f"{group}.{part}.title", "")
            for part in parts[0]
            for group in _SUBJECTS
            if all(part in others for others in parts)
        )
        return " · ".join(dict.fromkeys(title for title in titles if title))

    def _find_places(self, numbers: list[NumberEvidence]) -> list[Run]:
        """Name the headings under which any of these numbers is used, and the figures that show it.

        They come in reading order, figures last.
        """
        used = {(place.section, place.block) for each in numbers for place in self._here(each.uses)}
        found = {run: None for place, run in self._headings.items() if place in used}
        figures = {figure for each in numbers for figure in each.figures}
        shown = sorted(figures, key=lambda each: (self._order.get(f"fig-{each}", 0), each))
        runs = [
            *((self._abstract(),) if used - self._headings.keys() else ()),
            *found,
            *(Run(text=self._find_label(f"fig-{each}"), href=f"#fig-{each}") for each in shown),
        ]
        return runs if self._is_page else [Run(text=run.text) for run in runs]

    def _abstract(self) -> Run:
        return Run(text=self.words["evidence.abstract"], href="../index.html")

    def _make_pictures(self) -> Iterator[Item]:
        """List pictures and weights, each with its whole SHA-256."""
        prints = (each for number in self._numbers for each in number.trace.fingerprints)
        for each in sorted(set(prints)):
            name, _, digest = each.partition("=")
            yield Item(title=name, lines=(Line(title="", runs=(Run(text=digest),)),))

    def _make_line(self, fact: Fact) -> Line:
        runs = tuple(self._link_names(fact.names)) if fact.names else (Run(text=fact.text),)
        return Line(title=f"{fact.title}{self.words['evidence.colon']}", runs=runs)

    def _link_names(self, names: tuple[str, ...]) -> Iterator[Run]:
        """List names, those that share all but their last part in one breath."""
        for index, (stem, ends) in enumerate(gather(names)):
            start = f"{stem}." if stem else ""
            yield Run(text=f"{'; ' if index else ''}{start if len(ends) > 1 else ''}")
            if len(ends) == 1:
                yield self._link_name(f"{start}{ends[0]}", f"{start}{ends[0]}")
                continue
            yield Run(text="{")
            for place, end in enumerate(ends):
                yield Run(text=", " if place else "")
                yield self._link_name(f"{start}{end}", end)
            yield Run(text="}")

    def _link_name(self, name: str, shown: str) -> Run:
        return Run(text=shown, href=f"#{anchor_of(name)}" if name in self._shown else "")

    def _join(self, runs: Iterable[Run]) -> Iterator[Run]:
        for index, run in enumerate(runs):
            if index:
                yield Run(text=self.words["evidence.separator"])
            yield run


def _made_alike(numbers: Iterable[NumberEvidence]) -> Iterator[list[NumberEvidence]]:
    """Put together the numbers that one and the same step made."""
    groups: dict[object, list[NumberEvidence]] = {}
    for number in numbers:
        trace = number.trace
        key = (trace.made_by, trace.inputs, trace.seeds, trace.fingerprints, trace.stated_at)
        groups.setdefault(key, []).append(number)
    return iter(groups.values())


def _find_headings(document: Document) -> Iterator[tuple[tuple[str, int], Run]]:
    """Tell for each block which heading it stands under."""
    for section in document.sections:
        start = f"../{section.id}/index.html#"
        numbers = {place.id: place.number for place in make_entry(section).places}
        here = Run(text=str(section.number), href=f"{start}{section.anchor}")
        for index, block in enumerate(section.blocks):
            if block.id in numbers:
                here = Run(text=numbers[block.id], href=f"{start}{block.id}")
            yield (section.id, index), here
        yield (section.id, len(section.blocks)), here
