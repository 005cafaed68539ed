"""A user's own mechanisms: processes in files of theirs, that act beside the model's cast."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import Any

from sim.engine.model import MODEL, Model
from sim.model.cast import Role
from sim.study.problems import Problem, hint


@dataclass(frozen=True)
class OwnMechanism:
    """A process in a file.

    Attributes:
        path: of the file.
        function: the name of the generator function in it, which also names its random stream.
    """

    path: Path
    function: str

    @property
    def source(self) -> str:
        """The text of the file; raises Problem where it cannot be read."""
        try:
            return self.path.read_text()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no text file"
            raise Problem(f"mechanisms: cannot read {self.path}: {reason}") from None


def own_mechanisms(texts: Sequence[str]) -> tuple[OwnMechanism, ...]:
    """Own mechanisms from texts such as `mine.py:reserve_call_up`.

    Raises:
        Problem: a text that is none, a file or function that is not there, a function that is no process, or a name
            that two mechanisms have.
    """
    found = tuple(_read(text) for text in texts)
    model_with(found)
    return found


def _read(text: str) -> OwnMechanism:
    file, colon, function = text.rpartition(":")
    if not colon or not file.endswith(".py") or not function.isidentifier():
        raise Problem(f"mechanisms: must be like mine.py:reserve_call_up, a file and a function in it (got {text!r})")
    own = OwnMechanism(Path(file).resolve(), function)
    compile_text(own)
    return own


def compile_text(own: OwnMechanism) -> None:
    """Raises Problem where the file is not Python."""
    try:
        compile(own.source, str(own.path), "exec")
    except SyntaxError as error:
        raise Problem(f"mechanisms: {own.path}, line {error.lineno}: {error.msg}") from None


def model_with(own: Sequence[OwnMechanism]) -> Model:
    """The model with own mechanisms at the end of its cast; the same object for the same files."""
    return _model_with(tuple((one.path, one.function, one.source) for one in own)) if own else MODEL


@cache
def _model_with(own: tuple[tuple[Path, str, str], ...]) -> Model:
    roles = tuple(Role(f"own.{function}", _process(path, function, source)) for path, function, source in own)
    names = [role.name for role in roles]
    if len(set(names)) < len(names):
        raise Problem(
            f"mechanisms: two have the same name, and would draw the same random numbers ({', '.join(names)})"
        )
    return replace(MODEL, cast=MODEL.cast + roles)


def _process(path: Path, name: str, source: str) -> Callable[..., Any]:
    module = _module(path, source)
    function = getattr(module, name, None)
    if function is None:
        processes = [key for key, value in vars(module).items() if inspect.isgeneratorfunction(value)]
        raise Problem(f"mechanisms: {path} has no function {name!r}{hint(name, processes)}")
    if not inspect.isgeneratorfunction(function):
        raise Problem(f"mechanisms: {name!r} in {path} is no process: it never yields")
    wanted = ["env", "world", "parameters", "stream"]
    if len(inspect.signature(function).parameters) != len(wanted):
        raise Problem(f"mechanisms: {name!r} in {path} must take {', '.join(wanted)}")
    return function  # type: ignore[no-any-return]


def _module(path: Path, source: str) -> ModuleType:
    """The file as a module, named by its content, so that a changed one is loaded anew."""
    name = f"escsim_own_{path.stem}_{blake2b(source.encode(), digest_size=8).hexdigest()}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise Problem(f"mechanisms: cannot load {path}")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            del sys.modules[name]
            raise Problem(f"mechanisms: {path} cannot be loaded: {type(error).__name__}: {error}") from error
    return sys.modules[name]
