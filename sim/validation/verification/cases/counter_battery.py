"""Known answers of M4, counter-battery: answers in time, their queue, a duel, and a shortage of rounds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.batch import Batch
from sim.validation.verification import exact, exact_chains, exact_queues, judge
from sim.validation.verification.case import Check, Experiment, enough, given, known_answer
from sim.validation.verification.closed import on_one_day
from sim.validation.verification.reading import measure, on_day
from sim.validation.verification.reductions import (
    ALONE,
    ENDLESS_ROUNDS,
    LASTING_ASSAULT,
    NO_ATTRITION,
    NO_KILLS,
    STEADY,
)

MISSIONS, DETECTION, KILL = 6.0, 0.3, 0.2  # a battery and day; probabilities
RESPONSE, DISPLACEMENT = 5.0, 3.0  # minutes
ANSWERS = MISSIONS * DETECTION * exact.response_first(RESPONSE, DISPLACEMENT)  # in time, a day and battery
MANY, FEW = 20_000, 300  # replications; of the first, one in a hundred shows
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
    return Experiment(overrides, judged, MANY, FEW)


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


KILLS = (0.001, 1.0)


@known_answer(
    "M4",
    "batteries of both sides form a chain in which each loss lowers the hazard of the other side at once",
    "matrix exponential",
    ({}, {"red": 3, "blue": 2, "red_kill": 0.5, "blue_kill": 0.4, "days": 10}),
)
def counter_battery_duel(
    red: int = given(10, (1, 30), "Red's batteries"),
    blue: int = given(10, (1, 30), "Blue's batteries"),
    red_kill: float = given(0.08, KILLS, "probability that an answer destroys a Red battery"),
    blue_kill: float = given(0.10, KILLS, "probability that an answer destroys a Blue battery"),
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


DUEL = (
    *ALONE, *NO_ATTRITION, *LASTING_ASSAULT, f"counter_battery.missions={MISSIONS} / (bty d)",
    f"counter_battery.detection={DETECTION}", f"counter_battery.response={RESPONSE} min",
    f"counter_battery.displacement={DISPLACEMENT} min", "scenario.stocks.tube_supply=0 kr/d",
    "scenario.stocks.rocket_supply=0 kr/d",
)  # fmt: skip
DAYS = given(20, (1, 365), "day on which the two are compared")
SHARE = (0.0, 1.0)


@known_answer(
    "M4",
    "a battery survives longer when either side has fewer rounds",
    "constant hazard",
    ({"blue": 0}, {"blue": 1}, {"blue": 1, "ration": 1.0, "kill": 0.05}),
)
def counter_battery_under_a_ration(
    blue: int = given(0, (0, 1), "1 for a battery of Blue's, else of Red's"),
    ration: float = given(0.6, SHARE, "share that Blue's rounds allow"),
    demand: float = given(0.8, (0.01, 2.0), "intensity of fires"),
    kill: float = given(0.1, SHARE, "that an answer in time destroys the battery"),
    days: int = given(30, (1, 365), "day to which the battery is to survive"),
) -> Experiment:
    """One battery, of Red under a ration of Blue's rockets, or of Blue, which fires as its tube rounds allow."""
    expected = exact.survival(ANSWERS * demand * ration * kill, days)
    side, other = ("blue", "red") if blue else ("red", "blue")

    def judged(batch: Batch) -> Iterator[Check]:
        survived = int((measure(batch, f"{side}_batteries_lost_bty") == 0.0).sum())
        yield judge.share(f"survival to day {days}", expected, survived, len(batch.rows))

    if blue:
        stock = (
            "fires.ration_low=1 kr", "fires.ration_high=2 kr", f"scenario.stocks.tube={1.0 + ration!r} kr",
            "scenario.artillery.blue_fires=1e-9 kr/d",
        )  # fmt: skip
    else:
        stock = (
            "counter_battery.rounds_per_kill=0 kr", "counter_battery.rocket_ration=0.1 kr",
            f"scenario.stocks.rocket={0.1 * ration!r} kr", "scenario.artillery.share_behind_border=0",
        )  # fmt: skip
    overrides = (
        *DUEL, *stock, f"phases.demand.assault={demand!r}", f"scenario.artillery.{side}_batteries=1 bty",
        f"counter_battery.{side}_kill={kill!r}", f"counter_battery.{other}_kill=0", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, MANY, FEW)


NEVER_KILLS = 1e-9  # so that rounds are spent, and nothing is lost


@known_answer("M4", "answers use up rockets at a constant rate", "arithmetic")
def counter_battery_rounds(
    batteries: float = given(36.0, (1.0, 1000.0), "Red's batteries"),
    behind: float = given(0.75, SHARE, "share behind the border"),
    own_reach: float = given(0.15, SHARE, "share of these that Blue's own weapons reach"),
    rounds: float = given(0.001, (0.0, 1.0), "rockets for each answer in time (kr)"),
    days: int = DAYS,
) -> Experiment:
    """Every answer takes rockets, whether it destroys something or not."""
    exposed = batteries * (1.0 - behind * (1.0 - own_reach))
    start = 1.0 + ANSWERS * exposed * rounds * days

    left = start - ANSWERS * exposed * rounds * days
    overrides = (
        *DUEL, f"counter_battery.red_kill={NEVER_KILLS}", "counter_battery.blue_kill=0",
        f"counter_battery.rounds_per_kill={rounds / NEVER_KILLS!r} kr", "counter_battery.rocket_ration=1e-6 kr",
        f"scenario.stocks.rocket={start!r} kr", f"scenario.artillery.red_batteries={batteries!r} bty",
        f"scenario.artillery.share_behind_border={behind!r}", f"sanctuary.own_weapons_reach={own_reach!r}",
        f"horizon={days} days",
    )  # fmt: skip
    return on_one_day(days, f"rockets on day {days} (kr)", "rocket_stock_kr", left, overrides)
