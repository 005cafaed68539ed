r"""The ladder of escalation: severity, raised by acts and fading with time, and the rung derived from it.

Severity $s$ decays as $\dot s = -s/\tau_s$; the rung is its integer part, 0 to 8, and 8 is out of scope: the model
describes nothing beyond it, and the replication is flagged and continues. The rung feeds policy (M9) and never the
intensity of acts (M10): in a prototype with that loop closed, all replications reached the top rung instead of a
quarter. If the ladder itself is the process (`escalation/on_rungs.py`), there is no severity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Environment, mechanism
from sim.model.escalation.rungs import TOP_RUNG, climb_to, set_rung
from sim.model.quantity import BELIEF, NOT_NEGATIVE, POSITIVE, Quantity
from sim.model.world import World


@dataclass(frozen=True)
class Severity:
    """Severity that fades, without acts."""

    severity_memory_days: Annotated[
        float, Quantity("d", POSITIVE, "time constant with which severity fades", BELIEF, (5, 90))
    ]


@dataclass(frozen=True)
class Acts(Severity):
    """Acts that add to the severity."""

    severity_per_act: Annotated[float, Quantity("1", NOT_NEGATIVE, "mean severity of an act (exponential)", BELIEF)]


@mechanism
def severity_at(world: World, rule: Severity, now: float) -> float:
    """Severity after fading to this day."""
    escalation = world.escalation
    if escalation.severity == 0.0:
        return 0.0
    return escalation.severity * math.exp(-(now - escalation.severity_at_day) / rule.severity_memory_days)


@mechanism
def settle_severity(world: World, rule: Severity, now: float) -> None:
    """Let severity fade to this day, and add its integral to the severity score."""
    escalation = world.escalation
    faded = severity_at(world, rule, now)
    escalation.severity_days += (escalation.severity - faded) * rule.severity_memory_days
    escalation.severity = faded
    escalation.severity_at_day = now


@mechanism
def raise_severity(env: Environment, world: World, rule: Severity, amount: float) -> None:
    """Add severity for an act or a crossed line."""
    settle_severity(world, rule, env.now)
    world.escalation.severity += amount
    climb_to(env, world, min(TOP_RUNG, int(world.escalation.severity)))


@mechanism
def lower_severity(env: Environment, world: World, rule: Severity, amount: float) -> None:
    """Lower severity, at most to 0, and step down the ladder if it falls below the rung."""
    settle_severity(world, rule, env.now)
    world.escalation.severity = max(0.0, world.escalation.severity - amount)
    set_rung(env, world, min(world.escalation.rung, int(world.escalation.severity)))
