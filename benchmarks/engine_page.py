"""The page that `engines.py` writes."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from engine_models import ARRIVALS_A_DAY, MEAN_WAIT_DAYS, PINGS, SERVERS
from engine_targets import OURS, STEADY, Results, Target, targets
from engine_timing import Race, Seconds, Spread, Turn, by_processor, by_wall, over, scaling, spread

SHARED = """
Two processes share neither memory nor interpreter: their shortfall from 2 is due to the machine, and the further
shortfall of threads is due to what two threads of one process share.
"""
SCALINGS = {"compiled scheduler": "compiled", "plain Numba loop": "plain loop"}


def page(results: Results) -> str:
    """All of it, as Markdown."""
    found = targets(results)
    return "\n".join(
        [
            _introduction(results),
            _target_table(found),
            _scenario(results.scenario),
            _small(results),
            _starts(results),
            *([_profile(results)] if any(target.met is False and "warm" in target.what for target in found) else []),
        ]
    )


def table(headings: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """A Markdown table; all columns but the first are set to the right."""
    heads = list(headings)
    rows = [heads, ["---", *["--:"] * (len(heads) - 1)], *lines]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def digits(number: float) -> str:
    """Three digits that matter."""
    if number >= 1e6:
        return f"{number / 1e6:.3g} M"
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def rates(values: Spread) -> tuple[str, str]:
    """The median, and the least and the most."""
    return digits(values.middle), f"{digits(values.least)} to {digits(values.most)}"


def machine() -> str:
    """What it runs on."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    cores = os.cpu_count() or 1
    return f"{cores} core{'s' if cores > 1 else ''} of {name}, {platform.system()}"


def _introduction(results: Results) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("simpy", "numba", "numpy"))
    rival = f", cimba {version('cimba')}" if "cimba" in results.ping else ""
    load = " and ".join(f"{load:.1f}" for load in results.load)
    return f"""\
# Speed

Written by `python benchmarks/engines.py`, from one run of it, on {machine()},
with Python {platform.python_version()} ({packages}{rival}).

Numbers are medians of {results.rounds} rounds, with minimum and maximum; compiling and whole commands are run less
often. Compared programs take turns, so that a busy machine slows them alike; the load was {load} before and after.
Every {results.each} rounds a new process begins, because the position of code in memory changes the time of small loops
by up to half. Another machine gives other rates; ratios move less. Work in one thread is timed by its processor time;
work in two, and whole commands, by wall-clock time. {{doc}}`two_schedulers` explains the speed of the compiled
scheduler.
"""


def _target_table(found: Iterable[Target]) -> str:
    lines = ([target.what, target.wanted, target.measured, target.verdict] for target in found)
    return "## Targets\n\n" + table(("what", "wanted", "measured", ""), lines)


def _scenario(race: Race) -> str:
    simpy = race["SimPy"]
    timed: dict[str, Callable[[Turn], float]] = {
        "SimPy": by_processor,
        "compiled, 1 thread": by_processor,
        "compiled, 2 threads": by_wall,
    }
    lines = [
        [name, *rates(spread(map(rate, race[name]))), digits(spread(over(race[name], simpy, rate)).middle)]
        for name, rate in timed.items()
    ]
    gains = [
        [name, f"{found.middle:.2f}", f"{found.least:.2f} to {found.most:.2f}"]
        for name, found in ((name, spread(scaling(race, key))) for name, key in SCALINGS.items())
    ]
    apart = spread(over(race["compiled, 2 processes"], race["compiled, 1 thread"], by_wall))
    gains.append(["compiled scheduler, two processes", f"{apart.middle:.2f}", f"{apart.least:.2f} to {apart.most:.2f}"])
    return (
        "## The default scenario\n\nThe shipped config as it is.\n\n"
        + table(("scheduler", "replications/s", "least to most", "x SimPy"), lines)
        + "\nHow many times faster two threads are than one, and two processes, which share nothing:\n\n"
        + table(("what", "median", "least to most"), gains)
        + SHARED
    )


def _small(results: Results) -> str:
    draws = ", ".join(
        f"{name} {1e9 / spread(map(by_processor, turns)).middle:.0f} ns" for name, turns in results.draws.items()
    )
    ours, steady = (1e9 / spread(map(by_processor, results.ping[name])).middle for name in (OURS, STEADY))
    theirs = spread(over(results.ping[OURS], results.ping["Numba loop, ziggurat draws"])).middle
    return f"""\
## A ping and a queue

The cost of a scheduler shows when processes do next to nothing. In the *ping*, {PINGS} processes wait an exponential
time again and again. In the *queue* (M/M/{SERVERS}), {ARRIVALS_A_DAY:g} customers come a day to {SERVERS} servers, who
take a day for each on average; in theory they wait {MEAN_WAIT_DAYS:.3f} days. "SimPy" and "cimba" are written as in
their documentation, with their random numbers. "The same processes" are written once, as mechanisms are, and both
schedulers give the same bits. The Numba loops are written by hand for this purpose and have no processes; that of the
queue goes from customer to customer and has no events either.

{_contest(results.ping, "events")}
{_contest(results.queue, "customers")}
An exponential draw by itself takes: {draws}. The model's is plain arithmetic on a word of Philox,
the same code under both schedulers. Over the loop with ziggurat draws, the compiled ping reaches {theirs:.2f}.
With equal delays the processor predicts which process comes next. Then an event takes {steady:.0f} ns instead of
{ours:.0f} ns: the event list and resuming a process cost little, but mispredicted branches do.
"""


def _contest(race: Race, unit: str) -> str:
    with_result = unit == "customers"
    lines = [
        [
            name,
            *rates(spread(map(by_processor, turns))),
            digits(spread(over(turns, race["SimPy"])).middle),
            *([f"{turns[-1].result:.3f}"] if with_result else []),
        ]
        for name, turns in race.items()
    ]
    if "cimba" not in race:
        lines.append(["cimba (not installed)", *[""] * (len(lines[0]) - 1)])
    name = "queue" if with_result else "ping"
    return table((name, f"{unit}/s", "least to most", "x SimPy", *(["mean wait, days"] if with_result else [])), lines)


def _starts(results: Results) -> str:
    starts = results.starts
    timed = {
        "compiling the model into an empty cache": starts.cold,
        "`escsim run replications=1000 engine=compiled`": starts.with_figures,
        "the same with `save.paths=0 save.traces=0`, so without figures": starts.without_figures,
    }
    return f"""\
## Starting, and memory

Each in a process of its own; the commands are whole, from the shell and back, with the program from the cache.

{table(("what", "s", "least to most", "processor, s"), (_start(name, took) for name, took in timed.items()))}
Over 200,000 replications in chunks, after the first ones, the peak memory of the process grows by
{starts.bytes_a_replication:.2f} bytes a replication.
"""


def _start(name: str, took: list[Seconds]) -> list[str]:
    wall, processor = spread(each.wall for each in took), spread(each.processor for each in took)
    return [name, f"{wall.middle:.1f}", f"{wall.least:.1f} to {wall.most:.1f}", f"{processor.middle:.1f}"]


def _profile(results: Results) -> str:
    lines = ([part, *(f"{seconds:.2f}" for seconds in both)] for part, *both in results.starts.profile)
    imports = ", ".join(f"`{package}` {seconds:.2f}" for package, seconds in results.starts.imports)
    return (
        "### Where a warm start spends its time\n\n"
        "As Python's profiler counts, which takes time itself, so these are more than the seconds above. Modules are\n"
        "imported where they are first needed, so importing them is also in other parts.\n\n"
        + table(("part", "with figures, s", "without, s"), lines)
        + f"\nOf which for importing the modules of a package, in seconds, without the profiler: {imports}.\n"
    )
