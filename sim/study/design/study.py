"""A study: its points, and how the parameters of each are built."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.compose import Composition, compose, read
from sim.config.library import Library
from sim.config.overrides import STUDY, read_changes, wrong_changes
from sim.config.problems import Problem, hint, join
from sim.config.schema import DAY_ZERO
from sim.config.values import read_day_zero
from sim.study.design.aliasing import Alias, aliases_of
from sim.study.design.checks import check_against_composing, check_points, row_matrix
from sim.study.design.decision import Decision, read_decision
from sim.study.design.factors import ABSENT, GIVEN, find_factor, path_of
from sim.study.design.grid import Configs, Grid, crossed
from sim.study.design.options import Options
from sim.study.design.points import SECTION_OF, Points
from sim.study.design.rows import Rows, Source, section_rows
from sim.study.design.ruled import kept
from sim.study.design.spec import SECTIONS, Spec, read_designs, read_spec
from sim.study.design.table import labels, table
from sim.study.design.trees import Trees
from sim.study.design.unread import left_out
from sim.study.design.until import Until, read_until
from sim.study.design.words import change, key_of, last_of_each, sort_words, word
from sim.study.variant import Variant, variant_of

__all__ = ["Study", "Trees", "Until", "read_study"]


@dataclass(frozen=True)
class Rowing:
    """How the rows and words of points are made.

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
    options: Options
    trees: Trees
    numbers: NDArray[np.float64]
    whole: tuple[int, ...]

    def row(self, point: int) -> tuple[Any, ...]:
        numbers = self.numbers[point].tolist()
        for place in self.whole:
            numbers[place] = int(numbers[place])
        return (int(self.grid.shape[point]), *numbers)

    def words(self, point: int) -> tuple[str, ...]:
        named = [word(self.library, join(one.path), self.grid.value(one, point)) for one in self.grid.named(point)]
        return tuple(last_of_each([*self.options.words(self.grid.chosen(point)), *named]))


@dataclass(frozen=True)
class Study:
    """What a study file, with the words of the command line, asks for.

    Attributes:
        name: of the study file.
        question: what it is to answer.
        spec: the study file as plain data, after `study.…` words.
        base: what every point starts from: parameters, settings, choices, overrides.
        points: those that are kept.
        dropped: how many points each `drop` rule took away, by its text; a point counts for the first rule that holds.
        told: what a user is told of the empty rows and cells of table files.
        until: when replications stop, or None for `base.settings.replications` each.
        decision: what is to be decided from the runs, or None.
        rowing: how rows and words of points are made.
    """

    name: str
    question: str
    spec: Mapping[str, Any]
    base: Variant
    points: Points
    dropped: Mapping[str, int]
    told: tuple[str, ...]
    until: Until | None
    decision: Decision | None
    rowing: Rowing = field(repr=False, compare=False)

    def trees(self) -> Trees:
        """What builds the parameters of a point from its row; small, and can be pickled."""
        return self.rowing.trees

    def row(self, point: int) -> tuple[Any, ...]:
        """What `trees()` needs for a point: the number of its shape, and its numbers in stored units."""
        return self.rowing.row(point)

    def words(self, point: int) -> tuple[str, ...]:
        """The overrides by which `escsim run` makes the same parameters."""
        return self.rowing.words(point)

    def aliases(self) -> list[Alias]:
        """The pairs of factors that the design cannot tell apart."""
        points = self.points
        rows = {"structure": points.structure, "uncertainty": points.uncertainty, "lever": points.lever}
        return aliases_of({**rows, **points.columns}, points.kinds, self.spec)


def read_study(library: Library, words: Sequence[str]) -> Study:
    """The study that `study=NAME` names, with the other words: `study.KEY=value` changes it, any other the base.

    Later words win over earlier ones, and all of them over the base of the study file.

    Raises:
        Problem: with a line for each mistake found.
    """
    chosen, changing, others = sort_words(words)
    name = _name(library, chosen)
    data = _study_file(library, name, changing)
    spec = read_spec(data)
    base_words = last_of_each([*_base_words(library, spec), *others])
    trees, composition = read(library, base_words)
    base = variant_of(trees, composition.choices, base_words)
    if base.posterior is not None:
        file = base.posterior.source
        raise Problem(f"parameters: a study takes a sample as uncertainties: {{design: sample, file: {file}}}")
    until = read_until(spec.until, base.settings.replications)
    decision = read_decision(spec.decision)
    sections = _sections(library, spec, _folder(library, name), composition, base.settings.seed)
    told = tuple(dict.fromkeys(line for rows in sections for line in rows.told))
    grid = crossed(*sections)
    _check_words(grid, others)
    options = Options(library, base_words, composition, _options_used(grid))
    grid = left_out(library, grid, options, frozenset().union(*(rows.may_leave_out for rows in sections)))
    grid, dropped = kept(library, spec.rules, grid, options)
    if until is not None and not grid.lever.any():
        raise Problem("study.until: looks at the difference from the first policy; levers need another policy")
    configs, label = Configs(grid, options), labels(grid)
    built, slots = check_points(library, grid, configs, lambda point: str(label[point]))
    whole = tuple(slot - 1 for key, slot in slots.items() if grid.factors[key].whole)
    rowing = Rowing(
        library,
        grid,
        options,
        built,
        np.nan_to_num(row_matrix(grid, slots), nan=0.0, posinf=np.inf, neginf=-np.inf),
        whole,
    )
    check_against_composing(library, grid, rowing.words, lambda point: built(rowing.row(point)))
    return Study(name, spec.question, data, base, table(grid, configs, label), dropped, told, until, decision, rowing)


def _name(library: Library, chosen: Sequence[str]) -> str:
    known = library.options(STUDY)
    if not chosen:
        raise Problem(f"which study? give study=NAME; known: {', '.join(known)}")
    name = chosen[-1].partition("=")[2].strip()
    if name not in known:
        raise Problem(f"{STUDY}: no option {name!r}{hint(name, known)}")
    return name


def _study_file(library: Library, name: str, changing: Sequence[str]) -> dict[str, Any]:
    data = compose(library, [f"+{STUDY}={name}"]).container.get(STUDY)
    if not isinstance(data, dict):
        raise Problem(f"study={name}: must be a mapping with question, levers and so on")
    change(data, changing)
    return data


def _folder(library: Library, name: str) -> Path:
    """Where the study file is, from which its names of files start."""
    folders = [folder / STUDY for folder in library.folders if (folder / STUDY / f"{name}.yaml").is_file()]
    return folders[-1]


def _base_words(library: Library, spec: Spec) -> list[str]:
    words = [word(library, key, value) for key, value in spec.base.items()]
    wrong = wrong_changes(read_changes(library, words))
    if wrong:
        raise Problem(*(f"study.base: {line}" for line in wrong))
    return words


def _sections(library: Library, spec: Spec, folder: Path, base: Composition, seed: int) -> list[Rows]:
    """The rows of structures, uncertainties and levers; raises Problem with the mistakes of all of them."""
    day_zero = read_day_zero((base.container.get(DAY_ZERO[0]) or {}).get(DAY_ZERO[1]))
    found = _rows_counted_from(library, spec, folder, seed, day_zero)
    if any(key in (DAY_ZERO[0], join(DAY_ZERO)) for rows in found for key in rows.factors):
        found = _rows_counted_from(library, spec, folder, seed, None)  # refuses dates, whose day 0 differs
    return found


def _rows_counted_from(
    library: Library, spec: Spec, folder: Path, seed: int, day_zero: datetime.date | None
) -> list[Rows]:
    source = Source(lambda where, key: find_factor(library, where, key, day_zero), folder, seed)
    found, lines = list[Rows](), list[str]()
    for number, section in enumerate(SECTIONS):
        try:
            found.append(section_rows(source, number, read_designs(section, getattr(spec, section))))
        except Problem as problem:
            lines += problem.lines
    if lines:
        raise Problem(*lines)
    return found


def _check_words(grid: Grid, words: Sequence[str]) -> None:
    """Raises Problem for words that would have no effect, as every point sets their keys."""
    keys = {join(path_of(key_of(text))): text for text in words}
    set_by_all = {key for key, column in grid.columns.items() if not (column.state == ABSENT).any()}
    lines = [
        f"{text}: has no effect, as the study varies {key}; change study.{SECTION_OF[grid.kinds[key]]} instead"
        for key, text in keys.items()
        if key in set_by_all
    ]
    if lines:
        raise Problem(*lines)


def _options_used(grid: Grid) -> dict[str, list[str]]:
    """The options that points choose, by group."""
    found = {}
    for key, factor in grid.factors.items():
        if factor.is_group:
            column = grid.columns[key]
            found[key] = [str(value) for value in dict.fromkeys(column.values[column.state == GIVEN])]
    return found
