"""One process at a time works on a study folder."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sim.study.atomic import write_text
from sim.study.manifest import now
from sim.study.problems import Problem

LOCK, HOLDER = "lock", "holder.json"
PATIENCE = 1.0  # seconds; `is_held` has the lock for a moment


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Have the folder for this process; the system lets go of it when the process ends, however it ends.

    Raises:
        Problem: another process works on it, or it cannot be written.
    """
    lock = _lock(folder)
    try:
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        raise Problem(
            f"{folder}: {_by_whom(folder)} works on this study; `escsim status` shows how far it is"
        ) from None
    except OSError as error:
        raise Problem(f"cannot lock {folder}: {error.strerror}") from error
    try:
        with suppress(OSError):  # it only names the holder
            write_text(folder / HOLDER, json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now()}))
        yield
    finally:
        lock.release()


def is_held(folder: Path) -> bool | None:
    """Whether a process works on the folder; None where that cannot be told, as the folder may only be read."""
    lock = _lock(folder)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    except OSError:
        return None
    lock.release()
    return False


def holder(folder: Path) -> dict[str, Any]:
    """`pid`, `host` and `since` of the process that worked on the folder last; nothing where that is not known."""
    return known(folder / HOLDER)


def known(path: Path) -> dict[str, Any]:
    """What a file of JSON says that only informs; nothing where it is missing, torn or something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _lock(folder: Path) -> FileLock:
    return FileLock(folder / LOCK, thread_local=False, preserve_lock_file=True)


def _by_whom(folder: Path) -> str:
    known = holder(folder)
    return f"process {known['pid']} on {known['host']}" if {"pid", "host"} <= known.keys() else "another process"
