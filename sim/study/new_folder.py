"""New folders among the runs, and files in them, which are there as a whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sim.config.atomic import write_text
from sim.config.problems import Problem

OTHER_FOLDER = "set runs_dir= or ESCSIM_RUNS to a folder that can be written"
_TIME = "%Y%m%d-%H%M%S-%f"


def write_file(path: Path, text: str) -> None:
    """Write a file of a run folder as a whole; raises Problem where that cannot be done."""
    try:
        write_text(path, text)
    except OSError as error:
        raise Problem(f"cannot write {path}: {error.strerror}; {OTHER_FOLDER}") from error


def make_folder(root: Path, name: str | None, description: str) -> Path:
    """Make a new folder in `root`: `name`, or the time with a description; no two calls ever get the same.

    Raises:
        Problem: the name is taken, or the folder cannot be made.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        return _new(root / name) if name is not None else _new_by_time(root, description)
    except OSError as error:
        raise Problem(f"cannot write to the folder of runs {root}: {error.strerror}; {OTHER_FOLDER}") from error


@contextmanager
def claimed_folder(root: Path, name: str | None, description: str) -> Iterator[Path]:
    """As `make_folder`, before long work that fills it; it is taken away again where that leaves it empty.

    Raises:
        Problem: as `make_folder`.
    """
    folder = make_folder(root, name, description)
    try:
        yield folder
    except BaseException:  # Ctrl-C too
        with suppress(OSError):  # it holds something
            folder.rmdir()
        raise


def _new(folder: Path) -> Path:
    try:
        folder.mkdir()
    except FileExistsError:
        raise Problem(f"name={folder.name}: {folder} exists already; choose another name, or leave name= out") from None
    return folder


def _new_by_time(root: Path, description: str) -> Path:
    words = re.sub(r"[^\w.,-]+", "_", description).strip("-")[:100]
    while True:
        folder = root / f"{format(datetime.now(), _TIME)}-{words}"
        with suppress(FileExistsError):
            folder.mkdir()
            return folder
