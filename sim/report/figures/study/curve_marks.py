"""Marks of a response curve: bands, lines, and points, filled if the sign is clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.analysis.study_averages import Average
from sim.analysis.study_factors import Value
from sim.report.drawing import style
from sim.report.figures import key
from sim.report.figures.looks import Look
from sim.report.figures.study.curve_frame import CurvePanel, band_of
from sim.report.figures.study.factor_axis import FactorAxis
from sim.study.differences.verdict import IS_REFERENCE

Numbers = NDArray[np.float64]


def draw_panel(
    panel: CurvePanel, across: FactorAxis, own: Sequence[Value], upper: Axes, lower: Axes, looks: Mapping[str, Look]
) -> None:
    """Draw a panel.

    `own`: values of the reference policy on the x axis; `upper` is for the level, `lower` for the difference.
    """
    if panel.alike:
        upper.axhline(panel.reference.level, color=style.INK, linewidth=1.0, dashes=key.REFERENCE_DASHES, zorder=1.6)
    elif panel.along:
        (line,) = upper.plot(
            [across.place(value) for value in panel.along], list(panel.along.values()), color=style.INK
        )
        line.set(linewidth=1.0, dashes=key.REFERENCE_DASHES, zorder=2.5)
        if not across.factor.is_number:
            line.set(linestyle="", marker="D", markersize=5)
    lower.axhline(0, color=style.INK, linewidth=1.0, dashes=key.REFERENCE_DASHES, zorder=1.6)
    for name, some in panel.series.items():
        look = looks[name]
        alone = len(looks) == 1
        for values in _runs(across, some):
            places = [across.place(value) for value in values]
            averages = [some[value] for value in values]
            _draw_level(upper, places, averages, look, alone)
            _draw_difference(lower, places, averages, look, across, alone)
    for value in own:
        if value in across.levels:
            lower.plot(across.place(value), 0, linestyle="", zorder=5, **_REFERENCE_MARK)  # type: ignore[arg-type]
            if panel.alike:
                upper.plot(across.place(value), panel.reference.level, linestyle="", zorder=5, **_REFERENCE_MARK)  # type: ignore[arg-type]


_REFERENCE_MARK = {"marker": "D", "color": style.INK, "markersize": 6.0, "markeredgecolor": "white"}


def _runs(across: FactorAxis, some: Mapping[Value, Average]) -> list[list[Value]]:
    """The values that a line joins: numbers; never, and each name, stand alone."""
    values = [value for value in across.levels if value in some]
    if not across.factor.is_number:
        return [[value] for value in values]
    numbers = [value for value in values if value != np.inf]
    never: list[Value] = [np.inf] if np.inf in values else []
    return [run for run in (numbers, never) if run]


def _draw_level(axes: Axes, places: Sequence[float], averages: Sequence[Average], look: Look, alone: bool) -> None:
    ends = np.array([(each.level_low, each.level_high) for each in averages])
    _spread(axes, places, ends[:, 0], ends[:, 1], look, 0.25 if alone else 0.12)
    (line,) = axes.plot(places, [each.level for each in averages], color=look.colour, linewidth=1.4)
    line.set_linestyle(look.dashes)
    if len(places) == 1:
        line.set_marker(look.marker)


def _draw_difference(
    axes: Axes, places: Sequence[float], averages: Sequence[Average], look: Look, across: FactorAxis, alone: bool
) -> None:
    """The bands, the mean, and at each value a mark: full where the sign is told."""
    many = any(each.futures > 1 for each in averages)
    ends = np.array([band_of(each) for each in averages])
    _spread(axes, places, ends[:, 0], ends[:, 1], look, 0.22 if alone else 0.12)
    if many:
        inner = np.array([each.quantiles[[1, 3]] for each in averages])
        _spread(axes, places, inner[:, 0], inner[:, 1], look, 0.45 if alone else 0.25)
    means = [each.mean for each in averages]
    if len(places) > 1:
        (line,) = axes.plot(places, means, color=look.colour, linewidth=1.6, zorder=3)
        line.set_linestyle(look.dashes)
    for place, each in zip(places, averages, strict=True):
        if each.verdict != IS_REFERENCE:
            face = look.colour if each.told else "white"
            axes.plot(
                place, each.mean, marker=look.marker, color=look.colour, markerfacecolor=face, markersize=5, zorder=4
            )


def _spread(axes: Axes, places: Sequence[float], low: Numbers, high: Numbers, look: Look, strength: float) -> None:
    """A band; where a value has an interval and its neighbours have none, a bar."""
    known = np.concatenate([[False], np.isfinite(low), [False]])
    alone = known[1:-1] & ~known[:-2] & ~known[2:]
    bars = np.flatnonzero(alone)
    colour = style.tint(look.colour, 0.4 + strength if len(places) == 1 else strength)
    axes.vlines(np.asarray(places)[bars], low[bars], high[bars], color=colour, linewidth=6, zorder=2)
    if len(places) > 1:
        axes.fill_between(places, low, high, color=look.colour, alpha=strength, linewidth=0, zorder=1.8)
