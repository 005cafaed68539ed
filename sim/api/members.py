"""The points of a study, each opened as a run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from sim.api.running import Run
from sim.study.run.opening import open_run


class Members(ABC):
    """Points that are runs: `study[0]` is the first, `study["full_ban"]` the one of that label."""

    @property
    @abstractmethod
    def folder(self) -> Path:
        """Folder of the study."""

    @abstractmethod
    def __len__(self) -> int:
        """The number of points."""

    def __iter__(self) -> Iterator[Run]:
        return (self[point] for point in range(len(self)))

    def __getitem__(self, which: int | str) -> Run:
        """A point by its number, from the last where it is negative, or by its label.

        Raises:
            IndexError: no such number.
            Problem: no such label, or several points have it; or the study cannot be read.
        """
        if isinstance(which, str):
            return Run(open_run(self.folder / which))
        if not -len(self) <= which < len(self):
            raise IndexError(f"{self.folder.name} has points 0 to {len(self) - 1} (got {which})")
        return Run(open_run(self.folder / str(which % len(self))))
