"""Tables, and how they go to pandas and polars."""

from __future__ import annotations

import numpy as np
import polars
import pytest

import sim


def table() -> sim.Table:
    texts = np.array(["a", "b", ""], dtype=object)
    columns = {
        "name": texts,
        "n": np.arange(3),
        "km2": np.array([1.5, np.nan, 3.0]),
        "told": np.array([True, False, True]),
    }
    return sim.Table(columns, {"km2": "km2", "gone": "d"})


def test_columns_rows_and_units() -> None:
    found = table()
    assert (found.columns, len(found), found.units) == (("name", "n", "km2", "told"), 3, {"km2": "km2"})
    assert found["n"].tolist() == [0, 1, 2]
    assert next(iter(found)) == {"name": "a", "n": 0, "km2": 1.5, "told": True}


def test_an_unknown_column_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="no column 'nam'; did you mean 'name'\\?"):
        table()["nam"]


def test_where_and_row() -> None:
    found = table()
    assert found.where(told=True)["n"].tolist() == [0, 2]
    assert found.where(told=True, name="a")["km2"].tolist() == [1.5]
    assert found.row(name="b")["n"] == 1
    with pytest.raises(sim.Problem, match="name='c': no row"):
        found.row(name="c")
    with pytest.raises(sim.Problem, match="told=True: 2 rows"):
        found.row(told=True)


def test_to_polars_has_nulls_and_to_pandas_nan() -> None:
    frame = table().to_polars()
    assert frame.schema == {"name": polars.String, "n": polars.Int64, "km2": polars.Float64, "told": polars.Boolean}
    assert frame["km2"].to_list() == [1.5, None, 3.0]
    frame = table().to_pandas()
    assert frame["km2"].isna().tolist() == [False, True, False]
    assert frame["name"].tolist() == ["a", "b", ""]


def test_of_rows_finds_the_kind_of_each_column() -> None:
    found = sim.Table.of_rows(("text", "number", "flag", "count"), [("a", None, True, 1), (None, 2, False, 2)])
    assert [found[name].dtype.kind for name in found.columns] == ["O", "f", "b", "i"]
    assert found["text"].tolist() == ["a", ""]
    assert np.isnan(found["number"][0])
    assert len(sim.Table.of_rows(("a", "b"), [])) == 0


def test_repr_is_short_and_html_is_escaped() -> None:
    wide = sim.Table({f"column_{place}": np.arange(100.0) for place in range(40)})
    lines = repr(wide).splitlines()
    assert lines[0] == "100 rows x 40 columns"
    assert len(lines) < 15
    assert max(map(len, lines[1:-1])) < 110
    assert "more columns" in lines[-1]
    assert "&lt;b&gt;" in sim.Table({"<b>": np.arange(1)})._repr_html_()


def test_rows_and_columns_are_chosen_by_number_slice_list_and_truth_values() -> None:
    table = sim.Table({"x": np.array([1.0, 2.0, 3.0]), "name": np.array(["a", "b", "c"], dtype=object)}, {"x": "d"})
    assert table[0] == {"x": 1.0, "name": "a"}
    assert table[-1] == {"x": 3.0, "name": "c"}
    chosen = table[["name"]]
    assert (chosen.columns, len(chosen)) == (("name",), 3)
    assert table[["x"]].units == {"x": "d"}
    assert table[1:]["x"].tolist() == [2, 3]
    assert table[table["x"] > 2]["name"].tolist() == ["c"]
    assert table.head(2)["x"].tolist() == [1, 2]
    assert table.tail(1)["x"].tolist() == [3]
    assert len(table.tail(0)) == 0
    with pytest.raises(IndexError, match="row 3: the table has 3 rows"):
        table[3]
    with pytest.raises(sim.Problem, match="no column 'nam'; did you mean 'name'"):
        table[["nam"]]
    with pytest.raises(sim.Problem, match="columns are chosen by their names"):
        table[[1]]  # type: ignore[list-item]


def test_what_a_table_shows_first_fits_and_the_rest_is_counted() -> None:
    names = [f"column_{number}" for number in range(30)]
    columns = {name: np.array(["a long text that takes much room"], dtype=object) for name in names}
    shown = repr(sim.Table(columns, first=("column_20",)))
    lines = shown.splitlines()
    assert lines[1].split()[0] == "column_20"
    assert "a long text that ta..." in shown
    assert lines[-1].endswith("more columns")
