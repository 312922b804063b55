"""Scripts are sent without what only their authors read."""

from pathlib import Path

import pytest

from generator.outputs.scripts import shorten_script

ASSETS = Path(__file__).parents[2] / "templates" / "assets"
SCRIPTS = sorted(ASSETS.glob("*.js"))


def test_comments_and_indents_stay_behind() -> None:
    """Lines of code keep their order and all that stands in them, addresses included."""
    script = b'// Why.\n"use strict";\n\nif (a) {\n  // Why not.\n  b("http://c"); // d\n}\n'

    assert shorten_script(script) == b'"use strict";\nif (a) {\nb("http://c"); // d\n}\n'


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_text_goes_over_several_lines(path: Path) -> None:
    """In every script a backtick that opens a text is followed in its line by one that ends it."""
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.count("`") % 2 or "/*" in line] == [
        line for line in lines if "catch { /*" in line
    ]


def test_all_scripts_together_are_small() -> None:
    """What a page of the site may run at most comes to less than 32 kB."""
    assert sum(len(shorten_script(path.read_bytes())) for path in SCRIPTS) < 32_000
