"""Divides work between two processes: this one, and its fork, which has everything already read and computed."""

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
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, NoReturn, TypeVar

Result = TypeVar("Result")

IDLE = "ends with its parent"
"""Name of threads that only wait for another process to end, and that a fork can do without."""

PATIENCE = 5.0  # seconds, besides twice what our own half took: then a fork that does not answer is given up


def map_in_two_processes(tasks: Sequence[Callable[[], Result]], alike: bool = False) -> list[Result]:
    """The results of the tasks, in their order; each process takes the next task when it has done one.

    What the fork fails in is done here after all, so that an error is the same as without it.

    Args:
        tasks: those that take longest come first; they leave behind nothing but files and their results, which can be
            pickled.
        alike: whether neighbours have work in common instead, so that each process begins at another end.
    """
    places = range(len(tasks))
    from_both_ends = places if alike else [*places[::2], *places[1::2][::-1]]
    with _settled():
        return _shared(tasks, from_both_ends) if len(tasks) > 1 and _can_fork() else [task() for task in tasks]


@contextmanager
def _settled() -> Iterator[None]:
    """Spare what is in memory by now the searches for garbage, which touch all of it and so have it copied, too."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _shared(tasks: Sequence[Callable[[], Result]], places: Sequence[int]) -> list[Result]:
    started = time.monotonic()
    with ExitStack() as ends:
        try:
            turns, answers, life = _turns(len(tasks) - 2, ends), _pipe(ends), _life(ends)
            fork = _fork()
        except OSError:  # no room for another process, or for what connects them
            return [task() for task in tasks]
        if not fork:
            _work(tasks, _taken(places[::-1], turns), answers, life)
        ends.callback(_end, fork)
        answers[1].close()
        done = {place: tasks[place]() for place in _taken(places, turns)}
        done |= _answer(answers[0], PATIENCE + 2 * (time.monotonic() - started))
    return [done[place] if place in done else task() for place, task in enumerate(tasks)]


def _fork() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which here are idle
        return os.fork()


def _end(fork: int) -> None:
    """End the fork; where the system asks for no exit code, it may be gone without a trace."""
    with suppress(ProcessLookupError):
        os.kill(fork, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(fork, 0)


def _turns(count: int, ends: ExitStack) -> int:
    """A pipe with so many bytes, one for each turn: no lock that a killed process would hold."""
    turns, filled = os.pipe()
    ends.callback(os.close, turns)
    os.write(filled, bytes(count))
    os.close(filled)
    return turns


def _pipe(ends: ExitStack) -> tuple[Connection, Connection]:
    """The pipe for the answer of the fork."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    ends.callback(receiver.close)
    ends.callback(sender.close)
    return receiver, sender


def _life(ends: ExitStack) -> tuple[int, int]:
    """A pipe whose end the fork sees when this process ends."""
    life = os.pipe()
    for end in life:
        ends.callback(os.close, end)
    return life


def _taken(places: Iterable[int], turns: int) -> Iterator[int]:
    """The places of the tasks that a process does, one after the other; the first needs no turn."""
    first, *others = places
    yield first
    for place in others:
        if not os.read(turns, 1):
            return
        yield place


def _can_fork() -> bool:
    """True if this process may fork: on Linux, with a core to spare, and no thread that a fork would lack."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1:
        return False
    return all(thread.name == IDLE for thread in threading.enumerate() if thread is not threading.current_thread())


def _work(
    tasks: Sequence[Callable[[], Any]],
    taken: Iterator[int],
    answers: tuple[Connection, Connection],
    life: tuple[int, int],
) -> NoReturn:
    """Do the tasks that are taken, as the fork, which ends here."""
    done: dict[int, Any] = {}
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the other process, which ends this one
        os.close(life[1])
        threading.Thread(target=_end_after, args=(life[0],), daemon=True).start()
        with suppress(Exception):
            for place in taken:
                done[place] = tasks[place]()
        answers[1].send(done)
    finally:
        os._exit(0)


def _end_after(life: int) -> None:
    """End this process when the other one has, whatever is being done here."""
    os.read(life, 1)
    os._exit(0)


def _answer(receiver: Connection, seconds: float) -> dict[int, Any]:
    """Results that the fork sent, by the places of their tasks; none if it failed, or does not answer in time."""
    try:
        return receiver.recv() if receiver.poll(seconds) else {}
    except (EOFError, OSError):
        return {}
