"""The lanes of the timeline except that of aid, each drawn into separate axes over a common axis of days."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.report.drawing import style
from sim.report.drawing.labels import TextBox, axes_box, box_around, display_position, write
from sim.report.words.history import PHASES, History, Points
from sim.report.words.numbers import with_minus

ROW, PADDING = 11.5, 3.0  # points
FEWEST_ROWS = 3  # high enough for the lane's own name
RUNG_HEIGHT = 50.0  # points
FAR = tuple((sign * reach, 0.0) for reach in (12.0, 20.0, 28.0, 36.0) for sign in (1, -1))  # points, if need be
APART = 2.0  # points between the numbers of two events
NEAREST = 3.2  # points from the middle of an event's dot to its day, where there is no room for more
DECISIONS = ("relaxed", "reversed", "red line crossed", "out of scope")  # full lines; the other policy events dashed
COLOURS = dict(zip(PHASES, (style.VERMILION, style.ORANGE, style.SKY, style.RULE, style.GREEN), strict=True))
TOP_RUNG = 8
MOST_TICKS = 100  # in a row; where there are more, counts are drawn
MOST_BARS = 45
BARS = "#a6a6a6"
FAINT = "#737373"  # the lines of policy events, so that a tick on one can be seen
Days = Mapping[str, Sequence[float]]


def rows_height(rows: float) -> float:
    """Height (points) of a lane of so many rows."""
    return ROW * max(rows, FEWEST_ROWS) + 2 * PADDING


def name_rows(axes: Axes, lane: str, rows: Sequence[str], thickness: Sequence[int] = ()) -> list[float]:
    """Make a lane of named rows, the first at the top; a lane without rows says "none".

    Returns:
        The middle of each row; a row is as thick as given, or 1.
    """
    sizes = list(thickness) or [1] * max(len(rows), 1)
    middles = [sum(sizes[:row]) + size / 2 for row, size in enumerate(sizes)]
    axes.set_ylabel(lane, weight="bold")
    axes.set_ylim(max(sum(sizes), FEWEST_ROWS) + PADDING / ROW, -PADDING / ROW)
    axes.set_yticks(middles, list(rows) or ["none"])
    axes.tick_params(axis="y", length=0)
    return middles[: len(rows)]


def draw_policy(axes: Axes, below: Sequence[Axes], policy: Days) -> None:
    """A row for each kind of event; from each event a line runs down through the lanes below."""
    middles = name_rows(axes, "Policy", list(policy))
    bottom = axes.get_ylim()[0]
    for middle, (name, days) in zip(middles, policy.items(), strict=True):
        width, dashes = line_of(name)
        axes.vlines(days, middle, bottom, color=FAINT, linewidth=width, linestyle=dashes, label=name)
        axes.scatter(days, [middle] * len(days), s=20, color=style.INK, zorder=3, clip_on=False)
        for lane in below:
            ends = lane.get_xaxis_transform()
            lane.vlines(days, 0, 1, transform=ends, color=FAINT, linewidth=width, linestyle=dashes, zorder=1.5)


def line_of(name: str) -> tuple[float, str]:
    """Width (points) and style of a policy event's line."""
    return (1.1, "-") if name in DECISIONS else (0.7, "--")


def label_policy(axes: Axes, policy: Days) -> None:
    """Write the day beside each event, decisions first, clear of the other events and, if it can be, of their lines."""
    rows = zip(policy.items(), axes.get_yticks(), strict=False)
    events = [(name, (day, float(middle))) for (name, days), middle in rows for day in days]
    taken = [box_around(axes, *point, NEAREST) for _, point in events]
    lines = []
    for _, point in events:
        across, up = display_position(axes, *point)
        lines.append(TextBox(across - 1, axes_box(axes).bottom, across + 1, up))
    for _, point in sorted(events, key=lambda event: event[0] not in DECISIONS):
        text = with_minus(f"{point[0]:.1f}".removesuffix(".0"))
        near = [(5.0, 0.0), (-5.0, 0.0), (NEAREST, 0.0), (-NEAREST, 0.0)]
        box = write(axes, text, point, near, taken + lines) or write(axes, text, point, [*near, *FAR], taken)
        box = box or write(axes, text, point, near[:2], [], anywhere=True) or box_around(axes, *point, NEAREST)
        taken.append(TextBox(box.left - APART, box.bottom, box.right + APART, box.top))


def draw_phases(axes: Axes, phases: Mapping[str, Points]) -> None:
    """A row for each phase, a bar for each time that the offensive is in it."""
    middles = name_rows(axes, "Offensive", list(phases))
    for middle, (name, spans) in zip(middles, phases.items(), strict=True):
        bars = [(first, last - first) for first, last in spans]
        axes.broken_barh(bars, (middle - 0.38, 0.76), facecolor=COLOURS[name], edgecolor=style.QUIET, linewidth=0.6)


def draw_rungs(axes: Axes, rungs: Points, last_day: float) -> None:
    """The rung as steps, on the whole ladder."""
    days, values = zip(*rungs, (last_day, rungs[-1][1]), strict=True)
    axes.fill_between(days, values, step="post", color=style.tint(style.PURPLE, 0.35), linewidth=0)
    axes.step(days, values, where="post", color=style.INK, linewidth=1)
    axes.set_ylabel("Rung", weight="bold")
    axes.set_ylim(-1.2, TOP_RUNG + 1.0)
    axes.set_yticks(range(0, TOP_RUNG + 1, 2))


@dataclass(frozen=True)
class EventRows:
    """The rows of the lane of events, shared by the timelines of a figure.

    Attributes:
        counted: the kinds whose ticks would run together: bars of counts are drawn in their stead.
        step: days of a bar.
        most: the highest count of each of them.
        thickness: of all rows, in rows.
    """

    counted: frozenset[str]
    step: int
    most: Mapping[str, int]
    names: tuple[str, ...]
    thickness: tuple[int, ...]

    @property
    def height(self) -> float:
        """Height of the lane, in points."""
        return rows_height(sum(self.thickness))


def event_rows(histories: Sequence[History]) -> EventRows:
    """The rows for histories that have the same kinds of event."""
    ticks, spans = list(histories[0].ticks), list(histories[0].spans)
    counted = [name for name in ticks if any(len(history.ticks[name]) > MOST_TICKS for history in histories)]
    span = max(history.last_day - history.first_day for history in histories)
    step = next((step for step in style.DAY_STEPS if span / step <= MOST_BARS), style.DAY_STEPS[-1])
    most = {name: max(int(counts(history, name, step)[0].max()) for history in histories) for name in counted}
    names = [f"{name}\n(≤ {most[name]} per {step} d)" if name in counted else name for name in ticks]
    thickness = [2 if name in counted else 1 for name in [*ticks, *spans]]
    return EventRows(frozenset(counted), step, most, (*names, *spans), tuple(thickness))


def counts(history: History, name: str, step: int) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """Counts of a kind of event in periods of `step` days, and the edges of the periods."""
    edges = np.arange(math.floor(history.first_day / step) * step, history.last_day + step, step, dtype=float)
    return np.histogram(history.ticks[name], edges)


def draw_events(axes: Axes, history: History, rows: EventRows) -> None:
    """A row for each kind: a tick an event, bars of counts where ticks would run together, a bar for what lasts."""
    middles = name_rows(axes, "Events", rows.names, rows.thickness)
    for middle, (name, days) in zip(middles, history.ticks.items(), strict=False):
        if name in rows.counted:
            _draw_counts(axes, middle, *counts(history, name, rows.step), rows.most[name])
        else:
            axes.vlines(days, middle - 0.36, middle + 0.36, color=style.INK, linewidth=1.3)
    for middle, times in zip(middles[len(history.ticks) :], history.spans.values(), strict=True):
        bars = [(first, last - first) for first, last in times]
        axes.broken_barh(bars, (middle - 0.3, 0.6), facecolor=BARS, linewidth=0)


def _draw_counts(axes: Axes, middle: float, counts: NDArray[np.int_], edges: NDArray[np.float64], most: int) -> None:
    """Bars of counts, at most two rows high."""
    heights = -1.8 * counts / most
    axes.bar(
        edges[:-1], heights, np.diff(edges), middle + 0.9, align="edge", color=BARS, edgecolor="white", linewidth=0.4
    )
