"""Turns WeasyPrint into an engine that sets Chinese: flush, marks as wide as they look.

Leans on private parts of WeasyPrint 70, as the engine does: a test says when a release works
otherwise.
"""

import re
from collections.abc import Iterator
from typing import Any

from generator.outputs.typography import BLANK_AFTER, OPENING

_STRETCHED = re.compile(
    "(?:[\u2018-\u201d\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef \u00a0])+"
)
"""What takes up the slack of a justified line: Han characters, their punctuation, spaces; not the
two halves of a dash or an ellipsis, which are one mark."""
_HALVED = re.compile(f"[{BLANK_AFTER}](?=[{OPENING}{BLANK_AFTER}])|(?<=[{OPENING}])[{OPENING}]")
"""Marks of which half is blank where the mark beside them has a blank of its own.
Source: Requirements for Chinese Text Layout, W3C, section 3.1.6."""
_MOST_SLACK = 4
"""A line whose gaps would grow by more than so many CSS pixels is left ragged."""


def set_lines_as_han() -> None:
    """Spread the slack of a line over its characters, and halve marks that meet.

    WeasyPrint widens spaces only, and gives each mark the width of a character.
    """
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    def justify_line(context: object, line: Any, slack: float) -> None:  # noqa: ANN401 -- WeasyPrint's
        slack += _find_blank(line, OPENING) + _find_blank(line, BLANK_AFTER)
        n_gaps = _count_stretched(line) - 1
        if n_gaps > 0 and slack / n_gaps <= _MOST_SLACK:
            inline.add_word_spacing(context, line, slack / n_gaps, 0)

    plain = line_break.Layout.set_text

    def set_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: ANN401, FBT001, FBT002 -- WeasyPrint's signature
        plain(layout, text, justify=False)
        spacing = layout.justification_spacing if justify else 0
        attributes = list(_make_attributes(layout, spacing))
        if attributes:
            _add(layout, attributes)

    inline.justify_line = justify_line
    inline.count_expandable_spaces = _count_stretched
    line_break.Layout.set_text = set_text
    inline.text_align = _hang_opening(inline.text_align)


def _hang_opening(align: Any) -> Any:  # noqa: ANN401 -- a function of WeasyPrint
    def text_align(context: object, line: Any, width: float, last: object) -> float:  # noqa: ANN401 -- as above
        offset: float = align(context, line, width, last)
        return offset or -_find_blank(line, OPENING)

    return text_align


def _find_blank(line: Any, marks: str) -> float:  # noqa: ANN401 -- a line of WeasyPrint
    """Tell how wide the blank of a mark is that the line begins with, or ends with."""
    from weasyprint.formatting_structure import boxes

    is_start = marks == OPENING
    if is_start and line.element_tag == "li":
        # There it would touch the item's mark.
        return 0
    box = line
    while isinstance(box, boxes.LineBox | boxes.InlineBox):
        children = [each for each in box.children if each.is_in_normal_flow()]
        if not children:
            return 0
        box = children[0 if is_start else -1]
    if not isinstance(box, boxes.TextBox) or not box.text:
        return 0
    is_indented = is_start and box.position_x > line.position_x + 1
    mark = box.text[0 if is_start else -1]
    return box.style["font_size"] / 2 if mark in marks and not is_indented else 0


def _count_stretched(box: Any) -> int:  # noqa: ANN401 -- as above
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        return sum(len(run[0]) for run in _STRETCHED.finditer(box.text))
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        return sum(map(_count_stretched, box.children))
    return 0


def _make_attributes(layout: Any, spacing: float) -> Iterator[tuple[Any, int, int]]:  # noqa: ANN401 -- as above
    """Make what Pango is told of parts of a text, each with where it begins and ends."""
    from weasyprint.text.ffi import TO_UNITS, pango

    own = layout.style["letter_spacing"]
    units = int((spacing + (0 if own == "normal" else own)) * TO_UNITS)
    for run in _STRETCHED.finditer(layout.text) if spacing else ():
        yield pango.pango_attr_letter_spacing_new(units), *run.span()
    for run in _HALVED.finditer(layout.text):
        yield pango.pango_attr_font_features_new(b"halt=1"), *run.span()


def _add(layout: Any, attributes: list[tuple[Any, int, int]]) -> None:  # noqa: ANN401 -- as above
    from weasyprint.text.ffi import ffi, pango

    known = pango.pango_layout_get_attributes(layout.layout)
    if known == ffi.NULL:
        known = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for attribute, start, end in attributes:
        attribute.start_index = len(layout.text[:start].encode())
        attribute.end_index = len(layout.text[:end].encode())
        pango.pango_attr_list_change(known, attribute)
    pango.pango_layout_set_attributes(layout.layout, known)
