"""A study as its page shows it: its factors, and a value for every point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.analysis.measure_choice import chosen_measure
from sim.analysis.responses import Responses, responses
from sim.analysis.study_factors import (
    LEVER,
    STRUCTURE,
    UNCERTAINTY,
    StudyFactor,
    distinguishing_factors,
    groups,
    varying,
)
from sim.analysis.study_table import REFERENCE, StudyTable, open_table
from sim.config.counting import number_of
from sim.config.problems import Problem
from sim.model.measures import Measure
from sim.report.figures.study.request import combination_name
from sim.report.words.numbers import with_minus
from sim.report.words.verdicts import interval_words
from sim.study.differences.verdict import has_clear_sign
from sim.study.files.manifest import STUDY_NAME

MOST_ROWS = 1_000_000  # of a study whose differences a page reckons
HELD = 6  # studies, or measures of one

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class StudyData:
    """One measure of a study.

    Attributes:
        found: what each point says of it.
        by_level: whether levels are asked for where there are differences, too.
    """

    table: StudyTable
    measure: Measure
    found: Responses
    by_level: bool = False

    @cached_property
    def factors(self) -> list[StudyFactor]:
        """Factors that vary: of policies, then of uncertainties, then of structures."""
        points = np.arange(len(self.table))
        return [each for section in (LEVER, UNCERTAINTY, STRUCTURE) for each in varying(self.table, section, points)]

    @property
    def has_differences(self) -> bool:
        """True if there is a policy beside the reference."""
        return bool((self.table.points["lever"] != REFERENCE).any())

    @property
    def is_difference(self) -> bool:
        """True if the values are differences from the reference policy, and not levels."""
        return self.has_differences and not self.by_level

    @cached_property
    def values(self) -> Numbers:
        """Value of each point, NaN if there is none; shape (points,)."""
        return self.found.mean if self.is_difference else self.found.level

    def unsure(self, point: int) -> str:
        """The class of a point's mark where the sign of its difference is not clear; else nothing."""
        return "" if not self.is_difference or has_clear_sign(self.found.verdict[point]) else " unsure"

    def said(self, point: int) -> str:
        """The verdict on the difference of a point, in words."""
        found = self.found
        if not self.is_difference:
            return number_of(int(found.done[point] - found.failed[point]), "replication")
        ends = float(found.wide_low[point]), float(found.wide_high[point])
        return with_minus(interval_words(*ends, found.verdict[point], found.no_interval[point]))

    @cached_property
    def shown(self) -> Whole:
        """The points with a value, but for the reference policy where its difference is 0 by definition."""
        kept = ~np.isnan(self.values)
        if self.is_difference:
            kept &= self.table.points["lever"] != REFERENCE
        points: Whole = np.flatnonzero(kept)
        return points


def study_data(folder: Path, measure: str, by_level: bool = False) -> StudyData:
    """A study with a measure of it, by default the first headline one.

    Raises:
        Problem: no such study or measure, or it cannot be read, or is too large for a page.
    """
    return _study_data(folder, measure, by_level, stamp_of(folder))


def stamp_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Stamp that changes when a sweep goes on: names, sizes and times of its tables and of its manifest."""
    found = [*folder.glob("*.parquet"), *folder.glob("*/*.parquet"), folder / STUDY_NAME]
    try:
        about = [(path.name, path.stat()) for path in sorted(found)]
    except OSError:  # parts are being joined
        return ()
    return tuple((name, one.st_size, one.st_mtime_ns) for name, one in about)


@lru_cache(maxsize=HELD)
def _study_data(folder: Path, name: str, by_level: bool, stamp: tuple[tuple[str, int, int], ...]) -> StudyData:
    table = open_table(folder, searched=True)
    rows = len(table) * int(table.manifest["replications"])
    if rows > MOST_ROWS:
        raise Problem(
            f"{folder.name} has up to {rows:,} rows; this page shows at most {MOST_ROWS:,}; use escsim plot, or query"
        )
    measure = chosen_measure(table.measures, name, "measure=")
    return StudyData(table, measure, responses(table, measure), by_level)


MOST = 8  # policies and structures that are drawn; a reader tells no more apart


class Series(NamedTuple):
    """The points of one policy under one structure; its name is empty if there is only one."""

    name: str
    points: Whole


def series_of(data: StudyData, shown: Sequence[StudyFactor]) -> tuple[list[Series], str]:
    """The series of a picture, and what a reader must know of those that are not drawn.

    Policies and structures are distinguished by the factors on the axes, `shown`, where these differ.
    """
    parts = list(shown)
    for section in (STRUCTURE, LEVER):
        parts += distinguishing_factors(data.table, section, data.shown, parts)
    rest = parts[len(shown) :]
    found = [Series(combination_name(rest, key), points) for key, points in groups(data.shown, rest).items()]
    if len(found) <= MOST:
        return found, ""
    return found[:MOST], f"The first {MOST} of {len(found):,} policies and structures are drawn."
