"""The figures of a study's report: each shown measure over the policies, and the futures as lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.analysis.study_factors import LEVER, StudyFactor, distinguishing_factors
from sim.config.problems import Problem
from sim.engine.forking import map_in_two_processes
from sim.model.measures import Measure
from sim.report.drawing.inline_svg import InlineFigure, inline
from sim.report.figures.drawing import write_numbers
from sim.report.figures.registry import figure_named, fitting
from sim.report.figures.study.picture import name_of, picture, takes_factors
from sim.report.figures.study.request import FigureRequest, FigureSubject
from sim.report.page.commands import command
from sim.report.page.study_view import StudyView
from sim.study.files.manifest import list_written
from sim.study.files.places import FIGURES


class StudyPicture(NamedTuple):
    """A figure, its numbers, and the command that draws it, or why there is none."""

    measure: Measure
    kind: str
    figure: InlineFigure | None
    numbers: str
    command: str
    why_not: str


def pictures(view: StudyView, data: bool = False) -> list[StudyPicture]:
    """A curve for each measure that is shown, and of the first one the figures that take no factors.

    `data`: whether to write the data of each figure as CSV into the study's folder, where its report links to it.

    Raises:
        OSError: the folder cannot be written.
    """
    factors = _across(view)
    wanted: list[tuple[Measure, str, StudyFactor | None]] = []
    if view.measures:
        first = (view.headline or view.measures)[0]
        wanted += [(first, name, None) for name in _without_factors(view, first)]
    for measure in view.measures:
        if factors and measure.name in CURVES + tuple(one.name for one in view.headline):
            wanted.append((measure, "curve", factors[0]))
    # What takes longest comes first, in this process, so that it need not wait for the other one.
    drawn = map_in_two_processes([lambda one=one: (_drawn(view, data, *one), view.known()) for one in wanted])  # type: ignore[misc]
    for _, known in drawn:
        view.learn(known)
    if data:
        paths = [view.table.folder / picture.figure.data for picture, _ in drawn if picture.figure is not None]
        list_written(paths)  # here, as two processes cannot write one manifest at a time
    return sorted((one for one, _ in drawn), key=lambda one: not takes_factors(one.kind))


CURVES = ("ground_lost_km2", "rung_days")


def _without_factors(view: StudyView, measure: Measure) -> list[str]:
    """The figures that fit and take no factors; what was read of the measure is held no longer than this takes."""
    subject = FigureSubject(FigureRequest(view.table, view.found(measure), view.of_first_structure()))
    return [one.name for one in fitting("study", subject) if not one.factors]


def _across(view: StudyView) -> list[StudyFactor]:
    """The factors of the policies that can be drawn across: numbers first, those of most values before others."""
    points = np.array([int(view.points(policy, view.structures[0])[0]) for policy in view.policies], dtype=np.int64)
    found = distinguishing_factors(view.table, LEVER, points, []) or distinguishing_factors(
        view.table, LEVER, view.of_first_structure(), []
    )
    return sorted(found, key=lambda each: (not each.is_number, -len(each.levels(points))))


def _drawn(view: StudyView, data: bool, measure: Measure, kind: str, x: StudyFactor | None) -> StudyPicture:
    choice = FigureSubject(FigureRequest(view.table, view.found(measure), view.of_first_structure()), x)
    words = ["plot", view.table.folder.name, "--measure", measure.name]
    words += ["--kind", kind] if kind != "curve" else []
    words += ["--x", x.key] if x is not None else []
    words += _where(view) if figure_named("study", kind).of_points else []
    try:
        figure = picture(choice, kind)
    except Problem as problem:
        return StudyPicture(measure, kind, None, "", command(*words), str(problem))
    name = name_of(choice, kind)
    registered = figure_named("study", kind)
    link = f"{FIGURES}/{name}.csv" if data else ""
    if data:
        write_numbers(registered.numbers(choice), view.table.folder / FIGURES, name)
    shown = inline(figure, name.replace(".", "_"), link)
    return StudyPicture(measure, kind, shown, registered.words(choice), command(*words), "")


def _where(view: StudyView) -> Iterator[str]:
    """The words that choose the first structure."""
    name = view.structures[0].name
    for word in name.split(", ") if name else []:
        yield from ("--where", word)
