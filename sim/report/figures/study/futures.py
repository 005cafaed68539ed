"""The difference of each future against one of its uncertainties, with a running median and no line fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.study_factors import StudyFactor, groups
from sim.config.problems import Problem
from sim.report.drawing import panels, scales, style
from sim.report.figures import key
from sim.report.figures.study.factor_axis import FactorAxis
from sim.report.figures.study.request import (
    MOST_PANELS,
    FigureRequest,
    axis_name,
    check_few,
    combination_name,
    factor_meaning,
    remaining_factors,
)
from sim.report.words.verdicts import NO_SIGN
from sim.study.differences.verdict import has_clear_sign

Numbers = NDArray[np.float64]

HEIGHT, SMALL_HEIGHT = 210.0, 120.0
BETWEEN = 12.0
SMALLEST, SHARE = 15, 8  # of a window: futures at least, and one in so many of them
STEPS = 60  # windows
JITTER = 0.18  # of the distance between names, to both sides


@dataclass(frozen=True, eq=False)
class RunningQuantiles:
    """Quantiles in windows of neighbours; arrays of shape (windows,).

    Attributes:
        x: median of the factor in the window; `q25`, `q50`, `q75`: of the differences in it.
        size: futures in a window.
    """

    x: Numbers
    q25: Numbers
    q50: Numbers
    q75: Numbers
    size: int


def running(x: Numbers, y: Numbers) -> RunningQuantiles | None:
    """Quantiles of y along x; None for fewer than two windows of values."""
    size = max(SMALLEST, len(x) // SHARE)
    if len(x) < 2 * size:
        return None
    order = np.argsort(x, kind="stable")
    firsts = np.unique(np.linspace(0, len(x) - size, STEPS).astype(int))
    windows = order[firsts[:, None] + np.arange(size)]
    low, middle, high = np.quantile(y[windows], [0.25, 0.5, 0.75], axis=1)
    return RunningQuantiles(np.median(x[windows], axis=1), low, middle, high, size)


def scatter(asked: FigureRequest, x: StudyFactor, by: StudyFactor | None = None) -> Figure:
    """Each future as a mark: its value of an uncertainty, and its mean paired difference.

    `by`: a factor with a panel for each value; policies and structures have one each in any case.

    Raises:
        Problem: there would be too many panels, or nothing to draw.
    """
    parts = [*([by] if by is not None else [])]
    parts += remaining_factors(asked, [x, *parts])
    split = {name: x.known(some) for name, some in groups(asked.policies, parts).items()}
    split = {name: some[~np.isnan(asked.found.mean[some])] for name, some in split.items()}
    split = {name: some for name, some in split.items() if len(some)}
    if not split:
        raise Problem(f"--x {x.key}: there is nothing to draw: no point has a value and a paired difference")
    check_few(len(split), MOST_PANELS, "panels", parts)
    across = FactorAxis(x, x.levels(np.concatenate(list(split.values()))))
    with style.look():
        figure, plots = _frame(asked, across, [combination_name(parts, name) for name in split], list(split.values()))
        sizes = [_draw(axes, asked, across, some) for axes, some in zip(plots, split.values(), strict=True)]
        panels.add_heading(figure, asked.title, _subtitle(asked, x, sizes), _handles(any(sizes)))
    return figure


def _frame(
    asked: FigureRequest, across: FactorAxis, names: Sequence[str], points: Sequence[NDArray[np.int64]]
) -> tuple[Figure, list[Axes]]:
    count = len(names)
    columns = panels.columns_of(count)
    rows = -(-count // columns)
    height = HEIGHT if count == 1 else SMALL_HEIGHT
    ends = scales.limits(np.append(asked.found.mean[np.concatenate(points)], 0.0), from_zero=False)
    marks = scales.ticks(*ends, most=5)
    left = scales.room_for(scales.tick_texts(marks)) + panels.NAME
    gap = max(
        BETWEEN,
        panels.gap_between(across.ticks(panels.figure_width() / columns)[1]) if across.factor.is_number else 0.0,
    )
    width = (panels.figure_width() - 2 * panels.EDGE - panels.RIGHT - left - (columns - 1) * gap) / columns
    lines = panels.name_lines(names, width)
    head = max(map(len, lines)) * panels.LINE + 4 if count > 1 else 6.0
    figure = panels.figure_of(rows * (head + height) + across.foot(width))
    plots = []
    for place in range(count):
        row, column = divmod(place, columns)
        at = panels.EDGE + left + column * (width + gap)
        axes = panels.add_panel(figure, at, row * (head + height) + head, width, height)
        axes.set_ylim(ends)
        scales.set_ticks(axes, marks)
        axes.tick_params(labelleft=column == 0)
        panels.draw_tick_lines(axes, [], marks)
        across.dress(axes, width, place + columns >= count)
        if count > 1:
            panels.put_name(axes, lines[place], 4)
        plots.append(axes)
    across.write_name(plots[(rows - 1) * columns], width, axis_name(across.factor), centred=columns == 1)
    panels.name_rows(plots, f"Difference{asked.unit_in_brackets}")
    return figure, plots


def _draw(axes: Axes, asked: FigureRequest, across: FactorAxis, points: NDArray[np.int64]) -> int:
    """Marks and the running quantiles of one panel; return the size of a window, 0 where there are none."""
    found = asked.found
    values = across.factor.values[points]
    x = np.array([across.place(value) for value in values.tolist()], dtype=np.float64)
    y = found.mean[points]
    told = np.array([has_clear_sign(verdict) for verdict in found.verdict[points]])
    axes.axhline(0, color=style.INK, linewidth=1.0, dashes=key.REFERENCE_DASHES, zorder=1.6)
    size = 0
    if across.factor.is_number:
        finite = np.isfinite(values.astype(np.float64))
        band = running(x[finite], y[finite])
        if band is not None:
            size = band.size
            axes.fill_between(band.x, band.q25, band.q75, color=style.BLUE, alpha=0.25, linewidth=0, zorder=1.8)
            axes.plot(band.x, band.q50, color=style.BLUE, linewidth=2, zorder=3, label="running median")
    else:
        for place in np.unique(x):
            axes.hlines(
                np.median(y[x == place]),
                place - 0.3,
                place + 0.3,
                color=style.BLUE,
                linewidth=2,
                zorder=3,
                label="median",
            )
        x = x + JITTER * np.sin(2.4 * np.arange(len(x)))  # so that marks do not lie on each other
    mark = 5.0 if len(x) < 300 else 3.0
    look = {"marker": "o", "linestyle": "", "markersize": mark, "color": style.QUIET, "zorder": 2.5}
    axes.plot(x[told], y[told], label="clear sign", alpha=0.8, markeredgewidth=0, **look)  # type: ignore[arg-type]
    axes.plot(x[~told], y[~told], label=NO_SIGN, markerfacecolor="none", markeredgewidth=0.7, **look)  # type: ignore[arg-type]
    return size


def _subtitle(asked: FigureRequest, x: StudyFactor, sizes: Sequence[int]) -> str:
    marks = "A mark is a future: its mean difference, paired by replication."
    size = max(sizes)
    bands = f"Line and band: running median and 25-75 % of {size:,} neighbours; no line is fitted." if size else ""
    return " ".join(filter(None, [factor_meaning(x), marks, bands, asked.left_out()]))


def _handles(has_band: bool) -> list[key.Handle]:
    hollow = key.marker("o", style.QUIET, NO_SIGN)
    hollow.set(markerfacecolor="none")
    found: list[key.Handle] = [key.marker("o", style.QUIET, "clear sign"), hollow]
    return [*found, *([key.line(style.BLUE, "running median")] if has_band else [])]
