"""Turns a host and a port into a place to listen at, and a request's Host into trust or none."""

import errno
import ipaddress
import socket

from generator.errors import ReportError

_MOST_TRIES = 100
_LAST_PORT = 65535


def open_socket(host: str, port: int) -> socket.socket:
    """Listen at a port, or at the next one that is free.

    Raises: ReportError, when the host is not this machine's, or no port near is free.
    """
    for each in range(port, min(port + _MOST_TRIES, _LAST_PORT + 1)):
        try:
            return _listen(host, each)
        except socket.gaierror as error:
            message = f"there is no host `{host}`: {error.strerror}"
            raise ReportError(message, hint=_HINT) from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise ReportError(f"`{host}` is not this machine", hint=_HINT) from error
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    message = f"port {port} cannot be had, nor any of the next"
    raise ReportError(message, hint="name another with `--port`")


_HINT = "leave `--host` out to serve this machine alone"


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        # Connections that the last run left behind do not hold the port; a server that runs does.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except BaseException:
        listener.close()
        raise
    return listener


def address_of(host: str, port: int) -> str:
    """Write the address that a browser on this machine opens."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}/"
    if number.is_unspecified:
        return f"http://localhost:{port}/"
    return f"http://[{host}]:{port}/" if number.version == 6 else f"http://{host}:{port}/"  # noqa: PLR2004 -- versions of IP


def is_trusted(header: str | None, host: str) -> bool:
    """Tell whether the Host of a request is a name of this server.

    A foreign page can have its own name lead here, and would then read what is served as its own
    (DNS rebinding). It can do so with no number, and not with `localhost`.
    """
    if not header:
        return False
    name = header.rpartition(":")[0] if header.rpartition(":")[2].isdecimal() else header
    name = name.strip("[]").rstrip(".").lower()
    if name in (host.lower(), "localhost") or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
