"""The table below the curves of waiting: how many still wait, how many relax, and the mean day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.analysis.survival import Survival
from sim.report.drawing import labels, panels, scales, style, text_width
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.figures.looks import Look
from sim.report.words.numbers import number

HEIGHT, ABOVE = 190.0, 8.0  # points: the plot, and above it
MOST_NAME, MOST_LINES = 110.0, 6  # points, for a line of the name of a row beside the table; lines
TABLE_GAP = panels.LINE / 2  # points below a table
RIGHT = 136.0  # points right of the plot, for the names of curves and two columns of the table
COLUMNS = (("relaxed", 44.0), ("mean (days)", 104.0))  # right of the plot, and the points from there to their middle
NUMBER = 23.0  # points left of the plot, for half of the first number of the table
WAITING = "waiting"  # heads the numbers at risk
LEAST_PLOT = 150.0  # points across that a plot has beside the names of its curves
SAMPLE = 20.0  # points, of the line of a curve beside its name, and the gap


@dataclass(frozen=True)
class RelaxationCurve:
    """A variant with its curve; `ends`: the day on which each replication relaxes, or the horizon."""

    variant: DrawnVariant
    look: Look
    curve: Survival
    ends: NDArray[np.float64]

    @property
    def lines(self) -> list[str]:
        """Its name, in the lines that it has beside the table."""
        return text_width.name_lines(self.variant.label, MOST_NAME, MOST_LINES)

    @property
    def share(self) -> str:
        """Percentage that still waits at the end, as text."""
        return f"{number(100 * float(self.curve.survival[-1]), 2)} %"

    @property
    def name_beside(self) -> list[str]:
        """The lines that stand at its end, cut off where it is too long."""
        return text_width.name_lines(f"{self.share}: {self.variant.label}", RIGHT - 10, 2, "bold")

    @property
    def mean(self) -> str:
        """The restricted mean day with its standard error."""
        error = number(self.curve.restricted_mean_standard_error, 2)
        return f"{number(self.curve.restricted_mean, 3)} ± {error}"

    def waiting(self, day: float) -> str:
        """Number that still wait on a day, as text."""
        return f"{int(np.sum(self.ends >= day)):,}"


@dataclass(frozen=True)
class TableBeside:
    """Names of curves at their ends, and names of rows left of the table."""

    left: float
    right: float

    def heights(self, waits: Sequence[RelaxationCurve]) -> list[float]:
        """Heights of the head and of each row, in points: a line, or as many as the row's name has."""
        return [panels.LINE, *(panels.LINE * len(wait.lines) for wait in waits)]

    def draw(self, axes: Axes, waits: Sequence[RelaxationCurve], days: Sequence[float]) -> None:
        """Write the number of replications that still wait under each numbered day, and on the right their outcomes."""
        self._name_curves(axes, waits)
        head = -panels.FOOT - 2
        quiet = {"color": style.QUIET, "va": "center_baseline"}
        panels.write_at_corner(axes, WAITING, (0, 0), (-NUMBER, head), ha="right", **quiet)
        for name, across in COLUMNS:
            panels.write_at_corner(axes, name, (1, 0), (across, head), ha="center", **quiet)
        heights = self.heights(waits)
        for row, wait in enumerate(waits, start=1):
            level = head - sum(heights[:row]) + panels.LINE / 2 - heights[row] / 2
            panels.put_row_name(axes, wait.lines, 0, NUMBER, level)
            _write_counts(axes, wait, days, level)
            for text, (_, across) in zip((f"{wait.curve.n_events:,}", wait.mean), COLUMNS, strict=True):
                panels.write_at_corner(axes, text, (1, 0), (across, level), ha="center", va="center_baseline")

    def _name_curves(self, axes: Axes, waits: Sequence[RelaxationCurve]) -> None:
        """Name each curve at its end, moved apart where they are close; the table below has the whole names."""
        names = [wait.name_beside for wait in waits]
        ends = [HEIGHT * float(wait.curve.survival[-1]) / 1.04 for wait in waits]
        gap = max(map(len, names)) * panels.LINE
        placed = labels.spread(ends, gap, gap / 2, HEIGHT - gap / 2)
        for lines, height in zip(names, placed, strict=True):
            panels.write_at_corner(axes, "\n".join(lines), (1, 0), (8, height), weight="bold", va="center_baseline")


@dataclass(frozen=True)
class TableBelow:
    """Table for a narrow figure, or long names: a block a curve, with its line, its whole name, and its numbers."""

    right: float = panels.EDGE + panels.RIGHT

    @property
    def left(self) -> float:
        """Room for the numbers at the y axis and its name."""
        return panels.EDGE + panels.NAME + scales.room_for(["100"])

    def heights(self, waits: Sequence[RelaxationCurve]) -> list[float]:
        """The lines of its name, then the counts, then what came of them."""
        return [0.0, *(panels.LINE * (len(self._name(wait)) + 2) + TABLE_GAP for wait in waits)]

    def draw(self, axes: Axes, waits: Sequence[RelaxationCurve], days: Sequence[float]) -> None:
        """Write, below each name, the number that still wait on the numbered days, and the outcomes of all."""
        level, quiet = -panels.FOOT - TABLE_GAP, {"color": style.QUIET}
        start = panels.EDGE - self.left
        for wait in waits:
            _draw_sample(axes, wait.look, start, level)
            for line in self._name(wait):
                text = {"weight": "bold", "va": "center_baseline"}
                panels.write_at_corner(axes, line, (0, 0), (start + SAMPLE, level), **text)
                level -= panels.LINE
            _write_counts(axes, wait, days, level)
            level -= panels.LINE
            words = f"wait on these days; {wait.curve.n_events:,} relax, mean day {wait.mean}"
            panels.write_at_corner(axes, words, (0, 0), (start, level), va="center_baseline", **quiet)
            level -= panels.LINE + TABLE_GAP

    def _name(self, wait: RelaxationCurve) -> list[str]:
        room = panels.figure_width() - 2 * panels.EDGE - SAMPLE
        return text_width.name_lines(f"{wait.share}: {wait.variant.label}", room, MOST_LINES, "bold")


CurveTable = TableBeside | TableBelow
"""Names of the curves, and the table below a plot."""


def table_of(waits: Sequence[RelaxationCurve]) -> CurveTable:
    """The table of all curves of a figure, as its width allows."""
    texts = [WAITING, *(line for wait in waits for line in wait.lines)]
    left = panels.EDGE + max(max(map(text_width.width_of, texts)) + NUMBER, 56.0)
    whole = not any(wait.name_beside[-1].endswith(text_width.CUT) for wait in waits)
    fits = whole and panels.figure_width() - left - RIGHT >= LEAST_PLOT
    return TableBeside(left, RIGHT) if fits else TableBelow()


def _write_counts(axes: Axes, wait: RelaxationCurve, days: Sequence[float], level: float) -> None:
    first, last = axes.get_xlim()
    for day in days:
        place = ((day - first) / (last - first), 0)
        panels.write_at_corner(axes, wait.waiting(day), place, (0, level), ha="center", va="center_baseline")


def _draw_sample(axes: Axes, look: Look, left: float, up: float) -> None:
    """A short line as the curve has it."""
    place = axes.transAxes + panels.shift_of(axes, left, up)
    (line,) = axes.plot([0, (SAMPLE - 5) / panels.panel_width(axes)], [0, 0], transform=place)
    line.set(color=look.colour, linestyle=look.dashes, linewidth=1.8, clip_on=False, label="sample")
