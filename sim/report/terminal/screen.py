"""Output that fits on a screen: the answer first, the folder and the next command last.

A screen has 24 lines of at most 100 characters, or as many as the terminal is narrower; output that is no terminal is
as wide as the variable COLUMNS says, at most 100. What does not fit is counted, and printed with `--all`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

from sim.config.problems import visible
from sim.report.terminal.console import Output, console

LINES, WIDTH = 24, 100
USUAL = 6  # lines that come last: what numbers rest on, the folder, the report, the next command
NARROWEST = 40  # characters of a terminal below which lines are as long as they must be
ALL = "--all"
MORE = "..."


class Screen(Output):
    """A console that keeps to a screen; it prints when it is closed.

    What is printed by `last` comes last, and is never left out.
    """

    def __init__(self, width: int, colours: bool) -> None:
        self._text, self._last = io.StringIO(), list[str]()
        super().__init__(file=self._text, width=width, highlight=False, markup=False, force_terminal=colours)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as a console does, but never beyond its width."""
        super().print(*objects, **options | {"soft_wrap": False})

    def last(self, *lines: str) -> None:
        """Print lines below everything else; each stays whole, so that a path or a command can be copied."""
        self._last += [visible(line) for line in lines]

    @property
    def room(self) -> int:
        """Number of lines left above the last lines, or above as many as are usual there."""
        return LINES - max(USUAL, len(self._last)) - len(self._text.getvalue().splitlines())

    def close(self) -> list[str]:
        """The lines of the screen."""
        lines = _without_double_gaps([line.rstrip() for line in self._text.getvalue().splitlines()])
        room = LINES - sum(max(1, -(-len(line) // self.width)) for line in self._last)
        if len(lines) > room >= len(lines) - lines.count(""):
            lines = [line for line in lines if line]
        if len(lines) > room:
            kept = max(room - 1, 1)
            lines = [*lines[:kept], f"{MORE} {len(lines) - kept:,} more lines: {ALL}"]
        return [*lines, *self._last]


class Whole(Output):
    """A console that prints everything at once, whatever room it takes."""

    room = sys.maxsize

    def last(self, *lines: str) -> None:
        """Print lines as they come."""
        for line in lines:
            self.print(line, soft_wrap=True)


@contextmanager
def screen(everything: bool) -> Iterator[Screen | Whole]:
    """Screen for the answer of a command; it appears at the end, also where the command fails on the way.

    `everything`: nothing is left out, however long and wide it is.
    """
    if everything:
        output = console()
        yield Whole(file=output.file, width=output.width, highlight=False, markup=False)
        return
    terminal = sys.stdout.isatty()
    width = console().width if terminal else get_terminal_size((WIDTH, LINES)).columns
    found = Screen(max(min(width, WIDTH), NARROWEST), terminal)
    try:
        yield found
    finally:
        for line in found.close():
            sys.stdout.write(f"{line}\n")


def _without_double_gaps(lines: list[str]) -> list[str]:
    """Lines without an empty one at the start, at the end, behind another one, or before what is left out."""
    found: list[str] = []
    for line in lines:
        if line.startswith(MORE) and found and not found[-1]:
            found.pop()
        if line or (found and found[-1]):
            found.append(line)
    while found and not found[-1]:
        found.pop()
    return found


MOST_LINES = 4  # of the first sentence


def print_sentences(console: Screen | Whole, *sentences: Sequence[str], below: int) -> None:
    """Print each sentence in the fullest of its forms that leaves so many lines; the last sentences give way first.

    Args:
        console: where to.
        sentences: the forms of each, from the fullest to the shortest, which is empty if the sentence may be left out.
        below: lines that are wanted for what comes below.
    """
    room = console.room - below
    choices = list(product(*(forms for forms in sentences if forms and forms[0])))
    short = [forms for forms in choices if _heights(forms[:1], console.width) <= MOST_LINES] or choices[-1:]
    chosen = next((forms for forms in short if _heights(forms, console.width) <= room), short[-1])
    for form in filter(None, chosen):
        console.print(form)


def _heights(texts: Sequence[str], width: int) -> int:
    """Lines of texts that are wrapped between words."""
    return sum(len(wrap(text, width)) for text in texts)
