"""Custom mechanisms: processes in a user's files that act beside the cast of the model."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from sim.config.problems import Problem, hint
from sim.config.trust import remember
from sim.engine.model import MODEL, Model
from sim.model.cast import Role
from sim.study.execution.own_code import OwnFunction, module_of, read_own


@dataclass(frozen=True)
class OwnMechanism(OwnFunction):
    """A process in a file; the name of the generator function also names its random stream."""

    setting: ClassVar[str] = "mechanisms"
    example: ClassVar[str] = "mine.py:reserve_call_up"


def own_mechanisms(texts: Sequence[str]) -> tuple[OwnMechanism, ...]:
    """Custom mechanisms from texts such as `mine.py:reserve_call_up`.

    Raises:
        Problem: a text that is none, a file or function that is not there, a function that is no process, or a name
            that two mechanisms have.
    """
    found = tuple(read_own(OwnMechanism, text) for text in texts)
    model_with(found)
    for own in found:
        remember(own.source)
    return found


def model_with(own: Sequence[OwnMechanism]) -> Model:
    """The model with custom mechanisms at the end of its cast; the same object for the same files."""
    return _model_with(tuple((one.path, one.function, one.source) for one in own)) if own else MODEL


@cache
def _model_with(own: tuple[tuple[Path, str, str], ...]) -> Model:
    roles = tuple(Role(f"own.{function}", _process(path, function, source)) for path, function, source in own)
    names = [role.name for role in roles]
    if len(set(names)) < len(names):
        raise Problem(f"mechanisms: two with the same name would draw the same random numbers ({', '.join(names)})")
    return replace(MODEL, cast=MODEL.cast + roles)


def _process(path: Path, name: str, source: str) -> Callable[..., Any]:
    module = module_of(OwnMechanism.setting, path, source)
    function = getattr(module, name, None)
    if function is None:
        processes = [key for key, value in vars(module).items() if inspect.isgeneratorfunction(value)]
        raise Problem(f"mechanisms: {path} has no function {name!r}{hint(name, processes)}")
    if not inspect.isgeneratorfunction(function):
        raise Problem(f"mechanisms: {name!r} in {path} is not a process: it never yields")
    wanted = ["env", "world", "parameters", "stream"]
    if len(inspect.signature(function).parameters) != len(wanted):
        raise Problem(f"mechanisms: {name!r} in {path} must take {', '.join(wanted)}")
    return function  # type: ignore[no-any-return]
