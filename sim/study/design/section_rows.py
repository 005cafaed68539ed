"""The rows of a section of a study file: those of its designs, in sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.config.problems import Problem
from sim.study.design.form import Design
from sim.study.design.rows import DesignRows, Source, joined
from sim.study.design.sections import LEAVE_OUT


def section_rows(source: Source, section: int, designs: Sequence[tuple[str, Design]]) -> DesignRows:
    """The rows of a section; one row that names nothing if it has no designs.

    Raises:
        Problem: with a line for each mistake.
    """
    parts, lines = [], list[str]()
    for number, (where, design) in enumerate(designs):
        try:
            rows = design.rows(source, where, (section, number))
            parts.append(replace(rows, may_leave_out=frozenset(rows.factors if design.unread == LEAVE_OUT else ())))
        except Problem as problem:
            lines += problem.lines
    if lines:
        raise Problem(*lines)
    return joined(parts) if parts else DesignRows({}, np.zeros(1, dtype=np.int64), {})
