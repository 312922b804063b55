"""Turns an SMTP address into a connection that never speaks in the clear where it must not."""

import ipaddress
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

from generator.errors import ReportError, printable

Stage = Literal["mail", "rcpt", "data", "content"]

_SCHEMES = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}
"""Ways to reach a server, and the port of each."""
_DONE, _GO_ON, _BUSY, _CLOSING, _REFUSED, _TOO_BIG = 200, 354, 400, 421, 500, 552
"""Source: RFC 5321, section 4.2."""
_MOST_WORDS = 200
_PATTERN = "smtps://user:password@host, smtp+starttls://user:password@host or smtp://localhost"


class ServerBusyError(ReportError):
    """No server to hand a mail to for now: later there may be one."""


class ServerRefusedError(ReportError):
    """The server is not what it must be, or does not let us in: trying again is no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mails are handed over, and how."""

    scheme: str
    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)
    timeout_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Whom a mail is from and to, and how big it is."""

    sender: str
    recipient: str
    n_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server answered, and to what."""

    code: int
    """0 where no answer came."""
    words: str
    stage: Stage

    @property
    def is_accepted(self) -> bool:
        """Tell whether the mail is the server's now."""
        return self.stage == "content" and _DONE <= self.code < _GO_ON

    @property
    def is_temporary(self) -> bool:
        """Tell whether the same may be accepted later."""
        return self.code < _REFUSED

    @property
    def is_unknown(self) -> bool:
        """Tell whether the mail was handed over and no answer came."""
        return self.stage == "content" and not self.code

    @property
    def is_too_big(self) -> bool:
        """Tell whether a smaller mail may be accepted."""
        return self.code == _TOO_BIG

    @property
    def ends_connection(self) -> bool:
        """Tell whether nothing more can be said on this connection."""
        return self.code in (0, _CLOSING)


def parse_server(url: str, *, allow_plain: bool = False, timeout_s: float = 60.0) -> Server:
    """Take an SMTP address apart; no message shows it, for it may hold a password.

    Raises: ReportError, when it is none, or would send mail over a network in the clear.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong_address("it cannot be taken apart") from None
    if parts.scheme not in _SCHEMES:
        raise _wrong_address("it begins with none of these schemes")
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise _wrong_address("a host, and nothing after it, is expected")
    if not unquote(f"{parts.username}{parts.password}").isascii():
        raise _wrong_address("the user and the password must be ASCII")
    server = Server(
        scheme=parts.scheme,
        host=host,
        port=port or _SCHEMES[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        timeout_s=timeout_s,
    )
    if parts.scheme == "smtp" and not _is_loopback(host):
        _refuse_plain(server, allow_plain=allow_plain)
    return server


class Connection:
    """One conversation with a server, over which any number of mails is handed."""

    def __init__(self, smtp: smtplib.SMTP, secrets: Iterable[str]) -> None:
        """Take over a conversation after the greeting; no reply is passed on with a secret."""
        self._smtp = smtp
        self._secrets = tuple(filter(None, secrets))

    @property
    def most_bytes(self) -> int:
        """Return how big a mail the server takes; 0 where it does not say.

        Source: RFC 1870, section 4.
        """
        said = self._smtp.esmtp_features.get("size", "")
        return int(said) if said.isdecimal() else 0

    def hand_over(
        self, envelope: Envelope, parts: Iterable[bytes], before_content: Callable[[], None]
    ) -> Reply:
        """Hand over one mail whose lines are ready to send; the call is made before DATA."""
        stage: Stage = "mail"
        try:
            reply = self._reply(stage, *self._smtp.mail(envelope.sender, self._options(envelope)))
            if reply.code < _BUSY:
                stage = "rcpt"
                reply = self._reply(stage, *self._smtp.rcpt(envelope.recipient))
            if reply.code < _BUSY:
                stage = "data"
                before_content()
                reply = self._reply(stage, *self._smtp.docmd("data"))
            if reply.code == _GO_ON:
                stage = "content"
                for part in parts:
                    self._smtp.send(part)
                return self._reply(stage, *self._smtp.getreply())
        except (OSError, smtplib.SMTPException) as error:
            return Reply(code=0, words=_words_of(error), stage=stage)
        if not reply.ends_connection:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.rset()
        return reply

    def _options(self, envelope: Envelope) -> tuple[str, ...]:
        has_size = self._smtp.has_extn("size")
        return (f"SIZE={envelope.n_bytes}",) if has_size else ()

    def _reply(self, stage: Stage, code: int, text: bytes) -> Reply:
        words = " ".join(text.decode("utf-8", errors="replace").split())
        for secret in self._secrets:
            words = words.replace(secret, "…")
        # smtplib answers -1 where what came is no reply.
        return Reply(code=max(0, code), words=printable(words)[:_MOST_WORDS], stage=stage)


@contextmanager
def open_connection(server: Server) -> Iterator[Connection]:
    """Greet a server, encrypted and signed in as its address says, and take leave at the end.

    Raises: ServerBusyError, when it may be there later; ServerRefusedError, when its certificate
    is not valid, it offers no encryption, or it does not let us in.
    """
    where = f"the mail server `{server.host}`"
    try:
        smtp = _connect(server)
    except ssl.SSLCertVerificationError as error:
        message = f"{where} has no valid certificate: {error.verify_message}"
        raise ServerRefusedError(message, hint="nothing was sent to it") from error
    except ssl.SSLError as error:
        message = f"{where} does not speak TLS at port {server.port}"
        raise ServerRefusedError(message, hint="look at the scheme and the port") from error
    except smtplib.SMTPAuthenticationError as error:
        raise _not_let_in(where, error.smtp_code) from None
    except smtplib.SMTPNotSupportedError as error:
        message = f"{where} offers no {'STARTTLS' if 'STARTTLS' in str(error) else 'sign-in'}"
        raise ServerRefusedError(message, hint="nothing was sent to it") from None
    except smtplib.SMTPResponseException as error:
        kind = ServerBusyError if error.smtp_code < _REFUSED else ServerRefusedError
        raise kind(f"{where} answers {error.smtp_code} to the greeting") from None
    except (OSError, smtplib.SMTPException) as error:
        raise ServerBusyError(f"{where} cannot be reached: {_words_of(error)}") from error
    try:
        yield Connection(smtp, (server.password, server.user))
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()
        smtp.close()


def dot_lines(content: bytes) -> bytes:
    """Make the lines of a mail ready to send: a dot that begins a line is doubled.

    Source: RFC 5321, section 4.5.2.
    """
    return re.sub(rb"(?m)^\.", b"..", content)


def _connect(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout_s, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)
    try:
        if smtp.sock:
            # Else the last piece of each mail waits for the server to confirm the one before.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server.scheme == "smtp+starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _not_let_in(where: str, code: int) -> ReportError:
    """Say so without the server's words: they may repeat what it was told."""
    message = f"{where} does not let us in: it answers {code}"
    if code < _REFUSED:
        return ServerBusyError(message)
    return ServerRefusedError(message, hint="look at the user and the password in `SMTP_URL`")


def _refuse_plain(server: Server, *, allow_plain: bool) -> None:
    if not allow_plain:
        message = "`SMTP_URL` would send mails over the network in the clear"
        hint = "use smtps:// or smtp+starttls://, or allow it with `--allow-plain`"
        raise ReportError(message, hint=hint)
    if server.user:
        message = "`SMTP_URL` would send a password over the network in the clear"
        raise ReportError(message, hint="use smtps:// or smtp+starttls://")


def _wrong_address(reason: str) -> ReportError:
    hint = f"write {_PATTERN}; special characters in a password as %40 and the like"
    return ReportError(f"`SMTP_URL` is no address of a mail server: {reason}", hint=hint)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _words_of(error: Exception) -> str:
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "it does not answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the connection was lost"
    return (error.strerror if isinstance(error, OSError) else "") or "the connection was lost"
