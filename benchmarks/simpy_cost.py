"""What the default scenario costs under SimPy: replications a second, events, and where the time goes.

The yardstick is a bare SimPy ping with as many processes, timed in turn with the model, so that a busy machine slows
both. Run it with `make bench`, or `python benchmarks/simpy_cost.py [ROUNDS]`.
"""

from __future__ import annotations

import cProfile
import pstats
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path

import simpy

from sim.config.compose import read
from sim.config.library import open_library
from sim.engine.reference import simulate
from sim.model.cast import CAST
from sim.model.parameters import Parameters
from sim.study.design.variant import CLASSES

SEED = 1
REPLICATIONS = 10
PING_DAYS = 1500.0
TARGET = 6.0


def default_parameters() -> Parameters:
    """The default scenario under the default policy."""
    (parameters, _), _ = read(open_library(CLASSES), [])
    return parameters


def ping(env: simpy.Environment, random_numbers: random.Random) -> Generator[simpy.Event, None, None]:
    """The least that a process can do: wait an exponential time, again and again."""
    while True:
        yield env.timeout(random_numbers.expovariate(1.0))


def run_ping() -> int:
    """As many pings as the model has processes; returns the number of events."""
    env = simpy.Environment()
    random_numbers = random.Random(SEED)
    for _ in CAST:
        env.process(ping(env, random_numbers))
    env.run(until=PING_DAYS)
    return next(env._eid)


def seconds_an_event(work: Callable[[], int]) -> float:
    """Processor seconds an event of some work that returns its number of events."""
    started = time.process_time()
    events = work()
    return (time.process_time() - started) / events


def measure(parameters: Parameters, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds an event of the ping and of the model, in turn."""

    def run_model() -> int:
        return simulate(parameters, SEED, range(REPLICATIONS)).events

    run_model()
    pairs = [(seconds_an_event(run_ping), seconds_an_event(run_model)) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def shares_by_file(parameters: Parameters) -> list[tuple[str, float]]:
    """Share of the time that is spent in each file's own lines, the largest first; profiled, so only roughly."""
    profile = cProfile.Profile()
    profile.runcall(simulate, parameters, SEED, range(REPLICATIONS))
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        path = Path(file)
        spent["built-in functions" if file == "~" else f"{path.parent.name}/{path.name}"] += own
    total = sum(spent.values())
    return [(name, own / total) for name, own in spent.most_common(12)]


def show(name: str, values: list[float], unit: str) -> None:
    """A line with the median and the spread of the rounds."""
    print(f"{name:42} {statistics.median(values):10.2f} {unit:4} ({min(values):.2f} to {max(values):.2f})")


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    parameters = default_parameters()
    events = simulate(parameters, SEED, range(REPLICATIONS)).events / REPLICATIONS
    pings, models = measure(parameters, rounds)
    print(f"default scenario, {parameters.horizon_days:g} days, {len(CAST)} processes, SimPy {simpy.__version__}")
    print(f"median of {rounds} rounds, least and most in brackets; processor time of one process\n")
    show("replications a second", [1.0 / (model * events) for model in models], "1/s")
    print(f"{'events a replication':42} {events:10.0f}")
    show("an event of a bare ping", [1e6 * value for value in pings], "us")
    show("an event of the model", [1e6 * value for value in models], "us")
    show(f"model over ping (target: at most {TARGET:g})", [m / p for m, p in zip(models, pings, strict=True)], "")
    print("\nwhere the time goes, by file (profiled)")
    for name, share in shares_by_file(parameters):
        print(f"  {name:40} {100.0 * share:10.1f} %")


if __name__ == "__main__":
    main()
