"""Turns `--jobs` and `--dask` into an executor that takes blocks of draws."""

import signal
import socket
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator.errors import ReportError

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE_S = 20
"""How long a cluster may take to answer, and to have a worker."""


@contextmanager
def open_executor(jobs: int, dask: str = "") -> Iterator[Executor | None]:
    """Open workers: the Dask cluster at an address, or else processes of this machine.

    One job needs none. Processes start when they are given something to do, not before.

    Raises: ReportError, when the workers cannot be reached, or are lost.
    """
    if dask:
        with _open_cluster(dask) as executor:
            yield executor
    elif jobs > 1:
        with _open_processes(jobs) as executor:
            yield executor
    else:
        yield None


@contextmanager
def _open_processes(jobs: int) -> Iterator[Executor]:
    pool = ProcessPoolExecutor(
        max_workers=jobs, mp_context=get_context("spawn"), initializer=_leave_interrupts
    )
    try:
        yield pool
    except BrokenProcessPool as error:
        message = "a process that worked out the risk came to a sudden end"
        hint = "it may have been short of memory: try `--jobs 1`"
        raise ReportError(message, hint=hint) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Leave it to the main process to be interrupted: it stops the others in good order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _open_cluster(address: str) -> Iterator[Executor]:
    """Connect to a Dask cluster; the blocks of a worker that dies are given to another one.

    The workers need this program, of the same version, on their path.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.client import ClosedClientError
    except ImportError as error:
        message = "`--dask` needs the library `distributed`"
        hint = "install it with `pip install 'report-generator[cluster]'`"
        raise ReportError(message, hint=hint) from error
    _knock(address)
    try:
        client = Client(address, timeout=_PATIENCE_S, set_as_default=False)
    except OSError as error:
        raise _tell_silence(address) from error
    try:
        with client:
            _wait_for_workers(client, address)
            yield client.get_executor()
    # Dask's closed connections and its impatience are errors of the operating system's kind.
    except (KilledWorker, CancelledError, ClosedClientError, OSError) as error:
        message = f"the Dask cluster at `{address}` lost its workers, or its scheduler"
        hint = "see what they printed; without `--dask` this machine does the work"
        raise ReportError(message, hint=hint) from error


def _wait_for_workers(client: "Client", address: str) -> None:
    """Have at least one worker.

    Raises: ReportError, when there is none after all patience.
    """
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_S)
    except TimeoutError as error:
        message = f"the Dask scheduler at `{address}` has no workers"
        raise ReportError(message, hint=f"start some with `dask worker {address}`") from error


def _knock(address: str) -> None:
    """Find out whether anything answers, before a client is made: one that fails stays half open.

    Raises: ReportError, when nothing does, or the address is none.
    """
    try:
        place = urlsplit(address)
        host, port = place.hostname, place.port
    except ValueError:
        host, port = None, None
    if not host or not port:
        message = f"`{address}` is no address of a Dask scheduler"
        raise ReportError(message, hint="write one such as `tcp://127.0.0.1:8786`")
    import asyncio

    try:
        socket.create_connection((host, port), _PATIENCE_S).close()
        asyncio.run(_greet(address))
    except (OSError, ValueError) as error:
        raise _tell_silence(address) from error


async def _greet(address: str) -> None:
    """Exchange greetings as Dask does: some other server at that place would let a client wait."""
    import asyncio

    from distributed.comm.core import connect

    connection = await asyncio.wait_for(connect(address), _PATIENCE_S)
    await connection.close()


def _tell_silence(address: str) -> ReportError:
    message = f"no Dask scheduler answers at `{address}`"
    hint = "start one with `dask scheduler`, and give the address that it prints"
    return ReportError(message, hint=hint)
