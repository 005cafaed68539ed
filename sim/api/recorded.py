"""Stored backtests and calibrations: their results and figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.api.picture import drawn, listed, numbers_of
from sim.api.table import Table
from sim.api.view import Shown, View, as_seen
from sim.report.figures.registry import fitting
from sim.report.folders.stored_records import open_record

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn


class StoredRecord(Shown):
    """The folder of a backtest or of a calibration, as `sim.load` opens it.

    Attributes:
        folder: where it lies.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kind, self._subject = open_record(folder)

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Manifest: config, observations, software and results."""
        return self._subject.manifest

    @property
    def figures(self) -> Table:
        """One row per figure that it may have: its name, the question that it answers, and its section."""
        return listed(self._kind, self._subject)

    def figure(self, name: str, width: str = "normal") -> Drawn:
        """A figure as an object of Matplotlib, to restyle and to save.

        Args:
            name: of the figure, one of `figures`.
            width: "narrow" (90 mm, a column), "normal" (160 mm), "wide" (185 mm), or a length as "120 mm".

        Raises:
            Problem: no such figure or width.
        """
        return drawn(self._kind, name, self._subject, width)

    def numbers(self, name: str) -> Table:
        """The data of a figure, as in the CSV beside it; raise Problem if there is none."""
        return numbers_of(self._kind, name, self._subject)

    def view(self) -> View:
        """Answers that its figures give, in words."""
        rows = [(figure.question, figure.words(self._subject)) for figure in fitting(self._kind, self._subject)]
        below = (str(self.manifest["warning"]), f"folder: {as_seen(self.folder)}")
        return View(
            (f"{self._kind.capitalize()} {self.folder.name}",), ("question", "answer"), (False, False), rows, below
        )
