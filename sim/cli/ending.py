"""The end of `escsim run`: messages, figures, and exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import as_seen
from sim.cli.exits import FAILED, INTERRUPTED
from sim.cli.heartbeat import heartbeat
from sim.cli.importing import undocumented_matplotlib

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


def draw(runs: Sequence[StoredRun]) -> None:
    """Draw the figures of the runs that are finished; raise Problem if it cannot be done."""
    drawn = [run for run in runs if run.manifest["status"] == "finished" and has_days_or_events(run)]
    if not drawn:
        return
    from sim.config.problems import Problem

    with undocumented_matplotlib():
        from sim.report.figures import run_figures
        from sim.report.words.run_names import called

    whose = called(drawn[0].manifest) if len(drawn) == 1 else f"{len(drawn)} runs"
    try:
        with heartbeat(f"drawing the figures of {whose}"):
            run_figures.draw_all(drawn)
    except OSError as error:
        stored = "the run itself is" if len(drawn) == 1 else "the runs themselves are"
        lost = f"cannot write {error.filename}: {error.strerror}; {stored} stored in {drawn[0].home}"
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
