"""The figures of a calibration: prior and posterior side by side, and which parameters the record informs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.config.table_files import FACTOR
from sim.report import panels, scales, style, text_width
from sim.validation.calibration.calibrate import CalibrationResult, with_factor
from sim.validation.calibration.informed import Information

Floats = NDArray[np.float64]
HEIGHT, HEAD, GAP = 120.0, panels.LINE + 6, 16.0  # points
BINS = 24
ROW = 15.0  # points, of a parameter in the list of those informed
SHOWN = 12  # parameters in that list
COLUMNS = 2


def posterior_figure(calibrated: CalibrationResult, title: str, subtitle: str) -> Figure:
    """Prior and posterior of each fitted parameter, and the first of them against the observation's factor."""
    fitted = [(place, each) for place, each in enumerate(calibrated.information) if each.fitted]
    told = [(place, each) for place, each in fitted if each.prior[0] < each.prior[2]]
    draws = with_factor(calibrated.prior, calibrated.values, calibrated.factors)
    count = len(told) + (told[-1][1].key == FACTOR)
    rows, foot = -(-count // COLUMNS), panels.FOOT
    with style.look():
        figure = panels.figure_of(rows * (HEAD + HEIGHT + foot))
        left = panels.EDGE + panels.NAME + scales.room_for(["10.0"])
        width = (panels.WIDTH - 2 * left - panels.EDGE - panels.RIGHT) / COLUMNS
        plots = [
            panels.add_panel(figure, left + column * (width + left), HEAD + row * (HEAD + HEIGHT + foot), width, HEIGHT)
            for row in range(rows)
            for column in range(COLUMNS)
        ][:count]
        bounds = _bounds(calibrated)
        for axes, (place, each) in zip(plots, told, strict=False):
            _draw_marginal(axes, each, draws[:, place], bounds[place])
        if count > len(told):
            _draw_ridge(plots[-1], told[0][1], draws[:, [0, fitted[-1][0]]], (bounds[0], bounds[fitted[-1][0]]))
        panels.add_heading(figure, title, subtitle, _key())
    return figure


def _bounds(calibrated: CalibrationResult) -> list[tuple[float, float]]:
    """The ends of the prior of each entry of a draw."""
    prior = calibrated.prior
    ends = np.array([np.zeros(prior.dimensions), np.ones(prior.dimensions)])
    low, high = with_factor(prior, prior.values(ends), prior.factors(ends))
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _name(each: Information) -> str:
    name = "factor of the observation" if each.key == FACTOR else each.key
    return name if each.unit == "1" else f"{name} ({each.unit})"


def _draw_marginal(axes: Axes, each: Information, draws: Floats, ends: tuple[float, float]) -> None:
    edges = np.linspace(*ends, BINS + 1).tolist()
    axes.hist(draws, edges, density=True, color=style.tint(style.BLUE, 0.5))
    axes.plot(*_density(each, ends), color=style.INK, linewidth=1.1)
    axes.axvline(each.posterior[1], color=style.BLUE, linewidth=2)
    axes.axvline(each.prior[1], color=style.INK, linewidth=1.1, dashes=(4.0, 2.0))
    axes.set_yticks([])
    _across(axes, ends)
    panels.write_at_corner(axes, text_width.shortened(_name(each), panels.panel_width(axes)), (0, 1), (0, 5))


def _density(each: Information, ends: tuple[float, float]) -> tuple[Floats, Floats]:
    """The prior's density: uniform, or log-uniform for the observation's factor."""
    values = np.linspace(*ends, 100)
    if each.key == FACTOR:
        return values, 1.0 / (values * np.log(ends[1] / ends[0]))
    return values, np.full(len(values), 1.0 / (ends[1] - ends[0]))


def _draw_ridge(axes: Axes, first: Information, draws: Floats, ends: Sequence[tuple[float, float]]) -> None:
    """The first fitted parameter against the observation's factor, which the record cannot tell apart."""
    axes.scatter(draws[:, 0], draws[:, 1], s=5, color=style.tint(style.BLUE, 0.7), linewidth=0)
    _across(axes, ends[0])
    scales.set_ticks(axes, scales.ticks(*ends[1]))
    axes.set_ylim(*ends[1])
    short = _name(first).rpartition(".")[2]
    panels.write_at_corner(
        axes, text_width.shortened(f"factor, over {short}", panels.panel_width(axes)), (0, 1), (0, 5)
    )


def _across(axes: Axes, ends: tuple[float, float]) -> None:
    scales.set_ticks(axes, scales.spaced_ticks(*ends, panels.panel_width(axes)), across=True)
    axes.set_xlim(*ends)


def _key() -> list[Line2D | Patch]:
    return [
        Line2D([], [], color=style.INK, linewidth=1.1, label="prior"),
        Line2D([], [], color=style.INK, linewidth=1.1, dashes=(4.0, 2.0), label="its median"),
        Patch(color=style.tint(style.BLUE, 0.5), label="posterior"),
        Line2D([], [], color=style.BLUE, linewidth=2, label="its median"),
    ]


def informed_figure(calibrated: CalibrationResult, title: str, subtitle: str) -> Figure:
    """How far the posterior of each parameter lies from its prior, beside what chance alone would show."""
    told = sorted(calibrated.information, key=lambda each: -each.distance)
    shown, floor = told[:SHOWN], told[0].floor
    labels = [_name(each) for each in shown]
    named = "Distance from the prior (Kolmogorov-Smirnov)"
    with style.look():
        figure = panels.figure_of(HEAD + ROW * len(shown) + panels.FOOT)
        left = panels.EDGE + max(map(text_width.width_of, labels)) + 14
        axes = panels.add_panel(figure, left, HEAD, panels.WIDTH - left - panels.EDGE - panels.RIGHT, ROW * len(shown))
        high = max(1.5 * floor, 1.1 * shown[0].distance)
        axes.axvspan(0.0, floor, color=style.RULE, linewidth=0)
        for place, each in enumerate(shown):
            face = style.BLUE if each.fitted else "white"
            axes.scatter([each.distance], [place], s=30, color=face, edgecolor=style.BLUE, linewidth=1.3, zorder=3)
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_yticks(range(len(shown)), labels)
        axes.set_xlim(0.0, high)
        scales.set_ticks(axes, scales.spaced_ticks(0.0, high, panels.panel_width(axes)), across=True)
        panels.write_at_corner(
            axes, named, (0.5, 0), (0, -scales.TICK - panels.LINE - 8), ha="center", size=style.NORMAL
        )
        rest = len(told) - len(shown)
        note = f"{subtitle} Shown: the {len(shown)} that moved most; {rest} others moved less."
        panels.add_heading(figure, title, note, _informed_key())
    return figure


def _informed_key() -> list[Line2D | Patch]:
    mark = {"linestyle": "", "marker": "o", "markersize": 5.5, "markeredgecolor": style.BLUE, "markeredgewidth": 1.3}
    return [
        Line2D([], [], markerfacecolor=style.BLUE, label="fitted", **mark),  # type: ignore[arg-type]
        Line2D([], [], markerfacecolor="white", label="drawn from its range", **mark),  # type: ignore[arg-type]
        Patch(color=style.RULE, label="no more than chance"),
    ]
