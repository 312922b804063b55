"""Turns into nouns what a mailing is: a letter in each language, and how each recipient fared."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from generator.inputs.recipients import Recipient

State = Literal["sent", "already", "unchanged", "refused", "postponed", "failed", "unknown"]
"""`sent`: now; `already`: by an earlier run; `unchanged`: nothing new in their language; `refused`:
for good; `postponed`: the server was busy to the end; `failed`: there was no server to hand it to;
`unknown`: the letter was handed over, and nobody knows whether the server took it."""

COMPLETE = ("sent", "already", "unchanged")
"""States of those who have what they are to have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who the mails are from."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """Name the domain under which the mails have their ids."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The one picture of a letter."""

    png: bytes
    alt: str
    width: int
    """At which it is shown, in CSS pixels."""
    id: str = "chart@report.invalid"
    """By which the HTML refers to it, within this mail alone.

    Source: RFC 2392; the top-level domain of RFC 2606 belongs to nobody.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A letter's words: its subject, and its text as plain text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """The PDF, under the name that a reader's disk will show."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What goes into the letter of one language."""

    language: str
    title: str
    attached: Wording
    linked: Wording | None
    """For servers that take nothing so big as the PDF; None where there is no site to link to."""
    chart: Chart | None
    attachment: Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What all letters of one edition share."""

    sender: Sender
    site: str
    """Address of the site; empty where there is none."""
    date: dt.datetime
    edition: str
    """Digest of the build: another edition is another mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What all readers of one language get, ready to be sent but for whom it is to."""

    language: str
    content: bytes
    """Header and body without `To` and `Message-ID`."""
    linked: bytes
    """The same with a link instead of the PDF; empty where there is no site to link to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A letter on its way to one recipient."""

    recipient: Recipient
    key: str
    """Under which the record keeps it, instead of the address."""
    head: bytes
    """The lines of the header that are the recipient's own."""
    letter: Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """How one recipient fared."""

    recipient: Recipient
    state: State
    reason: str = ""
    """In the server's words or ours; empty where nothing went wrong."""
    is_linked: bool = False
    """Whether the server takes nothing so big as the PDF, and a link went out instead."""
