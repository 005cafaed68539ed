"""The page that `engines.py` writes: tables of what was measured, and which targets were met."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import NamedTuple

from engine_timing import Race, Turn

OURS = "the same processes, compiled"
ABSENT = "not measured, as cimba is not installed"


class Spread(NamedTuple):
    """A median, and the least and the most."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{digits(self.middle)} | {digits(self.least)} to {digits(self.most)}"


class Target(NamedTuple):
    """What was to be reached, what was, and whether that is enough; None where it was not measured."""

    what: str
    wanted: str
    measured: str
    met: bool | None

    @property
    def verdict(self) -> str:
        return {True: "met", False: "**missed**", None: "not measured"}[self.met]


def digits(number: float) -> str:
    """Three digits that matter."""
    for size, unit in ((1e6, " M"), (1e4, " k")):
        if number >= size:
            return f"{number / (1e6 if unit == ' M' else 1e3):.3g}{unit}"
    return f"{number:,.0f}" if number >= 1000 else f"{number:.3g}"


def spread(values: Iterable[float]) -> Spread:
    found = list(values)
    return Spread(statistics.median(found), min(found), max(found))


def by_processor(turn: Turn) -> float:
    """Units a second of processor time."""
    return turn.units / turn.took.processor


def by_wall(turn: Turn) -> float:
    """Units a second."""
    return turn.units / turn.took.wall


def over(one: Sequence[Turn], other: Sequence[Turn], rate: Callable[[Turn], float] = by_processor) -> Spread:
    """How much faster one is than the other, round by round."""
    return spread(rate(mine) / rate(its) for mine, its in zip(one, other, strict=True))


def table(headings: str, lines: Iterable[str]) -> str:
    """A Markdown table; the columns after the first are numbers."""
    count = headings.count("|")
    return "\n".join([f"| {headings} |", "| --- |" + " --: |" * count, *(f"| {line} |" for line in lines), ""])


def small_table(race: Race, unit: str, waits: bool = False) -> str:
    """A small model under all contestants."""
    lines = []
    for name, turns in race.items():
        wait = f" | {turns[-1].result:.3f}" if waits else ""
        lines.append(f"{name} | {spread(map(by_processor, turns))} | {digits(over(turns, race['SimPy']).middle)}{wait}")
    if not find_spec("cimba"):
        lines.append("cimba | not installed | | " + ("| " if waits else ""))
    heading = f" | | {unit}/s | least to most | x SimPy" + (" | mean wait, days" if waits else "")
    return table(heading.removeprefix(" | "), lines)


def scaling(race: Race, name: str) -> Spread:
    """How much faster something is on two threads than on one."""
    return over(race[f"{name}, 2 threads"], race[f"{name}, 1 thread"], by_wall)


def scenario_table(race: Race) -> str:
    """The default scenario; two threads are timed by the wall, and what runs in one by its processor time."""
    one = race["compiled, 1 thread"]
    rates = {
        "SimPy": (spread(map(by_processor, race["SimPy"])), 1.0),
        "compiled, 1 thread": (spread(map(by_processor, one)), over(one, race["SimPy"]).middle),
        "compiled, 2 threads": (
            spread(map(by_wall, race["compiled, 2 threads"])),
            over(race["compiled, 2 threads"], race["SimPy"], by_wall).middle,
        ),
    }
    return (
        table(
            " | replications/s | least to most | x SimPy".strip(" |").join(("", "")) or "",
            [],
        )
        if not rates
        else table(
            "scheduler | replications/s | least to most | x SimPy",
            (f"{name} | {rate} | {digits(ratio)}" for name, (rate, ratio) in rates.items()),
        )
    )
