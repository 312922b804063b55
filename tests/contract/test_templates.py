"""Tests that every template gets the variables that it uses, and uses those that it gets."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from generator.build import Request, check_report
from generator.cache import Cache
from generator.documents import composing
from generator.documents.templates import render
from generator.outputs import OutputOptions, cards, pdf, sharing, site
from generator.outputs.pdf import make_manuscripts
from generator.outputs.sharing import make_share_manuscripts
from generator.outputs.site import make_site
from tests.finished import ROOT, TEMPLATES, make_finished_with_network

TEXTS = {
    path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in TEMPLATES.rglob("*.j2")
}
READER = Environment(autoescape=True)
PARTS = {"site/base.html.j2", "sections/layout.html.j2"}
"""Templates that others take over; none is filled in by itself."""

Given = dict[str, set[str]]


def find_used(name: str, replaced: frozenset[str] = frozenset()) -> set[str]:
    """Find the variables that a template uses, also in what it extends and does not replace."""
    tree = READER.parse(TEXTS[name])
    blocks = list(tree.find_all(nodes.Block))
    for block in blocks:
        if block.name in replaced:
            block.body = []
    used = meta.find_undeclared_variables(tree)
    own = replaced | {block.name for block in blocks}
    for part in tree.find_all(nodes.Extends):
        used |= find_used(part.template.as_const(), own)
    return used


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """Note which variables each template is filled in with."""
    noted: Given = {}

    def note(templates: Mapping[str, str], name: str, /, **variables: object) -> str:
        noted.setdefault(name, set()).update(variables)
        return render(templates, name, **variables)

    for module in (cards, composing, pdf, sharing, site):
        monkeypatch.setattr(module, "render", note)
    return noted


def test_what_a_frame_gets_and_uses(given: Given, tmp_path: Path) -> None:
    """Each frame of the site and of the PDF gets exactly the variables that it uses."""
    finished = make_finished_with_network(tmp_path)
    options = OutputOptions(out=tmp_path / "out", cache=Cache(tmp_path / "cache"))
    list(make_site(finished, options))
    make_manuscripts(finished, options.cache)
    make_share_manuscripts(finished)
    frames = {name for name in TEXTS if name.startswith(("site/", "pdf/"))} - PARTS

    assert given == {name: find_used(name) for name in frames}


def test_what_a_section_gets_and_uses(given: Given) -> None:
    """Each section's template gets exactly the variables that it uses."""
    check_report(Request(content=ROOT / "content", templates=TEMPLATES))
    default = "sections/default.html.j2"
    sections = {name for name in TEXTS if name.startswith("sections/")} - PARTS

    assert sections == {*given, default}
    assert given == {name: find_used(name) for name in given}
    assert find_used(default) in given.values()
