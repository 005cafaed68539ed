"""Tables of results, for pandas, polars, or direct use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from sim.api.view import Shown, View
from sim.config.counting import number_of
from sim.config.problems import Problem, hint, show
from sim.report.words.numbers import number

if TYPE_CHECKING:
    import polars

MOST_ROWS = 20  # of a table that is shown as a whole
FIRST_ROWS = 8  # of a longer one
SHOWN_WIDTH = 100  # characters
LONGEST = 22  # characters of a cell of a table that shows some columns first
MOST_NAMED = 8  # columns that are named below a table that does not show them


class Table(Shown):
    """Columns of equal length, which hold numbers (NaN if undefined), whole numbers, truth values or texts.

    `table["seed"]` is a column, as a numpy array; `table[["seed", "n"]]` some columns; `table[0]` a row, by column;
    `table[:5]` and `table[table["n"] > 9]` are rows; `for row in table` takes row by row.

    Attributes:
        units: of the columns that have one, by name.
        first: the columns that it shows first where it cannot show all.
    """

    def __init__(
        self,
        columns: Mapping[str, NDArray[Any]],
        units: Mapping[str, str] = MappingProxyType({}),
        first: Sequence[str] = (),
    ) -> None:
        self._columns = columns
        self.units = {name: unit for name, unit in units.items() if name in columns}
        self.first = tuple(name for name in first if name in columns)

    @classmethod
    def of_rows(
        cls,
        names: tuple[str, ...],
        rows: list[tuple[Any, ...]],
        units: Mapping[str, str] = MappingProxyType({}),
        first: Sequence[str] = (),
    ) -> Table:
        """Make a table from rows of plain values; None stands for an undefined number."""
        columns = zip(*rows, strict=True) if rows else [()] * len(names)
        return cls({name: _column(list(cells)) for name, cells in zip(names, columns, strict=True)}, units, first)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._columns)

    def __len__(self) -> int:
        """The number of rows."""
        return len(next(iter(self._columns.values()))) if self._columns else 0

    @overload
    def __getitem__(self, key: str) -> NDArray[Any]: ...
    @overload
    def __getitem__(self, key: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, key: slice | list[str] | NDArray[Any]) -> Table: ...

    def __getitem__(self, key: str | int | slice | list[str] | NDArray[Any]) -> NDArray[Any] | dict[str, Any] | Table:
        """A column by its name, a row by its number, or a table of some columns or rows.

        Raises:
            Problem: there is no column of a name; it says which is nearest.
            IndexError: there is no row of a number.
        """
        if isinstance(key, str):
            if key not in self._columns:
                raise Problem(f"no column {key!r}{hint(key, self._columns)}")
            return self._columns[key]
        if isinstance(key, int | np.integer):
            return self._row(int(key))
        if isinstance(key, slice | np.ndarray):
            return Table({name: values[key] for name, values in self._columns.items()}, self.units, self.first)
        if isinstance(key, list):
            if wrong := [name for name in key if not isinstance(name, str)]:
                raise Problem(f"{show(wrong[0])}: columns are chosen by their names, as in table[['measure', 'unit']]")
            return self.select(*key)
        raise Problem(
            f"{show(key)}: index a table by the name of a column, a list of names, the number of a row, or a slice"
        )

    def _row(self, number: int) -> dict[str, Any]:
        if not -len(self) <= number < len(self):  # a loop over the numbers ends by it
            raise IndexError(f"row {number}: the table has {len(self):,} rows, numbered from 0")
        cells = {name: values[number] for name, values in self._columns.items()}
        return {name: cell.item() if isinstance(cell, np.generic) else cell for name, cell in cells.items()}

    def head(self, rows: int = 5) -> Table:
        """The first rows."""
        return self[: max(rows, 0)]

    def tail(self, rows: int = 5) -> Table:
        """The last rows."""
        return self[len(self) - min(max(rows, 0), len(self)) :]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        columns = [column.tolist() for column in self._columns.values()]
        return (dict(zip(self._columns, cells, strict=True)) for cells in zip(*columns, strict=True))

    def select(self, *columns: str) -> Table:
        """Select these columns, in this order; raise Problem if one is unknown."""
        return Table({name: self[name] for name in columns}, self.units)

    def where(self, **values: Any) -> Table:
        """The rows in which columns have these values.

        Raises:
            Problem: no column has that name.
        """
        kept = np.ones(len(self), dtype=np.bool_)
        for name, value in values.items():
            kept &= np.asarray(self[name] == value)
        return self[kept]

    def row(self, **values: Any) -> dict[str, Any]:
        """The one row in which columns have these values, by column.

        Raises:
            Problem: no column has that name, or no such row, or more than one.
        """
        found = self.where(**values)
        if len(found) != 1:
            asked = ", ".join(f"{name}={value!r}" for name, value in values.items())
            raise Problem(f"{asked}: {f'{len(found):,} rows' if len(found) else 'no row'}; exactly one is needed")
        return next(iter(found))

    def to_pandas(self) -> Any:
        """A pandas DataFrame; undefined numbers are NaN."""
        import pandas

        return pandas.DataFrame(dict(self._columns))

    def to_polars(self) -> polars.DataFrame:
        """A polars DataFrame; undefined numbers are null.

        Raises:
            ImportError: polars is not installed; it is none of our dependencies.
        """
        import polars

        return polars.DataFrame([_series(name, column) for name, column in self._columns.items()])

    def view(self) -> View:
        """The first rows of the first columns, those in `first` before others."""
        names = [*self.first, *(name for name in self._columns if name not in self.first)]
        first = len(self) if len(self) <= MOST_ROWS else FIRST_ROWS
        longest = LONGEST if self.first else None
        cells = {name: [_text(value, longest) for value in self._columns[name][:first].tolist()] for name in names}
        shown, width = list[str](), 0
        for name in names:
            width += 2 + max(map(len, [name, *cells[name]]))
            if shown and width > SHOWN_WIDTH:
                break
            shown.append(name)
        size = f"{number_of(len(self), 'row')} x {number_of(len(names), 'column')}"
        rows = list(zip(*(cells[name] for name in shown), strict=True))
        hidden = names[len(shown) :]
        rest = f" and {len(hidden) - MOST_NAMED:,} more columns" if len(hidden) > MOST_NAMED else ""
        left = [f"and {', '.join(hidden[:MOST_NAMED])}{rest}"] if hidden else []
        numbers = tuple(self._columns[name].dtype.kind in "iuf" for name in shown)
        return View((size,), tuple(shown), numbers, rows, tuple(left))


def _column(cells: list[Any]) -> NDArray[Any]:
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, bool) for cell in known) and len(known) == len(cells):
        return np.array(cells, dtype=np.bool_)
    if known and all(isinstance(cell, int) for cell in known) and len(known) == len(cells):
        return np.array(cells, dtype=np.int64)
    if all(isinstance(cell, int | float) for cell in known):
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
    texts = np.empty(len(cells), dtype=object)
    texts[:] = ["" if cell is None else str(cell) for cell in cells]
    return texts


def _series(name: str, column: NDArray[Any]) -> polars.Series:
    import polars

    if column.dtype.kind == "O":
        return polars.Series(name, column.tolist(), dtype=polars.String)
    return polars.Series(name, column, nan_to_null=True)


def _text(value: Any, longest: int | None) -> str:
    text = number(value) if isinstance(value, float) else str(value)
    return text if longest is None or len(text) <= longest else f"{text[: longest - 3]}..."
