"""What `escsim run` tells of a run, and does when it has ended: texts, figures, exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import as_seen
from sim.cli.exits import FAILED, INTERRUPTED
from sim.cli.heartbeat import heartbeat
from sim.cli.progress import Tell, say

if TYPE_CHECKING:
    from sim.study.store import StoredRun
    from sim.study.sweep.progress import SweepProgress
    from sim.study.variant import Variant


def progress_reporters(tell: Tell, first: Variant) -> Tell:
    """Something to tell of each step: how far it is and, once, a result of the first variant."""
    from sim.cli.first_result import FirstResult

    result = FirstResult(say, first)

    def tell_step(step: SweepProgress) -> None:
        tell(step)
        result.look(step)

    return tell_step


def warn_of_idle(variants: Sequence[Variant]) -> None:
    """Name the settings of the command line that cannot act in any of the variants."""
    from sim.config.idle import idle_settings

    told = [idle_settings(variant.parameters, variant.overrides) for variant in variants]
    for line in told[0]:
        if all(line in lines for lines in told):
            say(f"warning: {line}")


def texts(run: StoredRun) -> Mapping[str, str]:
    """The files of a run folder that are made from its estimates."""
    from sim.analysis.summary import summarize, summary_csv
    from sim.study.places import SUMMARY

    return {SUMMARY: summary_csv(summarize(run.replications()), run.manifest)}


def is_complete(run: StoredRun) -> bool:
    """Whether a finished run has all of its figures."""
    from sim.report.run_figures import are_drawn

    return are_drawn(run)


def draw(run: StoredRun) -> None:
    """Draw the figures of a run that is finished; raises Problem where it cannot be done."""
    if run.manifest["status"] != "finished":
        return
    from sim.config.problems import Problem
    from sim.report import run_figures
    from sim.report.figures.run.facts import called

    try:
        with heartbeat(f"drawing the figures of {called(run.manifest)}"):
            run_figures.draw(run, run.pictures)
    except OSError as error:
        lost = f"cannot write {error.filename}: {error.strerror}; the run itself is stored in {run.home}"
        raise Problem(lost) from error


def ending(run: StoredRun) -> int:
    """Say what kept the run from finishing, if anything did; returns the exit code."""
    manifest, place = run.manifest, as_seen(run.folder)
    kept = f"{place} keeps {manifest['replications']:,} of {manifest['replications_asked']:,} replications"
    again = f"the same command with name={run.folder.name} continues"
    if manifest["status"] == "failed":
        print(f"error: {manifest['failure']}\n{kept}, marked failed", file=sys.stderr)
        return FAILED
    if manifest["status"] == "interrupted":
        print(f"interrupted; {kept}, marked interrupted; {again}", file=sys.stderr)
        return INTERRUPTED
    return 0
