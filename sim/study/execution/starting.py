"""Starts worker processes isolated from the folder, the signals and the program of their parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from sim.study.execution.interrupts import STOPPING

_one_at_a_time = threading.Lock()  # threads share the variables, `__main__` and the rights that are changed meanwhile


def context_of(preload: Sequence[str]) -> BaseContext:
    """Workers that start from a clean process; where the system can, copies of one that has imported the model once."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def start(
    context: BaseContext, target: Callable[..., None], arguments: tuple[Any, ...], script: bool
) -> tuple[BaseProcess, Connection]:
    """Start a process that ends with this one, and never sees Ctrl-C or `STOPPING`.

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
    with _one_at_a_time, ExitStack() as stack:
        for surrounding in (ignoring_current_folder(), without_interrupts(*STOPPING), _as_a_parent()):
            stack.enter_context(surrounding)
        if not script:
            stack.enter_context(_without_script())
        process: BaseProcess = context.Process(target=target, args=(theirs, *arguments), daemon=True)  # type: ignore[attr-defined]
        process.start()
    theirs.close()
    return process, ours


@contextmanager
def without_interrupts(*others: signal.Signals) -> Iterator[None]:
    """Shield processes that start in here from Ctrl-C and the other signals: the parent alone answers them."""
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
def ignoring_current_folder() -> Iterator[None]:
    """Keep processes that start in here from looking for modules in the folder that they start in."""
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
def _as_a_parent() -> Iterator[None]:
    """A worker of Dask is a daemon, which may start no process, as nobody would end it; ours end with their parent."""
    process = multiprocessing.current_process()
    if not process.daemon:
        yield
        return
    process.daemon = False
    try:
        yield
    finally:
        process.daemon = True


@contextmanager
def _without_script() -> Iterator[None]:
    """Keep processes that start in here from importing the started program, which they look for in `__main__`."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script
