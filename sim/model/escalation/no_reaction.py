"""M10, a withdrawal that is not felt."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model.contract import Environment, mechanism
from sim.model.escalation.mechanism import Escalation
from sim.model.world import World


@dataclass(frozen=True)
class NoReaction:
    """A withdrawal is not felt."""


@mechanism
def feel_nothing(
    env: Environment, world: World, rule: NoReaction, escalation: Escalation, before: int, steps: int
) -> None:
    """Let everything be as it was."""


@mechanism
def forgive_nothing(rule: NoReaction, withdrawn: int) -> float:
    """Steps that a withdrawal takes from a grievance (M11): none."""
    return 0.0


@mechanism
def no_rise(rule: NoReaction, withdrawn: int) -> float:
    """Logarithm of the factor on the rate up the ladder: no factor."""
    return 0.0
