"""Turns what stands inside a paragraph, a heading or a cell into HTML and words."""

from collections.abc import Callable, Iterable
from html import escape

from generator.documents.crossrefs import is_inline_claim, letter
from generator.documents.formulas import draw_formula, make_mathml, make_spoken, with_spoken
from generator.documents.links import read_destination
from generator.documents.paging import name_page
from generator.documents.scene import Piece, Scene, Target, link_to, link_to_evidence, placed
from generator.documents.tree import Node
from generator.documents.values import to_tex
from generator.documents.verdicts import find_verdict, make_doubt, make_inline_verdict
from generator.errors import Location, ReportError, display_width
from generator.provenance import anchor_of

_NOTHING = Piece("")


class InlineRenderer:
    """Renders the inline parts of one section for one output, gathering formulas and problems."""

    def __init__(self, scene: Scene, target: Target, section: str) -> None:
        """Start with nothing gathered."""
        self.scene = scene
        self.target = target
        self.section = section
        self.formulas: list[str] = []
        self.problems: list[ReportError] = []
        self._seen_notes: set[str] = set()
        self._seen_citations: set[str] = set()
        self._is_in_link = False
        self.names_pages = target == "pdf"
        """Whether a reference says on which page that stands which it refers to."""
        self._renderers: dict[str, Callable[[Node], Piece]] = {
            "text": _text,
            "em": self._em,
            "strong": self._strong,
            "code_inline": _code,
            "hardbreak": lambda _: Piece("<br>\n", "\n"),
            "link": self._link,
            "image": self._image,
            "placeholder": self._placeholder,
            "formula": self._formula,
            "citation": self._citation,
            "xref": self._xref,
            "span": self._span,
            "footnote_ref": self._footnote_ref,
        }

    def render(self, nodes: Iterable[Node]) -> Piece:
        """Render a run of nodes; a line break between two Chinese characters is no blank."""
        pieces: list[Piece] = []
        is_broken = False
        for node in nodes:
            if node.kind == "softbreak":
                is_broken = True
                continue
            piece = self._render_node(node)
            if is_broken:
                pieces.append(_join(pieces, piece))
                is_broken = False
            pieces.append(piece)
        return together(pieces)

    def say_plainly(self, nodes: Iterable[Node]) -> str:
        """Say alternative text: words, with placeholders filled in."""
        parts = []
        for node in nodes:
            if node.kind == "placeholder":
                parts.append(self._render_node(node).text)
            elif node.kind == "text":
                parts.append(node.content)
        return "".join(parts)

    def render_formula(self, node: Node) -> Piece:
        """Render a formula: MathML on the site, a drawing in the PDF."""
        tex = "".join(
            to_tex(self.scene.say(child).text) if child.kind == "placeholder" else child.content
            for child in node.children
            if child.kind != "mistake"
        )
        self.formulas.append(tex)
        mathml = make_mathml(tex, is_display=node.is_display)
        spoken = self.say_plainly(node.alt) or make_spoken(tex)
        if self.target == "site":
            return Piece(f'<span class="formula">{with_spoken(mathml, spoken)}</span>')
        drawn = draw_formula(tex, spoken, self.scene.inputs.assets)
        drop = f'<svg style="vertical-align: {-drawn.drop_em:.4f}em" '
        svg = drawn.svg.replace("<svg ", drop, 1)
        return Piece(f'<span class="formula">{svg}</span>')

    def cite(self, cited: Iterable[tuple[str, Location]]) -> Piece:
        """Render the numbers of cited references in brackets, each with an id to lead back to."""
        numbers = self.scene.catalogue.citations
        pieces = [(self._link_citation(key, at), str(numbers.get(key))) for key, at in cited]
        links = ", ".join(link for link, _ in pieces)
        return Piece(f"[{links}]", f"[{', '.join(number for _, number in pieces)}]")

    def _link_citation(self, key: str, at: Location) -> str:
        """Link a citation to its entry; its id stands where it is cited first from one place."""
        catalogue = self.scene.catalogue
        anchor = catalogue.citation_ids.get((key, at), "")
        is_new = anchor and anchor not in self._seen_citations
        self._seen_citations.add(anchor)
        own = f'id="{escape(anchor)}" ' if is_new else ""
        href = self.link(f"ref-{key}", self.scene.references_section)
        number = catalogue.citations.get(key)
        return f'<a class="citation" {own}href="{href}"{self._preview(key)}>{number}</a>'

    def _preview(self, key: str) -> str:
        """Say on the site what a citation leads to, for who points at it."""
        entry = next((each for each in self.scene.entries if each.key == key), None)
        if entry is None or self.target == "pdf":
            return ""
        words = " ".join(filter(None, (entry.text, make_doubt(entry, self.scene))))
        return f' title="{escape(words)}"'

    def link(self, anchor: str, section: str) -> str:
        """Write the address of an id from here."""
        return escape(link_to(anchor, section, target=self.target, here=self.section))

    def _render_node(self, node: Node) -> Piece:
        renderer = self._renderers.get(node.kind)
        if renderer is None:
            return _NOTHING
        try:
            return renderer(node)
        except ReportError as error:
            self.problems.append(placed(error, node.at))
            return _NOTHING

    def _em(self, node: Node) -> Piece:
        return wrap("em", self.render(node.children))

    def _strong(self, node: Node) -> Piece:
        return wrap("strong", self.render(node.children))

    def _link(self, node: Node) -> Piece:
        was_in_link, self._is_in_link = self._is_in_link, True
        words = self.render(node.children)
        self._is_in_link = was_in_link
        label_id, address = read_destination(node.href)
        if label_id:
            address = self.link(label_id, self.scene.catalogue.find(label_id, node.at).section)
        else:
            address = escape(address)
        return Piece(f'<a href="{address}">{words.html}</a>', words.text)

    def _image(self, node: Node) -> Piece:
        message = "a picture inside a paragraph is not placed"
        hint = 'write `::: {.picture #fig-id src="pictures/name.png" alt="…"}`'
        raise ReportError(message, at=node.at, hint=hint)

    def _placeholder(self, node: Node) -> Piece:
        said = self.scene.say(node)
        words = escape(said.text, quote=False)
        name = node.placeholder.name if node.placeholder else ""
        html = f'<span class="w">{words}</span>'
        if said.value is not None:
            html = f'<data class="q" value="{said.exact}" data-name="{name}">{words}</data>'
        return Piece(self._lead_to_evidence(name, html), said.text)

    def _lead_to_evidence(self, name: str, html: str) -> str:
        """Make a number a link to where it comes from; a link holds no other."""
        trace = self.scene.traces.find(name) if self.scene.traces else None
        if trace is None or self._is_in_link:
            return html
        href = link_to_evidence(anchor_of(trace.name), target=self.target, here=self.section)
        return f'<a href="{href}">{html}</a>'

    def _formula(self, node: Node) -> Piece:
        if node.is_display:
            message = "display formula stands inside a text"
            raise ReportError(message, at=node.at, hint="give it lines of its own, or write `$…$`")
        if node.id:
            message = "a formula inside a text takes no id: it has no number"
            raise ReportError(message, at=node.at, hint="write `$$ … $$` on lines of its own")
        return self.render_formula(node)

    def _citation(self, node: Node) -> Piece:
        return self.cite((child.content, child.at) for child in node.children)

    def _xref(self, node: Node) -> Piece:
        label = self.scene.catalogue.find(node.content, node.at)
        name = self.scene.name(label)
        href = self.link(label.id, label.section)
        page = name_page(label, self.scene) if self.names_pages else ""
        words = f"{escape(name, quote=False)}{page}"
        return Piece(f'<a class="xref" href="{href}">{words}</a>', name)

    def _span(self, node: Node) -> Piece:
        words = self.render(node.children)
        if cited := node.attributes["cite"].removeprefix("@"):
            quoted = wrap("span", words, "quoted")
            return together([quoted, Piece(" ", " "), self.cite([(cited, node.at)])])
        if is_inline_claim(node):
            # One without an id was told of when the ids were gathered.
            return self._claim(node, words) if node.id else words
        if "year" in node.attributes.classes:
            return wrap("span", words, "year")
        hint = "write `[2016]{.year}`, `[words]{cite=@key}` or `[words]{.claim #claim-id}`"
        message = "marked words are neither a year nor quoted nor a claim"
        raise ReportError(message, at=node.at, hint=hint)

    def _claim(self, node: Node, words: Piece) -> Piece:
        """Show a claim in a sentence: its words, its sources, and its verdict after them."""
        verdict = find_verdict(node, self.scene)
        said = make_inline_verdict(verdict, self.scene)
        cited = self.cite((key, node.at) for key in verdict.claim.sources)
        parts = [
            Piece(f'<span class="claim-words claim-{verdict.outcome}" id="{node.id}">'),
            words,
            Piece("</span>"),
            *((Piece(" ", " "), cited) if verdict.claim.sources else ()),
            Piece(f'<span class="verdict">{escape(said, quote=False)}</span>', said),
        ]
        return together(parts)

    def _footnote_ref(self, node: Node) -> Piece:
        """Mark a footnote; only its first mark is what the way back leads to."""
        number = self.scene.catalogue.footnotes.get((self.section, node.name))
        if number is None:
            return _NOTHING
        name, anchor = letter(number), f"{self.section}-{node.name}"
        back = "" if node.name in self._seen_notes else f'id="fnref-{anchor}" '
        self._seen_notes.add(node.name)
        html = f'<sup class="footnote-ref"><a {back}href="#fn-{anchor}">{name}</a></sup>'
        return Piece(html, name)


def wrap(tag: str, piece: Piece, css_class: str = "") -> Piece:
    """Put an element around what is rendered."""
    attribute = f' class="{css_class}"' if css_class else ""
    return Piece(f"<{tag}{attribute}>{piece.html}</{tag}>", piece.text)


def together(pieces: Iterable[Piece], between: str = "") -> Piece:
    """Put pieces one after the other; `between` separates what they say."""
    kept = [piece for piece in pieces if piece.html]
    said = between.join(piece.text for piece in kept if piece.text)
    return Piece("".join(piece.html for piece in kept), said)


def _text(node: Node) -> Piece:
    return Piece(escape(node.content, quote=False), node.content)


def _code(node: Node) -> Piece:
    return Piece(f"<code>{escape(node.content, quote=False)}</code>", node.content)


def _join(before: list[Piece], after: Piece) -> Piece:
    last = next((piece.text[-1] for piece in reversed(before) if piece.text), "")
    if last and after.text and display_width(last) + display_width(after.text[0]) > 3:  # noqa: PLR2004
        return _NOTHING
    return Piece("\n", " ")
