"""A pool of worker processes; the loss of a worker costs one task, which another worker repeats.

Ours rather than `concurrent.futures`, whose pool gives up every task when one worker is killed.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Protocol, TypeVar

from sim.study.execution.starting import context_of, start
from sim.study.execution.worker import BEGUN, failure_of, serve
from sim.study.execution.worker_losses import (
    ATTEMPTS,
    DivisibleWork,
    RetriedTask,
    TaskQueue,
    WorkerLost,
    attempts,
    how_workers_ended,
    in_turn,
)

Task = TypeVar("Task")
Answer = TypeVar("Answer")


class TaskFailed(Exception):
    """A task raised an error.

    Attributes:
        task: the task.
        kind: class name of the error; `message`: its text; `details`: its traceback.
    """

    def __init__(self, task: Any, kind: str, message: str, details: str) -> None:
        super().__init__(message)
        self.task, self.kind, self.message, self.details = task, kind, message, details


class Executor(Protocol):
    """Executor of tasks: processes or threads, here or elsewhere."""

    @property
    def workers(self) -> int:
        """Number of tasks that they do at once; more may join."""
        ...

    def run(
        self, function: Callable[[Task], Answer], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Answer], None, None]:
        """Do the tasks and yield (task, answer) as they finish, in any order; see `Pool.run`."""
        ...


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    job: RetriedTask[Any] | None = None
    until: float | None = None  # when its task must be done; None while it has not begun, or for no limit


class Pool:
    """Up to `workers` processes, started when there is something to do and kept until the pool is left.

    With one worker nothing is started: the tasks run in this process, unless it is to be kept from them.

    Args:
        workers: largest number of processes.
        preload: modules that the workers have at hand when they start.
        script: whether the workers import the program that was started, as they must where a function or task is
            defined in it. Without that, a user's script needs no `if __name__ == "__main__"` around what it runs.
        isolated: whether even a single worker is a separate process, because tasks may end or block it.
        limit_seconds: after which a task that does not answer is given up; it is cut first where it can be.
    """

    def __init__(
        self,
        workers: int,
        preload: Sequence[str] = (),
        script: bool = True,
        isolated: bool = False,
        limit_seconds: float | None = None,
    ) -> None:
        self.workers = workers
        self._isolated, self._limit = isolated, limit_seconds
        self._script = script
        self._context = context_of(preload)
        self._crew: list[_Worker] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._dismiss(self._crew)

    def run(
        self, function: Callable[[Task], Answer], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Answer], None, None]:
        """Do the tasks and yield (task, answer) as they finish, in any order.

        The tasks are taken from `tasks` one by one as workers become free, so that it may decide late. The function,
        tasks and answers are pickled.

        Raises:
            TaskFailed: a task raised an error; the other workers are ended.
            WorkerLost: a task lost its worker too often.
        """
        if self.workers == 1 and not self._isolated:
            yield from ((task, _run_task(function, task)) for task in tasks)
            return
        waiting = TaskQueue(tasks)
        try:
            self._hand_out(function, waiting)
            while busy := [worker for worker in self._crew if worker.job is not None]:
                ready = wait([worker.connection for worker in busy], self._patience(busy))
                answers = [pair for worker in busy for pair in self._look_at(worker, ready, function, waiting)]
                self._hand_out(function, waiting)
                yield from answers
        finally:
            self._dismiss([worker for worker in self._crew if worker.job is not None])

    def end(self) -> None:
        """End the workers while another thread waits for them: it gets no more answers, and none is started again."""
        self.workers = 0
        for worker in self._crew:
            worker.process.kill()

    def _patience(self, busy: Sequence[_Worker]) -> float | None:
        """Seconds until the first task must be done."""
        ends = [worker.until for worker in busy if worker.until is not None]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _look_at(
        self, worker: _Worker, ready: Sequence[Any], function: Callable[[Any], Any], waiting: TaskQueue[Any]
    ) -> list[tuple[Any, Any]]:
        """Tasks with their answers from a busy worker, or from its loss; empty while it works on."""
        if worker.connection in ready:
            return self._collect(worker, function, waiting)
        if worker.until is not None and time.monotonic() >= worker.until:
            return self._lost(worker, function, waiting, f"took longer than {self._limit:g} s")
        return []

    def _hand_out(self, function: Callable[[Any], Any], waiting: TaskQueue[Any]) -> None:
        idle = [worker for worker in self._crew if worker.job is None]
        while (idle or len(self._crew) < self.workers) and (job := waiting.next()) is not None:
            worker = idle.pop() if idle else self._hire(job)
            worker.job = job
            try:
                worker.connection.send((function, job.task))
            except OSError:  # it died while idle, or before its first task; nothing was begun
                self._dismiss([worker])
                job.losses += 1
                if job.losses == ATTEMPTS:
                    raise WorkerLost(job.task, in_turn(worker.process.exitcode)) from None
                waiting.again([job])

    def _hire(self, job: RetriedTask[Any]) -> _Worker:
        try:
            worker = _Worker(*start(self._context, serve, (), self._script))
        except OSError as error:
            raise WorkerLost(job.task, f"no worker process could be started: {error}") from error
        self._crew.append(worker)
        return worker

    def _collect(
        self, worker: _Worker, function: Callable[[Any], Any], waiting: TaskQueue[Any]
    ) -> list[tuple[Any, Any]]:
        try:
            message = worker.connection.recv_bytes()
        except (EOFError, OSError):
            return self._lost(worker, function, waiting, "")
        if message == BEGUN:
            worker.until = None if self._limit is None else time.monotonic() + self._limit
            return []
        assert worker.job is not None
        task, worker.job, worker.until = worker.job.task, None, None
        answer, failure = pickle.loads(message)
        if failure is not None:
            raise TaskFailed(task, *failure)
        return [(task, answer)]

    def _lost(
        self, worker: _Worker, function: Callable[[Any], Any], waiting: TaskQueue[Any], late: str
    ) -> list[tuple[Any, Any]]:
        """Have the task of a lost worker done again, in parts where it can be cut, or give it up.

        Args:
            worker: it, or whose task took too long.
            function: that it ran.
            waiting: the tasks that nobody does yet.
            late: what is said of a task that took too long; empty for a worker that ended.
        """
        job = worker.job
        assert job is not None
        self._dismiss([worker])
        code = worker.process.exitcode
        parts = function.split(job.task) if isinstance(function, DivisibleWork) else [job.task]
        if len(parts) > 1:
            waiting.again([RetriedTask(part) for part in parts])
            return []
        job.losses += 1
        if not late and job.losses < attempts(function, code):
            waiting.again([job])
            return []
        reason = late or (in_turn(code) if job.losses > 1 else f"its process {how_workers_ended(code)}")
        if isinstance(function, DivisibleWork):
            return [(job.task, function.lost(job.task, reason))]
        raise WorkerLost(job.task, reason)

    def _dismiss(self, workers: list[_Worker]) -> None:
        self._crew = [worker for worker in self._crew if worker not in workers]
        for worker in workers:
            worker.connection.close()
            worker.process.kill()
        for worker in workers:
            worker.process.join()


def _run_task(function: Callable[[Task], Answer], task: Task) -> Answer:
    try:
        return function(task)
    except Exception as error:
        raise TaskFailed(task, *failure_of(error)) from error
