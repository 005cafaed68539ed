"""Checks that the model accepts every point, and prepares the builder of its parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.compose import read
from sim.config.library import Library
from sim.config.problems import Problem, join
from sim.config.schema import validate
from sim.model.alternatives import contradictions
from sim.model.parameters import Parameters
from sim.study.design.factors import GIVEN
from sim.study.design.grid import Configs, Grid
from sim.study.design.parameter_builder import (
    ParameterBuilder,
    ParameterTemplate,
    Place,
    parts_with_rules,
    place_of,
    template_of,
)

SHOWN = 3  # points that a message names before "and 7 more"
TRIES = 20  # points of a shape that are looked at for one that is valid
UNUSED = " is not used by "
HOW_TO_PART = (
    "; leave such points out by a rule (drop: …), list designs in which only those that read it name it, or give a "
    "design of uncertainties unread: leave_out"
)


class InvalidPoints(Problem):
    """The model refuses points, of policies whose rows of the levers are `levers`."""

    def __init__(self, lines: Sequence[str], levers: NDArray[np.int64]) -> None:
        super().__init__(*lines)
        self.levers = levers


class Invalid:
    """The points that the model refuses, gathered by what is wrong with them."""

    def __init__(self, grid: Grid, label: Callable[[int], str]) -> None:
        self._label, self._size, self._levers = label, len(grid), grid.lever
        self._points: dict[tuple[str, ...], list[int]] = {}

    def add(self, points: Sequence[int], lines: Sequence[str]) -> None:
        self._points.setdefault(tuple(map(_with_advice, lines)), []).extend(points)

    def refuse(self) -> None:
        """Raise InvalidPoints if there are any."""
        if not self._points:
            return
        count = len({point for points in self._points.values() for point in points})
        lines = [
            f"{count} of {self._size} points of this study {'is' if count == 1 else 'are'} invalid; nothing was run"
        ]
        for messages, points in sorted(self._points.items(), key=lambda item: min(item[1])):
            lines.append(f"{named_points(sorted(points), self._label)}:")
            lines += [f"  {message}" for message in messages]
        every = [point for points in self._points.values() for point in points]
        raise InvalidPoints(lines, np.unique(self._levers[every]))


def _with_advice(line: str) -> str:
    """A line as it is for all points of a shape: whether a value is read does not depend on the value."""
    return re.sub(r" \(got .*\)$", "", line) + HOW_TO_PART if UNUSED in line else line


def named_points(points: Sequence[int], label: Callable[[int], str]) -> str:
    """The first of some points in words, and how many more there are."""
    named = ", ".join(f"point {point} ({label(point)})" for point in points[:SHOWN])
    return named + (f" and {len(points) - SHOWN} more" if len(points) > SHOWN else "")


def check_points(
    library: Library, grid: Grid, configs: Configs, label: Callable[[int], str]
) -> tuple[ParameterBuilder, Mapping[str, int]]:
    """Builder of the parameters of every point, and the place of each numeric factor in a row of its numbers.

    Raises:
        Problem: the model refuses points, which it names with what is wrong.
    """
    invalid = Invalid(grid, label)
    numeric = [key for key, factor in grid.factors.items() if factor.quantity is not None]
    slots = {key: slot for slot, key in enumerate(numeric, start=1)}
    shapes = []
    for shape, first in enumerate(grid.first):
        tree = _validated(library, grid, configs, shape, invalid)
        if tree is not None:
            shapes.append(template_of(tree, _numbers(grid, int(first), slots)))
    invalid.refuse()
    trees = ParameterBuilder(tuple(_interned(shapes)))
    _check_rules(grid, trees, slots, invalid)
    invalid.refuse()
    return trees, slots


def _validated(library: Library, grid: Grid, configs: Configs, shape: int, invalid: Invalid) -> Parameters | None:
    """The parameters of one valid point of a shape; what differs between its points does not decide what is read."""
    points = np.flatnonzero(grid.shape == shape)
    told: dict[int, Sequence[str]] = {}
    for point in points[:TRIES].tolist():
        try:
            tree = validate(configs.of(point), *library.classes)[0]
        except Problem as problem:
            told[point] = problem.lines
            continue
        assert isinstance(tree, Parameters)
        return tree
    if len({tuple(map(_with_advice, lines)) for lines in told.values()}) == 1:
        invalid.add(points.tolist(), next(iter(told.values())))
    else:
        for point, lines in told.items():
            invalid.add([point], lines)
    return None


def _numbers(grid: Grid, point: int, slots: Mapping[str, int]) -> list[tuple[Place, int]]:
    given = [key for key in slots if grid.columns[key].state[point] == GIVEN]
    return [(place_of(Parameters, grid.factors[key].path), slots[key]) for key in given]


def _interned(shapes: Sequence[ParameterTemplate]) -> list[ParameterTemplate]:
    """The shapes with equal parts made one, so that they are sent once."""
    known: dict[Any, Any] = {}
    found = []
    for shape in shapes:
        values = tuple(known.setdefault((type(value), value), value) for value in shape.values)
        found.append(ParameterTemplate(shape.kind, values, shape.numbers, shape.nodes))
    return found


def _check_rules(grid: Grid, trees: ParameterBuilder, slots: Mapping[str, int], invalid: Invalid) -> None:
    """Check the rules of the parameter classes at every point, where a factor touches them."""
    places = [place_of(Parameters, grid.factors[key].path) for key in slots]
    parts = parts_with_rules(Parameters, places)
    rows = row_matrix(grid, slots)
    for point in range(len(grid)) if slots else ():
        tree = trees((int(grid.shape[point]), *rows[point].tolist()))
        lines = [line for part in parts for line in broken_rules(tree, part)]
        if lines:
            invalid.add([point], lines)


def broken_rules(tree: Parameters, part: Place) -> list[str]:
    """Messages on the rules that one part of a parameter tree breaks."""
    found: Any = tree
    for name in part:
        found = getattr(found, str(name))
    prefix = join(part)
    return [f"{prefix}.{key}: {message}".lstrip(".") for key, message in contradictions(found)]


def row_matrix(grid: Grid, slots: Mapping[str, int]) -> NDArray[np.float64]:
    """The numbers that the points set, of shape (points, numeric factors)."""
    if not slots:
        return np.zeros((len(grid), 0))
    return np.column_stack([grid.columns[key].values for key in slots])


def check_against_composing(
    library: Library, grid: Grid, words: Callable[[int], Sequence[str]], build: Callable[[int], Parameters]
) -> None:
    """Compose a few points in full, which between them set every factor, and compare: other values may follow from one.

    Raises:
        Problem: the config of a point differs from what its overrides give.
    """
    for point in _covering(grid):
        (wanted, *_), _ = read(library, words(point))
        if wanted != build(point):
            keys = ", ".join(key for key in grid.factors if grid.columns[key].state[point] == GIVEN)
            raise Problem(
                f"study: a value of the config follows from a factor (${{…}}), which the points would not "
                f"update; write the "
                f"value itself, or make it a factor too; among {keys}"
            )


def _covering(grid: Grid) -> list[int]:
    """A few points that between them set every factor."""
    left = {key for key, column in grid.columns.items() if (column.state == GIVEN).any()}
    found = []
    while left:
        counts = np.sum([grid.columns[key].state == GIVEN for key in left], axis=0)
        point = len(counts) - 1 - int(np.argmax(counts[::-1]))
        found.append(point)
        left -= {key for key in left if grid.columns[key].state[point] == GIVEN}
    return found
