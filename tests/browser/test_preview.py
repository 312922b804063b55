"""Tests of the preview in Chromium: edits show by themselves, errors over the last good version."""

import json
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_serving import fetch
from tests.conftest import FindTool
from tests.small_report import copy_project, start

SUMS = "content/en/02-sums.md"
PAGE = "en/sums/index.html"
OVERLAY = "document.getElementById('preview-problems')"
IS_SAME_PAGE = "window.isMarked === true"


@dataclass(frozen=True, slots=True)
class Preview:
    """A report that is being served."""

    folder: Path
    address: str
    process: subprocess.Popen[str]


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    """Serve a small report, from when it is built for the first time."""
    folder = copy_project(tmp_path / "report")
    (tmp_path / "scratch").mkdir()
    process = start(folder, "serve", "--port", "8765", TMPDIR=str(tmp_path / "scratch"))
    assert process.stderr is not None
    try:
        told = ""
        while "\nbuilt in" not in told:
            line = process.stderr.readline()
            assert line, told
            told += line
        address = re.search(r"serving (\S+)", told)
        assert address, told
        yield Preview(folder=folder, address=address[1], process=process)
    finally:
        process.kill()
        process.communicate(timeout=60)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a page showed when it was asked."""

    answers: list[Any]
    complaints: list[str]


def follow(tool: FindTool, preview: Preview, *steps: dict[str, Any]) -> Followed:
    """Take some steps in Chromium; files of an edit are named from the folder of the report."""
    told = [
        {**step, "edit": [str(preview.folder / step["edit"][0]), *step["edit"][1:]]}
        if "edit" in step
        else step
        for step in steps
    ]
    command = [
        str(tool("Node")),
        str(Path(__file__).with_name("follow.cjs")),
        str(tool("playwright-core")),
        str(tool("Chromium")),
        preview.address + PAGE,
        json.dumps(told),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=400)
    assert done.returncode == 0, done.stderr
    return Followed(**json.loads(done.stdout))


def test_an_edit_shows_by_itself_where_the_reader_is(preview: Preview, tool: FindTool) -> None:
    """The page is loaded anew with what was written, and stands where it was scrolled to."""
    scroll = "scrollTo({ top: 450, behavior: 'instant' })"
    found = follow(
        tool,
        preview,
        {"read": f"window.isMarked = true; {scroll}; scrollY"},
        {"edit": [SUMS, "Profit of each way, side by side.", "Each way beside the others."]},
        {"until": "document.body.textContent.includes('Each way beside the others.')"},
        {"until": "document.readyState === 'complete' && scrollY > 0"},
        {"read": f"[{IS_SAME_PAGE}, scrollY]"},
    )

    assert found.answers == [450, [False, 450]]
    assert found.complaints == []


def test_a_style_is_exchanged_without_loading_the_page(preview: Preview, tool: FindTool) -> None:
    """What a reader has typed and opened is still there when a style sheet was edited."""
    colour = "getComputedStyle(document.body).backgroundColor"
    found = follow(
        tool,
        preview,
        {"read": "window.isMarked = true"},
        {
            "edit": [
                "templates/assets/site.css",
                "",
                "body { background: rgb(1, 2, 3) !important; }\n",
            ]
        },
        {"until": f"{colour} === 'rgb(1, 2, 3)'"},
        {"until": "document.querySelectorAll('link[href*=\"site.css\"]').length === 1"},
        {"read": IS_SAME_PAGE},
    )

    assert found.answers == [True, True]
    assert found.complaints == []


def test_an_error_stands_over_the_last_good_page_until_mended(
    preview: Preview, tool: FindTool
) -> None:
    """It names file, line and column, shows the line with a caret, and goes by itself."""
    broken = "{{ assumption.revenu | money }}"
    found = follow(
        tool,
        preview,
        {"read": f"window.isMarked = true; {OVERLAY}"},
        {"edit": [SUMS, "{{ assumption.revenue | money }}", broken]},
        {"until": OVERLAY},
        {"read": f"{OVERLAY}.innerText"},
        {"read": f"[{IS_SAME_PAGE}, document.querySelectorAll('main h2').length > 0]"},
        {"edit": [SUMS, broken, "{{ assumption.revenue | money }}"]},
        {"until": f"!{OVERLAY}"},
        {"read": IS_SAME_PAGE},
    )
    before, overlay, is_kept, is_same = found.answers

    assert before is None
    assert "error: nothing computed is called `assumption.revenu`" in overlay
    assert f"--> {SUMS}:12:13" in overlay
    assert broken in overlay
    assert "^" * len(broken) in overlay
    assert "did you mean `assumption.revenue`?" in overlay
    assert is_kept == [True, True]
    # What came back is what stood there before: nothing had to be loaded.
    assert is_same is True
    assert found.complaints == []


def test_only_the_server_adds_to_pages(preview: Preview) -> None:
    """What is served has the script that follows edits; no file is written but the cache."""
    served = fetch(preview.address + PAGE).text

    assert "/_preview/client.js" in served
    assert sorted(each.name for each in preview.folder.iterdir()) == [
        ".cache",
        "content",
        "templates",
    ]


def test_downloads_are_made_when_they_are_asked_for(preview: Preview) -> None:
    """The links that pages have lead to the PDF and the workbook of what is shown."""
    assert "downloads/report.en.pdf" in fetch(preview.address + PAGE).text

    answer = fetch(f"{preview.address}downloads/report.en.pdf")

    assert (answer.code, answer.kind) == (200, "application/pdf")
    assert answer.text.startswith("%PDF-1.7")
    assert fetch(f"{preview.address}downloads/report.en.xlsx").code == 200
    assert fetch(f"{preview.address}downloads/report.xx.pdf").code == 404
    assert fetch(f"{preview.address}data/evidence.json").kind == "application/json"


def test_a_second_preview_takes_the_next_port(preview: Preview) -> None:
    """It says so, and both answer."""
    port = preview.address.removesuffix("/").rpartition(":")[2]
    other = start(preview.folder, "serve", "--port", port)
    assert other.stderr is not None
    try:
        told = [other.stderr.readline() for _ in range(2)]
        address = told[1].split()[1]

        assert told[0] == f"port {port} is taken; this is the next that is free\n"
        assert address != preview.address
        assert fetch(address + PAGE).code == 200
    finally:
        other.kill()
        other.communicate(timeout=60)


def ask(preview: Preview, path: str) -> socket.socket:
    """Ask for an address, and hold the connection open."""
    port = preview.address.removesuffix("/").rpartition(":")[2]
    connection = socket.create_connection(("127.0.0.1", int(port)), timeout=60)
    connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_at_once(preview: Preview, stop: signal.Signals) -> None:
    """A stream of events that a browser holds open, or a PDF under way, does not keep it."""
    streaming = ask(preview, "_preview/events")
    heard = b""
    while b"data: " not in heard:
        heard += streaming.recv(100_000)
    waiting = ask(preview, "downloads/report.en.pdf")
    assert preview.process.stderr is not None
    assert preview.process.stderr.readline() == "making PDFs and workbooks\n"

    preview.process.send_signal(stop)
    _, told = preview.process.communicate(timeout=30)
    streaming.close()
    waiting.close()

    assert preview.process.returncode == 0
    assert told == "stopped\n"
    assert list((preview.folder.parent / "scratch").iterdir()) == []
