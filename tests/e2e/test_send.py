"""Tests of `send` as somebody types it: who gets what, who does not, and what is said of it."""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FindTool
from tests.mail_server import PASSWORD, Address, Postman, make_contexts, serve
from tests.postfix import run_postfix
from tests.small_report import copy_two_languages, run, start

LIST = (
    "- {name: Ada, address: ada@example.org, language: en}\n"
    "- {name: Böll, address: boell@example.org, language: de}\n"
)
SECRET = "a secret of nobody but the tests"  # noqa: S105 -- as it says
WRONG = "another secret word"
SENDER = {"MAIL_FROM": "Die Ausleihe <loans@example.org>", "SEND_SECRET": SECRET}
N_KILLS = int(os.environ.get("REPORT_TEST_KILLS", "20"))
"""How often a sending is killed; more by hand."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the report of two languages once."""
    folder = copy_two_languages(tmp_path_factory.mktemp("send") / "report")
    code, _, told = run(folder, "build")
    assert code == 0, told
    return folder


class Desk:
    """Where one test sends from: its own list and record, the report of all."""

    def __init__(self, report: Path, folder: Path) -> None:
        """Write the usual list."""
        self.report, self.record = report, folder / "sent.jsonl"
        self.list = folder / "recipients.yaml"
        self.list.write_text(LIST, encoding="utf-8")

    def command(self, *options: str) -> tuple[str, ...]:
        """Say what is typed."""
        return (
            *("send", "--yes", "--recipients", str(self.list), "--record", str(self.record)),
            *options,
        )

    def send(self, url: str, *options: str, **changes: str) -> tuple[int, str]:
        """Send: the exit code, and all that was said."""
        settings = {**SENDER, "SMTP_URL": url, **changes}
        code, out, told = run(self.report, *self.command(*options), **settings)
        return code, out + told

    def ask(self, url: str, *options: str) -> tuple[int, list[dict[str, Any]]]:
        """Send: the exit code, and how everybody on the list fared."""
        settings = {**SENDER, "SMTP_URL": url}
        code, out, _ = run(self.report, *self.command("--format", "json", *options), **settings)
        return code, json.loads(out)["recipients"]


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Desk:
    """Give a test a list and a record of its own."""
    return Desk(built, tmp_path)


def pdf_of(mail: EmailMessage) -> tuple[str | None, bytes]:
    """Take the PDF out of a mail, with its name."""
    (part,) = (each for each in mail.walk() if each.get_content_type() == "application/pdf")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return part.get_filename(), content


def addressees(postman: Postman) -> list[str]:
    """List who got a mail, in the order of arrival."""
    return [to for to, _ in postman.taken]


def test_each_gets_the_report_in_their_language_once(desk: Desk) -> None:
    """Each mail says who sends it and why, and holds the PDF; a second run sends nothing."""
    postman = Postman()
    with serve(postman) as address:
        first = desk.send(address.url())
        second = desk.send(address.url())

    assert (first[0], second[0]) == (0, 0)
    assert "2 mails sent\n" in first[1]
    assert "2 mails sent by an earlier run" in second[1]
    assert addressees(postman) == ["ada@example.org", "boell@example.org"]
    for name, language in (("ada", "en"), ("boell", "de")):
        (mail,) = postman.mails(f"{name}@example.org")
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["List-Id"]
        assert mail["Date"]
        assert mail["Message-ID"]
        expected = (desk.report / "build" / "pdf" / f"report.{language}.pdf").read_bytes()
        assert pdf_of(mail)[1] == expected


def test_no_secret_is_told_or_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what is said, whatever happens, nor any file written holds password or secret."""
    context, authority = make_contexts(desk.record.parent)
    postman = Postman(to_rcpt={"ada@example.org": ["550 no"]})
    with serve(postman, tls=context) as address:
        url = address.url("smtp+starttls")
        untrusted = desk.send(url, "--format", "json")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        refused = desk.send(url)
        wrong = desk.send(address.url("smtp+starttls", password=WRONG))

    assert (untrusted[0], refused[0], wrong[0]) == (5, 5, 5)
    told = untrusted[1] + refused[1] + wrong[1]
    kept = [path for path in desk.report.rglob("*") if path.is_file()]
    written = b"".join(path.read_bytes() for path in (desk.record, *kept))
    for secret in (PASSWORD, SECRET, WRONG, PASSWORD.replace(" ", "%20")):
        assert secret not in told
        assert secret.encode() not in written
    assert b"ada@example.org" not in desk.record.read_bytes()


def test_only_some_of_the_list(desk: Desk) -> None:
    """`--only` picks; for who is not on the list the nearest is named, and nothing is sent."""
    postman = Postman()
    with serve(postman) as address:
        strange = desk.send(address.url(), "--only", "ada@example.or")
        code, _ = desk.send(address.url(), "--only", "boell@example.org")

    assert strange[0] == 1
    assert "`ada@example.or` is not on the list" in strange[1]
    assert "did you mean `ada@example.org`?" in strange[1]
    assert code == 0
    assert addressees(postman) == ["boell@example.org"]


def test_nothing_changed_nothing_sent(desk: Desk) -> None:
    """Compared with itself an edition is no news, which is said; `--always` sends all the same."""
    postman = Postman()
    with serve(postman) as address:
        code, told = desk.send(address.url(), "--since", "build")
        assert (code, addressees(postman)) == (0, [])
        assert "2 mails not sent: nothing changed since the edition of " in told
        assert desk.send(address.url(), "--since", "build", "--always")[0] == 0

    assert addressees(postman) == ["ada@example.org", "boell@example.org"]


def test_a_wrong_list_sends_nothing(desk: Desk) -> None:
    """Every entry that cannot be is named at its place, before a server is asked."""
    desk.list.write_text(
        '- {name: "Ada\\r\\nBcc: all@example.org", address: ada@example.org, language: en}\n'
        "- {name: Cy, address: cy example.org, language: en}\n"
        "- {name: Di, address: ADA@example.org, language: en}\n"
        "- {name: Ed, address: ed@example.org, language: fr}\n",
        encoding="utf-8",
    )
    code, told = desk.send("smtp://localhost:1")

    assert code == 1
    assert [line.strip() for line in told.splitlines() if str(desk.list) in line] == [
        f"--> {desk.list}:1:10",
        f"--> {desk.list}:2:23",
        f"--> {desk.list}:3:23",
        f"--> {desk.list}:4:49",
    ]
    assert "4 problems found" in told
    assert desk.record.read_bytes() == b""


def test_what_nobody_knows_is_named_and_not_sent_again(desk: Desk) -> None:
    """A connection lost after DATA leaves one unknown: exit 5, until told to send again."""
    postman = Postman(to_data={"ada@example.org": ["drop after taking"]})
    with serve(postman) as address:
        lost = desk.send(address.url())
        again = desk.send(address.url())
        resent = desk.send(address.url(), "--resend-unknown")
        after = desk.send(address.url())

    assert [each[0] for each in (lost, again, resent, after)] == [5, 5, 0, 0]
    for _, told in (lost, again):
        assert "`a…@example.org` may have the mail or not" in told
        assert f"--> {desk.list}:1:24" in told
    assert Counter(addressees(postman)) == {"ada@example.org": 2, "boell@example.org": 1}


def test_one_refused_does_not_keep_the_rest(desk: Desk) -> None:
    """Who is refused is named with the server's words; the others have their mail; exit 5."""
    postman = Postman(to_rcpt={"ada@example.org": ["550 5.1.1 nobody of that name"]})
    with serve(postman) as address:
        code, told = desk.send(address.url())

    assert code == 5
    assert "`a…@example.org` got no mail; the server refuses it: 550 5.1.1 nobody" in told
    assert addressees(postman) == ["boell@example.org"]


def test_too_big_for_the_server(desk: Desk) -> None:
    """Where the server takes only small mails, the link goes in place of the PDF."""
    postman = Postman(size=20_000)
    with serve(postman) as address:
        code, fates = desk.ask(address.url(), "--base-url", "https://example.org/loans/")

    assert code == 0
    (mail,) = postman.mails("ada@example.org")
    assert "https://example.org/loans/downloads/report.en.pdf" in mail.as_string()
    assert "application/pdf" not in [part.get_content_type() for part in mail.walk()]
    assert [each["linked"] for each in fates] == [True, True]


@pytest.mark.parametrize("missing", ["SMTP_URL", "MAIL_FROM", "SEND_SECRET"])
def test_a_missing_setting_is_named(desk: Desk, missing: str) -> None:
    """Without one of them nothing begins; the message says how to write it."""
    code, told = desk.send("smtp://localhost:1", **{missing: ""})

    assert code == 1
    assert f"error: `{missing}` is not set" in told


def test_postfix_delivers_the_very_pdf(
    desk: Desk, tool: FindTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a real server into mailboxes, over TLS, the PDF arrives byte for byte."""
    with run_postfix(tool("Postfix")) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        code, told = desk.send(f"smtp+starttls://localhost:{server.port}")
        assert code == 0, told
        arrived = [message_from_bytes(each, policy=default) for each in server.open_mailbox(2)]

    assert {mail["To"].addresses[0].addr_spec: pdf_of(mail) for mail in arrived} == {
        f"{name}@example.org": (
            f"{title}.pdf",
            (desk.report / "build" / "pdf" / f"report.{language}.pdf").read_bytes(),
        )
        for name, language, title in (
            ("ada", "en", "A lending library of tools"),
            ("boell", "de", "Ein Verleih für Werkzeug"),
        )
    }


def write_long_list(desk: Desk, n_recipients: int) -> None:
    """Put many on the list."""
    entries = (
        f"- {{name: N{n}, address: n{n}@example.org, language: {'en' if n % 2 else 'de'}}}\n"
        for n in range(n_recipients)
    )
    desk.list.write_text("".join(entries), encoding="utf-8")


@contextmanager
def sending(desk: Desk, address: Address) -> Iterator[None]:
    """Send, and kill the sending at the end, wherever it is."""
    settings = {**SENDER, "SMTP_URL": address.url()}
    process = start(desk.report, *desk.command(), **settings)
    try:
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)


def wait_for(postman: Postman, n_more: int, longest_s: float) -> None:
    """Wait until the server took so many mails more, or, where it takes none, for that long."""
    n_wanted, end_s = len(postman.taken) + max(n_more, 1), time.monotonic() + longest_s
    while time.monotonic() < end_s and len(postman.taken) < n_wanted:
        time.sleep(0.0005)


def test_kills_cost_nobody_a_second_mail(desk: Desk) -> None:
    """However often it is killed: no two mails to one, and each without one is named as unknown."""
    source = random.Random(20261127)  # noqa: S311 -- no secret
    write_long_list(desk, 10 * N_KILLS)
    postman = Postman(pause_s=0.003)
    with serve(postman) as address:
        for _ in range(N_KILLS):
            n_more = source.randint(0, 4)
            with sending(desk, address):
                wait_for(postman, n_more, longest_s=20 if n_more else source.random())
                time.sleep(source.random() * 0.01)
        _, fates = desk.ask(address.url())

    mails = Counter(addressees(postman))
    states = {f"n{each['line'] - 1}@example.org": each["state"] for each in fates}
    assert max(mails.values()) == 1
    assert Counter(states.values())["sent"] > 0
    assert {states[who] for who in states if who in mails} <= {"sent", "already", "unknown"}
    assert {states[who] for who in states if who not in mails} <= {"unknown"}
    assert set(mails) <= set(states)
    assert len(states) == 10 * N_KILLS
