"""Turns the hole that a chart would leave at a page's end into text: it goes on, the chart follows.

Leans on private parts of WeasyPrint 70, as the engine does: a test says when a release works
otherwise.
"""

from collections.abc import Iterable
from itertools import takewhile
from typing import Any

_WORDS = ("p", "ul", "ol")
_HEADINGS = ("h2", "h3", "h4")
_LED_IN = ("ul", "ol", "div", "blockquote")
_CROSSED = (*_WORDS, *_HEADINGS, "div", "aside", "blockquote")
"""Elements that may stand before a chart although they are written after it, as tables may."""

_WITH_ROOM = {"h2": 150, "h3": 130, "h4": 110, "figure": 190}
"""How much room there must be for some, in CSS pixels: for a heading and some lines below, for
the head of a table and some rows."""


def let_text_pass_charts() -> None:
    """Where a chart does not fit on its page, set what follows it first."""
    from weasyprint.layout import block

    lay_out = block._in_flow_layout  # noqa: SLF001 -- see the head of this module

    def lay_out_in_flow(
        context: Any,  # noqa: ANN401 -- WeasyPrint's
        box: Any,  # noqa: ANN401 -- as above
        index: int,
        child: Any,  # noqa: ANN401 -- as above
        *others: Any,  # noqa: ANN401 -- as above
    ) -> Any:  # noqa: ANN401 -- as above
        place = child.position_x, child.position_y
        child = box.children[index]
        child.position_x, child.position_y = place
        laid = lay_out(context, box, index, child, *others)
        n_charts = _count_charts(box.children[index:])
        is_pushed = laid[1] and laid[2] == {index: None}
        if not (is_pushed and n_charts):
            return laid
        if not _may_pass(box.children[index + n_charts :], context.page_bottom - place[1]):
            return laid
        start = index + n_charts
        end = start + _count_held(box.children[start:])
        passing = box.children[start:end]
        box.children[index:end] = [*passing, *box.children[index:start]]
        passing[0].position_x, passing[0].position_y = place
        return lay_out_in_flow(context, box, index, passing[0], *others)

    block._in_flow_layout = lay_out_in_flow  # noqa: SLF001 -- as above


def is_chart(box: Any) -> bool:  # noqa: ANN401 -- a box of WeasyPrint
    """Tell whether a box is a chart with its caption."""
    return _is_figure(box, "figure")


def _is_figure(box: Any, kind: str) -> bool:  # noqa: ANN401 -- as above
    element = box.element
    return element is not None and box.element_tag == "figure" and element.get("class") == kind


def _count_charts(after: Iterable[Any]) -> int:
    return sum(1 for _ in takewhile(is_chart, after))


def _may_pass(after: Any, room: float) -> bool:  # noqa: ANN401 -- boxes of WeasyPrint
    """Tell whether what comes first may go before a chart: not without what it leads in."""
    first, second = (*after[:2], None, None)[:2]
    if first is None or not _may_cross(first) or room < _WITH_ROOM.get(first.element_tag, 0):
        return False
    if first.element_tag in _HEADINGS:
        return second is not None and second.element_tag in _WORDS
    is_free = second is None or is_chart(second) or second.element_tag == "section"
    return is_free or _may_cross(second)


def _count_held(after: Any) -> int:  # noqa: ANN401 -- as above
    """Count what no chart may part: a heading and what it heads, words and what they lead in."""
    count = 1
    if after[0].element_tag in _HEADINGS:
        count += 1
    is_led_in = after[count : count + 1] and after[count].element_tag in _LED_IN
    return count + 1 if after[count - 1].element_tag == "p" and is_led_in else count


def _may_cross(box: Any) -> bool:  # noqa: ANN401 -- as above
    return box.element_tag in _CROSSED or _is_figure(box, "table")
