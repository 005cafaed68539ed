"""Layout of heat maps: positions, axes of cells, and the colour scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.study_factors import StudyFactor, Value
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures.study.heat_cells import COLOURS
from sim.report.figures.study.request import axis_name, value_name
from sim.report.figures.study.turned_names import TurnedNames, turned_names
from sim.report.words.numbers import number, with_minus

NEVER_GAP = 0.35  # of a cell, between the numbers and never
HEIGHT, SMALL_HEIGHT = 250.0, 150.0
BETWEEN = 14.0
MOST_NAME = 90.0  # points, of a line of a name at an axis
BAR = 64.0  # points right of the maps for the scale


def edges(levels: Sequence[Value]) -> NDArray[np.float64]:
    """The left edges of cells of width 1; never stands apart."""
    return np.array([place + NEVER_GAP * (value == np.inf) for place, value in enumerate(levels)], dtype=np.float64)


def frame(
    names: Sequence[str], factors: tuple[StudyFactor, StudyFactor], levels: Sequence[list[Value]]
) -> tuple[Figure, list[Axes]]:
    """The maps, empty, with their axes; one without a name where there is only one."""
    count = len(names)
    texts = [[_lines(factor, value) for value in some] for factor, some in zip(factors, levels, strict=True)]
    left = panels.NAME + 2 + scales.room_for([line for lines in texts[1] for line in lines])
    columns = panels.columns_of(count, left + BAR)
    rows = -(-count // columns)
    width = (panels.figure_width() - 2 * panels.EDGE - left - BAR - (columns - 1) * BETWEEN) / columns
    height = HEIGHT if rows == 1 and columns == 1 else SMALL_HEIGHT
    lines = panels.name_lines(names, width + BAR if columns == 1 else width)
    head = panels.LINE * max(map(len, lines)) + 4
    turned = _turned(factors[0], levels[0], texts[0], width)
    foot = panels.FOOT + (turned.height if turned else (max(map(len, texts[0])) - 1) * panels.LINE)
    across = turned.lines if turned else texts[0]
    figure = panels.figure_of(rows * (head + height) + foot)
    plots = []
    for place in range(count):
        row, column = divmod(place, columns)
        axes = panels.add_panel(
            figure, panels.EDGE + left + column * (width + BETWEEN), row * (head + height) + head, width, height
        )
        ends = [edges(some) for some in levels]
        axes.set_xlim(0, ends[0][-1] + 1)
        axes.set_ylim(0, ends[1][-1] + 1)
        if count > 1:
            panels.put_name(axes, lines[place], 4)
        _number(axes, levels[0], across, width, across=True, written=place + columns >= count, turned=turned)
        _number(axes, levels[1], texts[1], height, across=False, written=column == 0)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=2)
        plots.append(axes)
    look = {"ha": "center" if columns == 1 else "left", "size": style.NORMAL}
    corner = (0.5 if columns == 1 else 0.0, 0.0)
    panels.write_at_corner(
        plots[(rows - 1) * columns], axis_name(factors[0]), corner, (0, -foot + panels.NAME / 2), **look
    )
    panels.name_rows(plots, axis_name(factors[1]))
    return figure, plots


def _lines(factor: StudyFactor, value: Value) -> list[str]:
    """The lines of a value at its axis."""
    if not isinstance(value, str):
        return [with_minus(number(value, 3))]
    return text_width.name_lines(value_name(factor, value), MOST_NAME)


def _turned(
    factor: StudyFactor, levels: Sequence[Value], texts: Sequence[Sequence[str]], width: float
) -> TurnedNames | None:
    """The names across, where they are words that do not fit side by side."""
    longest = max(text_width.width_of(line) for lines in texts for line in lines)
    words = any(isinstance(value, str) for value in levels)
    if not words or longest + scales.TICK <= width / len(texts):
        return None
    return turned_names([value_name(factor, str(value)) for value in levels], width / len(texts))


def _number(
    axes: Axes,
    levels: Sequence[Value],
    texts: Sequence[Sequence[str]],
    points: float,
    across: bool,
    written: bool,
    turned: TurnedNames | None = None,
) -> None:
    """Ticks at the middles of the cells, as many as fit."""
    names = ["\n".join(lines) for lines in texts]
    room = points / (edges(levels)[-1] + 1)
    wide = max(text_width.width_of(line) for lines in texts for line in lines) + 6
    needed = wide if across and not turned else panels.LINE * max(map(len, texts))
    step = max(1, int(np.ceil(needed / room)))
    kept = list(range(0, len(levels), step))
    if levels[-1] == np.inf and kept[-1] != len(levels) - 1:
        kept = [*[place for place in kept if place + step <= len(levels) - 1], len(levels) - 1]
    places = [float(edges(levels)[place]) + 0.5 for place in kept]
    shown = [names[place] if written else "" for place in kept]
    (axes.set_xticks if across else axes.set_yticks)(places, shown)
    if turned and written:
        turned.turn(axes)


def add_scale(figure: Figure, plots: Sequence[Axes], largest: float, unit: str) -> None:
    """The scale of colours, beside the first row of maps."""
    place = max((axes.get_position() for axes in plots), key=lambda box: box.x1)
    top = plots[0].get_position()
    axes = figure.add_axes((place.x1 + 14 / panels.figure_width(), top.y0, 10 / panels.figure_width(), top.height))
    axes.imshow(
        np.linspace(-1, 1, 201)[:, None], cmap=COLOURS, aspect="auto", origin="lower", extent=(0, 1, -largest, largest)
    )
    axes.set_xticks([])
    axes.yaxis.tick_right()
    scales.set_ticks(axes, scales.ticks(-largest, largest, most=6))
    axes.set_ylim(-largest, largest)
    axes.spines[:].set_visible(False)
    if unit:
        right = panels.figure_width() - panels.EDGE - (place.x1 * panels.figure_width() + 24)
        panels.write_at_corner(axes, text_width.fitted(unit, 150), (1, 1), (right, 4), ha="right", color=style.QUIET)
    axes.set_label("scale")
