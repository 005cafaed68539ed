"""Known answers of M5, adaptation: batteries that move out of reach."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.batch import Batch
from sim.validation.verification import exact, exact_flows, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.reading import on_day
from sim.validation.verification.reductions import ALONE, LONG_ASSAULT, NEVER_WIDENED, NO_ATTRITION, STEADY

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
    constant: float = given(40.0, (0.5, 1000.0), "time constant (d)"),
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
        *ALONE, *STEADY, *NO_ATTRITION, *LONG_ASSAULT, *policy, f"counter_battery.red_kill={KILL * KILLS_LESS!r}",
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
