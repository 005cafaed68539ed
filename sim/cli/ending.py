"""The end of `escsim run`: messages, figures, and exit code."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sim.cli.arguments import as_seen
from sim.cli.exits import FAILED, INTERRUPTED
from sim.cli.heartbeat import heartbeat
from sim.cli.progress import Tell
from sim.config.counting import number_of
from sim.config.problems import say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.study.design.variant import Variant
    from sim.study.run.store import StoredRun
    from sim.study.sweep.progress import SweepProgress


def progress_reporters(tell: Tell, first: Variant) -> Tell:
    """Something to tell of each step: how far it is and, once, a result of the first variant."""
    result = FirstResult(say, first)

    def tell_step(step: SweepProgress) -> None:
        tell(step)
        result.look(step)

    return tell_step


def texts(run: StoredRun) -> Mapping[str, str]:
    """The files of a run folder that are made from its estimates."""
    from sim.analysis.summary import summarize, summary_csv
    from sim.study.files.places import SUMMARY

    return {SUMMARY: summary_csv(summarize(run.replications()), run.manifest)}


def is_complete(run: StoredRun) -> bool:
    """Whether a finished run has all of its figures."""
    from sim.report.figures.run_figures import are_drawn

    return are_drawn(run)


def draw(run: StoredRun) -> None:
    """Draw the figures of a run that is finished; raise Problem if it cannot be done."""
    if run.manifest["status"] != "finished":
        return
    from sim.config.problems import Problem
    from sim.report.figures import run_figures
    from sim.report.figures.run.facts import called

    try:
        with heartbeat(f"drawing the figures of {called(run.manifest)}"):
            run_figures.draw(run, run.pictures)
    except OSError as error:
        lost = f"cannot write {error.filename}: {error.strerror}; the run itself is stored in {run.home}"
        raise Problem(lost) from error


def ending(run: StoredRun) -> int:
    """Say what kept the run from finishing, if anything did; return the exit code."""
    manifest, place = run.manifest, as_seen(run.folder)
    kept = f"{place} contains {manifest['replications']:,} of {manifest['replications_asked']:,} replications"
    again = f"repeat the command with name={run.folder.name} to continue"
    if manifest["status"] == "failed":
        print(f"error: {manifest['failure']}\n{kept}, marked failed", file=sys.stderr)
        return FAILED
    if manifest["status"] == "interrupted":
        print(f"interrupted; {kept}, marked interrupted; {again}", file=sys.stderr)
        return INTERRUPTED
    return 0


AFTER_SECONDS = 8.0
ENOUGH = 20
"""Replications, below which a mean says little."""


class FirstResult:
    """Says it once, of the first variant, if the work is not done by then.

    Args:
        say: takes the line.
        variant: the first.
    """

    def __init__(self, say: Callable[[str], None], variant: Variant) -> None:
        self._say, self._variant = say, variant
        self._begun = time.monotonic()
        self._is_told = False

    def look(self, step: SweepProgress) -> None:
        """Say what the first variant gives by now if it is time."""
        late = time.monotonic() - self._begun >= AFTER_SECONDS
        if self._is_told or not late or step.done == step.total or len(rows := step.rows()) < ENOUGH:
            return
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


def show_run(run: StoredRun, everything: bool) -> None:
    """Print what a run gives, on a screen or all of it."""
    from sim.analysis.summary import summarize
    from sim.report.screens.run import print_run_screen
    from sim.report.terminal.screen import screen

    if run.manifest["replications"]:
        with screen(everything) as output:
            estimates = summarize(run.replications())
            print_run_screen(output, estimates, run.manifest, as_seen(run.folder), everything)
