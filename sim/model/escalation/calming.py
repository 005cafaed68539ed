"""M10, a withdrawal that calms: pending answers are called off, severity falls, and grievance is forgiven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Environment, mechanism
from sim.model.escalation.mechanism import Escalation, has_excitation, keeps_severity
from sim.model.escalation.severity import lower_severity
from sim.model.escalation.sources import ANSWERS, settle_excitation
from sim.model.quantity import BELIEF, NOT_NEGATIVE, SHARE, Quantity
from sim.model.world import World


@dataclass(frozen=True)
class Calming:
    """A withdrawal that calms."""

    called_off_share: Annotated[
        float,
        Quantity("1", SHARE, "share of pending answers called off if all steps are withdrawn", BELIEF, (0.0, 1.0)),
    ]
    severity_by_step: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "fall in severity for each step withdrawn", BELIEF, (0.0, 1.0))
    ]


@mechanism
def calm(env: Environment, world: World, rule: Calming, escalation: Escalation, before: int, steps: int) -> None:
    """Call off pending answers, and lower severity."""
    withdrawn = before - steps
    if has_excitation(escalation.kind):
        settle_excitation(world, escalation, ANSWERS, env.now)
        world.escalation.excitation_per_day[ANSWERS] *= 1.0 - rule.called_off_share * withdrawn / before
    if keeps_severity(escalation.kind):
        lower_severity(env, world, escalation, rule.severity_by_step * withdrawn)


@mechanism
def forgive(rule: Calming, withdrawn: int) -> float:
    """Steps by which a withdrawal lowers a grievance (M11)."""
    return rule.called_off_share * withdrawn
