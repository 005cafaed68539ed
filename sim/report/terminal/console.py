"""Output of tables to a terminal, a pipe, or a file; never cuts a number, and escapes control characters in names."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, NoReturn, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from sim.config.problems import visible

PIPED_WIDTH = 1000  # characters; a file or a pipe has no width of its own
LONGEST_NUMBERS = 32  # characters of a cell of numbers, such as an interval; a longer one is text
INDENT = 4


class Output(Console):
    """A console that writes a table as paragraphs where it is too narrow, and shows control characters as text."""

    def print(self, *objects: Any, **options: Any) -> None:
        for each in objects:
            if isinstance(each, Table) and not self.fits(each):
                for paragraph in paragraphs(each):
                    super().print(paragraph, **options)
            else:
                super().print(each, **options)
        if not objects:
            super().print(**options)

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(visible(text), **options)

    def on_broken_pipe(self) -> NoReturn:
        """The reader has gone: the same for a table as for any other line, which the command answers."""
        raise BrokenPipeError

    def fits(self, table: Table) -> bool:
        """True if the table is narrow enough to be printed as one."""
        for column in table.columns:
            column.no_wrap = column.no_wrap or _holds_numbers(column)
            if column.no_wrap:  # Rich cuts such a column where the table is too wide
                column.min_width = max(column.min_width or 0, _widest(column))
        return Measurement.get(self, self.options.update(width=PIPED_WIDTH), table).minimum <= self.width


def console(file: TextIO | None = None) -> Output:
    """Output for tables: standard output, as wide as the terminal, or `PIPED_WIDTH` where it is none."""
    file = file or sys.stdout
    return Output(file=file, width=None if file.isatty() else PIPED_WIDTH, highlight=False, markup=False)


def _widest(column: Column) -> int:
    """Characters of the longest line of a column."""
    texts = [str(text) for text in (column.header, *column.cells)]
    return max(cell_len(line) for text in texts for line in text.splitlines() or [""])


def _holds_numbers(column: Column) -> bool:
    """True if a column has numbers, which no line may part, and not texts in which numbers occur."""
    texts = [str(cell) for cell in column.cells]
    return all(cell_len(text) <= LONGEST_NUMBERS for text in texts) and any(
        character.isdigit() for text in texts for character in text
    )


def paragraphs(table: Table) -> Iterator[Text | Padding]:
    """Each row as its first cell, and under it the others with their headings."""
    for cells in zip(*(column.cells for column in table.columns), strict=True):
        yield Text(visible(str(cells[0])), style="bold")
        told = [
            f"{head.header} {cell}".strip()
            for head, cell in zip(table.columns[1:], cells[1:], strict=True)
            if str(cell)
        ]
        if told:
            yield Padding(visible("; ".join(told)).replace(" %", "\N{NO-BREAK SPACE}%"), (0, 0, 0, INDENT))
