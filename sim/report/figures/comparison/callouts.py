"""Names of points that lie close together: each placed in free space, with a line to its point."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from sim.report.drawing import panels, style, text_width

Points = NDArray[np.float64]  # shape (n, 2); of boxes (n, 4): left, bottom, right, top
Flags = NDArray[np.bool_]  # shape (n,)

REACHES = (10.0, 16.0, 24.0, 34.0, 46.0, 60.0, 78.0, 100.0, 130.0, 165.0)  # points, from a point to its name
DIRECTIONS = np.radians(
    [
        0,
        180,
        *(turn + side for turn in (10, 20, 32, 45, 57, 70, 80, 90) for side in (0, 180, -2 * turn, 180 - 2 * turn)),
    ]
)
MOST_NAME = 140.0  # points, of a line of a name
NAME_SHARE, MOST_NAME_LINES = 0.45, 4  # of the plot's width, where that is less; lines
HALF_LINE = style.SMALL * 0.62  # points, half of the height of a name
CLEAR = 5.0  # points around a mark
FREE = 1.5  # points between a name and a line
ON_MARK, ON_LINE = 1000.0, 60.0  # what it costs to cover a mark or a name, and a line, in points of reach
OUTSIDE = 4 * ON_MARK  # and to leave the plot, beyond whose rim a name may be cut


def call_out(axes: Axes, names: Sequence[str], points: Points, lines: Points, colours: Sequence[str]) -> None:
    """Write a name to each point.

    `points`, shape (names, 2), and `lines`, which names had better not cover, shape (n, 2), are of the data.
    """
    room = min(MOST_NAME, NAME_SHARE * float(_size(axes)[0]))
    written = [text_width.name_lines(name, room, MOST_NAME_LINES) for name in names]
    marks = in_points(axes, points)
    drawn = in_points(axes, lines)
    boxes = np.empty((0, 4))
    for index in _crowded_first(marks):
        half = np.array([max(map(text_width.width_of, written[index])) / 2, HALF_LINE * len(written[index])])
        ends, middles = _candidates(marks[index], half)
        candidates = np.hstack([middles - half, middles + half])
        cost = np.hypot(*(ends - marks[index]).T)
        cost += ON_LINE * _holding(_grown(candidates, FREE), drawn) + ON_MARK * _holding(
            _grown(candidates, CLEAR), marks
        )
        cost += ON_MARK * _overlaps(candidates, boxes) + OUTSIDE * ~_within(candidates, _size(axes))
        cost += ON_MARK * _passes(ends, marks[index], np.delete(marks, index, axis=0), boxes)
        best = int(np.argmin(cost))
        boxes = np.vstack([boxes, candidates[best]])
        shifts = ends[best] - marks[index], middles[best] - marks[index]
        _write(axes, "\n".join(written[index]), points[index], *shifts, colours[index])


def in_points(axes: Axes, data: Points) -> Points:
    """Positions of data points, in points from the lower left corner of the axes."""
    corner = axes.transAxes.transform((0, 0))
    return np.asarray((axes.transData.transform(data) - corner) * _scale(axes), dtype=np.float64)


def _write(axes: Axes, name: str, point: Points, end: Points, middle: Points, colour: str) -> None:
    if np.hypot(*end) > REACHES[0] + 1:
        line = {"arrowstyle": "-", "color": colour, "linewidth": 0.9, "shrinkA": 0, "shrinkB": 2}
        axes.annotate("", tuple(point), tuple(end), textcoords="offset points", arrowprops=line, zorder=2.5)
    middle_of = "center" if "\n" in name else "center_baseline"
    note = axes.annotate(name, tuple(point), tuple(middle), textcoords="offset points", ha="center", va=middle_of)
    halo = withStroke(linewidth=2.5, foreground="white")
    note.set(size=style.SMALL, linespacing=panels.SPACING, zorder=5, path_effects=[halo])


def _size(axes: Axes) -> Points:
    return np.asarray(axes.bbox.size, dtype=np.float64) * _scale(axes)


def _scale(axes: Axes) -> float:
    return float(style.POINTS_PER_INCH / axes.figure.dpi)


def _crowded_first(marks: Points) -> list[int]:
    apart = np.hypot(*(marks[:, None] - marks[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, math.inf)
    return [int(index) for index in np.argsort(apart.min(axis=1), kind="stable")]


def _candidates(mark: Points, half: Points) -> tuple[Points, Points]:
    """Ends of lines from the mark, shape (n, 2), and the middles of names of half a width and height there."""
    reach, turn = (part.ravel() for part in np.meshgrid(REACHES, DIRECTIONS, indexing="ij"))
    step = np.column_stack([np.cos(turn), np.sin(turn)])
    sideways = np.where(np.abs(step[:, 0]) < 1e-9, 0.0, np.sign(step[:, 0]))
    ends = mark + reach[:, None] * step
    return ends, ends + np.column_stack(
        [sideways * (half[0] + 2), np.where(sideways == 0, np.sign(step[:, 1]) * half[1], 0.0)]
    )


def _grown(boxes: Points, by: float) -> Points:
    grown: Points = boxes + np.array([-by, -by, by, by])
    return grown


def _holding(boxes: Points, places: Points) -> Flags:
    """True for each box that holds any of the places."""
    within = (places[None] >= boxes[:, None, :2]) & (places[None] <= boxes[:, None, 2:])
    found: Flags = np.all(within, axis=2).any(axis=1)
    return found


def _overlaps(boxes: Points, others: Points) -> Flags:
    apart = (boxes[:, None, :2] >= others[None, :, 2:]) | (boxes[:, None, 2:] <= others[None, :, :2])
    found: Flags = np.any(~np.any(apart, axis=2), axis=1)
    return found


def _within(boxes: Points, size: Points) -> Flags:
    found: Flags = np.all(boxes[:, :2] >= 0, axis=1) & np.all(boxes[:, 2:] <= size, axis=1)
    return found


def _passes(ends: Points, mark: Points, others: Points, boxes: Points) -> Flags:
    """True for each end to which the line from the mark touches another mark or a name that is there."""
    shares = np.linspace(0, 1, 12)[:, None, None]
    along = mark + shares * (ends - mark)[None]  # shape (12, n, 2)
    touched = np.zeros(len(ends), dtype=bool)
    for other in others:
        near = np.hypot(*(along - other).transpose(2, 0, 1)) < CLEAR
        touched |= (near & (np.hypot(*(along - mark).transpose(2, 0, 1)) > CLEAR)).any(axis=0)
    for box in boxes:
        touched |= ((along >= box[:2]) & (along <= box[2:])).all(axis=2).any(axis=0)
    return touched
