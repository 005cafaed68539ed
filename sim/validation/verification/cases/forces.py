"""Known answers of M1, attrition: losses to fires, and replacements."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.batch import Batch
from sim.validation.verification import exact_flows, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.reading import measure, on_day
from sim.validation.verification.reductions import (
    ALONE,
    ENDLESS_ROUNDS,
    LASTING_ASSAULT,
    NO_DIRECT_LOSSES,
    NO_FORCES_LOST,
    NO_KILLS,
)

RED, BLUE, RESERVES = 20.0, 4.5, 2.0  # kpe
RED_FIRES, BLUE_FIRES = 1.5, 0.3  # kr/d
BEHIND, OWN_REACH = 0.75, 0.15  # share of the batteries behind the border, and of these that Blue's weapons reach
CLOSED = BEHIND * (1.0 - OWN_REACH)
STEP_MINUTES = 22.5  # a 64th of a day, so that steps add up to whole days without rounding
STEP = f"step={STEP_MINUTES} min"

FIRING = (
    *LASTING_ASSAULT, *ENDLESS_ROUNDS, *NO_KILLS, f"scenario.artillery.red_fires={RED_FIRES} kr/d",
    f"scenario.artillery.blue_fires={BLUE_FIRES} kr/d", f"scenario.artillery.share_behind_border={BEHIND}",
    f"sanctuary.own_weapons_reach={OWN_REACH}", f"scenario.forces.red_engaged={RED} kpe",
    f"scenario.forces.blue_engaged={BLUE} kpe",
)  # fmt: skip
"""Both sides fire at a constant rate, with as many guns and rounds as ever."""


def strength(batch: Batch, side: str, days: int, expected: float) -> Check:
    """A side's strength on a day, which is integrated in steps, within a millionth of its start."""
    start = RED if side == "red" else BLUE
    left = float(on_day(batch, f"{side}_engaged_kpe", days)[0])
    return judge.nearly(f"{side.capitalize()} on day {days}", expected, left, judge.STEPPED * start, "kpe")


LOSS = (0.001, 0.5)
CAME = (0.0, 10.0)


@known_answer(
    "M1",
    "constant fires reduce a force exponentially; batteries that may be struck fire less",
    "closed form of x' = -(phi u/x0) x",
    ({}, {"suppression": 0.0, "demand": 1.0}),
)
def losses_by_fires(
    red_loss: float = given(0.055, (0.0, 1.0), "Red's losses per thousand of Blue's rounds (kpe)"),
    blue_loss: float = given(0.01, (0.0, 1.0), "Blue's losses per thousand of Red's rounds (kpe)"),
    demand: float = given(0.8, (0.01, 2.0), "intensity of fires"),
    suppression: float = given(0.2, (0.0, 1.0), "share by which batteries that may be struck fire less"),
    days: int = given(60, (1, 365), "day on which the two are compared"),
) -> Experiment:
    """Neither side loses but by the other's fires; Blue's reserves stay away, and protect no one."""
    red_fires = exact_flows.fires(RED_FIRES, demand, suppression, 1.0 - CLOSED)
    red = exact_flows.worn_by_fires(RED, RED, red_loss, BLUE_FIRES * demand, days)
    blue = exact_flows.worn_by_fires(BLUE, BLUE, blue_loss, red_fires, days)

    def judged(batch: Batch) -> Iterator[Check]:
        yield judge.closely("Red's rounds (kr)", red_fires * days, float(measure(batch, "red_fires_kr")[0]))
        yield judge.closely("Blue's rounds (kr)", BLUE_FIRES * demand * days, float(measure(batch, "blue_fires_kr")[0]))
        from_sanctuary = float(measure(batch, "fires_from_sanctuary_kr")[0])
        yield judge.closely("rounds from sanctuary (kr)", RED_FIRES * demand * CLOSED * days, from_sanctuary)
        for name, expected in (("red", red), ("blue", blue)):
            yield strength(batch, name, days, expected)

    overrides = (
        *ALONE, *FIRING, *NO_DIRECT_LOSSES, STEP, f"attrition.red_loss_by_fires={red_loss!r} kpe/kr",
        f"attrition.blue_loss_by_fires={blue_loss!r} kpe/kr", f"phases.demand.assault={demand!r}",
        f"fires.suppression={suppression!r}", f"scenario.forces.blue_reserves={RESERVES} kpe", f"horizon={days} days",
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)


@known_answer(
    "M1",
    "a wasting force tends to the level that replacements sustain, at most its initial strength",
    "geometric series",
    ({}, {"days": 120}, {"red_came": 2.0}),
)
def replacements(
    red_loss: float = given(0.05, LOSS, "share that Red loses a day"),
    red_came: float = given(0.4, CAME, "Red's replacements (kpe/d)"),
    blue_loss: float = given(0.02, LOSS, "share that Blue loses a day"),
    blue_came: float = given(0.03, CAME, "Blue's replacements (kpe/d)"),
    days: int = given(30, (1, 365), "day on which the two are compared"),
) -> Experiment:
    """Both sides waste away and are replaced at a constant rate, at most up to the start."""
    rows = (("red", RED, red_loss, red_came), ("blue", BLUE, blue_loss, blue_came))

    def judged(batch: Batch) -> Iterator[Check]:
        for name, start, loss, came in rows:
            expected = exact_flows.replaced(start, loss, came, days)
            yield strength(batch, name, days, expected)

    overrides = (
        *ALONE, *FIRING, *NO_FORCES_LOST, STEP, f"horizon={days} days",
        *(f"attrition.{name}_own_loss={loss!r} / day" for name, _, loss, _ in rows),
        *(f"scenario.forces.{name}_replacements={came!r} kpe/d" for name, _, _, came in rows),
    )  # fmt: skip
    return Experiment(overrides, judged, daily=True)
