"""Panels side by side and in rows, each with its name above it."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawn

from sim.report.drawing import panels, text_width

ABOVE = 6.0  # points between a panel and its name


def named_panels(
    names: Sequence[str], columns: int, left: float, size: tuple[float, float], gap: tuple[float, float], foot: float
) -> tuple[Drawn, list[Axes]]:
    """A figure with a panel for each name.

    `size`: points across a panel, and its height; `gap`: between columns, and between a panel and the names below it.
    """
    (width, height), (between, below) = size, gap
    lines = [text_width.name_lines(name, width, panels.MOST_NAME_LINES) for name in names]
    head = max(map(len, lines)) * panels.LINE + ABOVE
    block = head + height + below
    figure = panels.figure_of(-(-len(names) // columns) * block + foot)
    plots = []
    for place, some in enumerate(lines):
        row, column = divmod(place, columns)
        axes = panels.add_panel(figure, left + column * (width + between), head + row * block, width, height)
        panels.write_at_corner(axes, "\n".join(some), (0, 1), (0, ABOVE - panels.DESCENT), va="bottom")
        plots.append(axes)
    return figure, plots
