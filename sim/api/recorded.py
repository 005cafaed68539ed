"""Stored backtests and calibrations: their results and figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.api.picture import Pictured
from sim.api.view import View, as_seen
from sim.report.figures.registry import fitting
from sim.report.folders.stored_records import open_record


class StoredRecord(Pictured):
    """The folder of a backtest or of a calibration, as `sim.load` opens it.

    Attributes:
        folder: where it lies.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kind, self._record = open_record(folder)

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Manifest: config, observations, software and results."""
        return self._record.manifest

    @property
    def _subject(self) -> Any:
        return self._record

    def view(self) -> View:
        """Answers that its figures give, in words."""
        rows = [(figure.question, figure.words(self._subject)) for figure in fitting(self._kind, self._subject)]
        below = (str(self.manifest["warning"]), f"folder: {as_seen(self.folder)}")
        return View(
            (f"{self._kind.capitalize()} {self.folder.name}",), ("question", "answer"), (False, False), rows, below
        )
