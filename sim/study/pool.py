"""Worker processes that share out tasks; the loss of a worker costs one task, which another worker does again."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType, TracebackType
from typing import Any, Generic, Protocol, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")

ATTEMPTS = 3
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


class WorkerLost(Exception):
    """A task lost its worker `ATTEMPTS` times, or no worker could be started.

    Attributes:
        task: the task; None where it is not about one, as all workers are gone.
    """

    def __init__(self, task: Any, message: str) -> None:
        super().__init__(message)
        self.task = task


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
class _Job(Generic[Task]):
    task: Task
    losses: int = 0


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    job: _Job[Any] | None = None


class Pool:
    """Up to `workers` processes, started when there is something to do and kept until the pool is left.

    With one worker nothing is started: the tasks run in this process.

    Args:
        workers: largest number of processes.
        preload: modules that the workers have at hand when they start.
        script: whether the workers import the program that was started, as they must where a function or task is
            defined in it. Without that, a user's script needs no `if __name__ == "__main__"` around what it runs.
    """

    def __init__(self, workers: int, preload: Sequence[str] = (), script: bool = True) -> None:
        self.workers = workers
        self._script = script
        self._context = _context(preload)
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
        if self.workers == 1:
            yield from ((task, _do(function, task)) for task in tasks)
            return
        waiting = _Waiting(tasks)
        try:
            self._hand_out(function, waiting)
            while busy := [worker for worker in self._crew if worker.job is not None]:
                ready = wait([worker.connection for worker in busy])
                for worker in [worker for worker in busy if worker.connection in ready]:
                    answers = self._collect(worker, waiting)
                    self._hand_out(function, waiting)
                    yield from answers
        finally:
            self._dismiss([worker for worker in self._crew if worker.job is not None])

    def _hand_out(self, function: Callable[[Any], Any], waiting: _Waiting[Any]) -> None:
        idle = [worker for worker in self._crew if worker.job is None]
        while (idle or len(self._crew) < self.workers) and (job := waiting.next()) is not None:
            worker = idle.pop() if idle else self._hire(job)
            worker.job = job
            try:
                worker.connection.send((function, job.task))
            except OSError:  # it died while idle, or before its first task
                self._lost(worker, waiting)

    def _hire(self, job: _Job[Any]) -> _Worker:
        ours, theirs = self._context.Pipe()
        try:
            with without_interrupts(*STOPPING), nullcontext() if self._script else _without_script():
                process = self._context.Process(target=_serve, args=(theirs,), daemon=True)  # type: ignore[attr-defined]
                process.start()
        except OSError as error:
            raise WorkerLost(job.task, f"no worker process could be started: {error}") from error
        theirs.close()
        worker = _Worker(process, ours)
        self._crew.append(worker)
        return worker

    def _collect(self, worker: _Worker, waiting: _Waiting[Any]) -> list[tuple[Any, Any]]:
        try:
            answer, failure = worker.connection.recv()
        except (EOFError, OSError):
            self._lost(worker, waiting)
            return []
        assert worker.job is not None
        task, worker.job = worker.job.task, None
        if failure is not None:
            raise TaskFailed(task, *failure)
        return [(task, answer)]

    def _lost(self, worker: _Worker, waiting: _Waiting[Any]) -> None:
        job = worker.job
        assert job is not None
        self._dismiss([worker])
        job.losses += 1
        if job.losses == ATTEMPTS:
            raise WorkerLost(job.task, f"{ATTEMPTS} worker processes in turn {_ending(worker.process.exitcode)}")
        waiting.again(job)

    def _dismiss(self, workers: list[_Worker]) -> None:
        self._crew = [worker for worker in self._crew if worker not in workers]
        for worker in workers:
            worker.connection.close()
            worker.process.kill()
        for worker in workers:
            worker.process.join()


class _Waiting(Generic[Task]):
    """The tasks that nobody does yet; those that lost their worker come first."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._new = iter(tasks)
        self._again: list[_Job[Task]] = []

    def next(self) -> _Job[Task] | None:
        if self._again:
            return self._again.pop()
        for task in self._new:
            return _Job(task)
        return None

    def again(self, job: _Job[Task]) -> None:
        self._again.append(job)


def _context(preload: Sequence[str]) -> BaseContext:
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
def _without_script() -> Iterator[None]:
    """What is started in here does not import the program that was started, which it looks for in `__main__`."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def _serve(connection: Connection) -> None:
    """Work off what the parent sends until it hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while True:
            connection.send_bytes(_answer(connection.recv_bytes()))
    except (EOFError, OSError):
        return


def _answer(message: bytes) -> bytes:
    """A pickled pair: the answer, and None or (class, text, traceback) of the error in its place."""
    try:
        function, task = pickle.loads(message)
        return pickle.dumps((function(task), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps((None, failure_of(error)))


def failure_of(error: Exception) -> tuple[str, str, str]:
    """Class name, text and traceback of an error."""
    return type(error).__name__, str(error), traceback.format_exc()


def _do(function: Callable[[Task], Answer], task: Task) -> Answer:
    try:
        return function(task)
    except Exception as error:
        raise TaskFailed(task, *failure_of(error)) from error


def _ending(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        name = signal.Signals(-exit_code).name
        return f"were killed by {name}" + (" (is the memory full?)" if name == "SIGKILL" else "")
    return f"ended with exit code {exit_code}"
