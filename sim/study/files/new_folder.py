"""New folders among the runs, and files in them, complete or absent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sim.config.atomic import filling, write_text, writing
from sim.config.problems import Problem
from sim.study.files.lock import holds_nothing, locked

OTHER_FOLDER = "set runs_dir= or ESCSIM_RUNS to a writable folder"
_TIME = "%Y%m%d-%H%M%S-%f"


def write_file(path: Path, text: str) -> None:
    """Write a file of a run folder as a whole; raise Problem if that cannot be done."""
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
    except FileExistsError:
        raise Problem(f"the runs folder {root} is a file or a broken link; {OTHER_FOLDER}") from None
    except OSError as error:
        raise Problem(f"cannot write to the runs folder {root}: {error.strerror}; {OTHER_FOLDER}") from error


class Claim(NamedTuple):
    """A new folder: its place, and where it is filled until it is whole."""

    folder: Path
    unfinished: Path


@contextmanager
def claimed_folder(root: Path, name: str | None, what: str, description: str) -> Iterator[Claim]:
    """Like `make_folder`, before long work; what fills it takes its place as a whole on leaving, and else is not there.

    A folder of that name in which a killed process left nothing is taken over.

    Args:
        root: of all runs.
        name: of the folder, or None.
        what: it will hold, for messages.
        description: of the work, for a folder without a name.

    Raises:
        Problem: as `make_folder`, or another process has the name.
    """
    left = name is not None and holds_nothing(root / name)
    folder = root / str(name) if left else make_folder(root, name, description)
    try:
        with (
            writing(folder, OTHER_FOLDER),
            filling(folder) as unfinished,
            locked(folder, what, stays=False),
            _told_as(unfinished, folder),
        ):
            yield Claim(folder, unfinished)
    finally:
        with suppress(OSError):  # it holds something
            folder.rmdir()


@contextmanager
def _told_as(unfinished: Path, folder: Path) -> Iterator[None]:
    """Have messages name the folder as the user knows it."""
    try:
        yield
    except Problem as problem:
        raise Problem(*(line.replace(str(unfinished), str(folder)) for line in problem.lines)) from problem


def _new(folder: Path) -> Path:
    try:
        folder.mkdir()
    except FileExistsError:
        raise Problem(f"name={folder.name}: {folder} exists already; choose another name, or leave out name=") from None
    return folder


def _new_by_time(root: Path, description: str) -> Path:
    words = re.sub(r"[^\w.,-]+", "_", description).strip("-")[:100]
    while True:
        folder = root / f"{format(datetime.now(), _TIME)}-{words}"
        with suppress(FileExistsError):
            folder.mkdir()
            return folder
