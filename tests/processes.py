"""Commands in processes and sessions of their own, and what runs in such a session, as Linux tells it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

STATE, SESSION, USER_TICKS, SYSTEM_TICKS = 0, 3, 11, 12  # fields of /proc/PID/stat behind the name of the program


def started(words: Sequence[str], folder: Path | None = None) -> subprocess.Popen[bytes]:
    """A command of `escsim` in a session of its own, which says nothing."""
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
