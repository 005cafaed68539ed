"""The sections of a study file that have designs: their rows, and the factors that these name."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.config.fields import fields_of, find
from sim.config.library import Library
from sim.config.overrides import unknown_setting
from sim.config.problems import Problem, join
from sim.config.settings import Settings
from sim.config.unused import UNREAD_IN_STUDIES, instead_of
from sim.study.design.factors import Factor, path_of
from sim.study.design.form import Design
from sim.study.design.rows import DesignRows, Source, first_repeated, joined

STRUCTURES, FUTURES = "structures", "uncertainties"
SECTIONS = (STRUCTURES, FUTURES, "levers")
SEARCHED = "levers"  # the section whose rows a search may find
LEAVE_OUT, MAY_LEAVE_OUT = "leave_out", "uncertainties"  # the section whose designs may leave out what is not read


OF_THE_STUDY = {
    "horizon": "days of all points are compared with each other",
    "step": "points would differ in their time step",
}
"""Parameters that cannot be factors, and why."""


def section_rows(source: Source, section: int, designs: Sequence[tuple[str, Design]]) -> DesignRows:
    """The rows of a section; one row that names nothing if it has no designs.

    Raises:
        Problem: with a line for each mistake.
    """
    parts, lines = [], list[str]()
    for number, (where, design) in enumerate(designs):
        try:
            rows = design.rows(source, where, (section, number))
            may_leave_out = frozenset(rows.factors if design.unread == LEAVE_OUT else ())
            parts.append(
                replace(rows, may_leave_out=may_leave_out, told=(*rows.told, *_counted_twice(design, where, rows)))
            )
        except Problem as problem:
            lines += problem.lines
    if lines:
        raise Problem(*lines)
    found = joined(parts) if parts else DesignRows({}, np.zeros(1, dtype=np.int64), {})
    if SECTIONS[section] == STRUCTURES and (twice := first_repeated(found)) is not None:
        first, again, words = twice
        raise Problem(f"study.{STRUCTURES}: rows {first + 1} and {again + 1} are the same ({words}); list each once")
    return found


def _counted_twice(design: Design, where: str, rows: DesignRows) -> list[str]:
    """A note on listed futures that are the same: each has its own chance, and together they weigh more than others."""
    twice = first_repeated(rows) if design.ties and where.startswith(f"study.{FUTURES}") else None
    if twice is None:
        return []
    first, again, words = twice
    return [f"{where}: rows {first + 1} and {again + 1} are the same ({words}); each counts as a future"]


def find_factor(library: Library, where: str, key: str, day_zero: datetime.date | None) -> Factor:
    """The factor of that name.

    Raises:
        Problem: no such path or group, or it cannot differ between the points of a study.
    """
    path = path_of(key)
    top = str(path[0])
    if top in OF_THE_STUDY and len(path) == 1:
        raise Problem(
            f"{where}: {key} is the same for a whole study, as {OF_THE_STUDY[top]}; set it in base, or as {key}=…"
        )
    if instead := instead_of(".".join(map(str, path)), UNREAD_IN_STUDIES):
        raise Problem(f"{where}: {key} has no effect in a study; {instead}")
    if top in {field.key for field in fields_of(Settings)}:
        raise Problem(
            f"{where}: {key} controls how the study runs, not what it simulates; set it in base, or as {key}=…"
        )
    if top == "study":
        raise Problem(f"{where}: a study cannot vary studies")
    if len(path) == 1 and library.is_group(key):
        return Factor(key, path, None, tuple(library.options(key)))
    field = find(library.classes, path)
    if field is None:
        raise Problem(f"{where}: {unknown_setting(library, path)}")
    if field.is_group and not (field.is_table and not field.is_named and not isinstance(path[-1], int)):
        raise Problem(f"{where}: {join(path)} is a mapping of settings; name one of them: {join(path)}.…")
    return Factor(join(path), path, field, day_zero=day_zero)
