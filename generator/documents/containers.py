"""Turns `::: {.figure}` and its kin into figures, tables, listings, claims and asides."""

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape

from generator.documents.crossrefs import CONTAINERS, FREE_CONTAINERS, letter
from generator.documents.explorer import make_explorer
from generator.documents.inline import InlineRenderer, together, wrap
from generator.documents.listings import (
    check_code,
    find_language,
    find_region,
    highlight_code,
)
from generator.documents.pictures import find_picture
from generator.documents.reference_parts import Run
from generator.documents.references import Entry
from generator.documents.scene import Piece, link_to_evidence
from generator.documents.tree import Node
from generator.documents.verdicts import find_verdict, make_doubt, make_verdict_words
from generator.errors import ReportError, suggest
from generator.figures import FIGURES, Figure, Table, theme_for_print, theme_for_site


class ContainerRenderer:
    """Renders the containers of one section for one output."""

    def __init__(
        self, inline: InlineRenderer, render_blocks: Callable[[Iterable[Node]], Piece]
    ) -> None:
        """Render what is inside by the given renderers."""
        self._inline = inline
        self._scene = inline.scene
        self._target = inline.target
        self._render_blocks = render_blocks
        self._renderers: dict[str, Callable[[Node], Piece]] = {
            "figure": self._figure,
            "picture": self._picture,
            "table": self._table,
            "listing": self._listing,
            "claim": self._claim,
            "explorer": self._explorer,
            "note": self._note,
            "references": lambda _: self.render_references(),
        }

    def render(self, node: Node) -> Piece:
        """Render one container.

        Raises: ReportError, when it lacks something, or names what is not there.
        """
        if node.name not in CONTAINERS or self._lacks_id(node):
            return Piece("")
        return self._renderers[node.name](node)

    def _lacks_id(self, node: Node) -> bool:
        """Say whether its id is missing or wrong, which was told when ids were gathered."""
        return node.name not in FREE_CONTAINERS and node.id not in self._scene.catalogue.labels

    def render_references(self) -> Piece:
        """Render the list of references under words of its own."""
        title = self._scene.words("references")
        items = together(map(self._render_entry, self._scene.entries), between="\n")
        html = f'<p class="references-title">{escape(title, quote=False)}</p>'
        return Piece(f'{html}<ul class="references">{items.html}</ul>', f"{title}\n{items.text}")

    def _render_entry(self, entry: Entry) -> Piece:
        """Render one line of the list, with what is not verified of it, and the ways back."""
        number, note = f"[{entry.number}]", make_doubt(entry, self._scene)
        words = "".join(_show_run(run) for run in entry.runs)
        if entry.language != self._scene.language.code:
            words = f'<span lang="{escape(entry.language)}">{words}</span>'
        doubt = f' <span class="not-found">{escape(note, quote=False)}</span>' if note else ""
        html = (
            f'<li id="ref-{escape(entry.key)}"><span class="reference-number">{number}</span> '
            f"{words}{doubt}{self._render_ways_back(entry)}</li>"
        )
        return Piece(html, f"{number} {entry.text}" + (f" {note}" if note else ""))

    def _render_ways_back(self, entry: Entry) -> str:
        """Link an entry to every place that cites it, by letters where there are several."""
        title = self._scene.words("back")
        links = []
        for count, place in enumerate(entry.cited_at, start=1):
            name = letter(count) if len(entry.cited_at) > 1 else "↑"
            spoken = escape(f"{title} {name}" if len(entry.cited_at) > 1 else title)
            href = self._inline.link(place.id, place.section)
            links.append(f'<a class="way-back" href="{href}" aria-label="{spoken}">{name}</a>')
        arrow = "↑ " if len(links) > 1 else ""
        return f'&nbsp;<span class="ways-back">{arrow}{" ".join(links)}</span>' if links else ""

    def _figure(self, node: Node) -> Piece:
        """Place a chart; on the site its numbers follow as a table."""
        chart = node.id.removeprefix("fig-")
        if chart not in (known := tuple(spec.id for spec in FIGURES)):
            hint = suggest(chart, known) or f"figures: {', '.join(known)}"
            raise ReportError(f"there is no figure `{chart}`", at=node.at, hint=hint)
        caption = self._caption(node, node.children)
        if self._scene.is_draft:
            return caption
        figure = self._scene.figures[chart]
        body = f'<div class="figure-body">{self._draw(figure, node.id)}</div>'
        shown = _framed("figure", node.id, [Piece(body), caption])
        if self._target == "pdf":
            return shown
        numbers = self._numbers(figure, self._name(node))
        return together([shown, numbers, self._way_to_evidence(node.id)], between="\n")

    def _way_to_evidence(self, anchor: str) -> Piece:
        """Lead from a figure or a table to what it was made from."""
        if self._target == "pdf" or self._scene.traces is None:
            return Piece("")
        href = link_to_evidence(anchor, target=self._target, here=self._inline.section)
        words = self._scene.language.strings["evidence.figure_made"]
        link = f'<a href="{href}">{escape(words, quote=False)}</a>'
        return Piece(f'<p class="way">{link}</p>', words)

    def _draw(self, figure: Figure, anchor: str) -> str:
        themed = theme_for_site if self._target == "site" else theme_for_print
        title = f'<title id="{anchor}-title">{escape(figure.alt, quote=False)}</title>'
        svg = re.sub(r"<title\b.*?</title>", "", themed(figure.svg), flags=re.DOTALL)
        svg = re.sub(r"(<svg\b[^>]*>)", rf"\1{_safe(title)}", svg, count=1)
        named = f'<svg role="img" aria-labelledby="{anchor}-title"'
        return re.sub(r'<svg\b(?: role="img")?', named, svg, count=1)

    def _numbers(self, figure: Figure, name: str) -> Piece:
        table = self._show_table(_cells(figure.table), name)
        summary = self._scene.words("figure_numbers")
        path = f"../../data/{self._scene.language.code}/{figure.id}.csv"
        csv = self._scene.words("figure_csv")
        html = (
            f'<details class="figure-numbers"><summary>{escape(summary, quote=False)}</summary>'
            f'{table.html}<p><a href="{path}" download>{escape(csv, quote=False)}</a></p></details>'
        )
        return Piece(html, f"{summary}\n{table.text}\n{csv}")

    def _picture(self, node: Node) -> Piece:
        source = node.attributes["src"]
        width, height = find_picture(self._scene.inputs.pictures, source)
        alt = escape(self._inline.say_plainly(node.alt))
        if not alt:
            raise ReportError("picture has no `alt`", at=node.at, hint='add `alt="what it shows"`')
        path = escape(f"../../{source}" if self._target == "site" else source)
        image = f'<img src="{path}" alt="{alt}" width="{width}" height="{height}">'
        parts = [Piece(image), self._caption(node, node.children)]
        return _framed("picture", node.id, parts)

    def _table(self, node: Node) -> Piece:
        tables = [child for child in node.children if child.kind == "table"]
        if len(tables) != 1:
            message = f"table container holds {len(tables)} tables instead of one"
            raise ReportError(message, at=node.at)
        rest = [child for child in node.children if child.kind != "table"]
        caption = self._caption(node, rest)
        rows = [[self._cell(cell) for cell in row.children] for row in _rows(tables[0])]
        shown = self._show_table(rows, self._name(node))
        return _framed("table", node.id, [caption, shown, self._way_to_evidence(node.id)])

    def _cell(self, cell: Node) -> Piece:
        words = self._inline.render(cell.children)
        align = f' class="{cell.align}"' if cell.align else ""
        if cell.kind == "th":
            return Piece(f'<th scope="col"{align}>{words.html}</th>', words.text)
        return Piece(f"<td{align}>{words.html}</td>", words.text)

    def _show_table(self, rows: Sequence[Sequence[Piece]], name: str) -> Piece:
        lines = [wrap("tr", together(row, between=" ")) for row in rows]
        head, body = wrap("thead", lines[0]), wrap("tbody", together(lines[1:], between="\n"))
        table = wrap("table", together([head, body], between="\n"))
        focus = ""
        if self._target == "site":
            focus = f' tabindex="0" role="region" aria-label="{escape(name)}"'
        return Piece(f'<div class="table-scroll"{focus}>{table.html}</div>', table.text)

    def _listing(self, node: Node) -> Piece:
        path, region = node.attributes["source"], node.attributes["region"]
        code = find_region(self._scene.inputs.sources, path, region)
        shown = show_code(code, find_language(path), self._inline)
        return _framed("listing", node.id, [self._caption(node, node.children), shown])

    def _claim(self, node: Node) -> Piece:
        """Show a claim, and what the computation says of it."""
        verdict = find_verdict(node, self._scene)
        statement = self._render_blocks(node.children)
        words = make_verdict_words(verdict, self._scene)
        title = f"<strong>{escape(words.title, quote=False)}</strong>"
        gap = self._scene.words("verdict.gap")
        parts = [Piece(title, words.title), Piece(gap, gap)]
        parts.append(Piece(escape(words.reason, quote=False), words.reason))
        if verdict.claim.sources:
            sources = ((key, node.at) for key in verdict.claim.sources)
            parts += [Piece(gap, gap), self._inline.cite(sources)]
        said = together(parts)
        html = (
            f'<div class="claim claim-{verdict.outcome}" id="{node.id}">{statement.html}'
            f'<p class="verdict">{said.html}</p></div>'
        )
        return Piece(html, f"{statement.text}\n{said.text}")

    def _explorer(self, node: Node) -> Piece:
        """Place the explorer: the scenarios, and what they rest on for the reader to move."""
        if node.children:
            message = "an explorer holds words of its own"
            raise ReportError(
                message, at=node.children[0].at, hint="write them before the container"
            )
        return make_explorer(node.id, self._scene, self._target, self._show_table)

    def _note(self, node: Node) -> Piece:
        words = self._render_blocks(node.children)
        return Piece(f'<aside class="note">{words.html}</aside>', words.text)

    def _name(self, node: Node) -> str:
        label = self._scene.catalogue.labels.get(node.id)
        return self._scene.name(label) if label else ""

    def _caption(self, node: Node, children: Iterable[Node]) -> Piece:
        """Render the caption: every container with a number says what it shows."""
        paragraphs = list(children)
        for other in paragraphs:
            if other.kind != "paragraph":
                message = f"a {node.name} holds more than its caption"
                raise ReportError(message, at=other.at, hint="end the container before it")
        if not paragraphs:
            message = f"{node.name} has no caption"
            raise ReportError(message, at=node.at, hint="write it inside the container")
        was_naming, self._inline.names_pages = self._inline.names_pages, False
        words = together((self._inline.render(each.children) for each in paragraphs), between="\n")
        self._inline.names_pages = was_naming
        name = self._name(node)
        html = f'<figcaption><span class="label">{escape(name)}</span> {words.html}</figcaption>'
        return Piece(html, f"{name} {words.text}")


def show_code(code: str, language: str, inline: InlineRenderer) -> Piece:
    """Show code with its parts marked; on the site the keyboard can scroll it.

    Raises: ReportError, when the language is unknown.
    """
    mark = check_code if inline.scene.is_draft else highlight_code
    focus = ' tabindex="0"' if inline.target == "site" else ""
    opening = f'<pre class="code"{focus}><code class="language-{escape(language)}">'
    return Piece(f"{opening}{mark(code, language)}</code></pre>", code)


def _framed(css_class: str, anchor: str, parts: Iterable[Piece]) -> Piece:
    inner = together(parts, between="\n")
    return Piece(f'<figure class="{css_class}" id="{anchor}">{inner.html}</figure>', inner.text)


def _show_run(run: Run) -> str:
    words = escape(run.text, quote=False)
    if run.href.startswith(("https://", "http://")):
        return f'<a href="{escape(run.href)}">{words}</a>'
    return f"<cite>{words}</cite>" if run.is_title else words


def _rows(table: Node) -> list[Node]:
    return [row for part in table.children for row in part.children]


def _cells(table: Table) -> list[list[Piece]]:
    head = [
        Piece(f'<th scope="col">{escape(cell, quote=False)}</th>', cell) for cell in table.header
    ]
    rows = [
        [Piece(f"<td>{escape(cell, quote=False)}</td>", cell) for cell in row] for row in table.rows
    ]
    return [head, *rows]


def _safe(replacement: str) -> str:
    return replacement.replace("\\", r"\\")
