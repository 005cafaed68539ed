"""Results of a search: policies by what they save and cost, and the progress of each generation."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.searched import Searched, is_searched, searched_of
from sim.config.problems import Problem
from sim.model.measures import MORE
from sim.report.decision.names import measure_axis
from sim.report.drawing import panels, scales, style, text_width
from sim.report.figures import key
from sim.report.figures.comparison.callouts import call_out
from sim.report.figures.decision.frame import set_ends
from sim.report.figures.figure import MEASURES, Numbers
from sim.report.figures.figure import Figure as Registered
from sim.report.figures.looks import LOOKS
from sim.report.figures.study.request import FigureRequest, FigureSubject
from sim.report.words.numbers import with_minus
from sim.report.words.verdicts import change

FRONT, AREAS, LEFT, GAP = 260.0, 90.0, 58.0, 24.0  # points
WIDE = 1.96  # standard errors of a 95 % interval
NOT_A_SEARCH = "--kind search: the study has no design nsga2 among its levers, or is not finished"


def search(asked: FigureRequest) -> Figure:
    """The policies that a search evaluated.

    Raises:
        Problem: the study does not search, or only some of its points are asked for.
    """
    if not is_searched(asked.table):
        raise Problem(NOT_A_SEARCH)
    if asked.only:
        raise Problem("--kind search: needs all policies; leave out --where")
    found = searched_of(asked.table)
    foot = panels.FOOT
    with style.look():
        figure = panels.figure_of(2 * panels.LINE + FRONT + AREAS + 2 * foot + GAP)
        width = panels.figure_width() - 2 * panels.EDGE - LEFT - 12
        upper = panels.add_panel(figure, panels.EDGE + LEFT, panels.LINE, width, FRONT)
        lower = panels.add_panel(figure, panels.EDGE + LEFT, 2 * panels.LINE + FRONT + foot + GAP, width, AREAS)
        _policies(upper, found)
        _areas(lower, found)
        panels.add_heading(figure, "What the search found", _subtitle(found), _handles())
    return figure


def _policies(axes: Axes, found: Searched) -> None:
    """All policies in the futures of the search, those done anew in fresh ones too."""
    reach = WIDE * np.nan_to_num(found.errors)
    ends = np.concatenate([found.searched, found.fresh - reach, found.fresh + reach])
    set_ends(axes, ends[:, 1], ends[:, 0])
    axes.plot(found.searched[:, 1], found.searched[:, 0], ".", color=style.QUIET, alpha=0.45, markersize=4, zorder=1)
    crosses = []
    for place, (saves, costs) in enumerate(found.fresh.tolist()):
        colour = _colour(found, place)
        reach = WIDE * np.nan_to_num(found.errors[place])
        axes.hlines(saves, costs - reach[1], costs + reach[1], color=colour, linewidth=0.8, zorder=2)
        axes.vlines(costs, saves - reach[0], saves + reach[0], color=colour, linewidth=0.8, zorder=2)
        given = found.levers[place] < found.given
        (mark,) = axes.plot([costs], [saves], "s" if given else "o", color=colour, markersize=6, zorder=3)
        if not found.on_front[place]:
            mark.set(markerfacecolor="white", markeredgewidth=1.3)
        steps = np.linspace(-1, 1, 15)[:, None]
        crosses += [[costs, saves] + steps * reach[::-1] * direction for direction in np.eye(2)]
    names = list(found.names)
    colours = [_colour(found, place) for place in range(len(names))]
    call_out(axes, names, found.fresh[:, ::-1], np.vstack(crosses), colours)
    panels.name_below(axes, _axis(found, 1), panels.FOOT - panels.NAME / 2)
    panels.write_at_corner(axes, _axis(found, 0), (0, 1), (-LEFT, 5))


def _colour(found: Searched, place: int) -> str:
    return style.VERMILION if found.levers[place] < found.given else style.BLUE


def _axis(found: Searched, column: int) -> str:
    measure = (found.saves, found.costs)[column]
    return measure_axis(measure, measure.better == MORE)


def _areas(axes: Axes, found: Searched) -> None:
    """The share of the rectangle that each search dominates, by generation."""
    last = max(len(one.areas) for one in found.progress)
    lowest = min(found.area_given, *(float(one.areas[0]) for one in found.progress))
    axes.set_xlim(0.5, last + 0.5)
    low, high = scales.limits(np.array([lowest, 1.0]), from_zero=False)
    axes.set_ylim(max(low, 0.0), min(high, 1.0))
    for one in found.progress:
        colour = LOOKS[one.space % len(LOOKS)].colour
        axes.plot(np.arange(1, len(one.areas) + 1), one.areas, "-o", color=colour, linewidth=1.2, markersize=3)
    axes.axhline(found.area_given, color=style.INK, linewidth=1.1, dashes=key.REFERENCE_DASHES)
    scales.set_ticks(axes, scales.ticks(1, last, 8, whole=True), across=True)
    marks = scales.ticks(*axes.get_ylim(), 4)
    axes.set_yticks(marks, [f"{100 * mark:.0f} %" for mark in marks])
    panels.name_below(axes, "Generation", panels.FOOT - panels.NAME / 2)
    text = "Share of the rectangle that each search dominates"
    panels.write_at_corner(axes, text_width.fitted(text, panels.figure_width() - 2 * panels.EDGE), (0, 1), (-LEFT, 12))


def _subtitle(found: Searched) -> str:
    looked = len(found.searched) - found.given
    colours = " Below: a colour for each design." if len({one.space for one in found.progress}) > 1 else ""
    return (
        f"{looked:,} policies evaluated, besides {found.given} given. Less of both is better: lower left. Names mark "
        f"the means in fresh futures. Crosses: 95 % intervals of the difference from {found.reference}.{colours}"
    )


def _handles() -> list[key.Handle]:
    hollow = key.marker("o", style.QUIET, "beaten by another in fresh futures")
    hollow.set(markerfacecolor="white")
    return [
        key.marker(".", style.QUIET, "evaluated in the futures of the search"),
        key.marker("o", style.BLUE, "found"),
        key.marker("s", style.VERMILION, "given"),
        hollow,
        key.dashed("dominated by the given policies"),
    ]


def _words(choice: FigureSubject) -> str:
    """Sentence on what each policy evaluated again saves and costs in fresh futures."""
    found = searched_of(choice.asked.table)
    parts = [
        f"{name} {change(saves)} and {change(costs)}{'' if best else ' (beaten by another)'}"
        for name, (saves, costs), best in zip(found.names, found.fresh.tolist(), found.on_front, strict=True)
    ]
    return f"{_axis(found, 0)} and {_axis(found, 1)} in fresh futures: {with_minus('; '.join(parts))}."


def _numbers(choice: FigureSubject) -> Numbers:
    """One row per policy that was done anew: its means in fresh futures with their standard errors."""
    found = searched_of(choice.asked.table)
    rows = [
        (label, *found.fresh[place], *found.errors[place], bool(found.on_front[place]))
        for place, label in enumerate(found.labels)
    ]
    names = (found.saves.name, found.costs.name)
    errors = [f"{name}_standard_error" for name in names]
    return Numbers(("policy", *names, *errors, "on_front"), rows)


FIGURES = (
    Registered(
        name="search",
        question="Which policies did the search find, and did it converge?",
        section=MEASURES,
        order=5,
        draw=lambda choice: search(choice.asked),
        words=_words,
        numbers=_numbers,
        fits=lambda choice: is_searched(choice.asked.table),
        of_measure=False,
        of_points=False,
    ),
)
