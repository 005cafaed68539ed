"""How long the first relaxation takes under policies that the model decides."""

from __future__ import annotations

from matplotlib.figure import Figure as Drawn

from sim.analysis.relaxation import relaxations
from sim.report.compare_figures.relaxation import waiting
from sim.report.figures.subject import ESCALATION, Figure, Subject
from sim.report.numbers import number


def _draw(subject: Subject) -> Drawn | None:
    return waiting(subject.variants, subject.note)


def _numbers(subject: Subject) -> str:
    """How many replications relax, and the restricted mean day."""
    comparison = subject.comparison
    parts = [
        f"{comparison.names[place]}: {one.n_events:,} of {one.n:,} replications relax, on day "
        f"{number(one.restricted_mean, 3)} in the mean, restricted to day {number(one.last_day)} "
        f"(standard error {number(one.restricted_mean_standard_error, 2)})"
        for place, one in relaxations(comparison).items()
    ]
    return f"{'; '.join(parts)}."


FIGURES = (
    Figure("relaxation", "How long does the first relaxation take?", ESCALATION, 42, _draw, _numbers),
)  # fmt: skip
