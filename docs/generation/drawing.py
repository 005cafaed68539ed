"""Draws what a mechanism does alone, in the look of the project's figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from generation.alone import Alone, Numbers
from sim.report.drawing import style
from sim.report.drawing.footer import publish
from sim.report.figures.looks import LOOKS
from sim.study.files.manifest import WARNING

PANEL_INCHES = 1.75
COLUMNS = 3
THIN = 12  # single replications that are drawn beside their median

Draw = Callable[[Axes, Alone], None]
Curve = tuple[Numbers, Numbers]
"""Values across, and upwards."""


@dataclass(frozen=True)
class Footer:
    """Footer of a picture of a mechanism alone."""

    text: str

    def lines(self) -> list[str]:
        """The lines below the picture."""
        return [*style.wrapped(self.text), WARNING]


def panels(
    found: Mapping[str, Alone], draw: Draw, title: str, subtitle: str, y: str, x: str = "", columns: int = COLUMNS
) -> Figure:
    """A panel for each variant, with shared axes; `draw` puts one into its panel."""
    across = min(columns, len(found))
    rows = -(-len(found) // across)
    with style.look():
        figure = style.new_figure(PANEL_INCHES * rows + 0.2)
        axes = np.atleast_1d(figure.subplots(rows, across, sharex=True, sharey=True, squeeze=False)).ravel()
        for axis, (name, one) in zip(axes, found.items(), strict=False):
            draw(axis, one)
            axis.set_title(name, size=style.SMALL, color=style.INK, loc="left")
        for axis in axes[len(found) :]:
            axis.set_visible(False)
        for place, axis in enumerate(axes[: len(found)]):
            below = place + across >= len(found)
            axis.tick_params(labelbottom=below)
            if below:
                _name_x(axis, next(iter(found.values())), x)
            if place % across == 0:
                axis.set_ylabel(y)
        style.add_heading(figure, title, subtitle)
    return figure


def together(
    found: Mapping[str, Sequence[Curve]],
    title: str,
    subtitle: str,
    parts: Sequence[str],
    x: Sequence[str] = ("Time (days)",),
) -> Figure:
    """Curves of several variants in a plot for each part; the last of `x` names the axis of all parts that it lacks."""
    with style.look():
        figure = style.new_figure(2.4)
        axes = figure.subplots(1, len(parts), squeeze=False).ravel()
        for place, (name, curves) in enumerate(found.items()):
            look = LOOKS[place % len(LOOKS)]
            for axis, (across, upwards) in zip(axes, curves, strict=True):
                axis.plot(across, upwards, color=look.colour, linestyle=look.dashes, linewidth=1.4, label=name)
        for place, (axis, part) in enumerate(zip(axes, parts, strict=True)):
            axis.set_xlabel(x[min(place, len(x) - 1)])
            axis.set_ylabel(part)
            axis.set_ylim(bottom=min(0.0, axis.get_ylim()[0]))
        if len(found) > 1:
            axes[-1].legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=style.SMALL)
        style.add_heading(figure, title, subtitle)
    return figure


def _name_x(axis: Axes, one: Alone, x: str) -> None:
    if x:
        axis.set_xlabel(x)
    else:
        style.day_axis(axis, one.days[0], one.days[-1], most=4)


def with_median(quantity: str) -> Draw:
    """Single replications, thin, and the median of all."""

    def draw(axis: Axes, one: Alone) -> None:
        paths = one.paths(quantity)
        for path in paths[:THIN]:
            axis.plot(one.days, path, color=style.tint(style.BLUE, 0.45), linewidth=0.6)
        axis.plot(one.days, np.median(paths, axis=0), color=style.INK, linewidth=1.6)

    return draw


def with_mean(quantity: str) -> Draw:
    """Single replications, thin, and the mean of all."""

    def draw(axis: Axes, one: Alone) -> None:
        paths = one.paths(quantity)
        for path in paths[:THIN]:
            axis.plot(one.days, path, color=style.tint(style.BLUE, 0.45), linewidth=0.6)
        axis.plot(one.days, paths.mean(axis=0), color=style.INK, linewidth=1.6)

    return draw


def shares(quantity: str, names: Sequence[str]) -> Draw:
    """The share of the replications in each state of a quantity, day by day, stacked."""
    tints = [style.tint(style.BLUE, strength) for strength in (0.95, 0.7, 0.45, 0.25, 0.1)]

    def draw(axis: Axes, one: Alone) -> None:
        paths = one.paths(quantity)
        found = [(paths == state).mean(axis=0) for state in range(len(names))]
        axis.stackplot(one.days, found, colors=tints, labels=names, edgecolor="white", linewidth=0.3)
        axis.set_ylim(0, 1)

    return draw


def write(figure: Figure, footer: str, folder: Path, name: str) -> None:
    """Sign a picture and write it as PNG, which pages show wherever they are read."""
    folder.mkdir(parents=True, exist_ok=True)
    publish(figure, Footer(footer), folder, name)
    (folder / f"{name}.svg").unlink()
