"""A mail server on this machine, which answers as a test tells it and keeps what it took."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "report", "correct horse"


@dataclass(kw_only=True)
class Postman:
    """Answers commands; by address, and in the order given, where a test says so."""

    to_rcpt: dict[str, list[str]] = field(default_factory=dict)
    to_data: dict[str, list[str]] = field(default_factory=dict)
    """`drop` hangs up without an answer, `wait` gives none; a 421 hangs up after it."""
    size: int | None = None
    """The greatest mail that it says it takes; None where it does not say."""
    pause_s: float = 0
    """How long it thinks before it answers that it took a mail."""
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    """Address and content of each mail, in the order of arrival."""
    n_connections: int = 0

    def mails(self, address: str) -> list[EmailMessage]:
        """Open what one address got."""
        return [_open(content) for to, content in self.taken if to == address]

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd calls it so
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Count the connection."""
        self.n_connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 -- as above
        self,
        server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take the recipient, or answer as told."""
        answer = _next(self.to_rcpt, address)
        if not answer:
            envelope.rcpt_tos.append(address)
        return await _give(server, answer or "250 OK")

    async def handle_DATA(  # noqa: N802 -- as above
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take the mail, or answer as told."""
        (address,) = envelope.rcpt_tos
        answer = _next(self.to_data, str(address))
        if not answer or answer == "drop after taking":
            assert isinstance(envelope.content, bytes)
            self.taken.append((str(address), envelope.content))
            await asyncio.sleep(self.pause_s)
        return await _give(server, answer or "250 OK")


def _next(script: dict[str, list[str]], address: str) -> str:
    answers = script.get(address, [])
    return answers.pop(0) if answers else ""


async def _give(server: SMTP, answer: str) -> str:
    transport = server.transport
    assert isinstance(transport, asyncio.Transport)
    if answer == "wait":
        await asyncio.sleep(60)
    if answer.startswith("drop"):
        transport.abort()
    if answer.startswith("421"):
        asyncio.get_running_loop().call_later(0.05, transport.close)
    return answer


def _open(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the server is."""

    port: int

    def url(self, scheme: str = "smtp", host: str = "localhost", password: str = PASSWORD) -> str:
        """Write the address as SMTP_URL holds it; signed in unless it is plain."""
        user = "" if scheme == "smtp" else f"{USER}:{password.replace(' ', '%20')}@"
        return f"{scheme}://{user}{host}:{self.port}"


@contextlib.contextmanager
def serve(
    postman: Postman, *, tls: ssl.SSLContext | None = None, is_wrapped: bool = False
) -> Iterator[Address]:
    """Run a server; with a context it offers STARTTLS and asks to sign in, or is wrapped in TLS."""
    port = _find_port()
    options: dict[str, Any] = {"hostname": "localhost", "port": port, "ready_timeout": 30}
    options["data_size_limit"] = postman.size
    if tls and is_wrapped:
        # That TLS is around all of it, the server cannot know.
        options |= {"authenticator": _sign_in, "auth_require_tls": False, "ssl_context": tls}
    elif tls:
        options |= {"authenticator": _sign_in, "auth_required": True}
        options |= {"tls_context": tls, "require_starttls": True}
    controller = Controller(postman, **options)
    controller.start()
    try:
        yield Address(port=port)
    finally:
        controller.stop()


def make_contexts(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """Make a server's certificate, and the file of the authority that vouches for it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    return context, folder / "authority.pem"


def _sign_in(
    _server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: object
) -> AuthResult:
    is_right = (
        isinstance(given, LoginPassword)
        and given.login == USER.encode()
        and given.password == PASSWORD.encode()
    )
    return AuthResult(success=is_right, handled=False)


def _find_port() -> int:
    with socket.socket() as found:
        found.bind(("localhost", 0))
        port: int = found.getsockname()[1]
        return port
