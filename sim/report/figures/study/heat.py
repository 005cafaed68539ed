"""The heat map: the difference from the reference over two factors, with its zero line and unclear signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.analysis.study_averages import average_over_futures
from sim.analysis.study_factors import StudyFactor, Value, groups
from sim.config.problems import Problem
from sim.report.drawing import panels, style
from sim.report.figures import key
from sim.report.figures.figure import MEASURES, Numbers
from sim.report.figures.figure import Figure as Registered
from sim.report.figures.study.heat_cells import BLANK, HATCH, ZERO, Table, draw_cells, draw_lines
from sim.report.figures.study.heat_frame import add_scale, edges, frame
from sim.report.figures.study.request import (
    MOST_PANELS,
    FigureRequest,
    FigureSubject,
    check_few,
    combination_name,
    factor_meaning,
    is_sampled,
    remaining_factors,
    words_of,
)
from sim.report.words.verdicts import HATCHED, NO_SIGN, counts_as_clear

MOST_CELLS = 60  # along one side
LONG = 60  # letters; a longer meaning of a factor is left out


@dataclass(frozen=True, eq=False)
class HeatPanel:
    """Content of one map: tables of shape (values of y, values of x), NaN if there is no point."""

    name: str
    mean: Table
    told: NDArray[np.bool_]


def heat(asked: FigureRequest, x: StudyFactor, y: StudyFactor, by: StudyFactor | None = None) -> Figure:
    """The map of two factors.

    `by`: a factor with a map for each value; without it those that distinguish points beside x and y.

    Raises:
        Problem: the points are no grid, or too many maps would be drawn.
    """
    levels, shown = _shown(asked, x, y, by)
    if not any(np.isfinite(panel.mean).any() for panel in shown):
        raise Problem(f"--x {x.key} --y {y.key}: there is nothing to draw: no point has a paired difference")
    largest = max(float(np.nanmax(np.abs(panel.mean), initial=0.0)) for panel in shown) or 1.0
    with style.look(), matplotlib.rc_context({"hatch.linewidth": 0.6, "hatch.color": style.QUIET}):
        figure, plots = frame([panel.name for panel in shown], (x, y), levels)
        for axes, panel in zip(plots, shown, strict=True):
            _draw(axes, panel, (x, y), levels, largest)
        add_scale(figure, plots, largest, asked.unit.strip())
        panels.add_heading(figure, asked.title, _subtitle(asked, x, y), _handles(plots, shown))
    return figure


def _shown(
    asked: FigureRequest, x: StudyFactor, y: StudyFactor, by: StudyFactor | None
) -> tuple[list[list[Value]], list[HeatPanel]]:
    """The values across and upwards, and the maps."""
    if x.key == y.key:
        raise Problem(f"--y {y.key}: is the factor of --x; name another")
    rest = remaining_factors(asked, [x, y, *([by] if by is not None else [])])
    parts = [*([by] if by is not None else []), *rest]
    levels = [_levels(asked, each, word) for each, word in ((x, "--x"), (y, "--y"))]
    split = groups(asked.policies, parts)
    check_few(len(split), MOST_PANELS, "maps", parts)
    shown = [
        _panel(asked, combination_name(parts, value), asked.with_references(some, parts), (x, y), levels)
        for value, some in split.items()
    ]
    return levels, shown


def _levels(asked: FigureRequest, factor: StudyFactor, word: str) -> list[Value]:
    found = factor.levels(asked.policies)
    if is_sampled(asked, factor):
        raise Problem(
            f"{word} {factor.key}: was sampled together with other uncertainties, which makes no grid; "
            f"plot it with --x {factor.key} alone, or --kind parallel"
        )
    if len(found) > MOST_CELLS:
        raise Problem(f"{word} {factor.key}: has {len(found):,} values, and a map at most {MOST_CELLS}; see --where")
    if not found:
        raise Problem(f"{word} {factor.key}: no policy beside the reference reads it")
    return found


def _panel(
    asked: FigureRequest,
    name: str,
    points: NDArray[np.int64],
    factors: tuple[StudyFactor, StudyFactor],
    levels: Sequence[list[Value]],
) -> HeatPanel:
    across, up = levels
    mean = np.full((len(up), len(across)), np.nan)
    told = np.zeros(mean.shape, dtype=bool)
    for column, value in enumerate(across):
        some = factors[0].at(points, value)
        for row, other in enumerate(up):
            cell = asked.alone(factors[1].at(some, other))
            if len(cell):
                found = average_over_futures(asked.found, cell)
                mean[row, column], told[row, column] = found.mean, counts_as_clear(found.verdict)
    return HeatPanel(name, mean, told)


def _draw(
    axes: Axes,
    panel: HeatPanel,
    factors: tuple[StudyFactor, StudyFactor],
    levels: Sequence[list[Value]],
    largest: float,
) -> None:
    lefts = [edges(some) for some in levels]
    numbered = draw_cells(axes, panel.mean, panel.told, lefts, largest)
    if all(each.is_number for each in factors):
        kept = [np.array([value != np.inf for value in some]) for some in levels]
        middles = [left[keep] + 0.5 for left, keep in zip(lefts, kept, strict=True)]
        draw_lines(axes, panel.mean[np.ix_(kept[1], kept[0])], middles, labelled=not numbered)


def _subtitle(asked: FigureRequest, x: StudyFactor, y: StudyFactor) -> str:
    mean = f"Mean of {asked.futures:,} futures. " if asked.futures > 1 and not _spans(asked, x, y) else ""
    bands = f"{mean}{HATCHED} Paired by replication."
    return " ".join(filter(None, [bands, _unless_long(x), _unless_long(y), asked.left_out()]))


def _spans(asked: FigureRequest, x: StudyFactor, y: StudyFactor) -> bool:
    """True if each cell has one future."""
    cells = groups(asked.policies, [x, y]).values()
    return all(len(np.unique(asked.table.points["uncertainty"][some])) == 1 for some in cells)


def _unless_long(factor: StudyFactor) -> str:
    return factor_meaning(factor) if len(factor.meaning) < LONG else ""


def _handles(plots: Sequence[Axes], shown: Sequence[HeatPanel]) -> list[key.Handle]:
    found: list[key.Handle] = []
    if any(drawn.get_label() == ZERO for axes in plots for drawn in axes.collections):
        found.append(key.line(style.INK, "no difference"))
    if any((~panel.told & np.isfinite(panel.mean)).any() for panel in shown):
        found.append(Patch(facecolor="white", edgecolor=style.QUIET, linewidth=0, hatch=HATCH, label=NO_SIGN))
    if any(np.isnan(panel.mean).any() for panel in shown):
        found.append(Patch(facecolor=BLANK, linewidth=0, label="no point, or no pair"))
    return found


def _draw_heat(choice: FigureSubject) -> Figure:
    assert choice.x is not None
    assert choice.y is not None
    return heat(choice.asked, choice.x, choice.y, choice.by)


def _numbers(choice: FigureSubject) -> Numbers:
    """A row a map and cell: the mean difference, and whether it has a clear sign."""
    assert choice.x is not None
    assert choice.y is not None
    (across, up), shown = _shown(choice.asked, choice.x, choice.y, choice.by)
    rows = [
        (panel.name, value, other, panel.mean[row, column], bool(panel.told[row, column]))
        for panel in shown
        for row, other in enumerate(up)
        for column, value in enumerate(across)
    ]
    return Numbers(("map", choice.x.key, choice.y.key, "difference", "clear_sign"), rows)


FIGURES = (
    Registered(
        name="heat",
        question="How does the difference depend on two factors?",
        section=MEASURES,
        order=2,
        draw=_draw_heat,
        words=words_of,
        numbers=_numbers,
        factors=2,
    ),
)
