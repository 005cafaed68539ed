"""Known answers of M4: batteries of both sides that wear each other down."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.batch import Batch
from sim.validation.verification import exact_chains, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.reading import measure
from sim.validation.verification.reductions import ALONE, ENDLESS_ROUNDS, NO_ATTRITION, STEADY

MANY, FEW = 20_000, 300  # of the first, one in a hundred shows
MISSIONS, DETECTION = 6.0, 0.3
RESPONSE, DISPLACEMENT = 5.0, 3.0  # minutes
ANSWERS = MISSIONS * DETECTION * DISPLACEMENT / (RESPONSE + DISPLACEMENT)  # in time, a day and battery
KILL = (0.001, 1.0)


@known_answer(
    "M4",
    "batteries of both sides form a chain in which each loss lowers the hazard of the other side at once",
    "matrix exponential",
    ({}, {"red": 3, "blue": 2, "red_kill": 0.5, "blue_kill": 0.4, "days": 10}),
)
def counter_battery_duel(
    red: int = given(10, (1, 30), "Red's batteries"),
    blue: int = given(10, (1, 30), "Blue's batteries"),
    red_kill: float = given(0.08, KILL, "probability that an answer destroys a Red battery"),
    blue_kill: float = given(0.10, KILL, "probability that an answer destroys a Blue battery"),
    days: int = given(40, (1, 365), "day to which losses are counted"),
) -> Experiment:
    """All of Red's batteries are in reach; a loss on one side at once lowers the hazard of the other."""
    left = exact_chains.duel_survivors(red, blue, ANSWERS * red_kill, ANSWERS * blue_kill, days)

    def judged(batch: Batch) -> Iterator[Check]:
        for name, start, (mean, variance) in zip(("red", "blue"), (red, blue), left, strict=True):
            lost = measure(batch, f"{name}_batteries_lost_bty")
            yield judge.mean(f"mean of {name.capitalize()}'s losses", start - mean, lost, variance)
            yield judge.variance("its variance", variance, lost)

    overrides = (
        *ALONE, *STEADY, *NO_ATTRITION, *ENDLESS_ROUNDS, f"scenario.artillery.red_batteries={red} bty",
        f"scenario.artillery.blue_batteries={blue} bty", "scenario.artillery.share_behind_border=0",
        f"counter_battery.missions={MISSIONS} / (bty d)", f"counter_battery.detection={DETECTION}",
        f"counter_battery.response={RESPONSE} min", f"counter_battery.displacement={DISPLACEMENT} min",
        f"counter_battery.red_kill={red_kill!r}", f"counter_battery.blue_kill={blue_kill!r}",
        "counter_battery.rounds_per_kill=0 kr", "counter_battery.rocket_ration=1e-6 kr", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, MANY, FEW)
