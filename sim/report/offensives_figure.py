"""The figure of shares of ground by day: the model beside ten offensives."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report import panels, style
from sim.report.backtest_figure import LEVELS
from sim.report.fan import draw_fan
from sim.report.scales import room_for, set_ticks, tick_texts, ticks
from sim.validation.offensives import LAST_DAY, PULSE, Offensive
from sim.validation.offensives_backtest import OffensivesBacktest

HEIGHT = 215.0  # points
MARKS = ("o", "s", "^", "D", "v", "P")  # of the offensives that stalled


def shares_figure(found: OffensivesBacktest, title: str, subtitle: str) -> Figure:
    """A fan of the model's shares of the ground of day 60, with those of the offensives."""
    quantiles = {name: np.quantile(found.shares, level, axis=0) for name, level in LEVELS.items()}
    marks = ticks(0.0, 1.0)
    pulses = [each.offensive for each in found.shapes if each.offensive.kind == PULSE]
    grinds = [each.offensive for each in found.shapes if each.offensive.kind != PULSE]
    with style.look():
        figure = panels.figure_of(panels.LINE + HEIGHT + panels.FOOT)
        left = panels.EDGE + panels.NAME + room_for(tick_texts(marks))
        width = panels.WIDTH - left - panels.EDGE - panels.RIGHT
        axes = panels.add_panel(figure, left, panels.LINE, width, HEIGHT)
        draw_fan(axes, np.arange(LAST_DAY + 1.0), quantiles)
        for each in grinds:
            _draw(axes, each, style.QUIET, "")
        for each, mark in zip(pulses, MARKS, strict=False):
            _draw(axes, each, style.VERMILION, mark)
        set_ticks(axes, marks)
        axes.set_ylim(0.0, 1.03)
        style.day_axis(axes, 0.0, float(LAST_DAY))
        axes.set_xlim(0.0, LAST_DAY * 1.015)
        panels.name_rows([axes], "Share of the ground of day 60")
        panels.add_heading(figure, title, subtitle, _key(pulses))
    return figure


def _draw(axes: Axes, offensive: Offensive, colour: str, mark: str) -> None:
    days = np.concatenate([[0.0], offensive.days])
    most = np.concatenate([[0.0], np.maximum.accumulate(offensive.gained_km2)]) / np.max(offensive.gained_km2)
    line = 1.3 if mark else 0.8
    axes.plot(days, most, color=colour, linewidth=line, marker=mark or None, markersize=3.5, zorder=5 if mark else 3)


def _key(pulses: list[Offensive]) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=style.BLUE, linewidth=2, label="model"),
        Patch(color=style.tint(style.BLUE, 0.5), label="50 %"),
        Patch(color=style.tint(style.BLUE, 0.22), label="90 %"),
    ]
    handles += [
        Line2D([], [], color=style.VERMILION, linewidth=1.3, marker=mark, markersize=3.5, label=title_of(each.name))
        for each, mark in zip(pulses, MARKS, strict=False)
    ]
    return handles


def title_of(name: str) -> str:
    """Place and year of an offensive: `kharkiv_counter_2022` is Kharkiv 2022."""
    words = name.split("_")
    return f"{words[0].capitalize()} {words[-1]}"
