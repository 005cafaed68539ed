"""Figures: one that was written, and one to restyle; a notebook shows either."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn


@dataclass(frozen=True)
class Picture:
    """A figure in a folder.

    Attributes:
        png, svg: its files.
    """

    png: Path
    svg: Path

    @classmethod
    def of(cls, paths: Sequence[Path]) -> dict[str, Picture]:
        """The pictures among some files, by name, each with both its files."""
        drawn = [path for path in paths if path.suffix == ".png"]
        return {path.stem: cls(path, path.with_suffix(".svg")) for path in drawn}

    def _repr_png_(self) -> bytes:
        return self.png.read_bytes()


@dataclass(frozen=True)
class Figure:
    """A figure that is not written yet.

    Attributes:
        name: of the figure.
        drawn: the matplotlib figure, to be changed at will.
        numbers: what it shows, in words and numbers, as they stand beside it in a report.
    """

    name: str
    drawn: Drawn
    numbers: str

    def save(self, path: str | Path) -> Path:
        """Write it as the ending of the path says, and return the path."""
        self.drawn.savefig(path)
        return Path(path)

    def _repr_png_(self) -> bytes:
        written = io.BytesIO()
        self.drawn.savefig(written, format="png")
        return written.getvalue()
