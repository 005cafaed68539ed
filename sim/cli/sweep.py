"""`escsim sweep`: run or continue a study."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import add_all_option, as_seen
from sim.cli.decide import is_undecided, repeat_decision
from sim.cli.exits import FAILED, INTERRUPTED
from sim.cli.heartbeat import heartbeat
from sim.cli.importing import undocumented_matplotlib
from sim.cli.progress import progress_bar
from sim.cli.studies import requested_study, study_parser
from sim.config.counting import number_of
from sim.config.problems import say
from sim.report.page import REPORT

if TYPE_CHECKING:
    from pathlib import Path

    from sim.study.sweep.how import StudyRequest
    from sim.study.sweep.plan import SweepOutcome

EXAMPLES = """\
Repeat the command to continue after Ctrl-C, a crash or a full disk. A larger replications= adds the missing ones.

examples:
  escsim sweep study=permission_timing
  escsim sweep study=policy_ranking replications=400 workers=2
  escsim sweep study=policy_ranking shard=3/40
  escsim sweep study=policy_ranking on_failure=stop
  escsim sweep study=policy_ranking executor=dask executor.address=tcp://10.0.0.5:8786
"""


def execute(words: Sequence[str]) -> int:
    """Run what is not done yet of a study; return the exit code."""
    parser = study_parser("sweep", "Run or continue a study: every point with its replications.", EXAMPLES)
    parser.add_argument("--no-report", action="store_true", help="leave out report.html")
    add_all_option(parser)
    arguments = parser.read(words)
    found = requested_study(arguments)
    from sim.study.design import aliasing
    from sim.study.study_sweep import sweep_of
    from sim.study.sweep.drive import run_study

    simulation = found.simulation(say)
    for line in found.study.idle():
        say(f"warning: {line}")
    sweep = sweep_of(found.study, simulation, found.how.shard)
    with found.crew(simulation, say) as crew, progress_bar(found.study.name) as tell:
        outcome = run_study(sweep, found.folder, crew, tell, say, found.how.stop_at_failure)
    for line in (*found.study.told, *aliasing.lines(found.study.aliases())):
        say(line)
    report = None
    if _wants_report(found, outcome) and not arguments.no_report:
        with undocumented_matplotlib():
            from sim.report.folders.reports import write_report

            repeat_decision(found.folder, say)
            with heartbeat("writing the report"):
                report = write_report(found.folder)
    return _ending(found, outcome, report, arguments.all)


def _wants_report(found: StudyRequest, outcome: SweepOutcome) -> bool:
    """True if there is something to report that the report in the folder does not have."""
    if outcome.status != "finished" or found.how.shard is not None:
        return False
    return outcome.new > 0 or not (found.folder / REPORT).exists() or is_undecided(found.folder, found.study.spec)


def _ending(found: StudyRequest, outcome: SweepOutcome, report: Path | None, everything: bool) -> int:
    """Print how a sweep ended, and the answer of a study that is finished; return the exit code."""
    place, failed = as_seen(found.folder), f", {outcome.failed:,} of them failed" if outcome.failed else ""
    if outcome.status == "finished":
        there = f"{number_of(outcome.done, 'run')} of {number_of(len(found.study.points), 'point')}{failed}"
        from sim.report.terminal.screen import screen

        with screen(everything) as output:
            output.print(there if outcome.new else f"nothing to do: {there} are stored")
            places = [place, *([] if report is None else [as_seen(report)])]
            if found.how.shard is None:
                from sim.report.screens.study import print_study

                print_study(output, found.folder, places, everything)
            else:
                output.last(*places)
        if outcome.failed:
            print(
                f"`escsim status {place}` shows why; `escsim retry {place}` discards them for a rerun", file=sys.stderr
            )
        return FAILED if outcome.failed else 0
    kept = f"{place} contains {number_of(outcome.done, 'run')}{failed}; repeat the command to continue"
    if outcome.status == "interrupted":
        print(f"interrupted; {kept}", file=sys.stderr)
        return INTERRUPTED
    print(f"error: {outcome.message}\n{kept}", file=sys.stderr)
    return FAILED
