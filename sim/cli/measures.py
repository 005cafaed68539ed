"""`escsim measures`: show every measure: unit, meaning, which direction is better."""

from __future__ import annotations

from collections.abc import Sequence

from sim.cli.arguments import Parser

EXAMPLES = """\
examples:
  escsim measures
  escsim measures --format csv
"""


def execute(words: Sequence[str]) -> int:
    """Print the measures; returns the exit code."""
    parser = Parser("measures", "Show every measure of a replication.", EXAMPLES)
    parser.add_argument("--format", choices=("text", "csv"), default="text", help="default: text")
    arguments = parser.read(words)
    from sim.config.csv_text import csv_text
    from sim.model.measures import MEASURES

    rows = [(one.name, one.unit, one.meaning, one.better) for one in MEASURES]
    if arguments.format == "csv":
        print(csv_text([("measure", "unit", "meaning", "better"), *rows]), end="")
        return 0
    for name, unit, meaning, better in rows:
        print(f"{name} ({unit}): {meaning}{f'; {better} is better' if better else ''}")
    return 0
