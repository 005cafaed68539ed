"""Known answers of flows: advance (M2), stocks (M3), adaptation (M5), pressure (M8), reserves (M13)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact, exact_flows, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.reading import events, on_day
from sim.validation.verification.reductions import ALONE, NEVER_WIDENED, NO_ATTRITION, NO_KILLS, STEADY

LASTING_ASSAULT = ("phases.mean.assault=100000 days",)
NOTHING_LOST = (*ALONE, *STEADY, *NO_ATTRITION, *NO_KILLS, *LASTING_ASSAULT)
DAYS = given(20, (1, 365), "day on which the two are compared")
CONSTANT = (0.5, 1000.0)


@known_answer(
    "M2",
    "at a constant ratio of forces the front nears a held line exponentially",
    "closed form of x' = v (1 - x/x_hold)",
    ({"days": 1}, {"days": 5}, {"ratio": 1.2, "days": 10}),
)
def advance_to_a_held_line(
    speed: float = given(7.5, (0.1, 50.0), "speed at an overwhelming ratio (km/d)"),
    ratio: float = given(2.0, (1.01, 20.0), "Red's effective strength over Blue's"),
    hold: float = given(7.2, (1.0, 100.0), "depth of the line (km)"),
    days: int = given(5, (1, 365), "day on which the two are compared"),
) -> Experiment:
    """An assault at a constant ratio of forces, towards a line that Blue holds."""

    def judged(batch: Batch) -> Iterator[Check]:
        depth = exact.depth_towards_line(exact.saturated(speed, ratio - 1.0), hold, days)
        yield judge.closely(f"depth on day {days} (km)", depth, float(on_day(batch, "penetration_km", days)[0]))

    overrides = (
        *NOTHING_LOST, "advance=ratio", "stall.speed_factor=1", f"advance.speed_maximum={speed!r} km/d",
        "advance.ratio_threshold=1",
        "advance.ratio_slope=1", "advance.red_fires_weight=0", "advance.blue_fires_weight=0",
        "advance.defence_multiplier=2", "scenario.forces.blue_engaged=4 kpe",
        f"scenario.forces.red_engaged={8.0 * ratio!r} kpe", f"scenario.front.hold_depth={hold!r} km",
        f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)


@known_answer(
    "M3", "without aid the stock lasts until stock / (use - supply)", "arithmetic", ({}, {"supply": 0.0}, {"use": 0.1})
)
def depletion_without_aid(
    stock: float = given(4.0, (0.1, 100.0), "tube rounds at the start (kr)"),
    use: float = given(0.30, (0.05, 10.0), "rounds that Blue fires (kr/d)"),
    supply: float = given(0.12, (0.0, 9.0), "rounds from elsewhere (kr/d)"),
) -> Experiment:
    """Blue fires what it wants until its tube rounds are used up, or for ever where as many come."""
    end = exact.depletion_day(stock, use, supply)
    if LONGEST < end < math.inf:
        raise Problem(
            f"verify depletion_without_aid: stock, use, supply: the stock would last {end:,.0f} days, allowed "
            f"{LONGEST:,}"
        )
    before, after = (int(end / 2), int(end) + 3) if end < math.inf else (LASTING // 2, LASTING)

    def judged(batch: Batch) -> Iterator[Check]:
        left = float(on_day(batch, "tube_stock_kr", before)[0])
        yield judge.closely(f"stock on day {before} (kr)", stock - (use - supply) * before, left)
        last = float(on_day(batch, "tube_stock_kr", after)[0])
        out = events(batch, "stock_out")[0]
        if end < math.inf:
            yield judge.exactly("stock two days after its end (kr)", 0.0, last)
            day = float(out[0, 0]) if len(out) else math.nan
            yield judge.nearly("day on which it is used up", end, day, 1.0 / 6.0, "d")
        else:
            yield judge.closely(f"stock on day {after} (kr)", stock + (supply - use) * after, last)
            yield judge.exactly("times that it is used up", 0.0, float(len(out)))

    overrides = (
        *NOTHING_LOST, "fires=unrationed", f"scenario.stocks.tube={stock!r} kr",
        f"scenario.artillery.blue_fires={use!r} kr/d", f"scenario.stocks.tube_supply={supply!r} kr/d",
        f"horizon={after + 1} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True, traced=True)


LONGEST = 3000  # days that a stock may last
LASTING = 60  # days for which one is watched that lasts for ever
EFFECT = 10.0  # day on which the permission takes effect, at the beginning of a step
BEHIND = 27.0  # batteries behind the border
ANSWERS = 4.0 * 0.3  # detections a day of a battery
KILL, OWN_REACH, EFFICIENCY, SPREAD = 0.02, 0.15, 0.7, 0.25
KILLS_LESS = 1e-9  # and the horizon is as much longer, so that the threat is the same and nothing is lost


@known_answer(
    "M5",
    "batteries move back as far as that pays, exponentially, once a permission takes effect or is requested",
    "exponential costs of a move; closed form of G' = (G* - G)/tau",
    (
        {"days": 30},
        {"days": 60},
        {"anticipated": 1},
        {"horizon": 400.0, "coverage": 0.3},
        {"horizon": 30.0},
        {"horizon": 1500.0, "coverage": 0.0},
    ),
)
def relocation_out_of_reach(
    moved: float = given(0.5, (0.0, 1.0), "largest share of the batteries behind the border that moves"),
    horizon: float = given(120.0, (0.0, 100_000.0), "days over which Red weighs losses against fire forgone"),
    coverage: float = given(0.8, (0.0, 1.0), "share of what own weapons do not reach that the permission opens"),
    constant: float = given(40.0, CONSTANT, "time constant (d)"),
    anticipated: int = given(0, (0, 1), "1 if they move on the request, whatever the decision"),
    days: int = given(60, (12, 365), "day on which the two are compared"),
) -> Experiment:
    """Batteries behind the border move back from the day on which a permission is asked for, or takes effect."""
    hazard = ANSWERS * exact.response_first(12.0, 18.0) * (OWN_REACH + (1.0 - OWN_REACH) * coverage)
    share = exact_flows.relocated(moved, SPREAD, EFFICIENCY, hazard * KILL * horizon, 0.0)
    before = exact_flows.relocated(
        moved, SPREAD, EFFICIENCY, ANSWERS * exact.response_first(12.0, 18.0) * OWN_REACH * KILL * horizon, 0.0
    )

    def judged(batch: Batch) -> Iterator[Check]:
        already = exact.approach(BEHIND * before, constant, EFFECT)
        rest = BEHIND * share - already
        deep = already + exact.approach(rest, constant, days - EFFECT)
        found = float(on_day(batch, "deep_batteries_bty", days)[0])
        yield judge.nearly(f"batteries back on day {days}", deep, found, 1e-6, "bty")  # but for the few that are lost

    policy: tuple[str, ...]
    if anticipated:
        policy = ("adaptation=anticipation", "restrictions=full_ban", f"restrictions.events.request.day={EFFECT}")
    else:
        policy = (
            "adaptation=gradual", "restrictions=counter_fire", "restrictions.events.permission.day=8",
            *NEVER_WIDENED, "sanctuary.first_use_lag=2 days",
        )  # fmt: skip
    overrides = (
        *ALONE, *STEADY, *NO_ATTRITION, *LASTING_ASSAULT, *policy, f"counter_battery.red_kill={KILL * KILLS_LESS!r}",
        "counter_battery.blue_kill=0", "counter_battery.missions=4 / (bty d)", "counter_battery.detection=0.3",
        "counter_battery.response=12 min", "counter_battery.displacement=18 min",
        "counter_battery.rounds_per_kill=0 kr",
        f"scenario.artillery.red_batteries={BEHIND / 0.75!r} bty", "scenario.artillery.share_behind_border=0.75",
        f"sanctuary.own_weapons_reach={OWN_REACH}", f"sanctuary.sector_coverage={coverage!r}",
        f"adaptation.moved_share={moved!r}", f"adaptation.planning_horizon={horizon / KILLS_LESS!r} days",
        f"adaptation.cost_spread={SPREAD}", f"adaptation.relocated_efficiency={EFFICIENCY}",
        f"adaptation.time_constant={constant!r} days", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)


@known_answer(
    "M8",
    "pressure of constant fires nears memory x weight x fires exponentially",
    "closed form of the leaky integrator",
    ({"days": 20}, {"days": 60}),
)
def pressure_of_constant_fires(
    memory: float = given(30.0, CONSTANT, "time constant of forgetting (d)"),
    weight: float = given(0.02, (1e-6, 10.0), "pressure for each thousand rounds from sanctuary"),
    days: int = DAYS,
) -> Experiment:
    """Pressure under constant fires from where Blue may not answer."""
    red_fires, closed = 1.5, 0.75

    def judged(batch: Batch) -> Iterator[Check]:
        expected = exact.approach(memory * weight * red_fires * closed, memory, days)
        yield judge.closely(f"pressure on day {days}", expected, float(on_day(batch, "pressure", days)[0]))

    overrides = (
        *NOTHING_LOST, f"scenario.artillery.red_fires={red_fires} kr/d", "sanctuary.own_weapons_reach=0",
        f"scenario.artillery.share_behind_border={closed}", f"pressure.memory={memory!r} days",
        f"pressure.by_sanctuary_fires={weight!r} / kr", "pressure.by_ground=0 / km2", "pressure.by_strike=0",
        "pressure.by_request=0", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)


@known_answer(
    "M13",
    "reserves come in exponentially from a lag on",
    "closed form of r' = -r/tau",
    ({"days": 3}, {"days": 6}, {"lag": 2.5}),
)
def reserves_committed(
    amount: float = given(5.0, (0.1, 100.0), "reserves (kpe)"),
    lag: float = given(1.0, (0.1, 30.0), "from the first day (d)"),
    constant: float = given(2.5, CONSTANT, "time constant (d)"),
    days: int = given(6, (1, 365), "day on which the two are compared"),
) -> Experiment:
    """Blue commits reserves from a lag on, at a rate in proportion to what is left of them."""

    def judged(batch: Batch) -> Iterator[Check]:
        engaged = 4.5 + exact.approach(amount, constant, days - lag)
        yield judge.closely(f"engaged on day {days} (kpe)", engaged, float(on_day(batch, "blue_engaged_kpe", days)[0]))

    overrides = (
        *NOTHING_LOST, "stall=reserves", "stall.reserve_factor=1", "scenario.forces.blue_engaged=4.5 kpe",
        f"scenario.forces.blue_reserves={amount!r} kpe", f"reserves.lag={lag!r} days",
        f"reserves.time_constant={constant!r} days", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)
