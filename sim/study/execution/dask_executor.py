"""A crew on a Dask cluster: on this machine, or elsewhere, where it may grow and shrink."""

from __future__ import annotations

import pickle
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from hashlib import blake2b
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar

from sim.config.problems import Problem
from sim.study.execution.dask_cluster import check, connected, local_cluster, quiet, register
from sim.study.execution.dask_losses import LOST, losses, read_answers
from sim.study.execution.engines import available_cores
from sim.study.execution.worker_losses import Quarantine, RetriedTask, WorkerLost

if TYPE_CHECKING:
    from distributed import Client, Future

Task = TypeVar("Task")
Answer = TypeVar("Answer")

Doing: TypeAlias = "dict[Any, tuple[RetriedTask[Any], Future[bytes]]]"
"""What is in flight, by Dask's key."""

PATIENCE = 60.0
"""Seconds for which a cluster may be without workers."""
LOOK = 1.0
"""Seconds between two looks at which workers there are."""
AGAIN = ("pending", "lost")
"""States of a task that was done, and whose answer its worker took with it: it is done again elsewhere."""
AHEAD = 2
"""Tasks in flight for each thread of a worker, so that none waits for its next one."""
NEEDED = ("distributed", "cryptography")
"""Packages; the second one makes the certificates of a cluster on this machine."""
OPEN = (
    "warning: executor.address: {address} has no TLS: anyone who can reach the scheduler or a worker can "
    "run programs there, and read or change its traffic; see the guide to clusters"
)
"""The warning about a scheduler that accepts connections from anyone."""


def warn(text: str) -> None:
    """Tell the user."""
    print(text, file=sys.stderr, flush=True)


def is_encrypted(address: str) -> bool:
    """True if an address is of a scheduler that checks who speaks to it."""
    return address.partition("://")[0] in ("tls", "wss")


@contextmanager
def dask_executor(
    address: str,
    workers: int | None,
    tell: Callable[[str], None] = warn,
    limit_seconds: float | None = None,
) -> Iterator[DaskExecutor]:
    """A crew on a Dask cluster.

    Args:
        address: of a scheduler, such as tcp://10.0.0.5:8786; empty for a cluster of processes on this machine, which
            is closed afterwards.
        workers: at the address, the most tasks that are in flight (None: as many as keep all workers busy); on this
            machine the number of processes (None: one per core).
        tell: called if the scheduler accepts connections from anyone.
        limit_seconds: after which a run is given up; None for no limit.

    Raises:
        Problem: Dask is not installed; no scheduler answers at the address; there are no workers; the scheduler or a
            worker has other versions, or other sources of the model, than this process.
    """
    for package in NEEDED:
        if find_spec(package) is None:
            raise Problem(f"executor=dask needs the package {package}: pip install 'escalation-sim[dask]'")
    quiet()
    with ExitStack() as stack:
        place, security = address, None
        if not address:
            place, security = stack.enter_context(local_cluster(workers or available_cores()))
        elif not is_encrypted(address):
            tell(OPEN.format(address=address))
        client = stack.enter_context(connected(place, security))
        check(client, place)
        crew = DaskExecutor(client, place, workers if address else None, limit_seconds)
        stack.callback(crew.leave)
        yield crew


class DaskExecutor:
    """The worker threads of a cluster.

    Args:
        client: of the cluster.
        address: as messages name it.
        cap: the most tasks in flight; None for no bound but the number of threads.
        limit_seconds: after which a run is given up; None for no limit.
    """

    def __init__(self, client: Client, address: str, cap: int | None, limit_seconds: float | None = None) -> None:
        self._client, self._address, self._cap, self._limit = client, address, cap, limit_seconds
        self._names: list[str] = []
        self._threads = 0
        self._seen = time.monotonic()
        self._look()

    @property
    def workers(self) -> int:
        """Threads there are now, of all workers together; at least 1."""
        return max(1, self._threads if self._cap is None else min(self._threads, self._cap))

    def run(
        self, function: Callable[[Task], Answer], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Answer], None, None]:
        """Do the tasks and yield (task, answer) as they finish, in any order; several answers where a task was cut.

        The tasks are taken from `tasks` one by one as workers become free; workers that join meanwhile get some. The
        function is sent to each worker once. Tasks still in flight on leaving are cancelled.

        Raises:
            TaskFailed: a task raised an error.
            WorkerLost: the scheduler is gone, there have been no workers for a while, a task that cannot be cut lost
                its workers with nothing else at hand, or a worker that joined has other versions.
        """
        name, waiting, self._seen = "", Quarantine(function, tasks), time.monotonic()
        done: SimpleQueue[Future[bytes]] = SimpleQueue()
        doing: Doing = {}
        try:
            while True:
                for job in waiting.next([job for job, _ in doing.values()], self._room(len(doing))):
                    name = name or self._bring(function, job.task)
                    future = self._submit(name, job.task)
                    doing[future.key] = job, future
                    future.add_done_callback(done.put)
                if not doing:
                    return
                found = self._next(done, doing)
                for future in [future for future in found if future.status in AGAIN]:
                    found.remove(future)
                    future.add_done_callback(done.put)
                yield from self._answers([doing.pop(future.key) for future in found], waiting)
        finally:
            for _, future in doing.values():
                future.release()

    def leave(self) -> None:
        """Have the workers forget the functions, where the scheduler still answers."""
        while self._names and self._client.status == "running":
            with suppress(OSError, ValueError):  # ValueError: a new scheduler at the old address
                self._client.unregister_worker_plugin(self._names.pop())

    def _room(self, doing: int) -> int:
        most = AHEAD * self.workers
        return max(0, (most if self._cap is None else min(most, self._cap)) - doing)

    def _bring(self, function: Callable[[Any], Any], task: Any) -> str:
        """Have the function on every worker, also on those that join later; its name there."""
        from sim.study.execution.dask_worker import FunctionAtHand, worker_versions

        pickled = pickle.dumps(function, pickle.HIGHEST_PROTOCOL)
        name = f"escsim-{self._client.id}-{blake2b(pickled, digest_size=8).hexdigest()}"
        if name not in self._names:
            self._names.append(name)
            with losses(task, self._cluster):
                register(self._client, FunctionAtHand(pickled, worker_versions(), self._limit), name)
        return name

    def _submit(self, name: str, task: Any) -> Future[bytes]:
        from sim.study.execution.dask_worker import run_task

        self._must_answer()
        return self._client.submit(run_task, name, pickle.dumps(task, pickle.HIGHEST_PROTOCOL), pure=False)

    def _next(self, done: SimpleQueue[Future[bytes]], doing: Doing) -> list[Future[bytes]]:
        """Futures that are done since; none where it is time to look at the workers."""
        if time.monotonic() - self._looked >= LOOK:
            job, _ = next(iter(doing.values()))
            self._must_answer()
            with losses(job.task, self._cluster):
                self._look()
            if time.monotonic() - self._seen > PATIENCE:
                raise WorkerLost(None, f"{self._cluster} has had no workers for {PATIENCE:g} s")
        with suppress(Empty):
            found = [done.get(timeout=LOOK)]
            while not done.empty():
                found.append(done.get())
            return found
        return []

    def _look(self) -> None:
        """See which workers there are."""
        self._threads = sum(self._client.nthreads().values())
        self._looked = time.monotonic()
        if self._threads:
            self._seen = self._looked

    def _answers(
        self, found: Sequence[tuple[RetriedTask[Any], Future[bytes]]], waiting: Quarantine[Any]
    ) -> Iterator[tuple[Any, Any]]:
        """Tasks with their answers, fetched together, as fetching one takes as long as fetching many."""
        finished = [(job.task, future) for job, future in found if future.status == "finished"]
        if finished:
            fetch = partial(self._client.gather, [future for _, future in finished], asynchronous=True)
            with losses(finished[0][0], self._cluster):
                messages = self._client.sync(fetch, callback_timeout=PATIENCE)
            for (task, _), message in zip(finished, messages, strict=True):
                yield from ((task, answer) for answer in read_answers(task, message))
        for job, future in found:
            if future.status != "finished":
                try:
                    self._raise(job.task, future)
                except WorkerLost as loss:
                    if loss.task is None:
                        raise
                    yield from ((job.task, answer) for answer in waiting.lost(job, LOST))

    def _raise(self, task: Any, future: Future[bytes]) -> NoReturn:
        """Raise what kept a task from being done."""
        with losses(task, self._cluster):
            if future.status != "error":
                raise ConnectionError
            error = future.exception(timeout=PATIENCE)
            assert error is not None
            raise error

    def _must_answer(self) -> None:
        if self._client.status != "running":
            raise WorkerLost(None, f"{self._cluster} is gone")

    @property
    def _cluster(self) -> str:
        return f"the cluster at {self._address}"
