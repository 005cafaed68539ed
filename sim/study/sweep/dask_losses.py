"""What a Dask cluster raises and answers, as the errors of a crew."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from sim.study.losses import WorkerLost
from sim.study.pool import TaskFailed
from sim.study.sweep.dask_cluster import SAME
from sim.study.worker import failure_of


@contextmanager
def losses(task: Any, cluster: str) -> Iterator[None]:
    """What Dask raises in here as `WorkerLost`, where processes are lost, or `TaskFailed`."""
    from distributed import KilledWorker

    try:
        yield
    except KilledWorker:
        lost = f"several workers of {cluster} in turn were lost (is the memory full?)"
        raise WorkerLost(task, lost) from None
    except TimeoutError:
        raise WorkerLost(None, f"{cluster} does not answer, or has lost its workers") from None
    except (OSError, CancelledError, asyncio.CancelledError):
        raise WorkerLost(None, f"{cluster} is gone") from None
    except Exception as error:  # it could not be sent, or read, there
        raise TaskFailed(task, *failure_of(error)) from error


def read_answer(task: Any, message: bytes) -> Any:
    """The answer in what a worker sent; see `sim.study.sweep.dask_worker.do`.

    Raises:
        TaskFailed: the task raised an error.
        WorkerLost: the worker does no tasks, as it is not like this process.
    """
    answer, failure, refused = pickle.loads(message)
    if refused:
        raise WorkerLost(None, "; ".join([*refused, SAME]))
    if failure is not None:
        raise TaskFailed(task, *failure)
    return answer
