"""Where compiled programs are kept: a folder in the user's cache for each version of the sources they are made from.

The name of the folder is a hash of every source that goes into a program, so that one made from other sources is never
found. Numba writes its files there, each as a whole, so that two processes that compile at once do no harm.
"""

from __future__ import annotations

import inspect
import linecache
import os
import platform
import re
import shutil
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
"""Programs that are kept; the one that was used longest ago goes first."""

DRIVER = "driver.py"

_KEY = re.compile("[0-9a-f]{24}")


def cache_root() -> Path:
    """The folder of all programs: ESCSIM_CACHE, else one in the user's cache."""
    chosen = os.environ.get("ESCSIM_CACHE")
    return Path(chosen) if chosen else user_cache_path("escsim")


def key_of(text: str, layouts: Iterable[Layout], functions: Iterable[Callable[..., Any]]) -> str:
    """The name of a program: a hash of what it is made from.

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
    """Which function it is, and what is bound to it beside its text."""
    held = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
    defaults = getattr(function, "__defaults__", None)
    return f"{function.__module__} {function.__qualname__} {held} {defaults}"


def _text_around(function: Callable[..., Any]) -> str:
    """The text of the file in which a function is written."""
    file = inspect.getfile(function)
    linecache.checkcache(file)
    return "".join(linecache.getlines(file))


def folder_of(key: str) -> Path:
    """The folder of a program."""
    return cache_root() / key


def is_compiled(folder: Path) -> bool:
    """Whether a compiled program lies in a folder; none does in one that may not be read."""
    try:
        return any(folder.glob("**/*.nbc"))
    except OSError:
        return False


def write_driver(folder: Path, text: str) -> Path | None:
    """Put the driver's text into a folder, where Numba finds it; None where that cannot be done."""
    path = folder / DRIVER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():  # written again it would be newer than what was compiled from it
            unfinished = folder / f"{DRIVER}.{os.getpid()}"
            unfinished.write_text(text)
            unfinished.replace(path)
        os.utime(folder)  # used now
        (folder / "__pycache__").mkdir(exist_ok=True)
    except OSError:
        return None
    return path


def forget(folder: Path) -> None:
    """Remove a program."""
    shutil.rmtree(folder, ignore_errors=True)


def prune() -> None:
    """Remove the programs that were used longest ago; what else lies in the folder of all programs is not ours."""
    with suppress(OSError):
        programs = [path.parent for path in cache_root().glob(f"*/{DRIVER}") if _KEY.fullmatch(path.parent.name)]
        for folder in sorted(programs, key=lambda folder: folder.stat().st_mtime)[:-KEPT]:
            forget(folder)
