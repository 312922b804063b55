"""Tests of what the preview answers."""

import http.client
import json
import threading
from collections.abc import Iterator

import pytest

from generator.errors import ReportError
from generator.preview.board import Board
from generator.preview.serving import PreviewServer, inject, open_server

PAGE = (
    b"<!DOCTYPE html><html><head>"
    b'<meta http-equiv="Content-Security-Policy" '
    b"content=\"default-src 'none'; script-src 'self'\">"
    b"</head><body>Prose.</body></html>"
)
FILES = {
    "index.html": PAGE,
    "en/index.html": PAGE,
    "404.html": PAGE.replace(b"Prose.", b"Lost."),
    "assets/site.css": b"p { margin: 0 }",
    "assets/fonts/a.woff": b"wOFF",
}


@pytest.fixture
def server() -> Iterator[PreviewServer]:
    """Serve a few files."""
    server = open_server("127.0.0.1", 28300)
    server.board.show(FILES)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def ask(
    server: PreviewServer, path: str, method: str = "GET", host: str | None = None
) -> tuple[int, str, bytes]:
    """Ask for a path as it is: code, kind, content."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(method, path, headers={"Host": host or f"localhost:{server.port}"})
    response = connection.getresponse()
    found = response.status, response.getheader("Content-Type", ""), response.read()
    connection.close()
    return found


def test_pages_and_files_are_served(server: PreviewServer) -> None:
    """A folder stands for its first page; each file comes as what it is."""
    assert ask(server, "/en/")[:2] == (200, "text/html; charset=utf-8")
    assert ask(server, "/en/?x=1#y")[0] == 200
    assert ask(server, "/assets/site.css") == (200, "text/css; charset=utf-8", b"p { margin: 0 }")
    assert ask(server, "/assets/fonts/a.woff")[:2] == (200, "font/woff")
    assert ask(server, "/en", "HEAD")[0] == 302
    assert ask(server, "/assets/site.css", "HEAD")[2] == b""
    assert ask(server, "/assets/site.css", "POST")[0] == 501


@pytest.mark.parametrize(
    "path",
    [
        *("/../../../etc/passwd", "/en/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd"),
        *("//etc/passwd", "/etc/passwd", "/..%2f..%2fetc/passwd", "/assets/%00", "/en/..\\..\\x"),
        *("/_preview/../loop.py", "/_preview/loop.py", "/_preview/%2e%2e/loop.py", "/_preview/"),
    ],
)
def test_no_path_leads_out(server: PreviewServer, path: str) -> None:
    """Only what a build made is served, and of the server's own files the two that pages need."""
    code, _, content = ask(server, path)

    assert code == 404
    assert b"root:" not in content
    assert b"import" not in content


def test_a_foreign_name_gets_nothing(server: PreviewServer) -> None:
    """Neither pages nor events nor the server's own files."""
    for path in ("/en/", "/_preview/events", "/_preview/client.js", "/assets/site.css"):
        code, _, content = ask(server, path, host="evil.example")

        assert code == 421
        assert b"Prose" not in content


def test_a_page_may_ask_the_server_for_events_and_nobody_else() -> None:
    """The policy of our pages lets scripts ask nobody; the preview's own copy asks the preview."""
    page = inject(PAGE, "abc", 7)

    assert b"content=\"connect-src 'self'; default-src 'none'; script-src 'self'\"" in page
    assert b'<script src="/_preview/client.js" data-session="abc" data-edition="7" defer>' in page
    assert page.index(b"client.js") < page.index(b"</head>")


def test_what_is_not_there_is_said_by_the_sites_own_page(server: PreviewServer) -> None:
    """It follows edits, too: what is not there yet may come."""
    code, _, content = ask(server, "/en/later/")

    assert code == 404
    assert b"Lost." in content
    assert b"client.js" in content


def test_a_report_that_was_never_good_has_a_page_to_say_so() -> None:
    """The browser shows what is wrong, before there is any page to show it over."""
    server = open_server("127.0.0.1", 28300)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    server.board.complain(("error: wrong",))

    code, _, content = ask(server, "/")
    server.shutdown()
    server.server_close()

    assert code == 404
    assert b"Not built yet" in content
    assert b"client.js" in content


def test_a_download_that_cannot_be_made_says_why(server: PreviewServer) -> None:
    """What a browser gets instead of the file is what the build said."""

    def fail(path: str) -> bytes:
        raise ReportError(f"no {path}")

    server.find_download = fail

    found = ask(server, "/downloads/report.en.pdf")

    assert found == (409, "text/plain; charset=utf-8", b"no downloads/report.en.pdf")


def test_events_tell_what_changed_and_what_is_wrong(server: PreviewServer) -> None:
    """A stream begins with how things are, and goes on with each build, good or bad."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/_preview/events")
    response = connection.getresponse()
    heard = [hear(response)]
    server.board.complain(("error: wrong",))
    heard.append(hear(response))
    server.board.show({**FILES, "assets/site.css": b"p { margin: 1px }"})
    heard.append(hear(response))
    connection.close()

    assert [each["edition"] for each in heard] == [1, 1, 2]
    assert [each["problems"] for each in heard] == [[], ["error: wrong"], []]
    assert heard[2]["changed"] == ["assets/site.css"]
    assert {each["session"] for each in heard} == {server.board.session}


def hear(response: http.client.HTTPResponse) -> dict[str, object]:
    """Wait for the next event."""
    while not (line := response.readline()).startswith(b"data: "):
        assert line
    said: dict[str, object] = json.loads(line.removeprefix(b"data: "))
    return said


def test_a_board_names_files_that_came_and_went() -> None:
    """A page that is gone, or new, counts as changed; one with the same bytes does not."""
    board = Board()
    board.show({"a": b"1", "b": b"1", "c": b"1"})
    board.show({"a": b"1", "b": b"2", "d": b"1"})

    assert board.showing.changed == {"b", "c", "d"}
    assert board.showing.edition == 2
