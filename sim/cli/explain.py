"""`escsim explain`: show why one replication differs between two runs."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence

from sim.cli.arguments import Parser, add_all_option, add_trust_option, trusting_of
from sim.cli.exits import FAILED

FORMATS = ("table", "json", "csv", "md")

EXAMPLES = """\
Both runs must have the same seed, so that every difference comes from the settings. csv and json list all events.

examples:
  escsim explain runs/A runs/B --replication 17
  escsim explain A B -r 17 --format csv > events.csv
"""


def execute(words: Sequence[str]) -> int:
    """Run the replication of both runs again and tell how they differ; return the exit code."""
    parser = Parser("explain", "Show why one replication differs between two runs, event by event.", EXAMPLES)
    parser.add_argument("runs", nargs=2, metavar="RUN", help="two runs: folders, or names in the runs folder")
    parser.add_argument(
        "-r", "--replication", type=int, required=True, metavar="N", help="number of the replication, from 0"
    )
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="output format (default: table)")
    add_all_option(parser)
    add_trust_option(parser)
    arguments = parser.read(words)
    from sim.analysis.explain import explain
    from sim.engine.batch import ReplicationFailed
    from sim.report.screens import explain as explain_text
    from sim.report.terminal.screen import screen
    from sim.study.named import named_folders
    from sim.study.run.opening import open_run

    ours, theirs = map(open_run, named_folders(arguments.runs))
    try:
        with trusting_of(arguments):
            explanation = explain(ours, theirs, arguments.replication)
    except ReplicationFailed as failure:
        print(f"error: {failure}", file=sys.stderr)
        return FAILED
    if arguments.format == "table":
        with screen(arguments.all) as output:
            explain_text.print_explanation(output, explanation)
            output.last(f"next: escsim trace {shlex.quote(arguments.runs[1])} -r {arguments.replication}")
        return 0
    texts = {
        "json": explain_text.explanation_json,
        "csv": explain_text.explanation_csv,
        "md": explain_text.explanation_page,
    }
    print(texts[arguments.format](explanation), end="")
    return 0
