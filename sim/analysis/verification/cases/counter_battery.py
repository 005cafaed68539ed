"""Known answers of M4, counter-battery."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.verification import exact, judge
from sim.analysis.verification.case import Case, Check, Experiment, Input
from sim.analysis.verification.reading import measure
from sim.analysis.verification.reductions import ALONE, NO_ATTRITION, STEADY
from sim.engine.batch import Batch

MISSIONS, DETECTION, KILL = 6.0, 0.3, 0.2


def battery_survival(sanctuary: float, response: float, displacement: float, days: int) -> Experiment:
    """One Red battery, of which a share may not be struck, fires and is answered without want of guns or rounds."""
    hazard = (1.0 - sanctuary) * MISSIONS * DETECTION * exact.response_first(response, displacement) * KILL

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
    )  # fmt: skip
    return Experiment(overrides, judged, replications=20_000, simpy_replications=300)


CASES = (
    Case(
        "counter_battery_competing_clocks",
        "M4",
        "a battery that fires survives as long as no answer comes before it has moved",
        "competing risks",
        {
            "sanctuary": Input(0.0, (0.0, 1.0), "share that may not be struck"),
            "response": Input(5.0, (0.1, 1000.0), "mean minutes to the answer"),
            "displacement": Input(3.0, (0.1, 1000.0), "mean minutes to the displacement"),
            "days": Input(30, (1, 365), "day to which the battery is to survive"),
        },
        battery_survival,
        ({}, {"sanctuary": 0.5}, {"sanctuary": 0.9}),
    ),
)
