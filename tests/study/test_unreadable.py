"""Files that are there and cannot be read: they are neither called damaged nor replaced, whatever is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from stored_folders import KINDS, copied, files_of, with_small_parts

from sim.config.problems import Problem
from sim.study.file_check import check_files

Close = Callable[[Path], None]
CASES = [
    ("run", "results.parquet"),
    ("run", "manifest.json"),
    ("run", "manifest.sha256"),
    ("study", "results.parquet"),
    ("study", "points.parquet"),
    ("study", "recipe.json"),
    ("comparison", "C/comparison.json"),
    ("interrupted run", "parts/"),
    ("interrupted study", "parts/"),
    ("shards", "S-1/results.parquet"),
    ("shards", "S-2/study.sha256"),
]
"""Kinds of folder, and the start of the name of a file in each that what is computed of the folder is read from."""


@pytest.fixture
def close(monkeypatch: pytest.MonkeyPatch) -> Close:
    """Take the right to read a file or list a folder away; root, as whom tests may run, cannot take its own."""
    closed: set[str] = set()

    def refusing(real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(path: Any, *rest: Any, **more: Any) -> Any:
            if str(path) in closed:
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *rest, **more)

        return opened

    monkeypatch.setattr(os, "open", refusing(os.open))
    monkeypatch.setattr(os, "listdir", refusing(os.listdir))
    return lambda path: closed.add(str(path))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    with_small_parts(monkeypatch)


def made_in(kind: str, folder: Path) -> dict[Path, bytes]:
    """Make a folder of a kind; returns its files and what they hold."""
    KINDS[kind].make(folder / "made")
    copy = copied(folder / "made", folder / "copy")
    return {copy / name: (copy / name).read_bytes() for name in files_of(copy)}


def refused(kind: str, folder: Path) -> str:
    with pytest.raises(Problem) as told:
        KINDS[kind].read(folder)
    return str(told.value)


@pytest.mark.parametrize(("kind", "start"), CASES)
def test_what_cannot_be_read_is_not_called_damaged_and_stays_as_it_is(
    kind: str, start: str, tmp_path: Path, close: Close
) -> None:
    held = made_in(kind, tmp_path)
    path = next(one for one in held if one.relative_to(tmp_path / "copy").as_posix().startswith(start))
    close(path)
    told = refused(kind, tmp_path / "copy")
    assert str(path) in told
    assert "Permission denied" in told
    assert not any(word in told for word in ("damaged", "delete", "anew"))
    assert path.stat().st_size == len(held[path])


@pytest.mark.parametrize("kind", ["interrupted run", "interrupted study"])
def test_parts_that_cannot_be_listed_are_not_taken_as_not_there(kind: str, tmp_path: Path, close: Close) -> None:
    held = made_in(kind, tmp_path)
    parts = next(path.parent for path in held if path.parent.name == "parts")
    close(parts)
    assert f"{parts} cannot be read: Permission denied" in refused(kind, tmp_path / "copy")
    assert all(path.exists() for path in held if path.parent == parts)


def test_the_check_of_files_says_what_it_could_not_read(tmp_path: Path, close: Close) -> None:
    made_in("run", tmp_path)
    close(tmp_path / "copy" / "days.parquet")
    (fault,) = check_files(tmp_path / "copy").faults
    assert "days.parquet cannot be read: Permission denied; make it readable" in fault
    assert "may be intact" in fault
