"""`escsim list`: list runs, newest first."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from sim.cli.arguments import Parser, add_all_option, as_seen
from sim.config.problems import visible

EXAMPLES = """\
Filters match the status, name, label, scenario, seed or replications of a run, the option of a config group, or any
setting by its dotted key. runs_dir=DIR replaces ESCSIM_RUNS and ./runs.

examples:
  escsim list
  escsim list status=interrupted
  escsim list restrictions=full_ban seed=7
"""


def execute(words: Sequence[str]) -> int:
    """Print the runs that the command line asks for; return the exit code."""
    parser = Parser("list", "List runs, newest first, then comparisons, studies and other results.", EXAMPLES)
    parser.add_argument("filters", nargs="*", metavar="key=value", help="show only matching runs")
    add_all_option(parser)
    arguments = parser.read(words)
    from sim.config.paths import runs_root
    from sim.report.screens.runs import print_listing
    from sim.report.terminal.screen import screen
    from sim.study.listing import list_runs, nearest_filters, others_in, parse_filters, studies_in

    filters = parse_filters(arguments.filters)
    root = runs_root(filters.pop("runs_dir", None))
    entries = list_runs(root, filters)
    studies = [] if filters else studies_in(root)
    others = [] if filters else others_in(root)
    with screen(arguments.all) as output:
        if not entries and not studies and not others:
            output.print(f"no{' matching' if filters else ''} runs in {as_seen(root)}")
            for line in nearest_filters(root, filters):
                output.print(line)
        results = [*map(_study, studies), *(f"{kind} {visible(folder.name)}" for kind, folder in others)]
        print_listing(output, entries, results, arguments.all)
        if any(entry.manifest.get("status") == "stopped" for entry in entries):
            output.last("stopped: the process has ended; repeat its command with name= and the run's name to continue")
        elif [entry for entry in entries if not entry.unreadable][1:]:
            output.last(_next([entry.name for entry in entries], output.width))
    return 0


def _next(names: Sequence[str], width: int) -> str:
    """The command that compares the last two runs, or the shorter one that reports the last."""
    compare = f"next: escsim compare {shlex.join(reversed(names[:2]))}"
    return compare if len(compare) <= width else f"next: escsim report {shlex.quote(names[0])}"


def _study(folder: Path) -> str:
    """A study in a line; a torn one is no reason not to list the others."""
    from sim.config.problems import Problem
    from sim.study.sweep.status import status

    try:
        found = status(folder)
    except Problem as problem:
        return f"unreadable: {visible(problem.lines[0])}"
    return f"study {visible(folder.name)}: {found.state}, {found.done:,} of {found.total:,} runs"
