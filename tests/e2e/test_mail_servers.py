"""Tests of sending to mail servers that behave well, and to those that do not."""

import datetime as dt
import socket
from pathlib import Path

import pytest

from generator.delivery.message import make_parcel
from generator.delivery.nouns import Letter, Parcel, Sender
from generator.delivery.record import make_key, open_record, read_record
from generator.delivery.sending import Patience, Sent, send_parcels
from generator.delivery.transport import dot_lines, parse_server
from generator.errors import Location, ReportError
from generator.inputs.recipients import Recipient
from tests.mail_server import PASSWORD, Postman, make_contexts, serve

SENDER = Sender(name="The report", address="report@example.org")
BODY = b"Subject: News\r\n\r\nHello.\r\n.A line with a dot.\r\n" + b"x" * 500 + b"\r\n"
LINK = b"Subject: News\r\n\r\nhttps://example.org/\r\n"
LETTER = Letter(
    language="en", content=dot_lines(BODY) + b".\r\n", linked=dot_lines(LINK) + b".\r\n"
)


def make_parcels(*names: str, letter: Letter = LETTER) -> list[Parcel]:
    """Address the letter to people of example.org."""
    return [
        make_parcel(
            Recipient(
                name=name.title(),
                address=f"{name}@example.org",
                language="en",
                at=Location(path="recipients.yaml", line=line),
            ),
            letter,
            key_of(name),
            SENDER,
        )
        for line, name in enumerate(names, start=1)
    ]


def key_of(name: str) -> str:
    """Make the key under which somebody is recorded."""
    return make_key("a secret of the tests", "edition", f"{name}@example.org")


def send(parcels: list[Parcel], url: str, folder: Path, waits: list[float] | None = None) -> Sent:
    """Send with two more rounds, and note the pauses instead of waiting."""
    server = parse_server(url, timeout_s=1.0)
    noted: list[float] = [] if waits is None else waits
    patience = Patience(delays_s=(1.0, 2.0), sleep=noted.append)
    with open_record(folder / "sent.jsonl", lambda: dt.datetime(2026, 11, 23, tzinfo=dt.UTC)) as r:
        return send_parcels(parcels, server, SENDER.address, r, patience)


def states(sent: Sent) -> list[str]:
    """List how everybody fared."""
    return [fate.state for fate in sent.fates]


def test_one_connection_serves_all(tmp_path: Path) -> None:
    """Everybody gets one mail, over one connection, with the lines as they were written."""
    postman = Postman()
    with serve(postman) as address:
        sent = send(make_parcels("ada", "bob", "cy"), address.url(), tmp_path)

    assert states(sent) == ["sent"] * 3
    assert postman.n_connections == 1
    assert [to for to, _ in postman.taken] == [
        "ada@example.org",
        "bob@example.org",
        "cy@example.org",
    ]
    head, _, body = postman.taken[0][1].partition(b"Subject")
    assert b"Subject" + body == BODY
    assert head.startswith(b"To: Ada <ada@example.org>\r\nMessage-ID: ")
    assert f"<{key_of('ada')}@example.org>".encode() in head


@pytest.mark.parametrize(("scheme", "is_wrapped"), [("smtp+starttls", False), ("smtps", True)])
def test_encrypted_and_signed_in(
    scheme: str,
    is_wrapped: bool,  # noqa: FBT001 -- what the case sets
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Either way of TLS, with a password, delivers."""
    context, authority = make_contexts(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    postman = Postman()
    with serve(postman, tls=context, is_wrapped=is_wrapped) as address:
        sent = send(make_parcels("ada"), address.url(scheme), tmp_path)

    assert (states(sent), sent.problem) == (["sent"], None)


def test_wrong_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate of another name, or that nobody vouches for, ends the sending at once."""
    context, authority = make_contexts(tmp_path, name="elsewhere.example.org")
    postman = Postman()
    with serve(postman, tls=context) as address:
        unknown = send(make_parcels("ada"), address.url("smtp+starttls"), tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        misnamed = send(make_parcels("ada"), address.url("smtp+starttls"), tmp_path)

    for sent in (unknown, misnamed):
        assert states(sent) == ["failed"]
        assert sent.problem
        assert "`localhost` has no valid certificate" in sent.problem.message
    assert misnamed.problem
    assert "Hostname mismatch" in misnamed.problem.message
    assert postman.taken == []


def test_no_starttls(tmp_path: Path) -> None:
    """A server that offers no encryption where it was asked for gets nothing in the clear."""
    postman = Postman()
    with serve(postman) as address:
        sent = send(make_parcels("ada"), address.url("smtp+starttls"), tmp_path)

    assert states(sent) == ["failed"]
    assert sent.problem
    assert sent.problem.message == "the mail server `localhost` offers no STARTTLS"
    assert postman.taken == []


def test_bad_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that is refused is told without being shown."""
    context, authority = make_contexts(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with serve(Postman(), tls=context) as address:
        url = address.url("smtp+starttls", password="not this one")  # noqa: S106 -- the wrong one
        sent = send(make_parcels("ada"), url, tmp_path)

    assert states(sent) == ["failed"]
    assert sent.problem
    assert sent.problem.message == "the mail server `localhost` does not let us in: it answers 535"
    assert "not this one" not in repr(sent)


def test_421_midway(tmp_path: Path) -> None:
    """A server that ends the conversation is called again, and nobody is left out."""
    postman = Postman(to_rcpt={"bob@example.org": ["421 too many mails"]})
    waits: list[float] = []
    with serve(postman) as address:
        sent = send(make_parcels("ada", "bob", "cy"), address.url(), tmp_path, waits)

    assert states(sent) == ["sent"] * 3
    assert [to[0] for to, _ in postman.taken] == ["a", "c", "b"]
    assert postman.n_connections == 3
    assert waits == [0.0, 1.0]


def test_450_then_250(tmp_path: Path) -> None:
    """Who is put off is tried again after the others."""
    postman = Postman(to_rcpt={"ada@example.org": ["450 come again"]})
    with serve(postman) as address:
        sent = send(make_parcels("ada", "bob"), address.url(), tmp_path)

    assert states(sent) == ["sent", "sent"]
    assert [to for to, _ in postman.taken] == ["bob@example.org", "ada@example.org"]


def test_put_off_to_the_end(tmp_path: Path) -> None:
    """Who is put off in every round is told of, and a second run sends to them alone."""
    postman = Postman(to_data={"ada@example.org": ["451 not now"] * 3})
    with serve(postman) as address:
        first = send(make_parcels("ada", "bob"), address.url(), tmp_path)
        second = send(make_parcels("ada"), address.url(), tmp_path)

    assert [(each.state, each.reason) for each in first.fates] == [
        ("postponed", "451 not now"),
        ("sent", ""),
    ]
    assert states(second) == ["sent"]
    assert len(postman.taken) == 2


def test_550_for_one(tmp_path: Path) -> None:
    """A refusal is told without the address, and stops no other mail."""
    postman = Postman(to_rcpt={"bob@example.org": ["550 bob@example.org is unknown"]})
    with serve(postman) as address:
        sent = send(make_parcels("ada", "bob", "cy"), address.url(), tmp_path)

    assert states(sent) == ["sent", "refused", "sent"]
    assert sent.fates[1].reason == "550 b…@example.org is unknown"
    assert read_record(tmp_path / "sent.jsonl")[key_of("bob")] == "refused"


@pytest.mark.parametrize("answer", ["drop", "drop after taking", "wait"])
def test_no_answer_after_data(answer: str, tmp_path: Path) -> None:
    """A mail that was handed over without an answer is unknown, and not handed over again."""
    postman = Postman(to_data={"ada@example.org": [answer]})
    with serve(postman) as address:
        sent = send(make_parcels("ada", "bob"), address.url(), tmp_path)

    assert states(sent) == ["unknown", "sent"]
    assert len(postman.mails("ada@example.org")) == (answer == "drop after taking")
    assert read_record(tmp_path / "sent.jsonl")[key_of("ada")] == "intent"


def test_a_server_that_never_answers(tmp_path: Path) -> None:
    """A server that takes the call and says nothing is given up in time, and called again."""
    waits: list[float] = []
    with socket.create_server(("localhost", 0)) as silent:
        url = f"smtp://localhost:{silent.getsockname()[1]}"
        sent = send(make_parcels("ada"), url, tmp_path, waits)

    assert [(each.state, each.reason) for each in sent.fates] == [
        ("postponed", "the mail server `localhost` cannot be reached: it does not answer in time")
    ]
    assert waits == [0.0, 1.0, 2.0]
    assert read_record(tmp_path / "sent.jsonl") == {}


def test_too_big_for_the_server(tmp_path: Path) -> None:
    """A server that takes nothing so big gets the link instead of the attachment."""
    postman = Postman(size=400)
    with serve(postman) as address:
        sent = send(make_parcels("ada"), address.url(), tmp_path)
        bare = Letter(language="en", content=LETTER.content, linked=b"")
        refused = send(make_parcels("bob", letter=bare), address.url(), tmp_path)

    assert [(each.state, each.is_linked) for each in sent.fates] == [("sent", True)]
    assert postman.taken[0][1].endswith(LINK)
    assert states(refused) == ["refused"]


def test_the_record_holds_no_address(tmp_path: Path) -> None:
    """What is written of a mail names neither its reader nor the server."""
    with serve(Postman()) as address:
        send(make_parcels("ada"), address.url(), tmp_path)

    text = (tmp_path / "sent.jsonl").read_text()
    assert [line.split('"event": ')[1].split(",")[0] for line in text.splitlines()] == [
        '"intent"',
        '"sent"',
    ]
    assert "@" not in text
    assert PASSWORD not in text


def test_two_senders_at_once(tmp_path: Path) -> None:
    """The record is held by one sender at a time."""
    with (
        open_record(tmp_path / "sent.jsonl", lambda: dt.datetime.now(dt.UTC)),
        pytest.raises(ReportError, match="another `send` holds the record"),
        open_record(tmp_path / "sent.jsonl", lambda: dt.datetime.now(dt.UTC)),
    ):
        pass
