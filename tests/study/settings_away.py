"""Every parameter of a config set away from its value: what moves, what is refused, and what is accepted in silence."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Any

import numpy as np

from sim.config.compose import compose
from sim.config.fields import ParameterField, fields_of, find
from sim.config.idle import idle_patterns, idle_reason
from sim.config.library import Library
from sim.config.problems import Problem
from sim.config.schema import validate
from sim.config.values import read_value, write_value
from sim.engine.batch import Batch
from sim.model.parameters import Parameters
from sim.model.quantity import DAY, Quantity

REPLICATIONS = 6
MANY = 200
CIRCUMSTANCES: tuple[tuple[str, ...], ...] = (
    (),
    (
        "scenario.stocks.air_defence=0 kr",
        "scenario.stocks.air_defence_supply=0 kr/d",
        "scenario.stocks.tube=1 kr",
    ),
    ("scenario.forces.blue_engaged=1 kpe", "scenario.forces.blue_reserves=0 kpe"),
    ("scenario.stocks.red_tube=3 kr", "scenario.stocks.red_tube_supply=0.3 kr/d"),
    ("restrictions=timeline",),
    (
        "aid.financing_lag=10 days",
        "scenario.stocks.air_defence=0 kr",
        "scenario.stocks.air_defence_supply=0 kr/d",
    ),
)
"""What else is tried before a parameter is called silent: many replications, short stocks of either side, a weak
defence, a permission that is withdrawn, financing that comes in time. What a config refuses is passed over."""
FACTORS = (2.0, 0.5, 10.0, 0.1)
STEPS = (1.0, 0.1, 10.0, 1000.0, -1.0)
DAYS = (10.0, 30.0, 60.0, 2.0, 120.0)
TABLE_CELLS = 40
"""Cells of a table's column that are set together; a table of one's own may be long."""

Simulate = Callable[[Parameters, Sequence[int]], Batch]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Silence:
    """A parameter that was accepted with other values, none of which moved anything.

    Attributes:
        key: dotted key; a column of a table is `aid.packages[].day`.
        tried: the values.
    """

    key: str
    tried: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.key}: accepted and without effect with {', '.join(self.tried)}"


def silent(library: Library, overrides: Sequence[str], group: str, simulate: Simulate) -> list[Silence]:
    """The parameters of a group that do nothing, and say nothing, in the config that the overrides make.

    One that moves nothing there may still act in many replications, or where what it feeds runs short: that is tried.
    """
    found = silences(library, overrides, group, simulate, REPLICATIONS)
    for circumstances in CIRCUMSTANCES:
        if not found:
            break
        keys = {silence.key for silence in found}
        if any(word.partition("=")[0] == group for word in circumstances):  # it would replace what is looked at
            continue
        with suppress(Problem):
            found = silences(library, [*overrides, *circumstances], group, simulate, MANY, keys)
    return found


def silences(
    library: Library,
    overrides: Sequence[str],
    group: str,
    simulate: Simulate,
    replications: int,
    only: Collection[str] | None = None,
) -> list[Silence]:
    """The parameters, or those with the keys in `only`, that move nothing in so many replications."""
    container = compose(library, overrides).container
    play = partial(_play, simulate, range(replications))
    expected = play(_tree(container))
    tried = (
        _silence(container, key, field, paths, play, expected)
        for key, field, paths in parameters_of(container, group)
        if only is None or key in only
    )
    return [silence for silence in tried if silence is not None]


def _play(simulate: Simulate, replications: range, tree: Parameters) -> bytes:
    return _fingerprint(simulate(tree, replications))


def _tree(container: dict[str, Any]) -> Parameters:
    model = {field.key for field in fields_of(Parameters)}
    (tree,) = validate({key: value for key, value in container.items() if key in model}, Parameters)
    assert isinstance(tree, Parameters)
    return tree


def _fingerprint(batch: Batch) -> bytes:
    """Rows, days and events, to the last bit."""
    trace = batch.trace
    words = "\n".join(f"{m} {e}" for m, e in zip(trace.mechanism, trace.event, strict=True)).encode()
    arrays = (batch.rows, batch.days, batch.daily, trace.replication, trace.day, trace.value)
    return b"".join(np.ascontiguousarray(array).tobytes() for array in arrays) + words


def parameters_of(container: dict[str, Any], group: str) -> Iterator[tuple[str, ParameterField, list[Path]]]:
    """Key, field and places of every value of a group; the cells of a column of a table are one parameter."""
    places: dict[str, list[Path]] = {}
    for path in _leaves(container[group], (group,)):
        key = ""
        for part in path:
            key += "[]" if isinstance(part, int) else f".{part}" if key else part
        places.setdefault(key, []).append(path)
    for key, paths in places.items():
        field = find((Parameters,), list(paths[0]))
        if field is not None:
            yield key, field.leaf(), paths[:TABLE_CELLS]


def _leaves(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _leaves(item, (*path, number))
    else:
        yield path


def _silence(
    container: dict[str, Any],
    key: str,
    field: ParameterField,
    paths: list[Path],
    play: Callable[[Parameters], bytes],
    expected: bytes,
) -> Silence | None:
    """None where a value moves something, or all are refused by a message that names the key."""
    tried = []
    for changed, text in _variations(container, field, paths):
        try:
            tree = _tree(changed)
        except Problem as problem:
            if any(_names(line, key) for line in problem.lines):
                continue
            raise AssertionError(f"{key}={text}: the message does not name the key: {problem}") from None
        if play(tree) != expected:
            return None
        if not idle_reason(key, idle_patterns(tree)):  # of others the command says that they do nothing
            tried.append(text)
    return Silence(key, tuple(tried)) if tried else None


def _names(line: str, key: str) -> bool:
    """Whether a message is about a key, or about another one of the same mapping, which a changed kind may miss."""
    mapping = key.rpartition(".")[0].split("[]")[0]
    return line.startswith(mapping) or key.rpartition(".")[2] in line


def _variations(
    container: dict[str, Any], field: ParameterField, paths: list[Path]
) -> Iterator[tuple[dict[str, Any], str]]:
    """The config with one parameter changed, in several ways; those that a value's own range forbids are left out."""
    columns = [[*_values(field, _at(container, path))] for path in paths]
    for number in range(max(map(len, columns))):
        changed = copy.deepcopy(container)
        texts = []
        for path, values in zip(paths, columns, strict=True):
            if number < len(values):
                _put(changed, path, values[number])
                texts.append(str(values[number]))
        yield changed, texts[0]


def _values(field: ParameterField, value: Any) -> Iterator[Any]:
    if isinstance(field.about, Quantity):
        stored = read_value(field, value, None) if not _is_date(field, value) else 0.0
        seen = {stored}
        for other in _numbers(field.about, float(stored) if stored is not None else math.inf):
            typed = round(other) if field.type is int else other
            if typed not in seen and field.about.allowed[0] <= typed <= field.about.allowed[1]:
                seen.add(typed)
                yield write_value(field, typed)
        if field.nullable and value is not None:
            yield None
    elif issubclass(field.type, bool):
        yield not value
    elif issubclass(field.type, IntEnum):
        yield from (member.name.lower() for member in field.type if member.name.lower() != value)


def _is_date(field: ParameterField, value: Any) -> bool:
    return isinstance(field.about, Quantity) and field.about.unit == DAY and not isinstance(value, int | float | None)


def _numbers(about: Quantity, value: float) -> Iterator[float]:
    if about.unit == DAY:
        yield from DAYS
        return
    if math.isinf(value):
        yield from (number * factor for number in (1.0, 30.0) for factor in FACTORS)
        return
    yield from (value * factor for factor in FACTORS)
    yield from (value + step for step in STEPS)
    yield from (bound for bound in (*(about.plausible or ()), *about.allowed) if math.isfinite(bound))


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value


def _put(value: Any, path: Path, new: Any) -> None:
    _at(value, path[:-1])[path[-1]] = new


def options(library: Library) -> list[tuple[str, str]]:
    """Every option of every group of the model."""
    groups = [field.key for field in fields_of(Parameters) if field.is_group and library.is_group(field.key)]
    return [(group, option) for group in groups for option in library.options(group)]
