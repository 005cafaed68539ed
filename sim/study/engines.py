"""Which scheduler runs a batch, and why; the results are the same to the last bit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sim.config.settings import Engine, Settings
from sim.engine.batch import Batch
from sim.model.parameters import Parameters
from sim.study.own_mechanisms import OwnMechanism, model_with, own_mechanisms
from sim.study.pool import Pool
from sim.study.threads import Threads

SIMPY_SECONDS_A_DAY = 2e-4
"""About what a day of a replication takes under SimPy; a rule of thumb, by which `engine=auto` decides."""

WORTH_LOADING_SECONDS = 2.0
WORTH_COMPILING_SECONDS = 60.0

OWN_LIMIT_SECONDS = 300.0
"""That a replication with a user's own mechanisms may take, where `limits.replication_seconds` is null."""

PRELOAD = ("sim.engine.reference",)


@dataclass(frozen=True)
class Simulation:
    """A scheduler with the model that it runs, which other processes can be sent.

    Attributes:
        engine: SIMPY or COMPILED.
        own: a user's own mechanisms.
        why: why this engine, in a line.
        limit_seconds: after which a replication is given up; None for what `limit` says.
    """

    engine: Engine
    own: tuple[OwnMechanism, ...] = ()
    why: str = ""
    limit_seconds: float | None = None

    @property
    def name(self) -> str:
        """The engine's name, as in a config."""
        return self.engine.name.lower()

    def __call__(
        self, parameters: Parameters, seed: int, replications: Sequence[int], paths: int, traces: int, future: int = 0
    ) -> Batch:
        """The given replications; see `sim.engine.reference.simulate`."""
        if self.engine == Engine.COMPILED:
            from sim.engine.compiled import simulate
        else:
            from sim.engine.reference import simulate
        return simulate(parameters, seed, replications, paths, traces, future, model_with(self.own))

    @property
    def limit(self) -> float | None:
        """Seconds that a replication may take; None for no limit, as the model's own processes let time pass."""
        return OWN_LIMIT_SECONDS if self.own and self.limit_seconds is None else self.limit_seconds

    def load(self) -> None:
        """Have the compiled program at hand, where there is one."""
        if self.engine == Engine.COMPILED:
            from sim.engine.program import program

            program(model_with(self.own), Parameters)

    def crew(self, workers: int) -> Pool | Threads:
        """Those who run it: processes for SimPy, threads for compiled work, which holds no lock.

        A user's own mechanism may never end, or end its process, so it is run where it can be killed.
        """
        if self.limit is not None:
            return Pool(workers, PRELOAD, script=False, isolated=True, limit_seconds=self.limit)
        return Threads(workers) if self.engine == Engine.COMPILED else Pool(workers, PRELOAD, script=False)


def prepare(
    settings: Settings, parameters: Parameters, runs: int = 1, tell: Callable[[str], None] = lambda _: None
) -> Simulation:
    """Choose the engine for some runs of these settings, and have it ready.

    Args:
        settings: which engine is asked for, and how much there is to do.
        parameters: of one of the runs.
        runs: how many there are.
        tell: is told what takes a while, and why another engine is used than the one asked for.

    Raises:
        Problem: an own mechanism cannot be used.
    """
    own = own_mechanisms(settings.mechanisms)
    chosen = choose(settings.engine, own, parameters, settings.replications * runs, settings.workers, tell)
    return replace(chosen, limit_seconds=settings.limits.replication_seconds)


def choose(
    engine: Engine,
    own: tuple[OwnMechanism, ...],
    parameters: Parameters,
    replications: int,
    workers: int | None,
    tell: Callable[[str], None],
) -> Simulation:
    """As `prepare`, for so many replications on so many workers (None: one a core)."""
    if engine == Engine.SIMPY:
        return Simulation(Engine.SIMPY, own, "asked for")
    seconds = simpy_seconds(parameters, replications, workers)
    work = f"about {max(seconds, 0.1):.{0 if seconds >= 1 else 1}f} s of work under SimPy"
    if engine == Engine.AUTO and seconds < WORTH_LOADING_SECONDS:
        return Simulation(Engine.SIMPY, own, work)
    from sim.engine.program import is_ready

    ready = is_ready(model_with(own), type(parameters))
    why = f"{work}; {'the compiled program is in the cache' if ready else 'there is no compiled program yet'}"
    if engine == Engine.AUTO and not ready and seconds < WORTH_COMPILING_SECONDS:
        return Simulation(Engine.SIMPY, own, why)
    if not ready:
        tell("compiling the model: about half a minute, once; then it comes from the cache")
    return _compiled(own, parameters, why if engine == Engine.AUTO else "asked for", tell)


def simpy_seconds(parameters: Parameters, replications: int, workers: int | None) -> float:
    """About what so many replications take under SimPy, on so many workers (None: one a core)."""
    days = parameters.horizon_days - parameters.scenario.start_day
    return SIMPY_SECONDS_A_DAY * days * replications / (workers or available_cores())


def _compiled(
    own: tuple[OwnMechanism, ...], parameters: Parameters, why: str, tell: Callable[[str], None]
) -> Simulation:
    from sim.engine.program import CannotCompile, program

    try:
        program(model_with(own), type(parameters), tell)
    except CannotCompile as error:
        reason = f"{'an own mechanism' if own else 'the model'} cannot be compiled: {_gist(error)}"
        tell(f"{reason}; SimPy runs it")
        return Simulation(Engine.SIMPY, own, reason)
    return Simulation(Engine.COMPILED, own, why)


def _gist(error: Exception) -> str:
    """The line of Numba's long message that says what is wrong: the first of the innermost error."""
    innermost = str(error).rpartition("raised a specific error:")[2]
    lines = [re.sub(r"^\w+Error: ", "", line.strip()) for line in innermost.splitlines()]
    telling = [line for line in lines if line and not line.startswith("Failed in nopython mode pipeline")]
    return telling[0] if telling else type(error).__name__


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def crew_size(settings: Settings, runs: int = 1) -> int:
    """The workers that the settings ask for; no more than there are replications in `runs` runs of that size."""
    return min(settings.workers or available_cores(), settings.replications * runs)
