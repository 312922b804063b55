"""Tests of comparing a published site with what was built, against servers that misbehave."""

import hashlib
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from generator.errors import ReportError
from generator.published import Difference, Patience, compare_published

PAGE = b'<a href="../data/a.csv">a</a> <a href="https://example.org/">x</a> <a href="#y">y</a>'
FILES = {"index.html": b"<a href='en/'>English</a>", "en/index.html": PAGE, "data/a.csv": b"1\n"}
BUILT = {path: hashlib.sha256(content).hexdigest() for path, content in FILES.items()}
QUICK = Patience(timeout_s=0.5, n_attempts=3, pause_s=0.01)

Answer = Callable[[BaseHTTPRequestHandler, str], bool]
"""Answers a request in its own way, or not: then the file is sent."""


@contextmanager
def serving(
    answer: Answer = lambda _request, _path: False, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Serve FILES under /sub/, and list the paths that were asked for."""
    asked: list[str] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.removeprefix("/sub/")
            asked.append(path)
            if not answer(self, path):
                name = f"{path}index.html" if not path or path.endswith("/") else path
                send(self, 200 if name in FILES else 404, FILES.get(name, b"no"))

        def log_message(self, *_arguments: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/sub/", asked
    finally:
        server.shutdown()
        server.server_close()


def send(request: BaseHTTPRequestHandler, code: int, content: bytes, **headers: str) -> bool:
    """Send an answer."""
    request.send_response(code)
    for name, value in {"Content_Length": str(len(content)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(content)
    return True


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask this machine itself, whatever stands between it and the world."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_what_is_published_as_it_was_built_has_no_difference() -> None:
    """Each file is fetched once; other sites' addresses are not asked."""
    with serving() as (address, asked):
        assert compare_published(address.removesuffix("/"), BUILT, QUICK) == ()

    assert sorted(asked) == sorted(FILES)


def test_missing_and_changed_files_are_named() -> None:
    """A file that is gone and one with other bytes are two kinds of difference."""

    def answer(request: BaseHTTPRequestHandler, path: str) -> bool:
        if path == "data/a.csv":
            return send(request, 404, b"no such file")
        return path == "index.html" and send(request, 200, b"another")

    with serving(answer) as (address, _):
        changed, missing = compare_published(address, BUILT, QUICK)

    assert missing == Difference(kind="missing", path="data/a.csv", reason="HTTP 404")
    assert (changed.kind, changed.path) == ("changed", "index.html")
    assert changed.reason.startswith(f"SHA-256 {BUILT['index.html'][:12]}… was built, ")


def test_a_file_that_pages_lead_to_and_that_was_not_built_is_extra() -> None:
    """What an older publication left is found where a page, or the sitemap, still leads to it."""
    without = {path: digest for path, digest in BUILT.items() if path != "data/a.csv"}
    with serving() as (address, _):
        (extra,) = compare_published(address, without, QUICK)

    assert (extra.kind, extra.path) == ("extra", "data/a.csv")


def test_a_server_out_of_order_is_asked_again() -> None:
    """One failure is a pause; the file comes with the second attempt."""
    failures = iter((503, 429, 500))

    def answer(request: BaseHTTPRequestHandler, path: str) -> bool:
        code = next(failures, 0) if path == "en/index.html" else 0
        return bool(code) and send(request, code, b"", Retry_After="0")

    with serving(answer) as (address, asked):
        patience = Patience(timeout_s=5, n_attempts=4, pause_s=0.01)
        assert compare_published(address, BUILT, patience) == ()

    assert asked.count("en/index.html") == 4


def test_a_server_that_stays_out_of_order_is_told() -> None:
    """After the last attempt the file is unreachable, with what the server said."""
    with serving(lambda request, path: path == "data/a.csv" and send(request, 500, b"")) as (
        address,
        asked,
    ):
        found = compare_published(address, BUILT, QUICK)

    assert found == (Difference(kind="unreachable", path="data/a.csv", reason="HTTP 500, 3 times"),)
    assert asked.count("data/a.csv") == 3


def test_a_file_that_never_comes_is_given_up() -> None:
    """A server that takes the request and says nothing costs the time-out, and no more."""

    def answer(_request: BaseHTTPRequestHandler, path: str) -> bool:
        if path == "data/a.csv":
            time.sleep(2)
        return path == "data/a.csv"

    with serving(answer) as (address, _):
        (found,) = compare_published(address, BUILT, Patience(timeout_s=0.3, n_attempts=1))

    assert found == Difference(
        kind="unreachable", path="data/a.csv", reason="no answer in time, 1 times"
    )


def test_a_server_that_drips_is_given_up() -> None:
    """An answer that always has one byte more ends, too."""

    def answer(request: BaseHTTPRequestHandler, path: str) -> bool:
        if path != "data/a.csv":
            return False
        send(request, 200, b"", Content_Length="1000000")
        for _ in range(100):
            request.wfile.write(b"x")
            time.sleep(0.02)
        return True

    with serving(answer) as (address, _):
        (found,) = compare_published(address, BUILT, Patience(timeout_s=0.1, n_attempts=1))

    assert (found.kind, found.path) == ("unreachable", "data/a.csv")


def test_a_redirect_is_followed_and_named_where_it_matters() -> None:
    """The same bytes from another address are the same file; other bytes are told with the way."""

    def answer(request: BaseHTTPRequestHandler, path: str) -> bool:
        target = {"data/a.csv": "/sub/elsewhere", "en/index.html": "/sub/other"}.get(path)
        if target:
            return send(request, 302, b"", Location=target)
        if path in {"elsewhere", "other"}:
            return send(request, 200, FILES["data/a.csv"])
        return False

    with serving(answer) as (address, _):
        (found,) = compare_published(address, BUILT, QUICK)

    assert (found.kind, found.path) == ("changed", "en/index.html")
    assert found.reason.endswith(", by a redirect")


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/a", "file:///etc/passwd", "/sub/data/a.csv"])
def test_a_redirect_that_leads_astray_is_not_followed(target: str) -> None:
    """Neither out of the web nor round in a circle."""
    with serving(
        lambda request, path: path == "data/a.csv" and send(request, 302, b"", Location=target)
    ) as (address, _):
        (found,) = compare_published(address, BUILT, QUICK)

    assert found == Difference(
        kind="unreachable",
        path="data/a.csv",
        reason=f"HTTP 302 to {target}, which is not followed",
    )


def test_a_site_that_does_not_answer_is_one_error() -> None:
    """Nothing is told of a thousand files when the first shows that nobody is there."""
    with serving() as (address, _):
        pass

    with pytest.raises(ReportError, match="cannot be compared: connection refused, 3 times"):
        compare_published(address, BUILT, QUICK)


def test_a_certificate_that_nobody_vouches_for_is_no_publication(tmp_path: Path) -> None:
    """A secure connection that is none is told, not tried again, and nothing is sent over it."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    expected = pytest.raises(ReportError, match=r"no secure connection: self.signed certificate")
    with serving(tls=tls) as (address, asked), expected:
        compare_published(address, BUILT, QUICK)

    assert asked == []


@pytest.mark.parametrize(
    "address",
    [
        *("", "build/site", "ftp://example.org/", "https://", "https://example.org/?a=1"),
        *("https://me:secret@example.org/", "http://example.org:99999/", "http://[::1/"),
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """A wrong address is told before anything is asked, and no password is repeated."""
    with pytest.raises(ReportError, match="address") as caught:
        compare_published(address, BUILT, QUICK)

    assert "secret" not in str(caught.value)
