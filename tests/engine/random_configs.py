"""Parameters put together from the groups of several configs: so that every two options meet, or at random."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from typing import Any

from choices import pairwise
from hypothesis import assume
from hypothesis import strategies as st

from sim.config.canonical import to_config
from sim.config.fields import ParameterField, fields_of
from sim.config.problems import Problem
from sim.config.schema import validate
from sim.model.parameters import Parameters
from sim.model.quantity import DAY, Quantity

MOVED = 0.1  # the share of numbers that are not the shipped ones
FACTORS = (0.0, 0.5, 0.9, 1.1, 2.0)
DAYS = (-3.0, -0.25, 0.5, 3.0)
TRIES = 8


def options_of(trees: Sequence[Parameters]) -> dict[str, list[Any]]:
    """What there is in each group."""
    groups = [field.name for field in fields_of(Parameters) if field.is_group]
    return {group: list(dict.fromkeys(getattr(tree, group) for tree in trees)) for group in groups}


def every_two(trees: Sequence[Parameters]) -> Iterator[Parameters]:
    """Trees in which every option of a group meets every option of every other group."""
    options = options_of(trees)
    for row in pairwise({group: range(len(found)) for group, found in options.items()}, tries=40):
        yield dataclasses.replace(trees[0], **{group: options[group][place] for group, place in row.items()})


@st.composite
def configs(draw: st.DrawFn, trees: Callable[[], Sequence[Parameters]], horizon_days: float) -> Parameters:
    """Parameters as the command accepts them, with each group from any of the trees."""
    shipped = trees()
    chosen = {group: draw(st.sampled_from(options)) for group, options in options_of(shipped).items()}
    step_days = draw(st.sampled_from([1.0 / 6.0, 5.0 / 24.0, 0.3]))
    mixed = dataclasses.replace(shipped[0], horizon_days=horizon_days, step_days=step_days, **chosen)
    chance = draw(st.randoms(use_true_random=True))
    for _ in range(TRIES):
        try:
            (moved,) = validate(to_config(_moved(mixed, chance)), Parameters)
        except Problem:  # an upper bound below its lower one, a decision after the horizon
            continue
        assert isinstance(moved, Parameters)
        return moved
    assume(False)
    raise AssertionError


def _moved(tree: Any, chance: Any) -> Any:
    return dataclasses.replace(
        tree, **{field.name: _value(field, getattr(tree, field.name), chance) for field in fields_of(type(tree))}
    )


def _value(field: ParameterField, value: Any, chance: Any) -> Any:
    if field.is_group:
        return _moved(value, chance)
    if field.is_list:
        return tuple(_value(field.item, item, chance) for item in value)
    fixed = isinstance(value, (bool, IntEnum)) or field.name in ("horizon_days", "step_days")
    if fixed or not isinstance(field.about, Quantity) or math.isinf(value) or chance.random() > MOVED:
        return value
    low, high = field.about.allowed
    moved = value + chance.choice(DAYS) if field.about.unit == DAY else value * chance.choice(FACTORS)
    return type(value)(min(max(moved, low), high))
