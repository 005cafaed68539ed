"""`escsim plan`: show what a study would run, its time and its memory."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import add_all_option, as_seen
from sim.cli.studies import requested_study, study_parser
from sim.report.terminal.screen import ALL

if TYPE_CHECKING:
    from sim.study.sweep.how import StudyRequest

EXAMPLES = """\
examples:
  escsim plan study=permission_timing
  escsim plan study=policy_ranking study.uncertainties.size=500 'horizon=120 days'
"""


def execute(words: Sequence[str]) -> int:
    """Print the size of a study and what it would take; return the exit code."""
    parser = study_parser(
        "plan", "Show what a study would run, its time, memory and disk space; runs nothing.", EXAMPLES
    )
    add_all_option(parser)
    arguments = parser.read(words)
    command = shlex.join(["escsim", "sweep", *(word for word in words if word != ALL)])
    _print(requested_study(arguments), command, arguments.all)
    return 0


def _print(found: StudyRequest, command: str, everything: bool) -> None:
    from sim.report.screens.study_plan import print_plan
    from sim.report.terminal.screen import screen
    from sim.study.sweep.estimate import estimate

    taken = estimate(found.study, found.how.shard)
    with screen(everything) as output:
        print_plan(output, found.study, taken, as_seen(found.folder), command)
