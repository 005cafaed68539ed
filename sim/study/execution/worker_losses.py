"""Tasks that lose their worker: repeated, split until the cause stands alone, and then given up."""

from __future__ import annotations

import signal
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")

ATTEMPTS = 3


class WorkerLost(Exception):
    """A task lost its worker `ATTEMPTS` times, or no worker could be started.

    Attributes:
        task: the task; None if it is not about one, as all workers are gone.
    """

    def __init__(self, task: Any, message: str) -> None:
        super().__init__(message)
        self.task = task


class DivisibleWork(ABC):
    """A function whose tasks can be cut, so that what ends a worker, or never ends, costs no more than itself."""

    @abstractmethod
    def __call__(self, task: Any, /) -> Any:
        """Do a task."""

    @abstractmethod
    def ready(self) -> None:
        """Have at hand what every task needs; it does not count as time of a task."""

    def split(self, task: Any) -> Sequence[Any]:
        """Smaller tasks that are the same together; the task alone where it cannot be cut."""
        return [task]

    def lost(self, task: Any, reason: str) -> Any:
        """The answer in place of one that no worker gives; raise WorkerLost if there is none."""
        raise WorkerLost(task, reason)


class TimedWork(DivisibleWork):
    """A function whose tasks are replications, and whose answers begin with the seconds that they took."""

    def replications(self, task: Any) -> int:
        """Number of replications of a task."""
        return len(task)

    def seconds(self, answer: Any) -> float:
        """Seconds that a task took, by its answer."""
        return float(answer[0])


@dataclass
class RetriedTask(Generic[Task]):
    """A task, and how many workers it has lost."""

    task: Task
    losses: int = 0


class TaskQueue(Generic[Task]):
    """The waiting tasks; those that lost their worker come first."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._new = iter(tasks)
        self._again: list[RetriedTask[Task]] = []

    def next(self) -> RetriedTask[Task] | None:
        """Next task; None if there is none."""
        if self._again:
            return self._again.pop()
        for task in self._new:
            return RetriedTask(task)
        return None

    def again(self, jobs: Sequence[RetriedTask[Task]]) -> None:
        """Have these done before any other, the first of them first."""
        self._again += reversed(jobs)


class Quarantine(Generic[Task]):
    """Deals out tasks of a cluster, which tells of a task only that several workers were lost that had it at hand.

    It may have waited there behind the one at fault. So a task that lost its workers is done again with nothing else
    at hand anywhere. What loses them even then is cut, and each part is done in the same way, down to what is at fault,
    which is given up when it has lost them `ATTEMPTS` times.
    """

    def __init__(self, function: Callable[[Any], Any], tasks: Iterable[Task]) -> None:
        self._function = function
        self._new = iter(tasks)
        self._suspects: list[RetriedTask[Task]] = []

    def next(self, at_hand: Collection[RetriedTask[Task]], room: int) -> Iterator[RetriedTask[Task]]:
        """Tasks that may begin beside those at hand, at most `room` of them."""
        if any(job.losses for job in at_hand) or (self._suspects and at_hand):
            return
        if self._suspects:
            yield self._suspects.pop()
        else:
            yield from map(RetriedTask, islice(self._new, room))

    def lost(self, job: RetriedTask[Task], reason: str) -> list[Any]:
        """Have a task that lost its workers done again; its answer where it cannot be done.

        Raises:
            WorkerLost: it has no answer then.
        """
        job.losses += 1
        parts = [job.task]
        if isinstance(self._function, DivisibleWork) and job.losses > 1:
            parts = list(self._function.split(job.task))
        if len(parts) > 1:
            self._suspects += [RetriedTask(part, losses=1) for part in reversed(parts)]
        elif job.losses < ATTEMPTS:
            self._suspects.append(job)
        elif isinstance(self._function, DivisibleWork):
            return [self._function.lost(job.task, reason)]
        else:
            raise WorkerLost(job.task, reason)
        return []


def attempts(function: Callable[[Any], Any], exit_code: int | None) -> int:
    """Number of workers that a task may end: one if it can be cut and ended its worker itself, else `ATTEMPTS`."""
    return 1 if isinstance(function, DivisibleWork) and exit_code is not None and exit_code >= 0 else ATTEMPTS


def in_turn(exit_code: int | None) -> str:
    """Phrase on how the workers that a task lost have ended."""
    return f"{ATTEMPTS} worker processes in turn {how_workers_ended(exit_code, several=True)}"


def how_workers_ended(exit_code: int | None, several: bool = False) -> str:
    """Phrase on how a worker ended, or several did."""
    if exit_code is not None and exit_code < 0:
        name = signal.Signals(-exit_code).name
        be = "were" if several else "was"
        return f"{be} killed by {name}" + (" (is the memory full?)" if name == "SIGKILL" else "")
    return f"ended with exit code {exit_code}"
