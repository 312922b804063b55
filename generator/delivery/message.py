"""Turns words, a chart and a PDF into the bytes of a mail; pure."""

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from generator.delivery.nouns import (
    Attachment,
    Chart,
    Draft,
    Letter,
    Parcel,
    Sender,
    Stamp,
    Wording,
)
from generator.delivery.transport import dot_lines
from generator.inputs.recipients import Recipient

_POLICY = SMTP.clone(cte_type="7bit")
"""Every server takes seven bits; what needs more is encoded."""
_END = b".\r\n"
_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]+')
_LONGEST_FILE_NAME = 80
_NOT_IN_LIST_IDS = re.compile(r"[^A-Za-z0-9]+")


def make_letter(draft: Draft, stamp: Stamp) -> Letter:
    """Make a language's letter, with the PDF and, where there is a site, with a link instead."""
    linked = _make_content(draft, stamp, draft.linked, None) if draft.linked else b""
    content = _make_content(draft, stamp, draft.attached, draft.attachment)
    return Letter(language=draft.language, content=content, linked=linked)


def make_parcel(recipient: Recipient, letter: Letter, key: str, sender: Sender) -> Parcel:
    """Address a letter: all that differs between the readers of one language is in its head."""
    head = EmailMessage(policy=_POLICY)
    head["To"] = Address(recipient.name, addr_spec=recipient.address)
    head["Message-ID"] = f"<{key}@{sender.domain}>"
    content = head.as_bytes().removesuffix(b"\r\n")
    return Parcel(recipient=recipient, key=key, head=content, letter=letter)


def make_eml(parcel: Parcel) -> bytes:
    """Write a mail as mail programs open it: without what is doubled and added for the server."""
    content = parcel.letter.content.removesuffix(_END)
    return parcel.head + re.sub(rb"(?m)^\.\.", b".", content)


def make_file_name(title: str) -> str:
    """Name the PDF after the report, with nothing that a disk refuses."""
    name = " ".join(_NOT_IN_FILE_NAMES.sub(" ", title).split())
    return f"{name[:_LONGEST_FILE_NAME].strip(' .') or 'report'}.pdf"


def make_list_id(stamp: Stamp) -> str:
    """Name the list of readers after the site, or else after the sender's domain.

    Source: RFC 2919, section 2.
    """
    parts = urlsplit(stamp.site)
    labels = [part.lower() for part in _NOT_IN_LIST_IDS.split(parts.path) if part]
    host = parts.hostname or stamp.sender.domain
    return f"{'-'.join(labels) or 'report'}.{host}"


def _make_content(
    draft: Draft, stamp: Stamp, wording: Wording, attachment: Attachment | None
) -> bytes:
    """Make header and body, ready for the server: no line begins with a dot of its own."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(stamp.sender.name, addr_spec=stamp.sender.address)
    message["Subject"] = wording.subject
    message["Date"] = format_datetime(stamp.date)
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"{_phrase(draft.title)} <{make_list_id(stamp)}>"
    message.set_content(wording.text)
    message.add_alternative(wording.html, subtype="html")
    if draft.chart:
        _add_chart(message, draft.chart)
    if attachment:
        message.add_attachment(
            attachment.content, maintype="application", subtype="pdf", filename=attachment.name
        )
    _name_boundaries(message, stamp.edition)
    return dot_lines(message.as_bytes()) + _END


def _add_chart(message: EmailMessage, chart: Chart) -> None:
    html = message.get_body(("html",))
    if isinstance(html, EmailMessage):
        html.add_related(
            chart.png,
            maintype="image",
            subtype="png",
            cid=f"<{chart.id}>",
            disposition="inline",
            filename="chart.png",
        )


def _name_boundaries(message: EmailMessage, edition: str) -> None:
    """Name what parts the parts by the edition, not by chance: the same mail is the same bytes."""
    parts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        digest = hashlib.sha256(f"{edition} {number}".encode()).hexdigest()
        part.set_boundary(f"={digest[:32]}=")


def _phrase(words: str) -> str:
    """Write words as a quoted string; those that are not ASCII are encoded instead.

    Source: RFC 5322, section 3.2.4; RFC 2047, section 5.
    """
    if not words.isascii():
        return words
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
