"""Turns a finished build into mails: one for each recipient, in their language, sent once."""

from generator.delivery.mailing import Delivered, SendRequest, preview_report, send_report
from generator.delivery.nouns import COMPLETE, Fate
from generator.delivery.sending import hide_address

__all__ = [
    "COMPLETE",
    "Delivered",
    "Fate",
    "SendRequest",
    "hide_address",
    "preview_report",
    "send_report",
]
