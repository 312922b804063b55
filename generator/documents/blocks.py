"""Turns the blocks of a section into HTML and words."""

from collections.abc import Callable, Iterable
from html import escape

from generator.documents.containers import ContainerRenderer, show_code
from generator.documents.inline import InlineRenderer, together, wrap
from generator.documents.scene import Piece, Scene, Target, placed
from generator.documents.tree import Node
from generator.errors import ReportError
from generator.locales import format_count

KINDS = {
    "bullet_list": "list",
    "ordered_list": "list",
    "blockquote": "quote",
    "hr": "rule",
    "equation": "formula",
}
"""What a block is called, where the parser's name is not the author's."""


class BlockRenderer:
    """Renders the blocks of one section for one output."""

    def __init__(self, scene: Scene, target: Target, section: str) -> None:
        """Start with nothing gathered."""
        self.inline = InlineRenderer(scene, target, section)
        self.scene = scene
        self.section = section
        self._containers = ContainerRenderer(self.inline, self.render_all)
        self._renderers: dict[str, Callable[[Node], Piece]] = {
            "heading": self._heading,
            "paragraph": self._paragraph,
            "bullet_list": self._bullet_list,
            "ordered_list": self._ordered_list,
            "blockquote": self._blockquote,
            "code": self._code,
            "hr": lambda _: Piece("<hr>"),
            "equation": self._equation,
            "table": self._table,
            "container": self._containers.render,
            "stale": self._stale,
        }

    def render(self, node: Node) -> Piece:
        """Render one block; what is wrong with it is gathered, and leaves it empty."""
        renderer = self._renderers.get(node.kind)
        if renderer is None:
            return Piece("")
        try:
            return renderer(node)
        except ReportError as error:
            self.inline.problems.append(placed(error, node.at))
            return Piece("")

    def render_all(self, nodes: Iterable[Node]) -> Piece:
        """Render blocks one after the other."""
        return together((self.render(node) for node in nodes), between="\n")

    def render_references(self) -> Piece:
        """Render the list of references."""
        return self._containers.render_references()

    def render_footnotes(self, notes: Iterable[Node]) -> Piece:
        """Render the footnotes of the section, in the order in which they are referred to."""
        numbers = self.scene.catalogue.footnotes
        marked = [note for note in notes if (self.section, note.name) in numbers]
        marked.sort(key=lambda note: numbers[self.section, note.name])
        items = together((self._footnote(note) for note in marked), between="\n")
        title = escape(self.scene.words("footnotes"))
        html = f'<ol class="footnote-list">{items.html}</ol>'
        return Piece(
            f'<section class="footnotes" aria-label="{title}">{html}</section>', items.text
        )

    def _footnote(self, note: Node) -> Piece:
        anchor = f"{self.section}-{note.name}"
        words = self.render_all(note.children)
        title = escape(self.scene.words("back"))
        back = f'<a class="back" href="#fnref-{anchor}" aria-label="{title}">↑</a>'
        return Piece(f'<li id="fn-{anchor}">{words.html} {back}</li>', words.text)

    def _heading(self, node: Node) -> Piece:
        words = self.inline.render(node.children)
        label = self.scene.catalogue.labels.get(node.id)
        number = label.number if label else ""
        tag = f"h{min(max(node.level, 2), 6)}"
        shown = f'<span class="number">{number}</span>'
        if number and self.inline.target == "site":
            shown = f'<a class="anchor" href="#{node.id}">{shown}</a>'
        html = f'<{tag} id="{node.id}">{shown} {words.html}</{tag}>'
        return Piece(html, f"{number} {words.text}")

    def _paragraph(self, node: Node) -> Piece:
        words = self.inline.render(node.children)
        return words if node.is_tight else wrap("p", words)

    def _bullet_list(self, node: Node) -> Piece:
        items = (wrap("li", self.render_all(item.children)) for item in node.children)
        return wrap("ul", together(items, between="\n"))

    def _ordered_list(self, node: Node) -> Piece:
        items = (wrap("li", self.render_all(item.children)) for item in node.children)
        inner = together(items, between="\n")
        start = f' start="{node.start}"' if node.start != 1 else ""
        return Piece(f"<ol{start}>{inner.html}</ol>", inner.text)

    def _blockquote(self, node: Node) -> Piece:
        return wrap("blockquote", self.render_all(node.children))

    def _code(self, node: Node) -> Piece:
        if not node.name:
            hint = "write ```` ```python ````, or ```` ```text ```` for none"
            raise ReportError("code does not name its language", at=node.at, hint=hint)
        return show_code(node.content.rstrip("\n"), node.name, self.inline)

    def _equation(self, node: Node) -> Piece:
        """Render a display formula with its number, which stands beside it."""
        formulas = [child for child in node.children if child.kind == "formula"]
        if not formulas:
            return Piece("")
        mistakes = [child for child in node.children if child.kind == "mistake"]
        for child in node.children:
            if child not in (formulas[0], *mistakes) and child.content.strip():
                message = "something stands beside a display formula"
                raise ReportError(message, at=child.at, hint="leave a blank line between them")
        formula = formulas[0]
        if not formula.attributes["alt"]:
            message = "display formula does not say how it is spoken"
            hint = 'write `$$ … $$ {#eq-id alt="…"}`'
            raise ReportError(message, at=formula.at, hint=hint)
        body = self.inline.render_formula(formula)
        label = self.scene.catalogue.labels.get(formula.id)
        number = f"({label.number})" if label else ""
        html = (
            f'<div class="equation" id="{formula.id}"><div class="equation-body">{body.html}</div>'
            f'<span class="equation-number">{number}</span></div>'
        )
        return Piece(html, number)

    def _stale(self, node: Node) -> Piece:
        """Say how many blocks of the section are older than those they were translated from."""
        count = int(node.content)
        text = format_count("document.stale", count, self.scene.values.locale)
        return Piece(f'<p class="stale" role="note">{escape(text, quote=False)}</p>', text)

    def _table(self, node: Node) -> Piece:
        hint = "put it between `::: {.table #tbl-id}` and `:::`, after a line that says what it is"
        raise ReportError("table has no id and no caption", at=node.at, hint=hint)
