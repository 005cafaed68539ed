"""`escsim init`: create a starter folder with your own scenario."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from sim.cli.arguments import Parser

EXAMPLES = """\
example:
  escsim init study
  cd study && escsim run scenario=my_scenario
"""


def execute(words: Sequence[str]) -> int:
    """Write the folder; return the exit code."""
    parser = Parser("init", "Create a starter folder with your own scenario, ready to run.", EXAMPLES)
    parser.add_argument("folder", metavar="DIR", help="folder; nothing in it is overwritten")
    arguments = parser.read(words)
    from sim.study.starter import OWN, write_starter

    folder = Path(arguments.folder)
    for path in write_starter(folder):
        if path.suffix != ".json":
            print(f"wrote {path}")
    print(f"next: cd {shlex.quote(str(folder))} && escsim run scenario={OWN}")
    return 0
