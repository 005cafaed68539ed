"""The end of `escsim run`: messages, figures, and exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sim.cli.arguments import as_seen
from sim.cli.exits import FAILED, INTERRUPTED
from sim.cli.heartbeat import heartbeat

if TYPE_CHECKING:
    from sim.study.run.store import StoredRun


def is_complete(run: StoredRun) -> bool:
    """True if a finished run has all of its figures."""
    if not has_days_or_events(run):
        return True
    from sim.report.figures.run_figures import are_drawn

    return are_drawn(run)


def has_days_or_events(run: StoredRun) -> bool:
    """True if a run saved any of what its figures are drawn from; else nothing that draws need be imported."""
    return bool(run.manifest["saved_paths"] or run.manifest["saved_traces"])


def draw(run: StoredRun) -> None:
    """Draw the figures of a run that is finished; raise Problem if it cannot be done."""
    if run.manifest["status"] != "finished" or not has_days_or_events(run):
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


def show_run(run: StoredRun, everything: bool) -> None:
    """Print what a run gives, on a screen or all of it."""
    from sim.analysis.summary import summarize_run
    from sim.report.screens.run import print_run_screen
    from sim.report.terminal.screen import screen

    if run.manifest["replications"]:
        with screen(everything) as output:
            estimates = summarize_run(run)
            print_run_screen(output, estimates, run.manifest, as_seen(run.folder), everything)
