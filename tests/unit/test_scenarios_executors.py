"""Workers for blocks of draws: none, processes, or a cluster; and what goes wrong with them."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError, ProcessPoolExecutor

import pytest
from distributed import LocalCluster
from distributed.client import ClosedClientError
from distributed.comm.core import CommClosedError

from generator.errors import ReportError
from generator.scenarios import executors
from generator.scenarios.executors import open_executor


def test_one_job_needs_no_workers() -> None:
    """The draws are made where the program runs."""
    with open_executor(1) as executor:
        assert executor is None


def test_processes_start_only_for_work() -> None:
    """To open an executor and not to use it starts nothing."""
    with open_executor(2) as executor:
        assert isinstance(executor, ProcessPoolExecutor)
        assert not executor._processes


def test_interrupts_are_left_to_the_main_process() -> None:
    """A worker goes on when Ctrl-C reaches all processes of the terminal."""
    with open_executor(2) as executor:
        assert executor is not None
        assert executor.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN


def end_a_worker() -> None:
    """Have a worker end itself."""
    with open_executor(2) as executor:
        assert executor is not None
        executor.submit(os._exit, 1).result()


def test_a_process_that_dies_is_an_error_with_a_hint() -> None:
    """The author is told what to try, without a traceback."""
    with pytest.raises(ReportError) as caught:
        end_a_worker()

    assert caught.value.message == "a process that worked out the risk came to a sudden end"
    assert caught.value.hint == "it may have been short of memory: try `--jobs 1`"


def test_an_address_without_a_scheduler_is_an_error() -> None:
    """Where nothing answers, the address is named."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(ReportError) as caught, open_executor(2, address):
            pass

    assert caught.value.message == f"no Dask scheduler answers at `{address}`"
    assert (
        caught.value.hint == "start one with `dask scheduler`, and give the address that it prints"
    )


def test_a_server_of_another_kind_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something that listens and never greets is not waited for longer than there is patience."""
    monkeypatch.setattr(executors, "_PATIENCE_S", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ReportError) as caught, open_executor(2, address):
            pass

    assert caught.value.message == f"no Dask scheduler answers at `{address}`"


@pytest.mark.parametrize("address", ["nowhere", "127.0.0.1:1", "tcp://127.0.0.1", "tcp://a:port"])
def test_what_is_no_address_is_an_error(address: str) -> None:
    """A scheduler is reached at a protocol, a host and a port."""
    with pytest.raises(ReportError) as caught, open_executor(2, address):
        pass

    assert caught.value.message == f"`{address}` is no address of a Dask scheduler"
    assert caught.value.hint == "write one such as `tcp://127.0.0.1:8786`"


def test_without_the_library_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """`distributed` is an extra; whoever asks for it without having it is told how to get it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ReportError) as caught, open_executor(2, "tcp://127.0.0.1:1"):
        pass

    assert caught.value.hint == "install it with `pip install 'report-generator[cluster]'`"


def start_cluster(n_workers: int) -> LocalCluster:
    """Start a scheduler and workers in this process, on a port that is free."""
    return LocalCluster(
        n_workers=n_workers, processes=False, protocol="tcp://", dashboard_address=":0"
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Give the address of a scheduler with one worker."""
    with start_cluster(1) as cluster:
        yield cluster.scheduler_address


def test_a_scheduler_without_workers_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hint is the command that starts one."""
    monkeypatch.setattr(executors, "_PATIENCE_S", 2)
    with start_cluster(0) as cluster:
        address = cluster.scheduler_address
        with pytest.raises(ReportError) as caught, open_executor(1, address):
            pass

    assert caught.value.message == f"the Dask scheduler at `{address}` has no workers"
    assert caught.value.hint == f"start some with `dask worker {address}`"


@pytest.mark.parametrize(
    "lost",
    [
        CancelledError(),
        ClosedClientError("the client is closed"),
        CommClosedError("in <TCP>: the connection was closed"),
        ConnectionResetError("connection reset by peer"),
        TimeoutError("no answer after 20 s"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_cluster_that_is_lost_is_an_error(address: str, lost: Exception) -> None:
    """However Dask tells of it, when work is given or taken back, the author is told the same."""
    with pytest.raises(ReportError) as caught, open_executor(1, address):
        raise lost

    assert caught.value.message == (
        f"the Dask cluster at `{address}` lost its workers, or its scheduler"
    )
    assert caught.value.hint == (
        "see what they printed; without `--dask` this machine does the work"
    )
