"""Digests of stored files: the manifest of a folder lists them, and a file beside it has that of the manifest.

Every stored file is read through this module, which names a file that has changed and never computes with it.
"""

from __future__ import annotations

import errno
import fnmatch
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.config.problems import Problem

FILES = "files"
"""The entry of a manifest that lists the files of its folder: name, size in bytes and SHA-256."""

STEADY_SECONDS = 2.0
"""A file that was changed so recently may be changed again without a sign, as clocks of file systems are coarse."""

READABLE = "make it readable and repeat the command; its content may be intact"
"""The remedy for a file that is there and cannot be read; never one that replaces it."""

_NO_FILE = frozenset({errno.EINVAL, errno.ENXIO, errno.ELOOP, errno.EISDIR, errno.ENOTDIR})
"""Errors of what is no plain file, such as a pipe; all others say that a file cannot be read now."""

_NAMED = re.compile(r"(.+)-([0-9a-f]{64})\.\w+")  # a file whose name carries its digest

Entry = dict[str, Any]
_sound: dict[Path, tuple[tuple[int, ...], str]] = {}  # files that were checked: how they looked, and their digest


class DamagedFile(Problem):
    """A stored file is missing, or is not what was written."""


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits; raise OSError if it cannot be read or is no plain file."""
    with open(open_plain(path), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_plain(path: Path) -> int:
    """Open a file to be read; raise OSError if it is none, such as a pipe, on which reading would wait forever."""
    descriptor = os.open(path, os.O_RDONLY | int(getattr(os, "O_NONBLOCK", 0)) | int(getattr(os, "O_BINARY", 0)))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    return descriptor


def entry_of(path: Path) -> Entry:
    """Manifest entry of a file; raise OSError."""
    return {"bytes": path.stat().st_size, "sha256": digest_of(path)}


def entries_of(folder: Path, names: Iterable[str]) -> dict[str, Entry]:
    """Manifest entries of files in a folder, by their path in it; raise OSError."""
    return {name: entry_of(folder / name) for name in sorted(names)}


def fault_of(path: Path, entry: Mapping[str, Any]) -> str:
    """Fault of a file, by its manifest entry; empty if there is none.

    Raises:
        Problem: the file cannot be read, so that nothing can be said of it.
    """
    try:
        size, found = path.stat().st_size, checked_digest(path)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        refuse_unreadable(path, error)
        return f"is damaged: {error.strerror}"
    if size != entry["bytes"]:
        return f"is damaged: it has {size:,} bytes, {entry['bytes']:,} were written"
    return "" if found == entry["sha256"] else "is damaged: its SHA-256 digest is not the one recorded"


def refuse_unreadable(path: Path, error: OSError) -> None:
    """Refuse to continue if an existing file cannot be read, because it may or may not be damaged.

    Raises:
        Problem: naming the file, the reason, and a remedy that leaves the file as it is.
    """
    if error.errno not in _NO_FILE:
        raise Problem(f"{error.filename or path} cannot be read: {error.strerror}; {READABLE}") from error


def files_like(folder: Path, pattern: str) -> list[Path]:
    """The files in a folder whose names fit a pattern, sorted; none if there is no folder.

    Raises:
        Problem: the folder cannot be read.
    """
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        refuse_unreadable(folder, error)
        return []
    return [folder / name for name in sorted(fnmatch.filter(names, pattern))]


def checked(folder: Path, files: Mapping[str, Entry], name: str, remedy: str) -> Path:
    """The path of a file that the manifest of its folder lists, which is as it was written.

    Args:
        folder: of the file.
        files: those that the manifest lists.
        name: of the file: its path in the folder.
        remedy: what a user can do where it is not.

    Raises:
        Damaged: the file is missing, not listed, or not what was written.
        Problem: the file cannot be read.
    """
    path = folder / name
    entry = files.get(name)
    if entry is None:
        raise DamagedFile(f"{path} is not among the files that the manifest lists; {remedy}")
    if fault := fault_of(path, entry):
        raise DamagedFile(f"{path} {fault}; {remedy}")
    return path


def faults_of(folder: Path, files: Mapping[str, Entry]) -> list[str]:
    """Faults of the files that a manifest lists, a line each; raise Problem if one cannot be read."""
    found = ((folder / name, fault_of(folder / name, entry)) for name, entry in files.items())
    return [f"{path} {fault}" for path, fault in found if fault]


class ContentNamedFile:
    """Names a file that was written by its digest, so that name and content appear at once.

    Attributes:
        path: of the file; before it is written, without the digest.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, unfinished: Path) -> Path:
        """The path of a file with this content."""
        self.path = self.path.with_name(f"{self.path.stem}-{digest_of(unfinished)}{self.path.suffix}")
        return self.path


def digest_in_name(path: Path) -> str:
    """The digest that the name of a file carries; empty if it carries none."""
    found = _NAMED.fullmatch(path.name)
    return "" if found is None else found[2]


def is_sound(path: Path) -> bool:
    """True if a file has the digest that its name carries.

    Raises:
        FileNotFoundError: there is no file.
        Problem: it cannot be read.
    """
    digest = digest_in_name(path)
    try:
        return digest != "" and checked_digest(path) == digest
    except FileNotFoundError:
        raise
    except OSError as error:
        refuse_unreadable(path, error)
        return False


@contextmanager
def refusing_contradictions(*folders: Path) -> Iterator[None]:
    """Tell as a Problem that the files of a folder contradict each other, whoever made them, and digests fit.

    Raises:
        Problem: naming the folders and what could not be done with them.
    """
    try:
        yield
    except Problem:
        raise
    except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as error:
        named = ", ".join(map(str, folders))
        said = f"{type(error).__name__}: {str(error)[:200]}"
        raise Problem(
            f"{named}: its files contradict each other ({said}): another program changed them, or escsim has a "
            "fault; `escsim check --files` lists the files that have changed"
        ) from error


def checked_digest(path: Path) -> str:
    """The digest of a file; raise OSError. A file that looks as it did when it was last checked is not read again."""
    looks = _looks(path)
    known = _sound.get(path)
    if known is not None and known[0] == looks:
        return known[1]
    found = digest_of(path)
    if time.time_ns() - max(looks[2:4]) > STEADY_SECONDS * 1e9 and _looks(path) == looks:
        _sound[path] = looks, found
    return found


def _looks(path: Path) -> tuple[int, ...]:
    about = path.stat()
    return about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns
