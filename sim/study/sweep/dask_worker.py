"""What the workers of a Dask cluster have of this package: who they are, and how they do a task."""

from __future__ import annotations

import pickle
import platform
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from sim.engine.model import SOURCES
from sim.study.provenance import DISTRIBUTION, version
from sim.study.worker import failure_of

PACKAGES = (DISTRIBUTION, "numpy", "numba", "simpy", "distributed")

About = Mapping[str, str]


def about() -> dict[str, str]:
    """The versions of this process that results, or the talk between processes, depend on."""
    packages = {name: version(name) for name in PACKAGES}
    return {"model sources": SOURCES, "python": platform.python_version(), **packages}


def unlike(where: str, theirs: About, ours: About) -> list[str]:
    """What differs between two processes, a line each."""
    return [
        f"{where} has {name} {theirs.get(name, 'of no version')}, here it is {ours[name]}"
        for name in ours
        if theirs.get(name) != ours[name]
    ]


class FunctionAtHand(WorkerPlugin):
    """Brings a function to every worker, once, and to those that join later before their first task.

    Args:
        pickled: the function.
        ours: what is known about the process that sends it.
    """

    def __init__(self, pickled: bytes, ours: About) -> None:
        self._pickled, self._ours = pickled, ours
        self.refused: list[str] = []

    def setup(self, worker: Worker) -> None:
        """Compare this worker with the process that sends the function."""
        self.refused = unlike(f"worker {worker.address}", about(), self._ours)

    @cached_property
    def function(self) -> Callable[[Any], Any]:
        """The function; raises whatever unpickling it does."""
        function: Callable[[Any], Any] = pickle.loads(self._pickled)
        return function


def do(name: str, message: bytes) -> bytes:
    """Do a pickled task with the function of that name.

    Returns:
        A pickled triple: the answer, or class, text and traceback of its error, or why this worker does no tasks.
    """
    at_hand = get_worker().plugins[name]
    assert isinstance(at_hand, FunctionAtHand)
    if at_hand.refused:
        return pickle.dumps((None, None, at_hand.refused))
    try:
        answer = at_hand.function(pickle.loads(message))
        return pickle.dumps((answer, None, None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps((None, failure_of(error), None))
