"""`escsim retry`: failed runs of a study are taken back."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from sim.cli.arguments import Parser, as_seen
from sim.cli.places import place_of

EXAMPLES = """\
example:
  escsim retry permission_timing
  escsim sweep study=permission_timing
"""


def execute(words: Sequence[str]) -> int:
    """Take the failed runs back; returns the exit code."""
    parser = Parser("retry", "Take the failed runs of a study back, so that the next sweep does them again.", EXAMPLES)
    parser.add_argument("study", metavar="STUDY", help="the study's folder, or its name in the folder of runs")
    arguments = parser.read(words)
    from sim.study.sweep.retry import retry

    folder = place_of(arguments.study)
    count = retry(folder, lambda text: print(text, file=sys.stderr))
    if count:
        print(f"{count:,} failed runs of {as_seen(folder)} taken back; its sweep command does them again")
    else:
        print(f"no run of {as_seen(folder)} failed")
    return 0
