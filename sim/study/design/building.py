"""Builds a study from its frame: its points, and the parameters of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.idle import idle_in_all
from sim.config.library import Library
from sim.config.own_settings import given_settings
from sim.config.problems import Problem, join
from sim.study.design.aliasing import Alias, aliases_of
from sim.study.design.checks import check_against_composing, check_points, row_matrix
from sim.study.design.constraints import apply_constraints
from sim.study.design.decision import DecisionSpec
from sim.study.design.factors import ABSENT, path_of
from sim.study.design.frame import PolicyBatch, StudyFrame
from sim.study.design.grid import Configs, Grid
from sim.study.design.inseparable import Inseparable
from sim.study.design.options import ComposedOptions
from sim.study.design.parameter_builder import ParameterBuilder
from sim.study.design.points import SECTION_OF, Points
from sim.study.design.study_overrides import key_of, last_given, override_text
from sim.study.design.table import labels, table
from sim.study.design.unread import without_unread_factors
from sim.study.design.until import StoppingSpec
from sim.study.design.variant import Variant

LOOKED_AT = 1000  # points, evenly over the table, in which a setting is asked whether it acts


@dataclass(frozen=True)
class PointBuilder:
    """Builder of the rows and words of points.

    Attributes:
        library: of the configs.
        grid: what the points set.
        options: of the groups that are varied.
        trees: builds parameters from rows.
        numbers: float64[n, numeric factors], in stored units, 0 where not set, which no shape reads.
        whole: places of the factors that take whole numbers.
    """

    library: Library
    grid: Grid
    options: ComposedOptions
    trees: ParameterBuilder
    numbers: NDArray[np.float64]
    whole: tuple[int, ...]

    def row(self, point: int) -> tuple[Any, ...]:
        numbers = self.numbers[point].tolist()
        for place in self.whole:
            numbers[place] = int(numbers[place])
        return (int(self.grid.shape[point]), *numbers)

    def choices(self, point: int) -> dict[str, str | None]:
        return self.options.choices(self.grid.chosen(point))

    def words(self, point: int) -> tuple[str, ...]:
        named = [
            override_text(self.library, join(one.path), self.grid.value(one, point)) for one in self.grid.named(point)
        ]
        return tuple(last_given([*self.options.words(self.grid.chosen(point)), *named]))


@dataclass(frozen=True)
class StudyDesign:
    """Design of a study, from its file and the words of the command line.

    Attributes:
        name: of the study file.
        question: what it is to answer.
        spec: the study file as plain data, after `study.…` words.
        base: what every point starts from: parameters, settings, choices, overrides.
        points: those that are kept.
        dropped: how many points each `drop` rule took away, by its text; a point counts for the first rule that holds.
        told: notes on the empty rows and cells of table files.
        until: when replications stop, or None for `base.settings.replications` each.
        decision: the section on the decision, or None.
        rowing: how rows and words of points are made.
        frame: what it was built from, so that a search can build it again with more policies.
    """

    name: str
    question: str
    spec: Mapping[str, Any]
    base: Variant
    points: Points
    dropped: Mapping[str, int]
    told: tuple[str, ...]
    until: StoppingSpec | None
    decision: DecisionSpec | None
    rowing: PointBuilder = field(repr=False, compare=False)
    frame: StudyFrame = field(repr=False, compare=False)

    def trees(self) -> ParameterBuilder:
        """Builder of the parameters of a point from its row; small, and can be pickled."""
        return self.rowing.trees

    def row(self, point: int) -> tuple[Any, ...]:
        """Row from which `trees()` builds a point: the number of its shape, and its numbers in stored units."""
        return self.rowing.row(point)

    def words(self, point: int) -> tuple[str, ...]:
        """The overrides by which `escsim run` makes the same parameters."""
        return self.rowing.words(point)

    @property
    def most_points(self) -> int:
        """Number of points; in a search, the most that there will be at its end."""
        structures, futures, levers, spaces, fresh = self.frame.sections
        if not spaces:
            return len(self.points)
        looked = len(levers) + sum(int(min(one.size, one.design.most_policies)) for one in spaces)
        again = len(levers) + max(one.design.front for one in spaces)
        return len(structures) * (len(futures) * looked + len(fresh or ()) * again)

    def idle(self) -> list[str]:
        """A line for each setting of the base, and each factor, that acts in none of the points checked."""
        words = (*self.frame.base_words, *(f"{key}=" for key in self.points.columns))
        library, rowing = self.frame.library, self.rowing
        looked_at = np.unique(np.linspace(0, len(self.points) - 1, min(len(self.points), LOOKED_AT)).astype(np.int64))
        trees = self.trees()
        return idle_in_all(
            (trees(self.row(point)), given_settings(library, rowing.choices(point), words))
            for point in looked_at.tolist()
        )

    def aliases(self) -> list[Alias | Inseparable]:
        """The factors whose effects the design cannot separate."""
        points = self.points
        rows = {"structure": points.structure, "uncertainty": points.uncertainty, "lever": points.lever}
        return aliases_of({**rows, **points.columns}, points.kinds, self.spec)


def built(
    frame: StudyFrame, batches: Sequence[PolicyBatch] = (), front: Sequence[int] | None = None, composed: bool = False
) -> StudyDesign:
    """The study of a frame, with the policies that a search has evaluated; see `PlotFrame.grid`.

    Args:
        frame: of the study.
        batches: policies that a search has evaluated.
        front: policies that are done in fresh futures.
        composed: whether a few points are composed in full and compared, which need not be done for each stage.

    Raises:
        Problem: with a line for each mistake found.
    """
    library, sections = frame.library, frame.sections
    grid = frame.grid(batches, front)
    _check_words(grid, frame.others)
    options = ComposedOptions(library, frame.base_words, frame.composition)
    grid = without_unread_factors(library, grid, options, sections.uncertainties.may_leave_out)
    grid, dropped = apply_constraints(library, frame.spec.rules, grid, options)
    if frame.until is not None and not grid.lever.any():
        raise Problem("study.until: uses differences from the first policy; add another policy to the levers")
    configs, label = Configs(grid, options), labels(grid)
    trees, slots = check_points(library, grid, configs, lambda point: str(label[point]))
    whole = tuple(slot - 1 for key, slot in slots.items() if grid.factors[key].whole)
    numbers = np.nan_to_num(row_matrix(grid, slots), nan=0.0, posinf=np.inf, neginf=-np.inf)
    rowing = PointBuilder(library, grid, options, trees, numbers, whole)
    if composed:
        check_against_composing(library, grid, rowing.words, lambda point: trees(rowing.row(point)))
    return StudyDesign(
        name=frame.name,
        question=frame.spec.question,
        spec=frame.data,
        base=frame.base,
        points=table(grid, configs, label),
        dropped=dropped,
        told=frame.told,
        until=frame.until,
        decision=frame.decision,
        rowing=rowing,
        frame=frame,
    )


def _check_words(grid: Grid, words: Sequence[str]) -> None:
    """Raise Problem for words that would have no effect, as every point sets their keys."""
    keys = {join(path_of(key_of(text))): text for text in words}
    set_by_all = {key for key, column in grid.columns.items() if not (column.state == ABSENT).any()}
    lines = [
        f"{text}: has no effect, as the study varies {key}; change study.{SECTION_OF[grid.kinds[key]]} instead"
        for key, text in keys.items()
        if key in set_by_all
    ]
    if lines:
        raise Problem(*lines)
