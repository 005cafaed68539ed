r"""M10, the effects of a withdrawal of permissions.

Under every option a withdrawal removes its steps: escalation climbs the ladder (`escalation/on_rungs.py`) more slowly,
and Red's grievance (`escalation/richardson.py`) falls by those steps. Steps granted again are answered again.

Calming: a share $c\,w/n$ of Red's pending answers is called off if $w$ of $n$ steps are withdrawn; each step withdrawn
also lowers severity, and lowers a grievance (M11) by a share $c$ of a step. Credibility: a sponsor that gives way
emboldens Red; each step withdrawn causes Red acts, or permanently raises the rate up the ladder. None: neither. No data
favour one of the three: all are beliefs, to be compared.
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
    """Kinds of reaction to a withdrawal of permissions."""

    CALMING = 0
    NONE = 1
    CREDIBILITY = 2


class ReversalRow(NamedTuple):
    """A reaction: what it reads, its effects, the steps that it forgives, and its effect on the ladder."""

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
    """M10: the effects of a withdrawal of permissions."""

    kind: Annotated[Reaction, Choice("how a withdrawal of permissions affects Red", BELIEF)]


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
    """Apply the effects of a withdrawal that left a number of the steps in force before."""
    feel(rule.kind, env, world, rule, escalation, before, steps)
    env.announce(signals.ACTIVITY)
    env.announce(signals.POLICY)


@mechanism
def forgiven_steps(rule: Reversal, before: int, steps: int) -> float:
    """Steps by which a withdrawal lowers a grievance (M11)."""
    return forgiven(rule.kind, rule, before - steps) if steps < before else 0.0


@mechanism
def rise_by_withdrawal(world: World, rule: Reversal) -> float:
    """Logarithm of the factor on the rate up the ladder, by the steps ever withdrawn."""
    return rise(rule.kind, rule, world.escalation.steps_withdrawn)
