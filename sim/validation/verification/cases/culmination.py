"""Known answers of M6: when an assault culminates on its losses."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.config.problems import Problem
from sim.engine.batch import Batch
from sim.validation.verification import exact_flows, judge
from sim.validation.verification.case import Check, Experiment, given, known_answer
from sim.validation.verification.cases.forces import RED, STEP
from sim.validation.verification.reading import events
from sim.validation.verification.reductions import ALONE, NO_FORCES_LOST

LONGEST = 1000


@known_answer(
    "M6",
    "an assault culminates on the first day on which its losses reach the share allowed",
    "closed form of x' = -a x",
    ({}, {"share": 0.2}, {"share": 0.2, "by_conditions": 1}),
)
def culmination_on_losses(
    loss: float = given(0.01, (0.001, 0.5), "share that Red loses a day"),
    share: float = given(0.075, (0.001, 0.9), "losses, of the start, at which it culminates"),
    by_conditions: int = given(0, (0, 1), "1 where all phases end on conditions"),
) -> Experiment:
    """Red wastes away at a constant rate, and its assault ends on the day on which it has lost the share allowed."""
    day = exact_flows.culmination_day(loss, share)
    if day > LONGEST:
        raise Problem(f"verify: loss, share: the assault would go on for {day:,} days, allowed {LONGEST:,}")

    def judged(batch: Batch) -> Iterator[Check]:
        (culminated,) = events(batch, "culminated")
        yield judge.exactly("times that it culminates by then", 1.0, float(len(culminated)))
        found, lost = culminated[0].tolist() if len(culminated) else (math.nan, math.nan)
        yield judge.exactly("day on which it culminates", float(day), found)
        yield judge.nearly("losses by then", -RED * math.expm1(-loss * day), lost, judge.STEPPED * RED, "kpe")

    if by_conditions:
        phases = (
            "phases=threshold", "phases.exploitation_ratio=1e9", "phases.halt_ratio=0", "phases.halt_supply_share=0",
            f"phases.halt_loss_share={share!r}",
        )  # fmt: skip
    else:
        phases = (
            "phases=culminating", "phases.mean.assault=1e6 days", "stall=culmination",
            f"stall.culmination_loss_share={share!r}", "stall.culmination_firepower_share=0",
        )  # fmt: skip
    overrides = (
        *ALONE, *NO_FORCES_LOST, *phases, "advance=none", STEP, f"scenario.forces.red_engaged={RED} kpe",
        f"attrition.red_own_loss={loss!r} / day", f"horizon={day + 0.5} days",
    )  # fmt: skip
    return Experiment(overrides, judged, traced=True)
