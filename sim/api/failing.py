"""The error of a run or a study that could not go on."""

from __future__ import annotations

from pathlib import Path


class Failed(RuntimeError):
    """A replication failed, or a study cannot go on; what was done until then is kept.

    Attributes:
        folder: what keeps it.
    """

    def __init__(self, message: str, folder: Path) -> None:
        super().__init__(message)
        self.folder = folder
