"""Worker processes that share out tasks; the loss of a worker costs one task, which another worker does again."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType, TracebackType
from typing import Any, Protocol, TypeVar

from sim.study.losses import ATTEMPTS, Dividing, Job, Waiting, WorkerLost, attempts, ending, in_turn
from sim.study.worker import BEGUN, failure_of, serve

Task = TypeVar("Task")
Answer = TypeVar("Answer")

STOPPING = tuple(signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals of batch systems, which send them to all processes of a job."""


class TaskFailed(Exception):
    """A task raised an error.

    Attributes:
        task: the task.
        kind: class name of the error; `message`: its text; `details`: its traceback.
    """

    def __init__(self, task: Any, kind: str, message: str, details: str) -> None:
        super().__init__(message)
        self.task, self.kind, self.message, self.details = task, kind, message, details


class Crew(Protocol):
    """Those who do tasks: processes or threads, here or elsewhere."""

    @property
    def workers(self) -> int:
        """How many tasks they do at once; more may join."""
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
    job: Job[Any] | None = None
    until: float | None = None  # when its task must be done; None while it has not begun, or for no limit


class Pool:
    """Up to `workers` processes, started when there is something to do and kept until the pool is left.

    With one worker nothing is started: the tasks run in this process, unless it is to be kept from them.

    Args:
        workers: largest number of processes.
        preload: modules that the workers have at hand when they start.
        script: whether the workers import the program that was started, as they must where a function or task is
            defined in it. Without that, a user's script needs no `if __name__ == "__main__"` around what it runs.
        isolated: whether even one worker is a process of its own, as tasks may end or hold up the one that runs them.
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
            yield from ((task, _do(function, task)) for task in tasks)
            return
        waiting = Waiting(tasks)
        try:
            self._hand_out(function, waiting)
            while busy := [worker for worker in self._crew if worker.job is not None]:
                ready = wait([worker.connection for worker in busy], self._patience(busy))
                answers = [pair for worker in busy for pair in self._look_at(worker, ready, function, waiting)]
                self._hand_out(function, waiting)
                yield from answers
        finally:
            self._dismiss([worker for worker in self._crew if worker.job is not None])

    def _patience(self, busy: Sequence[_Worker]) -> float | None:
        """Seconds until the first task must be done."""
        ends = [worker.until for worker in busy if worker.until is not None]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _look_at(
        self, worker: _Worker, ready: Sequence[Any], function: Callable[[Any], Any], waiting: Waiting[Any]
    ) -> list[tuple[Any, Any]]:
        """What a worker that is busy has to say, or has become of it."""
        if worker.connection in ready:
            return self._collect(worker, function, waiting)
        if worker.until is not None and time.monotonic() >= worker.until:
            return self._lost(worker, function, waiting, f"took longer than {self._limit:g} s")
        return []

    def _hand_out(self, function: Callable[[Any], Any], waiting: Waiting[Any]) -> None:
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

    def _hire(self, job: Job[Any]) -> _Worker:
        try:
            worker = _Worker(*start_process(self._context, serve, (), self._script))
        except OSError as error:
            raise WorkerLost(job.task, f"no worker process could be started: {error}") from error
        self._crew.append(worker)
        return worker

    def _collect(self, worker: _Worker, function: Callable[[Any], Any], waiting: Waiting[Any]) -> list[tuple[Any, Any]]:
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
        self, worker: _Worker, function: Callable[[Any], Any], waiting: Waiting[Any], late: str
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
        parts = function.split(job.task) if isinstance(function, Dividing) else [job.task]
        if len(parts) > 1:
            waiting.again([Job(part) for part in parts])
            return []
        job.losses += 1
        if not late and job.losses < attempts(function, code):
            waiting.again([job])
            return []
        reason = late or (in_turn(code) if job.losses > 1 else f"its process {ending(code)}")
        if isinstance(function, Dividing):
            return [(job.task, function.lost(job.task, reason))]
        raise WorkerLost(job.task, reason)

    def _dismiss(self, workers: list[_Worker]) -> None:
        self._crew = [worker for worker in self._crew if worker not in workers]
        for worker in workers:
            worker.connection.close()
            worker.process.kill()
        for worker in workers:
            worker.process.join()


def start_process(
    context: BaseContext, target: Callable[..., None], arguments: tuple[Any, ...], script: bool
) -> tuple[BaseProcess, Connection]:
    """Start a process that Ctrl-C does not reach, and that ends with this one.

    Args:
        context: how it is started; see `context_of`.
        target: what it does; is given the connection to this process, then the arguments.
        arguments: that it is sent.
        script: whether it imports the program that was started; see `Pool`.

    Returns:
        The process, and the connection to it.

    Raises:
        OSError: none can be started.
    """
    ours, theirs = context.Pipe()
    with apart(), without_interrupts(*STOPPING), nullcontext() if script else _without_script():
        process = context.Process(target=target, args=(theirs, *arguments), daemon=True)  # type: ignore[attr-defined]
        process.start()
    theirs.close()
    return process, ours


def context_of(preload: Sequence[str]) -> BaseContext:
    """Workers that start from a clean process; where the system can, copies of one that has imported the model once."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


@contextmanager
def without_interrupts(*others: signal.Signals) -> Iterator[None]:
    """What is started in here never sees Ctrl-C, nor the other signals: the parent alone answers them."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # it would lift the block when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *others})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def apart() -> Iterator[None]:
    """What is started in here does not look for modules in the folder that it is started in."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


@contextmanager
def _without_script() -> Iterator[None]:
    """What is started in here does not import the program that was started, which it looks for in `__main__`."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def _do(function: Callable[[Task], Answer], task: Task) -> Answer:
    try:
        return function(task)
    except Exception as error:
        raise TaskFailed(task, *failure_of(error)) from error
