"""Dask clusters: processes on this machine, or a running cluster, whose versions must match this process."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sim.config.problems import Problem
from sim.study.execution.starting import ignoring_current_folder, without_interrupts
from sim.study.execution.worker_losses import ATTEMPTS

if TYPE_CHECKING:
    from distributed import Client, Security, WorkerPlugin

CONNECT_SECONDS = 10.0
"""For which a scheduler is looked for, and then for its first worker."""

LOCAL = {
    "distributed.scheduler.allowed-failures": 0,  # told at once: `Quarantine` finds out who is at fault
    "distributed.scheduler.http.routes": [],  # pages of the state, without TLS, for all users of the machine
    "distributed.worker.http.routes": [],
}
CLOSE_SECONDS = 3.0
SILENT = logging.CRITICAL + 1
SHOWN = 8  # differences that a message names
SAME = "install the same escalation-sim, Python and packages on the scheduler, the workers and here"


@contextmanager
def local_cluster(workers: int) -> Iterator[tuple[str, Security]]:
    """Processes of one thread each on this machine; yields the address of their scheduler, and who may speak to it.

    Its certificates are made for it and held in memory: another user of the machine reaches the port, and gets no
    answer from it.
    """
    import dask
    from distributed import LocalCluster, Security

    with TemporaryDirectory(prefix="escsim-dask-") as scratch, dask.config.set(LOCAL, temporary_directory=scratch):
        with ignoring_current_folder(), without_interrupts():
            security = Security.temporary()
            cluster = LocalCluster(
                security=security,
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                protocol="tls",
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                memory_limit=0,
                silence_logs=SILENT,
            )
        with cluster:
            yield cluster.scheduler_address, security


@contextmanager
def connected(address: str, security: Security | None = None) -> Iterator[Client]:
    """A client of the scheduler at an address; raise Problem if none answers.

    Args:
        address: of the scheduler.
        security: by which it is known; None for what Dask's own configuration says.
    """
    try:
        with warnings.catch_warnings():  # of other versions: `check` has one message for them
            warnings.simplefilter("ignore")
            client = _client_class()(address, timeout=CONNECT_SECONDS, set_as_default=False, security=security)
    except AssertionError:  # Dask's own thread did not start within ten seconds
        raise Problem(f"executor.address: this machine is too busy to connect to {address!r}; try again") from None
    except (OSError, ValueError, TypeError) as error:  # of these the last for TLS without certificates
        raise Problem(f"executor.address: no Dask scheduler answers at {address!r} ({_gist(error)})") from None
    loop: Any = client.loop
    loop.asyncio_loop.set_exception_handler(lambda *_: None)  # of waits given up; what matters is raised
    try:
        yield client
    finally:
        client.close(timeout=CLOSE_SECONDS)


def _client_class() -> type[Client]:
    """Dask's client, which is closed at once where it does not connect.

    Left to the garbage collector it is closed at any time, also while this thread holds the lock of Dask's loops, for
    which closing then waits for ever.
    """
    from distributed import Client

    class ClosedUnlessConnected(Client):
        def start(self, **kwargs: Any) -> None:
            try:
                super().start(**kwargs)
            except Exception:
                self.close(timeout=CLOSE_SECONDS)
                raise

    return ClosedUnlessConnected


def check(client: Client, address: str) -> None:
    """Raise Problem unless there are workers, and all of them, and the scheduler, are like this process."""
    from sim.study.execution.dask_worker import version_mismatches, worker_versions

    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError:
        raise Problem(f"executor.address: the cluster at {address} has no workers; start some and try again") from None
    try:
        found: dict[str, Any] = {"the scheduler": _about_scheduler(client)}
        found |= {f"worker {name}": known for name, known in client.run(worker_versions, on_error="return").items()}
    except OSError as error:
        raise Problem(f"executor.address: the cluster at {address} has disappeared ({_gist(error)})") from None
    ours = worker_versions()
    lines = []
    for where, theirs in found.items():
        if isinstance(theirs, OSError):  # it was lost meanwhile
            continue
        if isinstance(theirs, Exception):
            lines.append(f"{where} lacks this version of escalation-sim: {type(theirs).__name__}: {theirs}")
        else:
            lines += version_mismatches(where, theirs, ours)
    if lines:
        more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
        raise Problem(f"executor.address: the cluster at {address} differs; {SAME}", *lines[:SHOWN], *more)


def register(client: Client, plugin: WorkerPlugin, name: str) -> None:
    """Install a plugin on all workers; repeat it if a worker was lost meanwhile."""
    for _ in range(ATTEMPTS - 1):
        with suppress(OSError):
            client.register_plugin(plugin, name)
            return
    client.register_plugin(plugin, name)


def _about_scheduler(client: Client) -> Any:
    from sim.study.execution.dask_worker import worker_versions

    try:
        return client.run_on_scheduler(worker_versions)
    except OSError:
        raise
    except Exception as error:
        return error


def _gist(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def quiet() -> None:
    """Hide Dask's messages; ours say what matters in them."""
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] == "distributed":
            logging.getLogger(name).setLevel(SILENT)
