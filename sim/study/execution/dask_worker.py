"""The worker side of a Dask cluster: its versions, and the execution of a task."""

from __future__ import annotations

import pickle
import platform
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from distributed import Worker, WorkerPlugin, get_worker

from sim.engine.model import SOURCES
from sim.study.execution.handover import PRELOAD
from sim.study.execution.pool import Pool, TaskFailed
from sim.study.execution.worker import failure_of
from sim.study.execution.worker_losses import WorkerLost
from sim.study.files.provenance import DISTRIBUTION, version

PACKAGES = (DISTRIBUTION, "numpy", "numba", "simpy", "distributed")

About = Mapping[str, str]


def worker_versions() -> dict[str, str]:
    """The versions of this process that results, or the talk between processes, depend on."""
    packages = {name: version(name) for name in PACKAGES}
    return {"model sources": SOURCES, "python": platform.python_version(), **packages}


def version_mismatches(where: str, theirs: About, ours: About) -> list[str]:
    """Version differences between two processes, a line each."""
    return [
        f"{where} has {name} {theirs.get(name, 'of unknown version')}, here it is {ours[name]}"
        for name in ours
        if theirs.get(name) != ours[name]
    ]


class WorkerAnswer(NamedTuple):
    """Answer of a worker to a task.

    Attributes:
        answers: one, or one per part where the task was cut.
        failure: class, text and traceback of the error that it raised.
        refused: why this worker does no tasks.
        lost: what became of the processes that did it, where it cannot be cut.
    """

    answers: Sequence[Any] = ()
    failure: tuple[str, str, str] | None = None
    refused: Sequence[str] = ()
    lost: str = ""


class FunctionAtHand(WorkerPlugin):
    """Brings a function to every worker, once, and to those that join later before their first task.

    Each thread of the worker has a process that does its tasks, as what ends it, or never ends, must not cost the
    worker: the cluster would blame all that waits there.

    Args:
        pickled: the function.
        ours: what is known about the process that sends it.
        limit_seconds: that a run may take; None for no limit.
    """

    def __init__(self, pickled: bytes, ours: About, limit_seconds: float | None) -> None:
        self._pickled, self._ours, self._limit = pickled, ours, limit_seconds

    def setup(self, worker: Worker) -> None:
        """Compare this worker with the process that sends the function."""
        self.refused = version_mismatches(f"worker {worker.address}", worker_versions(), self._ours)
        self._mine = threading.local()
        self._pools: list[Pool] = []

    def teardown(self, worker: Worker) -> None:
        """End the processes, whatever they do."""
        for pool in self._pools:
            pool.end()

    @cached_property
    def _function(self) -> Callable[[Any], Any]:
        """The function; raises whatever unpickling it does."""
        function: Callable[[Any], Any] = pickle.loads(self._pickled)
        return function

    def do(self, task: Any) -> list[Any]:
        """The answers to a task, from the process of this thread."""
        if not hasattr(self._mine, "pool"):
            self._mine.pool = Pool(1, PRELOAD, script=False, isolated=True, limit_seconds=self._limit)
            self._pools.append(self._mine.pool)
        return [answer for _, answer in self._mine.pool.run(self._function, [task])]


def run_task(name: str, message: bytes) -> bytes:
    """Do a pickled task with the function of that name."""
    at_hand = get_worker().plugins[name]
    assert isinstance(at_hand, FunctionAtHand)
    return pickle.dumps(_answered(at_hand, message), pickle.HIGHEST_PROTOCOL)


def _answered(at_hand: FunctionAtHand, message: bytes) -> WorkerAnswer:
    if at_hand.refused:
        return WorkerAnswer(refused=at_hand.refused)
    try:
        return WorkerAnswer(at_hand.do(pickle.loads(message)))
    except TaskFailed as failed:
        return WorkerAnswer(failure=(failed.kind, failed.message, failed.details))
    except WorkerLost as loss:
        return WorkerAnswer(lost=str(loss))
    except Exception as error:
        return WorkerAnswer(failure=failure_of(error))
