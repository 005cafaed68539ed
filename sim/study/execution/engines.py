"""Chooses the scheduler of a batch; results are equal to the last bit under each."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sim.config.settings import Engine, Settings
from sim.engine.batch import Batch
from sim.engine.programs import is_loaded, is_ready, missing_share
from sim.model.parameters import Parameters
from sim.study.execution.compiling import COMPILING_ONCE, reason
from sim.study.execution.completion_forecast import CompletionForecast, ExecutionMode
from sim.study.execution.handover import PRELOAD, Handover
from sim.study.execution.own_measures import OwnMeasure, measured, own_measures
from sim.study.execution.own_mechanisms import OwnMechanism, model_with, own_mechanisms
from sim.study.execution.pool import Pool
from sim.study.execution.threads import Threads

ASKED_FOR = "asked for"
AS_IT_GOES = "measured as it goes"

OWN_LIMIT_SECONDS = 300.0
"""That a replication with custom mechanisms or measures may take, where `limits.replication_seconds` is null."""


@dataclass(frozen=True)
class Simulation:
    """A scheduler with the model that it runs, which other processes can be sent.

    Attributes:
        engine: SIMPY, COMPILED, or AUTO: the first until the crew has loaded the program for the second.
        own: custom mechanisms; `measures`: custom measures.
        why: why this engine, in a line.
        limit_seconds: after which a replication is given up; None for what `limit` says.
        replications: about how many there are to do, for AUTO.
    """

    engine: Engine
    own: tuple[OwnMechanism, ...] = ()
    why: str = ""
    limit_seconds: float | None = None
    replications: int = 0
    measures: tuple[OwnMeasure, ...] = ()

    @property
    def name(self) -> str:
        """The engine's name, as in a config."""
        return self.engine.name.lower()

    def __call__(
        self, parameters: Parameters, seed: int, replications: Sequence[int], paths: int, traces: int, future: int = 0
    ) -> Batch:
        """The given replications; see `sim.engine.reference.simulate`."""
        model = model_with(self.own)
        if self.engine == Engine.COMPILED or (self.engine == Engine.AUTO and is_loaded(model, type(parameters))):
            from sim.engine.compiled import simulate
        else:
            from sim.engine.reference import simulate
        if self.measures:
            run = partial(simulate, model=model)
            return measured(run, self.measures, parameters, seed, replications, paths, traces, future)
        return simulate(parameters, seed, replications, paths, traces, future, model)

    @property
    def limit(self) -> float | None:
        """Seconds that a replication may take; None for no limit, as the model's own processes let time pass."""
        is_own = bool(self.own or self.measures)
        return OWN_LIMIT_SECONDS if is_own and self.limit_seconds is None else self.limit_seconds

    def load(self) -> None:
        """Have the compiled program at hand, where there is one."""
        if self.engine == Engine.COMPILED:
            from sim.engine.program import program

            program(model_with(self.own), Parameters)

    def crew(self, workers: int, tell: Callable[[str], None] = lambda _: None) -> Pool | Threads | Handover:
        """Executor of the simulation: processes for SimPy, threads for compiled work, which holds no lock.

        A user's custom mechanism or measure may never end, or end its process, so it is run where it can be killed.

        Args:
            workers: how many.
            tell: called with what takes a while, and what cannot be done.
        """
        if self.engine == Engine.AUTO:
            return Handover(self.own, workers, self.replications, self.limit, tell)
        if self.limit is not None:
            return Pool(workers, PRELOAD, script=False, isolated=True, limit_seconds=self.limit)
        return Threads(workers) if self.engine == Engine.COMPILED else Pool(workers, PRELOAD, script=False)


def prepare_engine(
    settings: Settings,
    parameters: Parameters,
    runs: int = 1,
    tell: Callable[[str], None] = lambda _: None,
    as_it_goes: bool = True,
) -> Simulation:
    """The engine for some runs of these settings.

    Args:
        settings: which engine is asked for, and how much there is to do.
        parameters: of one of the runs.
        runs: how many there are.
        tell: called with what takes a while, and why another engine is used than the one asked for.
        as_it_goes: whether AUTO chooses while the work is done, or else before it begins.

    Raises:
        Problem: a custom mechanism or measure cannot be used.
    """
    own, measures = own_mechanisms(settings.mechanisms), own_measures(settings.measures)
    if settings.engine == Engine.AUTO and as_it_goes:
        model_with(own)  # a mistake in them is told before anything is run
        count = settings.replications * runs
        return Simulation(Engine.AUTO, own, AS_IT_GOES, settings.limits.replication_seconds, count, measures)
    return replace(ready_engine(settings, parameters, settings.replications * runs, tell), measures=measures)


def ready_engine(
    settings: Settings, parameters: Parameters, replications: int, tell: Callable[[str], None]
) -> Simulation:
    """The engine for so many replications under these settings, without custom measures; see `choose_engine`."""
    own = own_mechanisms(settings.mechanisms)
    chosen = choose_engine(settings.engine, own, parameters, replications, settings.workers, tell)
    return replace(chosen, limit_seconds=settings.limits.replication_seconds)


def choose_engine(
    engine: Engine,
    own: tuple[OwnMechanism, ...],
    parameters: Parameters,
    replications: int,
    workers: int | None,
    tell: Callable[[str], None],
) -> Simulation:
    """The engine for so many replications on so many workers (None: one per core), chosen and loaded before they begin.

    For AUTO two of them are run under SimPy first, to see how long the others would take.
    """
    if engine == Engine.SIMPY:
        return Simulation(Engine.SIMPY, own, ASKED_FOR)
    ready = is_ready(model_with(own), type(parameters))
    why = ASKED_FOR
    if engine == Engine.AUTO:
        outlook = _measured(Simulation(Engine.SIMPY, own), parameters, replications, workers or available_cores())
        why = f"about {outlook.simpy_seconds(ExecutionMode.ALONE):.1f} s of work under SimPy"
        missing = missing_share(model_with(own), type(parameters))
        way = ExecutionMode.ALONE
        if not (outlook.is_loaded_sooner(way) if ready else outlook.is_compiled_sooner(way, missing)):
            return Simulation(Engine.SIMPY, own, why)
    if not ready:
        tell(COMPILING_ONCE)
    return _compiled(own, parameters, why, tell)


def _measured(simulation: Simulation, parameters: Parameters, replications: int, workers: int) -> CompletionForecast:
    """Forecast from a few timed replications under SimPy, without custom mechanisms, as these may never end."""
    outlook, model = CompletionForecast(replications, workers), replace(simulation, own=())
    while not outlook.is_measured:
        started = time.perf_counter()
        model(parameters, 0, [0], 0, 0)
        outlook.learn(1, time.perf_counter() - started)
    return outlook


def _compiled(
    own: tuple[OwnMechanism, ...], parameters: Parameters, why: str, tell: Callable[[str], None]
) -> Simulation:
    from sim.engine.program import program
    from sim.engine.programs import CannotCompile

    try:
        program(model_with(own), type(parameters), tell)
    except CannotCompile as error:
        tell(f"{reason(own, error)}; SimPy runs it")
        return Simulation(Engine.SIMPY, own, reason(own, error))
    return Simulation(Engine.COMPILED, own, why)


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def worker_count(settings: Settings, runs: int = 1) -> int:
    """The workers that the settings ask for; no more than there are replications in `runs` runs of that size."""
    return min(settings.workers or available_cores(), settings.replications * runs)
