"""The story of one replication, day by day."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter

from rich.console import Console
from rich.text import Text

from sim.engine.batch import Trace
from sim.model.events import EVENTS, Event
from sim.model.sides import ROUND_CLASSES
from sim.report.words.history import PHASES
from sim.report.words.numbers import number

KINDS: Mapping[str, Event] = {event.name: event for event in EVENTS}
BATCHED = frozenset({"mission"})  # those of one moment are told in one line

COUNTED = frozenset({"steps", "strikes", "acts"})  # units that have a singular
COLUMNS, GAP = 5, 2
NARROWEST = 10  # characters of a line beside the days, in however narrow a terminal
BLOCK = 1000  # lines that are formatted before they are printed

Line = tuple[float, str, str, float]  # day, mechanism, event, value
Row = tuple[str, str, str, str, str]  # day, mechanism, event, value, meaning


def print_story(console: Console, trace: Trace) -> None:
    """Print the events of one replication, a line each, under the day on which they happen.

    A long story is formatted and printed a block at a time, so that it begins at once. The columns of a block are as
    wide as all that was printed so far needs.
    """
    rows, widths, last = _by_day(trace), [0] * COLUMNS, math.nan
    while block := list(islice(rows, BLOCK)):
        widths = _widened(widths, block)
        fits = sum(widths) + GAP * (COLUMNS - 1) <= console.width
        for day, some in groupby(block, key=itemgetter(0)):
            title, cells = heading(day) if day != last else "", [row for _, row in some]
            last = day
            text = _in_lines(title, cells, widths) if fits else _folded(title, cells, widths[0], console.width)
            console.print(text, soft_wrap=True)


def _by_day(trace: Trace) -> Iterator[tuple[int, Row]]:
    """Each line to print, with the day under which it stands."""
    for day, lines in groupby(lines_of(trace), key=lambda line: math.floor(line[0])):
        for row in story_lines(lines):
            yield day, row


def _widened(widths: Sequence[int], block: Sequence[tuple[int, Row]]) -> list[int]:
    """The widths of the columns, once a block is printed in them too."""
    found = [max(before, *(len(row[place]) for _, row in block)) for place, before in enumerate(widths)]
    found[0] = max(found[0], *(len(heading(day)) for day, _ in block))
    return found


def heading(day: int) -> str:
    """Heading above the events of a day."""
    return f"day {day}"


def _in_lines(title: str, rows: Sequence[Row], widths: Sequence[int]) -> Text:
    """A day, or the rest of one without its title, as text: of long stories a table would take minutes."""
    found = Text(title and f"{title.rjust(widths[0])}\n", style="bold")
    for row in rows:
        first, *others = row
        cells = [first.rjust(widths[0]), *(cell.ljust(width) for cell, width in zip(others, widths[1:], strict=True))]
        gap = " " * GAP
        found.append(f"{gap.join(cells[:-1])}{gap}", style="not bold")
        found.append(f"{cells[-1].rstrip()}\n", style="not bold dim")
    found.right_crop()
    return found


def _folded(title: str, rows: Sequence[Row], indent: int, width: int) -> Text:
    """A day, or the rest of one without its title, as text in which each event goes on under its first words."""
    found = Text(title and f"{title.rjust(indent)}\n", style="bold")
    gap = " " * GAP
    for first, *others in rows:
        told_as = gap.join(filter(None, others))
        lines = textwrap.wrap(told_as, max(width - indent - GAP, NARROWEST), break_on_hyphens=False)
        found.append(f"{first.rjust(indent)}{gap}{lines[0]}\n", style="not bold")
        found.append("".join(f"{' ' * indent}{gap}{line}\n" for line in lines[1:]), style="not bold")
    found.right_crop()
    return found


def lines_of(trace: Trace) -> Iterator[Line]:
    """The events of a trace, in their order."""
    columns = (trace.day, trace.mechanism, trace.event, trace.value)
    for day, who, what, value in zip(*columns, strict=True):
        yield float(day), str(who), str(what), float(value)


def story_lines(lines: Iterable[Line]) -> Iterator[Row]:
    """Day, mechanism, event, value with its unit, and meaning of each line to print, a moment at a time."""
    for _, moment in groupby(lines, key=itemgetter(0)):
        yield from _told_together(list(moment))


def _told_together(lines: Sequence[Line]) -> Iterator[Row]:
    """The lines to print of one moment."""
    batches: dict[str, list[tuple[str, float]]] = {}
    for _, who, what, value in lines:
        if what in BATCHED:
            batches.setdefault(what, []).append((who, value))
    for day, who, what, value in lines:
        kind = KINDS.get(what, Event(what, "", ""))
        if what not in BATCHED:
            yield f"{day:.2f}", who, what, shown(kind, value), kind.meaning
        elif together := batches.pop(what, []):
            parts = [f"{other.rpartition('.')[2]} {shown(kind, amount)}" for other, amount in together]
            yield f"{day:.2f}", who.partition(".")[0], what, ", ".join(parts), kind.meaning


def shown(kind: Event, value: float) -> str:
    """The value of an event with its unit; a phase or a class of rounds by its name; nothing if it has no value."""
    names = {"phase": PHASES, "class": ROUND_CLASSES}.get(kind.unit)
    if names is not None:
        return names[int(value)]
    unit = kind.unit.removesuffix("s") if value == 1 and kind.unit in COUNTED else kind.unit
    return f"{number(value)} {unit}" if unit else ""
