"""Composing by Hydra itself: without the resolvers that read the machine, and with its errors reworded."""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.config.library import Library
from sim.config.problems import Problem, hint

_one_at_a_time = threading.Lock()  # Hydra keeps its state in a global


ALLOWED = ("oc.create", "oc.decode", "oc.deprecated", "oc.dict.keys", "oc.dict.values", "oc.select")


def composed_by_hydra(library: Library, overrides: Sequence[str]) -> tuple[Any, Any]:
    """The container and the choice of every group, Hydra's own among them; raise Problem for a mistake in the files."""
    try:
        return _put_together(library, overrides)
    except Exception as error:
        raise explain(error, library) from None


def _put_together(library: Library, overrides: Sequence[str]) -> tuple[Any, Any]:
    import hydra
    from hydra.core.global_hydra import GlobalHydra
    from omegaconf import OmegaConf

    # 1.3 warns where version_base is missing, later releases where it is given
    version = {"version_base": "1.3"} if hydra.__version__.startswith("1.3") else {}
    first, *others = library.folders
    paths = ",".join('"file://{}"'.format(str(folder.absolute()).replace('"', '\\"')) for folder in others)
    with _one_at_a_time, only_allowed(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        GlobalHydra.instance().clear()
        try:
            with hydra.initialize_config_dir(str(first.absolute()), job_name="escsim", **version):
                search = f"hydra.searchpath=[{paths}]"
                config = hydra.compose(library.primary, [search, *overrides], return_hydra_config=True)
        finally:
            GlobalHydra.instance().clear()
        own = OmegaConf.masked_copy(config, [str(key) for key in config if key != "hydra"])
        return OmegaConf.to_container(own, resolve=True), OmegaConf.to_container(config.hydra.runtime.choices)


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


class _Allowed(dict[str, Any]):
    """OmegaConf's table of resolvers, in which those that are not allowed refuse to resolve."""

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> Callable[..., Any]:
        found: Callable[..., Any] = super().__getitem__(name) if name in ALLOWED else _refusing(name)
        return found


@contextmanager
def only_allowed() -> Iterator[None]:
    """Within it, OmegaConf uses no resolver but the allowed ones; a secret of the environment lands in no manifest.

    What is registered meanwhile is forgotten. One thread at a time may be within.
    """
    from omegaconf.basecontainer import BaseContainer

    before = BaseContainer._resolvers
    BaseContainer._resolvers = _Allowed(before)
    try:
        yield
    finally:
        BaseContainer._resolvers = before


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> Any:
        raise Problem(
            f"the resolver {name!r} is not allowed; known: {', '.join(ALLOWED)}; configs may use no other resolver"
        )

    return refuse
