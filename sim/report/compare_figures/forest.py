"""The forest plot: each measure's difference from the reference, a row a variant, on an axis of its own."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.comparison import Comparison, Difference
from sim.model.measures import Measure
from sim.report import panels, style
from sim.report.compare_figures import key
from sim.report.compare_figures.variants import Variant
from sim.report.names import signed, title_of, unit_of

ROW, ABOVE, BELOW = 13.0, 6.0, panels.TICK + panels.LINE + 5  # points: a row; above and below the rows of a measure
TITLE_WIDTH, MOST_LABEL, VALUE_WIDTH = 92.0, 90.0, 132.0  # points; the axis has the rest of the width
THICK, THIN = 3.4, 1.0  # points, the line of the interval and that of the simultaneous one
CLEAR = ("lower", "higher")  # verdicts; any other says why it is not clear


@dataclass(frozen=True)
class Block:
    """The rows of one measure: the lines of its title, and the difference of each variant."""

    title: tuple[str, ...]
    unit: str
    differences: tuple[Difference, ...]

    @property
    def rows(self) -> float:
        """Points that its rows take, or its title if that is higher."""
        lines = len(self.title) + bool(self.unit)
        return max(ROW * len(self.differences), panels.LINE * lines)


def forest(comparison: Comparison, variants: Sequence[Variant], measures: Sequence[Measure], note: str = "") -> Figure:
    """Differences from the reference with their intervals.

    Args:
        comparison: holds them.
        variants: the reference first.
        measures: from the top.
        note: what the heading says besides.
    """
    reference, *others = variants
    blocks = [_block(measure, [comparison.difference(variant.place, measure.name) for variant in others]) for measure in measures]
    with style.look():
        figure = panels.figure_of(sum(ABOVE + block.rows + BELOW for block in blocks))
        labels = min(MOST_LABEL, panels.LETTER * max(len(variant.label) for variant in others)) + 10
        left, top = panels.EDGE + TITLE_WIDTH + labels, 0.0
        for block in blocks:
            width = panels.WIDTH - panels.EDGE - left - VALUE_WIDTH
            axes = panels.add_panel(figure, left, top + ABOVE, width, block.rows)
            draw_block(axes, block, [panels.fitted(variant.label, labels - 8) for variant in others], labels)
            top += ABOVE + block.rows + BELOW
        how = "paired by replication" if all(comparison.paired[variant.place] for variant in others) else "not all paired"
        text = f"Left of 0: less than {reference.label}. Hollow: not clear, or no interval is due."
        panels.add_heading(figure, f"Difference from {reference.label}, {how}", " ".join([note, text]).strip(), _key(blocks))
    return figure


def draw_block(axes: Axes, block: Block, labels: Sequence[str], label_width: float) -> None:
    """One measure: a row a variant, with its name on the left and its numbers on the right."""
    heights = [ROW * (row + 0.5) for row in range(len(block.differences))]
    axes.set_ylim(block.rows, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    low, high = panels.limits(*(np.array(_ends(difference)) for difference in block.differences))
    axes.set_xlim(low, high)
    panels.set_ticks(axes, panels.ticks(low, high), across=True)
    axes.axvline(0, color=style.INK, linewidth=0.8, zorder=1)
    for height, label, difference in zip(heights, labels, block.differences, strict=True):
        draw_row(axes, height, difference)
        place, middle = (0, 1 - height / block.rows), {"va": "center_baseline"}
        panels.put(axes, label, place, (-8, 0), ha="right", **middle)
        panels.put(axes, value_text(difference), (1, place[1]), (8, 0), **middle)
    for line, text in enumerate([*block.title, block.unit]):
        quiet = {"color": style.QUIET} if line == len(block.title) else {"weight": "bold"}
        panels.put(axes, text, (0, 1), (-label_width - TITLE_WIDTH, -9 - line * panels.LINE), **quiet)


def draw_row(axes: Axes, height: float, difference: Difference) -> None:
    """The mean as a dot, its interval thick and the simultaneous one thin."""
    colour = style.BLUE
    axes.hlines(height, difference.simultaneous_low, difference.simultaneous_high, color=colour, linewidth=THIN, zorder=2)
    axes.hlines(height, difference.low, difference.high, color=colour, linewidth=THICK, zorder=2)
    fill = colour if difference.verdict in CLEAR else "white"
    axes.plot([difference.mean], [height], "o", markersize=5, markerfacecolor=fill, markeredgecolor=style.INK, markeredgewidth=0.8, zorder=3)


def value_text(difference: Difference) -> str:
    """The mean with its interval, to the digits that the interval bears; or the verdict where no interval is due."""
    mean, low, high = difference.mean, difference.low, difference.high
    if math.isnan(low):
        return difference.verdict
    half = max(high - mean, mean - low)
    if half == 0:
        return signed(mean)
    digits = min(max(1 - math.floor(math.log10(half)), 0), 6)
    texts = [f"{0.0 if abs(value) < 0.5 * 10**-digits else value:+,.{digits}f}" for value in (mean, low, high)]
    middle, first, last = (panels.signed(text) for text in texts)
    return f"{middle} [{first}, {last}]"


def _block(measure: Measure, differences: Sequence[Difference]) -> Block:
    title = textwrap.wrap(title_of(measure.name), int(TITLE_WIDTH / panels.BOLD))
    unit = unit_of(measure.unit)
    return Block(tuple(title), "" if unit.casefold() in title_of(measure.name).casefold() else unit, tuple(differences))


def _ends(difference: Difference) -> list[float]:
    ends = [difference.low, difference.high, difference.simultaneous_low, difference.simultaneous_high]
    return [difference.mean, *ends]


def _key(blocks: Sequence[Block]) -> list[key.Handle]:
    handles: list[key.Handle] = [key.marker("o", style.BLUE, "mean"), key.bar(style.BLUE, THICK, "95 % interval")]
    if any(not math.isnan(difference.simultaneous_low) for block in blocks for difference in block.differences):
        handles.append(key.bar(style.BLUE, THIN, "95 % for all headline measures and variants at once"))
    return handles
