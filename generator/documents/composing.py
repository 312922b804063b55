"""Turns prose, results and drawings into one Document for each language."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from generator.claims import Verdict
from generator.documents.blocks import KINDS, BlockRenderer
from generator.documents.crossrefs import is_inline_claim, make_catalogue
from generator.documents.following import (
    add_notes,
    cut_language,
    follow,
    make_notice,
    parse_language,
)
from generator.documents.inventory import Composed, make_inventory
from generator.documents.nouns import (
    Block,
    Document,
    DocumentSection,
    Part,
    Rendering,
    TranslatedBlock,
    Use,
)
from generator.documents.numbers import check_numbers
from generator.documents.origins import make_card
from generator.documents.paging import settle_pages
from generator.documents.parts import make_parts
from generator.documents.references import make_entries
from generator.documents.scene import HOME, Piece, Scene, Target, placed
from generator.documents.templates import as_markup, render
from generator.documents.tree import Node, Tree
from generator.documents.values import Values, make_values
from generator.errors import Location, ReportError, raise_if_any
from generator.figures import Figure
from generator.inputs.nouns import Inputs, Language, Section, Strings
from generator.locales import make_locale
from generator.provenance import Trace, Traces
from generator.remembering import remembered
from generator.results import Results

_PLACED_FIGURE = re.compile(r"^[ >]*:::+[ \t]*\{[^}\n]*\.figure\b[^}\n]*\}", re.MULTILINE)
_FIGURE_ID = re.compile(r"#fig-([^\s}]+)")
_DEFAULT_TEMPLATE = "sections/default.html.j2"
_WITHOUT_CARD = frozenset(
    {"heading", "figure", "picture", "table", "listing", "explorer", "code", "references"}
)
"""Blocks that stand for themselves: a figure and a table have a link to their evidence."""


def find_figure_ids(inputs: Inputs) -> tuple[str, ...]:
    """Tell which charts the prose places, in any language, in reading order."""
    ids = (
        found[1]
        for language in inputs.languages
        for section in language.sections
        for placed in _PLACED_FIGURE.finditer(section.body)
        if (found := _FIGURE_ID.search(placed[0]))
    )
    return tuple(dict.fromkeys(ids))


def make_documents(
    inputs: Inputs,
    results: Results,
    verdicts: Iterable[Verdict],
    figures: Mapping[str, Mapping[str, Figure]] | None,
    traces: Traces | None = None,
) -> tuple[Document, ...]:
    """Make the Document of each language; `figures` are by language and id.

    Without figures it is a draft for checks: no chart is drawn, and nothing is made for the PDF.
    Without traces no number leads to where it comes from.

    Raises: Problems, with everything that is wrong in the prose of any language.
    """
    found = _Found(
        results=results,
        verdicts={verdict.claim.id: verdict for verdict in verdicts},
        figures=figures,
        traces=traces,
    )
    makers = [_make_maker(inputs, language, found) for language in inputs.languages]
    sources = cut_language(inputs.source) if inputs.source else makers[0].parts
    for maker in makers:
        maker.follow(sources)
    documents = [maker.make() for maker in makers]
    raise_if_any(problem for maker in makers for problem in maker.problems)
    return tuple(documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidBlock:
    """A block as a section's template gets it."""

    kind: str
    id: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was found out, for every language."""

    results: Results
    verdicts: Mapping[str, Verdict]
    figures: Mapping[str, Mapping[str, Figure]] | None
    traces: Traces | None


def _make_maker(inputs: Inputs, language: Language, found: _Found) -> "_Maker":
    """Parse one language's prose, and gather all that its rendering looks up."""
    parsed = parse_language(language)
    abstract, sections = parsed.abstract, list(parsed.sections)
    keys = [reference.key for reference in inputs.references]
    catalogue = make_catalogue(abstract, sections, keys, inputs.claims)
    strings = language.strings
    scene = Scene(
        inputs=inputs,
        language=language,
        catalogue=catalogue,
        results=found.results,
        values=_make_values(found.results, strings),
        verdicts=found.verdicts,
        figures=(found.figures or {}).get(language.code, {}),
        entries=make_entries(inputs.references, catalogue, strings),
        references_section=_find_references(sections),
        traces=found.traces,
        is_draft=found.figures is None,
    )
    problems = [*abstract.problems, *catalogue.problems]
    problems += [problem for _, tree in sections for problem in tree.problems]
    parts = make_parts(language, abstract, sections, scene.values)
    return _Maker(scene=scene, abstract=abstract, sections=sections, parts=parts, problems=problems)


@remembered(lambda _results, strings: strings.code)
def _make_values(results: Results, strings: Strings) -> Values:
    return make_values(results, make_locale(strings.code, strings.number_scale, strings), strings)


def _find_references(sections: list[tuple[Section, Tree]]) -> str:
    """Tell which section carries the list of references: the last, if none asks for it."""
    for section, tree in sections:
        if any(_places_references(block) for block in tree.blocks):
            return section.id
    return sections[-1][0].id


def _places_references(block: Node) -> bool:
    return block.kind == "container" and block.name == "references"


@dataclass(slots=True, kw_only=True)
class _Maker:
    """Makes the Document of one language, gathering what is wrong."""

    scene: Scene
    abstract: Tree
    sections: list[tuple[Section, Tree]]
    parts: tuple[Part, ...]
    problems: list[ReportError]
    translated: tuple[TranslatedBlock, ...] = ()

    def follow(self, sources: Iterable[Part]) -> None:
        """Hold a translation against the source language, and note where it has grown old."""
        inputs, language = self.scene.inputs, self.scene.language
        self.translated = follow(inputs, language, sources, self.parts)
        self.sections = add_notes(self.sections, self.translated)

    def make(self) -> Document:
        language = self.scene.language
        self._check_titles()
        abstract = self._make_abstract()
        sections = tuple(self._make_sections())
        numbers = make_inventory(
            self.scene,
            self.abstract,
            abstract,
            (
                Composed(section=section, tree=tree, made=made)
                for (section, tree), made in zip(self.sections, sections, strict=True)
            ),
        )
        self.problems += check_numbers(numbers)
        return Document(
            language=language.code,
            title=language.title,
            abstract=abstract,
            keywords=language.keywords,
            sections=sections,
            references=tuple(entry.key for entry in self.scene.entries),
            uses=tuple(self._find_uses()),
            numbers=numbers,
            parts=self.parts,
            translated=self.translated,
            notice=make_notice(self.translated, language.strings),
        )

    def _check_titles(self) -> None:
        """Find placeholders where nothing is filled in."""
        language = self.scene.language
        titles = [(section.title, section.title_at) for section, _ in self.sections]
        titles += [(word, language.keywords_at) for word in language.keywords]
        for text, at in [(language.title, language.title_at), *titles]:
            if "{{" in text:
                message = "titles and keywords cannot hold a placeholder"
                hint = "name the value in the text instead"
                self.problems.append(ReportError(message, at=at, hint=hint))

    def _make_abstract(self) -> Block:
        """Render the abstract, which has no element of its own: its frame gives it one."""
        words = [
            node
            for block in self.abstract.blocks
            if block.kind == "paragraph"
            for node in block.children
        ]
        at = self.scene.language.abstract_at
        maker = _SectionMaker(scene=self.scene, section=HOME, problems=self.problems)
        return maker.make_block("abstract", "", at, lambda renderer: renderer.inline.render(words))

    def _make_sections(self) -> Iterator[DocumentSection]:
        for section, tree in self.sections:
            made, problems = _make_section(self.scene.narrowed(section.path), section, tree)
            self.problems += problems
            yield made

    def _find_uses(self) -> Iterator[Use]:
        for block in self.abstract.blocks:
            yield from _uses_of(block, HOME, 0)
        for section, tree in self.sections:
            for index, block in enumerate(tree.blocks):
                yield from _uses_of(block, section.id, index)
            for note in tree.footnotes:
                yield from _uses_of(note, section.id, len(tree.blocks))


@remembered(lambda scene, section, _tree: (section.path, scene.is_draft))
def _make_section(
    scene: Scene, section: Section, tree: Tree
) -> tuple[DocumentSection, tuple[ReportError, ...]]:
    """Make one section, and tell what is wrong with it."""
    maker = _SectionMaker(scene=scene, section=section.id, problems=[])
    made = DocumentSection(
        id=section.id,
        number=section.number,
        title=section.title,
        blocks=tuple(settle_pages(maker.make_blocks(tree), scene.words)),
        site_html="",
        pdf_html="",
    )
    made = replace(
        made,
        site_html=maker.lay_out(section, made, "site"),
        pdf_html="" if scene.is_draft else maker.lay_out(section, made, "pdf"),
    )
    return made, tuple(maker.problems)


@dataclass(slots=True, kw_only=True)
class _SectionMaker:
    """Makes the blocks of one section, for every output."""

    scene: Scene
    section: str
    problems: list[ReportError]
    _renderers: dict[Target, BlockRenderer] = field(init=False)
    _explained: dict[str, Trace] = field(default_factory=dict)
    """What a card of the page tells of already, by name."""

    def __post_init__(self) -> None:
        targets: tuple[Target, ...] = ("site",) if self.scene.is_draft else ("site", "pdf")
        self._renderers = {
            target: BlockRenderer(self.scene, target, self.section) for target in targets
        }

    def make_blocks(self, tree: Tree) -> list[Block]:
        """Make the blocks in reading order; footnotes and references close the section."""
        blocks = [self._make_own_block(node) for node in tree.blocks]
        if tree.footnotes:
            at = tree.footnotes[0].at
            notes = tree.footnotes
            blocks.append(
                self.make_block("footnotes", "", at, lambda each: each.render_footnotes(notes))
            )
        is_listed = any(_places_references(block) for block in tree.blocks)
        if self.section == self.scene.references_section and self.scene.entries and not is_listed:
            at = blocks[-1].at if blocks else Location(path="")
            blocks.append(
                self.make_block("references", "", at, lambda each: each.render_references())
            )
        return blocks

    def lay_out(self, section: Section, made: DocumentSection, target: Target) -> str:
        """Let the section's template arrange its blocks."""
        laid = tuple(
            LaidBlock(
                kind=block.kind,
                id=block.id,
                html=as_markup((block.site if target == "site" else block.pdf).html),
            )
            for block in made.blocks
        )
        templates = self.scene.inputs.templates
        own = f"sections/{section.stem}.html.j2"
        name = own if own in templates else _DEFAULT_TEMPLATE
        try:
            return render(templates, name, section=made, blocks=laid)
        except ReportError as error:
            self.problems.append(error)
            return ""

    def make_block(
        self, kind: str, block_id: str, at: Location, draw: Callable[[BlockRenderer], Piece]
    ) -> Block:
        """Make one block; what its renderers complain of is kept."""
        renderings = {}
        for target, renderer in self._renderers.items():
            try:
                piece = draw(renderer)
            except ReportError as error:
                self.problems.append(placed(error, at))
                piece = Piece("")
            formulas = tuple(renderer.inline.formulas)
            renderings[target] = Rendering(html=piece.html, text=piece.text, formulas=formulas)
            self.problems += renderer.inline.problems
            renderer.inline.formulas.clear()
            renderer.inline.problems.clear()
        pdf = renderings.get("pdf", Rendering())
        return Block(kind=kind, id=block_id, site=renderings["site"], pdf=pdf, at=at)

    def _make_own_block(self, node: Node) -> Block:
        kind = node.name if node.kind == "container" else KINDS.get(node.kind, node.kind)
        formula = node.children[0] if node.kind == "equation" and node.children else node
        block = self.make_block(kind, formula.id, node.at, lambda each: each.render(node))
        return block if kind in _WITHOUT_CARD else self._add_card(block, node)

    def _add_card(self, block: Block, node: Node) -> Block:
        """Put behind a block where the numbers come from that no block of the page used before."""
        traces = self.scene.traces
        named = (each.placeholder.name for each in node.walk() if each.placeholder)
        found = [trace for name in named if (trace := traces.find(name) if traces else None)]
        fresh = {each.name: each for each in found if each.name not in self._explained}
        if not fresh:
            return block
        anchor = f"made-{len(self._explained)}"
        self._explained |= fresh
        card = make_card(tuple(fresh.values()), self.scene, anchor, "../")
        html = f"{block.site.html}\n{card.html}"
        return replace(block, site=replace(block.site, html=html, provenance=card.text))


def _uses_of(block: Node, section: str, index: int) -> Iterator[Use]:
    for node in block.walk():
        if found := _use_of(node):
            kind, name = found
            yield Use(kind=kind, name=name, section=section, block=index, at=node.at)


def _use_of(node: Node) -> tuple[str, str] | None:
    if node.placeholder:
        return "value", node.placeholder.name
    if node.kind == "container" and node.name in ("figure", "table", "claim"):
        return node.name, node.id.partition("-")[2]
    if is_inline_claim(node):
        return "claim", node.id.partition("-")[2]
    if node.kind == "xref":
        return "xref", node.content
    if node.kind == "key" or (node.kind == "span" and node.attributes["cite"]):
        return "citation", node.content or node.attributes["cite"].removeprefix("@")
    return None
