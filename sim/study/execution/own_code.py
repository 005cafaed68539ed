"""A function in a user's file, which a setting names and a folder keeps: a custom mechanism, or a custom measure."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import ModuleType
from typing import ClassVar, TypeVar

from sim.config.paths import is_special
from sim.config.problems import Problem
from sim.config.trust import check_trusted

IMPORTABLE = sys.stdlib_module_names | {"sim", "numpy"}


@dataclass(frozen=True)
class OwnFunction:
    """A function in a file.

    Attributes:
        path: of the file.
        function: its name in the file.
    """

    path: Path
    function: str

    setting: ClassVar[str]
    example: ClassVar[str]

    @cached_property
    def source(self) -> str:
        """The text of the file, as it was when it was first asked for; raise Problem if it cannot be read."""
        if is_special(self.path):
            raise Problem(f"{self.setting}: cannot read {self.path}: it is not a file")
        try:
            return self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not a text file"
            raise Problem(f"{self.setting}: cannot read {self.path}: {reason}") from None


Own = TypeVar("Own", bound=OwnFunction)


def read_own(kind: type[Own], text: str) -> Own:
    """A function from a text such as `mine.py:reserve_call_up`; raise Problem if it is none, or not to be kept."""
    file, colon, function = text.rpartition(":")
    if not colon or not file.endswith(".py") or not function.isidentifier():
        raise Problem(f"{kind.setting}: must be like {kind.example}, a file and a function in it (got {text!r})")
    own = kind(Path(file).resolve(), function)
    _check_imports(own)
    return own


def kept_own(
    kind: type[Own], folder: Path, kept: Iterable[Mapping[str, str]], checked: Callable[[str], Path]
) -> tuple[Own, ...]:
    """Functions of which a run or study folder keeps the files.

    Args:
        kind: of the functions.
        folder: of the run or study.
        kept: the name of each file in the folder, and of the function in it, as the manifest has them.
        checked: gives the path of a file; raises Problem if it is not what was written.

    Raises:
        Problem: a file lies elsewhere, cannot be read, or is not trusted.
    """
    return tuple(_kept(kind, folder, one["file"], one["function"], checked) for one in kept)


def _kept(kind: type[Own], folder: Path, file: str, function: str, checked: Callable[[str], Path]) -> Own:
    path = folder / file
    is_name = {PurePosixPath(file).name, PureWindowsPath(file).name} == {file}
    if not is_name or path.is_symlink() or not file.endswith(".py") or not function.isidentifier():
        raise Problem(f"{kind.setting}: {file!r} is outside {folder}; only code stored in the folder is run")
    own = kind(checked(file).resolve(), function)
    check_trusted(path, own.source)
    return own


def module_of(setting: str, path: Path, source: str) -> ModuleType:
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
            raise Problem(f"{setting}: {path} cannot be loaded: {type(error).__name__}: {error}") from error
    return sys.modules[name]


def _check_imports(own: OwnFunction) -> None:
    """Raise Problem if a file is not Python, or needs another one, which would not be kept with the run."""
    source, setting = own.source, own.setting
    try:
        tree = ast.parse(source, str(own.path))
    except SyntaxError as error:
        raise Problem(f"{setting}: {own.path}, line {error.lineno}: {error.msg}") from None
    except ValueError as error:  # a null byte
        raise Problem(f"{setting}: {own.path}: {error}") from None
    for line, name in _imported(tree):
        if name not in IMPORTABLE:
            allowed = "Python's own modules, numpy and sim"
            raise Problem(f"{setting}: {own.path}, line {line}: cannot import {name!r}, only {allowed}")


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and top-level name of every import; relative ones have none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." if node.level else (node.module or "").partition(".")[0]
