"""The timeline's lane of aid: a pin for each package."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.report import style
from sim.report.history import Points
from sim.report.labels import TextBox, axes_box, box_around, display_position, write
from sim.report.numbers import number

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
