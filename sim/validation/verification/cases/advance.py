"""Known answers of M2, advance: towards a held line, by the ratio of forces, and slowing otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.engine.batch import Batch
from sim.validation.verification import exact, exact_flows, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.cases.forces import BLUE, CLOSED, FIRING, RED, STEP, strength
from sim.validation.verification.closed import on_one_day
from sim.validation.verification.reading import on_day
from sim.validation.verification.reductions import ALONE, NO_FIRE_LOSSES, NO_FORCES_LOST, NOTHING_LOST

DEFENCE = 1.9
HOLD = 9.0  # km
UNWEIGHTED = ("advance.red_fires_weight=0", "advance.blue_fires_weight=0", f"advance.defence_multiplier={DEFENCE}")
MOVING = (*ALONE, *FIRING, *NO_FORCES_LOST, "stall=reserves", "stall.speed_factor=1")
RATIO = exact_flows.force_ratio(RED, BLUE, DEFENCE, 0.0, 0.0)
WEIGHT = (0.0, 10.0)
SPEED = given(7.5, (0.1, 50.0), "speed at an overwhelming ratio (km/d)")
DAYS = given(10, (1, 365), "day on which the two are compared")
LOSS = (0.0, 0.5)


@known_answer(
    "M2",
    "at a constant ratio of forces the front nears a held line exponentially",
    "closed form of x' = v (1 - x/x_hold)",
    ({"days": 1}, {"days": 5}, {"ratio": 1.2, "days": 10}),
)
def advance_to_a_held_line(
    speed: float = SPEED,
    ratio: float = given(2.0, (1.01, 20.0), "Red's effective strength over Blue's"),
    hold: float = given(7.2, (1.0, 100.0), "depth of the line (km)"),
    days: int = given(5, (1, 365), "day on which the two are compared"),
) -> Experiment:
    """An assault at a constant ratio of forces, towards a line that Blue holds."""
    depth = exact.depth_towards_line(exact.saturated(speed, ratio - 1.0), hold, days)
    overrides = (
        *NOTHING_LOST, "advance=ratio", "stall.speed_factor=1", f"advance.speed_maximum={speed!r} km/d",
        "advance.ratio_threshold=1",
        "advance.ratio_slope=1", "advance.red_fires_weight=0", "advance.blue_fires_weight=0",
        "advance.defence_multiplier=2", "scenario.forces.blue_engaged=4 kpe",
        f"scenario.forces.red_engaged={8.0 * ratio!r} kpe", f"scenario.front.hold_depth={hold!r} km",
        f"horizon={days} days",
    )  # fmt: skip
    return on_one_day(days, f"depth on day {days} (km)", "penetration_km", depth, overrides)


@known_answer("M2", "fires raise the strength of either side in the ratio by their weight", "arithmetic")
def force_ratio_with_fires(
    red_weight: float = given(0.5, WEIGHT, "of Red's fires"),
    blue_weight: float = given(0.3, WEIGHT, "of Blue's fires"),
    demand: float = given(0.8, (0.01, 2.0), "intensity of fires"),
    suppression: float = given(0.2, (0.0, 1.0), "share by which batteries that may be struck fire less"),
) -> Experiment:
    """Fires of both sides, in proportion to those of an assault, raise their strength in the ratio."""
    red_fires = red_weight * exact_flows.fires(1.0, demand, suppression, 1.0 - CLOSED)
    expected = exact_flows.force_ratio(RED, BLUE, DEFENCE, red_fires, blue_weight * demand)

    overrides = (
        *MOVING, "advance=none", f"advance.red_fires_weight={red_weight!r}",
        f"advance.blue_fires_weight={blue_weight!r}", f"advance.defence_multiplier={DEFENCE}",
        f"phases.demand.assault={demand!r}", f"fires.suppression={suppression!r}", "horizon=2 days",
    )  # fmt: skip
    return on_one_day(2, "ratio of forces", "force_ratio", expected, overrides)


@known_answer(
    "M2",
    "Red's strength at the point falls exponentially with depth",
    "arithmetic",
    ({"days": 4}, {"days": 10}, {"held": 1, "days": 10}),
)
def supply_falls_with_depth(
    speed: float = given(1.5, (0.1, 20.0), "speed of the front (km/d)"),
    depth: float = given(8.5, (0.5, 1000.0), "depth at which the strength has fallen to 1/e (km)"),
    held: int = given(0, (0, 1), f"1 where Blue holds a line at {HOLD:g} km besides"),
    days: int = given(10, (2, 100), "day on which the two are compared"),
) -> Experiment:
    """At a given speed, towards a held line or not, Red's strength at the point falls exponentially with depth."""

    def reached(day: int) -> float:
        return exact.depth_towards_line(speed, HOLD, day) if held else speed * day

    def judged(batch: Batch) -> Iterator[Check]:
        yield judge.closely(f"depth on day {days} (km)", reached(days), float(on_day(batch, "penetration_km", days)[0]))
        # a step, a day long, takes the depth of its middle, as it is foreseen from what the step before moved
        middle = reached(days - 1) + 0.5 * (reached(days - 1) - reached(days - 2))
        expected = RATIO * math.exp(-middle / depth)
        yield judge.closely(f"ratio of forces on day {days}", expected, float(on_day(batch, "force_ratio", days)[0]))

    overrides = (
        *MOVING, "advance=exogenous", f"advance.speed_median={speed!r} km/d", "advance.speed_log_sd=0", *UNWEIGHTED,
        f"stall={'mixed' if held else 'culmination'}", "stall.speed_factor=1", f"scenario.front.hold_depth={HOLD} km",
        f"stall.supply_depth={depth!r} km", "step=1 day", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)


@known_answer(
    "M2",
    "the front relaxes towards its attainable depth at the tempo of the phase, and then creeps",
    "closed form of x' = (X - x)+/T + c X",
    ({"days": 10}, {"days": 200}, {"creep": 0.0, "days": 40}),
)
def advance_saturating(
    time_constant: float = given(7.6, (0.1, 100.0), "time constant (d)"),
    creep: float = given(0.002, (0.0, 0.1), "late creep, as a share of the attainable depth a day (1/d)"),
    tempo: float = given(0.8, (0.01, 5.0), "tempo of the phase"),
    days: int = DAYS,
) -> Experiment:
    """Towards a line that Blue holds the front relaxes exponentially, at the tempo of the phase, and then creeps."""
    expected = exact_flows.relaxed(HOLD, time_constant, creep * HOLD, tempo * days)
    overrides = (
        *MOVING, "advance=saturating", "stall=line", "stall.speed_factor=1", f"phases.tempo.assault={tempo!r}",
        f"advance.time_constant_median={time_constant!r} days", "advance.time_constant_log_sd=0",
        f"advance.creep={creep!r} / day", f"scenario.front.hold_depth={HOLD} km", f"horizon={days} days",
    )  # fmt: skip
    return on_one_day(days, f"depth on day {days} (km)", "penetration_km", expected, overrides)


@known_answer(
    "M2",
    "undelivered fires and Blue's reserves lower the attainable depth separately",
    "arithmetic",
    ({}, {"red_effect": 0.0}, {"exponent": 0.0}),
)
def attainable_depth(
    red_effect: float = given(0.3, (0.0, 3.0), "fall of ln depth if Red delivered no fires"),
    suppression: float = given(0.2, (0.0, 1.0), "share by which batteries that may be struck fire less"),
    exponent: float = given(0.13, (0.0, 2.0), "of Blue's strength"),
    reserves: float = given(5.0, (0.0, 20.0), "Blue's reserves (kpe)"),
) -> Experiment:
    """Fires that Red cannot deliver, and reserves that Blue brings in, lower the depth that the front relaxes to."""
    missing = 1.0 - exact_flows.fires(1.0, 1.0, suppression, 1.0 - CLOSED)

    expected = exact_flows.attainable(HOLD, (BLUE + reserves) / BLUE, exponent, red_effect * missing)
    overrides = (
        *MOVING, "advance=saturating", "stall.reserve_factor=1", f"scenario.forces.blue_reserves={reserves!r} kpe",
        "reserves.lag=0 days", "reserves.time_constant=0.1 days", f"fires.suppression={suppression!r}",
        f"advance.red_fires_effect={red_effect!r}", f"advance.blue_strength_exponent={exponent!r}",
        "advance.time_constant_median=4 days", "advance.time_constant_log_sd=0", "advance.creep=0 / day",
        f"scenario.front.hold_depth={HOLD} km", f"horizon={ATTAINED} days",
    )  # fmt: skip
    return on_one_day(ATTAINED, "depth attained (km)", "penetration_km", expected, overrides)


@known_answer(
    "M2",
    "at a constant ratio of forces a front that slows with depth advances logarithmically",
    "closed form of x' = v exp(-x/L)",
    ({"days": 10}, {"days": 100}),
)
def advance_slowing_with_depth(
    speed: float = SPEED,
    depth: float = given(3.0, (0.1, 100.0), "depth at which the speed is 1/e (km)"),
    days: int = DAYS,
) -> Experiment:
    """At a constant ratio of forces the front slows down with depth, and never stands."""
    first = exact.saturated(speed, RATIO - 1.0)
    expected = exact_flows.slowing_depth(first, depth, days)
    overrides = (
        *MOVING, "advance=depth", f"advance.speed_maximum={speed!r} km/d", f"advance.slowing_depth={depth!r} km",
        "advance.ratio_threshold=1", "advance.ratio_slope=1", *UNWEIGHTED, f"horizon={days} days",
    )  # fmt: skip
    return on_one_day(days, f"depth on day {days} (km)", "penetration_km", expected, overrides)


@known_answer("M2", "Blue trades ground for losses, day by day", "Epstein 1985", ({"days": 3}, {"days": 30}))
def adaptive_withdrawal(
    maximum: float = given(10.0, (0.5, 100.0), "fastest withdrawal (km/d)"),
    accepted: float = given(0.03, (0.0, 0.9), "share of his force a day that Blue accepts to lose"),
    red_loss: float = given(0.02, LOSS, "share that Red loses a day in full contact"),
    blue_loss: float = given(0.05, LOSS, "share that Blue loses a day in full contact"),
    days: int = given(30, (1, 365), "day on which the two are compared"),
) -> Experiment:
    """Blue gives ground until he loses no more than he accepts; who withdraws is in contact less."""

    def judged(batch: Batch) -> Iterator[Check]:
        red, blue, depth = exact_flows.withdrawal(maximum, accepted, red_loss, blue_loss, days)
        for name, expected in (("red", RED * red), ("blue", BLUE * blue)):
            yield strength(batch, name, days, expected)
        yield judge.closely(f"depth on day {days} (km)", depth, float(on_day(batch, "penetration_km", days)[0]), STEPS)

    overrides = (
        *MOVING, "advance=withdrawal", f"advance.withdrawal_maximum={maximum!r} km/d",
        f"advance.accepted_loss={accepted!r} / day", "attrition=logarithmic", f"attrition.red_loss={red_loss!r} / day",
        f"attrition.blue_loss={blue_loss!r} / day", *NO_FIRE_LOSSES, STEP,
        f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)


STEPS = 1e-5  # relative; each day's loss is integrated in steps, and the next day's speed follows from it
ATTAINED = 200  # days, many time constants
