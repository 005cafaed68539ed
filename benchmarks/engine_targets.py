"""What the compiled scheduler was to reach, and what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from engine_timing import Race, Seconds, over, scaling, spread

OURS = "the same processes, compiled"
STEADY = "the same, with equal delays"
ABSENT = "cimba is not installed"


class Starts(NamedTuple):
    """What is paid once.

    Attributes:
        cold: compiling.
        with_figures, without_figures: the whole of `escsim run replications=1000`, the program from the cache.
        profile: by part, seconds in the two commands.
        imports: by package, seconds in the first of them.
        bytes_a_replication: growth of the resident set.
    """

    cold: list[Seconds]
    with_figures: list[Seconds]
    without_figures: list[Seconds]
    profile: list[tuple[str, float, float]]
    imports: list[tuple[str, float]]
    bytes_a_replication: float


class Results(NamedTuple):
    """All that one run of the benchmark measures."""

    scenario: Race
    ping: Race
    queue: Race
    draws: Race
    starts: Starts
    rounds: int
    each: int  # of the rounds, in one process
    load: tuple[float, float]


class Target(NamedTuple):
    """What was to be reached, and what was; `met` is None where it was not measured."""

    what: str
    wanted: str
    measured: str
    met: bool | None

    @property
    def verdict(self) -> str:
        return "not measured" if self.met is None else "met" if self.met else "**missed**"


def targets(results: Results) -> list[Target]:
    """All of them, in the order of the page."""
    return [*_of_the_scenario(results.scenario), *_of_the_small(results), *_of_the_starts(results.starts)]


def _of_the_scenario(race: Race) -> Iterator[Target]:
    faster = median(over(race["compiled, 1 thread"], race["SimPy"]))
    yield Target("default scenario, compiled on one thread", "25 x SimPy, 50 the aim", f"{faster:.0f} x", faster >= 25)
    ours, plain = scaling(race, "compiled"), scaling(race, "plain loop")
    share = median(mine / its for mine, its in zip(ours, plain, strict=True))
    measured = f"{share:.2f} ({median(ours):.2f} x against {median(plain):.2f} x)"
    yield Target("two threads, over what they give a plain loop", "0.9", measured, share >= 0.9)


def _of_the_small(results: Results) -> Iterator[Target]:
    share = median(over(results.ping[OURS], results.ping["Numba loop"]))
    yield Target("ping, over the Numba loop", "0.5", f"{share:.2f}", share >= 0.5)
    for name, race in (("ping", results.ping), ("M/M/2", results.queue)):
        if "cimba" in race:
            ahead = median(over(race[OURS], race["cimba"]))
            yield Target(f"{name}, over cimba", "above 1", f"{ahead:.2f}", ahead > 1.0)
        else:
            yield Target(f"{name}, over cimba", "above 1", ABSENT, None)


def _of_the_starts(starts: Starts) -> Iterator[Target]:
    for what, took, wanted in (
        ("compiling, once", starts.cold, 45.0),
        ("1,000 replications, warm, with figures", starts.with_figures, 6.0),
        ("1,000 replications, warm, without figures", starts.without_figures, 2.5),
    ):
        seconds = spread(each.wall for each in took).middle
        yield Target(what, f"at most {wanted:g} s", f"{seconds:.1f} s", seconds <= wanted)
    growth = starts.bytes_a_replication
    yield Target("memory, growth a replication", "below 8 bytes, one number", f"{growth:.2f} bytes", growth < 8.0)
