"""Trust in custom code: what is stored in a folder runs only if it ran on this machine before, or with --trust.

A run keeps the files of custom mechanisms and measures, so that a replication can be run again from its folder. A
folder may come from another person. So the SHA-256 of every file that the user names is kept in a folder of the user's,
and what a run or study folder holds is executed only where its digest is there, or the command says `--trust`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path

from platformdirs import user_data_path

from sim.config.problems import Problem

Show = Callable[[str], None]

PRIVATE = 0o700
_asked: ContextVar[Show | None] = ContextVar("_asked", default=None)


def store() -> Path:
    """The folder with a file for each trusted text, named by its digest; ESCSIM_TRUST, else in the user's data."""
    chosen = os.environ.get("ESCSIM_TRUST")
    return Path(chosen) if chosen else user_data_path("escsim") / "trusted"


def remember(source: str) -> None:
    """Trust a text from now on: the user named its file. Where that cannot be kept, it is asked for again."""
    with suppress(OSError, RuntimeError):
        place = store()
        place.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        if not _fault(place):
            (place / _digest(source)).touch(mode=0o600)


def is_trusted(source: str) -> bool:
    """True if the user has run this very text on this machine."""
    try:
        place = store()
        return not _fault(place) and (place / _digest(source)).is_file()
    except (OSError, RuntimeError):
        return False


@contextmanager
def trusting(show: Show | None) -> Iterator[None]:
    """Within it, code of folders is run whoever made it, each shown first; None: only those of this machine.

    Args:
        show: is given the path and the text of each.
    """
    before = _asked.set(show)
    try:
        yield
    finally:
        _asked.reset(before)


def check_trusted(path: Path, source: str) -> None:
    """Let the code of a folder be run, or refuse it.

    Raises:
        Problem: it was not run on this machine before, and the command does not say `--trust`.
    """
    show = _asked.get()
    if show is not None:
        show(f"{path}, which --trust has run:\n{source}")
    elif not is_trusted(source):
        raise Problem(
            f"{path}: contains code that has never run on this machine and has all your permissions; read "
            f"it, then add --trust to run it"
        )


def _digest(source: str) -> str:
    return sha256(source.encode()).hexdigest()


def _fault(place: Path) -> str:
    """Reason to distrust a store; empty if it is the user's and nobody else can write into it."""
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return "is no folder"
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        return "belongs to another user"
    return "can be written by others" if os.name == "posix" and found.st_mode & 0o022 else ""
