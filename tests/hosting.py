"""A server of files on this machine, for as long as a test needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Host(SimpleHTTPRequestHandler):
    """Serves files as Python does, and says nothing of it."""

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


@contextmanager
def hosting(folder: Path, host: type[Host] = Host) -> Iterator[str]:
    """Serve a folder at its own address, which ends in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(host, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
