"""Turns WeasyPrint into an engine that sets Chinese lines and tags what its own release leaves out.

Everything here leans on private parts of WeasyPrint 70, whose version is pinned; it runs only in
the process that makes one PDF. Tests say when a release changes what is used here.
"""

import contextlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from generator.outputs.han import set_lines_as_han
from generator.outputs.placing import is_chart, let_text_pass_charts
from generator.outputs.versions import has_library

_NOT_NEEDED = ("subset", "varLib", "varLib.instancer")
"""Modules of fontTools that cut fonts and fix variable ones; ours are cut and are not variable."""

_ITEM_PARTS = ("/Lbl", "/LBody")

CHART_CAPTION = "Caption"
"""The mark of what stands below a chart, which may have let text pass."""

PAGE_NUMBER = "Reference"
"""The mark of what says on which page something stands."""
_PAGE_NUMBERS = ("on-page", "page-number")
"""Classes of what says so."""

REPEATED_HEAD = "THead"
"""The mark of what stood in the head of the same table on a page before."""

_UA_SCHEMA = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF>"""


def identify_as_accessible(_document: object, pdf: Any) -> None:  # noqa: ANN401 -- pydyf.PDF
    """Say in the file that it is PDF/UA-1 beside PDF/A-3a: WeasyPrint writes one of the two.

    Source: ISO 14289-1, clause 5; ISO 19005-3, clause 6.6.2.
    """
    import pydyf

    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    before, after = b"\n".join(metadata.stream).split(b"</rdf:RDF>")
    metadata.stream = [before + _UA_SCHEMA + after]
    metadata.compress = False
    if "AF" in pdf.catalog:
        # WeasyPrint lists each attached file twice.
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def import_engine() -> Any:  # noqa: ANN401 -- WeasyPrint has no types
    """Import WeasyPrint, where HarfBuzz cuts fonts without the parts of fontTools that would.

    They take half of the time of the import.
    """
    if has_library("harfbuzz-subset"):
        absent = {name: ModuleType(f"fontTools.{name}") for name in _NOT_NEEDED}
        absent["varLib.instancer"].__dict__["instantiateVariableFont"] = None
        sys.modules.update({module.__name__: module for module in absent.values()})
    import weasyprint

    return weasyprint


def prepare_engine(*, is_han: bool) -> None:
    """Change WeasyPrint in this process."""
    _tag_margins_as_artifacts()
    _mark_what_pages_make()
    _tag_languages_formulas_and_lists()
    _link_each_place_once()
    _end_streams_beyond_doubt()
    let_text_pass_charts()
    if is_han:
        set_lines_as_han()


def _tag_margins_as_artifacts() -> None:
    """Keep running heads and page numbers out of what is read aloud, and of what is proven."""
    import pydyf
    from weasyprint import draw
    from weasyprint.formatting_structure import boxes
    from weasyprint.pdf.stream import Stream

    draw_context, mark = draw.draw_stacking_context, Stream.marked

    def draw_stacking_context(stream: Any, context: Any) -> None:  # noqa: ANN401 -- WeasyPrint's
        was_margin = getattr(stream, "is_margin", False)
        stream.is_margin = was_margin or isinstance(context.box, boxes.MarginBox)
        draw_context(stream, context)
        stream.is_margin = was_margin

    @contextlib.contextmanager
    def marked(stream: Any, box: object, tag: str) -> Iterator[None]:  # noqa: ANN401 -- as above
        if not getattr(stream, "is_margin", False):
            is_marker = str(getattr(box, "element_tag", "")).endswith("::marker")
            with mark(stream, box, "Lbl" if is_marker else tag):
                yield
            return
        kind = pydyf.Dictionary({"Type": "/Pagination"})
        pydyf.Stream.begin_marked_content(stream, "Artifact", kind)
        yield
        pydyf.Stream.end_marked_content(stream)

    draw.draw_stacking_context = draw_stacking_context
    Stream.marked = marked


def _mark_what_pages_make() -> None:
    """Mark what the head of a table says again, what stands below a chart, and numbers of pages.

    The first is proven once, the second beside the text: its place is the page's. The third are
    known when pages are.
    """
    from weasyprint import document
    from weasyprint.formatting_structure import boxes
    from weasyprint.pdf.stream import Stream

    drawn: set[Any] = set()
    marks: dict[Any, str] = {}
    draw_page, mark = document.draw_page, Stream.marked

    def draw_page_with_heads(page: Any, stream: Any) -> None:  # noqa: ANN401 -- WeasyPrint's
        for box in page.descendants():
            if isinstance(box, boxes.TableRowGroupBox) and box.is_header:
                if box.element in drawn:
                    marks.update(dict.fromkeys(box.descendants(), REPEATED_HEAD))
                drawn.add(box.element)
            elif is_chart(box):
                marks.update(dict.fromkeys(_find_caption(box), CHART_CAPTION))
            elif isinstance(box, boxes.ParentBox) and _is_page_number(box):
                marks.update(dict.fromkeys(box.descendants(), PAGE_NUMBER))
        draw_page(page, stream)

    @contextlib.contextmanager
    def marked(stream: Any, box: object, tag: str) -> Iterator[None]:  # noqa: ANN401 -- as above
        with mark(stream, box, marks.get(box, tag)):
            if box in marks:
                # What is written round the text; in the structure it is what it was.
                stream._tags[box]["tag"] = tag  # noqa: SLF001 -- see the head of this module
            yield

    document.draw_page = draw_page_with_heads
    Stream.marked = marked


def _is_page_number(box: Any) -> bool:  # noqa: ANN401 -- a box of WeasyPrint
    return box.element is not None and box.element.get("class") in _PAGE_NUMBERS


def _find_caption(chart: Any) -> Iterator[Any]:  # noqa: ANN401 -- boxes of WeasyPrint
    for box in chart.descendants():
        if box.element_tag == "figcaption":
            yield from box.descendants()


def _tag_languages_formulas_and_lists() -> None:
    import pydyf
    from weasyprint.formatting_structure import boxes
    from weasyprint.pdf import tags

    is_in_formula = False
    build = tags._build_box_tree  # noqa: SLF001 -- see the head of this module

    def build_box_tree(box: Any, parent: Any, pdf: Any, *others: object) -> Iterator[Any]:  # noqa: ANN401 -- as above
        nonlocal is_in_formula
        inner = getattr(box, "_box", box)
        if isinstance(inner, boxes.MarginBox):
            return
        source, was_in_formula = getattr(inner, "element", None), is_in_formula
        is_in_formula = was_in_formula or _is_formula(source)
        is_formula, elements = is_in_formula, tuple(build(box, parent, pdf, *others))
        is_in_formula = was_in_formula
        for element in elements:
            if source is not None and inner.element_tag not in ("html", "body"):
                if source.get("lang"):
                    element["Lang"] = pydyf.String(source.get("lang"))
                if element["S"] == "/Figure" and is_formula:
                    element["S"] = "/Formula"
            if element["S"] == "/TH":
                _say_scope(element, source)
            if element["S"] == "/LI":
                _gather_list_body(element, pdf)
            yield element

    tags._build_box_tree = build_box_tree  # noqa: SLF001 -- as above


def _say_scope(head: Any, source: Any) -> None:  # noqa: ANN401 -- of pydyf; of an ElementTree
    """Say what the head of a column or row is the head of, also where no cell refers to it."""
    import pydyf

    is_row = source is not None and source.get("scope") == "row"
    attributes = head.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
    attributes["Scope"] = "/Row" if is_row else "/Column"


def _gather_list_body(item: Any, pdf: Any) -> None:  # noqa: ANN401 -- of pydyf
    """Put what stands loose in a list item into its body.

    Source: ISO 32000-1, table 336: an item has nothing but a label and a body.
    """
    import pydyf

    children = {reference: pdf.objects[int(reference.split()[0])] for reference in item["K"]}
    loose = [reference for reference, child in children.items() if child["S"] not in _ITEM_PARTS]
    if not loose:
        return
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "K": pydyf.Array(loose),
            "Pg": item["Pg"],
            "P": item.reference,
        }
    )
    pdf.add_object(body)
    for reference in loose:
        children[reference]["P"] = body.reference
    item["K"] = pydyf.Array([*(each for each in item["K"] if each not in loose), body.reference])


def _link_each_place_once() -> None:
    """Give each link one area: WeasyPrint adds one for every box inside, outside of all tags."""
    from weasyprint import pdf

    add = pdf.add_links

    def add_links(gathered: Any, *others: object) -> None:  # noqa: ANN401 -- WeasyPrint's signature
        links, anchors = gathered
        add(([each for each in links if each[3].element_tag == "a"], anchors), *others)

    pdf.add_links = add_links


def _end_streams_beyond_doubt() -> None:
    """Part a stream that ends in a carriage return from the line end that follows it.

    With a line feed alone, the two would read as one line end, and the stream as too short.
    Source: ISO 32000-1, clause 7.3.8.1.
    """
    import pydyf

    write = pydyf.Stream.data.fget
    end = b"\nendstream"

    def write_apart(stream: object) -> bytes:
        written: bytes = write(stream)
        if not written.endswith(b"\r" + end):
            return written
        return written.removesuffix(end) + b"\r" + end

    pydyf.Stream.data = property(write_apart)


def _is_formula(element: Any) -> bool:  # noqa: ANN401 -- an element of an ElementTree
    names = () if element is None else (element.get("class") or "").split()
    return "formula" in names or "equation-body" in names
