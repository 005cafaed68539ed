"""Builds a study from its frame: its points, their labels, and the parameters of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.idle import given_settings, idle_in_all
from sim.config.library import Library
from sim.config.problems import Problem, join
from sim.config.settings import Save
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
from sim.study.design.points import NOT_READ, SECTION_OF, Points
from sim.study.design.study_overrides import key_of, last_given, override_text
from sim.study.design.unread import without_unread_factors
from sim.study.design.variant import Variant
from sim.study.differences.stopping import StoppingRule

LOOKED_AT = 1000  # points, evenly over the table, in which a setting is asked whether it acts


BASE = "base"  # what a policy is called that changes nothing


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
    until: StoppingRule | None
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

    @property
    def kept(self) -> Save:
        """Number of replications of each point that keep their days, and that keep their events.

        As many as `save` says where the study or its words set it; else as many in all as a run keeps, shared by the
        points, since the days of a point take as much room as hundreds of its rows.
        """
        save, points = self.base.settings.save, max(self.most_points, 1)
        words = {key_of(word) for word in self.base.overrides}
        paths, traces = (
            asked if {"save", f"save.{name}"} & words else asked // points
            for name, asked in (("paths", save.paths), ("traces", save.traces))
        )
        return Save(paths, traces)

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


def labels(grid: Grid) -> NDArray[np.object_]:
    """Label of each point's policy: its factors in words, the option alone where only one group is varied.

    Raises:
        Problem: two rows of the levers are the same.
    """
    named = [factor for key, factor in grid.factors.items() if grid.kinds[key] == "lever"]
    lone_group = len(named) == 1 and named[0].is_group
    rows, first, back = np.unique(grid.lever, return_index=True, return_inverse=True)
    texts, seen = np.empty(len(first), dtype=object), dict[str, int]()
    for place, (row, point) in enumerate(zip(rows.tolist(), first.tolist(), strict=True)):
        given = [one for one in named if grid.columns[one.key].state[point] != ABSENT]
        words = [(one.key, one.text(grid.columns[one.key], point)) for one in given]
        text = " ".join(text if lone_group else f"{key}={text}" for key, text in words) or BASE
        if text in seen:
            raise Problem(f"study.levers: rows {seen[text] + 1} and {row + 1} are the same ({text})")
        seen[text] = row
        texts[place] = text
    return np.asarray(texts[back.reshape(-1)], dtype=object)


def table(grid: Grid, configs: Configs, label: NDArray[np.object_]) -> Points:
    """The points, each factor with what is in force there."""
    columns, units = dict[str, NDArray[np.generic]](), dict[str, str]()
    for key, factor in grid.factors.items():
        values = configs.in_force(factor)
        if factor.whole:
            values = np.where(np.isnan(values), NOT_READ, values).astype(np.int64)
        columns[key], units[key] = values, factor.unit
    return Points(grid.structure, grid.uncertainty, grid.lever, grid.future, label, columns, dict(grid.kinds), units)
