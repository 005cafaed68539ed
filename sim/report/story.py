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

COLUMNS, GAP = 5, 2

Line = tuple[float, str, str, float]  # day, mechanism, event, value
Row = tuple[str, str, str, str, str]  # day, mechanism, event, value, meaning


def print_story(console: Console, trace: Trace) -> None:
    """Print the events of one replication, a line each, under the day on which they happen.

    Args:
        console: where to.
        trace: of that replication alone, in the order of its events.
    """
    days = groupby(lines_of(trace), key=lambda line: math.floor(line[0]))
    stories = [(day, list(told(list(lines)))) for day, lines in days]
    rows = [row for _, rows in stories for row in rows]
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(COLUMNS)]
    widths[0] = max([widths[0], *(len(heading(day)) for day, _ in stories)])
    fits = sum(widths) + GAP * (COLUMNS - 1) <= console.width
    for day, cells in stories:
        console.print(_in_lines(day, cells, widths) if fits else _folded(day, cells), soft_wrap=fits)


def heading(day: int) -> str:
    """What stands over the events of a day."""
    return f"day {day}"


def _in_lines(day: int, rows: Sequence[Row], widths: Sequence[int]) -> Text:
    """A day as text: of long stories a table would take minutes."""
    found = Text(heading(day).rjust(widths[0]), style="bold")
    for row in rows:
        first, *others = row
        cells = [first.rjust(widths[0]), *(cell.ljust(width) for cell, width in zip(others, widths[1:], strict=True))]
        gap = " " * GAP
        found.append(f"\n{gap.join(cells[:-1])}{gap}", style="not bold")
        found.append(cells[-1].rstrip(), style="not bold dim")
    return found


def _folded(day: int, rows: Sequence[Row]) -> Table:
    """A day as a table, whose cells are folded where the terminal is narrow."""
    grid = Table.grid(padding=(0, GAP))
    grid.add_column(justify="right")
    for _ in range(COLUMNS - 1):
        grid.add_column()
    grid.add_row(Text(heading(day), style="bold"))
    for row in rows:
        grid.add_row(*row[:-1], Text(row[-1], style="dim"))
    return grid


def lines_of(trace: Trace) -> list[Line]:
    """The events of a trace, in their order."""
    columns = (trace.day, trace.mechanism, trace.event, trace.value)
    return [(float(day), str(who), str(what), float(value)) for day, who, what, value in zip(*columns, strict=True)]


def told(lines: Sequence[Line]) -> Iterator[Row]:
    """Day, mechanism, event, value with its unit, and meaning of each line to print."""
    batches: dict[tuple[float, str], list[tuple[str, float]]] = {}
    for day, who, what, value in lines:
        if what in BATCHED:
            batches.setdefault((day, what), []).append((who, value))
    for day, who, what, value in lines:
        kind = KINDS.get(what, Event(what, "", ""))
        if what not in BATCHED:
            yield f"{day:.2f}", who, what, shown(kind, value), kind.meaning
        elif together := batches.pop((day, what), []):
            parts = [f"{other.rpartition('.')[2]} {shown(kind, amount)}" for other, amount in together]
            yield f"{day:.2f}", who.partition(".")[0], what, ", ".join(parts), kind.meaning


def shown(kind: Event, value: float) -> str:
    """The value of an event with its unit; a phase or a class of rounds by its name; nothing where it has no value."""
    names = {"phase": PHASES, "class": ROUND_CLASSES}.get(kind.unit)
    if names is not None:
        return names[int(value)]
    return f"{number(value)} {kind.unit}" if kind.unit else ""
