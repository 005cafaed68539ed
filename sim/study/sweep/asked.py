"""Which study some words ask for, where its folder is, and who does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sim.config.library import PRIMARY, open_library
from sim.config.paths import runs_root
from sim.config.problems import Problem, hint, nearest
from sim.config.unused import CALIBRATION, OF_SEVERAL, refuse_unused
from sim.study.design.study import Study, read_study
from sim.study.engines import Simulation, available_cores
from sim.study.own_mechanisms import own_mechanisms
from sim.study.pool import Crew
from sim.study.sweep.shard import Shard, read_shard
from sim.study.variant import CLASSES

HOW = ("executor", "executor.address", "shard", "on_failure")
EXECUTORS = ("local", "dask")
ON_FAILURE = ("continue", "stop")


@dataclass(frozen=True)
class Asked:
    """A study that is asked for.

    Attributes:
        study: its points.
        folder: where its rows are, or will be.
        shard: the part that is to be done, or None for all.
        executor: "local" or "dask"; `address`: of a scheduler that runs already, or empty.
        stop_at_failure: whether the first run that fails ends the sweep.
    """

    study: Study
    folder: Path
    shard: Shard | None
    executor: str
    address: str
    stop_at_failure: bool = False

    @property
    def is_here(self) -> bool:
        """Whether the work is done on this machine, by this program."""
        return self.executor == "local"

    def crew(self, simulation: Simulation, tell: Callable[[str], None]) -> AbstractContextManager[Crew]:
        """Those who do the work; `tell` is told what takes a while."""
        workers = self.study.base.settings.workers
        if not self.is_here:
            from sim.study.sweep.dask_crew import dask_crew

            return dask_crew(self.address, workers, limit_seconds=simulation.limit)
        return simulation.crew(workers or available_cores(), tell)


def asked_for(words: Sequence[str], config_dir: str | Path | None = None, config_name: str = PRIMARY) -> Asked:
    """The study that `study=NAME` and the words beside it ask for.

    Raises:
        Problem: with a line for each mistake.
    """
    how, others = _parted(words)
    library = open_library(CLASSES, config_dir, config_name)
    _refuse_bare(others, library.options("study"))
    refuse_unused("sweep", others, CALIBRATION | OF_SEVERAL)
    shard = read_shard(how["shard"]) if "shard" in how else None
    executor, address = _executor(how)
    on_failure = _one_of("on_failure", how.get("on_failure", ON_FAILURE[0]), ON_FAILURE)
    study = read_study(library, others)
    settings = study.base.settings
    own_mechanisms(settings.mechanisms)  # a mistake in them is told before anything is run
    name = settings.name or study.name
    folder = runs_root(settings.runs_dir) / (name if shard is None else shard.folder(name))
    return Asked(study, folder, shard, executor, address, on_failure == "stop")


def _parted(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The words that say how the work is done, and those that say what it is."""
    how = {key: value for key, sign, value in (word.partition("=") for word in words) if sign and key in HOW}
    return how, [word for word in words if word.partition("=")[0] not in HOW or "=" not in word]


def _refuse_bare(words: Sequence[str], known: Sequence[str]) -> None:
    """Raises Problem for the first word that is no key=value."""
    for word in words:
        if "=" not in word:
            near = nearest(word, known)
            raise Problem(f"{word}: not a key=value setting" + (f"; did you mean study={near}?" if near else ""))


def _executor(how: dict[str, str]) -> tuple[str, str]:
    executor, address = _one_of("executor", how.get("executor", "local"), EXECUTORS), how.get("executor.address", "")
    if address and executor == "local":
        raise Problem(f"executor.address: is not used by executor=local (got {address!r})")
    return executor, address


def _one_of(key: str, value: str, known: Sequence[str]) -> str:
    """The value; raises Problem where it is not among those that there are."""
    if value not in known:
        raise Problem(f"{key}: must be one of {', '.join(known)}{hint(value, known)} (got {value!r})")
    return value
