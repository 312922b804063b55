"""Turns a report being written into pages that follow each edit by themselves."""

from generator.preview.downloads import DownloadMaker
from generator.preview.hosts import address_of
from generator.preview.loop import Teller, preview_report
from generator.preview.serving import open_server

__all__ = ["DownloadMaker", "Teller", "address_of", "open_server", "preview_report"]
