"""Turns the command that previews a report into a server, until it is interrupted."""

import signal
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.commands import answering
from generator.cli.options import (
    BaseUrl,
    CacheFolder,
    Content,
    Lang,
    Quiet,
    ResultsFile,
    Templates,
)
from generator.cli.terminal import Terminal

_PORT = 8000


def serve(  # noqa: PLR0913 -- each parameter is an option of the command
    *,
    content: Content = Path("content"),
    templates: Templates = Path("templates"),
    cache_dir: CacheFolder = Path(".cache"),
    lang: Lang = None,
    results: ResultsFile = None,
    host: Annotated[
        str,
        typer.Option(
            help="Where to listen: this machine alone, unless another of its addresses is given. "
            "`0.0.0.0` lets everybody on the network read what is being written."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", "-p", min=1, max=65535, help="If it is taken, the next is.")
    ] = _PORT,
    is_opened: Annotated[
        bool, typer.Option("--open", help="Open the first page in the browser.")
    ] = False,
    base_url: BaseUrl = "",
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes to use.")] = 2,
    quiet: Quiet = False,
) -> None:
    """Show the site while it is written: each edit of content/ or templates/ shows by itself.

    A page that changed is loaded anew and keeps its place; a style sheet is exchanged in place.

    What is wrong is shown over the last good version, with file, line and column, until mended.

    PDFs and workbooks are made when asked for. Nothing is written; that is for `build`.
    """
    from generator.build import Request
    from generator.preview import DownloadMaker, address_of, open_server, preview_report

    terminal = Terminal(is_quiet=quiet)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with answering(terminal):
        server = open_server(host, port)
        address = address_of(host, server.port)
        request = Request(
            content=content,
            templates=templates,
            cache=cache_dir,
            models=content / "models",
            languages=tuple(lang or ()),
            results=results,
            base_url=base_url or address,
            jobs=jobs,
        )
        downloads = DownloadMaker(request, server.board, terminal.say)
        server.find_download = downloads.find
        if server.port != port:
            terminal.say(f"port {port} is taken; this is the next that is free")
        terminal.say(
            f"serving {address} while {content}/ and {templates}/ are edited; Ctrl-C ends it"
        )
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        if is_opened:
            webbrowser.open(address)
        try:
            preview_report(request, server.board, terminal)
        except KeyboardInterrupt:
            terminal.say("stopped")
        finally:
            downloads.close()
            server.server_close()
