"""Cells of a design file without a value: empty ones are refused, and those that say `base` are counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from own_studies import made, own
from workbooks import Rows, write_ods, write_xlsx

from sim.config.problems import Problem
from sim.study.design.study import StudyDesign, read_study
from sim.study.files import parquet

KEY = "fires.suppression"
STUDY = "levers: {design: list, file: %s}\n"
ROWS: Rows = [[KEY, "restrictions"], [0.1, "full_ban"], ["base", "counter_fire"], [None, None], [0.2, "Base"]]
TOLD = (
    "skipped: 1 empty row of {0}",
    f"base: 1 of 3 rows of {{0}} leave {KEY} empty and keep the base value: {{1}} 3",
    "base: 1 of 3 rows of {0} leave restrictions empty and keep the base value: {1} 5",
)


def write_csv(path: Path, rows: Rows) -> None:
    path.write_text("".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows))


def study_of(folder: Path, name: str, write: Any, rows: Rows) -> StudyDesign:
    library = own(folder, STUDY % name)
    write(folder / "study" / name, rows)
    return read_study(library, ["study=mine"])


FILES = [("d.csv", write_csv, "line"), ("d.xlsx", write_xlsx, "row"), ("d.ods", write_ods, "row")]


@pytest.mark.parametrize(("name", "write", "place"), FILES)
def test_cells_that_keep_the_base_are_counted_with_their_places(
    tmp_path: Path, name: str, write: Any, place: str
) -> None:
    study = study_of(tmp_path, name, write, ROWS)
    assert study.told == tuple(line.format(name, place) for line in TOLD)
    assert study.points.columns[KEY].tolist() == [0.1, 0.05, 0.2]


@pytest.mark.parametrize(("name", "write", "place"), FILES)
def test_an_empty_cell_beside_a_filled_one_is_refused_with_its_place(
    tmp_path: Path, name: str, write: Any, place: str
) -> None:
    rows: Rows = [[KEY, "restrictions"], [0.1, "full_ban"], [None, "counter_fire"], [0.2, None], [None, "long_range"]]
    with pytest.raises(Problem) as refused:
        study_of(tmp_path, name, write, rows)
    one, other = refused.value.lines
    assert f"{KEY} is empty in 2 of 4 rows ({place} 3, {place} 5); give a value, or write base" in one
    assert f"restrictions is empty in 1 of 4 rows ({place} 4)" in other
    assert ("merged cells" in one) == (name != "d.csv")


def test_nulls_of_parquet_are_meant_and_counted(tmp_path: Path) -> None:
    def write(path: Path, rows: Rows) -> None:
        parquet.write(path, {KEY: np.array([0.1, np.nan]), "aid.packages.0.day": np.array([1.0, 2.0])}, {})

    study = study_of(tmp_path, "d.parquet", write, [])
    assert study.told == (f"base: 1 of 2 rows of d.parquet leave {KEY} empty and keep the base value: row 2",)


def test_many_cells_are_told_in_one_line(tmp_path: Path) -> None:
    rows = [[f"{KEY}", "aid.packages.0.day"], *(["base", day] for day in range(3, 33)), [0.1, 1]]
    (line,) = study_of(tmp_path, "d.csv", write_csv, rows).told
    assert line.endswith("line 2, line 3, line 4, line 5, line 6, line 7, line 8, line 9, line 10, line 11 and 20 more")


def test_a_column_without_a_value_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=rf"the column {KEY} is empty in every row"):
        study_of(tmp_path, "d.csv", write_csv, [[KEY, "restrictions"], ["base", "full_ban"], ["base", "counter_fire"]])


def test_a_full_table_and_rows_in_the_study_file_are_passed_in_silence(tmp_path: Path) -> None:
    assert study_of(tmp_path, "d.csv", write_csv, [[KEY], [0.1], [0.2]]).told == ()
    assert made(tmp_path, f"levers: {{design: list, points: [{{}}, {{{KEY}: 0.1}}]}}\n").told == ()
