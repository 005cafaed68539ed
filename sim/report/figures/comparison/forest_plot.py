"""The forest plot: differences from the reference, one row per variant, with a separate axis for each measure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.analysis.comparison import RunComparison
from sim.analysis.paired import PairedDifference
from sim.model.measures import Measure
from sim.report.comparison.cells import GROUND_NOTE, ground_mark
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures import key
from sim.report.figures.comparison.variants import DrawnVariant
from sim.report.words.names import nature_of, needs_unit, title_of, unit_of
from sim.report.words.numbers import with_minus
from sim.report.words.verdicts import HOLLOW, SHORT, change, shown_interval
from sim.study.differences.verdict import CONSTANT, FEW_DIFFER, SAME, has_clear_sign

ROW, LABEL_LINE = 12.4, 10.6  # points: a row, and each further line of its name
ABOVE, BELOW = 5.0, scales.TICK + panels.LINE + 3  # points above and below the rows of a measure
TITLE_WIDTH, MOST_LABEL, MOST_VERDICT, GAP = 92.0, 110.0, 158.0, 8.0  # points; the axis has the width that is left
TITLE_LINES, MOST_LINES = 3, 6  # of a title beside the rows; of the name of a variant
LEAST_AXIS = 75.0  # points; where names and numbers beside it leave it less, they stand above their rows
BAR = 11.0  # points below the name of a row, for its interval, where the name stands above it
HALO = withStroke(linewidth=2.5, foreground="white")  # so that the line at 0 does not cross the letters above it
THICK, THIN = 3.4, 1.0  # points, the line of the interval and that of the simultaneous one
DOT = 4.4  # points


@dataclass(frozen=True)
class Block:
    """The rows of one measure: the lines of its title, and each variant's difference and lines of its name.

    In a narrow figure its title stands above it, and the name and numbers of a row above the interval.
    """

    title: tuple[str, ...]
    unit: str
    differences: tuple[PairedDifference, ...]
    labels: tuple[tuple[str, ...], ...]
    is_narrow: bool

    @property
    def heights(self) -> list[float]:
        """Points that each row takes: more where its name has several lines."""
        return [ROW + LABEL_LINE * (len(lines) - 1) + BAR * self.is_narrow for lines in self.labels]

    @property
    def above(self) -> float:
        """Points above its rows."""
        return ABOVE + panels.LINE * len(self.title) * self.is_narrow

    @property
    def rows(self) -> float:
        """Points that its rows take, or a title beside them if that is higher."""
        lines = 0 if self.is_narrow else len(self.title) + bool(self.unit)
        return max(sum(self.heights), panels.LINE * lines)

    @property
    def middles(self) -> list[float]:
        """Middle of each row, in points from the top."""
        spare = (self.rows - sum(self.heights)) / 2
        ends = np.cumsum(self.heights)
        return [float(end) - height / 2 + spare for end, height in zip(ends, self.heights, strict=True)]

    @property
    def places(self) -> list[tuple[float, float]]:
        """Middle of the name and of the interval of each row, in points from the top."""
        apart = BAR / 2 * self.is_narrow
        reach = [height / 2 - apart for height in self.heights]
        return [
            (middle - apart, middle + half if self.is_narrow else middle)
            for middle, half in zip(self.middles, reach, strict=True)
        ]


def forest(
    comparison: RunComparison, variants: Sequence[DrawnVariant], measures: Sequence[Measure], note: str = ""
) -> Figure:
    """Differences from the reference with their intervals."""
    others = [variant for variant in variants if not variant.is_reference]
    rows = [[comparison.difference(variant.place, measure.name) for variant in others] for measure in measures]
    values = max(text_width.width_of(value_text(row)) for some in rows for row in some) + GAP
    labels, left, width = _room([variant.label for variant in others], values)
    is_narrow = width < LEAST_AXIS
    if is_narrow:
        left = panels.EDGE + panels.RIGHT
        width = panels.figure_width() - 2 * left
    names = [
        tuple(text_width.name_lines(variant.label, width - values if is_narrow else MOST_LABEL, MOST_LINES))
        for variant in others
    ]
    blocks = [
        _block(measure, ground_mark(measure.name, comparison), some, names, width if is_narrow else 0.0)
        for measure, some in zip(measures, rows, strict=True)
    ]
    with style.look():
        figure = panels.figure_of(sum(block.above + block.rows + BELOW for block in blocks))
        top = 0.0
        for block in blocks:
            axes = panels.add_panel(figure, left, top + block.above, width, block.rows)
            draw_block(axes, block, labels)
            top += block.above + block.rows + BELOW
        pairs = [comparison.paired[variant.place] for variant in others]
        how = "paired by replication" if all(pairs) else "not all paired" if any(pairs) else "not paired"
        text = f"Left of 0: less than {comparison.against}. {HOLLOW}"
        if any(map(_has_wide, blocks)):
            text += " In brackets: the wider interval."
        if any(ground_mark(measure.name, comparison) for measure in measures):
            text += f" {GROUND_NOTE}"
        panels.add_heading(
            figure, f"Difference from {comparison.against}, {how}", " ".join([note, text]).strip(), _key(blocks)
        )
    return figure


def _room(names: Sequence[str], values: float) -> tuple[float, float, float]:
    """Points of the names beside an axis, left of it, and across of it, with its numbers on the right."""
    lines = [line for name in names for line in text_width.name_lines(name, MOST_LABEL, MOST_LINES)]
    labels = max(map(text_width.width_of, lines)) + GAP
    left = panels.EDGE + TITLE_WIDTH + labels
    return labels, left, panels.figure_width() - panels.EDGE - left - values


def draw_block(axes: Axes, block: Block, label_width: float) -> None:
    """One measure: one row per variant, with its name on the left and its numbers on the right, or both above it."""
    axes.set_ylim(block.rows, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    low, high = scales.limits(
        *(np.array([*_ends(difference), 0.0]) for difference in block.differences), from_zero=False
    )
    axes.set_xlim(low, high)
    scales.set_ticks(axes, scales.spaced_ticks(low, high, panels.panel_width(axes)), across=True)
    axes.axvline(0, color=style.INK, linewidth=0.8, zorder=1)
    for (height, bar), lines, difference in zip(block.places, block.labels, block.differences, strict=True):
        draw_row(axes, bar, difference)
        up, text = 1 - height / block.rows, value_text(difference)
        if block.is_narrow:
            look: dict[str, object] = {"va": "center_baseline", "path_effects": [HALO], "zorder": 4}
            panels.write_at_corner(axes, "\n".join(lines), (0, up), (0, 0), **look)
            panels.write_at_corner(axes, text, (1, up), (0, 0), ha="right", **look)
        else:
            panels.put_row_name(axes, lines, up, GAP)
            panels.write_at_corner(axes, text, (1, up), (GAP, 0), va="center_baseline")
    if block.is_narrow:
        panels.put_name(axes, block.title, 4)
        return
    for line, text in enumerate([*block.title, block.unit]):
        quiet = {"color": style.QUIET} if line == len(block.title) else {"weight": "bold"}
        panels.write_at_corner(axes, text, (0, 1), (-label_width - TITLE_WIDTH, -9 - line * panels.LINE), **quiet)


def draw_row(axes: Axes, height: float, difference: PairedDifference) -> None:
    """The mean as a dot, hollow if its sign is not clear; its interval thick and the simultaneous one thin."""
    wide = (difference.simultaneous_low, difference.simultaneous_high)
    for (low, high), width in ((wide, THIN), ((difference.low, difference.high), THICK)):
        if not math.isnan(low):
            axes.hlines(height, low, high, color=style.BLUE, linewidth=width, zorder=2)
    (dot,) = axes.plot([difference.mean], [height], "o", markersize=DOT, zorder=3)
    fill = style.BLUE if has_clear_sign(difference.verdict) else "white"
    dot.set(markerfacecolor=fill, markeredgecolor=style.INK, markeredgewidth=0.8)


def value_text(difference: PairedDifference) -> str:
    """The mean with the interval of the tables, to the digits that it bears; or why no interval is given."""
    mean, (low, high) = difference.mean, shown_interval(difference)
    if math.isnan(low):
        return _why_none(difference)
    half = max(high - mean, mean - low)
    digits = min(max(1 - math.floor(math.log10(half)), 0), 6) if half else 2
    middle, first, last = (f"{round(value, digits) + 0.0:,.{digits}f}" for value in (mean, low, high))  # never -0
    plus = "+" if round(mean, digits) > 0 else ""
    return with_minus(f"{plus}{middle} [{first}, {last}]")


def _why_none(difference: PairedDifference) -> str:
    """The mean, if there is one, and in a few words why it has no interval."""
    why = SHORT.get(difference.no_interval, difference.no_interval)
    if difference.no_interval == FEW_DIFFER:
        why = f"{why}: {round((1 - difference.share_equal) * difference.n):,} of {difference.n:,}"
    if math.isnan(difference.mean) or difference.no_interval == SAME:
        return text_width.fitted(why, MOST_VERDICT)
    return with_minus(text_width.fitted(f"{change(difference.mean)} {_joined(why)}", MOST_VERDICT))


def _joined(why: str) -> str:
    return why if why == SHORT[CONSTANT] else f"({why})"


def _block(
    measure: Measure,
    mark: str,
    differences: Sequence[PairedDifference],
    names: Sequence[tuple[str, ...]],
    above: float,
) -> Block:
    """A measure's; `above`: points across for a title above it, or 0."""
    title = f"{title_of(measure.name)}{mark}{nature_of(measure)}"
    unit = unit_of(measure.unit) if needs_unit(measure.name, unit_of(measure.unit)) else ""
    if len(differences) > 1 and all(one.no_interval == SAME for one in differences):  # one row says it of all
        differences, names = differences[:1], [(f"all {len(differences)} variants",)]
    if above and unit:
        title, unit = f"{title} ({unit})", ""
    lines = text_width.wrapped(title, above or TITLE_WIDTH - GAP, TITLE_LINES, "bold")
    return Block(tuple(lines), unit, tuple(differences), tuple(names), is_narrow=above > 0)


def _has_wide(block: Block) -> bool:
    return any(not math.isnan(difference.simultaneous_low) for difference in block.differences)


def _ends(difference: PairedDifference) -> list[float]:
    ends = [difference.low, difference.high, difference.simultaneous_low, difference.simultaneous_high]
    return [difference.mean, *ends]


def _key(blocks: Sequence[Block]) -> list[key.Handle]:
    handles: list[key.Handle] = [key.marker("o", style.BLUE, "mean"), key.bar(style.BLUE, THICK, "95 % interval")]
    if any(map(_has_wide, blocks)):
        handles.append(key.bar(style.BLUE, THIN, "95 %, simultaneous over these differences"))
    return handles
