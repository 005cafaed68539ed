"""Parts shared by the figures of a decision: a plot with space for its axes, price axes, looks, and captions."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from sim.analysis.decision.sources import COSTS, LOSS, SAVES, Outcome
from sim.report.decision.names import DecisionNames, spelt_name
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures.looks import LOOKS, Look
from sim.report.words.numbers import number, with_minus
from sim.report.words.wording import in_sentence

RIGHT = 12.0  # points to the right of a plot: half of its last number
ROUND = (1.0, 2.0, 5.0)
STEPS = (0.1, 0.2, 0.25, 0.5, 1.0)  # of shares at an axis
NAME_SHARE, MOST_LINES = 0.48, 5  # of the width of a figure, for the names of rows; lines of one
FILL = 0.5  # strength of the colour of an area


def look_of(place: int) -> Look:
    """Look of a policy, the same in every figure of a decision."""
    return LOOKS[place % len(LOOKS)]


def fill_of(place: int) -> str:
    """The colour of a policy's area."""
    return style.tint(look_of(place).colour, FILL if place % len(LOOKS) else 0.35)


def plot_of(
    height: float, left: float, foot: float, head: float = panels.LINE, right: float = RIGHT
) -> tuple[Figure, Axes]:
    """A figure of one plot.

    Lengths in points; `left` and `right` do not include the edges.
    """
    figure = panels.figure_of(head + height + foot)
    width = panels.figure_width() - 2 * panels.EDGE - left - right
    return figure, panels.add_panel(figure, panels.EDGE + left, head, width, height)


def name_across(axes: Axes, text: str) -> None:
    """The name of an x axis."""
    panels.name_below(axes, text, panels.FOOT - panels.NAME / 2)


def price_ticks(low: float, high: float, points: float) -> list[float]:
    """Round prices between two, so few that their numbers keep clear along an axis of so many points."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    every = [step * 10.0**power for power in powers for step in ROUND if low <= step * 10.0**power <= high]
    tens = [value for value in every if math.isclose(math.log10(value) % 1, 0, abs_tol=1e-9)]
    room = points / max(math.log10(high / low), 1e-9) * math.log10(2)
    widest = max((text_width.width_of(number(value)) for value in every), default=0.0) + scales.TICK
    return every if widest < room else tens or every[::3]


def price_axis(axes: Axes, prices: NDArray[np.float64], across: bool) -> None:
    """Make an axis one of prices in equal ratios."""
    low, high = float(prices[0]), float(prices[-1])
    size = panels.panel_width(axes) if across else axes.get_position().height * axes.figure.get_size_inches()[1] * 72  # type: ignore[union-attr]
    marks = price_ticks(low, high, size)
    if across:
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        axes.set_xticks(marks, scales.tick_texts(marks))
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.set_yscale("log")
        axes.set_ylim(low, high)
        axes.set_yticks(marks, scales.tick_texts(marks))
        axes.yaxis.set_minor_locator(NullLocator())


def set_ends(axes: Axes, across: NDArray[np.float64], up: NDArray[np.float64], ticks_up: int = 6) -> None:
    """Make both axes ones of numbers that hold all of these values."""
    for values, is_across in ((across, True), (up, False)):
        low, high = scales.limits(values, from_zero=False)
        (axes.set_xlim if is_across else axes.set_ylim)(low, high)
        spaced = is_across and scales.spaced_ticks(low, high, panels.panel_width(axes), 7)
        scales.set_ticks(axes, spaced or scales.ticks(low, high, ticks_up), across=is_across)


def percent_axis(axes: Axes) -> None:
    """Make the y axis one of shares from 0 to 100 %."""
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])


def percent_ticks(axes: Axes, top: float = 1.0) -> None:
    """Number the x axis in per cent from 0 up to a share, in steps of which as many fit as its width allows."""
    room = text_width.width_of("100 %") + scales.TICK
    most = panels.panel_width(axes) / max(axes.get_xlim()[1], top) / room
    step = next((step for step in STEPS if 1 / step <= most), STEPS[-1])
    marks = [step * place for place in range(int(top / step + 1e-9) + 1)]
    axes.set_xticks(marks, [f"{100 * mark:.0f} %" for mark in marks])


def row_names(names: Sequence[str], most: float) -> tuple[list[str], float]:
    """Names of rows in lines of so many points, or half of a narrow figure, and points that their lines need besides.

    Two lines fit every row; more lines make it higher.
    """
    texts = [text_width.in_lines(name, min(most, NAME_SHARE * panels.figure_width()), MOST_LINES) for name in names]
    return texts, panels.LINE * max(0, max(text.count("\n") for text in texts) - 1)


def under(names: DecisionNames) -> str:
    """`Structure: line, reserves and culmination.`; nothing for a study of one structure."""
    words = names.structure(0)
    parts = names.structure_labels(0)
    return f"Structure: {'; '.join(in_sentence(part) for part in parts) or words}." if words else ""


def number_text(value: float) -> str:
    """A number beside a mark."""
    return with_minus(number(value, 2))


def widest(texts: Sequence[str]) -> float:
    """Points across of the widest of some texts."""
    return max((text_width.width_of(line) for text in texts for line in text.split("\n")), default=0.0)


def outcome_name(names: DecisionNames, one: Outcome) -> str:
    """`Red fires, on_request less full_ban`; of a level `Red fires of full_ban`."""
    measure = {SAVES: spelt_name(names.objective.saved), COSTS: spelt_name(names.objective.spent), LOSS: "loss"}
    name = measure[one.kind]
    name = f"{name[0].upper()}{name[1:]}"
    policy = names.policies[one.policy]
    return f"{name} of {policy}" if one.against is None else f"{name}: {policy} minus {names.policies[one.against]}"
