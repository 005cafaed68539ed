"""The story of one replication, told day by day."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.engine.batch import Trace
from sim.model.events import EVENTS, Event
from sim.model.sides import ROUND_CLASSES
from sim.report.history import PHASES
from sim.report.numbers import number

KINDS: Mapping[str, Event] = {event.name: event for event in EVENTS}
BATCHED = frozenset({"mission"})  # those of one moment are told in one line

Line = tuple[float, str, str, float]  # day, mechanism, event, value


def print_story(console: Console, trace: Trace) -> None:
    """Print the events of one replication, a line each, under the day on which they happen.

    Args:
        console: where to.
        trace: of that replication alone, in the order of its events.
    """
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right")
    for _ in range(4):
        grid.add_column()
    for day, lines in groupby(lines_of(trace), key=lambda line: math.floor(line[0])):
        grid.add_row(Text(f"day {day}", style="bold"))
        for cells in told(list(lines)):
            grid.add_row(*cells[:4], Text(cells[4], style="dim"))
    console.print(grid)


def lines_of(trace: Trace) -> list[Line]:
    """The events of a trace, in their order."""
    columns = (trace.day, trace.mechanism, trace.event, trace.value)
    return [(float(day), str(who), str(what), float(value)) for day, who, what, value in zip(*columns, strict=True)]


def told(lines: Sequence[Line]) -> Iterator[tuple[str, str, str, str, str]]:
    """Day, mechanism, event, value with its unit, and meaning of each line to print."""
    done: set[tuple[float, str]] = set()
    for day, who, what, value in lines:
        kind = KINDS.get(what, Event(what, "", ""))
        if what not in BATCHED:
            yield f"{day:.2f}", who, what, shown(kind, value), kind.meaning
        elif (day, what) not in done:
            done.add((day, what))
            together = [(other, amount) for when, other, event, amount in lines if (when, event) == (day, what)]
            parts = [f"{other.rpartition('.')[2]} {shown(kind, amount)}" for other, amount in together]
            yield f"{day:.2f}", who.partition(".")[0], what, ", ".join(parts), kind.meaning


def shown(kind: Event, value: float) -> str:
    """The value of an event with its unit; a phase or a class of rounds by its name; nothing where it has no value."""
    names = {"phase": PHASES, "class": ROUND_CLASSES}.get(kind.unit)
    if names is not None:
        return names[int(value)]
    return f"{number(value)} {kind.unit}" if kind.unit else ""
