"""Tasks that lose their worker: they are done again, cut until what is at fault stands alone, and then given up."""

from __future__ import annotations

import signal
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")

ATTEMPTS = 3


class WorkerLost(Exception):
    """A task lost its worker `ATTEMPTS` times, or no worker could be started.

    Attributes:
        task: the task; None where it is not about one, as all workers are gone.
    """

    def __init__(self, task: Any, message: str) -> None:
        super().__init__(message)
        self.task = task


class Dividing(ABC):
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
        """The answer in place of one that no worker gives; raises WorkerLost where there is none."""
        raise WorkerLost(task, reason)


class Measured(Dividing):
    """A function whose tasks are replications, and whose answers begin with the seconds that they took."""

    def replications(self, task: Any) -> int:
        """How many a task has."""
        return len(task)

    def seconds(self, answer: Any) -> float:
        """How long a task took, by its answer."""
        return float(answer[0])


@dataclass
class Job(Generic[Task]):
    """A task, and how many workers it has lost."""

    task: Task
    losses: int = 0


class Waiting(Generic[Task]):
    """The tasks that nobody does yet; those that lost their worker come first."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._new = iter(tasks)
        self._again: list[Job[Task]] = []

    def next(self) -> Job[Task] | None:
        """One of them; None where there is none."""
        if self._again:
            return self._again.pop()
        for task in self._new:
            return Job(task)
        return None

    def again(self, jobs: Sequence[Job[Task]]) -> None:
        """Have these done before any other, the first of them first."""
        self._again += reversed(jobs)


def attempts(function: Callable[[Any], Any], exit_code: int | None) -> int:
    """How often a task may end its worker: what ends itself will do so again; what is killed may be innocent."""
    return 1 if isinstance(function, Dividing) and exit_code is not None and exit_code >= 0 else ATTEMPTS


def in_turn(exit_code: int | None) -> str:
    """What became of the workers that a task lost."""
    return f"{ATTEMPTS} worker processes in turn {ending(exit_code, several=True)}"


def ending(exit_code: int | None, several: bool = False) -> str:
    """How a worker ended, or several did."""
    if exit_code is not None and exit_code < 0:
        name = signal.Signals(-exit_code).name
        be = "were" if several else "was"
        return f"{be} killed by {name}" + (" (is the memory full?)" if name == "SIGKILL" else "")
    return f"ended with exit code {exit_code}"
