"""Errors of Hydra, OmegaConf and YAML about a config, reworded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.config.library import Library
from sim.config.problems import Problem, hint


def explain(error: BaseException, library: Library) -> Problem:
    """The problem that an error of composing stands for."""
    for cause in _causes(error):
        text = _refused(error, cause) or _yaml(cause) or _missing(cause, library) or _interpolation(cause)
        if text:
            return Problem(text)
    if isinstance(error, UnicodeDecodeError):
        return Problem(f"{_undecodable(library)}: is not UTF-8 text")
    if isinstance(error, RecursionError):
        return Problem("a config names itself in its defaults")
    if isinstance(error, OSError):
        return Problem(f"{error.filename or 'the configs'}: {error.strerror or error}")
    return Problem(f"the configs cannot be put together: {_first_lines(error)}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _refused(error: BaseException, cause: BaseException) -> str | None:
    """A resolver that is not allowed, with the key that uses it."""
    if not isinstance(cause, Problem):
        return None
    keys = (str(getattr(one, "full_key", None) or "") for one in _causes(error))
    key = next((key for key in keys if key), "")
    return f"{key}: {cause}" if key else str(cause)


def _yaml(error: BaseException) -> str | None:
    mark: Any = getattr(error, "problem_mark", None)
    if mark is not None:
        return f"{mark.name}, line {mark.line + 1}, column {mark.column + 1}: {getattr(error, 'problem', error)}"
    if type(error).__name__ == "ReaderError":
        return f"{getattr(error, 'name', 'a config')}: {getattr(error, 'reason', error)}"
    return None


def _missing(error: BaseException, library: Library) -> str | None:
    asked = getattr(error, "missing_cfg_file", None)
    if not asked:
        return None
    group, _, name = str(asked).rpartition("/")
    text = str(error)
    by = f", asked for in {text.split(chr(39))[1]!r}" if text.startswith("In '") else ""
    return f"{group or 'config'}: no option {name!r}{by}{hint(name, library.options(group))}"


def _interpolation(error: BaseException) -> str | None:
    key = getattr(error, "full_key", None)
    if not key:
        return None
    if isinstance(error, IndexError) or type(error).__name__ == "ConfigIndexError":
        return f"{key}: no such entry"
    text = re.sub(r"^\w+ raised while resolving interpolation: ", "", _first_lines(error, 1)).strip('"')
    if unknown := re.fullmatch(r"Interpolation key '(.*)' not found", text):
        return f"{key}: refers to {unknown[1]}, which does not exist"
    if unread := re.search(r"'(\$\{.*)'$", text):
        return f"{key}: {unread[1]} cannot be read"
    return f"{key}: {text}"


def _first_lines(error: BaseException, count: int = 3) -> str:
    for cause in _causes(error):
        lines = [line.strip() for line in str(cause).splitlines() if line.strip() and "http" not in line]
        if lines:
            return " ".join(lines[:count])
    return type(error).__name__


def _undecodable(library: Library) -> Path | str:
    for folder in library.folders:
        for file in sorted(folder.rglob("*.yaml")):
            try:
                file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                return file
    return "a config"
