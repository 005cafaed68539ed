"""Known answers of M1 read backwards: the exponent of Helmbold's law, back from the losses of a simulated battle."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.batch import Batch
from sim.validation.verification import fits, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.cases.attrition import ONLY_ATTRITION, strengths
from sim.validation.verification.reading import path

RED, BLUE = 20.0, 8.0  # kpe
DAYS = 30
CASUALTY = 0.002  # kpe; a ten-thousandth of Red
PERIOD = 2  # days over which losses are added up
LOSS = (0.001, 0.1)


@known_answer(
    "M1",
    "the exponent of Helmbold's law comes back from a regression on simulated battles",
    "Helmbold 1965",
    ({}, {"w": 0.75}),
)
def helmbold_exponent_recovered(
    w: float = given(0.38, (0.25, 1.0), "exponent"),
    red_loss: float = given(0.005, LOSS, "share that Red loses a day at first"),
    blue_loss: float = given(0.03, LOSS, "share that Blue loses a day at first"),
) -> Experiment:
    """Battles casualty by casualty: ln of the ratio of loss shares has the slope 2 w on ln of that of strengths."""

    def judged(batch: Batch) -> Iterator[Check]:
        red, blue = (path(batch, f"{side}_engaged_kpe")[:, ::PERIOD] for side in ("red", "blue"))
        sizes = (CASUALTY / RED, CASUALTY / BLUE)
        found = [fits.helmbold_exponent(*one, sizes) for one in zip(red / RED, blue / BLUE, strict=True)]
        yield judge.mean("w, by regression", w, found)

    overrides = (
        *ONLY_ATTRITION, f"attrition.exponent={w!r}", "casualties=one_by_one", f"casualties.size={CASUALTY} kpe",
        *strengths(RED, BLUE, red_loss, blue_loss), f"horizon={DAYS} days",
    )  # fmt: skip
    return Experiment(overrides, judged, 400, 4, daily=True)
