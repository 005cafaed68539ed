"""A command on a terminal of some width, `$ COLUMNS=80 escsim ...`: what it prints fits on a screen of that width."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from rich.cells import cell_len

from sim.report.screen import LINES, WIDTH

WIDTH_WORD = re.compile(r"^COLUMNS=(\d+) ")


class Terminal(io.StringIO):
    """What a command takes for a terminal."""

    def isatty(self) -> bool:
        return True


def columns_of(command: str) -> tuple[int, str]:
    """The width of the terminal that a line of a page names, 0 for none, and the command behind it."""
    found = WIDTH_WORD.match(command)
    return (int(found[1]), command[found.end() :]) if found else (0, command)


@contextmanager
def as_wide_as(columns: int) -> Iterator[io.StringIO]:
    """Where a command prints; for 0 columns no terminal."""
    if not columns:
        yield io.StringIO()
        return
    before = {key: os.environ.get(key) for key in ("COLUMNS", "TERM")}
    os.environ.update(COLUMNS=str(columns), TERM="dumb")
    try:
        yield Terminal()
    finally:
        for key, value in before.items():
            os.environ.pop(key) if value is None else os.environ.update({key: value})


def overflow(printed: str, columns: int) -> str:
    """What does not fit on a screen of a width; empty where all does, or for 0 columns."""
    lines = printed.rstrip("\n").split("\n")
    if not columns:
        return ""
    if len(lines) > LINES:
        return f"{len(lines)} lines are more than a screen of {LINES}"
    widest, most = max(lines, key=cell_len), min(columns, WIDTH)
    return f"{cell_len(widest)} columns are more than {most}: {widest}" if cell_len(widest) > most else ""
