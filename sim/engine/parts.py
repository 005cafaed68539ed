"""The parts of a compiled program, each compiled by itself: one for each function of its processes, and the driver.

A part is known again by what it is made from, so that a change of one process leaves the code of all others as it is.
"""

from __future__ import annotations

import linecache
import platform
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

from sim.engine.contents import UnknownContents, contents
from sim.engine.driver import source, source_of_process
from sim.engine.layout import layout_of
from sim.engine.model import ENGINE_SOURCES, SOURCES, Model
from sim.engine.scheduler_layout import clock_layout
from sim.model.cast import Role

DRIVER = "batch"
"""The function of the driver, which is called from outside."""

DIGEST_BYTES = 12

Process = Callable[..., Any]
ProcessNames = dict[tuple[Process, int], str]


@dataclass(frozen=True)
class Part:
    """What becomes one object file.

    Attributes:
        name: of its function, by which the others find it.
        text: of that function.
        process: which that function begins and resumes; None for the driver.
        numbers: how many numbers the process takes besides what all are given.
        key: a hash of all that its code depends on.
        size: the larger, the longer compiling takes.
    """

    name: str
    text: str
    process: Process | None
    numbers: int
    key: str
    size: int


@cache
def parts_of(model: Model, parameters: type) -> tuple[Part, ...]:
    """The parts of a model with parameters of this class: its processes, then the driver."""
    layouts = (clock_layout(len(model.cast)), layout_of(model.world), layout_of(parameters))
    shared = "\n".join((*_surroundings(), *map(str, layouts)))
    names = process_names(model.cast)
    processes = (_process(name, process, numbers, shared) for (process, numbers), name in names.items())
    return *processes, _driver(model, names, shared)


def _driver(model: Model, names: ProcessNames, shared: str) -> Part:
    text = source(model.cast, model.measure_arguments, layout_of(model.world))
    calls = [names[kind_of(role)] for role in model.cast]
    return Part(DRIVER, text, None, 0, *_key_and_size((shared, text, *calls), model.functions))


def _process(name: str, process: Process, numbers: int, shared: str) -> Part:
    text = source_of_process(name, numbers)
    return Part(name, text, process, numbers, *_key_and_size((shared, text), (process,)))


def kind_of(role: Role) -> tuple[Process, int]:
    """What roles that one part serves have in common: their process, and how many numbers it takes."""
    return role.process, len(role.numbers)


def process_names(cast: Iterable[Role]) -> ProcessNames:
    """The names of the functions that begin and resume the processes of a cast."""
    names: ProcessNames = {}
    alike = Counter[str]()
    for role in cast:
        if kind_of(role) not in names:
            own_name = getattr(role.process, "__qualname__", "")  # which a functools.partial lacks
            name = re.sub(r"\W", "_", f"resume_{role.process.__module__}_{own_name}", flags=re.ASCII)
            names[kind_of(role)] = f"{name}_{alike[name]}"
            alike[name] += 1
    return names


def _key_and_size(texts: Iterable[str], functions: Iterable[Process]) -> tuple[str, int]:
    made_from = [line for function in functions for line in _all_of(function)]
    digest = blake2b("\n".join((*texts, *made_from)).encode(), digest_size=DIGEST_BYTES)
    return digest.hexdigest(), sum(map(len, made_from))


def _all_of(function: Process) -> list[str]:
    """What a function depends on, in lines."""
    try:
        return contents(function)
    except UnknownContents as unknown:
        return [*unknown.lines, *_whole_files(unknown.files)]


def _whole_files(files: Iterable[str]) -> Iterator[str]:
    """More than functions depend on: the whole model, and the whole files around them."""
    yield SOURCES
    for file in files:
        linecache.checkcache(file)
        yield from linecache.getlines(file)


@cache
def _surroundings() -> tuple[str, ...]:
    """What all machine code depends on besides its own sources."""
    compilers = [f"{package} {version(package)}" for package in ("numba", "llvmlite", "numpy")]
    return *compilers, platform.python_version(), platform.machine(), ENGINE_SOURCES
