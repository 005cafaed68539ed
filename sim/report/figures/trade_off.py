"""What one measure costs in another: a point and an ellipse a policy."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure as Drawn

from sim.report.compare_figures.trade import trade_off
from sim.report.figures.subject import ESCALATION, Figure, Subject
from sim.report.names import title_of, unit_of
from sim.report.numbers import number


def _draw(subject: Subject) -> Drawn | None:
    return trade_off(subject.variants, *subject.traded, subject.spread, subject.note)


def _numbers(subject: Subject) -> str:
    """The two means of each variant."""
    units = subject.variants[0].manifest["measures"]
    names = [f"{title_of(name)} ({unit_of(units[name])})" for name in subject.traded]
    parts = []
    for variant in subject.variants:
        means = [number(float(np.nanmean(variant.table[name])), 3) for name in subject.traded]
        parts.append(f"{variant.label} {means[0]} and {means[1]}")
    return f"{names[0]} and {names[1]}, means: {'; '.join(parts)}."


def _fits(subject: Subject) -> bool:
    return subject.has("measures", *subject.traded)


FIGURES = (
    Figure(
        "trade_off", "Where does each policy lie between two measures?", ESCALATION, 31, _draw, _numbers, _fits
    ),
)  # fmt: skip
