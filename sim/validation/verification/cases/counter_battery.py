"""Known answers of M4, counter-battery."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.batch import Batch
from sim.validation.verification import exact, exact_queues, judge
from sim.validation.verification.case import Check, Experiment, enough, given, known_answer
from sim.validation.verification.reading import measure, on_day
from sim.validation.verification.reductions import ALONE, NO_ATTRITION, NO_KILLS, STEADY

MISSIONS, DETECTION, KILL = 6.0, 0.3, 0.2
BATTERIES = 8
QUEUES = 50  # replications under SimPy
STEADY_AFTER = 60  # days, from an empty queue
PER_DAY = (0.25, 40.0)


@known_answer(
    "M4",
    "a battery that fires survives if no answer comes before it has moved",
    "competing risks",
    ({}, {"sanctuary": 0.5}, {"sanctuary": 0.9}, {"sanctuary": 0.5, "fixed": 1}),
)
def counter_battery_competing_clocks(
    sanctuary: float = given(0.0, (0.0, 1.0), "share that may not be struck"),
    response: float = given(5.0, (0.1, 1000.0), "mean minutes to the answer"),
    displacement: float = given(3.0, (0.1, 1000.0), "mean minutes to the displacement"),
    fixed: int = given(0, (0, 1), "1 where every displacement takes the mean time"),
    days: int = given(30, (1, 365), "day to which the battery is to survive"),
) -> Experiment:
    """One Red battery, of which a share may not be struck, fires and is answered, with enough guns and rounds."""
    first = exact.response_before(response, displacement) if fixed else exact.response_first(response, displacement)
    hazard = (1.0 - sanctuary) * MISSIONS * DETECTION * first * KILL

    def judged(batch: Batch) -> Iterator[Check]:
        survived = int((measure(batch, "red_batteries_lost_bty") == 0.0).sum())
        yield judge.share(f"survival to day {days}", exact.survival(hazard, days), survived, len(batch.rows))

    overrides = (
        *ALONE, *STEADY, *NO_ATTRITION, "counter_battery.blue_kill=0", "scenario.artillery.red_batteries=1 bty",
        f"scenario.artillery.share_behind_border={sanctuary!r}", "sanctuary.own_weapons_reach=0",
        f"counter_battery.missions={MISSIONS} / (bty d)", f"counter_battery.detection={DETECTION}",
        f"counter_battery.response={response!r} min", f"counter_battery.displacement={displacement!r} min",
        f"counter_battery.red_kill={KILL}", "counter_battery.rounds_per_kill=0 kr",
        "counter_battery.rocket_ration=1e-6 kr", f"horizon={days} days",
        f"counter_battery.displacement_law={'fixed' if fixed else 'exponential'}",
    )  # fmt: skip
    return Experiment(overrides, judged, replications=20_000, simpy_replications=300)


@known_answer(
    "M4",
    "detections wait for an answer, and are lost if the battery displaces first",
    "Palm 1957, the queue M/M/c+M",
    ({}, {"arrivals": 6.0, "service": 2.0, "patience": 3.0, "servers": 2}),
)
def counter_battery_capacity_limited_erlang_a(
    arrivals: float = given(4.0, PER_DAY, "detections a day"),
    service: float = given(1.0, PER_DAY, "answers a day that one unit can give"),
    patience: float = given(0.5, PER_DAY, "rate at which a battery that was detected displaces, a day"),
    servers: int = given(3, (1, 100), "answers at a time"),
    days: int = given(60, (1, 300), "in which detections are counted"),
) -> Experiment:
    """Detections of Red's batteries queue for Blue's answers, from a steady state on; no battery is lost."""
    queue = exact_queues.erlang_a(arrivals, service, patience, servers)
    start = STEADY_AFTER
    for what, probability in (("detections that displace", queue.lost), ("answers that are late", queue.late)):
        expected = arrivals * days * probability
        enough("counter_battery_capacity_limited_erlang_a", "arrivals, service, patience", what, expected, QUEUES)
    enough("counter_battery_capacity_limited_erlang_a", "arrivals, service", "waiting", queue.waiting, QUEUES)

    def judged(batch: Batch) -> Iterator[Check]:
        def rate(name: str) -> np.ndarray:
            return (on_day(batch, name, start + days) - on_day(batch, name, start)) / days

        waiting = on_day(batch, "detections_waiting", start + days)
        yield judge.mean("detections a day", arrivals, rate("detections"))
        yield judge.mean("P(displaced before an answer is begun)", queue.lost, rate("detections_displaced") / arrivals)
        yield judge.mean("detections waiting (Lq)", queue.waiting, waiting, queue.waiting_variance)
        yield judge.mean("P(answered too late)", queue.late, rate("answers_late") / arrivals)

    overrides = (
        *ALONE, *STEADY, *NO_ATTRITION, *NO_KILLS, "counter_battery=capacity_limited", "pressure=none", "step=1 day",
        f"scenario.artillery.red_batteries={BATTERIES} bty", "scenario.artillery.share_behind_border=0",
        f"counter_battery.missions={arrivals / BATTERIES!r} / (bty d)", "counter_battery.detection=1",
        f"counter_battery.response={1.0 / service!r} days", f"counter_battery.displacement={1.0 / patience!r} days",
        f"counter_battery.blue_answers_at_once={servers}", "counter_battery.rounds_per_kill=0 kr",
        "counter_battery.rocket_ration=1e-6 kr", f"horizon={start + days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, replications=2000, simpy_replications=QUEUES, daily=True)
