"""The lock of a folder: one process at a time works on it, visibly from outside."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.atomic import clear_left, write_text
from sim.config.problems import Problem
from sim.study.files.integrity import open_plain

if TYPE_CHECKING:  # most commands only read folders
    from filelock import FileLock

LOCK, HOLDER = "lock", "holder.json"
LONGEST = 2**20  # bytes of a file that only informs
PATIENCE = 1.0  # seconds; `is_held` has the lock for a moment


def now() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class FolderLocked(Problem):
    """Another process works on a folder."""


@contextmanager
def locked(folder: Path, what: str = "study", stays: bool = True) -> Iterator[None]:
    """Have the folder for this process; the system lets go of it when the process ends, however it ends.

    Args:
        folder: that is worked on.
        what: it is, as a message says it.
        stays: whether the file of the lock is left behind, with that of its holder.

    Raises:
        FolderLocked: another process works on it.
        Problem: it cannot be written.
    """
    from filelock import Timeout

    lock = _lock(folder)
    try:
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        seen = "`escsim status` shows" if what == "study" else "`escsim list` shows"
        raise FolderLocked(f"{folder}: {_by_whom(folder)} is working on this {what}; {seen} its progress") from None
    except OSError as error:
        raise Problem(f"cannot lock {folder}: {error.strerror}") from error
    try:
        clear_left(folder)
        with suppress(OSError):  # it only names the holder
            write_text(folder / HOLDER, json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now()}))
        yield
    finally:
        if not stays:
            _take_away(folder)
        lock.release()


def is_held(folder: Path) -> bool | None:
    """True if a process works on the folder; None if that is unknown, because the folder is read-only."""
    try:
        if not (folder / LOCK).exists():  # it is not made to be asked
            return False
    except OSError:
        return None
    from filelock import Timeout

    lock = _lock(folder)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    except OSError:
        return None
    lock.release()
    return False


def holds_nothing(folder: Path) -> bool:
    """True if a folder is there with nothing in it but what says who works on it, and what is hidden.

    So it is while long work fills it elsewhere, or when a process was killed that had only just made it.
    """
    try:
        return all(path.name in (LOCK, HOLDER) or path.name.startswith(".") for path in folder.iterdir())
    except OSError:
        return False


def holder(folder: Path) -> dict[str, Any]:
    """`pid`, `host` and `since` of the process that worked on the folder last; nothing if that is not known."""
    found = read_if_readable(folder / HOLDER)
    kinds = {"pid": int, "host": str, "since": str}
    return {key: found[key] for key, kind in kinds.items() if isinstance(found.get(key), kind)}


def read_if_readable(path: Path) -> dict[str, Any]:
    """Content of a JSON file that only informs; empty if it is missing, torn or something else."""
    try:
        with open(open_plain(path), "rb") as file:
            found = json.loads(file.read(LONGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _take_away(folder: Path) -> None:
    """Remove the files of a lock that is held; whoever waits for it looks anew."""
    for name in (HOLDER, LOCK):
        with suppress(OSError):
            (folder / name).unlink()


def _lock(folder: Path) -> FileLock:
    from filelock import FileLock

    return FileLock(folder / LOCK, thread_local=False, preserve_lock_file=True)


def _by_whom(folder: Path) -> str:
    who = holder(folder)
    return f"process {who['pid']} on {who['host']}" if {"pid", "host"} <= who.keys() else "another process"
