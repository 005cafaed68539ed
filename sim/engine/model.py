"""Models as a scheduler runs them: a cast, its world, and the functions that start and read a replication."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any

import sim.engine
import sim.model
from sim.engine.batch import OutputNames
from sim.engine.state import fields
from sim.model.balance import BOOKS, balance_books
from sim.model.begin import begin
from sim.model.cast import CAST, Role
from sim.model.end import end
from sim.model.measures import TAKES
from sim.model.signals import SIGNALS
from sim.model.taking_days import take_daily_row
from sim.model.world import World


@dataclass(frozen=True)
class Model:
    """A model as a scheduler runs it.

    Attributes:
        cast: the processes, in the order in which they start.
        world: the class of the state, in which `daily` and `balance` are classes of floats.
        signals: their number.
        begin: `(world, parameters)`, sets the initial state, all zeros before.
        take_daily_row: `(world, parameters, now)`, fills `world.daily`.
        end: `(world, parameters, now)`, brings the state up to date at the horizon.
        balance_books: `(world, parameters)`, fills `world.balance`.
        books: the names of the numbers of `world.balance`.
        measures: the functions that take them at the horizon, each with the name of its measure; they are given what
            they have parameters for, of `world` and `parameters`.
    """

    cast: tuple[Role, ...]
    world: type
    signals: int
    begin: Callable[..., None]
    take_daily_row: Callable[..., None]
    end: Callable[..., None]
    balance_books: Callable[..., None]
    books: tuple[str, ...]
    measures: tuple[Callable[..., float], ...]

    @cached_property
    def output_names(self) -> OutputNames:
        """Names of the numbers that a replication leaves."""
        (daily,) = (field.kind for field in fields(self.world) if field.name == "daily")
        names = tuple(take.__name__ for take in self.measures)
        return OutputNames(names, tuple(field.name for field in fields(daily)), self.books)

    @cached_property
    def measure_arguments(self) -> tuple[tuple[str, ...], ...]:
        """What the function of each measure is given, of `world` and `parameters`."""
        return tuple(tuple(signature(take).parameters) for take in self.measures)

    @property
    def functions(self) -> tuple[Callable[..., Any], ...]:
        """The functions around the processes, which are in the cast."""
        return self.begin, self.take_daily_row, self.end, self.balance_books, *self.measures


MODEL = Model(CAST, World, len(SIGNALS), begin, take_daily_row, end, balance_books, BOOKS, TAKES)
"""The model of `sim.model`."""


def _sources(*packages: ModuleType) -> str:
    digest = blake2b(digest_size=12)
    for package in packages:
        root = Path(next(iter(package.__path__)))
        for path in sorted(root.rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


SOURCES = _sources(sim.model, sim.engine)
"""A hash of every source of the model and its schedulers, taken now, because later edits do not run."""
ENGINE_SOURCES = _sources(sim.engine)
"""The same of the schedulers alone."""
