"""How far each policy is from the reference on each day, and when their paths part."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure as Drawn

from sim.report.compare_figures.difference_days import partings
from sim.report.figures.subject import TRAJECTORIES, Figure, Subject
from sim.report.names import title_of
from sim.report.numbers import number, with_minus

PARTED = ("ground_lost_km2", "red_batteries_bty", "sanctuary_bty")


def _parted(subject: Subject) -> list[str]:
    return [quantity for quantity in PARTED if subject.has("quantities", quantity)]


def _draw(subject: Subject) -> Drawn | None:
    return partings(subject.comparison, subject.held, _parted(subject), subject.note)


def _numbers(subject: Subject) -> str:
    """When the paths of each variant part from the reference's."""
    comparison, parts = subject.comparison, []
    paired = {parting.variant for parting in comparison.partings}
    for variant in subject.held:
        if variant.place in paired:
            found = [comparison.parting(variant.place, name) for name in PARTED]
            days = [
                f"{title_of(one.quantity)} {'never' if np.isnan(one.day) else f'on day {number(one.day)}'}"
                for one in found
            ]
            parts.append(f"{variant.label}: {', '.join(days)}")
    return f"First day on which more than 5 % of the pairs of paths differ. {with_minus('; '.join(parts))}."


def _fits(subject: Subject) -> bool:
    return bool(_parted(subject))


FIGURES = (
    Figure(
        name="partings",
        question="When do the paths of each policy diverge from the reference?",
        section=TRAJECTORIES,
        order=41,
        draw=_draw,
        numbers=_numbers,
        fits=_fits,
    ),
)
