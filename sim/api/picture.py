"""A figure that was written, which a notebook shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


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
