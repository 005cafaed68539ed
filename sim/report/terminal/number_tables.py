"""Tables of numbers on a screen: one row per policy, or one per measure where that shows more of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from textwrap import wrap
from typing import NamedTuple

from rich.cells import cell_len
from rich.table import Table

from sim.config.counting import more_of
from sim.report.terminal.screen import ALL, LINES, MORE, USUAL, Screen, Whole
from sim.report.terminal.tables import GAP, portions, right, table_of

HEADING, NAMES = 2, 4  # lines of a column's heading: of a measure, of a policy
NARROWEST = 24  # characters of a column of names that is wrapped
AROUND = 3  # lines of a table besides headings and rows
TALLEST = LINES - USUAL - 3  # lines of a table that leaves room for a sentence
OF = ("policy", "measure")
Rows = Sequence[Sequence[str]]


class NumberTable(NamedTuple):
    """A table whose first column has names and whose others have numbers.

    Attributes:
        headings: of the columns; the first is empty.
        rows: a name, and a cell of text for each other column.
        heading: lines that a heading may take.
        of: what a row is and what a column is.
    """

    headings: Sequence[str]
    rows: Rows
    heading: int = HEADING
    of: tuple[str, str] = OF

    def transposed(self, heading: int) -> NumberTable:
        """The same with a row for each column, under headings of so many lines."""
        names = ["", *(row[0] for row in self.rows)]
        columns = range(1, len(self.headings))
        rows = [[self.headings[place], *(row[place] for row in self.rows)] for place in columns]
        return NumberTable(names, rows, heading, (self.of[1], self.of[0]))

    def portions(self, first: int, width: int) -> list[list[int]]:
        """The columns that fit beside a first one of some width, at least one at a time."""
        widths = [GAP + self.width(place) for place in range(1, len(self.headings))]
        return [[1 + place for place in places] for places in portions(widths, width - first - GAP)]

    def width(self, place: int) -> int:
        """The width of a column of numbers, whose heading is wrapped between words."""
        heading = self.headings[place]
        width = max(*(cell_len(row[place]) for row in self.rows), *map(cell_len, heading.split()))
        while len(wrap(heading, width)) > self.heading:
            width += 1
        return width

    def names(self) -> int:
        """The width of the longest name."""
        return max(cell_len(row[0]) for row in self.rows)


class TableLayout(NamedTuple):
    """Layout of a table: the table, the width of its first column, and its columns in portions."""

    table: NumberTable
    first: int
    portions: list[list[int]]

    def top(self, columns: Sequence[int]) -> int:
        """Lines of a table of these columns besides its rows."""
        return AROUND + max(len(wrap(self.table.headings[place], self.table.width(place))) for place in columns)

    def rows(self, lines: int) -> int:
        """Number of rows that have room in so many lines."""
        heights = (max(len(wrap(row[0], self.first)), 1) for row in self.table.rows)
        return sum(needed <= lines for needed in accumulate(heights))

    @property
    def height(self) -> int:
        """Lines of its first portion, at most TALLEST."""
        rows = sum(max(len(wrap(row[0], self.first)), 1) for row in self.table.rows)
        return min(self.top(self.portions[0]) + rows, TALLEST)

    @property
    def shown(self) -> tuple[int, int]:
        """Number of policies and of measures that a screen shows."""
        rows, columns = self.rows(TALLEST - self.top(self.portions[0])), len(self.portions[0])
        return (rows, columns) if self.table.of == OF else (columns, rows)


def layout_of(width: int, table: NumberTable) -> TableLayout:
    """The layout that shows the most policies; of these, the most measures, in the fewest lines."""
    return max(_layouts(width, table), key=lambda found: (*found.shown, -found.height))


def print_numbers(console: Screen | Whole, table: NumberTable) -> None:
    """Print a table in as many portions below each other as the width asks for, as far as the screen has room."""
    found, printed = layout_of(console.width, table), 0
    many = len(found.table.rows)
    rows = max(found.rows(console.room - found.top(found.portions[0])), 1)
    for columns in found.portions:
        if printed and console.room <= found.top(columns) + many:
            break
        printed += len(columns)
        console.print(_drawn(found, columns, rows))
    (row, column), left = found.table.of, (many - rows, len(found.table.headings) - 1 - printed)
    if more := [more_of(count, name) for count, name in zip(left, (row, column), strict=True) if count]:
        console.print(f"{MORE} {', '.join(more)}: {ALL}")


def _layouts(width: int, table: NumberTable) -> Iterator[TableLayout]:
    yield _laid_out(table, 3 * width // 5, width)
    turned = (_laid_out(table.transposed(lines), width // 2, width) for lines in range(HEADING, NAMES + 1))
    yield from (found for found in turned if len(found.portions) == 1)  # else it would leave out policies
    yield _laid_out(table, width - 2 * GAP - table.width(1), width)
    yield from (_laid_out(table, most, width) for most in range(width // 2, NARROWEST - 1, -4))


def _laid_out(table: NumberTable, most: int, width: int) -> TableLayout:
    """The layout with names of so many characters at most."""
    first = min(table.names(), max(most, NARROWEST))
    return TableLayout(table, first, table.portions(first, width))


def _drawn(found: TableLayout, columns: Sequence[int], rows: int) -> Table:
    table = found.table
    heads = ["\n".join(wrap(table.headings[place], table.width(place))) for place in columns]
    drawn = table_of(table.headings[0], *right(*heads))
    drawn.columns[0].min_width = found.first
    for row in table.rows[:rows]:
        drawn.add_row("\n".join(wrap(row[0], found.first)), *(row[place] for place in columns))
    return drawn
