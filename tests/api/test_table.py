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
    assert "column_39" in lines[-1]
    assert "&lt;b&gt;" in sim.Table({"<b>": np.arange(1)})._repr_html_()
