"""Requests of a command line: a study, and the execution of it or of a run, all or a shard, here or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.library import PRIMARY, open_library
from sim.config.paths import runs_root
from sim.config.problems import Problem, hint, nearest
from sim.config.unused import UNREAD_IN_STUDIES, refuse_unused
from sim.study.design.variant import CLASSES, Variant
from sim.study.execution.engines import Simulation, available_cores, prepare_engine
from sim.study.execution.own_mechanisms import own_mechanisms
from sim.study.execution.pool import Executor
from sim.study.sweep.shard import Shard, read_shard

if TYPE_CHECKING:  # a run does not wait for what reads studies
    from sim.study.design.study import StudyDesign

HOW = ("executor", "executor.address", "shard", "on_failure")
EXECUTORS = ("local", "dask")
ON_FAILURE = ("continue", "stop")


@dataclass(frozen=True)
class How:
    """Execution of the work: its shard, its executor, and whether a failure ends it.

    Attributes:
        shard: the part that is to be done, or None for all.
        executor: "local" or "dask"; `address`: of a scheduler that runs already, or empty.
        stop_at_failure: whether the first run that fails ends the work.
    """

    shard: Shard | None
    executor: str
    address: str
    stop_at_failure: bool = False

    @property
    def is_here(self) -> bool:
        """True if the work is done on this machine, by this program."""
        return self.executor == "local"

    def simulation(self, first: Variant, points: int, tell: Callable[[str], None]) -> Simulation:
        """The engine for runs of so many points, ready to be used; see `sim.study.execution.engines`.

        AUTO chooses as it goes where this process sees the work being done, and before it begins elsewhere.

        Args:
            first: one of the points, or what all of them start from.
            points: how many there are in all shards.
            tell: called with what takes a while.
        """
        settings, parameters = first.settings, first.parameters
        runs = max(1, points // (1 if self.shard is None else self.shard.of))
        return prepare_engine(settings, parameters, runs, tell, as_it_goes=self.is_here)

    def crew(
        self, simulation: Simulation, workers: int | None, tell: Callable[[str], None], most: int | None = None
    ) -> AbstractContextManager[Executor]:
        """Executor of the work.

        Args:
            simulation: what they run.
            workers: how many are asked for; None for one per core.
            tell: called with what takes a while.
            most: workers of this machine that can have something to do; None for any number.
        """
        if not self.is_here:
            from sim.study.execution.dask_executor import dask_executor

            return dask_executor(self.address, workers, limit_seconds=simulation.limit)
        here = workers or available_cores()
        return simulation.crew(here if most is None else min(here, most), tell)

    def folder(self, root: Path, name: str) -> Path:
        """The folder of a study of that name, or of its shard."""
        return root / (name if self.shard is None else self.shard.folder(name))


def read_how(words: Sequence[str]) -> tuple[How, list[str]]:
    """Split words into the execution of the work, and those that say what the work is; raise Problem."""
    how = {key: value for key, sign, value in (word.partition("=") for word in words) if sign and key in HOW}
    others = [word for word in words if word.partition("=")[0] not in HOW or "=" not in word]
    shard = read_shard(how["shard"]) if "shard" in how else None
    on_failure = _one_of("on_failure", how.get("on_failure", ON_FAILURE[0]), ON_FAILURE)
    return How(shard, *_executor(how), on_failure == "stop"), others


def _executor(how: dict[str, str]) -> tuple[str, str]:
    executor, address = _one_of("executor", how.get("executor", "local"), EXECUTORS), how.get("executor.address", "")
    if address and executor == "local":
        raise Problem(f"executor.address: is not used by executor=local (got {address!r})")
    return executor, address


def _one_of(key: str, value: str, known: Sequence[str]) -> str:
    """The value; raise Problem if it is not among those that there are."""
    if value not in known:
        raise Problem(f"{key}: must be one of {', '.join(known)}{hint(value, known)} (got {value!r})")
    return value


@dataclass(frozen=True)
class StudyRequest:
    """A study that is asked for.

    Attributes:
        study: its points.
        folder: where its rows are, or will be.
        how: the work is done.
    """

    study: StudyDesign
    folder: Path
    how: How

    def simulation(self, tell: Callable[[str], None]) -> Simulation:
        """The engine; see `How.simulation`."""
        return self.how.simulation(self.study.base, len(self.study.points), tell)

    def crew(self, simulation: Simulation, tell: Callable[[str], None]) -> AbstractContextManager[Executor]:
        """The workers; `tell` is called with what takes a while."""
        return self.how.crew(simulation, self.study.base.settings.workers, tell)


def study_request(
    words: Sequence[str], config_dir: str | Path | None = None, config_name: str = PRIMARY
) -> StudyRequest:
    """The study that `study=NAME` and the words beside it ask for.

    Raises:
        Problem: with a line for each mistake.
    """
    from sim.study.design.study import read_study

    how, others = read_how(words)
    library = open_library(CLASSES, config_dir, config_name)
    _refuse_bare(others, library.options("study"))
    refuse_unused("sweep", others, UNREAD_IN_STUDIES)
    study = read_study(library, others)
    settings = study.base.settings
    own_mechanisms(settings.mechanisms)  # a mistake in them is told before anything is run
    return StudyRequest(study, how.folder(runs_root(settings.runs_dir), settings.name or study.name), how)


def _refuse_bare(words: Sequence[str], known: Sequence[str]) -> None:
    """Raise Problem for the first word that is no key=value."""
    for word in words:
        if "=" not in word:
            near = nearest(word, known)
            raise Problem(f"{word}: not a key=value setting" + (f"; did you mean study={near}?" if near else ""))
