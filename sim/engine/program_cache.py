"""Cache of compiled programs: a folder in the user's cache for each version of their sources.

The name of the folder is a hash of every source of a program, so a program made from other sources is never found.
Numba writes each of its files there in one piece, so two processes can compile at once without harm.

Code loaded from there runs as the user. So the folders must belong to the user and be writable by no other user, and
every file must have the digest taken when the program was compiled; else the program is compiled again.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import linecache
import os
import platform
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from sim.engine.layout import Layout
from sim.engine.model import SOURCES

KEPT = 8
"""Number of programs kept; the least recently used one is removed first."""

DRIVER, DIGESTS = "driver.py", "digests.json"
OPEN_TO_OTHERS = stat.S_IWGRP | stat.S_IWOTH
SEARCHED_BY_OTHERS = stat.S_IXGRP | stat.S_IXOTH

_KEY = re.compile("[0-9a-f]{24}")


_of_this_process: list[Path] = []


def use(root: Path | None) -> None:
    """Set another folder for the programs of this process; None for the user's cache."""
    _of_this_process[:] = [] if root is None else [root]


def cache_root() -> Path:
    """The folder of all programs: that set by `use`, else ESCSIM_CACHE, else one in the user's cache."""
    chosen = os.environ.get("ESCSIM_CACHE")
    return next(iter(_of_this_process), Path(chosen) if chosen else user_cache_path("escsim"))


def key_of(text: str, layouts: Iterable[Layout], functions: Iterable[Callable[..., Any]]) -> str:
    """The name of a program: a hash of its sources.

    Args:
        text: of the driver.
        layouts: of the classes that it reads and fills.
        functions: that it calls by name, in order; their files count as a whole.
    """
    digest = blake2b(digest_size=12)
    for package in ("numba", "llvmlite", "numpy"):
        digest.update(f"{package} {version(package)}\n".encode())
    for part in (platform.python_version(), platform.machine(), SOURCES, text, *layouts):
        digest.update(f"{part}\n".encode())
    for function in functions:
        digest.update(f"{_bound(function)}\n{_text_around(function)}\n".encode())
    return digest.hexdigest()


def _bound(function: Callable[..., Any]) -> str:
    """Identity of a function: its name, and the values bound to it besides its text."""
    held = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
    defaults = getattr(function, "__defaults__", None)
    return f"{function.__module__} {function.__qualname__} {held} {defaults}"


def _text_around(function: Callable[..., Any]) -> str:
    """The text of the file that defines a function."""
    file = inspect.getfile(function)
    linecache.checkcache(file)
    return "".join(linecache.getlines(file))


def folder_of(key: str) -> Path:
    """The folder of a program."""
    return cache_root() / key


def lock_of(folder: Path) -> Path:
    """The file that a process locks while it compiles a program, one per program."""
    return folder.with_suffix(".lock")


def is_compiled(folder: Path) -> bool:
    """Whether a folder contains a compiled program; False for a folder that cannot be read."""
    try:
        return (folder / DIGESTS).exists() and any(folder.glob("**/*.nbc"))
    except OSError:
        return False


def write_driver(folder: Path, text: str) -> Path | None:
    """Write the driver's text into a folder, where Numba finds it; None if that fails."""
    path = folder / DRIVER
    try:
        for each in (folder.parent, folder, folder / "__pycache__"):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():  # written again it would be newer than what was compiled from it
            _write(path, text)
        os.utime(folder)  # used now
    except OSError:
        return None
    return path


def refusal(folder: Path) -> str:
    """Reason not to load from or write into the folder of a program; empty if the folder can be trusted.

    The folder, its parent and its files must belong to the user, be no links, and be writable by nobody else.
    """
    try:
        places = [folder.parent.resolve(), folder, *folder.rglob("*")]
        return next((fault for place in places if place.exists() and (fault := _fault(place))), "")
    except OSError as error:
        return f"{error.filename or folder} cannot be read ({error.strerror})"


def damage(folder: Path) -> str:
    """A file of a compiled program changed since it was written; empty if none was, or nothing was compiled yet."""
    files = _files(folder)
    if not (folder / DIGESTS).exists():
        return f"{folder} has no {DIGESTS}" if any(path.suffix == ".nbc" for path in files) else ""
    try:
        digests = json.loads((folder / DIGESTS).read_text(encoding="utf-8"))
        found = _digests(folder)
    except (OSError, ValueError, RecursionError):
        return f"{folder / DIGESTS} is damaged"
    if not isinstance(digests, dict):
        return f"{folder / DIGESTS} is damaged"
    wrong = [name for name in dict.fromkeys((*found, *digests)) if digests.get(name) != found.get(name)]
    return f"{folder / str(wrong[0])} is damaged" if wrong else ""


def seal(folder: Path) -> None:
    """Record the digest of each file of a program just compiled, if possible."""
    with suppress(OSError):
        if is_compiled(folder) and not damage(folder):
            return
        if any(path.suffix == ".nbc" for path in _files(folder)):
            _write(folder / DIGESTS, json.dumps(_digests(folder), indent=1) + "\n")


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


def _files(folder: Path) -> list[Path]:
    """The files of a program, except that of their digests."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != DIGESTS)


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in _files(folder)
    }


def _write(path: Path, text: str) -> None:
    """Write a file in one piece, through a file with an unguessable name."""
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished)
        raise


def forget(folder: Path) -> None:
    """Remove a program."""
    shutil.rmtree(folder, ignore_errors=True)


def prune() -> None:
    """Remove the least recently used programs; other files in the folder of all programs are left alone."""
    with suppress(OSError):
        programs = [path.parent for path in cache_root().glob(f"*/{DRIVER}") if _KEY.fullmatch(path.parent.name)]
        for folder in sorted(programs, key=lambda folder: folder.stat().st_mtime)[:-KEPT]:
            forget(folder)
            lock_of(folder).unlink(missing_ok=True)
