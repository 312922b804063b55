"""Turns requests of a browser into files of the preview, and edits into events that it hears."""

import json
import mimetypes
import socket
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from generator.errors import ReportError
from generator.preview.board import Board, Showing
from generator.preview.downloads import OFFERED
from generator.preview.hosts import is_trusted, open_socket

OURS = "/_preview/"
"""Where the server's own files stand: no page of a report is called so."""
_POLICY = b'http-equiv="Content-Security-Policy" content="'
_HEARTBEAT_S = 10.0
"""So often an open stream is tried, to learn that nobody listens any more."""
_RETRY_MS = 500
"""So soon a browser asks again when the server has gone, or was started anew."""
_TYPES = {".woff": "font/woff", ".js": "text/javascript", ".csv": "text/csv"}
_NOT_YET = b"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Not built yet</title></head>
<body><main><h1>Not built yet</h1></main></body></html>
"""

FindDownload = Callable[[str], bytes]
"""Makes a file, by its path below the site; KeyError where there is no such, else ReportError."""


class PreviewServer(ThreadingHTTPServer):
    """Serves what a board shows, each request and each open stream in a thread of its own."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, listener: socket.socket, host: str, board: Board) -> None:
        """Take over a socket that listens already."""
        address = listener.getsockname()
        super().__init__(address[:2], _Answer, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.host = host
        self.board = board
        self.find_download: FindDownload | None = None

    @property
    def port(self) -> int:
        """Tell at which port it listens."""
        return int(self.server_address[1])

    def handle_error(self, *_request: object) -> None:
        """Say nothing of a browser that went away in the middle of an answer."""


def open_server(host: str, port: int) -> PreviewServer:
    """Listen at a port, or at the next that is free.

    Raises: ReportError, when that cannot be.
    """
    return PreviewServer(open_socket(host, port), host, Board())


def inject(page: bytes, session: str, edition: int) -> bytes:
    """Add to a page what makes it follow edits, and leave to ask for them; build/ never has it."""
    added = (
        f'<link rel="stylesheet" href="{OURS}client.css">'
        f'<script src="{OURS}client.js" data-session="{session}" data-edition="{edition}" defer>'
        "</script>\n"
    )
    page = page.replace(_POLICY, _POLICY + b"connect-src 'self'; ", 1)
    return page.replace(b"</head>", added.encode() + b"</head>", 1)


class _Answer(BaseHTTPRequestHandler):
    """Answers one request."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file, or the stream of events."""
        self.close_connection = True
        if not is_trusted(self.headers.get("Host"), self.server.host):
            text = "This preview answers to `localhost` and numbers only; see `serve --help`.\n"
            self._send(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", text.encode())
            return
        path = unquote(urlsplit(self.path).path)
        if path == f"{OURS}events":
            self._stream()
        elif path.startswith(OURS):
            self._send_own(path.removeprefix(OURS))
        else:
            self._send_file(path.removeprefix("/"))

    def do_HEAD(self) -> None:
        """Answer as to GET, without the content."""
        self.do_GET()

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet: the terminal tells of builds."""

    def _send(self, code: HTTPStatus, kind: str, content: bytes, **headers: str) -> None:
        self.send_response(code)
        is_text = kind.startswith("text/") or kind == "application/json"
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Connection", "close")
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_own(self, name: str) -> None:
        if name not in ("client.css", "client.js"):
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"There is no such file.\n")
            return
        content = Path(__file__).with_name(name).read_bytes()
        self._send(HTTPStatus.OK, _type_of(name), content)

    def _send_file(self, path: str) -> None:
        """Send a file of the last good build; only what that made can be had."""
        showing = self.server.board.wait_beyond(0)
        if path == "" or path.endswith("/"):
            path += "index.html"
        if content := showing.files.get(path):
            self._send_content(HTTPStatus.OK, path, content, showing)
        elif f"{path}/index.html" in showing.files:
            where = urlsplit(self.path).path + "/"
            self._send(HTTPStatus.FOUND, "text/plain", b"", Location=where)
        elif self.server.find_download and path.startswith(OFFERED):
            self._send_download(path, self.server.find_download)
        else:
            lost = showing.files.get("404.html", _NOT_YET)
            self._send_content(HTTPStatus.NOT_FOUND, "404.html", lost, showing)

    def _send_content(self, code: HTTPStatus, path: str, content: bytes, showing: Showing) -> None:
        kind = _type_of(path)
        if kind == "text/html":
            content = inject(content, self.server.board.session, showing.edition)
        self._send(code, kind, content)

    def _send_download(self, path: str, find_download: FindDownload) -> None:
        try:
            self._send(HTTPStatus.OK, _type_of(path), find_download(path))
        except KeyError:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"There is no such file.\n")
        except ReportError as error:
            self._send(HTTPStatus.CONFLICT, "text/plain", error.message.encode())

    def _stream(self) -> None:
        """Tell what is shown, and each time that it turns, until the browser goes away."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        version = -1
        while self.command != "HEAD":
            showing = self.server.board.wait_beyond(version, _HEARTBEAT_S)
            is_new = showing.version != version
            version = showing.version
            event = _event_of(showing, self.server.board.session)
            self.wfile.write(event if is_new else b":\n\n")


def _event_of(showing: Showing, session: str) -> bytes:
    said: dict[str, Any] = {
        "session": session,
        "edition": showing.edition,
        "changed": sorted(showing.changed),
        "problems": showing.problems,
    }
    return f"retry: {_RETRY_MS}\ndata: {json.dumps(said)}\n\n".encode()


def _type_of(path: str) -> str:
    kind = _TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0]
    return kind or "application/octet-stream"
