"""The cells of a heat map: their colours, numbers or signs, hatching, and the lines of equal difference."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.contour import ContourSet
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from sim.report.drawing import panels, scales, style, text_width
from sim.report.words.numbers import number, with_minus

Table = NDArray[np.float64]  # shape (values of y, values of x)

COLOURS = LinearSegmentedColormap.from_list("difference", [style.BLUE, "#ffffff", style.VERMILION], N=257)  # 0 is white
HALO = withStroke(linewidth=2.2, foreground="white")
ZERO, HATCH, BLANK = "zero", "/////", "#f0f0f0"
STRONG = 0.62  # of the largest difference; numbers on stronger colours are white


def draw_cells(axes: Axes, mean: Table, told: NDArray[np.bool_], edges: Sequence[Table], largest: float) -> bool:
    """Colour the cells, hatch those without a clear sign, and write numbers, or else signs, where there is room.

    Args:
        axes: with its limits and size.
        mean: the differences, NaN if there is none.
        told: whether the sign of each is clear.
        edges: of the cells across and upwards, their left and lower edges.
        largest: difference, at the ends of the colours.

    Returns:
        Whether the cells have numbers.
    """
    size = np.asarray(axes.get_position().size) * axes.figure.get_size_inches() * style.POINTS_PER_INCH  # type: ignore[union-attr]
    room = size / np.array([edges[0][-1] + 1, edges[1][-1] + 1])
    digits = max(0, 1 - math.floor(math.log10(largest)))
    texts = [_number(value, digits) for value in mean[np.isfinite(mean)].tolist()]
    high = bool(room[1] > panels.LINE + 4)
    numbered = high and bool(texts) and max(map(text_width.width_of, texts)) + 4 < room[0]
    every = math.ceil((text_width.width_of("+") + 2) / room[0])  # cells between signs
    norm = Normalize(-largest, largest)
    for row, low in enumerate(edges[1]):
        for column, left in enumerate(edges[0]):
            value, has_clear_sign = float(mean[row, column]), bool(told[row, column])
            _paint(
                axes,
                (left, low),
                BLANK if math.isnan(value) else COLOURS(norm(value)),
                has_clear_sign or math.isnan(value),
            )
            text = _number(value, digits) if numbered else _number(value, digits)[:1]
            if numbered or (high and has_clear_sign and column % every == 0):
                _write(axes, text, (left + 0.5, low + 0.5), abs(value) > STRONG * largest and has_clear_sign)
    return numbered


def _paint(axes: Axes, corner: tuple[float, float], colour: object, plain: bool) -> None:
    cell = Rectangle(corner, 1, 1, facecolor=colour, edgecolor=style.QUIET, linewidth=0)
    if not plain:
        cell.set_hatch(HATCH)
    axes.add_patch(cell)


def _write(axes: Axes, text: str, middle: tuple[float, float], on_dark: bool) -> None:
    note = axes.text(*middle, text, ha="center", va="center_baseline", size=style.SMALL, zorder=4)
    note.set(color="white" if on_dark else style.INK, path_effects=[] if on_dark else [HALO])


def _number(value: float, digits: int) -> str:
    """A difference with its sign, to so many decimals."""
    text = f"{value:+.{digits}f}"
    return "0" if float(text) == 0 else with_minus(text)


def draw_lines(axes: Axes, mean: Table, middles: Sequence[Table], labelled: bool) -> None:
    """The line of no difference and, if labelled, some others with their numbers: full above 0, dashed below.

    `middles`: where columns and rows of the grid of `mean` lie.
    """
    if min(mean.shape) < 2 or not np.isfinite(mean).any():
        return
    low, high = float(np.nanmin(mean)), float(np.nanmax(mean))
    if low < 0 < high:
        zero = axes.contour(*middles, mean, levels=[0.0], colors=style.INK, linewidths=2.0, zorder=3)
        zero.set_label(ZERO)
        if labelled:
            _label(axes, zero)
    found = [value for value in scales.ticks(low, high, most=5) if value and low < value < high]
    if labelled and found:
        lines = axes.contour(*middles, mean, levels=found, colors=style.INK, linewidths=0.8, zorder=3)
        lines.set_linestyle(["--" if value < 0 else "-" for value in found])
        _label(axes, lines)


def _label(axes: Axes, lines: ContourSet) -> None:
    texts = axes.clabel(lines, fmt=lambda value: with_minus(number(float(value), 3)), fontsize=style.SMALL, inline=True)
    for text in texts:
        text.set(path_effects=[HALO], zorder=5, color=style.INK)
