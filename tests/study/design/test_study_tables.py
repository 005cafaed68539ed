"""Design files as spreadsheets and editors write them: read, or refused in one message with the place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from workbooks import write_ods, write_xlsx

from sim.config.fields import find
from sim.config.problems import Problem
from sim.config.table_files import TableColumns, read_table
from sim.study.design.columns import table_column
from sim.study.design.factors import Factor
from sim.study.design.variant import CLASSES

KEY, DAY = "fires.suppression", "advance.speed_maximum"


def table(folder: Path, text: str | bytes, name: str = "d.csv", **more: Any) -> TableColumns:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table("here", folder, name, None, **more)


def refused(folder: Path, text: str | bytes, name: str = "d.csv") -> str:
    with pytest.raises(Problem) as caught:
        table(folder, text, name)
    (line,) = caught.value.lines
    return line.removeprefix(f"here: cannot read {folder / name}: ")


PLAIN = f"{KEY},restrictions\n0.05,full_ban\n0.1,unrestricted\n"
GERMAN = f"{KEY};restrictions\r\n0,05;full_ban\r\n0,1;unrestricted\r\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        GERMAN,
        GERMAN.replace(";", "\t"),
        "\ufeff" + GERMAN,
        GERMAN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-32"),
        PLAIN.replace("\n", ",,\n"),
        PLAIN.replace("ban\n", "ban,,\n"),
        PLAIN + ",\n ,\n",
        "\n,\n" + PLAIN,
        PLAIN + "\n\n",
    ],
    ids=["plain", "semicolons", "tabs", "mark", "utf-16", "utf-16-be", "utf-32", "trailing commas", "longer rows",
         "empty rows", "empty rows first", "blank lines"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["d.csv", "D.CSV"])
def test_the_same_table_however_it_is_written(tmp_path: Path, text: str | bytes, name: str) -> None:
    found = table(tmp_path, text, name)
    assert found.columns[KEY].tolist() == [0.05, 0.1]
    assert found.columns["restrictions"].tolist() == ["full_ban", "unrestricted"]
    assert list(found.columns) == [KEY, "restrictions"]


ROWS = [
    [KEY, "restrictions", "aid.delay (d)"],
    [0.05, "full_ban", 30.0],
    [None, None, None],
    [0.1, "unrestricted", 7.5],
]


@pytest.mark.parametrize(("write", "name"), [(write_xlsx, "d.xlsx"), (write_ods, "d.ods"), (write_xlsx, "D.XLSX")])
def test_spreadsheets(tmp_path: Path, write: Any, name: str) -> None:
    write(tmp_path / name, ROWS)
    found = read_table("here", tmp_path, name, None)
    assert found.columns[KEY].tolist() == [0.05, 0.1]
    assert found.columns["restrictions"].tolist() == ["full_ban", "unrestricted"]
    assert found.columns["aid.delay"].tolist() == [30.0, 7.5]
    assert (found.units, found.places, found.skipped) == ({"aid.delay": "d"}, ("row 2", "row 4"), 1)


def test_the_first_sheet_that_is_not_hidden_is_read(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "d.xlsx", ROWS, notes="hidden")
    assert list(read_table("here", tmp_path, "d.xlsx", None).columns) == [KEY, "restrictions", "aid.delay"]
    write_xlsx(tmp_path / "e.xlsx", ROWS, notes="visible")
    told = refused(tmp_path, (tmp_path / "e.xlsx").read_bytes(), "e.xlsx")
    assert told == "its first sheet, 'Notes', has no rows, and the others are not read"


def test_spreadsheets_without_their_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert refused(tmp_path, b"", "d.xlsx") == (
        "spreadsheets need another package: pip install 'escalation-sim[spreadsheets]'; or save it as CSV"
    )


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    assert refused(tmp_path, b"hello", "d.xlsx").startswith("is not a readable workbook (")


def test_places_are_lines_as_an_editor_counts_and_empty_rows_are_counted(tmp_path: Path) -> None:
    found = table(tmp_path, f'{KEY},restrictions\n\n0.1,"a\nb"\n,\n0.2,c\n')
    assert (found.places, found.skipped) == (("line 3", "line 6"), 1)


def test_an_empty_row_of_a_sample_is_a_missing_value(tmp_path: Path) -> None:
    found = table(tmp_path, f"{KEY},restrictions\n0.1,a\n,\n", skip_empty=False)
    assert (len(found.places), found.skipped) == (2, 0)


def test_quantities_have_decimal_commas_too(tmp_path: Path) -> None:
    found = table(tmp_path, "a;b\n2,5 km;[1,2]\n-,5;x, y\n")
    assert found.columns["a"].tolist() == ["2.5 km", "-.5"]
    assert found.columns["b"].tolist() == ["[1,2]", "x, y"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{KEY},restrictions\n0,05,full_ban\n",
         "line 2 has 3 cells, the header 2; numbers with decimal commas need semicolons between the cells"),
        (f"{KEY},restrictions\n0.05\n", "line 2 has 1 cells, the header 2"),
        (f"{KEY},restrictions\n0.05,a,b\n", "line 2 has 3 cells, the header 2"),
        (f"{KEY},,restrictions\n0.05,,a\n0.1,x,a\n", "line 3 has a value in column 2, which has no heading"),
        ("a;b\n1,5;2\n1.234;2\n",
         "line 3: '1.234' has a point, where other numbers have decimal commas; write it with a decimal "
         "comma and without thousands separators"),
        (b"a,b\n\xe4,1\n", "is not UTF-8 text, nor UTF-16 with its mark; save it as CSV UTF-8"),
        ("a,a\n1,2\n", "two columns have the same name"),
        ("a,b\n,\n", "here: {path} has no rows but empty ones"),
        ("", "here: {path} has no rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_once(tmp_path: Path, text: str | bytes, message: str) -> None:
    assert refused(tmp_path, text) == message.format(path=tmp_path / "d.csv")


@pytest.mark.parametrize("word", ["nan", "NaN", "-nan"])
def test_a_cell_that_says_nan_is_refused_and_not_taken_as_empty(tmp_path: Path, word: str) -> None:
    """An empty cell leaves the setting as it is in the config, which the result of a failed calculation must not."""
    factor = Factor(KEY, tuple(KEY.split(".")), find(CLASSES, KEY.split(".")))
    found = table(tmp_path, f"{KEY},restrictions\n0.05,full_ban\n{word},full_ban\n,full_ban\n")
    with pytest.raises(Problem, match=rf"^here, line 3: {KEY}: must be a finite number \(got '{word}'\)$"):
        table_column(factor, "here", found.columns[KEY], None, found.places)


def test_ten_bad_cells_of_a_column_are_told_and_how_many_more() -> None:
    values = np.array(["0.1", *["x"] * 20_000], dtype=object)
    factor = Factor(KEY, tuple(KEY.split(".")), find(CLASSES, KEY.split(".")))
    places = tuple(f"line {number}" for number in range(2, 20_003))
    with pytest.raises(Problem) as caught:
        table_column(factor, "here", values, None, places)
    assert len(caught.value.lines) == 11
    assert caught.value.lines[0].startswith(f"here, line 3: {KEY}: ")
    assert caught.value.lines[-1] == f"here: {KEY}: and 19,990 more rows"
