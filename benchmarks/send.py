"""Turns the report that was built into mails to many, and what that takes in time and memory.

Run as `python benchmarks/send.py [RECIPIENTS]`, after a build: a tenth of the recipients, then all
of them, each by a command of its own, to Postfix's `smtp-sink`, which takes every mail and keeps
none.
"""

import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RECIPIENTS = 1000
LANGUAGES = ("zh", "en")


@contextmanager
def run_sink() -> Iterator[int]:
    """Run the server on a free port."""
    sink = shutil.which("smtp-sink", path=f"{os.environ['PATH']}:/usr/sbin")
    if not sink:
        sys.exit("smtp-sink is missing: install Postfix")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    user = ("-u", "nobody") if os.getuid() == 0 else ()
    with subprocess.Popen([sink, *user, f"127.0.0.1:{port}", "100"]) as process:
        time.sleep(1)
        yield port
        process.terminate()


def write_list(path: Path, n_recipients: int) -> None:
    """Name so many, half of them in each language."""
    entries = (
        f"- {{name: Reader {n}, address: reader{n}@example.org, language: {LANGUAGES[n % 2]}}}\n"
        for n in range(n_recipients)
    )
    path.write_text("".join(entries), encoding="utf-8")


def send(n_recipients: int, port: int) -> tuple[float, float]:
    """Mail the build to so many: seconds, and megabytes at the peak."""
    with tempfile.TemporaryDirectory() as place:
        recipients, record = Path(place) / "recipients.yaml", Path(place) / "sent.jsonl"
        write_list(recipients, n_recipients)
        options = ("--yes", "--recipients", str(recipients), "--record", str(record))
        settings = {
            "MAIL_FROM": "The report <report@example.org>",
            "SEND_SECRET": "a secret of the benchmark",
            "SMTP_URL": f"smtp://127.0.0.1:{port}",
        }
        started_s = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "generator", "send", *options],
            env={**os.environ, **settings},
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        took_s = time.perf_counter() - started_s
        if status:
            sys.exit(f"send ended with {os.waitstatus_to_exitcode(status)}")
        return took_s, usage.ru_maxrss / 1000


def main() -> None:
    """Send to a tenth, then to all."""
    n_all = int(sys.argv[1]) if len(sys.argv) > 1 else RECIPIENTS
    sizes = [path.stat().st_size / 1e6 for path in sorted(Path("build/pdf").glob("*.pdf"))]
    load = os.getloadavg()[0]
    print(f"{platform.platform()}, Python {platform.python_version()}, load {load:.1f}")
    print(f"PDFs of {' and '.join(f'{size:.2f}' for size in sizes)} MB")
    with run_sink() as port:
        measured = [(n, *send(n, port)) for n in (n_all // 10, n_all)]
    for n_recipients, took_s, peak_mb in measured:
        print(f"{n_recipients:6} recipients  {took_s:6.1f} s  {peak_mb:6.1f} MB")
    (_, _, few_mb), (_, _, many_mb) = measured
    print(f"memory, all / a tenth: {many_mb / few_mb:.3f}")


if __name__ == "__main__":
    main()
