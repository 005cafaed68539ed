"""`escsim merge`: merge shards into one study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.cli.arguments import Parser, as_seen
from sim.config.problems import say

EXAMPLES = """\
example:
  escsim merge runs/policy_ranking-shard-*
"""


def execute(words: Sequence[str]) -> int:
    """Merge the shards; return the exit code."""
    parser = Parser("merge", "Merge all shards of a study into one, as if it had never been divided.", EXAMPLES)
    parser.add_argument("shards", nargs="+", metavar="SHARD", help="folders of all shards, in any order")
    parser.add_argument(
        "--out", metavar="DIR", help="the new folder (default: beside the shards, with the study's name)"
    )
    parser.add_argument("--no-report", action="store_true", help="leave out report.html")
    arguments = parser.read(words)
    from sim.study.named import named_folders
    from sim.study.run.point import is_multirun
    from sim.study.sweep.folder import open_study
    from sim.study.sweep.merge import lacks_report, merge
    from sim.study.sweep.shard import whole_name

    shards = named_folders(arguments.shards)
    out = Path(arguments.out) if arguments.out else shards[0].absolute().parent / whole_name(shards[0].name)
    if not arguments.no_report and lacks_report(shards, out):
        say(f"{as_seen(out)} was already merged; writing its report")
    else:
        merge(shards, out, say)
    print(as_seen(out))
    if is_multirun(open_study(out)):
        from sim.cli.multirun import finish

        finish(out, False, not arguments.no_report)
    elif not arguments.no_report:
        from sim.cli.decide import repeat_decision
        from sim.report.folders.reports import write_report

        repeat_decision(out, say)
        print(as_seen(write_report(out)))
    return 0
