"""The figures of a study, as `escsim plot` draws them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.responses import Responses
from sim.analysis.study_factors import factor, only_lever, points_where
from sim.analysis.study_table import StudyTable
from sim.api.picture import Picture
from sim.config.atomic import writing
from sim.report.drawing.width import suffix
from sim.report.figures.study.picture import check_factors, kind_of, name_of, picture, takes_factors, write
from sim.report.figures.study.request import FigureRequest, FigureSubject
from sim.study.files.places import FIGURES


def chosen(
    table: StudyTable,
    found: Responses,
    x: str | None,
    y: str | None,
    by: str | None,
    only: Sequence[str],
    kind: str | None,
) -> tuple[FigureSubject, str]:
    """Subject and name of the figure of a measure; factors are given by their keys.

    Raises:
        Problem: a factor is unknown, or they do not fit the figure.
    """
    name = kind_of(kind, y is not None)
    check_factors(name, x is not None, y is not None)
    points = points_where(table, only) if only else np.arange(len(table))
    asked = FigureRequest(table, found, points, tuple(only))
    across = None if not takes_factors(name) else only_lever(table) if x is None else factor(table, x)
    upwards, panels = (None if key is None else factor(table, key) for key in (y, by))
    return FigureSubject(asked, across, upwards, panels), name


def plot(choice: FigureSubject, kind: str) -> Picture:
    """Draw a figure into the folder of the study.

    Raises:
        Problem: it cannot be drawn so, or the folder cannot be written.
    """
    figure, folder = picture(choice, kind), choice.asked.table.folder
    with writing(folder):
        paths = write(figure, choice, kind, folder / FIGURES, f"{name_of(choice, kind)}{suffix()}")
    return next(iter(Picture.of(paths).values()))
