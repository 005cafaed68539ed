"""Known answers of M10: a ladder whose rate up falls with the days since the last rise."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.engine.batch import Batch
from sim.validation.verification import exact_escalation, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.reading import events
from sim.validation.verification.reductions import STILL, ladder

TRACED, FEW = 2_000, 300
LOOKS = (0.5, 1.0, 4.0, 7.0, 20.0)  # days since the last rise, within each piece and at its ends
RATE = (0.001, 5.0)


@known_answer(
    "M10",
    "rises of a ladder follow a hazard that falls with the days since the last rise",
    "closed form 1 - exp(-H)",
    ({}, {"first": 0.5, "week": 0.2, "later": 0.1}),
)
def escalation_rungs_first_passage(
    first: float = given(0.23, RATE, "rate within a day of the last rise, a day"),
    week: float = given(0.05, RATE, "rate on days 1 to 7"),
    later: float = given(0.02, RATE, "rate later"),
    days: int = given(60, (2, 365), "horizon (d)"),
) -> Experiment:
    """The first rise from rung 0, and the second, counted from the first; no step is taken down."""

    def judged(batch: Batch) -> Iterator[Check]:
        paths = [lines[:, 0] for lines in events(batch, "rung_changed")]
        waits = {
            "first": np.array([path[0] if len(path) else math.inf for path in paths]),
            "second": np.array([path[1] - path[0] if len(path) > 1 else math.inf for path in paths if len(path)]),
        }
        begun = np.array([path[0] for path in paths if len(path)])
        for look in (look for look in LOOKS if look < days):
            probability = -math.expm1(-exact_escalation.rise_integral(first, week, later, look))
            seen = {"first": np.ones(len(paths), dtype=bool), "second": begun + look <= days}
            for name, some in seen.items():
                risen = int((waits[name][some] <= look).sum())
                yield judge.share(f"P({name} rise within {look:g} d)", probability, risen, int(some.sum()))

    pieces = (("up_first_day", first), ("up_first_week", week), ("up_later", later))
    overrides = (
        *STILL, *ladder(0.0, 0.0), *(f"escalation.{piece}={rate!r} / day" for piece, rate in pieces),
        "escalation.start_rung=0", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, TRACED, FEW, traced=True)
