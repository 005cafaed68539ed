"""Hydra's settings in a config or on a command line: reads a sweep in YAML; for others, says what to type instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.config.library import Library
from sim.config.problems import Problem

SWEEPER = "sweeper"
INSTEAD = {
    "run": "name= and runs_dir= choose the folder",
    "sweep": "name= and runs_dir= choose the folder",
    "job": "name= names the run",
    "launcher": "workers= sets the number of processes, and `escsim sweep executor=dask` uses a cluster",
    SWEEPER: "list the values, as in `escsim run -m seed=1,2`, or write a study for `escsim sweep`",
    "mode": "`-m` runs every combination of the listed values",
    "searchpath": "--config-dir names the folder of your own configs",
}
OTHERWISE = "they have no effect here; name= and runs_dir= choose folders, workers= the processes"


def replacement_for(key: str) -> str:
    """Replacement for one of Hydra's own settings, `hydra.KEY...` or `hydra/KEY`."""
    part = key.replace("/", ".").split(".")[1]
    return INSTEAD.get(part, OTHERWISE)


def sweep_in_yaml(library: Library) -> list[str]:
    """The words of the sweep that the primary config lists under `hydra.sweeper.params`; empty if there is none.

    Raises:
        Problem: the config has another of Hydra's settings, or params that are no mapping of keys to values.
    """
    place, settings = _hydra_of(library)
    for key in settings:
        if key not in (SWEEPER, "mode"):
            raise Problem(f"{place}: hydra.{key}: {replacement_for(f'hydra.{key}')}")
    sweeper = settings.get(SWEEPER) or {}
    params = sweeper.get("params") if isinstance(sweeper, Mapping) else sweeper
    if params is None:
        return []
    if not isinstance(params, Mapping) or any(isinstance(value, Mapping) for value in params.values()):
        raise Problem(f"{place}: hydra.sweeper.params: must be keys with values, as in `seed: 1,2` (got {params!r})")
    return [f"{key}={_as_word(value)}" for key, value in params.items()]


def with_sweep(words: Sequence[str], sweep: Sequence[str]) -> list[str]:
    """The words of a command line, and those of a sweep in YAML whose keys it does not give itself."""
    given = {word.lstrip("+").partition("=")[0] for word in words}
    return [*(word for word in sweep if word.partition("=")[0] not in given), *words]


def _as_word(value: Any) -> str:
    """A value as a command line has it; a list lists the values of the sweep."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _hydra_of(library: Library) -> tuple[Path, Mapping[str, Any]]:
    """The file of the primary config, and its block `hydra`; only a user's own has one."""
    place = next(path for folder in library.folders if (path := folder / f"{library.primary}.yaml").is_file())
    if place.parent == library.shipped:
        return place, {}
    import yaml  # type: ignore[import-untyped]

    try:
        read = yaml.safe_load(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):  # which is told where the config is composed
        return place, {}
    block = read.get("hydra") if isinstance(read, Mapping) else None
    return place, block if isinstance(block, Mapping) else {}
