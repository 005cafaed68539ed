"""M10, a withdrawal without effects besides the steps that it removes."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model.contract import Environment, mechanism
from sim.model.escalation.mechanism import Escalation
from sim.model.world import World


@dataclass(frozen=True)
class NoReaction:
    """A withdrawal without further effects."""


@mechanism
def feel_nothing(
    env: Environment, world: World, rule: NoReaction, escalation: Escalation, before: int, steps: int
) -> None:
    """Change nothing."""


@mechanism
def forgive_nothing(rule: NoReaction, withdrawn: int) -> float:
    """Steps by which a withdrawal lowers a grievance (M11): none."""
    return 0.0


@mechanism
def no_rise(rule: NoReaction, withdrawn: int) -> float:
    """Logarithm of the factor on the rate up the ladder: 0."""
    return 0.0
