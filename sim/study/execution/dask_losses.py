"""Translates errors and answers of a Dask cluster into those of a crew."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.study.execution.dask_cluster import SAME
from sim.study.execution.pool import TaskFailed
from sim.study.execution.worker import failure_of
from sim.study.execution.worker_losses import ATTEMPTS, WorkerLost

if TYPE_CHECKING:
    from sim.study.execution.dask_worker import WorkerAnswer


LOST = f"{ATTEMPTS} times workers of the cluster were lost (out of memory?)"
"""What became of a task that took its workers with it."""


@contextmanager
def losses(task: Any, cluster: str) -> Iterator[None]:
    """Raise errors of Dask as `WorkerLost`, where processes are lost, or as `TaskFailed`."""
    from distributed import KilledWorker

    try:
        yield
    except KilledWorker:
        raise WorkerLost(task, LOST) from None
    except TimeoutError:
        raise WorkerLost(None, f"{cluster} does not answer, or has lost its workers") from None
    except (OSError, CancelledError, asyncio.CancelledError):
        raise WorkerLost(None, f"{cluster} is gone") from None
    except Exception as error:  # it could not be sent, or read, there
        raise TaskFailed(task, *failure_of(error)) from error


def read_answers(task: Any, message: bytes) -> Sequence[Any]:
    """The answers in what a worker sent; see `sim.study.execution.dask_worker.run_task`.

    Raises:
        TaskFailed: the task raised an error.
        WorkerLost: the worker does no tasks, as it is not like this process, or the task ends the processes that do it.
    """
    answered: WorkerAnswer = pickle.loads(message)
    if answered.refused:
        raise WorkerLost(None, "; ".join([*answered.refused, SAME]))
    if answered.lost:
        raise WorkerLost(task, answered.lost)
    if answered.failure is not None:
        raise TaskFailed(task, *answered.failure)
    return answered.answers
