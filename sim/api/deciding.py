"""`Study.decide`: the decision of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from sim.analysis.decision.decide import StudyDecision, decide
from sim.analysis.decision.request import decision_request
from sim.analysis.study_table import StudyTable
from sim.api.picture import Picture, Pictured
from sim.api.table import Table
from sim.api.view import View, as_seen
from sim.config.objectives import Amount
from sim.config.problems import Problem, hint
from sim.report.decision.folder import sentences, sheets, write_decision
from sim.report.decision.sheet import Sheet
from sim.study.files.manifest import WARNING
from sim.study.files.places import FIGURES

PARTS = {
    "budget": "budget", "drivers": "drivers", "flips": "ties", "boxes": "region", "robustness": "rules",
    "worth": "worth", "front": "front", "enough": "enough",
}  # fmt: skip
"""The table of each part."""


class Decision(Pictured):
    """A study decided, as `Study.decide` returns it and `escsim decide` prints it.

    Attributes:
        folder: where its numbers, tables and sentences were written.
        price: of one unit of costs in units of saves, of the analysis.
        warnings: what holds of every number.
        sentences: what each part says, by part.
    """

    _kind = "decision"

    def __init__(self, table: StudyTable, price: Amount | None, between: Sequence[str] | None,
                 saves: str | None, costs: str | None) -> None:  # fmt: skip
        found = decide(table, decision_request(table, price, between, saves, costs))
        self._study, self._found = table, found
        self.folder: Path = write_decision(table, found)
        self.price = found.choice.price
        self.warnings = found.warnings
        self.sentences: Mapping[str, Sequence[str]] = sentences(found)
        self._sheets = {sheet.name: sheet for sheet in sheets(found)}
        self._missing = found.choice.left_out

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of all tables; `table` gives them."""
        return tuple(self._sheets)

    def table(self, name: str) -> Table:
        """A table by its name; raise Problem if there is none."""
        if name not in self._sheets:
            raise Problem(f"no table {name!r}{hint(name, self._sheets)}")
        sheet: Sheet = self._sheets[name]
        columns, rows = sheet.keyed()
        return Table.of_rows(columns, rows, sheet.units)

    @cached_property
    def budget(self) -> Table:
        """Share of each source in the variance of each outcome."""
        return self._part("budget")

    @cached_property
    def drivers(self) -> Table:
        """Share of the variance of each outcome that each uncertain parameter explains."""
        return self._part("drivers")

    @cached_property
    def flips(self) -> Table:
        """The prices at which policies tie; `table("beliefs")` and `table("structures")` have what else turns them."""
        return self._part("flips")

    @cached_property
    def boxes(self) -> Table:
        """The region in which one policy beats the other; raise Problem with too few replications."""
        return self._part("boxes")

    @cached_property
    def robustness(self) -> Table:
        """Score of each policy under each rule of choice."""
        return self._part("robustness")

    @cached_property
    def worth(self) -> Table:
        """Value of knowing more before choosing; raise Problem with too few replications."""
        return self._part("worth")

    @cached_property
    def front(self) -> Table:
        """The policies that no other one beats; raise Problem for fewer than three."""
        return self._part("front")

    @cached_property
    def enough(self) -> Table:
        """Share of futures that are undecided, and its forecast for other numbers of replications."""
        return self._part("enough")

    @property
    def _subject(self) -> StudyDecision:
        return self._found

    def plot(self, name: str, width: str = "normal") -> Picture:
        """Draw a figure into the folder, with its data beside it; arguments as of `figure`.

        Raises:
            Problem: no such figure or width, there is nothing to draw, or it cannot be written.
        """
        from sim.report.drawing.width import figures_of, width_mm
        from sim.report.folders.decision_pictures import draw

        with figures_of(width_mm(width)):
            return next(iter(Picture.of(draw(self._study, self._found, name, self.folder / FIGURES)).values()))

    def view(self) -> View:
        """The sentences, by part."""
        rows = [[part, " ".join(texts)] for part, texts in self.sentences.items()]
        below = (*self.warnings, WARNING, f"folder: {as_seen(self.folder)}")
        return View((), ("part", "answer"), (False, False), rows, below)

    def _part(self, name: str) -> Table:
        sheet = PARTS[name]
        if sheet not in self._sheets:
            why = self._missing.get({"boxes": "where"}.get(name, name), "the study does not include it")
            raise Problem(f"{name}: {why}")
        return self.table(sheet)
