"""The recipe for the parameters of every point, as plain data that a study stores."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.canonical import to_config
from sim.config.schema import validate
from sim.model.parameters import Parameters
from sim.study.design.parameter_builder import ParameterBuilder, ParameterTemplate, Place, template_of

SHAPE = "shape"


def recipe_of(trees: ParameterBuilder, rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    """The shapes of a study's trees, for `trees_of`.

    Args:
        trees: of the study.
        rows: of its points.

    Returns:
        For each shape the config of the first point that has it, and where the numbers of a row go.
    """
    firsts: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        firsts.setdefault(row[0], row)
    return {
        "shapes": [
            {
                "config": to_config(trees(firsts[shape])),
                "numbers": [[list(place), source] for place, source in _where(root)],
            }
            for shape, root in enumerate(trees.shapes)
        ],
    }


def builder_of(recipe: Mapping[str, Any]) -> ParameterBuilder:
    """The trees again; raise Problem if this version of the model does not accept the stored config."""
    return ParameterBuilder(tuple(_shape(stored) for stored in recipe["shapes"]))


def table_of(rows: Sequence[tuple[Any, ...]]) -> dict[str, NDArray[Any]]:
    """The rows of all points as columns: `shape`, and one per number, int64 where all of it is whole."""
    columns = list(zip(*rows, strict=True)) if rows else [()]
    names = [SHAPE, *(f"number_{place}" for place in range(1, len(columns)))]
    return {
        name: np.array(column, dtype=np.int64 if all(isinstance(value, int) for value in column) else np.float64)
        for name, column in zip(names, columns, strict=True)
    }


def row_at(table: Mapping[str, NDArray[Any]], point: int) -> tuple[Any, ...]:
    """The row of a point, from the columns of `table_of`."""
    return tuple(column[point].item() for column in table.values())


def _shape(stored: Mapping[str, Any]) -> ParameterTemplate:
    (tree,) = validate(stored["config"], Parameters)
    return template_of(tree, [(tuple(place), source) for place, source in stored["numbers"]])


def _where(part: ParameterTemplate, prefix: Place = ()) -> Iterator[tuple[Place, int]]:
    """Places in a tree of the numbers of a row, each with its index in the row."""
    names: list[Any] = (
        list(range(len(part.values))) if part.kind is None else [field.name for field in dataclasses.fields(part.kind)]
    )
    for place, source in part.numbers:
        yield (*prefix, names[place]), source
    for place, below in part.nodes:
        yield from _where(below, (*prefix, names[place]))
