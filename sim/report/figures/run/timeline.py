"""The timeline of one replication, day by day."""

from __future__ import annotations

from matplotlib.figure import Figure as Drawn

from sim.report.drawing.timeline import timeline
from sim.report.figures.figure import TIMELINE, Figure, Numbers
from sim.report.figures.run.facts import TOLD, RunSubject
from sim.report.words.history import HEADER
from sim.report.words.run_names import called


def _draw(subject: RunSubject) -> Drawn | None:
    history = subject.history
    return None if history is None else timeline(history, f"Replication {TOLD}, day by day", called(subject.manifest))


def _numbers(subject: RunSubject) -> Numbers:
    """One row per event."""
    return Numbers(HEADER, subject.history.rows() if subject.history else [])


FIGURES = (
    Figure(
        name="timeline",
        question="What happens in one replication?",
        section=TIMELINE,
        order=2,
        draw=_draw,
        words=lambda subject: subject.history.words() if subject.history else "",
        numbers=_numbers,
    ),
)
