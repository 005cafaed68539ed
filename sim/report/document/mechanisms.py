"""The mechanisms as their files describe them: the docstring of each module, by config group."""

from __future__ import annotations

import pkgutil
import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files

import sim.model
from sim.config.fields import ParameterField, fields_of
from sim.model.contract import MECHANISMS
from sim.model.parameters import Parameters

_NUMBER = re.compile(r"M(\d+)\b")
NOT_A_SUBMODEL = ("contract", "events", "parameters", "quantity", "signals", "world", "scenario", "measures", "daily")
"""Files that describe what other parts of the pages tell: the state, the events, what is measured, the situation."""


@dataclass(frozen=True)
class ModelFile:
    """A file of the model.

    Attributes:
        module: its name in `sim.model`.
        text: its docstring, with its formulas.
        terms: formulas that it leaves to the code, which keys stand for the symbols, and where it comes from; from
            `terms/`, which the pages of the site include too. Empty for a file without formulas.
        number: of the mechanism, 0 where its docstring names none.
        functions: how many functions of the model it holds.
    """

    module: str
    text: str
    terms: str
    number: int
    functions: int

    @property
    def heading(self) -> str:
        """Heading: the docstring up to its first colon or full stop."""
        return re.split(r"[:.]\s", self.text.partition("\n\n")[0].replace("\n", " ") + " ", maxsplit=1)[0]


@dataclass(frozen=True)
class Submodel:
    """A config group with the files that describe it."""

    group: ParameterField
    parts: tuple[ModelFile, ...]


@cache
def parts() -> tuple[ModelFile, ...]:
    """The files of the model, by name."""
    modules = pkgutil.walk_packages(sim.model.__path__, f"{sim.model.__name__}.")
    names = sorted(module.name.removeprefix(f"{sim.model.__name__}.") for module in modules if not module.ispkg)
    return tuple(_part(name) for name in names if name.partition(".")[0] not in NOT_A_SUBMODEL)


def _part(name: str) -> ModelFile:
    module = import_module(f"sim.model.{name}")
    text = (module.__doc__ or "").strip()
    number = _NUMBER.match(text)
    count = sum(function.__module__ == module.__name__ for function in MECHANISMS)
    return ModelFile(name, text, _terms(name), int(number[1]) if number else 0, count)


def _terms(name: str) -> str:
    file = files("sim.report.document").joinpath("terms", *f"{name}.md".split(".", maxsplit=name.count(".")))
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


@cache
def submodels() -> tuple[Submodel, ...]:
    """The config groups of the model that have mechanisms, in their order, each with its files, its own file first."""
    found: dict[str, list[ModelFile]] = {group.key: [] for group in fields_of(Parameters) if group.is_group}
    for part in parts():
        owner = _owner(part)
        if owner:
            found[owner].append(part)
    return tuple(
        Submodel(group, tuple(sorted(found[group.key], key=lambda part: (part.module != _home(group), part.module))))
        for group in fields_of(Parameters)
        if group.is_group and found[group.key]
    )


def shared_parts() -> tuple[ModelFile, ...]:
    """The files with functions of the model that belong to no config group."""
    return tuple(part for part in parts() if not _owner(part) and part.functions)


def _home(group: ParameterField) -> str:
    """The file in which the parameters of a group are defined."""
    return str(group.type.__module__).removeprefix(f"{sim.model.__name__}.")


def _owner(part: ModelFile) -> str:
    """The group of a file: by what its record is made of, else by its name or its number; "" for a file of none."""
    groups = [group for group in fields_of(Parameters) if group.is_group]
    for group in groups:
        if f"{sim.model.__name__}.{part.module}" in {cls.__module__ for cls in group.type.__mro__}:
            return group.key
    name = part.module.rpartition(".")[2]
    named = [group for group in groups if name.startswith(f"{group.key}_")]
    near = [group for group in groups if part.number and _numbers()[_home(group)] == part.number]
    return next((group.key for group in (*named, *near)), "")


@cache
def _numbers() -> dict[str, int]:
    """The numbers of the mechanisms that the files name."""
    return {part.module: part.number for part in parts()} | dict.fromkeys(NOT_A_SUBMODEL, 0)
