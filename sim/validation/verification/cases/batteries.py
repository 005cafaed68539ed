"""Known answers of M4, counter-battery: the effect of a shortage of rounds, and the rounds used."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.batch import Batch
from sim.validation.verification import exact, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.reading import measure, on_day
from sim.validation.verification.reductions import ALONE, LASTING_ASSAULT, NO_ATTRITION

MISSIONS, DETECTION, RESPONSE, DISPLACEMENT = 6.0, 0.3, 5.0, 3.0  # a battery and day; probability; minutes
ANSWERS = MISSIONS * DETECTION * exact.response_first(RESPONSE, DISPLACEMENT)
DUEL = (
    *ALONE, *NO_ATTRITION, *LASTING_ASSAULT, f"counter_battery.missions={MISSIONS} / (bty d)",
    f"counter_battery.detection={DETECTION}", f"counter_battery.response={RESPONSE} min",
    f"counter_battery.displacement={DISPLACEMENT} min", "scenario.stocks.tube_supply=0 kr/d",
    "scenario.stocks.rocket_supply=0 kr/d",
)  # fmt: skip
MANY, FEW = 20_000, 300
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

    def judged(batch: Batch) -> Iterator[Check]:
        left = start - ANSWERS * exposed * rounds * days
        yield judge.closely(f"rockets on day {days} (kr)", left, float(on_day(batch, "rocket_stock_kr", days)[0]))

    overrides = (
        *DUEL, f"counter_battery.red_kill={NEVER_KILLS}", "counter_battery.blue_kill=0",
        f"counter_battery.rounds_per_kill={rounds / NEVER_KILLS!r} kr", "counter_battery.rocket_ration=1e-6 kr",
        f"scenario.stocks.rocket={start!r} kr", f"scenario.artillery.red_batteries={batteries!r} bty",
        f"scenario.artillery.share_behind_border={behind!r}", f"sanctuary.own_weapons_reach={own_reach!r}",
        f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)
