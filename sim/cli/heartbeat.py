"""Reports from time to time what a command is doing, so that a long silence does not look like a fault.

It needs no thread, beside which the figures could not be drawn by two processes: a timer of the system interrupts the
work for a moment. Where there is none, as on Windows, or something else uses it, nothing is printed.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

EVERY_SECONDS = 3.0  # a call into compiled code may delay a line by another second or two
LATER, LATER_SECONDS = 300.0, 30.0
"""After so long, a line comes less often."""


class Heartbeat:
    """The line to print.

    Attributes:
        doing: what the command is at.
        last: when this process last printed a line; at first, when it began.
    """

    last: ClassVar[float] = time.monotonic()

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self._begun = time.monotonic()

    def first_seconds(self) -> float:
        """Seconds to the first line: a command may do one thing after the other, each in less than the interval."""
        return max(EVERY_SECONDS / 8, EVERY_SECONDS - (self._begun - Heartbeat.last))

    def beat(self, *_: Any) -> None:
        """Say it, unless that was done a moment ago; straight to stderr, as a write to it may just be interrupted."""
        now = time.monotonic()
        if now - self._begun > LATER and now - Heartbeat.last < LATER_SECONDS:
            return
        Heartbeat.last = now
        with suppress(OSError):
            os.write(2, f"  {self.doing} ({now - self._begun:.0f} s)\n".encode())


@contextmanager
def heartbeat(doing: str) -> Iterator[Heartbeat]:
    """While this lasts, a line every few seconds says what is being done; what that is can be changed."""
    found = Heartbeat(doing)
    if not _has_timer():
        yield found
        return
    before = signal.signal(signal.SIGALRM, found.beat)
    signal.setitimer(signal.ITIMER_REAL, found.first_seconds(), EVERY_SECONDS)
    try:
        yield found
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _has_timer() -> bool:
    """True if there is a timer, and nobody else uses it."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return False
    return signal.getitimer(signal.ITIMER_REAL)[0] == 0 and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
