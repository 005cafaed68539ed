"""Signals of batch systems and closing terminals: they stop a command like Ctrl-C, and results so far are kept."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sim.study.execution.interrupts import STOPPING


@contextmanager
def as_interruption() -> Iterator[list[int]]:
    """While this lasts, SIGTERM and SIGHUP raise KeyboardInterrupt; yields a list to which their numbers are added.

    One that whoever started the process has it ignore, as `nohup` does, stays ignored.
    """
    received: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # where no handler can be set
        yield received
        return
    caught = [number for number in STOPPING if signal.getsignal(number) == signal.SIG_DFL]
    for number in caught:
        signal.signal(number, interrupt)
    try:
        yield received
    finally:
        for number in caught:
            signal.signal(number, signal.SIG_DFL)
