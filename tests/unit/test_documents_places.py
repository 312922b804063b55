"""Every piece of prose knows where it stands in its file."""

import pytest

from generator.documents.source_map import map_section
from generator.documents.syntax import make_parser
from generator.documents.tree import Node, make_tree
from tests.prose import find_problems, make_section, marked

PROSE = {
    "paragraph": "Words **bold {{ one }} and** then\nthe next {{ two | percent }} line &amp; x.",
    "heading": "## Head *one* {{ one }} {#sec-one}\n\nSetext {{ two }}\n======",
    "list": "1. first {{ one }}\n   goes on *x* {{ two }}\n   - nested `{{ no }}` x",
    "quote": "> quote {{ one }}\nlazy {{ two }}\n> > deep\n> > - {{ three | money }} x",
    "table": "| a | b \\| {{ one | money }} d |\n|---|:-:|\n| {{ two }} | \\| |\n| | {{ three }} |",
    "table without outer pipes": "a {{ one }} | b\n--- | ---\nc | d {{ two | percent(0) }}",
    "table in a quote": "> | a | {{ one }} |\n> |---|---|\n> | {{ two }} | b \\| c |",
    "container": "::: {.note}\nWords {{ one }}\n\n- item {{ two }}\n:::",
    "nested": ":::: {.note}\n::: {.table #tbl-x}\n{{ one }}\n\n| {{ b }} |\n|-|\n:::\n::::",
    "footnote": "Words[^n] x.\n\n[^n]: Note {{ one }}\n    goes on {{ two }}\n\n    - {{ three }}",
    "formula": 'Let $x + {{ one }}$ be\n\n$$\n{{ two }}\n$$ {#eq-x alt="{{ three | money }}"}',
    "alt": '::: {.picture #fig-x src="a.png" alt="up {{ one | money }} and {{ two }}"}\nCap\n:::',
    "tabs": "-\tone {{ one }}\n\n\tpara {{ two }} x",
    "escapes": "a \\* b &copy; {{ one }} c\\\nbreak {{ two }}",
    "link": "see [words {{ one }} and](https://example.org) {{ two }}",
}


@pytest.mark.parametrize("body", PROSE.values(), ids=PROSE.keys())
def test_placeholders_and_texts_are_found_where_they_stand(body: str) -> None:
    """The place of each node holds the characters that the node was read from."""
    tree = make_tree(map_section(make_section(body)), make_parser())
    nodes = [node for block in (*tree.blocks, *tree.footnotes) for node in block.walk()]

    placeholders = [node for node in nodes if node.placeholder]
    texts = [node for node in nodes if node.kind == "text" and node.content.strip()]

    assert len(placeholders) == body.count("{{") - body.count("{{ no }}")
    assert [_source(node) for node in placeholders] == [node.content for node in placeholders]
    for node in texts:
        assert _source(node).strip() in (node.content.strip(), "\\", "&")


def _source(node: Node) -> str:
    start = node.at.column - 1
    end = start + (len(node.content) if len(node.content) < 40 else node.at.width)
    found = node.at.excerpt[start:end]
    return found[:1] if found[:1] in ("\\", "&") else found


def test_lines_are_counted_from_the_top_of_the_file() -> None:
    """Front matter counts: the third line of a body that starts at line 5 is line 7."""
    (error,) = find_problems("one\n\ntwo {{ nothing }}")

    assert str(error) == "content/zh/01-one.md:7:5: nothing computed is called `nothing`"
    assert marked(error) == "{{ nothing }}"
