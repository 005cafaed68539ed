"""Registered figures: the question, the drawing, and the numbers of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from matplotlib.figure import Figure as Drawn

from sim.config.csv_text import results_csv

COMPARISON, TRAJECTORIES, TIMELINE, ESCALATION, MEASURES, DECISION, RECORD = (
    "comparison", "trajectories", "timeline", "escalation", "measures", "decision", "record"
)  # fmt: skip
"""The sections of a report in which figures stand; those of the record stand in no report."""

Subject = TypeVar("Subject")


@dataclass(frozen=True)
class Numbers:
    """The data of a figure as a table: names of its columns, and a row for each thing that is drawn."""

    header: tuple[str, ...]
    rows: Sequence[Sequence[Any]]

    def csv(self) -> str:
        """The text of the table; what is not known is empty."""
        return results_csv([self.header, *self.rows])


@dataclass(frozen=True)
class Figure(Generic[Subject]):
    """A figure of a run, of a comparison, of a study, of a decision, of a backtest or of a calibration.

    Attributes:
        name: of its files, and by which it is asked for.
        draw: draws it; None if there is nothing to draw it from.
        words: what it shows, in words and numbers, for who does not see it.
        fits: whether there may be anything to draw.
        caption: below it in a report; empty for its words.
        factors: of a study, that it takes.
        of_measure: whether it shows one measure of a study; `of_points`: whether it may be of some of its points only.
        parts: of a decision, whose sentences stand beside it.
        why_not: why there is nothing to draw, where that is so and is known.
    """

    name: str
    question: str
    section: str
    order: int
    draw: Callable[[Subject], Drawn | None]
    words: Callable[[Subject], str]
    numbers: Callable[[Subject], Numbers]
    fits: Callable[[Subject], bool] = lambda _: True
    caption: str = ""
    factors: int = 0
    of_measure: bool = True
    of_points: bool = True
    parts: tuple[str, ...] = ()
    why_not: str = ""
