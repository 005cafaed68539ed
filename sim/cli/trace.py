"""`escsim trace`: rerun one replication and print its story day by day."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.cli.arguments import Parser, add_all_option, add_trust_option, as_seen, trusting_of
from sim.cli.exits import FAILED

if TYPE_CHECKING:
    from sim.analysis.rerun import Rerun
    from sim.study.run.store import StoredRun

COMPARED = ("version", "commit", "python", "packages", "platform")

EXAMPLES = """\
examples:
  escsim trace runs/A --replication 17
  escsim trace A -r 0
"""


def execute(words: Sequence[str]) -> int:
    """Run the replication again and print its story; return the exit code."""
    parser = Parser("trace", "Rerun one replication and print its story day by day.", EXAMPLES)
    parser.add_argument("run", metavar="RUN", help="folder of a run, or its name in the runs folder")
    parser.add_argument(
        "-r", "--replication", type=int, required=True, metavar="N", help="number of the replication, from 0"
    )
    add_all_option(parser)
    add_trust_option(parser)
    arguments = parser.read(words)
    from sim.analysis.rerun import rerun
    from sim.engine.batch import ReplicationFailed
    from sim.study.named import named_folder
    from sim.study.run.opening import open_run

    run = open_run(named_folder(arguments.run))
    try:
        with trusting_of(arguments):
            again = rerun(run, arguments.replication)
    except ReplicationFailed as failure:
        print(f"error: {failure}", file=sys.stderr)
        return FAILED
    _print(run, as_seen(run.folder), again, arguments.replication, arguments.all)
    return FAILED if again.differing else 0


def _print(run: StoredRun, place: str, again: Rerun, replication: int, everything: bool) -> None:
    from sim.analysis.rerun import measures_taken
    from sim.report.terminal.screen import screen
    from sim.report.terminal.tables import print_replication, provenance_line
    from sim.report.words.run_names import called
    from sim.report.words.story import print_story

    with screen(everything) as output:
        basis = f"{called(run.manifest)}: {provenance_line(run.manifest)}"
        output.print(f"Replication {replication} of {basis}", soft_wrap=True)
        print_story(output, again.batch.trace)
        print_replication(output, measures_taken(run.manifest), again.batch.rows[0])
        output.last(run.manifest["warning"], *_verdict(run, again, replication).splitlines())
        output.last(f"next: escsim explain {shlex.quote(place)} OTHER -r {replication}")


def _verdict(run: StoredRun, again: Rerun, replication: int) -> str:
    if not again.stored:
        return f"The run ended before it stored replication {replication}, so there is nothing to compare."
    if not again.differing:
        return f"The measures equal row {replication} of results.parquet, bit for bit."
    return (
        f"These measures differ from row {replication} of results.parquet: {', '.join(again.differing)}.\n"
        + _difference(run.manifest["made_with"])
    )


def _difference(then: Mapping[str, Any]) -> str:
    """Sentence on how the program and the machine differ from those that made the run."""
    from sim.study.files.provenance import provenance

    now = provenance().as_dict()
    changes = [f"{key} {then.get(key)}, now {now[key]}" for key in now if key in COMPARED and now[key] != then.get(key)]
    if changes:
        return f"The run was made with {'; '.join(changes)}."
    return "Version, commit, Python and machine match the run, so the source was edited before or after it."
