"""Ends and ticks of axes, computed before drawing, so that the widths of numbers are known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.report.drawing import style
from sim.report.drawing.text_width import width_of
from sim.report.words.numbers import number, with_minus

TICK = 8.0  # points, from an axis to the text of its ticks and around it
MARGIN = 0.06  # of the range of the values, beyond them
NOTHING = 1e-12  # a tick this near to 0 is 0
WASTED = 0.5  # share of an axis that may lie between 0 and the values
CUT, CUT_LABEL = (0.035, 0.06), "axis does not begin at 0"  # where the strokes lie, as shares of the axis
STROKE = Path([(-1.0, -0.6), (1.0, 0.6)], [Path.MOVETO, Path.LINETO])
BARE = 0.25  # share of an axis that is to have a number on its side of 0


def limits(*values: NDArray[np.float64], from_zero: bool = True) -> tuple[float, float]:
    """The ends of an axis that holds all finite values, with a margin.

    Args:
        values: arrays of any shape.
        from_zero: whether the axis holds 0 too, and ends there if no value is beyond it.
    """
    found = np.concatenate([np.ravel(some) for some in values])
    found = found[np.isfinite(found)]
    if from_zero or not found.size:
        found = np.append(found, 0.0)
    low, high = float(found.min()), float(found.max())
    reach = MARGIN * (high - low or max(abs(high), 1.0))
    if not from_zero:
        return low - reach, high + reach
    return (low - reach if low < 0 else 0.0), (high + reach if high > 0 else 0.0 if low < 0 else 1.0)


def level_limits(*values: NDArray[np.float64]) -> tuple[float, float]:
    """The ends of an axis of levels: it begins at 0 where that leaves the values a good part of it; see `mark_cut`."""
    found = np.concatenate([np.ravel(some) for some in values])
    found = found[np.isfinite(found)]
    low, high = (float(found.min()), float(found.max())) if found.size else (0.0, 1.0)
    near = max(abs(low), abs(high)) * WASTED <= high - low
    return limits(found, from_zero=near or low <= 0 <= high)


def mark_cut(axes: Axes, across: bool = False) -> None:
    """Two short strokes through the beginning of an axis that does not reach down to 0, or end at it."""
    low, high = axes.get_xlim() if across else axes.get_ylim()
    if low <= 0 <= high:
        return
    for place in CUT:
        (mark,) = axes.plot(*((place, 0) if across else (0, place)), transform=axes.transAxes, label=CUT_LABEL)
        mark.set(marker=STROKE, markersize=5, color=style.QUIET, markeredgewidth=0.9, linestyle="", clip_on=False)


def ticks(low: float, high: float, most: int = 4, whole: bool = False) -> list[float]:
    """Round numbers from `low` to `high`, at most `most` steps of them; only whole numbers if asked."""
    steps = [1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10]
    found = MaxNLocator(nbins=most, steps=steps, integer=whole).tick_values(low, high)
    slack = 1e-9 * (high - low)
    return [float(value) for value in found if low - slack <= value <= high + slack]


def spaced_ticks(low: float, high: float, across: float, most: int = 5) -> list[float]:
    """Like `ticks`, and so few that their numbers do not touch along an x axis of so many points.

    Where round steps would leave one side of 0 without a number, each side has one, and 0 has its number.
    """
    if not low < high:  # a single value
        return [low]
    scale = across / (high - low)
    fitting = [found for count in range(most, 1, -1) if _fit(found := ticks(low, high, count), scale)]
    whole = [found for found in fitting if not _is_bare(found, low, high)]
    if not whole and low < 0 < high:
        ends = [-_round_below(-low), 0.0, _round_below(high)]
        larger = ends[:2] if -low > high else ends[1:]
        whole = [some for some in (ends, larger) if _fit(some, scale)]
    return next(iter([*whole, *fitting]), ticks(low, high, 1))


def value_ticks(values: Sequence[float], across: float, most: int = 8) -> list[float]:
    """Ticks at values that are rising, where so few of them fit an axis of so many points; else at round numbers."""
    low, high = values[0], values[-1]
    if low == high or (len(values) <= most and _fit(values, across / (high - low))):
        return list(values)
    found = [spaced_ticks(low, high, across, count) for count in (most, *range(most - 1, 1, -1))]
    if all(value == round(value) for value in values):
        found = [some for some in found if all(tick == round(tick) for tick in some)] or found
    return found[0] or [low]


def _fit(positions: Sequence[float], scale: float) -> bool:
    """True if the numbers at these ticks keep clear of each other, at so many points a unit."""
    widths = [width_of(text) + TICK for text in tick_texts(positions)]
    gaps = [scale * (after - before) for before, after in pairwise(positions)]
    return all(sum(pair) / 2 < gap for pair, gap in zip(pairwise(widths), gaps, strict=True))


def _is_bare(positions: Sequence[float], low: float, high: float) -> bool:
    """True if a side of 0 that takes a good part of the axis has no number."""
    share = BARE * (high - low)
    return (-low > share and min(positions, default=0.0) >= 0) or (high > share and max(positions, default=0.0) <= 0)


def _round_below(value: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is at most a positive value."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= value * (1 + NOTHING))


def set_ticks(axes: Axes, positions: Sequence[float], across: bool = False) -> None:
    """Put numbered ticks on the y axis, or with `across` on the x axis."""
    (axes.set_xticks if across else axes.set_yticks)(positions, tick_texts(positions))


def tick_texts(positions: Sequence[float]) -> list[str]:
    """The numbers at ticks."""
    return [with_minus(number(0.0 if abs(value) < NOTHING else value)) for value in positions]


def room_for(texts: Sequence[str]) -> float:
    """Points that the numbers at a y axis need beside it."""
    return TICK + max((width_of(text) for text in texts), default=0.0)
