"""The picture of a study, as `escsim plot` draws it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.responses import Responses
from sim.analysis.study_factors import factor, only_lever, where
from sim.analysis.study_table import StudyTable
from sim.api.picture import Picture
from sim.config.problems import Problem
from sim.report.study_figures import ALL_AT_ONCE, Asked, Kind, name_of, picture, write
from sim.study.places import FIGURES


def plot(
    table: StudyTable,
    found: Responses,
    x: str | None,
    y: str | None,
    by: str | None,
    only: Sequence[str],
    kind: Kind | None,
) -> Picture:
    """Draw a measure over one or two factors, given by their keys, into the folder of the study.

    Raises:
        Problem: a factor is unknown, they do not fit the kind, or the folder cannot be written.
    """
    chosen: Kind = kind or ("curve" if y is None else "heat")
    _refuse_unfit(chosen, x, y)
    points = where(table, only) if only else np.arange(len(table))
    asked = Asked(table, found, points, tuple(only))
    across = None if chosen in ALL_AT_ONCE else only_lever(table) if x is None else factor(table, x)
    upwards, panels = (None if key is None else factor(table, key) for key in (y, by))
    figure = picture(asked, chosen, across, upwards, panels)
    try:
        paths = write(figure, asked, table.folder / FIGURES, name_of(asked, chosen, across, upwards, panels))
    except OSError as error:
        raise Problem(f"cannot write {error.filename or table.folder}: {error.strerror}") from error
    return next(iter(Picture.of(paths).values()))


def _refuse_unfit(kind: Kind, x: str | None, y: str | None) -> None:
    if kind == "heat" and y is None:
        raise Problem("kind='heat': needs a second factor, y=KEY")
    if kind == "curve" and y is not None:
        raise Problem("kind='curve': takes one factor; leave out y, or use by=KEY for one panel per value")
    if kind in ALL_AT_ONCE and (x is not None or y is not None):
        raise Problem(f"kind={kind!r}: takes no factors; leave out x and y")
