"""Turns the address of a published site into how it differs from what was built."""

import contextlib
import hashlib
import http.client
import re
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from threading import Event
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from generator import __version__
from generator.errors import ReportError

N_CONNECTIONS = 8
N_ATTEMPTS = 4
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_N_TIMEOUTS = 10
"""A file that takes so many times the time-out as a whole is given up."""
_CHUNK = 1 << 16
_OK, _NOT_FOUND, _GONE, _TOO_MANY = 200, 404, 410, 429
_SERVER_ERROR = 500
_SITE = re.compile(
    r"https?://(\[[0-9a-fA-F:.]+\]|[^\s/?#@:\[\]]+)(:(?P<port>[0-9]{1,5}))?(/[^\s?#]*)?"
)
_LAST_PORT = 65535
_HOME = "index.html"
_PAGES = (".html", "sitemap.xml")
_ADDRESSES = {"a": "href", "img": "src", "link": "href", "script": "src", "source": "src"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One file that is not published as it was built."""

    kind: str
    """`changed`, `extra`, `missing` or `unreachable`."""
    path: str
    """Below the site's address."""
    reason: str = ""
    """What was found instead, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for a server."""

    timeout_s: float = 20.0
    """For each answer, and for each piece of it."""
    n_attempts: int = N_ATTEMPTS
    pause_s: float = _FIRST_PAUSE_S
    """Before the second attempt; twice as long before each that follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a server says of one file."""

    digest: str = ""
    links: tuple[str, ...] = ()
    """Addresses in full that a page leads to."""
    is_moved: bool = False
    """Whether the server sent another address's content."""
    failure: Difference | None = None


def compare_published(
    address: str,
    files: Mapping[str, str],
    patience: Patience | None = None,
    say: Callable[[str], None] = lambda _text: None,
) -> tuple[Difference, ...]:
    """Compare a published site with the SHA-256 of every file that was built, by its path.

    A file is extra when a published page leads to it, below the address, and it was not built.

    Raises: ReportError, when the address is none, or nothing at all answers there.
    """
    _check_address(address)
    site = _Site(address if address.endswith("/") else f"{address}/", patience or Patience())
    first = _HOME if _HOME in files else min(files)
    answers = {first: site.ask(first)}
    _check_reached(site.address, answers[first])
    say(f"comparing {len(files)} files with {site.address}")
    answers |= site.ask_all(path for path in files if path != first)
    found = [
        answers[path].failure or _compare(path, digest, answers[path])
        for path, digest in files.items()
    ]
    links = {link for answer in answers.values() for link in answer.links}
    unknown = sorted(set(filter(None, map(site.find_path, links))) - set(files))
    found += [
        Difference(kind="extra", path=path, reason="a published page leads to it")
        for path, answer in site.ask_all(unknown).items()
        if not answer.failure
    ]
    return tuple(each for each in found if each)


def _compare(path: str, expected: str, answer: _Answer) -> Difference | None:
    if expected == answer.digest:
        return None
    reason = f"SHA-256 {expected[:12]}… was built, {answer.digest[:12]}… is published"
    moved = ", by a redirect" if answer.is_moved else ""
    return Difference(kind="changed", path=path, reason=f"{reason}{moved}")


def _check_address(address: str) -> None:
    if re.match(r"\w+://[^/]*@", address):
        message = "the address holds a user name; nothing is asked with a password"
        raise ReportError(message, hint="compare a site that is open to readers")
    found = _SITE.fullmatch(address)
    if not found or int(found["port"] or 0) > _LAST_PORT:
        message = f"`{address}` is no address of a site"
        raise ReportError(message, hint="give one such as https://example.org/report/")


def _check_reached(address: str, answer: _Answer) -> None:
    if answer.failure and answer.failure.kind == "unreachable":
        message = f"{address} cannot be compared: {answer.failure.reason}"
        raise ReportError(message, hint="check the address, the network and the server, and repeat")


class _Site:
    """A published site, asked by several connections at once."""

    def __init__(self, address: str, patience: Patience) -> None:
        self.address = address
        self._patience = patience
        self._opener: OpenerDirector = build_opener(_SafeRedirects)
        self._is_over = Event()

    def ask_all(self, paths: Iterable[str]) -> dict[str, _Answer]:
        with ThreadPoolExecutor(max_workers=N_CONNECTIONS) as executor:
            asked = {path: executor.submit(self.ask, path) for path in paths}
            try:
                return {path: answer.result() for path, answer in asked.items()}
            except BaseException:
                self._is_over.set()
                executor.shutdown(wait=False, cancel_futures=True)
                raise

    def ask(self, path: str) -> _Answer:
        """Fetch a file, and again after a pause while its server is out of order."""
        pause_s = self._patience.pause_s
        for _ in range(self._patience.n_attempts - 1):
            try:
                return self._fetch(path)
            except _Temporary as failure:
                self._is_over.wait(min(failure.pause_s or pause_s, _LONGEST_PAUSE_S))
                pause_s *= 2
        try:
            return self._fetch(path)
        except _Temporary as failure:
            reason = f"{failure.reason}, {self._patience.n_attempts} times"
            return _failed("unreachable", path, reason)

    def find_path(self, link: str) -> str | None:
        """Find the file of the site that an address means; None for another site's."""
        plain = urldefrag(link)[0].partition("?")[0]
        if not plain.startswith(self.address):
            return None
        path = unquote(plain.removeprefix(self.address))
        return f"{path}{_HOME}" if not path or path.endswith("/") else path

    def _fetch(self, path: str) -> _Answer:
        headers = {"User-Agent": f"generator/{__version__}", "Cache-Control": "no-cache"}
        request = Request(self.address + quote(path), headers=headers)  # noqa: S310 -- checked
        try:
            with self._opener.open(request, timeout=self._patience.timeout_s) as response:
                content = b"".join(self._pieces(response))
        except HTTPError as error:
            return _refused(path, error)
        except (OSError, http.client.HTTPException) as error:
            return _broken(path, error)
        links = _find_links(content, response.url) if path.endswith(_PAGES) else ()
        digest = hashlib.sha256(content).hexdigest()
        return _Answer(digest=digest, links=links, is_moved=response.url != request.full_url)

    def _pieces(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        """Read an answer piece by piece: one that drips on for ever is no answer."""
        end_s = time.monotonic() + _N_TIMEOUTS * self._patience.timeout_s
        while piece := response.read1(_CHUNK):
            if time.monotonic() > end_s or self._is_over.is_set():
                raise TimeoutError
            yield piece


class _Temporary(Exception):  # noqa: N818 -- no error yet: the next attempt may succeed
    """A server is out of order, perhaps only now."""

    def __init__(self, reason: str, pause_s: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pause_s = pause_s


class _SafeRedirects(HTTPRedirectHandler):
    """Follows a redirect, but neither out of the web nor from a secure server to another."""

    def redirect_request(  # noqa: PLR0913, PLR0917 -- HTTPRedirectHandler's
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> Request | None:
        schemes = ("https",) if req.type == "https" else ("http", "https")
        if urlsplit(newurl).scheme not in schemes:
            raise HTTPError(req.full_url, code, f"leads to {newurl}", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _LinkReader(HTMLParser):
    """Collects what a page leads to; of a sitemap, the addresses that it lists."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self._is_listed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_listed = tag == "loc"
        self.links += [value for name, value in attrs if value and name == _ADDRESSES.get(tag)]

    def handle_data(self, data: str) -> None:
        if self._is_listed:
            self.links.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self._is_listed = self._is_listed and tag != "loc"


def _find_links(content: bytes, address: str) -> tuple[str, ...]:
    reader = _LinkReader()
    reader.feed(content.decode(errors="replace"))
    links = []
    for link in reader.links:
        with contextlib.suppress(ValueError):
            links.append(urljoin(address, link))
    return tuple(links)


def _failed(kind: str, path: str, reason: str) -> _Answer:
    return _Answer(failure=Difference(kind=kind, path=path, reason=reason))


def _refused(path: str, error: HTTPError) -> _Answer:
    """Say what a server's refusal means."""
    error.close()
    if error.code in (_NOT_FOUND, _GONE):
        return _failed("missing", path, f"HTTP {error.code}")
    if error.code == _TOO_MANY or error.code >= _SERVER_ERROR:
        wait = error.headers.get("Retry-After") or ""
        raise _Temporary(f"HTTP {error.code}", float(wait) if wait.isdecimal() else 0.0) from error
    if error.headers.get("Location"):
        target = error.headers["Location"]
        return _failed("unreachable", path, f"HTTP {error.code} to {target}, which is not followed")
    return _failed("unreachable", path, f"HTTP {error.code}")


def _broken(path: str, error: Exception) -> _Answer:
    """Say why there is no answer; what is wrong with a certificate stays so."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ssl.SSLError):
        said = getattr(cause, "verify_message", "") or cause.reason or str(cause)
        return _failed("unreachable", path, f"no secure connection: {said}")
    if isinstance(cause, TimeoutError):
        raise _Temporary("no answer in time") from error
    said = (getattr(cause, "strerror", None) or str(cause) or type(cause).__name__).lower()
    raise _Temporary(said) from error
