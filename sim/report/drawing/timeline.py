"""The swim-lane timeline of one replication: policy, offensive, aid, rung and events, one lane each, over its days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.drawing import lanes, panels, scales, style
from sim.report.drawing.labels import TextBox, axes_box, box_around, display_position, write
from sim.report.words.history import History, Points, with_common_rows
from sim.report.words.numbers import number

HEIGHT = 76.0  # points
LONGEST_PIN, LARGEST_HEAD, SMALLEST_HEAD = 22.0, 11.0, 3.0  # points: stem, and diameter of the head
BESIDE = 12.0  # points from a pin to its label, where there is no room nearer
LABELLED = 0.12  # of the largest amount: packages from here on are labelled


@dataclass(frozen=True)
class Pin:
    """A package of aid: `tip` is the end of its stem and `head` the diameter of its head (points)."""

    day: float
    amount: float
    tip: float
    head: float
    announced: bool


def pins(announced: Points, arrived: Points) -> list[Pin]:
    """All packages, the large ones first.

    Stem and diameter of the head grow with the square root of the amount, so that the area of a pin tells it.
    """
    most = max((amount for _, amount in (*announced, *arrived)), default=0.0) or 1.0
    found = []
    for packages, sign in ((announced, 1), (arrived, -1)):
        for day, amount in packages:
            size = math.sqrt(max(amount, 0.0) / most)
            head = max(LARGEST_HEAD * size, SMALLEST_HEAD)
            found.append(Pin(day, amount, sign * LONGEST_PIN * size, head, announced=sign > 0))
    return sorted(found, key=lambda pin: -pin.amount)


def draw_aid(axes: Axes, packages: Sequence[Pin]) -> None:
    """Pins from a middle line: hollow and up when announced, filled and down when arrived."""
    half = HEIGHT / 2
    axes.set_ylabel("Aid (USD m)", weight="bold")
    axes.set_ylim(-half, half)
    axes.set_yticks([half / 2, -half / 2], ["announced", "arrived"])
    axes.tick_params(axis="y", length=0)
    axes.axhline(0, color=style.QUIET, linewidth=0.8, zorder=1)
    for announced, fill in ((True, "white"), (False, style.BLUE)):
        shown = [pin for pin in packages if pin.announced is announced]
        days, tips, areas = [pin.day for pin in shown], [pin.tip for pin in shown], [pin.head**2 for pin in shown]
        axes.vlines(days, 0, tips, color=style.BLUE, linewidth=1, zorder=2)
        axes.scatter(days, tips, s=areas, facecolor=fill, edgecolor=style.BLUE, linewidth=1, zorder=3)


def label_aid(axes: Axes, packages: Sequence[Pin], lines: Sequence[float]) -> None:
    """Write the amounts of the large packages beside their pins, as far as there is room.

    `lines` are the days of lines through the lane, which a label keeps clear of if it can.
    """
    inside = axes_box(axes)
    crossing = [
        TextBox(
            display_position(axes, day, 0)[0] - 1.5, inside.bottom, display_position(axes, day, 0)[0] + 1.5, inside.top
        )
        for day in lines
    ]
    taken = []
    for pin in packages:
        across, base = display_position(axes, pin.day, 0)
        taken.append(TextBox(across - 1, min(base, base + pin.tip), across + 1, max(base, base + pin.tip)))
        taken.append(box_around(axes, pin.day, pin.tip, pin.head / 2 + 0.5))
    for pin in packages:
        if pin.amount < LABELLED * packages[0].amount:
            break
        reach, away = pin.head / 2 + 2, math.copysign(1, pin.tip)
        near = [(0, away * (reach + 5)), (reach, 0), (-reach, 0), (reach, away * 5), (-reach, away * 5)]
        shifts = [*near, (reach + BESIDE, 0), (reach + BESIDE, away * 5)]
        text, tip = number(pin.amount, 3), (pin.day, pin.tip)
        box = write(axes, text, tip, shifts, taken + crossing) or write(axes, text, tip, shifts, taken)
        taken += [box] if box else []


MARGIN = 7.0  # points on both sides of the days, so that nothing at the ends is cut
LANE_NAME = 17.0  # points, for the name of a lane
ABOVE = 4.0  # points between a timeline and its name
GAP = 12.0  # points between timelines side by side
LEAST_WIDE = 110.0  # points across of a timeline; where there is less, they stand below each other


def timeline(history: History, title: str = "", subtitle: str = "") -> Figure:
    """Draw one replication; the height follows the number of rows: the kinds of event that occur."""
    return timelines([history], [""], title, subtitle)


def timelines(histories: Sequence[History], names: Sequence[str], title: str = "", subtitle: str = "") -> Figure:
    """Draw replications in the same rows and over the same days, each under its name.

    They stand side by side, or below each other where a figure is too narrow.
    """
    histories = with_common_rows(histories)
    rows = lanes.event_rows(histories)
    heights = [
        lanes.rows_height(len(histories[0].policy)),
        lanes.rows_height(len(histories[0].phases)),
        HEIGHT,
        lanes.RUNG_HEIGHT,
        rows.height,
    ]
    with style.look():
        figure = panels.figure_of(sum(heights))
        stacks = [[panels.add_panel(figure, 0, 0, 1, height) for height in heights] for _ in histories]
        for stack, history in zip(stacks, histories, strict=True):
            _draw(stack, history, rows)
        lines = _place(figure, stacks, heights, names)
        _number_days(stacks, histories)
        for stack, history in zip(stacks, histories, strict=True):
            _label(stack, history)
        if any(names):
            for stack, some in zip(stacks, lines, strict=True):
                panels.put_name(stack[0], some, ABOVE)
        if title:
            style.add_heading(figure, title, subtitle)
    return figure


def _draw(stack: Sequence[Axes], history: History, rows: lanes.EventRows) -> None:
    policy, phases, aid, rung, events = stack
    for axes in stack[:-1]:
        axes.spines["bottom"].set_color(style.RULE)
        axes.tick_params(axis="x", length=0, labelbottom=False)
    lanes.draw_policy(policy, stack[1:], history.policy)
    lanes.draw_phases(phases, history.phases)
    draw_aid(aid, pins(history.announced, history.arrived))
    lanes.draw_rungs(rung, history.rungs, history.last_day)
    lanes.draw_events(events, history, rows)


def _name_lanes(stacks: Sequence[Sequence[Axes]]) -> None:
    """Lanes and rows are named on the left only."""
    for stack in stacks[1:]:
        for axes in stack:
            axes.set_yticks(axes.get_yticks(), [""] * len(axes.get_yticks()))
            axes.set_ylabel("")


def _place(
    figure: Figure, stacks: Sequence[Sequence[Axes]], heights: Sequence[float], names: Sequence[str]
) -> list[list[str]]:
    """Put lanes below each other, right of the names of the rows, and timelines beside or below each other.

    Returns:
        The lines of the name above each timeline.
    """
    texts = [line for axes in stacks[0] for label in axes.get_yticklabels() for line in label.get_text().split("\n")]
    left = panels.EDGE + LANE_NAME + scales.room_for(texts)
    room = panels.figure_width() - panels.EDGE - panels.RIGHT - left
    width = (room - GAP * (len(stacks) - 1)) / len(stacks)
    columns = len(stacks)
    if width < LEAST_WIDE:
        width, columns = room, 1
    else:
        _name_lanes(stacks)
    lines = panels.name_lines(names, width)
    head = ABOVE + panels.NAME_GAP + max(map(len, lines)) * panels.LINE if any(names) else 0.0
    block = head + sum(heights) + panels.FOOT
    style.grow(figure, above=(len(stacks) // columns * block - sum(heights)) / style.POINTS_PER_INCH)
    for place, stack in enumerate(stacks):
        row, column = divmod(place, columns)
        top = row * block + head
        for axes, height in zip(stack, heights, strict=True):
            panels.move_panel(axes, left + column * (width + GAP), top, width, height)
            axes.yaxis.set_label_coords((panels.EDGE + LANE_NAME / 2 - left) / width, 0.5)
            axes.yaxis.label.set_verticalalignment("center")
            top += height
    return lines


def _number_days(stacks: Sequence[Sequence[Axes]], histories: Sequence[History]) -> None:
    first, last = min(some.first_day for some in histories), max(some.last_day for some in histories)
    inside = panels.panel_width(stacks[0][0]) - 2 * MARGIN
    margin = MARGIN * (last - first) / inside or 0.5
    for stack in stacks:
        style.day_axis(stack[-1], first, last, 8 // len(stacks))
        for axes in stack:
            axes.set_xlim(first - margin, last + margin)
        for axes in stack[:-1]:
            axes.set_xticks([])


def _label(stack: Sequence[Axes], history: History) -> None:
    marked = [day for days in history.policy.values() for day in days]
    lanes.label_policy(stack[0], history.policy)
    label_aid(stack[2], pins(history.announced, history.arrived), marked)
