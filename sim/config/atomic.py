"""Atomic writes: files and folders that are either complete or absent.

An unfinished file is beside its place under an unguessable name, is always created (a file or link of that name is
never opened), and is locked while its process lives; what a killed process left is removed by the next command.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.config.problems import Problem

if os.name != "nt":
    import fcntl

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SETTLING_SECONDS = 60.0
"""An unfinished file of a living process may be unlocked for a moment, but not for so long."""

_LEFT = re.compile(r"\..+\.(\d+)-[0-9a-f]{16}\.part", re.DOTALL)


@contextmanager
def writing(place: Path, instead: str = "") -> Iterator[None]:
    """Say as a Problem that a file or folder cannot be written, and what would do."""
    try:
        yield
    except OSError as error:
        reason = f"cannot write {error.filename or place}: {error.strerror}"
        raise Problem(f"{reason}; {instead}" if instead else reason) from error


def remedy(error: OSError) -> str:
    """Remedy for a file that could not be written."""
    return "free some disk space" if error.errno in NO_ROOM else "check its permissions"


@contextmanager
def replacing(path: Path, named: Callable[[Path], Path] | None = None) -> Iterator[Path]:
    """A path beside `path` to write to; on leaving, that file is forced to the disk and takes the name `path`.

    Args:
        path: of the file.
        named: gives the name that it takes instead, from what was written.

    Raises:
        OSError: it cannot be written; `path` is unchanged, and nothing is left beside it.
    """
    unfinished = _unfinished(path)
    descriptor = -1
    try:
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL | _flag("O_NOFOLLOW"), 0o666)
        _hold(descriptor)
        yield unfinished
        _refuse_exchanged(descriptor, unfinished)
        os.fsync(descriptor)
        place = path if named is None else named(unfinished)
        os.close(descriptor)  # an open file cannot be renamed on every system
        descriptor = -1
        os.replace(unfinished, place)
        _force_names_to_disk(path.parent)
    except BaseException as error:
        if isinstance(error, OSError) and error.filename in (None, str(unfinished)):
            error.filename = str(path)
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    finally:
        if descriptor >= 0:
            os.close(descriptor)


@contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """A folder beside `folder` to fill; on leaving, it takes the name `folder` as a whole.

    Args:
        folder: empty, or not there.

    Raises:
        OSError: it cannot be written, with the file named as in `folder`; `folder` is unchanged.
    """
    place = folder.absolute()
    unfinished = _unfinished(place)
    descriptor = -1
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        clear_left(place.parent)
        unfinished.mkdir()
        descriptor = _open_folder(unfinished)
        yield unfinished
        _take_place(unfinished, place)
    except OSError as error:
        if error.filename is not None:
            error.filename = str(error.filename).replace(str(unfinished), str(folder))
        raise
    finally:
        if descriptor >= 0:
            os.close(descriptor)
        shutil.rmtree(unfinished, ignore_errors=True)


def discard(folder: Path) -> None:
    """Remove a folder at once; the next command removes what a killed process leaves of it. Raises OSError."""
    unfinished = _unfinished(folder.absolute())
    os.rename(folder, unfinished)
    shutil.rmtree(unfinished, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write `text` in UTF-8 as the whole of the file `path`; raise OSError, leaving `path` as it was."""
    with replacing(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")


def clear_left(folder: Path) -> None:
    """Remove the unfinished files and folders in a folder whose process is gone."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _LEFT.fullmatch(entry.name)
            if found and not _is_in_work(Path(entry.path), int(found[1])):
                _remove(Path(entry.path))


def _unfinished(path: Path) -> Path:
    """A name beside `path`, shortened where the whole would be too long for a name."""
    return path.with_name(f".{path.name[:150]}.{os.getpid()}-{os.urandom(8).hex()}.part")


def _flag(name: str) -> int:
    """A flag of `os.open`, where the system has it."""
    return int(getattr(os, name, 0))


def _refuse_exchanged(descriptor: int, path: Path) -> None:
    """Raise OSError if another file or a link was put in the place of the one that is open."""
    ours, there = os.fstat(descriptor), path.lstat()
    if not stat.S_ISREG(there.st_mode) or (ours.st_dev, ours.st_ino) != (there.st_dev, there.st_ino):
        raise OSError(errno.EPERM, "another file was put in its place", str(path))


def _take_place(unfinished: Path, folder: Path) -> None:
    if os.name == "nt":  # where not even an empty folder is replaced
        with suppress(FileNotFoundError):
            folder.rmdir()
    os.replace(unfinished, folder)
    _force_names_to_disk(folder.parent)


def _hold(descriptor: int) -> None:
    """Lock an open file or folder as long as it is open."""
    if os.name != "nt":
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _open_folder(folder: Path) -> int:
    """Open and lock a folder; -1 where a system cannot."""
    if os.name == "nt":
        return -1
    descriptor = os.open(folder, os.O_RDONLY)
    _hold(descriptor)
    return descriptor


def _is_in_work(path: Path, process: int) -> bool:
    """True if a process may still write an unfinished file or folder: it has it locked, or only just made it."""
    if os.name == "nt":
        return True
    try:
        if _is_alive(process) and time.time() - path.lstat().st_mtime < SETTLING_SECONDS:
            return True
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return True  # it cannot be told
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _force_names_to_disk(folder: Path) -> None:
    """Force what a folder names to the disk; raise OSError."""
    if os.name == "nt":  # where a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
