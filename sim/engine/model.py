"""Models as a scheduler runs them: a cast, its world, and the functions that start and read a replication."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import sim.engine
import sim.model
from sim.engine.state import fields
from sim.model.balance import BOOKS, balance_books
from sim.model.begin import begin
from sim.model.cast import CAST, Role
from sim.model.signals import SIGNALS
from sim.model.taking_days import take_daily_row
from sim.model.taking_measures import take_measures
from sim.model.world import World


@dataclass(frozen=True)
class Model:
    """A model as a scheduler runs it.

    Attributes:
        cast: the processes, in the order in which they start.
        world: the class of the state, in which `daily`, `measures` and `balance` are classes of floats.
        signals: their number.
        begin: `(world, parameters)`, sets the initial state, all zeros before.
        take_daily_row: `(world, parameters, now)`, fills `world.daily`.
        take_measures: `(world, parameters, now)`, fills `world.measures`.
        balance_books: `(world, parameters)`, fills `world.balance`.
        books: the names of the numbers of `world.balance`.
    """

    cast: tuple[Role, ...]
    world: type
    signals: int
    begin: Callable[..., None]
    take_daily_row: Callable[..., None]
    take_measures: Callable[..., None]
    balance_books: Callable[..., None]
    books: tuple[str, ...]

    def names(self, part: str) -> tuple[str, ...]:
        """The fields of `daily` or `measures`."""
        (kind,) = (field.kind for field in fields(self.world) if field.name == part)
        return tuple(field.name for field in fields(kind))

    @property
    def functions(self) -> tuple[Callable[..., Any], ...]:
        """The functions around the processes, which are in the cast."""
        return self.begin, self.take_daily_row, self.take_measures, self.balance_books


MODEL = Model(CAST, World, len(SIGNALS), begin, take_daily_row, take_measures, balance_books, BOOKS)
"""The model of `sim.model`."""


def _sources() -> str:
    digest = blake2b(digest_size=12)
    for package in (sim.model, sim.engine):
        root = Path(next(iter(package.__path__)))
        for path in sorted(root.rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


SOURCES = _sources()
"""A hash of every source of the model and its schedulers, taken now, because later edits do not run."""
