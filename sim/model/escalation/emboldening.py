"""M10, a withdrawal that emboldens Red: it causes Red acts, or speeds up the ladder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Environment, mechanism
from sim.model.escalation.mechanism import Escalation, has_excitation, is_tense
from sim.model.escalation.richardson import add_tension
from sim.model.escalation.sources import excite
from sim.model.quantity import BELIEF, NOT_NEGATIVE, Quantity
from sim.model.sides import RED
from sim.model.world import World


@dataclass(frozen=True)
class Emboldening:
    """A withdrawal that emboldens Red."""

    acts_by_step: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "mean number of Red acts for each step withdrawn", BELIEF, (0.0, 1.0))
    ]
    up_by_step: Annotated[
        float,
        Quantity(
            "1",
            NOT_NEGATIVE,
            "logarithm of the factor on the rate up the ladder for each step ever withdrawn",
            BELIEF,
            (0.0, 0.3),
        ),
    ]


@mechanism
def embolden(
    env: Environment, world: World, rule: Emboldening, escalation: Escalation, before: int, steps: int
) -> None:
    """Cause Red acts, or speed up the ladder."""
    withdrawn = before - steps
    acts = rule.acts_by_step * withdrawn
    world.escalation.steps_withdrawn += withdrawn
    if has_excitation(escalation.kind):
        excite(world, escalation, RED, acts, env.now)
    elif is_tense(escalation.kind):
        add_tension(world, escalation, acts)


@mechanism
def rise_by_steps(rule: Emboldening, withdrawn: int) -> float:
    """Logarithm of the factor on the rate up the ladder, by the number of steps ever withdrawn."""
    return rule.up_by_step * withdrawn
