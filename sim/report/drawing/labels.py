"""Placement of labels without overlap. Positions are in points from the lower left corner of the figure.

Not adjustText: twelve labels take it 0.06 s, and this 0.01 s; it moves a label without room, and this leaves it out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from sim.report.drawing import style
from sim.report.drawing.text_width import width_of

RIM = 2.0  # points that a text stays away from the sides of its axes


@dataclass(frozen=True)
class TextBox:
    """A rectangle (points)."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: TextBox) -> bool:
        """True if the two share any of their area."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.top <= other.bottom or other.top <= self.bottom)

    def within(self, other: TextBox) -> bool:
        """True if this one lies inside the other."""
        sides = self.left >= other.left and self.right <= other.right
        return sides and self.bottom >= other.bottom and self.top <= other.top


def axes_box(axes: Axes) -> TextBox:
    """The rectangle of the axes; right only after the layout is made."""
    scale = style.POINTS_PER_INCH / axes.figure.dpi
    return TextBox(*(float(edge) * scale for edge in axes.bbox.extents))


def display_position(axes: Axes, day: float, value: float) -> tuple[float, float]:
    """Position of a data point on the figure, in points; valid only after the layout is made."""
    scale = style.POINTS_PER_INCH / axes.figure.dpi
    across, up = axes.transData.transform((day, value))
    return float(across) * scale, float(up) * scale


def box_around(axes: Axes, day: float, value: float, reach: float) -> TextBox:
    """The square of half width `reach` points around a point of the data."""
    across, up = display_position(axes, day, value)
    return TextBox(across - reach, up - reach, across + reach, up + reach)


def write(
    axes: Axes,
    text: str,
    point: tuple[float, float],
    shifts: Sequence[tuple[float, float]],
    taken: Sequence[TextBox],
    anywhere: bool = False,
) -> TextBox | None:
    """Write beside a point of the data, at the first shift where the text meets nothing and stays inside the axes.

    Args:
        axes: where, after the layout is made.
        text: one line.
        point: day and value.
        shifts: (across, up) from the point, in points, to the middle of the text's nearer end; an across of 0 centres
            the text over the point.
        taken: what the text must not meet.
        anywhere: whether it may reach beyond the axes.

    Returns:
        Where the text is; None, and nothing is written, where there is no place.
    """
    half = width_of(text) / 2
    across, up = display_position(axes, *point)
    whole = axes_box(axes)
    inside = TextBox(whole.left + RIM, whole.bottom, whole.right - RIM, whole.top)
    for shift, rise in shifts:
        centre = shift + math.copysign(half, shift) if shift else 0.0
        middle, level = across + centre, up + rise
        box = TextBox(middle - half, level - style.SMALL / 2, middle + half, level + style.SMALL / 2)
        if (anywhere or box.within(inside)) and not any(box.meets(other) for other in taken):
            _annotate(axes, text, point, (centre, rise))
            return box
    return None


def _annotate(axes: Axes, text: str, point: tuple[float, float], shift: tuple[float, float]) -> None:
    note = axes.annotate(text, point, shift, textcoords="offset points", ha="center", va="center_baseline", zorder=4)
    note.set(size=style.SMALL, in_layout=False, path_effects=[withStroke(linewidth=2.5, foreground="white")])


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions apart to at least `gap`, as little as possible in the sum of squares, within [low, high].

    The order is kept. Where they cannot all fit, they are spaced evenly over [low, high].
    """
    count = len(positions)
    gap = min(gap, (high - low) / max(count - 1, 1))
    order = sorted(range(count), key=positions.__getitem__)
    blocks: list[list[float]] = []  # of positions less the gaps before them, each block to be moved to its mean
    for rank, index in enumerate(order):
        blocks.append([positions[index] - rank * gap])
        while len(blocks) > 1 and _mean(blocks[-2]) >= _mean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    levels = [_mean(block) for block in blocks for _ in block]
    ceiling = high - (count - 1) * gap
    placed = [0.0] * count
    for rank, index in enumerate(order):
        placed[index] = min(max(levels[rank], low), ceiling) + rank * gap
    return placed


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
