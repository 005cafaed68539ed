"""Fan charts: the quantiles of one quantity over the days of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke
from numpy.typing import NDArray

from sim.report.drawing import labels, style, width
from sim.report.words.numbers import number

Quantiles = Mapping[str, NDArray[np.float64]]
Milestone = tuple[float, float, float]  # day, low, high

NAMES = {"q95": "95 %", "q75": "75 %", "q50": "median", "q25": "25 %", "q05": "5 %"}
PLOT_HEIGHT_INCHES = 3.0
MOST_DAYS = 8  # numbered, across a plot of the normal width
MOST_RANGES = 40  # observed ranges that fit beside each other across a plot of that width
HEADROOM = 1.2  # the y axis over the highest value, where the milestones need a label above everything
MILESTONES = "observed: occupied to\noccupied + contested"


def quantiles_of(daily: Mapping[str, NDArray[Any]], quantity: str) -> tuple[NDArray[np.float64], Quantiles]:
    """Days, rising, and quantiles (q05, q25, q50, q75, q95) of a tracked quantity from a run's daily table."""
    found: dict[str, NDArray[np.float64]] = {}
    days, every_day, values = np.empty(0), daily["day"], daily[quantity]
    over_all = np.flatnonzero(daily["replication"] < 0)  # few of many rows, whose texts take long to compare
    statistics = daily["statistic"][over_all]
    for name in NAMES:
        rows = over_all[statistics == name]
        rows = rows[np.argsort(every_day[rows], kind="stable")]
        days, found[name] = every_day[rows], values[rows]
    return days, found


def fan_chart(
    days: NDArray[np.float64],
    quantiles: Quantiles,
    quantity: str,
    unit: str,
    title: str = "",
    subtitle: str = "",
    milestones: Sequence[Milestone] = (),
) -> Figure:
    """A fan chart of one quantity.

    `days` rise; `quantiles`: q05, q25, q50, q75 and q95, each as long. `milestones`: observed (day, low, high).
    """
    with style.look():
        figure = style.new_figure(PLOT_HEIGHT_INCHES)
        if title:
            style.add_heading(figure, title, subtitle)
        axes = figure.add_subplot()
        draw_fan(axes, days, quantiles)
        axes.set_ylabel(f"{quantity} ({unit})")
        style.day_axis(axes, float(days[0]), float(days[-1]), round(MOST_DAYS * width.share_of_normal()))
        draw_milestones(
            axes, spaced(milestones, float(days[0]), float(days[-1]), round(MOST_RANGES * width.share_of_normal()))
        )
        label_fan(axes, days, quantiles, unit)
    return figure


def draw_fan(axes: Axes, days: NDArray[np.float64], quantiles: Quantiles, colour: str = style.BLUE) -> None:
    """Draw the 5-95 % and 25-75 % bands and the median, and set the y axis to hold them.

    The bands are tints of the colour of the median.
    """
    outer, inner = style.tint(colour, 0.22), style.tint(colour, 0.5)
    axes.fill_between(days, quantiles["q05"], quantiles["q95"], color=outer, linewidth=0, label="5-95 %")
    axes.fill_between(days, quantiles["q25"], quantiles["q75"], color=inner, linewidth=0, label="25-75 %")
    marker = "o" if len(days) == 1 else ""
    axes.plot(days, quantiles["q50"], color=style.tint(colour, 1), linewidth=2, marker=marker, label="median")
    low, high = float(np.min(quantiles["q05"])), float(np.max(quantiles["q95"]))
    axes.set_ylim(min(0.0, 1.05 * low), 1.1 * high if high > 0 else max(1.0, 0.05 * abs(low)))


def spaced(milestones: Sequence[Milestone], first: float, last: float, most: int) -> list[Milestone]:
    """The milestones from `first` to `last` that are far enough apart to be distinguished, and the last.

    `first`, `last`: days at the edges of the plot; `most`: ranges that fit beside each other across it.
    """
    inside = [row for row in milestones if first <= row[0] <= last]
    found: list[Milestone] = []
    for row in inside:
        if not found or row[0] - found[-1][0] >= (last - first) / most:
            found.append(row)
    if inside and found[-1] is not inside[-1]:
        found[-1:] = [inside[-1]] if len(found) > 1 else [found[-1], inside[-1]]
    return found


def draw_milestones(axes: Axes, milestones: Sequence[Milestone]) -> None:
    """Draw observed ranges and name them, above everything that is drawn."""
    if not milestones:
        return
    draw_ranges(axes, milestones)
    days, _, highs = (np.array(column, dtype=float) for column in zip(*milestones, strict=True))
    bottom, top = axes.get_ylim()
    top = max(top, float(highs.max())) * HEADROOM
    axes.set_ylim(bottom, top)
    near_end = days[-1] > sum(axes.get_xlim()) / 2
    axes.annotate(
        MILESTONES,
        (days[-1], highs[-1]),
        (-6 if near_end else 6, 0.99),
        textcoords=("offset points", "axes fraction"),
        size=style.SMALL,
        ha="right" if near_end else "left",
        va="top",
    )
    axes.vlines(days[-1], highs[-1] + 0.01 * top, 0.985 * top, color=style.INK, linewidth=0.6, zorder=3)


def draw_ranges(axes: Axes, milestones: Sequence[Milestone], scale: float = 1.0) -> None:
    """Draw observed ranges as capped vertical lines; `scale` is of their thickness."""
    days, lows, highs = (np.array(column, dtype=float) for column in zip(*milestones, strict=True))
    halo: list[AbstractPathEffect] = [withStroke(linewidth=3.5 * scale, foreground="white")]
    width = 1.6 * scale
    bars = axes.vlines(days, lows, highs, color=style.INK, linewidth=width, label="observed", zorder=4)
    ends, heights = np.tile(days, 2), np.concatenate([lows, highs])
    caps = axes.scatter(
        ends, heights, marker="_", s=45 * scale**2, color=style.INK, linewidth=width, zorder=4, clip_on=False
    )
    bars.set_path_effects(halo)
    caps.set_path_effects(halo)


def label_fan(axes: Axes, days: NDArray[np.float64], quantiles: Quantiles, unit: str) -> None:
    """Name the quantiles and their last values at the right edge, moved apart where they are close."""
    last = {name: float(quantiles[name][-1]) for name in NAMES}
    figure = axes.figure
    groups = [(text, list(names)) for text, names in groupby(NAMES, lambda name: number(last[name], 3))]
    heights = [float(np.mean([last[name] for name in names])) for _, names in groups]
    notes = [
        axes.annotate(
            _label(names, text, unit),
            (float(days[-1]), height),
            (16, 0),
            textcoords="offset points",
            va="center",
            size=style.SMALL,
            weight="bold" if "q50" in names else "normal",
            arrowprops={"arrowstyle": "-", "color": style.QUIET, "linewidth": 0.6, "relpos": (0, 0.5), "shrinkB": 0},
        )
        for (text, names), height in zip(groups, heights, strict=True)
    ]
    figure.get_layout_engine().execute(figure)  # type: ignore[union-attr, arg-type]  # places are known then
    points = style.POINTS_PER_INCH / figure.dpi
    wanted = [float(axes.transData.transform((0, height))[1]) * points for height in heights]
    low, high = (float(edge) * points for edge in (axes.bbox.y0, axes.bbox.y1))
    placed = labels.spread(wanted, style.LINE * style.SMALL, low, high)
    for note, target, place in zip(notes, wanted, placed, strict=True):
        note.xyann = (16, place - target)


def _label(names: Sequence[str], text: str, unit: str) -> str:
    name = NAMES[names[0]] if len(names) == 1 else f"{NAMES[names[-1]]} to {NAMES[names[0]]}"
    return f"{name}: {text}" + (f" {unit}" if "q50" in names else "")
