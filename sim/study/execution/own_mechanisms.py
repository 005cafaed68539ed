"""Custom mechanisms: processes in a user's files that act beside the cast of the model."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import ModuleType
from typing import Any

from sim.config.paths import is_special
from sim.config.problems import Problem, hint
from sim.config.trust import check_trusted, remember
from sim.engine.model import MODEL, Model
from sim.model.cast import Role

IMPORTABLE = sys.stdlib_module_names | {"sim", "numpy"}


@dataclass(frozen=True)
class OwnMechanism:
    """A process in a file.

    Attributes:
        path: of the file.
        function: the name of the generator function in it, which also names its random stream.
    """

    path: Path
    function: str

    @cached_property
    def source(self) -> str:
        """The text of the file, as it was when it was first asked for; raise Problem if it cannot be read."""
        if is_special(self.path):
            raise Problem(f"mechanisms: cannot read {self.path}: it is not a file")
        try:
            return self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not a text file"
            raise Problem(f"mechanisms: cannot read {self.path}: {reason}") from None


def own_mechanisms(texts: Sequence[str]) -> tuple[OwnMechanism, ...]:
    """Custom mechanisms from texts such as `mine.py:reserve_call_up`.

    Raises:
        Problem: a text that is none, a file or function that is not there, a function that is no process, or a name
            that two mechanisms have.
    """
    found = tuple(_read(text) for text in texts)
    model_with(found)
    for own in found:
        remember(own.source)
    return found


def kept_mechanism(
    folder: Path, file: str, function: str, checked: Callable[[str], Path] | None = None
) -> OwnMechanism:
    """A mechanism of which a run or study folder keeps the file.

    Args:
        folder: of the run or study.
        file: its name in the folder, as the manifest has it.
        function: in it.
        checked: is asked for its path, and raise Problem if the file is not what was written.

    Raises:
        Problem: the file lies elsewhere, cannot be read, or is not trusted.
    """
    path = folder / file
    is_name = {PurePosixPath(file).name, PureWindowsPath(file).name} == {file}
    if not is_name or path.is_symlink() or not file.endswith(".py") or not function.isidentifier():
        raise Problem(f"mechanisms: {file!r} is outside {folder}; only code stored in the folder is run")
    own = OwnMechanism((path if checked is None else checked(file)).resolve(), function)
    check_trusted(path, own.source)
    return own


def _read(text: str) -> OwnMechanism:
    file, colon, function = text.rpartition(":")
    if not colon or not file.endswith(".py") or not function.isidentifier():
        raise Problem(f"mechanisms: must be like mine.py:reserve_call_up, a file and a function in it (got {text!r})")
    own = OwnMechanism(Path(file).resolve(), function)
    _check_imports(own)
    return own


def _check_imports(own: OwnMechanism) -> None:
    """Raise Problem if a file is not Python, or needs another one, which would not be kept with the run."""
    source = own.source
    try:
        tree = ast.parse(source, str(own.path))
    except SyntaxError as error:
        raise Problem(f"mechanisms: {own.path}, line {error.lineno}: {error.msg}") from None
    except ValueError as error:  # a null byte
        raise Problem(f"mechanisms: {own.path}: {error}") from None
    for line, name in _imported(tree):
        if name not in IMPORTABLE:
            allowed = "Python's own modules, numpy and sim"
            raise Problem(f"mechanisms: {own.path}, line {line}: cannot import {name!r}, only {allowed}")


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and top-level name of every import; relative ones have none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." if node.level else (node.module or "").partition(".")[0]


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
    module = _module(path, source)
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


def _module(path: Path, source: str) -> ModuleType:
    """A module from the text of a file, named by both, so that a changed one is another.

    Python's import would look for what it compiled before, and take it for that of a file changed in the same second.
    """
    name = f"escsim_own_{path.stem}_{blake2b(f'{path} {source}'.encode(), digest_size=8).hexdigest()}"
    if name not in sys.modules:
        module = ModuleType(name)
        module.__file__ = str(path)
        linecache.cache[str(path)] = (len(source), None, source.splitlines(keepends=True), str(path))
        sys.modules[name] = module
        try:
            exec(compile(source, str(path), "exec"), module.__dict__)
        except Exception as error:
            del sys.modules[name]
            raise Problem(f"mechanisms: {path} cannot be loaded: {type(error).__name__}: {error}") from error
    return sys.modules[name]
