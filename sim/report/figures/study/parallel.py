"""Parallel coordinates: each future as a line over its uncertainties, which ends at the difference that it makes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.analysis.study_drivers import FEWEST, aliases_of_table, correlation_floor, rank_correlation
from sim.analysis.study_factors import UNCERTAINTY, StudyFactor, groups, varying
from sim.config.problems import Problem
from sim.report.drawing import panels, scales, style
from sim.report.figures import key
from sim.report.figures.figure import MEASURES, Numbers
from sim.report.figures.figure import Figure as Registered
from sim.report.figures.looks import FULL, Dashes
from sim.report.figures.study.parallel_axes import draw_parallel_axes, heading_height, heights
from sim.report.figures.study.request import (
    FigureRequest,
    FigureSubject,
    check_few,
    combination_name,
    point_numbers,
    remaining_factors,
    words_of,
)
from sim.report.words.verdicts import NO_SIGN
from sim.study.design.aliasing import aliased_keys
from sim.study.differences.verdict import HIGHER, LOWER

MOST_AXES, MOST_PANELS = 8, 24
HEIGHT, SMALL_HEIGHT = 210.0, 150.0
LEAST_APART = 52.0  # points from axis to axis, for the longest word of a name in small type
RIGHT = 46.0  # points right of the last axis, for its numbers and half of its name
SIDE = 34.0  # points left of the first axis, for half of its name
LOOKS: dict[str, tuple[str, Dashes, float]] = {
    NO_SIGN: ("#9a9a9a", (0, (1, 2)), 0.7),
    HIGHER: (style.VERMILION, FULL, 1.0),
    LOWER: (style.BLUE, (0, (4, 1.5)), 1.0),
}
"""Colour, line and width by the sign of the difference."""
FEW_LINES = 100  # lines above this number grow fainter where their sign is not told
FAINTEST = 0.18  # opacity of the smallest difference; the largest has 0.9


def parallel(asked: FigureRequest, by: StudyFactor | None = None) -> Figure:
    """The lines of all futures, a panel for each policy (and structure).

    `by`: a factor whose values have a panel each, before those of policies and structures.

    Raises:
        Problem: no uncertainty varies, there would be too many panels, or nothing to draw.
    """
    factors = varying(asked.table, UNCERTAINTY, asked.policies)
    factors = [each for each in factors if by is None or each.key != by.key]
    if not factors:
        raise Problem("--kind parallel: shows futures by their uncertainties, and this study varies none")
    parts = [by] if by is not None else []
    parts += remaining_factors(asked, [*factors, *parts])
    split = {name: some[~np.isnan(asked.found.mean[some])] for name, some in groups(asked.policies, parts).items()}
    split = {name: some for name, some in split.items() if len(some)}
    check_few(len(split), MOST_PANELS, "panels", parts)
    if not split:
        raise Problem("--kind parallel: there is nothing to draw: no point has a paired difference")
    points = np.concatenate(list(split.values()))
    chosen = ordered(asked, factors, points)[: most_axes()]
    with style.look():
        figure, plots = _frame(asked, chosen, [combination_name(parts, name) for name in split])
        largest = float(np.abs(asked.found.mean[points]).max()) or 1.0
        ends = scales.limits(np.append(asked.found.mean[points], 0.0), from_zero=False)
        for axes, some in zip(plots, split.values(), strict=True):
            _draw(axes, asked, chosen, some, ends, largest)
        panels.add_heading(figure, asked.title, _subtitle(asked, factors, points), _handles())
    return figure


def most_axes() -> int:
    """Number of factors that have an axis at the current width of figures."""
    return min(MOST_AXES, int(_width() / LEAST_APART))


def _width() -> float:
    """Points across between the first axis and the last."""
    return panels.figure_width() - 2 * panels.EDGE - SIDE - RIGHT


def ordered(asked: FigureRequest, factors: Sequence[StudyFactor], points: NDArray[np.int64]) -> list[StudyFactor]:
    """The factors by how strongly ranks of theirs go with ranks of the difference; the strongest last, if all fit.

    Of more than `most_axes` the strongest come first in the list's first `most_axes`, again in rising order.
    """
    most = most_axes()
    strength = [abs(rank_correlation(heights(each, points), asked.found.mean[points])) for each in factors]
    strongest = sorted(range(len(factors)), key=lambda place: -strength[place])
    return [factors[place] for place in (*reversed(strongest[:most]), *strongest[most:])]


def beyond_chance(asked: FigureRequest, factors: Sequence[StudyFactor], points: NDArray[np.int64]) -> str:
    """Sentence on the number of factors correlated with the difference beyond chance; empty for few futures.

    Policies and structures of a future share its chance, so that it counts once, with the mean of their differences.
    """
    _, first, future = np.unique(asked.table.points["uncertainty"][points], return_index=True, return_inverse=True)
    if len(first) < FEWEST:
        return ""
    means = np.bincount(future, weights=asked.found.mean[points]) / np.bincount(future)
    values = [heights(each, points)[first] for each in factors]
    floor, hidden = correlation_floor(values, means), aliased_keys(aliases_of_table(asked.table))
    aliased = [each.key for each in factors if each.key in hidden]
    if len(aliased) == len(factors):
        return f"All {len(factors)} factors are aliased: which of them matters is unknown."
    strengths = [abs(rank_correlation(column, means)) for column in values]
    count = sum(strength > floor and each.key not in aliased for each, strength in zip(factors, strengths, strict=True))
    left_out = f", aliased ones ({len(aliased)}) left out" if aliased else ""
    return f"Beyond chance (rank correlation above {floor:.2f}): {count or 'none'} of {len(factors)}{left_out}."


def _frame(asked: FigureRequest, chosen: Sequence[StudyFactor], names: Sequence[str]) -> tuple[Figure, list[Axes]]:
    height = HEIGHT if len(names) == 1 else SMALL_HEIGHT
    lines = panels.name_lines(names, 0.9 * panels.figure_width())
    width = _width()
    above = heading_height(chosen, width) + 6
    head = above + (max(map(len, lines)) * panels.LINE + 2 if len(names) > 1 else 0)
    foot = panels.LINE + 6
    figure = panels.figure_of(len(names) * (head + height + foot))
    plots = []
    for place in range(len(names)):
        top = place * (head + height + foot) + head
        axes = panels.add_panel(figure, panels.EDGE + SIDE, top, width, height)
        axes.set_xlim(0, len(chosen))
        axes.set_ylim(0, 1)
        axes.set(xticks=[], yticks=[])
        axes.set_axis_off()
        if len(names) > 1:
            panels.put_name(axes, lines[place], above + 2, SIDE)
        plots.append(axes)
    return figure, plots


def _draw(
    axes: Axes,
    asked: FigureRequest,
    chosen: Sequence[StudyFactor],
    points: NDArray[np.int64],
    ends: tuple[float, float],
    largest: float,
) -> None:
    mean = asked.found.mean[points]
    final = (mean - ends[0]) / (ends[1] - ends[0])
    lines = np.column_stack([*(heights(each, points) for each in chosen), final])
    signs = np.array([verdict if verdict in (LOWER, HIGHER) else NO_SIGN for verdict in asked.found.verdict[points]])
    x = np.arange(len(chosen) + 1.0)
    for order, (sign, (colour, dashes, wide)) in enumerate(LOOKS.items()):
        mine = np.flatnonzero(signs == sign)
        mine = mine[np.argsort(np.abs(mean[mine]), kind="stable")]  # the largest on top
        segments = [np.column_stack([x, lines[one]]) for one in mine]
        if segments:
            drawn = LineCollection(segments, colors=colour, linestyles=[dashes], linewidths=wide, label=sign)
            strength = FAINTEST + (0.9 - FAINTEST) * np.abs(mean[mine]) / largest
            drawn.set_alpha(strength.tolist() if sign != NO_SIGN else FEW_LINES / max(len(points), FEW_LINES))
            drawn.set_zorder(2 + 0.1 * order)
            axes.add_collection(drawn)
    draw_parallel_axes(axes, asked.unit.strip(), chosen, points, ends)


def _subtitle(asked: FigureRequest, factors: Sequence[StudyFactor], points: NDArray[np.int64]) -> str:
    lines = "A line is a future; a stronger colour means a larger difference, shown on the last axis."
    most = most_axes()
    few = f"{most} of {len(factors)} factors: those with the highest rank correlation" if len(factors) > most else ""
    order = f"{few or 'Factors are ordered by their rank correlation'} with the difference, the strongest last."
    return " ".join(filter(None, [lines, order, beyond_chance(asked, factors, points), asked.left_out()]))


def _handles() -> list[key.Handle]:
    names = {HIGHER: "higher than the reference", LOWER: "lower"}
    found: list[key.Handle] = []
    for sign in (HIGHER, LOWER, NO_SIGN):
        colour, dashes, wide = LOOKS[sign]
        handle = Line2D([], [], color=colour, linewidth=wide + 0.6, label=names.get(sign, sign))
        handle.set_linestyle(dashes)
        found.append(handle)
    return found


def _numbers(choice: FigureSubject) -> Numbers:
    """One row per point: the uncertain parameters, and the difference."""
    return point_numbers(choice, varying(choice.asked.table, UNCERTAINTY, choice.asked.policies))


FIGURES = (
    Registered(
        name="parallel",
        question="Which uncertain parameters are associated with which differences?",
        section=MEASURES,
        order=3,
        draw=lambda choice: parallel(choice.asked, choice.by),
        fits=lambda choice: choice.asked.futures > 1,
        words=words_of,
        numbers=_numbers,
    ),
)
