"""The points of a study page by policy and structure, which are never averaged together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.analysis.study_factors import LEVER, STRUCTURE, StudyFactor, distinguishing_factors, groups
from sim.app.study_data import StudyData, Whole
from sim.report.figures.study.request import combination_name

MOST = 8  # policies and structures that are drawn; a reader tells no more apart


class Series(NamedTuple):
    """The points of one policy under one structure; its name is empty where there is only one."""

    name: str
    points: Whole


def series_of(data: StudyData, shown: Sequence[StudyFactor]) -> tuple[list[Series], str]:
    """The series of a picture, and what a reader must know of those that are not drawn.

    Args:
        data: the study.
        shown: the factors on its axes, by whose values policies and structures are told apart there.
    """
    parts = list(shown)
    for section in (STRUCTURE, LEVER):
        parts += distinguishing_factors(data.table, section, data.shown, parts)
    rest = parts[len(shown) :]
    found = [Series(combination_name(rest, key), points) for key, points in groups(data.shown, rest).items()]
    if len(found) <= MOST:
        return found, ""
    return found[:MOST], f"The first {MOST} of {len(found):,} policies and structures are drawn."
