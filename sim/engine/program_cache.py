"""Where compiled programs are kept: a folder in the user's cache for each version of the sources they are made from.

The name of the folder is a hash of every source that goes into a program, so that one made from other sources is never
found. Numba writes its files there, each as a whole, so that two processes that compile at once do no harm.
"""

from __future__ import annotations

import inspect
import os
import platform
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

import sim.engine
import sim.model

KEPT = 8
"""Programs that are kept; the one that was used longest ago goes first."""

DRIVER = "driver.py"


def cache_root() -> Path:
    """The folder of all programs: ESCSIM_CACHE, else one in the user's cache."""
    chosen = os.environ.get("ESCSIM_CACHE")
    return Path(chosen) if chosen else user_cache_path("escsim")


def key_of(text: str, functions: Iterable[Callable[..., Any]], bounds_checked: bool) -> str:
    """The name of a program: a hash of what it is made from.

    Args:
        text: of the driver.
        functions: of the model, whose files count as a whole.
        bounds_checked: whether places in lists are checked.
    """
    digest = blake2b(digest_size=12)
    for package in ("numba", "llvmlite", "numpy"):
        digest.update(f"{package} {version(package)}\n".encode())
    digest.update(f"{platform.python_version()} {platform.machine()} {bounds_checked}\n{text}".encode())
    for path in sorted({*_package_files(), *(_file_of(function) for function in functions)}):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _package_files() -> Iterable[Path]:
    for package in (sim.model, sim.engine):
        yield from Path(next(iter(package.__path__))).glob("*.py")


def _file_of(function: Callable[..., Any]) -> Path:
    return Path(inspect.getfile(function)).resolve()


def folder_of(key: str) -> Path:
    """The folder of a program."""
    return cache_root() / key


def is_compiled(folder: Path) -> bool:
    """Whether a compiled program lies in a folder."""
    return any(folder.glob("**/*.nbc"))


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
    """Remove the programs that were used longest ago."""
    with suppress(OSError):
        folders = sorted(
            (entry for entry in cache_root().iterdir() if entry.is_dir()), key=lambda entry: entry.stat().st_mtime
        )
        for folder in folders[:-KEPT]:
            forget(folder)
