"""`escsim rerun`: rerun one run of a study and compare results bit by bit."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_all_option, add_trust_option, as_seen, trusting_of
from sim.cli.exits import FAILED
from sim.config.problems import Problem

if TYPE_CHECKING:
    from sim.study.sweep.folder import StudyFolder

EXAMPLES = """\
example:
  escsim rerun policy_ranking --point 12 --replication 1
"""


def execute(words: Sequence[str]) -> int:
    """Run one run again, alone, from what the folder holds; return the exit code."""
    parser = Parser("rerun", "Rerun one run of a study and compare its measures bit by bit.", EXAMPLES)
    parser.add_argument("study", metavar="STUDY", help="folder of a study or a run, or its name in the runs folder")
    parser.add_argument("-p", "--point", type=int, metavar="N", help="number of the point, from 0; a run has only one")
    parser.add_argument(
        "-r", "--replication", type=int, required=True, metavar="N", help="number of the replication, from 0"
    )
    parser.add_argument("--story", action="store_true", help="print the story day by day")
    add_all_option(parser)
    add_trust_option(parser)
    arguments = parser.read(words)
    from sim.analysis.rerun import rerun_point
    from sim.report.screens.rerun import print_rerun
    from sim.report.terminal.screen import screen
    from sim.study.named import named_folder
    from sim.study.sweep.folder import open_study

    folder = named_folder(arguments.study)
    study = open_study(folder)
    with trusting_of(arguments):
        again = rerun_point(study, _point(study, arguments.point), arguments.replication)
    with screen(arguments.all) as output:
        print_rerun(output, again, as_seen(folder), arguments.story)
    if again.error:
        print(f"error: {again.error}", file=sys.stderr)
    return FAILED if again.error or again.differing else 0


def _point(study: StudyFolder, point: int | None) -> int:
    """The point that is meant; raise Problem if there are several, and none is named."""
    if point is None and study.manifest["points"] > 1:
        raise Problem(f"--point: {study.path} has points 0 to {study.manifest['points'] - 1:,}; name one of them")
    return point or 0
