"""Progress: replications done, rate and time left, as bars or a line from time to time; and a first result."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.cli.heartbeat import heartbeat
from sim.config.counting import number_of
from sim.config.problems import say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.study.design.variant import Variant
    from sim.study.sweep.progress import SweepProgress

Tell = Callable[["SweepProgress"], None]
FAST = 100.0  # replications a second, from which tenths say nothing


@contextmanager
def progress_bar(name: str) -> Iterator[Tell]:
    """Something to tell of each step of work of that name."""
    if not sys.stderr.isatty():
        with heartbeat("starting") as beat:
            yield lambda step: setattr(beat, "doing", f"{name}: {state(step)}")
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"))
    with Bars(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task("starting", total=None, state="")
        yield lambda step: bars.update(task, description=name, total=step.total, completed=step.done, state=state(step))


def state(step: SweepProgress) -> str:
    """Progress in words: replications done and failed, their rate, and the time left."""
    failed = f", {step.failed:,} failed" if step.failed else ""
    rate = f"{step.rate:,.0f}" if step.rate >= FAST else f"{step.rate:,.1f}"
    if step.done == step.total:
        return f"{number_of(step.total, 'replication')}{failed}, {rate}/s"
    left = f", {time_text(step.seconds_left)} left" if step.seconds_left < math.inf else ""
    return f"{step.done:,} of {step.total:,} replications{failed}, {rate}/s{left}"


def time_text(seconds: float) -> str:
    """A time in words, to the second or minute."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


AFTER_SECONDS = 3.0
ENOUGH = 20
"""Replications, below which a mean says little."""


class FirstResult:
    """Print a first result of the first variant once: after some seconds, if the work is not done by then.

    Args:
        say: takes the line.
        variant: the first.
        has_others: whether other variants follow, so that the line comes at the latest when the first is done.
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


def name_of(variant: Variant) -> str:
    """Name of a variant: its label among those of a multirun, else that of its run."""
    from sim.config.labels import words_label
    from sim.report.words.run_names import called

    own = {group: {variant.choices[group]: label} for group, label in variant.labels.items()}
    made = {"choices": variant.choices, "overrides": variant.overrides, "labels": variant.called}
    return words_label(variant.label, own) or called(made)


def line(variant: Variant, rows: NDArray[np.float64]) -> str:
    """The headline measures of the replications so far, with the intervals of their means."""
    from sim.analysis.summary import summarize
    from sim.model.measures import MEASURES
    from sim.report.screens.run import mean_text
    from sim.report.words.names import needs_unit, title_of, unit_of

    headline = [(place, measure) for place, measure in enumerate(MEASURES) if measure.headline]
    columns = {measure.name: rows[:, place] for place, measure in headline}
    parts = []
    for one in summarize(columns, [measure for _, measure in headline]):
        unit = unit_of(one.measure.unit)
        shown = f" {unit}" if needs_unit(one.measure.name, unit) else ""
        parts.append(f"{title_of(one.measure.name)} {mean_text(one)}{shown}")
    asked = variant.settings.replications
    count = number_of(len(rows), "replication") if len(rows) >= asked else f"{len(rows):,} of {asked:,} replications"
    return f"first result, {name_of(variant)}, {count}: {'; '.join(parts)}"


def progress_reporters(tell: Tell, first: Variant, has_others: bool = False) -> Tell:
    """Something to tell of each step: how far it is and, once, a result of the first variant."""
    result = FirstResult(say, first, has_others)

    def tell_step(step: SweepProgress) -> None:
        tell(step)
        result.look(step)

    return tell_step
