"""The rows of a section of a study file: those of its designs, in sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.config.problems import Problem
from sim.study.design.form import Design
from sim.study.design.rows import DesignRows, Source, first_repeated, joined
from sim.study.design.sections import FUTURES, LEAVE_OUT, SECTIONS, STRUCTURES


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
