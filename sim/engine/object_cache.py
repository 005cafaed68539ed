"""Cache of compiled programs: a file in the user's cache for each of their parts, and each version of its sources.

The name of a file is a hash of all that a part is made from, so one made from other sources is never found. It is
written in one piece, so two processes can compile at once without harm.

Code loaded from there runs as the user. So folder and file must belong to the user and be writable by no other user,
and the file begins with a digest of its name and the rest; else the part is compiled again.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

KEPT = 200
"""Number of parts kept, those of about eight programs; the least recently used one is removed first."""

SUFFIX = ".object"
DIGEST_BYTES = hashlib.sha256().digest_size
OPEN_TO_OTHERS = stat.S_IWGRP | stat.S_IWOTH
SEARCHED_BY_OTHERS = stat.S_IXGRP | stat.S_IXOTH

_NAME = re.compile(f"[0-9a-f]{{24}}{re.escape(SUFFIX)}")


_of_this_process: list[Path] = []


def use(root: Path | None) -> None:
    """Set another folder for the parts of this process's programs; None for the user's cache."""
    _of_this_process[:] = [] if root is None else [root]


def cache_root() -> Path:
    """The folder of all parts: that set by `use`, else ESCSIM_CACHE, else one in the user's cache."""
    chosen = os.environ.get("ESCSIM_CACHE")
    return next(iter(_of_this_process), Path(chosen) if chosen else user_cache_path("escsim"))


def file_of(key: str) -> Path:
    """The file of a part."""
    return cache_root() / f"{key}{SUFFIX}"


def lock_of(file: Path) -> Path:
    """The file that a process locks while it compiles a program, by the file of the program's driver."""
    return file.with_suffix(".lock")


class Damaged(Exception):
    """A part that is not as it was written."""


def read(file: Path) -> bytes | None:
    """What was written for a part; None if nothing was, or it cannot be read.

    Raises:
        Damaged: it was changed since, or written for another part.
    """
    try:
        written = file.read_bytes()
    except OSError:
        return None
    digest, code = written[:DIGEST_BYTES], written[DIGEST_BYTES:]
    if _digest(file, code) != digest:
        raise Damaged(f"{file} is damaged")
    return code


def _digest(file: Path, code: bytes) -> bytes:
    return hashlib.sha256(file.name.encode() + b"\n" + code).digest()


def is_intact(key: str) -> bool:
    """Whether the cache has a part as it was written, in a file that can be trusted."""
    file = file_of(key)
    try:
        return not refusal(file) and read(file) is not None
    except Damaged:
        return False


def write(file: Path, code: bytes) -> None:
    """Store a part, if possible."""
    if not obstacle(file):
        with suppress(OSError):
            _write(file, _digest(file, code) + code)


def note_use(file: Path) -> None:
    """Note that a part is used now, so that others are removed before it."""
    with suppress(OSError):
        os.utime(file)


def obstacle(file: Path) -> str:
    """Reason why a part could not be stored; empty if it could."""
    if why := refusal(file):
        return why
    try:
        make_root(file)
        descriptor, tried = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
        os.close(descriptor)
        os.unlink(tried)
    except OSError:
        return f"{file} cannot be written"
    return ""


def make_root(file: Path) -> None:
    """Make the folder of all parts, which only the user can read."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def refusal(file: Path) -> str:
    """Reason not to load a part from a file or write it there; empty if the file can be trusted.

    It and its folder must belong to the user, be no links, and be writable by nobody else.
    """
    try:
        places = (file.parent.resolve(), file)
        return next((fault for place in places if os.path.lexists(place) and (fault := _fault(place))), "")
    except OSError as error:
        return f"{error.filename or file} cannot be read ({error.strerror})"


def _fault(place: Path) -> str:
    about = place.lstat()
    if stat.S_ISLNK(about.st_mode):
        return f"{place} is a link"
    if os.name == "nt":  # where modes say nothing
        return ""
    if about.st_uid != os.geteuid():
        return f"{place} is another user's"
    within_reach = stat.S_ISDIR(about.st_mode) or place.parent.stat().st_mode & SEARCHED_BY_OTHERS
    return f"{place} can be written by other users" if within_reach and about.st_mode & OPEN_TO_OTHERS else ""


def _write(path: Path, content: bytes) -> None:
    """Write a file in one piece, through a file with an unguessable name."""
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished)
        raise


def prune() -> None:
    """Remove the least recently used parts; other files in the folder of all parts are left alone."""
    with suppress(OSError):
        parts = [path for path in cache_root().glob(f"*{SUFFIX}") if _NAME.fullmatch(path.name)]
        for file in sorted(parts, key=lambda file: file.stat().st_mtime)[:-KEPT]:
            file.unlink(missing_ok=True)
            lock_of(file).unlink(missing_ok=True)
