"""Who is compared with whom by `engines.py`."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context

import engine_draws
import engine_rivals
import numpy as np
from engine_models import PING, QUEUE, STEADY_PING, span
from engine_targets import OURS, STEADY
from engine_timing import Answer, Work
from simpy_cost import default_parameters

from sim.engine import compiled, reference
from sim.engine.batch import Batch
from sim.engine.model import Model

SEED = 1
REPLICATIONS_SIMPY, REPLICATIONS_COMPILED = 5, 2400
DRAWS = 5_000_000
CIMBA = import_module("engine_cimba") if find_spec("cimba") else None


def scenario_contestants() -> dict[str, Work]:
    """The default scenario, and a plain Numba loop, to see what a second thread is worth on this machine."""
    parameters = default_parameters()
    half = REPLICATIONS_COMPILED // 2

    def simpy() -> Answer:
        return float(len(reference.simulate(parameters, SEED, range(REPLICATIONS_SIMPY)).rows)), math.nan

    def part(first: int, last: int) -> float:
        return float(len(compiled.simulate(parameters, SEED, range(first, last)).rows))

    processes = ProcessPoolExecutor(2, get_context("spawn"))
    return {
        "SimPy": simpy,
        "compiled, 1 thread": lambda: (part(0, 2 * half), math.nan),
        "compiled, 2 threads": on_two_threads(lambda thread: part(thread * half, (thread + 1) * half)),
        "compiled, 2 processes": lambda: (sum(processes.map(half_alone, (0, half), (half, 2 * half))), math.nan),
        "plain loop, 1 thread": lambda: engine_rivals.loop_ping(8e5),
        "plain loop, 2 threads": on_two_threads(lambda thread: engine_rivals.loop_ping(4e5, SEED + thread)[0]),
    }


def half_alone(first: int, last: int) -> float:
    """Some replications, in a process that shares nothing with others but the machine."""
    return float(len(compiled.simulate(_parameters(), SEED, range(first, last)).rows))


_parameters = cache(default_parameters)  # composed once in each process


def on_two_threads(work: Callable[[int], float]) -> Work:
    """Both halves of some work at once."""

    def both() -> Answer:
        with ThreadPoolExecutor(2) as threads:
            return sum(threads.map(work, range(2))), math.nan

    return both


def ping_contestants() -> dict[str, Work]:
    """Processes that only wait."""
    return {
        "SimPy": lambda: engine_rivals.simpy_ping(4e3),
        "the same processes, SimPy": own(reference.simulate, PING, 4e3),
        **rivals_from_cimba("ping", 5e4),
        OURS: own(compiled.simulate, PING, 1e5),
        STEADY: own(compiled.simulate, STEADY_PING, 1e5),
        "Numba loop": lambda: engine_rivals.loop_ping(2e5),
        "Numba loop, ziggurat draws": lambda: engine_rivals.ziggurat_ping(2e5),
    }


def queue_contestants() -> dict[str, Work]:
    """Two servers and those who wait for them."""
    return {
        "SimPy": lambda: engine_rivals.simpy_queue(1e4),
        "the same processes, SimPy": own(reference.simulate, QUEUE, 1e4),
        **rivals_from_cimba("queue", 2e5),
        OURS: own(compiled.simulate, QUEUE, 1e6),
        "Numba loop": lambda: engine_rivals.loop_queue(1e6),
    }


def draw_contestants() -> dict[str, Work]:
    """Exponential draws and nothing else."""
    return {
        "the model's": lambda: engine_draws.own_draws(DRAWS),
        "Numba's": lambda: engine_draws.numba_draws(DRAWS),
        "a ziggurat's": lambda: engine_draws.ziggurat_draws(DRAWS),
    }


def own(simulate: Callable[..., Batch], model: Model, days: float) -> Work:
    """A small model under one of our schedulers."""

    def run() -> Answer:
        batch = simulate(span(days), SEED, [0], model=model)
        return (batch.rows[0, 0], batch.rows[0, 1]) if model is QUEUE else (float(batch.events), math.nan)

    return run


def rivals_from_cimba(name: str, days: float) -> dict[str, Work]:
    """A small model under cimba, if it is installed."""
    return {} if CIMBA is None else {"cimba": {"ping": CIMBA.ping, "queue": CIMBA.queue}[name](days)}


def check_equality() -> None:
    """Raises SystemExit where the two schedulers differ, as then there is nothing to compare."""
    for model in (PING, QUEUE):
        simpy, numba = (
            engine.simulate(span(5e3), SEED, range(2), model=model).rows for engine in (reference, compiled)
        )
        if not np.array_equal(simpy.view(np.int64), numba.view(np.int64)):
            raise SystemExit("the schedulers do not agree")


CONTESTS = {
    "scenario": scenario_contestants,
    "ping": ping_contestants,
    "queue": queue_contestants,
    "draws": draw_contestants,
}
