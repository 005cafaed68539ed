"""Looks up compiled programs, in this process and in the cache, without importing Numba, which loads slowly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sim.engine import program_cache
from sim.engine.driver import source
from sim.engine.layout import layout_of
from sim.engine.model import Model

Program = Callable[..., int]

LOADED: dict[tuple[Model, type], Program] = {}
"""The programs of this process, by the model and the class of its parameters."""


def is_loaded(model: Model, parameters: type) -> bool:
    """Whether this process has a program."""
    return (model, parameters) in LOADED


def is_ready(model: Model, parameters: type) -> bool:
    """Whether a program needs no compiling: this process has it, or the cache has an intact copy."""
    return is_loaded(model, parameters) or is_stored(model, parameters)


def is_stored(model: Model, parameters: type) -> bool:
    """Whether the cache has an intact copy of a program."""
    folder = folder_of(model, parameters, driver_of(model))
    return program_cache.is_compiled(folder) and not program_cache.refusal(folder) and not program_cache.damage(folder)


def obstacle(model: Model, parameters: type) -> str:
    """Reason why the cache could not store a program; empty if it could."""
    text = driver_of(model)
    folder = folder_of(model, parameters, text)
    if why := program_cache.refusal(folder):
        return why
    return "" if program_cache.write_driver(folder, text) else f"{folder} cannot be written"


def driver_of(model: Model) -> str:
    """The text of the driver of a model."""
    return source(model.cast, model.measure_arguments, layout_of(model.world))


def folder_of(model: Model, parameters: type, driver: str) -> Path:
    """The folder of a program in the cache, whether or not it exists."""
    functions = (*model.functions, *(role.process for role in model.cast))
    layouts = (layout_of(model.world), layout_of(parameters))
    return program_cache.folder_of(program_cache.key_of(driver, layouts, functions))
