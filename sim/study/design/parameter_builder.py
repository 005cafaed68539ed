"""Builds parameters from the numbers of a point, replacing only what differs."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.config.fields import children, fields_of
from sim.model.parameters import Parameters

Place = tuple[str | int, ...]
"""Names of attributes, and numbers of entries or names of rows, from the root of a parameter tree."""


@dataclass(frozen=True, slots=True)
class ParameterTemplate:
    """A part of a parameter tree of which something differs between points.

    Attributes:
        kind: the dataclass, or None for a tuple.
        values: its fields or entries, in their order.
        numbers: place among them, and place in the row that it is taken from.
        nodes: place among them, and the part below that is rebuilt.
    """

    kind: type | None
    values: tuple[Any, ...]
    numbers: tuple[tuple[int, int], ...]
    nodes: tuple[tuple[int, ParameterTemplate], ...]

    def build(self, row: tuple[Any, ...]) -> Any:
        values = list(self.values)
        for place, source in self.numbers:
            values[place] = row[source]
        for place, node in self.nodes:
            values[place] = node.build(row)
        return tuple(values) if self.kind is None else self.kind(*values)


@dataclass(frozen=True)
class ParameterBuilder:
    """Builds the parameters of a point from its row; small, and can be pickled.

    Attributes:
        shapes: one for all points that differ in numbers only.
    """

    shapes: tuple[ParameterTemplate, ...]

    def __call__(self, row: tuple[Any, ...]) -> Parameters:
        """The parameters of a point.

        Args:
            row: the number of its shape, then its numbers in stored units, as `Study.row` gives them.
        """
        tree = self.shapes[row[0]].build(row)
        assert isinstance(tree, Parameters)
        return tree


def template_of(tree: Any, numbers: Sequence[tuple[Place, int]]) -> ParameterTemplate:
    """Template that builds a tree like this one, with the numbers at these places taken from a row."""
    is_class = dataclasses.is_dataclass(tree)
    names: list[Any] = (
        [field.name for field in dataclasses.fields(tree) if field.init] if is_class else list(range(len(tree)))
    )
    values = tuple(getattr(tree, name) for name in names) if is_class else tuple(tree)
    below = defaultdict[int, list[tuple[Place, int]]](list)
    direct = []
    for (first, *rest), source in numbers:
        if rest and is_class and isinstance(getattr(tree, str(first)), tuple):
            rest = [tree.name.index(row) if isinstance(row, str) else row for row in rest]
        if rest:
            below[names.index(first)].append((tuple(rest), source))
        else:
            direct.append((names.index(first), source))
    nodes = tuple((place, template_of(values[place], inner)) for place, inner in below.items())
    return ParameterTemplate(type(tree) if is_class else None, values, tuple(direct), nodes)


def place_of(cls: type, path: Sequence[str | int]) -> Place:
    """Place of a config path in a tree of this class; an entry of a table's column comes after the column's name."""
    fields, place, rows = fields_of(cls), list[str | int](), list[str | int]()
    named = False
    for part in path:
        if isinstance(part, int) or named:
            rows.append(part)
            named = False
            continue
        field = next(field for field in fields if field.key == part)
        named = field.is_named
        place += [field.name, *([] if field.is_group else rows)]
        if not field.is_group:
            rows = []
        fields = children(field)
    return (*place, *rows)


def value_of(tree: Any, path: Sequence[str | int]) -> Any:
    """Value of a parameter tree at a config path."""
    owner = value = tree
    for name in place_of(type(tree), path):
        if isinstance(value, tuple):
            value = value[owner.name.index(name) if isinstance(name, str) else name]
        else:
            owner, value = value, getattr(value, str(name))
    return value


def parts_with_rules(cls: type, places: Sequence[Place], prefix: Place = ()) -> list[Place]:
    """The parts of a tree on the way to these places whose classes have rules, the innermost first."""
    found = []
    for field in fields_of(cls):
        here = (*prefix, field.name)
        if field.is_group and any(place[: len(here)] == here for place in places):
            found += parts_with_rules(field.type, places, here)
    return [*found, prefix] if hasattr(cls, "rules") else found
