"""A first result of long work, long before the last: the headline measures of what has been run by then."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.study.sweep.progress import Progress
    from sim.study.variant import Variant

AFTER_SECONDS = 8.0
ENOUGH = 20
"""Replications, below which a mean says little."""


class FirstResult:
    """Says it once, of the first variant, if the work is not done by then.

    Args:
        say: takes the line.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._begun = time.monotonic()
        self._first: Variant | None = None
        self._step: Progress | None = None
        self._is_told = False

    def look(self, variant: Variant, step: Progress) -> None:
        """Take note of how far a variant is, and say what the first one gives if it is time."""
        self._first = self._first or variant
        is_first = variant is self._first
        if is_first:
            self._step = step
        over = is_first and step.done == step.total  # unless others follow, the whole result does
        late = time.monotonic() - self._begun >= AFTER_SECONDS
        if not self._is_told and late and not over and self._step is not None and self._step.done >= ENOUGH:
            self._is_told = True
            self._say(line(self._first, self._step))


def line(variant: Variant, step: Progress) -> str:
    """The headline measures of the replications so far, with the intervals of their means."""
    from sim.analysis.summary import summarize
    from sim.model.measures import MEASURES
    from sim.report.names import title_of, unit_of
    from sim.report.run_screen import mean_text

    rows = step.rows()
    headline = [(place, measure) for place, measure in enumerate(MEASURES) if measure.headline]
    columns = {measure.name: rows[:, place] for place, measure in headline}
    parts = [
        f"{title_of(one.measure.name)} {mean_text(one)} {unit_of(one.measure.unit)}".strip()
        for one in summarize(columns, [measure for _, measure in headline])
    ]
    name = variant.label or variant.choices["scenario"]
    count = (
        f"{len(rows):,} replications" if step.done == step.total else f"{len(rows):,} of {step.total:,} replications"
    )
    return f"first result, {name}, {count}: {'; '.join(parts)}"
