"""Tests of where the preview listens, and of whom it answers."""

import socket

import pytest

from generator.errors import ReportError
from generator.preview.hosts import address_of, is_trusted, open_socket

LOCAL = "127.0.0.1"


@pytest.mark.parametrize(
    "header",
    [
        *("localhost", "localhost:8000", "LOCALHOST.:1", "me.localhost:8000", "127.0.0.1:8000"),
        *("[::1]:8000", "[::1]", "192.168.1.7:8000", "10.0.0.1"),
    ],
)
def test_numbers_and_localhost_are_trusted(header: str) -> None:
    """No foreign page can be called so."""
    assert is_trusted(header, LOCAL)


@pytest.mark.parametrize(
    "header",
    [
        *("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "notlocalhost", "", None),
        *("localhost.evil.example:8000", "127.0.0.1:8000@evil.example", "evil.example#localhost"),
        ":8000",
    ],
)
def test_other_names_are_not_trusted(header: str | None) -> None:
    """A page of such a name could read what is served, once its name leads here."""
    assert not is_trusted(header, LOCAL)


def test_a_host_that_was_asked_for_is_trusted() -> None:
    """Whoever serves at a name opens it by that name."""
    assert is_trusted("Desk.lan:8000", "desk.lan")
    assert not is_trusted("evil.example", "desk.lan")


def test_a_port_that_is_taken_gives_the_next() -> None:
    """Two previews run side by side."""
    with open_socket(LOCAL, 28100) as first, open_socket(LOCAL, first.getsockname()[1]) as second:
        assert second.getsockname()[0] == LOCAL
        assert second.getsockname()[1] > first.getsockname()[1]


def test_ports_end() -> None:
    """Past the last port there is none to try."""
    with (
        socket.create_server((LOCAL, 65535)),
        pytest.raises(ReportError, match="port 65535 cannot be had") as raised,
    ):
        open_socket(LOCAL, 65535)

    assert raised.value.hint == "name another with `--port`"


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("192.0.2.1", "`192.0.2.1` is not this machine"),
        ("no such host", "there is no host `no such host`"),
    ],
)
def test_a_host_that_is_not_this_machine_is_refused(host: str, said: str) -> None:
    """The message says what is wrong with `--host`, and what to do."""
    with pytest.raises(ReportError, match=said) as raised:
        open_socket(host, 28200)

    assert raised.value.hint == "leave `--host` out to serve this machine alone"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),  # noqa: S104 -- what an author may type
        ("desk.lan", "http://desk.lan:8000/"),
    ],
)
def test_the_address_can_be_opened(host: str, address: str) -> None:
    """What is printed works in a browser on this machine."""
    assert address_of(host, 8000) == address
