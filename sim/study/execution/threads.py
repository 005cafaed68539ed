"""A pool of threads for tasks that release Python's lock, as compiled ones do."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import TypeVar

from sim.study.execution.pool import TaskFailed
from sim.study.execution.worker import failure_of

Task = TypeVar("Task")
Answer = TypeVar("Answer")


class Threads:
    """Up to `workers` threads, kept until it is left. The thread that asks does no task, so that it answers Ctrl-C."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._executor = ThreadPoolExecutor(workers)

    def __enter__(self) -> Threads:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._executor.shutdown(cancel_futures=True)

    def run(
        self, function: Callable[[Task], Answer], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Answer], None, None]:
        """Do the tasks and yield (task, answer) as they finish, in any order.

        The tasks are taken from `tasks` one by one as threads become free. Ctrl-C waits for those that are being done.

        Raises:
            TaskFailed: a task raised an error.
        """
        waiting = iter(tasks)
        busy: dict[Future[Answer], Task] = {}
        try:
            while True:
                for task in waiting:
                    busy[self._executor.submit(function, task)] = task
                    if len(busy) == self.workers:
                        break
                if not busy:
                    return
                done, _ = wait(busy, return_when=FIRST_COMPLETED)
                for future in done:
                    yield _answer(busy.pop(future), future)
        finally:
            wait(busy)


def _answer(task: Task, future: Future[Answer]) -> tuple[Task, Answer]:
    try:
        return task, future.result()
    except Exception as error:
        raise TaskFailed(task, *failure_of(error)) from error
