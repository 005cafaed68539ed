"""Content of a report: sections of blocks, as plain data, which the template in `templates` turns into a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.config.counting import number_of

if TYPE_CHECKING:
    from sim.report.drawing.inline_svg import InlineFigure


@dataclass(frozen=True)
class Text:
    """A paragraph; `quiet`: one that explains what is above or below it."""

    words: str
    quiet: bool = False
    kind: str = "text"


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    words: str
    kind: str = "heading"


@dataclass(frozen=True)
class BulletList:
    """A list of sentences."""

    words: Sequence[str]
    kind: str = "points"


@dataclass(frozen=True)
class Commands:
    """Lines for a shell."""

    lines: Sequence[str]
    kind: str = "commands"


@dataclass(frozen=True)
class TableBlock:
    """A table, whose rows can be sorted by any column.

    Attributes:
        rows: texts; the first names the row, and a line of a cell ends with a line feed.
        right_from: the columns from this one on hold numbers.
        small: for long tables of reference.
    """

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    right_from: int = 99
    small: bool = False
    kind: str = "table"


@dataclass(frozen=True)
class FigureBlock:
    """A figure.

    Attributes:
        numbers: what it shows in words and numbers, for who does not see it and for who wants to quote it.
        caption: what stands below it instead of the numbers, where these stand in the figure itself.
    """

    figure: InlineFigure
    numbers: str
    caption: str = ""
    kind: str = "picture"


Block = Text | Heading | BulletList | Commands | TableBlock | FigureBlock


ANSWERING = frozenset({"policies", "decision", "search", "comparison"})
"""The sections that are open when a report is opened, as they hold its answer; the others are folded."""


@dataclass(frozen=True)
class Section:
    """A part of a report under a separate heading; `anchor`: its name in links."""

    anchor: str
    title: str
    blocks: Sequence[Block]

    @property
    def is_folded(self) -> bool:
        """True if a reader opens it to see more than its heading."""
        return self.anchor not in ANSWERING

    @property
    def contents(self) -> str:
        """Numbers of figures and tables in the section, for the line that opens it."""
        counts = {
            "figure": sum(isinstance(block, FigureBlock) for block in self.blocks),
            "table": sum(isinstance(block, TableBlock) for block in self.blocks),
        }
        return ", ".join(number_of(count, what) for what, count in counts.items() if count)


@dataclass(frozen=True)
class AnswerSentence:
    """One sentence of the answer, and the word or two that lead it."""

    lead: str
    sentence: str


@dataclass(frozen=True)
class Page:
    """A report.

    Attributes:
        title: what kind of report it is, of what.
        question: that it answers, the heading of the page.
        glance: what stands right below the answer.
        basis: what the numbers rest on, in a line.
        notes: what a reader must know before the numbers.
    """

    title: str
    question: str
    findings: Sequence[AnswerSentence]
    glance: Sequence[Block]
    basis: str
    notes: Sequence[str]
    sections: Sequence[Section]

    @property
    def figures(self) -> list[InlineFigure]:
        """All of them, in order."""
        blocks = [*self.glance, *(block for section in self.sections for block in section.blocks)]
        return [block.figure for block in blocks if isinstance(block, FigureBlock)]
