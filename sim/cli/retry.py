"""`escsim retry`: rerun the failed runs of a study."""

from __future__ import annotations

from collections.abc import Sequence

from sim.cli.arguments import Parser, as_seen
from sim.config.problems import say

EXAMPLES = """\
example:
  escsim retry permission_timing
  escsim sweep study=permission_timing
"""


def execute(words: Sequence[str]) -> int:
    """Take the failed runs back; return the exit code."""
    parser = Parser(
        "retry", "Discard the failed runs of a study or a run, so that repeating its command reruns them.", EXAMPLES
    )
    parser.add_argument("study", metavar="STUDY", help="folder of a study or a run, or its name in the runs folder")
    arguments = parser.read(words)
    from sim.study.named import named_folder
    from sim.study.sweep.folder import open_study
    from sim.study.sweep.retry import retry

    folder = named_folder(arguments.study)
    count = retry(folder, say)
    if count:
        command = open_study(folder).command
        print(f"{count:,} failed runs of {as_seen(folder)} discarded; {command} reruns them")
    else:
        print(f"no run of {as_seen(folder)} failed")
    return 0
