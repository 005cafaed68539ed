"""The reference of the commands, from the help of each."""

from __future__ import annotations

import os
from collections.abc import Iterator

from sim.cli.arguments import parser_of
from sim.cli.overview import grouped
from sim.cli.verbs import VERBS

WIDTH = "110"  # of the help, characters

BEGINNING = """\
# Commands

This page is made from the commands' own help: `escsim VERB --help` prints the same.

[Exit codes](exit_codes.md) are the same for every verb. Data go to standard output, everything else to standard error.
"""


def commands() -> str:
    """The page."""
    os.environ["COLUMNS"] = WIDTH
    return "\n".join([BEGINNING, *_groups()]) + "\n"


def _groups() -> Iterator[str]:
    for heading, verbs in grouped(VERBS).items():
        yield f"## {heading[0].upper()}{heading[1:]}\n"
        for verb in verbs:
            yield f"### {verb}\n\n```{{code-block}} text\n{parser_of(verb).format_help()}```\n"
