"""Parquet files: what is written comes back, the same bytes each time, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sim.config import atomic
from sim.study.files import parquet

COLUMNS = {
    "number": np.array([1, parquet.MISSING, 3]),
    'a "measure" (km2)': np.array([0.1, np.nan, np.inf]),
    "text": np.array(["one", "it's", "one"], dtype=object),
}
NOTES = {"scenario": "it's a {test}", "seed": "7"}


def test_columns_and_notes_come_back(tmp_path: Path) -> None:
    path = tmp_path / "kind=odd" / "odd [name] *.parquet"
    path.parent.mkdir()
    parquet.write(path, COLUMNS, NOTES)
    back = parquet.read(path)
    assert list(back) == list(COLUMNS)  # and none from the folder's name
    assert back["number"].tolist() == [1, parquet.MISSING, 3]
    assert np.array_equal(back['a "measure" (km2)'], COLUMNS['a "measure" (km2)'], equal_nan=True)
    assert back["text"].tolist() == ["one", "it's", "one"]
    assert parquet.notes(path) == NOTES


def test_missing_numbers_are_null_for_every_reader(tmp_path: Path) -> None:
    path = tmp_path / "table"
    parquet.write(path, COLUMNS, {})
    query = f"""select count(*), count("number"), count("a ""measure"" (km2)") from read_parquet('{path}')"""
    assert duckdb.sql(query).fetchall() == [(3, 2, 2)]


def test_every_bit_of_a_number_comes_back(tmp_path: Path) -> None:
    numbers = np.random.default_rng(1).integers(0, 2**62, 1000).view(np.float64)
    parquet.write(tmp_path / "table", {"x": numbers}, {})
    assert parquet.read(tmp_path / "table")["x"].tobytes() == numbers.tobytes()


def test_no_rows(tmp_path: Path) -> None:
    empty = {"x": np.empty(0), "text": np.empty(0, dtype=object), "n": np.empty(0, dtype=np.int64)}
    parquet.write(tmp_path / "table", empty, {})
    assert {name: (len(column), column.dtype) for name, column in parquet.read(tmp_path / "table").items()} == {
        name: (0, column.dtype) for name, column in empty.items()
    }


def test_the_same_columns_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        parquet.write(tmp_path / name, COLUMNS, NOTES)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_a_torn_file_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "table"
    parquet.write(path, COLUMNS, NOTES)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(parquet.UnreadableFile):
        parquet.read(path)


def test_a_failing_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table"
    parquet.write(path, COLUMNS, NOTES)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device"):
        parquet.write(path, {"x": np.zeros(5)}, {})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_to_a_missing_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        parquet.write(tmp_path / "missing" / "table", {"x": np.zeros(5)}, {})
