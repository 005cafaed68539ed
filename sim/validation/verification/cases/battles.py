"""Known answers of M1, attrition: a battle with landings, and exchanges of salvos."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import numpy as np

from sim.engine.batch import Batch
from sim.validation.verification import exact_laws, judge
from sim.validation.verification.case import Check, Experiment, Input, given, known_answer
from sim.validation.verification.cases.attrition import ONLY_ATTRITION, strengths
from sim.validation.verification.reading import events, measure, on_day, path

STRENGTHS = (
    (0.0, 21500.0), (52835.5, 21220.0), (51696.2, 20666.0), (56587.4, 20092.1), (55510.6, 19498.0), (54465.8,
    18915.2), (66453.7, 18274.3), (65478.6, 17575.1), (64541.3, 16886.1), (63641.2, 16206.7), (62777.8,
    15536.7), (61950.7, 14875.7), (61159.2, 14223.3), (60403.0, 13579.0), (59681.7, 12942.6), (58994.7,
    12313.6), (58341.8, 11691.8), (57722.5, 11076.7), (57136.6, 10467.9), (56583.5, 9865.3), (56063.1,
    9268.3), (55575.0, 8676.6), (55119.0, 8090.0), (54694.8, 7508.0), (54302.1, 6930.3), (53940.7, 6356.7), (53610.4,
    5786.7), (53311.0, 5220.0), (53042.4, 4656.4), (52804.4, 4095.4), (52596.8, 3536.8), (52419.5, 2980.2), (52272.5,
    2425.4), (52155.6, 1872.0), (52068.8, 1319.6), (52012.0, 768.0), (51985.2, 216.8),
)  # fmt: skip
"""Men of the US and of Japan at the beginning of day 0, 1, ..., 36."""


LANDINGS = ((0.0, 1.0, 54.0), (2.0, 1.0, 6.0), (5.0, 1.0, 13.0))  # first day, days, thousand men
STEP_MINUTES = 10
STEP_DAYS = STEP_MINUTES / 1440.0
ENGEL = (0.0544, 0.0106, 21500.0, 0.0)  # losses a day for each of the other side, Japan's men, losses besides
ASHORE = 1e-6  # thousand men, at the start, to which the loss rates of the model refer
RATE = (1e-6, 1.0)
POWER = (0.0, 1000.0)
STAYING = (1e-3, 1000.0)
UNITS = (0.01, 1000.0)
ROWS = ", ".join(f"{{side: red, day: {day}, over: {over} days, amount: {men} kpe}}" for day, over, men in LANDINGS)


def landing(within: float, a: float, b: float, men: float, own_loss: float, days: int) -> Experiment:
    """Red lands while both fight: x' = -a y - own x + f(t), y' = -b x - own y, in men."""
    blue = men / 1000.0
    expected = exact_laws.landing_battle(a, b, own_loss, blue, LANDINGS, days)

    end = exact_laws.landing_battle_end(a, b, own_loss, blue, LANDINGS, days)

    def judged(batch: Batch) -> Iterator[Check]:
        for name, side, exactly in zip("xy", ("red", "blue"), expected, strict=True):
            got = float(on_day(batch, f"{side}_engaged_kpe", days)[0])
            yield judge.nearly(f"{name} on day {days}", 1000.0 * exactly, 1000.0 * got, within, "men")
        if end < days - STEP_DAYS:
            (spent,) = events(batch, "blue_force_spent")
            day = float(spent[0, 0]) if len(spent) else math.nan
            yield judge.nearly("day on which y is gone", end, day, STEP_DAYS, "d")

    overrides = (
        *ONLY_ATTRITION, "attrition=square", *strengths(ASHORE, blue, a * blue / ASHORE, b * ASHORE / blue),
        f"attrition.red_own_loss={own_loss!r} / day", f"attrition.blue_own_loss={own_loss!r} / day",
        f"scenario.forces.reinforcements=[{ROWS}]", f"step={STEP_MINUTES} min", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True, traced=True)


def _landing(a: float, b: float, men: float, own_loss: float, days: int) -> dict[str, Input]:
    return {
        "a": Input(a, RATE, "Red's losses a day for each of Blue's"),
        "b": Input(b, RATE, "Blue's losses a day for each of Red's"),
        "men": Input(men, (100.0, 1e6), "Blue's strength at the start; Red lands 54,000, 6,000 and 13,000"),
        "own_loss": Input(own_loss, (0.0, 0.1), "share that either side loses a day besides"),
        "days": Input(days, (1, 365), "day on which the strengths are compared"),
    }


iwo_jima_engel_1954 = known_answer(
    "M1",
    "the landing on Iwo Jima by the square law, with Engel's coefficients",
    "Engel 1954",
    tuple({"days": days} for days in (1, 5, 6, 10, 20, 28, 36, 40)),
    key="iwo_jima_engel_1954",
    inputs=_landing(*ENGEL, 36),
)(partial(landing, 1.0))


@known_answer("M1", "the same battle on each of 36 days, against a table computed elsewhere", "Engel 1954")
def iwo_jima_day_by_day(
    within: float = given(0.5, (0.01, 100.0), "men by which a day may differ"),
) -> Experiment:
    """The battle of Engel's coefficients on each day of the table."""
    days = len(STRENGTHS) - 1

    def judged(batch: Batch) -> Iterator[Check]:
        for name, side, column in (("US", "red", 0), ("Japan", "blue", 1)):
            told = np.array([row[column] for row in STRENGTHS])
            off = np.abs(1000.0 * path(batch, f"{side}_engaged_kpe")[0, : days + 1] - told)
            yield judge.nearly(f"largest difference of {name} on {days} days", 0.0, float(off[1:].max()), within, "men")

    return Experiment(landing(within, *ENGEL, days).overrides, judged, daily=True)


iwo_jima_with_own_losses = known_answer(
    "M1",
    "the same battle with a loss not caused by the enemy",
    "Antonov's calibration",
    ({}, {"days": 20}, {"days": 37}),
    key="iwo_jima_with_own_losses",
    inputs=_landing(0.0547895, 0.0106351, 21000.0, 0.001, 35),
)(partial(landing, 0.1))


@known_answer(
    "M1",
    "an exchange of salvos costs each side the hits that it does not ward off, simultaneously",
    "Hughes 1995",
    (
        {},
        {"a": 2.0, "b": 3.0, "alpha": 3.0, "beta": 3.0, "a1": 1.0, "b1": 1.0},
        {"a": 4.0, "b": 5.0, "alpha": 3.0, "beta": 2.0, "b1": 1.5, "a3": 1.0, "b3": 1.0},
        {"b": 3.0},
        {"a": 6.0, "b": 5.0, "alpha": 1.25, "beta": 1.5, "a3": 1.0, "b3": 0.5, "exchanges": 4},
    ),
)
def salvo_exchange(
    a: float = given(3.0, UNITS, "Red's units"),
    b: float = given(2.0, UNITS, "Blue's units"),
    alpha: float = given(4.0, POWER, "striking power of one of Red's, in hits"),
    beta: float = given(4.0, POWER, "striking power of one of Blue's"),
    a1: float = given(2.0, STAYING, "staying power of one of Red's"),
    b1: float = given(2.0, STAYING, "staying power of one of Blue's"),
    a3: float = given(2.0, POWER, "defensive power of one of Red's"),
    b3: float = given(2.0, POWER, "defensive power of one of Blue's"),
    exchanges: int = given(1, (1, 100), "after so many exchanges"),
) -> Experiment:
    """Red (a) and Blue (b) strike at once, once a day."""
    left = exact_laws.salvos(a, b, (alpha, beta), (a1, b1), (a3, b3), exchanges)

    def judged(batch: Batch) -> Iterator[Check]:
        for name, side, start, exactly in zip("ab", ("red", "blue"), (a, b), left, strict=True):
            got = start - float(measure(batch, f"{side}_losses_kpe")[0])
            yield judge.exactly(f"{name} after {exchanges}", exactly, got)

    powers = zip(("red", "blue"), (alpha, beta), (a1, b1), (a3, b3), strict=True)
    overrides = (
        *(one for one in ONLY_ATTRITION if not one.startswith("attrition.")), "attrition=salvo",
        "attrition.red_loss_by_fires=0 kpe/kr", "attrition.blue_loss_by_fires=0 kpe/kr",
        f"scenario.forces.red_engaged={a!r} kpe", f"scenario.forces.blue_engaged={b!r} kpe",
        *(
            f"attrition.{side}_salvo.{power}={value!r}"
            for side, *values in powers
            for power, value in zip(("striking_power", "staying_power", "defensive_power"), values, strict=True)
        ),
        "attrition.salvo_interval=1 day", f"horizon={exchanges + 0.5} days",
    )  # fmt: skip
    return Experiment(overrides, judged)
