"""The rows of a section of a study file: those of its designs, one after the other."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem, join, show
from sim.config.table_files import FACTOR, read_table
from sim.study.design.distributions import read_distribution
from sim.study.design.factors import ABSENT, Column, Factor, column_of, path_of, table_column
from sim.study.design.gaps import refuse_empty_cells, refuse_empty_columns, refuse_gaps, table_lines
from sim.study.design.sampling import future_numbers, unit_sample
from sim.study.design.spec import LEAVE_OUT, Design, ListedRows, Morris, Product, Sample, SampledRows, Zip

EVENLY = "evenly"  # {evenly: [low, high, count]} stands for a list of numbers
MOST = 20_000_000  # rows of one product


@dataclass(frozen=True)
class DesignRows:
    """Rows of values.

    Attributes:
        columns: one a factor, of n rows.
        future: int64[n], which rows belong together.
        factors: by key.
        told: what a user is told of the empty rows and cells of table files.
        may_leave_out: factors that are left out at points where nothing reads them.
    """

    columns: Mapping[str, Column]
    future: NDArray[np.int64]
    factors: Mapping[str, Factor]
    told: tuple[str, ...] = ()
    may_leave_out: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.future)


@dataclass(frozen=True)
class Source:
    """What designs are made from.

    Attributes:
        find: the factor of a name in a place; raises Problem.
        folder: that names of files start from.
        seed: of the sampled designs.
    """

    find: Callable[[str, str], Factor]
    folder: Path
    seed: int


def section_rows(source: Source, section: int, designs: Sequence[tuple[str, Design]]) -> DesignRows:
    """The rows of a section; one row that names nothing where it has no designs.

    Raises:
        Problem: with a line for each mistake.
    """
    parts, lines = [], list[str]()
    for number, (where, design) in enumerate(designs):
        try:
            rows = _rows(source, where, design, (section, number))
            parts.append(replace(rows, may_leave_out=frozenset(rows.factors if design.unread == LEAVE_OUT else ())))
        except Problem as problem:
            lines += problem.lines
    if lines:
        raise Problem(*lines)
    return joined(parts) if parts else DesignRows({}, np.zeros(1, dtype=np.int64), {})


def _rows(source: Source, where: str, design: Design, place: tuple[int, int]) -> DesignRows:
    if isinstance(design, Product | Zip):
        return _product(source, where, design) if isinstance(design, Product) else _zip(source, where, design)
    if isinstance(design, ListedRows):
        return _list(source, where, design)
    if isinstance(design, Sample):
        return _sample(source, where, design, place)
    assert isinstance(design, SampledRows)
    return _sampled(source, where, design, place)


def rows_of(
    columns: Mapping[str, Column], factors: Mapping[str, Factor], future: NDArray[np.int64] | None = None
) -> DesignRows:
    """Rows of some columns; each stands alone where `future` does not say which belong together."""
    size = len(next(iter(columns.values())).state)
    return DesignRows(columns, np.arange(size, dtype=np.int64) if future is None else future, factors)


def each_factor(
    source: Source, where: str, values: Mapping[str, Any], make: Callable[[Factor, str, Any], Any]
) -> tuple[dict[str, Factor], dict[str, Any]]:
    """The factors of a mapping, and what is made of the value of each; raises Problem for all that are wrong."""
    factors, made, lines = dict[str, Factor](), dict[str, Any](), list[str]()
    for name, value in values.items():
        try:
            factor = source.find(where, name)
            made[factor.key] = make(factor, f"{where}.{name}", value)
            if factor.key in factors:
                lines.append(f"{where}: {factor.key} is given twice")
            factors[factor.key] = factor
        except Problem as problem:
            lines += problem.lines
    if lines:
        raise Problem(*lines)
    return factors, made


def listed_values(factor: Factor, where: str, given: Any) -> Column:
    """The values of a list, or of numbers evenly apart; raises Problem."""
    if isinstance(given, Mapping) and set(given) == {EVENLY}:
        return _evenly(factor, where, given[EVENLY])
    if not isinstance(given, list) or not given:
        raise Problem(f"{where}: must be a list of values, or {{evenly: [low, high, count]}} (got {show(given)})")
    return column_of(factor, where.removesuffix(f".{factor.key}"), given)


def _evenly(factor: Factor, where: str, given: Any) -> Column:
    if factor.quantity is None:
        raise Problem(f"{where}: {factor.key} is not a number; list its values")
    fits = isinstance(given, list) and len(given) == 3 and type(given[2]) is int and 2 <= given[2] <= MOST
    if not fits:
        raise Problem(
            f"{where}.{EVENLY}: must be [low, high, count], count a whole number from 2 to {MOST:,} (got {show(given)})"
        )
    ends = column_of(factor, where, given[:2])
    if not np.isfinite(ends.values).all():
        raise Problem(f"{where}.{EVENLY}: both ends must be finite numbers (got {show(given)})")
    exact = np.linspace(ends.values[0], ends.values[1], given[2])
    numbers = np.array([float(f"{value:.12g}") for value in exact])  # 2.4, and not 2.4000000000000004
    return table_column(factor, where, numbers)  # a factor of whole numbers may refuse what lies between


def _product(source: Source, where: str, design: Product) -> DesignRows:
    factors, columns = each_factor(source, f"{where}.factors", design.factors, listed_values)
    sizes = [len(column.state) for column in columns.values()]
    total = int(np.prod([float(size) for size in sizes]))
    if total > MOST:
        raise Problem(f"{where}: makes {total:,} rows, allowed at most {MOST:,}; sample instead")
    places = np.indices(sizes).reshape(len(sizes), -1)
    return rows_of(
        {key: column.take(rows) for (key, column), rows in zip(columns.items(), places, strict=True)}, factors
    )


def _zip(source: Source, where: str, design: Zip) -> DesignRows:
    factors, columns = each_factor(source, f"{where}.factors", design.factors, listed_values)
    sizes = {key: len(column.state) for key, column in columns.items()}
    if len(set(sizes.values())) > 1:
        told = ", ".join(f"{key} has {size}" for key, size in sizes.items())
        raise Problem(f"{where}: a zip needs as many values of each factor; {told}")
    return rows_of(columns, factors)


def _list(source: Source, where: str, design: ListedRows) -> DesignRows:
    if design.file is not None:
        return _table(source, where, design.file, design.factors, None)
    assert design.points is not None
    names = dict.fromkeys(itertools.chain.from_iterable(design.points))
    if not names:
        raise Problem(f"{where}.points: no row names a factor")
    gathered = {
        name: [(row, point[name]) for row, point in enumerate(design.points) if name in point] for name in names
    }

    def make(factor: Factor, _: str, cells: list[tuple[int, Any]]) -> Column:
        given = column_of(factor, f"{where}.points", [value for _, value in cells])
        return _spread(given, np.array([row for row, _ in cells]), len(design.points or ()))

    return rows_of(*reversed(each_factor(source, f"{where}.points", gathered, make)))


def _spread(column: Column, rows: NDArray[np.int64], size: int) -> Column:
    """The column with its values at these rows, and absent from the others."""
    empty: Any = np.nan if column.values.dtype != object else None
    values = np.full(size, empty, dtype=column.values.dtype)
    state = np.full(size, ABSENT, dtype=np.int8)
    values[rows], state[rows] = column.values, column.state
    return Column(values, state)


def _table(
    source: Source,
    where: str,
    file: str,
    names: Sequence[str] | None,
    rows: Callable[[int], Any] | None,
    whole: bool = False,
) -> DesignRows:
    table = read_table(f"{where}.file", source.folder, file, names, skip_empty=not whole)
    if not whole:
        refuse_empty_cells(f"{where}.file", table)
    given = {name: column for name, column in table.columns.items() if name != FACTOR}
    units = {join(path_of(name)): unit for name, unit in table.units.items()}
    factors, columns = each_factor(
        source,
        f"{where}.file",
        given,
        lambda factor, _, values: table_column(factor, f"{where}.file", values, units.get(factor.key), table.places),
    )
    if whole:
        refuse_gaps(f"{where}.file", columns, table.places)
    refuse_empty_columns(f"{where}.file", columns)
    told = table_lines(file, columns, table.places, table.skipped)
    if rows is not None:
        chosen = rows(len(table.places))
        columns = {key: column.take(chosen) for key, column in columns.items()}
    return replace(rows_of(columns, factors), told=told)


def _sample(source: Source, where: str, design: Sample, place: tuple[int, int]) -> DesignRows:
    seed = (design.seed if design.seed is not None else source.seed, *place)
    if design.size is None:
        return _table(source, where, design.file, design.factors, None, whole=True)
    size = design.size
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    return _table(source, where, design.file, design.factors, lambda rows: rng.integers(0, rows, size), whole=True)


def _sampled(source: Source, where: str, design: SampledRows, place: tuple[int, int]) -> DesignRows:
    factors, made = each_factor(source, f"{where}.factors", design.factors, read_distribution)
    if isinstance(design, Morris):
        endless = [key for key, distribution in made.items() if not distribution.bounded]
        if endless:
            raise Problem(
                *(f"{where}.factors.{key}: morris samples the ends of the range; give low and high" for key in endless)
            )
    seed = (design.seed if design.seed is not None else source.seed, *place)
    cube = unit_sample(design, len(factors), seed)
    columns = {key: distribution.column(cube[:, number]) for number, (key, distribution) in enumerate(made.items())}
    return rows_of(columns, factors, future_numbers(design, len(factors)))


def joined(parts: Sequence[DesignRows]) -> DesignRows:
    """Rows one after the other; a factor that a part does not name is absent from its rows."""
    if len(parts) == 1:
        return parts[0]
    factors = {key: factor for part in parts for key, factor in part.factors.items()}
    columns = {}
    for key in factors:
        sample = next(part.columns[key] for part in parts if key in part.columns)
        filled = [
            part.columns.get(key) or _spread(sample.take(np.zeros(0, np.int64)), np.zeros(0, np.int64), len(part))
            for part in parts
        ]
        columns[key] = Column(
            np.concatenate([one.values for one in filled]), np.concatenate([one.state for one in filled])
        )
    first = np.cumsum([0, *(int(part.future.max()) + 1 for part in parts)])
    future = np.concatenate([part.future + start for part, start in zip(parts, first, strict=False)])
    told = tuple(dict.fromkeys(line for part in parts for line in part.told))
    return DesignRows(columns, future, factors, told, frozenset().union(*(part.may_leave_out for part in parts)))
