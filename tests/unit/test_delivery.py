"""Tests of the parts of a mailing that need no server."""

import datetime as dt
import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from generator.delivery.message import (
    make_eml,
    make_file_name,
    make_letter,
    make_list_id,
    make_parcel,
)
from generator.delivery.nouns import Attachment, Chart, Draft, Sender, Stamp, Wording
from generator.delivery.record import make_key, open_record, parse_record, read_record
from generator.delivery.sending import hide_address
from generator.delivery.settings import parse_settings, parse_settings_of_dry_run
from generator.delivery.transport import parse_server
from generator.errors import Location, Problems, ReportError
from generator.inputs.recipients import Recipient

TITLE = "大模型企业的开源策略与商业化平衡"
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
STAMP = Stamp(
    sender=Sender(name="报告", address="report@example.org"),
    site="https://example.org/open-source-balance/",
    date=NOW,
    edition="edition",
)
READER = Recipient(
    name="李冰, 读者",
    address="libing@example.org",
    language="zh",
    at=Location(path="recipients.yaml", line=4),
)
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 20
ENVIRONMENT = {
    "SMTP_URL": "smtps://report:pa%40ss@mail.example.org",
    "MAIL_FROM": "The report <report@example.org>",
    "SEND_SECRET": "a secret of the tests",
}


def make_draft() -> Draft:
    """Make a letter with all its parts."""
    return Draft(
        language="zh",
        title=TITLE,
        attached=Wording(
            subject=f"{TITLE}（2026年11月23日）", text=".点\n..\n" * 3, html="<p>附件</p>"
        ),
        linked=Wording(subject="s", text="https://example.org/", html="<p>链接</p>"),
        chart=Chart(png=b"\x89PNG", alt="图", width=572),
        attachment=Attachment(name=make_file_name(TITLE), content=PDF),
    )


def test_a_mail_is_read_as_it_was_written() -> None:
    """Header, both texts, the chart and the PDF come out of the bytes as they went in."""
    parcel = make_parcel(READER, make_letter(make_draft(), STAMP), "c0ffee", STAMP.sender)
    mail = message_from_bytes(make_eml(parcel), policy=default)
    parts = {part.get_content_type(): part for part in mail.walk()}

    assert {name: str(mail[name]) for name in mail if name != "Content-Type"} == {
        "To": '"李冰, 读者" <libing@example.org>',
        "Message-ID": "<c0ffee@example.org>",
        "From": "报告 <report@example.org>",
        "Subject": f"{TITLE}（2026年11月23日）",
        "Date": "Mon, 23 Nov 2026 08:00:00 +0000",
        "Auto-Submitted": "auto-generated",
        "List-Id": f"{TITLE} <open-source-balance.example.org>",
        "MIME-Version": "1.0",
    }
    assert list(parts) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    assert parts["text/plain"].get_content().splitlines() == [".点", ".."] * 3
    assert parts["image/png"]["Content-ID"] == "<chart@report.invalid>"
    assert parts["application/pdf"].get_filename() == f"{TITLE}.pdf"
    assert parts["application/pdf"].get_content() == PDF


def test_a_mail_travels_everywhere() -> None:
    """Every line is ASCII and short, ends as lines of mail do, and the last one is the dot."""
    parcel = make_parcel(READER, make_letter(make_draft(), STAMP), "c0ffee", STAMP.sender)
    lines = (parcel.head + parcel.letter.content).split(b"\r\n")

    assert all(line.isascii() and len(line) <= 998 and b"\n" not in line for line in lines)
    assert lines[-2:] == [b".", b""]


def test_the_same_mail_is_the_same_bytes() -> None:
    """Nothing in a mail is left to chance."""
    assert make_letter(make_draft(), STAMP) == make_letter(make_draft(), STAMP)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (
            "Open-Source Strategy: Finding the Balance",
            "Open-Source Strategy Finding the Balance.pdf",
        ),
        ("a/b\\c\n..", "a b c.pdf"),
        ("???", "report.pdf"),
    ],
)
def test_file_names(title: str, name: str) -> None:
    """The PDF is named after the report, with nothing that a disk refuses."""
    assert make_file_name(title) == name


def test_the_list_without_a_site() -> None:
    """Where there is no site the list is named under the sender's domain."""
    stamp = Stamp(sender=STAMP.sender, site="", date=NOW, edition="e")

    assert make_list_id(stamp) == "report.example.org"


def test_a_key_tells_nothing_without_the_secret() -> None:
    """A key depends on secret, edition and address, whose case is no difference."""
    key = make_key("secret", "edition", "Ada@example.org")

    assert key == make_key("secret", "edition", "ada@EXAMPLE.org")
    others = {
        make_key("another", "edition", "ada@example.org"),
        make_key("secret", "another", "ada@example.org"),
        make_key("secret", "edition", "bob@example.org"),
    }
    assert len(others - {key}) == 3


def test_a_line_cut_off_was_never_written(tmp_path: Path) -> None:
    """What a killed process left half written is dropped, and the rest goes on from there."""
    path = tmp_path / "sent.jsonl"
    with open_record(path, lambda: NOW) as record:
        record.note("a", "intent")
        record.note("a", "sent")
        record.note("b", "intent")
    with path.open("ab") as file:
        file.write(b'{"format": 1, "key": "b", "event": "se')

    assert read_record(path) == {"a": "sent", "b": "intent"}
    with open_record(path, lambda: NOW) as record:
        assert record.find("b") == "intent"
        record.note("b", "sent")
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(each["key"], each["event"]) for each in lines] == [
        ("a", "intent"),
        ("a", "sent"),
        ("b", "intent"),
        ("b", "sent"),
    ]
    assert lines[0]["time"] == "2026-11-23T08:00:00+00:00"


@pytest.mark.parametrize(
    "line", [b"no JSON", b"{}", b"[]", b'{"format": 2, "key": "a", "event": "sent"}']
)
def test_a_damaged_record_sends_nothing(line: bytes) -> None:
    """A line that is none of a record is named: without it some would get their mail twice."""
    good = b'{"format": 1, "key": "a", "event": "sent"}\n'
    with pytest.raises(ReportError, match="no line of a record") as raised:
        parse_record(good + line + b"\n", "sent.jsonl")

    assert str(raised.value.at) == "sent.jsonl:2:1"


def test_addresses_of_servers() -> None:
    """Each scheme has its port; user and password are unquoted, and not shown."""
    server = parse_server("smtp+starttls://me%40x:p%2Fw@mail.example.org")

    assert (server.port, server.user, server.password) == (587, "me@x", "p/w")
    assert parse_server("smtps://mail.example.org").port == 465
    assert parse_server("smtp://127.0.0.1:2525").port == 2525
    assert parse_server("smtp://[::1]").host == "::1"
    assert "p/w" not in repr(server)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("smtp://mail.example.org", "would send mails over the network in the clear"),
        ("http://mail.example.org", "begins with none of these schemes"),
        ("smtps://me:s3cret/x@mail.example.org", "no address of a mail server"),
        ("smtps://me:s3cret@mail.example.org:s3cret", "cannot be taken apart"),
        ("smtps://[me:s3cret@mail", "cannot be taken apart"),
        ("smtps://me:s3crét@mail.example.org", "must be ASCII"),
        ("smtps://me:s3cret@mail.example.org/path", "nothing after it"),
    ],
)
def test_wrong_addresses_of_servers(url: str, message: str) -> None:
    """What is no address, or would speak in the clear, is refused without being shown."""
    with pytest.raises(ReportError, match=message) as raised:
        parse_server(url)

    assert "s3cr" not in f"{raised.value.message} {raised.value.hint}"


def test_plain_to_a_network() -> None:
    """Mail may cross a network in the clear when that is asked for; a password never does."""
    assert parse_server("smtp://mail.example.org", allow_plain=True).port == 25
    with pytest.raises(ReportError, match="a password over the network in the clear"):
        parse_server("smtp://me:pw@mail.example.org", allow_plain=True)


def test_all_that_is_missing_is_told_at_once() -> None:
    """Without any setting, each is named with how to get it; a dry run needs none."""
    with pytest.raises(Problems) as raised:
        parse_settings({}, allow_plain=False, timeout_s=1)

    assert [error.message for error in raised.value.errors] == [
        "`MAIL_FROM` is not set",
        "`SEND_SECRET` is not set",
        "`SMTP_URL` is not set",
    ]
    assert parse_settings_of_dry_run({}).server is None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MAIL_FROM", "Ada\r\nBcc: eve@example.org <ada@example.org>", "`MAIL_FROM` is no sender"),
        ("MAIL_FROM", "nobody", "`MAIL_FROM` is no sender"),
        ("SEND_SECRET", "short", "`SEND_SECRET` is too short: at least 16 characters expected"),
    ],
)
def test_wrong_settings(name: str, value: str, message: str) -> None:
    """A sender that would end its line, and a secret that can be guessed, are refused."""
    for parse in (
        lambda given: parse_settings(given, allow_plain=False, timeout_s=1),
        parse_settings_of_dry_run,
    ):
        with pytest.raises(Problems) as raised:
            parse({**ENVIRONMENT, name: value})
        assert [error.message for error in raised.value.errors] == [message]


def test_settings_show_no_secret() -> None:
    """What is taken from the environment is whole, and its text holds no secret."""
    settings = parse_settings(ENVIRONMENT, allow_plain=False, timeout_s=1)

    assert settings.sender == Sender(name="The report", address="report@example.org")
    assert settings.server
    assert settings.server.password == "pa@ss"  # noqa: S105 -- of the tests
    assert "pa@ss" not in repr(settings)
    assert "a secret" not in repr(settings)


def test_an_address_is_shown_in_part() -> None:
    """Those who know the list know who is meant; no other does."""
    assert hide_address("ada.lovelace@example.org") == "a…@example.org"
