"""The page that `batch.py` writes."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from statistics import median
from typing import Any, NamedTuple

from batch_scale import Took
from engine_page import digits, machine, rates, table
from engine_targets import Target
from engine_timing import spread

NAMES = {
    "points": "our sweep, 1 run a point",
    "replications": "our sweep, 100 runs a point",
    "ema_workbench": "EMA Workbench",
    "mesa": "Mesa `batch_run`",
    "simulsi": "SimulSI, nothing written",
    "simulsi_checkpoint": "SimulSI, with its checkpoint",
}


class Contestant(NamedTuple):
    """A runner, what it runs, and on how many processes."""

    runner: str
    model: str
    processes: int


Turns = list[dict[str, Any]]


class Results(NamedTuple):
    """All that one run of the benchmark measures.

    Attributes:
        turns: of every runner that could be run.
        missing: runners that could not.
        config: what `batch_config.costs` found, each round.
        large: studies of `runs` runs, by name.
        noise: by number of rows.
        sizes: runs of a turn.
        outside: what `batch_ours.outside` found, each round.
    """

    turns: Mapping[Contestant, Turns]
    missing: Sequence[str]
    config: Sequence[Mapping[str, Any]]
    large: Mapping[str, Sequence[Took]]
    runs: int
    noise: Mapping[int, Took]
    load: tuple[float, float]
    rounds: int
    sizes: Mapping[str, Mapping[str, int]]
    outside: Sequence[float] = ()


def page(results: Results) -> str:
    """All of it, as Markdown."""
    lines = ([target.what, target.wanted, target.measured, target.verdict] for target in targets(results))
    return "\n".join(
        [
            _introduction(results),
            "## Targets\n\n" + table(("what", "wanted", "measured", ""), lines),
            _nothing(results),
            _thousand(results),
            _config(results),
            _large(results),
            _noise(results),
        ]
    )


def targets(results: Results) -> Iterator[Target]:
    """What a sweep was to reach, and what was measured."""
    for processes, wanted in ((1, 60_000), (2, 40_000)):
        rate = _middle(results, Contestant("points", "nothing", processes), "runner")
        what = f"do-nothing runs a second, {'1 process' if processes == 1 else f'{processes} processes'}"
        yield Target(what, f"{wanted:,}", digits(rate), rate >= wanted)
    cost = _config_ms(results)
    yield Target("from a study file to a point's parameters", "0.1 ms a point", f"{cost:.3f} ms", cost <= 0.1)
    shares = results.outside
    measured = f"{100 * median(shares):.1f} % ({100 * min(shares):.1f} to {100 * max(shares):.1f})" if shares else ""
    met = median(shares) <= 0.02 if shares else None
    yield Target("processor time outside the runs, of 1,000 events each", "2 %", measured, met)


def _overheads(turns: Turns) -> list[float]:
    return [each for turn in turns for each in turn["overheads"]]


def _middle(results: Results, one: Contestant, key: str) -> float:
    return median(turn[key] for turn in results.turns[one])


def _config_ms(results: Results) -> float:
    return 1e3 * median(each["reading"] + each["row"] + each["tree"] for each in results.config)


def _introduction(results: Results) -> str:
    found = {
        NAMES[one.runner].partition(",")[0].replace(" `batch_run`", ""): turns[0]["version"]
        for one, turns in results.turns.items()
        if "version" in turns[0]
    }
    peers = ", ".join(f"{name} {number}" for name, number in found.items()) or "no other runner"
    packages = ", ".join(f"{name} {version(name)}" for name in ("simpy", "numba", "numpy", "duckdb"))
    load = " and ".join(f"{load:.1f}" for load in results.load)
    return f"""\
# Sweeps, measured

Written by `python benchmarks/batch.py`, from one run of it, on {machine()},
with Python {platform.python_version()} ({packages}; {peers}).
{{doc}}`scale` says what follows for large studies.

Numbers are medians of {results.rounds} rounds, with minimum and maximum. Compared programs take
turns, each in a process of its own, so that a busy machine slows them alike; the load was {load} before and after, on
{os.cpu_count()} cores. Another machine gives other rates; ratios move less. Times are by the clock on the wall, where
nothing else is said.
"""


def _nothing(results: Results) -> str:
    theirs, ours = (results.sizes[whose]["nothing"] for whose in ("theirs", "ours"))
    return f"""\
## Runs that do nothing

A run is one Python call that returns three constants, so only the runner is measured. Our sweep writes each row
to disk as it goes, and the sorted table at the end, which is counted in. The others keep rows in memory; SimulSI can
write a checkpoint. Each runs {theirs:,} per turn, ours {ours:,}.
Worker processes stand ready before the clock starts, but Mesa's, which it starts anew each time.

{_rates(results, "nothing")}"""


def _thousand(results: Results) -> str:
    theirs, ours = (results.sizes[whose]["thousand"] for whose in ("theirs", "ours"))
    return f"""\
## Runs of 1,000 events

A run is a SimPy process that waits 1,000 times. The overhead is the extra time of a run over a plain loop, before and
after it in the same process: on one process in processor time, with all threads counted; on two by the clock, against a
plain loop on two processes. Ours runs {ours:,} in one turn, the others {theirs:,}; the least and the most are of all
turns. Other work on the machine moves a turn by 10 % and more. The target is judged by a steadier number: in one
process, the processor time that a sweep of 20,000 such runs spends outside of them, over that inside, with all threads
counted.

{_rates(results, "thousand")}"""


def _rates(results: Results, model: str) -> str:
    with_overhead = model == "thousand"
    lines = []
    for runner, name in NAMES.items():
        row = [name]
        for processes in (1, 2):
            turns = results.turns.get(Contestant(runner, model, processes))
            row += _cells(turns, with_overhead)
        if runner not in ("replications",) or not with_overhead:
            lines.append(row)
    headings = ["1 process, runs/s", "least to most", "2 processes, runs/s", "least to most"]
    if with_overhead:
        headings = [*headings[:2], "overhead", *headings[2:], "overhead"]
    return table(("runner", *headings), lines) + _bare(results, model)


def _cells(turns: Turns | None, with_overhead: bool) -> list[str]:
    if not turns:
        return ["not measured", *[""] * (2 if with_overhead else 1)]
    cells = list(rates(spread(turn["runner"] for turn in turns)))
    if with_overhead:
        over = spread(100 * each for each in _overheads(turns))
        cells.append(f"{over.middle:.1f} % ({over.least:.1f} to {over.most:.1f})")
    return cells


def _bare(results: Results, model: str) -> str:
    loops = {
        processes: digits(
            median(
                turn["bare"]
                for one, turns in results.turns.items()
                for turn in turns
                if (one.model, one.processes) == (model, processes)
            )
        )
        for processes in (1, 2)
    }
    return f"\nThe plain loop does {loops[1]} a second on one process, and {loops[2]} on two.\n"


def _config(results: Results) -> str:
    first = results.config[0]
    lines = [
        [what, f"{1e6 * median(each[key] for each in results.config):.1f}"]
        for key, what in (
            ("reading", f"reading a study of {first['points']:,} points, shared among them"),
            ("row", f"the row of a point of `{first['widest']}`, which has {first['factors']} factors"),
            ("tree", "its parameters"),
        )
    ]
    return (
        "## From a study file to parameters\n\nThe base is composed once, and so is each option of a group; a point's "
        "parameters are built from those and its row.\n\n" + table(("what", "microseconds a point"), lines)
    )


def _large(results: Results) -> str:
    lines = [
        [
            f"{name} x {results.runs // int(name.split()[0]):,} points",
            f"{_of(took, 'seconds'):.0f}",
            f"{_of(took, 'processor'):.0f}",
            digits(results.runs / _of(took, "seconds")),
            f"{_of(took, 'results') / 1e6:.1f}",
            f"{_of(took, 'folder') / 1e6:.1f}",
            f"{_of(took, 'memory') / 1e6:.0f}",
        ]
        for name, took in results.large.items()
    ]
    headings = ("study", "s", "processor, s", "runs/s", "results, MB", "folder, MB", "memory, MB")
    return (
        f"## {results.runs:,} runs of the default scenario\n\nThe whole command `escsim sweep study=policy_ranking "
        f"engine=compiled workers=2`, from the shell and back,\nwith more futures than the shipped study has; median "
        f"of {len(next(iter(results.large.values())))}. The program comes from the cache. Memory is the most\nthat the "
        "process held.\n\n" + table(headings, lines)
    )


def _of(took: Sequence[Took], name: str) -> float:
    return median(getattr(each, name) for each in took)


def _noise(results: Results) -> str:
    lines = [
        [
            f"{rows:,}",
            f"{took.seconds:.1f}",
            f"{took.ended:.1f}",
            f"{took.results / rows:.0f}",
            f"{took.most / 1e6:,.0f}",
            f"{took.memory / 1e6:,.0f}",
        ]
        for rows, took in results.noise.items()
    ]
    headings = ("rows", "s", "of which the table at the end", "bytes a row", "disk at most, MB", "memory at most, MB")
    return (
        "## Rows alone\n\nA study whose rows are as wide as the model's, filled with numbers that cannot be made "
        "smaller, as fast as one\nprocess makes them, which is far faster than the model. 20 replications a point.\n\n"
        + table(headings, lines)
    )
