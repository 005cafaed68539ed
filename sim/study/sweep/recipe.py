"""The recipe stored in a folder, with which any run can be repeated from the folder alone."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.atomic import write_text
from sim.config.canonical import to_config
from sim.config.schema import validate
from sim.model.parameters import Parameters
from sim.study.design.parameter_builder import ParameterBuilder, ParameterTemplate, Place, template_of
from sim.study.execution.engines import Simulation
from sim.study.execution.own_measures import OwnMeasure, entries_of
from sim.study.execution.own_mechanisms import OwnMechanism
from sim.study.files import parquet
from sim.study.files.parquet import Columns

TREES, ROWS, LOOKED = "recipe.json", "rows.parquet", "search.parquet"


SHAPE = "shape"


@dataclass(frozen=True)
class Recipe:
    """Recipe of the parameters of every point.

    Attributes:
        trees: the shapes of the parameters, as plain data.
        rows: what each point puts into them, a row each.
        own: custom mechanisms; `own_measures`: custom measures.
        posteriors: the text of each posterior whose rows replications take, by the name of its file.
        looked: which policies a search evaluated when; empty for a study without a search.
    """

    trees: Mapping[str, Any]
    rows: Columns
    own: tuple[OwnMechanism, ...] = ()
    posteriors: Mapping[str, str] = field(default_factory=dict)
    looked: Columns = field(default_factory=dict)
    own_measures: tuple[OwnMeasure, ...] = ()

    @classmethod
    def of(
        cls,
        trees: ParameterBuilder,
        rows: Sequence[tuple[Any, ...]],
        simulation: Simulation,
        posteriors: Mapping[str, str] = MappingProxyType({}),
    ) -> Recipe:
        """The recipe of points that are built from these rows and run by this simulation."""
        return cls(recipe_of(trees, rows), table_of(rows), simulation.own, posteriors, own_measures=simulation.measures)

    @property
    def mechanisms(self) -> list[dict[str, str]]:
        """The file in the folder and the function of each custom mechanism, as the manifest lists them."""
        return [
            {"file": f"mechanism-{number}-{own.path.name}", "function": own.function}
            for number, own in enumerate(self.own)
        ]

    @property
    def measures(self) -> list[dict[str, str]]:
        """The file in the folder and the function of each custom measure, and its description, in the same way."""
        return entries_of(self.own_measures)

    def keep(self, folder: Path) -> list[str]:
        """Write it into the folder, and return the names of the files; raise OSError."""
        write_text(folder / TREES, json.dumps(self.trees, ensure_ascii=False) + "\n")
        parquet.write(folder / ROWS, self.rows, {})
        entries = zip((*self.mechanisms, *self.measures), (*self.own, *self.own_measures), strict=True)
        texts = {kept["file"]: own.source for kept, own in entries}
        texts |= self.posteriors
        for name, text in texts.items():
            write_text(folder / name, text)
        if self.looked:
            parquet.write(folder / LOOKED, self.looked, {})
        return [TREES, ROWS, *([LOOKED] if self.looked else []), *texts]


def files(manifest: Mapping[str, Any]) -> list[str]:
    """The names of the files in a folder with this manifest that are its recipe; none if none was kept."""
    own = manifest.get("mechanisms")
    posteriors = [each["posterior"]["file"] for each in manifest.get("variants", ()) if each["posterior"]]
    if own is None:
        return []
    return [TREES, ROWS, *(one["file"] for one in (*own, *manifest.get("own_measures", ()))), *posteriors]


def recipe_of(trees: ParameterBuilder, rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    """The shapes of a study's trees, for `trees_of`.

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
