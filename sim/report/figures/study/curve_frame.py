"""The plots of response curves: a level above a difference, for each panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.study_averages import Average
from sim.analysis.study_factors import Value
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures.study.factor_axis import FactorAxis
from sim.report.figures.study.request import axis_name

HEAD = panels.LINE + 3  # points above each plot for what it shows
LEVEL, DIFFERENCE = 70.0, 150.0  # points, the heights of the two plots
SMALL_LEVEL, SMALL_DIFFERENCE = 48.0, 96.0
GAP, BETWEEN = 5.0, 12.0


@dataclass(frozen=True, eq=False)
class CurvePanel:
    """Content of one pair of plots.

    Attributes:
        name: empty if there is only one.
        series: the averages by value of x, by the name of the series.
        reference: the level of the reference policy; `alike`: whether it is of one structure, and x no matter to it.
        along: the level of the reference policy by value of x, where x matters to it too; else nothing.
    """

    name: str
    series: Mapping[str, Mapping[Value, Average]]
    reference: Average
    alike: bool
    along: Mapping[Value, float]


def frame(unit: str, across: FactorAxis, shown: Sequence[CurvePanel]) -> tuple[Figure, list[tuple[Axes, Axes]]]:
    """Two plots a panel, the level above the difference."""
    count = len(shown)
    columns = panels.columns_of(count)
    rows = -(-count // columns)
    level, difference = (LEVEL, DIFFERENCE) if count == 1 else (SMALL_LEVEL, SMALL_DIFFERENCE)
    ends = _ends(shown)
    marks = [scales.ticks(*ends[0], most=3), scales.ticks(*ends[1], most=5)]
    left = max(scales.room_for(scales.tick_texts(some)) for some in marks)
    gap = max(
        BETWEEN,
        panels.gap_between(across.ticks(panels.figure_width() / columns)[1]) if across.factor.is_number else 0.0,
    )
    width = (panels.figure_width() - 2 * panels.EDGE - panels.RIGHT - left - (columns - 1) * gap) / columns
    names = panels.name_lines([panel.name for panel in shown], width)
    head = max(map(len, names)) * panels.LINE + 2 if count > 1 else 0.0
    block = head + HEAD + level + GAP + HEAD + difference
    foot = across.foot(width)
    figure = panels.figure_of(rows * (block + GAP) + foot - GAP)
    plots = []
    for place, panel in enumerate(shown):
        row, column = divmod(place, columns)
        across_at = panels.EDGE + left + column * (width + gap)
        top = row * (block + GAP) + head + HEAD
        upper = panels.add_panel(figure, across_at, top, width, level)
        lower = panels.add_panel(figure, across_at, top + level + GAP + HEAD, width, difference)
        if panel.name:
            panels.put_name(upper, names[place], HEAD + 2)
        texts = (f"Level{unit}", f"Difference{unit}")
        for axes, end, some, text in zip((upper, lower), ends, marks, texts, strict=True):
            axes.set_ylim(end)
            scales.set_ticks(axes, some)
            panels.draw_tick_lines(axes, [], some)
            panels.write_at_corner(axes, text_width.fitted(text, width), (0, 1), (0, 3), color=style.QUIET)
            if column:
                axes.tick_params(labelleft=False)
        scales.mark_cut(upper)
        across.dress(upper, width)
        across.dress(lower, width, place + columns >= count)
        plots.append((upper, lower))
    across.write_name(plots[(rows - 1) * columns][1], width, axis_name(across.factor), centred=columns == 1)
    return figure, plots


def _ends(shown: Sequence[CurvePanel]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ends of the axes of levels and of differences."""
    found = [each for panel in shown for some in panel.series.values() for each in some.values()]
    level = [part for each in [*found, *(panel.reference for panel in shown)] for part in _level_parts(each)]
    level += [part for panel in shown for part in panel.along.values()]
    difference = [part for each in found for part in (*band_of(each), each.mean)]
    return scales.level_limits(np.array(level)), scales.limits(np.array([*difference, 0.0]), from_zero=False)


def _level_parts(each: Average) -> tuple[float, ...]:
    return (each.level, each.level_low, each.level_high)


def band_of(each: Average) -> tuple[float, float]:
    """The ends of the widest band at a value."""
    if each.futures > 1:
        return float(each.quantiles[0]), float(each.quantiles[-1])
    return each.wide_low, each.wide_high
