"""Known answers in closed form: one number on one day, where nothing is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.batch import Batch
from sim.validation.verification import judge, reading
from sim.validation.verification.case import Check, Experiment


def on_one_day(day: int, label: str, quantity: str, expected: float, overrides: tuple[str, ...]) -> Experiment:
    """Experiment on a tracked quantity at the beginning of a day, which has a closed form."""

    def judged(batch: Batch) -> Iterator[Check]:
        yield judge.closely(label, expected, float(reading.on_day(batch, quantity, day)[0]))

    return Experiment(overrides, judged, daily=True)
