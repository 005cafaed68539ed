"""The output folder of a document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.config.atomic import clear_left, filling, write_text
from sim.config.problems import Problem
from sim.report.document.pages import CSV, INDEX, MARK, PAGES
from sim.study.files.manifest import list_written

FOLDER = "document"
BEGINNING = len(MARK)


def check_place(folder: Path) -> None:
    """Raise Problem if something would be lost: a file in the way, or a folder that holds more than a document."""
    if folder.exists() and not folder.is_dir():
        raise Problem(f"{folder} is a file; name another folder with --to")
    clear_left(folder)
    try:
        names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    except OSError as error:
        raise Problem(f"cannot read {folder}: {error.strerror}; name another folder with --to") from error
    if names and not (names <= {*PAGES, CSV} and _is_ours(folder / INDEX)):
        raise Problem(f"{folder} contains files that are not part of a document; name a new folder with --to")


def write_document(texts: Mapping[str, str], folder: Path) -> None:
    """Write every file: a new document as a whole; in one that is there, each file as a whole and the index last.

    Raises:
        Problem: something else is there, or the folder cannot be written.
    """
    check_place(folder)
    try:
        if (folder / INDEX).exists():
            _write(texts, folder)
        else:
            with filling(folder) as unfinished:
                _write(texts, unfinished)
        list_written([folder / name for name in texts])
    except OSError as error:
        where = error.filename or folder
        raise Problem(f"cannot write {where}: {error.strerror}; name another folder with --to") from error


def _write(texts: Mapping[str, str], folder: Path) -> None:
    for name in sorted(texts, key=lambda name: name == INDEX):
        write_text(folder / name, texts[name])


def _is_ours(index: Path) -> bool:
    try:
        with index.open(encoding="utf-8", errors="replace") as file:
            return file.read(BEGINNING) == MARK
    except OSError:
        return False
