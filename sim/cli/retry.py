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
    parser = Parser("retry", "Discard the failed runs of a study, so that the next sweep reruns them.", EXAMPLES)
    parser.add_argument("study", metavar="STUDY", help="folder of a study, or its name in the runs folder")
    arguments = parser.read(words)
    from sim.study.sweep.retry import retry

    folder = place_of(arguments.study)
    count = retry(folder, lambda text: print(text, file=sys.stderr))
    if count:
        print(f"{count:,} failed runs of {as_seen(folder)} discarded; repeat its sweep command to rerun them")
    else:
        print(f"no run of {as_seen(folder)} failed")
    return 0
