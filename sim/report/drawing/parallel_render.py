"""Divides work between two processes: this one, and a fork of it that has everything already read and computed."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from sim.study.execution.worker import end_with_parent

Result = TypeVar("Result")

PLACE_BYTES = 2  # of a number in the queue, which a pipe holds thousands of
PATIENCE = 5.0  # seconds, besides twice what our own half took: then a copy that does not answer is given up


def map_in_two_processes(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """The results of the tasks, in their order; each process takes the next task when it has done one.

    What the copy fails in is done here after all, so that an error is the same as without it.

    Args:
        tasks: those that take longest come first; they leave behind nothing but files and their results, which can be
            pickled.
    """
    with _settled():
        return _shared(tasks) if len(tasks) > 1 and _can_copy() else [task() for task in tasks]


@contextmanager
def _settled() -> Iterator[None]:
    """Spare what is in memory by now the searches for garbage, which touch all of it and so have it copied, too."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _shared(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    started = time.monotonic()
    queue = _queue(range(2, len(tasks)))
    receiver, sender = multiprocessing.Pipe(duplex=False)
    copy = multiprocessing.get_context("fork").Process(target=_work, args=(tasks, queue, sender), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which here are those of linear algebra, idle
        copy.start()
    sender.close()
    try:
        done = {place: tasks[place]() for place in _taken(0, queue)}
        done |= _answer(receiver, PATIENCE + 2 * (time.monotonic() - started))
    finally:
        copy.kill()
        copy.join()
        receiver.close()
        os.close(queue)
    return [done[place] if place in done else task() for place, task in enumerate(tasks)]


def _queue(places: Iterable[int]) -> int:
    """A pipe with the places of tasks, of which each process reads the next: no lock that a killed one would hold."""
    queue, filled = os.pipe()
    os.write(filled, b"".join(place.to_bytes(PLACE_BYTES, "big") for place in places))
    os.close(filled)
    return queue


def _taken(first: int, queue: int) -> Iterator[int]:
    """The places of the tasks that a process does, one after the other."""
    yield first
    while place := os.read(queue, PLACE_BYTES):
        yield int.from_bytes(place, "big")


def _can_copy() -> bool:
    """True if this process may be copied: on Linux, with a core to spare, and no thread that a copy would lack."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _work(tasks: Sequence[Callable[[], Any]], queue: int, sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the other process, which ends this one
    end_with_parent()
    done: dict[int, Any] = {}
    with suppress(Exception):
        for place in _taken(1, queue):
            done[place] = tasks[place]()
    with suppress(Exception):
        sender.send(done)


def _answer(receiver: Connection, seconds: float) -> dict[int, Any]:
    """Results that the copy sent, by the places of their tasks; none if it failed, or does not answer in time."""
    try:
        return receiver.recv() if receiver.poll(seconds) else {}
    except (EOFError, OSError):
        return {}
