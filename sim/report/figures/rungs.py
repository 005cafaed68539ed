"""Where the replications stand on the ladder of escalation, day by day."""

from __future__ import annotations

from matplotlib.figure import Figure as Drawn

from sim.report.compare_figures.rung_shares import QUANTITY, rung_numbers, rung_shares
from sim.report.figures.subject import ESCALATION, Figure, Subject


def _draw(subject: Subject) -> Drawn | None:
    return rung_shares(subject.variants, subject.note)


def _numbers(subject: Subject) -> str:
    return rung_numbers(subject.variants)


def _fits(subject: Subject) -> bool:
    return subject.has("quantities", QUANTITY)


FIGURES = (
    Figure(
        name="rung",
        question="In how many replications does escalation stand at or above each rung, day by day?",
        section=ESCALATION,
        order=13,
        draw=_draw,
        numbers=_numbers,
        fits=_fits,
    ),
)
