"""How fast the two schedulers are, beside others, with the targets that they were built for.

Everything is measured in one run, and those that are compared take turns, so that a busy machine slows them alike.
Run it with `make bench`, or `python benchmarks/engines.py [ROUNDS]`; it writes `docs/speed.md`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import engine_costs
import engine_rivals
import numpy as np
from engine_costs import Seconds
from engine_models import PING, QUEUE, span
from engine_page import page
from engine_rivals import Answer
from simpy_cost import default_parameters

from sim.engine import compiled, reference
from sim.engine.model import Model

SEED = 1
REPLICATIONS_SIMPY, REPLICATIONS_COMPILED = 5, 600
MEMORY_REPLICATIONS = 200_000
PAGE = Path(__file__).resolve().parents[1] / "docs" / "speed.md"

Work = Callable[[], Answer]


class Turn(NamedTuple):
    """What came of one turn: units of work, their result, and how long it took."""

    units: float
    result: float
    took: Seconds


Race = dict[str, list[Turn]]


def race(contestants: Mapping[str, Work], rounds: int) -> Race:
    """Turns of all contestants, by name, after one that does not count."""
    for work in contestants.values():
        work()
    return _by_name([{name: turn(work) for name, work in contestants.items()} for _ in range(rounds)])


def _by_name(rounds: list[dict[str, Turn]]) -> Race:
    return {name: [turns[name] for turns in rounds] for name in rounds[0]}


def turn(work: Work) -> Turn:
    """Time some work."""
    wall, processor = time.perf_counter(), time.process_time()
    units, result = work()
    return Turn(units, result, Seconds(time.perf_counter() - wall, time.process_time() - processor))


def on_two_threads(work: Callable[[int], float]) -> Work:
    """Both halves of some work at once."""

    def both() -> Answer:
        with ThreadPoolExecutor(2) as threads:
            return sum(threads.map(work, range(2))), 0.0

    return both


def scenario_race() -> dict[str, Work]:
    """The default scenario, and how a plain Numba loop takes to a second thread."""
    parameters = default_parameters()
    half = REPLICATIONS_COMPILED // 2

    def part(first: int, last: int) -> float:
        return float(len(compiled.simulate(parameters, SEED, range(first, last)).rows))

    def simpy() -> Answer:
        return float(len(reference.simulate(parameters, SEED, range(REPLICATIONS_SIMPY)).rows)), 0.0

    return {
        "SimPy": simpy,
        "compiled, 1 thread": lambda: (part(0, 2 * half), 0.0),
        "compiled, 2 threads": on_two_threads(lambda thread: part(thread * half, (thread + 1) * half)),
        "plain loop, 1 thread": lambda: engine_rivals.loop_ping(4e5),
        "plain loop, 2 threads": on_two_threads(lambda thread: engine_rivals.loop_ping(2e5, SEED + thread)[0]),
    }


def own(simulate: Callable[..., reference.Batch], model: Model, days: float) -> Work:
    """A small model under one of our schedulers."""

    def run() -> Answer:
        batch = simulate(span(days), SEED, [0], model=model)
        return (float(batch.events), np.nan) if model is PING else (batch.rows[0, 0], batch.rows[0, 1])

    return run


def ping_race() -> dict[str, Work]:
    """Sixteen processes that only wait."""
    found: dict[str, Work] = {
        "SimPy": lambda: engine_rivals.simpy_ping(4e3),
        "the same processes under SimPy": own(reference.simulate, PING, 4e3),
        "the same processes, compiled": own(compiled.simulate, PING, 1e5),
        "Numba loop": lambda: engine_rivals.loop_ping(2e5),
        "Numba loop, ziggurat draws": lambda: engine_rivals.ziggurat_ping(2e5),
    }
    if cimba_is_here():
        import engine_cimba

        found["cimba"] = engine_cimba.ping(5e4)
    return found


def queue_race() -> dict[str, Work]:
    """M/M/2."""
    found: dict[str, Work] = {
        "SimPy": lambda: engine_rivals.simpy_queue(1e4),
        "the same processes under SimPy": own(reference.simulate, QUEUE, 1e4),
        "the same processes, compiled": own(compiled.simulate, QUEUE, 1e6),
        "Numba loop": lambda: engine_rivals.loop_queue(1e6),
    }
    if cimba_is_here():
        import engine_cimba

        found["cimba"] = engine_cimba.queue(2e5)
    return found


def cimba_is_here() -> bool:
    """Whether the rival cimba is installed."""
    return find_spec("cimba") is not None


def check_equality() -> None:
    """Both schedulers give the queue the same bits; otherwise there is nothing to compare."""
    simpy, numba = (engine.simulate(span(5e3), SEED, range(2), model=QUEUE) for engine in (reference, compiled))
    if not np.array_equal(simpy.rows.view(np.int64), numba.rows.view(np.int64)):
        raise SystemExit("the schedulers do not agree about the queue")


class Starts(NamedTuple):
    """Compiling, and whole commands with the program from the cache."""

    cold: list[Seconds]
    with_figures: list[Seconds]
    without_figures: list[Seconds]
    profile: list[tuple[str, float]]
    bytes_a_replication: float


def starts(rounds: int) -> Starts:
    """Each in processes of its own, with a cache that is empty at first."""
    with tempfile.TemporaryDirectory() as folder:
        caches = [Path(folder) / str(number) for number in range(max(1, rounds // 4))]
        cold = [engine_costs.cold_compile(cache) for cache in caches]
        engine_costs.command(caches[0])
        warm = [
            (engine_costs.command(caches[0]), engine_costs.command(caches[0], *engine_costs.WITHOUT_FIGURES))
            for _ in range(max(1, rounds // 2))
        ]
        return Starts(
            cold,
            [pair[0] for pair in warm],
            [pair[1] for pair in warm],
            engine_costs.command_profile(caches[0]),
            engine_costs.bytes_a_replication(caches[0], MEMORY_REPLICATIONS),
        )


def main() -> None:
    """Measure, write the page, and print it."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    load = [os.getloadavg()[0]]
    check_equality()
    races = [race(contestants(), rounds) for contestants in (scenario_race, ping_race, queue_race)]
    begun = starts(rounds)
    load.append(os.getloadavg()[0])
    text = page(*races, begun, rounds, load)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
