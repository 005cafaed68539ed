"""A first result of long work, while it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.cli.progress import Tell
from sim.config.counting import number_of
from sim.config.problems import say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.study.design.variant import Variant
    from sim.study.sweep.progress import SweepProgress

AFTER_SECONDS = 3.0
ENOUGH = 20
"""Replications, below which a mean says little."""


class FirstResult:
    """Says it once, of the first variant: after some seconds if the work is not done by then.

    Args:
        say: takes the line.
        variant: the first.
        has_others: whether other variants follow, so that the first is told at the latest when it is done.
    """

    def __init__(self, say: Callable[[str], None], variant: Variant, has_others: bool = False) -> None:
        self._say, self._variant, self._has_others = say, variant, has_others
        self._begun = time.monotonic()
        self._is_told = False

    def look(self, step: SweepProgress) -> None:
        """Say what the first variant gives by now if it is time."""
        late = time.monotonic() - self._begun >= AFTER_SECONDS and step.done < step.total
        if self._is_told or not (late or self._has_others) or len(rows := step.rows()) < ENOUGH:
            return
        if late or len(rows) >= self._variant.settings.replications:
            self._is_told = True
            self._say(line(self._variant, rows))


def line(variant: Variant, rows: NDArray[np.float64]) -> str:
    """The headline measures of the replications so far, with the intervals of their means."""
    from sim.analysis.summary import summarize
    from sim.config.labels import words_label
    from sim.model.measures import MEASURES
    from sim.report.screens.run import mean_text
    from sim.report.words.names import title_of, unit_of

    headline = [(place, measure) for place, measure in enumerate(MEASURES) if measure.headline]
    columns = {measure.name: rows[:, place] for place, measure in headline}
    parts = [
        f"{title_of(one.measure.name)} {mean_text(one)} {unit_of(one.measure.unit)}".strip()
        for one in summarize(columns, [measure for _, measure in headline])
    ]
    own = {group: {variant.choices[group]: label} for group, label in variant.labels.items()}
    name = words_label(variant.label, own) or variant.choices["scenario"]
    asked = variant.settings.replications
    count = number_of(len(rows), "replication") if len(rows) >= asked else f"{len(rows):,} of {asked:,} replications"
    return f"first result, {name}, {count}: {'; '.join(parts)}"


def progress_reporters(tell: Tell, first: Variant, has_others: bool = False) -> Tell:
    """Something to tell of each step: how far it is and, once, a result of the first variant."""
    result = FirstResult(say, first, has_others)

    def tell_step(step: SweepProgress) -> None:
        tell(step)
        result.look(step)

    return tell_step
