"""Turns the hole that a chart would leave at a page's end into text: it goes on, the chart follows.

Leans on private parts of WeasyPrint 70, as the engine does: a test says when a release works
otherwise.
"""

from collections.abc import Iterable
from itertools import takewhile
from typing import Any

_CROSSED = ("p", "ul", "ol")
"""Elements that may stand before a chart although they are written after it."""

_HELD = ("p", "ul", "ol", "figure", "section")
"""Elements that may follow one which a chart lets pass: others are led in by the words before."""


def let_text_pass_charts() -> None:
    """Where a chart does not fit on its page, set the paragraphs after it first."""
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
        if not is_pushed or not n_charts or not _may_pass(box.children[index + n_charts :]):
            return laid
        following = box.children.pop(index + n_charts)
        box.children.insert(index, following)
        following.position_x, following.position_y = place
        return lay_out_in_flow(context, box, index, following, *others)

    block._in_flow_layout = lay_out_in_flow  # noqa: SLF001 -- as above


def is_chart(box: Any) -> bool:  # noqa: ANN401 -- a box of WeasyPrint
    """Tell whether a box is a chart with its caption."""
    element = box.element
    return element is not None and box.element_tag == "figure" and element.get("class") == "figure"


def _count_charts(after: Iterable[Any]) -> int:
    return sum(1 for _ in takewhile(is_chart, after))


def _may_pass(after: Any) -> bool:  # noqa: ANN401 -- boxes of WeasyPrint
    tags = [each.element_tag for each in after[:2]]
    return bool(tags) and tags[0] in _CROSSED and set(tags[1:]) <= {*_HELD}
