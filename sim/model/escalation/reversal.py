r"""M10, what a withdrawal of permissions brings about.

Whatever is chosen here, a withdrawal takes its steps away: the ladder (`escalation/on_rungs.py`) is climbed more
slowly, and Red's tension (`escalation/richardson.py`) loses the grievance by those steps. Steps granted again are
answered again.

Calming: of Red's answers that are still to come a share is called off, $c\,w/n$ with $w$ of $n$ steps withdrawn; each
step withdrawn also takes some severity away, and a share $c$ of a step from a grievance (M11). Credibility: Red is
emboldened by a sponsor that gives way, and each step withdrawn brings about acts of Red's, or raises the rate at
which the ladder is climbed, for good. None: neither. There are no data to choose by: all three are beliefs, to be
compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model import signals
from sim.model.alternatives import alternatives, dispatch
from sim.model.contract import Environment, mechanism
from sim.model.escalation.calming import Calming, calm, forgive
from sim.model.escalation.emboldening import Emboldening, embolden, rise_by_steps
from sim.model.escalation.mechanism import Escalation
from sim.model.escalation.no_reaction import NoReaction, feel_nothing, forgive_nothing, no_rise
from sim.model.quantity import BELIEF, Choice
from sim.model.world import World


class Reaction(IntEnum):
    """How a withdrawal of permissions is felt."""

    CALMING = 0
    NONE = 1
    CREDIBILITY = 2


class ReversalRow(NamedTuple):
    """A reaction: what it reads, what it does, the steps that it forgives, and how it speeds up the ladder."""

    parameters: type
    feel: Callable[..., None]
    forgive: Callable[..., float] = forgive_nothing
    rise: Callable[..., float] = no_rise


REACTIONS = {
    Reaction.CALMING: ReversalRow(Calming, calm, forgive=forgive),
    Reaction.NONE: ReversalRow(NoReaction, feel_nothing),
    Reaction.CREDIBILITY: ReversalRow(Emboldening, embolden, rise=rise_by_steps),
}


@alternatives({reaction: row.parameters for reaction, row in REACTIONS.items()})
@dataclass(frozen=True)
class Reversal(Emboldening, Calming, NoReaction):
    """M10: what a withdrawal of permissions brings about."""

    kind: Annotated[Reaction, Choice("how a withdrawal of permissions is felt", BELIEF)]


feel: Callable[[int, Environment, World, Reversal, Escalation, int, int], None] = dispatch(
    {reaction: row.feel for reaction, row in REACTIONS.items()}
)
forgiven: Callable[[int, Reversal, int], float] = dispatch(
    {reaction: row.forgive for reaction, row in REACTIONS.items()}
)
rise: Callable[[int, Reversal, int], float] = dispatch({reaction: row.rise for reaction, row in REACTIONS.items()})


@mechanism
def feel_withdrawal(
    env: Environment, world: World, rule: Reversal, escalation: Escalation, before: int, steps: int
) -> None:
    """Bring about what follows from a withdrawal that left so many of the steps before."""
    feel(rule.kind, env, world, rule, escalation, before, steps)
    env.announce(signals.ACTIVITY)
    env.announce(signals.POLICY)


@mechanism
def forgiven_steps(rule: Reversal, before: int, steps: int) -> float:
    """Steps that a withdrawal takes from a grievance (M11)."""
    return forgiven(rule.kind, rule, before - steps) if steps < before else 0.0


@mechanism
def rise_by_withdrawal(world: World, rule: Reversal) -> float:
    """Logarithm of the factor on the rate up the ladder, by the steps ever withdrawn."""
    return rise(rule.kind, rule, world.escalation.steps_withdrawn)
