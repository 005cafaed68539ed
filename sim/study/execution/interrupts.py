"""Delays Ctrl-C, and signals that stop a process like it, for a moment."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = tuple(signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals of batch systems, which send them to all processes of a job."""


@contextmanager
def without_interruption() -> Iterator[None]:
    """Let Ctrl-C, and what stops a process likewise, wait until the run is stored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    caught = [number for number in (signal.SIGINT, *STOPPING) if callable(signal.getsignal(number))]
    before = {number: signal.signal(number, lambda number, _: pressed.append(number)) for number in caught}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if pressed:
        signal.raise_signal(pressed[0])
