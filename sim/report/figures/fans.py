"""How a quantity goes from day to day under each policy: fan charts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure as Drawn

from sim.report.compare_figures.small_multiples import fans
from sim.report.compare_figures.variants import Variant
from sim.report.figures.subject import TRAJECTORIES, Figure, Subject
from sim.report.names import title_of, unit_of
from sim.report.numbers import number
from sim.report.wording import in_sentence

FANS = {
    "ground_lost": ("ground_lost_km2", TRAJECTORIES, 10),
    "tube_stock": ("tube_stock_kr", TRAJECTORIES, 11),
    "sanctuary": ("sanctuary_bty", TRAJECTORIES, 12),
}
"""The tracked quantity of each, by the figure's name, its section, and its place."""


def _draw(quantity: str, subject: Subject) -> Drawn | None:
    return fans(subject.variants, quantity, subject.note)


def _numbers(quantity: str, subject: Subject) -> str:
    return fan_numbers(subject.variants, quantity)


def fan_numbers(variants: Sequence[Variant], quantity: str) -> str:
    """The median and the 5 to 95 % range of each variant on the last day."""
    shown = [variant for variant in variants if variant.days.size]
    unit = unit_of(shown[0].manifest["quantities"][quantity])
    parts = []
    for variant in shown:
        found = variant.quantiles(quantity)
        middle, low, high = (number(float(found[name][-1]), 3) for name in ("q50", "q05", "q95"))
        parts.append(f"{variant.label} {middle} [{low} to {high}]")
    day = number(float(shown[0].days[-1]))
    where = f" ({unit})" if unit else ""
    return f"{title_of(quantity)}{where} on day {day}, median [5 % to 95 %]: {'; '.join(parts)}."


def _fits(quantity: str, subject: Subject) -> bool:
    return subject.has("quantities", quantity)


FIGURES = tuple(
    Figure(
        name=name,
        question=f"How does the quantity develop under each policy: {in_sentence(title_of(quantity))}?",
        section=section,
        order=order,
        draw=partial(_draw, quantity),
        numbers=partial(_numbers, quantity),
        fits=partial(_fits, quantity),
    )
    for name, (quantity, section, order) in FANS.items()
)
