"""M10, excitations: one of each side's acts, and one of Red's answers to permissions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.escalation.severity import Acts
from sim.model.quantity import BELIEF, NOT_NEGATIVE, POSITIVE, Quantity
from sim.model.world import World

# Sources of acts besides RED and BLUE; Red's answers to permissions are acts of Red's.
ANSWERS = 2
SOURCES = 3

PAIRS = "22 rival pairs of states, 1946-2014, two-sided Hawkes, baseline by 5 years"


STEPS_OF_SPONSORS = "12 steps of sponsors, 2022-2025: +.37 (.01 to .74) mass strikes in 14 days for each, p = .065"


@dataclass(frozen=True)
class PoissonActs(Acts):
    """Parameters of random acts and of answers to permissions."""

    red_baseline_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "rate of Red's unprovoked acts", BELIEF, (0.0, 0.2))
    ]
    blue_baseline_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "rate of Blue's unprovoked acts", BELIEF, (0.0, 0.2))
    ]
    answers_per_step: Annotated[
        float,
        Quantity(
            "1",
            NOT_NEGATIVE,
            "mean number of Red acts in answer to each permission step",
            STEPS_OF_SPONSORS,
            (0.0, 1.0),
        ),
    ]
    excitation_memory_days: Annotated[
        float,
        Quantity(
            "d", POSITIVE, "time constant with which excitation fades", f"{PAIRS}: median 11 d (7 to 20)", (2, 60)
        ),
    ]


@mechanism
def no_offspring(rule: PoissonActs, affected: int, by: int) -> float:
    """Mean number of acts of a side that an act of another causes directly: none."""
    return 0.0


@mechanism
def settle_excitation(world: World, rule: PoissonActs, source: int, now: float) -> None:
    """Let an excitation fade to this day."""
    escalation = world.escalation
    passed = now - escalation.excitation_at_day[source]
    escalation.excitation_per_day[source] *= math.exp(-passed / rule.excitation_memory_days)
    escalation.excitation_at_day[source] = now


@mechanism
def excite(world: World, rule: PoissonActs, source: int, acts: float, now: float) -> None:
    """Add an excitation that causes a given mean number of acts."""
    settle_excitation(world, rule, source, now)
    world.escalation.excitation_per_day[source] += acts / rule.excitation_memory_days
