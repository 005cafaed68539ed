"""Display of the objects of the Python interface: lines, a table, lines, as text or as HTML in a notebook."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path


class Shown(ABC):
    """An object that shows its view."""

    @abstractmethod
    def view(self) -> View:
        """View of the object."""

    def __repr__(self) -> str:
        return self.view().text()

    def _repr_html_(self) -> str:
        return self.view().html()


@dataclass(frozen=True)
class View:
    """Content of a view: a table, with lines before and after it.

    Attributes:
        above: lines before the table.
        headings: of its columns; `numbers`: whether a column is flush right.
        rows: its cells.
        below: lines after it.
    """

    above: tuple[str, ...]
    headings: tuple[str, ...]
    numbers: tuple[bool, ...]
    rows: Sequence[Sequence[str]]
    below: tuple[str, ...]

    def text(self) -> str:
        """Text for a terminal."""
        from sim.report.terminal.console import console
        from sim.report.terminal.tables import right, table_of

        named = zip(self.headings, self.numbers, strict=True)
        table = table_of(*(right(name)[0] if is_number else name for name, is_number in named))
        for row in self.rows:
            table.add_row(*row)
        written = io.StringIO()
        console(written).print(table)
        lines = [line.rstrip() for line in written.getvalue().splitlines()]
        return "\n".join([*self.above, *(line for line in lines if line), *self.below])

    def html(self) -> str:
        """HTML for a notebook."""
        heads = "".join(f"<th>{escape(name)}</th>" for name in self.headings)
        rows = "".join(f"<tr>{''.join(map(self._cell, row, self.numbers))}</tr>" for row in self.rows)
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        return "".join([*map(_line, self.above), table, *map(_line, self.below)])

    @staticmethod
    def _cell(text: str, is_number: bool) -> str:
        return f'<td style="text-align:{"right" if is_number else "left"}">{escape(text)}</td>'


def _line(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def as_seen(path: Path) -> str:
    """A path from this folder, where it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
