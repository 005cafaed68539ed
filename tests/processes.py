"""Commands in processes and sessions of their own, and what runs in such a session, as Linux tells it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

STATE, SESSION, USER_TICKS, SYSTEM_TICKS = 0, 3, 11, 12  # fields of /proc/PID/stat behind the name of the program
STOPPING = {signal.Signals[name] for name in ("SIGHUP", "SIGINT", "SIGTERM") if hasattr(signal, name)}


@contextmanager
def signals_by_default() -> Iterator[None]:
    """In here the signals that stop a command have the system's default handling, and so in what is started.

    Whoever started the tests may have had them ignored (`nohup`, some runners) or blocked, which processes inherit.
    """
    mask = signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    before = {
        number: signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        for number in STOPPING
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def started(words: Sequence[str], folder: Path | None = None) -> subprocess.Popen[bytes]:
    """A command of `escsim` in a session of its own, which says nothing and heeds signals."""
    with signals_by_default():
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "sim.cli.main", *words],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def in_session(session: int) -> dict[int, list[str]]:
    """The processes of a session that have not ended, with what the system knows of each."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[SESSION]) == session and fields[STATE] != "Z":
            found[int(folder.name)] = fields
    return found


def processor_seconds(session: int) -> list[float]:
    """Processor time of each process of a session."""
    rate = os.sysconf("SC_CLK_TCK")
    return [(int(each[USER_TICKS]) + int(each[SYSTEM_TICKS])) / rate for each in in_session(session).values()]


def wait_until(holds: Callable[[], object], seconds: float) -> None:
    """Wait until something holds; fail where it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)
