"""Measures of escalation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.measures.registry import ESCALATION, LESS, measure
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.world import World


@measure(
    "Rung-days",
    "rung d",
    "time integral of the rung",
    better=LESS,
    topic=ESCALATION,
    sentence="there are # fewer rung-days",
)
def rung_days(world: World) -> float:
    return world.escalation.rung_days


@measure("Highest rung", "rung", "highest rung", better=LESS, topic=ESCALATION)
def top_rung(world: World) -> float:
    return float(world.escalation.top_rung)


@measure(
    "Retaliations",
    "acts",
    "Red's acts of escalation in answer to permissions",
    better=LESS,
    topic=ESCALATION,
    sentence="Red answers with # fewer acts of escalation",
)
def retaliations(world: World) -> float:
    return float(world.escalation.retaliations)


@measure(
    "Red acts of escalation",
    "acts",
    "Red's acts of escalation",
    better=LESS,
    topic=ESCALATION,
    sentence="Red commits # fewer acts of escalation",
)
def red_acts(world: World) -> float:
    return float(world.escalation.acts[RED])


@measure("Blue acts of escalation", "acts", "Blue's acts of escalation", topic=ESCALATION)
def blue_acts(world: World) -> float:
    return float(world.escalation.acts[BLUE])


@measure("Severity of escalation", "d", "time integral of the severity of escalation", better=LESS, topic=ESCALATION)
def severity_score_d(world: World) -> float:
    return world.escalation.severity_days


@measure(
    "Red line crossed",
    "1",
    "1 if permission steps crossed the hidden red line, else 0",
    better=LESS,
    topic=ESCALATION,
    highest=1.0,
)
def red_line_crossed(world: World) -> float:
    return float(world.escalation.red_line_crossed)


@measure("Out of scope", "1", "1 if escalation passed the scope of the model, else 0", topic=ESCALATION, highest=1.0)
def out_of_scope(world: World) -> float:
    return float(world.escalation.out_of_scope)
