"""Written figures with their data, shown in notebooks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.api.table import Table
from sim.api.view import Shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

    from sim.report.figures.registry import Kind


@dataclass(frozen=True)
class Picture:
    """A figure in a folder.

    Attributes:
        png, svg: its files; `csv`: its data.
    """

    png: Path
    svg: Path
    csv: Path

    @classmethod
    def of(cls, paths: Sequence[Path]) -> dict[str, Picture]:
        """The pictures among some files, by name, each with all its files."""
        drawn = [path for path in paths if path.suffix == ".png"]
        return {path.stem: cls(path, path.with_suffix(".svg"), path.with_suffix(".csv")) for path in drawn}

    def _repr_png_(self) -> bytes:
        return self.png.read_bytes()


class Pictured(Shown):
    """An object with figures, of a kind and with a subject by which they are registered."""

    _kind: Kind

    @property
    @abstractmethod
    def _subject(self) -> Any:
        """Subject from which the figures are drawn."""

    @property
    def figures(self) -> Table:
        """One row per figure that it may have: its name, the question that it answers, and its section in a report."""
        return listed(self._kind, self._subject)

    def figure(self, name: str, width: str = "normal") -> Drawn:
        """A figure as an object of Matplotlib, to restyle and to save.

        Args:
            name: of the figure, one of `figures`.
            width: "narrow" (90 mm, a column), "normal" (160 mm), "wide" (185 mm), or a length as "120 mm".

        Raises:
            Problem: no such figure or width, or there is nothing to draw it from.
        """
        return drawn(self._kind, name, self._subject, width)

    def numbers(self, name: str) -> Table:
        """The data of a figure, as in the CSV beside it; raise Problem if there is none."""
        return numbers_of(self._kind, name, self._subject)


def listed(kind: Kind, subject: Any) -> Table:
    """One row per figure that there may be: its name, the question that it answers, and its section in a report."""
    from sim.report.figures.registry import fitting

    found = [(one.name, one.question, one.section) for one in fitting(kind, subject)]
    return Table.of_rows(("name", "question", "section"), found)


def drawn(kind: Kind, name: str, subject: Any, width: str) -> Drawn:
    """A registered figure of some width.

    Raises:
        Problem: there is none of that name, nothing to draw it from, or no such width.
    """
    from sim.report.drawing.width import figures_of, width_mm
    from sim.report.figures.registry import drawn_figure

    with figures_of(width_mm(width)):
        return drawn_figure(kind, name, subject)


def numbers_of(kind: Kind, name: str, subject: Any) -> Table:
    """The data of a registered figure; raise Problem as `drawn` does."""
    from sim.report.figures.registry import drawable_figure

    found = drawable_figure(kind, name, subject).numbers(subject)
    return Table.of_rows(found.header, [tuple(row) for row in found.rows])
