"""Looks up compiled programs, in this process and in the cache, without importing what compiles or links one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import object_cache
from sim.engine.model import Model
from sim.engine.parts import parts_of

if TYPE_CHECKING:
    from sim.engine.machine_code import NativeProgram

LOADED: dict[tuple[Model, type], NativeProgram] = {}
"""The programs of this process, by the model and the class of its parameters."""


class CannotCompile(Exception):
    """A process that does something compiled code cannot; the message is Numba's."""


def is_loaded(model: Model, parameters: type) -> bool:
    """Whether this process has a program."""
    return (model, parameters) in LOADED


def is_ready(model: Model, parameters: type) -> bool:
    """Whether a program needs no compiling: this process has it, or the cache has intact copies of its parts."""
    return is_loaded(model, parameters) or is_stored(model, parameters)


def is_stored(model: Model, parameters: type) -> bool:
    """Whether the cache has intact copies of all parts of a program."""
    return all(object_cache.is_intact(part.key) for part in parts_of(model, parameters))


def missing_share(model: Model, parameters: type) -> float:
    """The share of a program, by the time that compiling takes, that must be compiled: 0 for none of it, 1 for all."""
    parts = parts_of(model, parameters)
    missing = sum(part.size for part in parts if not object_cache.is_intact(part.key))
    return missing / sum(part.size for part in parts)


def obstacle(model: Model, parameters: type) -> str:
    """Reason why the cache could not store a program; empty if it could."""
    reasons = (object_cache.obstacle(object_cache.file_of(part.key)) for part in parts_of(model, parameters))
    return next(filter(None, reasons), "")
