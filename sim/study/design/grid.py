"""All combinations of the rows of a study, and the config shared by those of one shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.assemble import copied
from sim.config.problems import Problem, join
from sim.config.schema import DAY_ZERO
from sim.config.values import read_day_zero, read_value
from sim.study.design.factors import ABSENT, GIVEN, NULL, Column, Factor
from sim.study.design.options import Chosen, ComposedOptions
from sim.study.design.points import SECTION_OF, Section
from sim.study.design.rows import DesignRows

Ints = NDArray[np.int64]
MOST = 20_000_000  # points of one study


@dataclass(frozen=True)
class Grid:
    """The points of a study before rules.

    Attributes:
        structure, uncertainty, lever: int64[n], rows of the sections.
        future: int64[n].
        factors: by key; kinds: which section each belongs to; columns: one per factor, as given (n rows).
        shape: int64[n], alike for points that differ in numbers only; first: int64[shapes], a point of each.
    """

    structure: Ints
    uncertainty: Ints
    lever: Ints
    future: Ints
    factors: Mapping[str, Factor]
    kinds: Mapping[str, Section]
    columns: Mapping[str, Column]
    shape: Ints
    first: Ints

    def __len__(self) -> int:
        return len(self.future)

    def take(self, rows: Ints) -> Grid:
        """The points of these rows."""
        columns = {key: column.take(rows) for key, column in self.columns.items()}
        _, first, shape = np.unique(self.shape[rows], return_index=True, return_inverse=True)
        numbers = (self.structure[rows], self.uncertainty[rows], self.lever[rows], self.future[rows])
        return Grid(*numbers, self.factors, self.kinds, columns, shape.astype(np.int64), first.astype(np.int64))

    def chosen(self, point: int) -> Chosen:
        """The options that a point chooses."""
        return tuple(
            (key, str(self.columns[key].values[point]))
            for key, factor in self.factors.items()
            if factor.is_group and self.columns[key].state[point] == GIVEN
        )

    def named(self, point: int) -> list[Factor]:
        """The config paths that a point sets, shorter ones first."""
        found = [f for key, f in self.factors.items() if not f.is_group and self.columns[key].state[point] != ABSENT]
        return sorted(found, key=lambda factor: len(factor.path))

    def value(self, factor: Factor, point: int) -> Any:
        """Value to which a point sets a factor, in the form of a config."""
        return factor.config_value(self.columns[factor.key], point)


def crossed(structures: DesignRows, uncertainties: DesignRows, levers: DesignRows) -> Grid:
    """Every structure with every uncertainty with every lever, levers fastest; raise Problem."""
    sizes = [len(structures), len(uncertainties), len(levers)]
    total = sizes[0] * sizes[1] * sizes[2]
    if total > MOST:
        raise Problem(f"study: makes {total:,} points, allowed at most {MOST:,}")
    places = np.indices(sizes).reshape(3, -1)
    sections = list(zip((structures, uncertainties, levers), places, strict=True))
    _check_once([rows for rows, _ in sections])
    factors = {key: factor for rows, _ in sections for key, factor in rows.factors.items()}
    kinds = {key: kind for kind, (rows, _) in zip(SECTION_OF, sections, strict=True) for key in rows.factors}
    columns = {key: column.take(place) for rows, place in sections for key, column in rows.columns.items()}
    codes = np.stack([_shapes(rows)[place] for rows, place in sections])
    _, first, shape = np.unique(codes, axis=1, return_index=True, return_inverse=True)
    structure, uncertainty, lever = (place.astype(np.int64) for place in places)
    future = uncertainties.future[uncertainty]
    return Grid(
        structure, uncertainty, lever, future, factors, kinds, columns, shape.reshape(-1).astype(np.int64), first
    )


def _check_once(sections: list[DesignRows]) -> None:
    seen, lines = set[str](), []
    for rows in sections:
        lines += [f"study: {key} is a factor of two sections; name it in one" for key in rows.factors if key in seen]
        seen |= set(rows.factors)
    if lines:
        raise Problem(*lines)


def _shapes(rows: DesignRows) -> Ints:
    """Numbers of the rows, alike where rows differ in numbers only."""
    codes = [_codes(rows.factors[key], column) for key, column in rows.columns.items()]
    if not codes:
        return np.zeros(len(rows), dtype=np.int64)
    return np.unique(np.stack(codes), axis=1, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _codes(factor: Factor, column: Column) -> Ints:
    if factor.quantity is not None:
        return column.state.astype(np.int64)
    known: dict[str, int] = {}
    texts = (json.dumps([int(state), value]) for value, state in zip(column.values, column.state, strict=True))
    return np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int64)


class Configs:
    """The config of each shape of a grid: its options, and all that its points set alike."""

    def __init__(self, grid: Grid, options: ComposedOptions) -> None:
        self._grid, self._options = grid, options

    @cached_property
    def shared(self) -> list[dict[str, Any]]:
        """Configs of the shapes, without the numbers that their points set; raise Problem."""
        return [self._config(int(point), numbers=False) for point in self._grid.first]

    def of(self, point: int) -> dict[str, Any]:
        """The whole config of a point; raise Problem for an entry of a list that is not there."""
        return self._config(point, numbers=True)

    def _config(self, point: int, numbers: bool) -> dict[str, Any]:
        grid = self._grid
        config: dict[str, Any] = copied(self._options.container(grid.chosen(point)))
        for factor in grid.named(point):
            if numbers or factor.quantity is None or grid.columns[factor.key].state[point] == NULL:
                set_at(config, factor.path, grid.value(factor, point))
        return config

    def in_force(self, factor: Factor) -> NDArray[Any]:
        """The values of a path for all points, given or not.

        Returns:
            float64[n] in stored units, NaN if a point does not read it; or object[n] of texts, empty if not read.
        """
        grid = self._grid
        values = [self._shared_value(factor, number) for number in range(len(grid.first))]
        found: NDArray[Any] = np.array(values, dtype=_dtype(factor))[grid.shape]
        column = grid.columns.get(factor.key)
        if column is not None and factor.quantity is not None:
            return np.where(column.state == GIVEN, column.values, found)
        return found

    def _shared_value(self, factor: Factor, shape: int) -> Any:
        point = int(self._grid.first[shape])
        config = self.shared[shape]
        if factor.is_group:
            return self._options.choices(self._grid.chosen(point)).get(factor.key) or ""
        nothing = np.nan if factor.quantity is not None else ""
        value = value_at(config, factor.path)
        if value is MISSING:
            return nothing
        if factor.value.is_list or factor.value.is_group:
            return "" if value is None else json.dumps(value, ensure_ascii=False, default=str).replace('"', "")
        try:
            read = read_value(factor.value, value, _day_zero(config))
        except ValueError:
            return nothing
        if factor.quantity is not None:
            return float(read)
        return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _dtype(factor: Factor) -> type:
    return float if factor.quantity is not None else object


def _day_zero(config: Mapping[str, Any]) -> Any:
    try:
        return read_day_zero(value_at(config, DAY_ZERO) or "")
    except ValueError:
        return None


MISSING = object()


def value_at(config: Any, path: tuple[str | int, ...]) -> Any:
    """The value at a path of plain data, or MISSING."""
    for part in path:
        if isinstance(part, int):
            config = config[part] if isinstance(config, list) and part < len(config) else MISSING
        else:
            config = config.get(part, MISSING) if isinstance(config, Mapping) else MISSING
    return config


def set_at(config: dict[str, Any], path: tuple[str | int, ...], value: Any) -> None:
    """Set a value in plain data, with the mappings above it; raise Problem for a missing entry of a list."""
    here: Any = config
    for depth, part in enumerate(path):
        last = depth == len(path) - 1
        if isinstance(part, int):
            if not isinstance(here, list) or part >= len(here):
                raise Problem(f"{join(path[: depth + 1])}: no such entry")
        elif not last and not isinstance(here.get(part), dict | list):
            here[part] = {}
        if last:
            here[part] = value
        else:
            here = here[part]
