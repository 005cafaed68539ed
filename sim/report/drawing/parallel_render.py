"""Divides work between two processes: this one, and a fork of it that has everything already read and computed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeVar

from sim.study.execution.worker import end_with_parent

Result = TypeVar("Result")

PATIENCE = 5.0  # seconds, besides twice what our own half took: then a copy that does not answer is given up


def map_in_two_processes(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """The results of the tasks, in their order; half of the tasks run in the copy, if there can be one.

    What the copy fails in is done here after all, so that an error is the same as without it.

    Args:
        tasks: leave behind nothing but files and their results, which can be pickled.
    """
    ours, theirs = tasks[::2], tasks[1::2]
    if not theirs or not _can_copy():
        return [task() for task in tasks]
    started = time.monotonic()
    receiver, sender = multiprocessing.Pipe(duplex=False)
    copy = multiprocessing.get_context("fork").Process(target=_work, args=(theirs, sender), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which here are those of linear algebra, idle
        copy.start()
    sender.close()
    try:
        done = [task() for task in ours]
        others: list[Result] | None = _answer(receiver, PATIENCE + 2 * (time.monotonic() - started))
    finally:
        copy.kill()
        copy.join()
        receiver.close()
    rest = [task() for task in theirs] if others is None else others
    return [(done, rest)[place % 2][place // 2] for place in range(len(tasks))]


def _can_copy() -> bool:
    """True if this process may be copied: on Linux, with a core to spare, and no thread that a copy would lack."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _work(tasks: Sequence[Callable[[], Result]], sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the other process, which ends this one
    end_with_parent()
    with suppress(Exception):
        sender.send([task() for task in tasks])


def _answer(receiver: Connection, seconds: float) -> list[Result] | None:
    """Results that the copy sent; None if it failed, or does not answer in time."""
    try:
        return receiver.recv() if receiver.poll(seconds) else None
    except (EOFError, OSError):
        return None
