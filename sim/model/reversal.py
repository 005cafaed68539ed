r"""M10, what a withdrawal of permissions brings about.

Whatever is chosen here, a withdrawal takes its steps away: the ladder (`escalation_rungs.py`) is climbed more slowly,
and Red's tension (`escalation_richardson.py`) loses the grievance by those steps. Steps granted again are answered
again.

Calming: of Red's answers that are still to come a share is called off, $c\,w/n$ with $w$ of $n$ steps withdrawn; each
step withdrawn also takes some severity away, and a share $c$ of a step from a grievance (M11). Credibility: Red is
emboldened by a sponsor that gives way, and each step withdrawn brings about acts of Red's, or raises the rate at which
the ladder is climbed, for good. None: neither. There are no data to choose by: all three are beliefs, to be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import signals
from sim.model.activity import BELIEF, Activity, has_excitation
from sim.model.alternatives import alternatives
from sim.model.contract import Environment, mechanism
from sim.model.escalation_richardson import add_tension
from sim.model.quantity import NOT_NEGATIVE, SHARE, Choice, Quantity
from sim.model.severity import lower_severity
from sim.model.sides import RED
from sim.model.sources import ANSWERS, excite, settle_excitation

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Reaction(IntEnum):
    """How a withdrawal of permissions is felt."""

    CALMING = 0
    NONE = 1
    CREDIBILITY = 2


@dataclass(frozen=True)
class NoReaction:
    """A withdrawal is not felt."""


@dataclass(frozen=True)
class Calming:
    """A withdrawal calms."""

    called_off_share: Annotated[
        float,
        Quantity("1", SHARE, "answers to come that are called off where all steps are withdrawn", BELIEF, (0.0, 1.0)),
    ]
    severity_by_step: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "severity that each step withdrawn takes away", BELIEF, (0.0, 1.0))
    ]


@dataclass(frozen=True)
class Emboldening:
    """A withdrawal emboldens Red."""

    acts_by_step: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "Red's acts for each step withdrawn", BELIEF, (0.0, 1.0))
    ]
    up_by_step: Annotated[
        float,
        Quantity(
            "1",
            NOT_NEGATIVE,
            "logarithm of the factor on the rate up the ladder, for each step ever withdrawn",
            BELIEF,
            (0.0, 0.3),
        ),
    ]


@alternatives({Reaction.CALMING: Calming, Reaction.NONE: NoReaction, Reaction.CREDIBILITY: Emboldening})
@dataclass(frozen=True)
class Reversal(Emboldening, Calming, NoReaction):
    """M10: what a withdrawal of permissions brings about."""

    kind: Annotated[Reaction, Choice("how a withdrawal of permissions is felt", BELIEF)]


@mechanism
def calm(env: Environment, world: World, parameters: Parameters, before: int, withdrawn: int) -> None:
    """Call answers off, and let severity fall."""
    reversal = parameters.reversal
    if has_excitation(parameters.escalation.kind):
        settle_excitation(world, parameters, ANSWERS, env.now)
        world.escalation.excitation_per_day[ANSWERS] *= 1.0 - reversal.called_off_share * withdrawn / before
    if parameters.escalation.kind != Activity.RUNGS:
        lower_severity(env, world, parameters, reversal.severity_by_step * withdrawn)


@mechanism
def embolden(env: Environment, world: World, parameters: Parameters, withdrawn: int) -> None:
    """Bring about acts of Red's, or speed up the ladder."""
    acts = parameters.reversal.acts_by_step * withdrawn
    world.escalation.steps_withdrawn += withdrawn
    if has_excitation(parameters.escalation.kind):
        excite(world, parameters, RED, acts, env.now)
    elif parameters.escalation.kind == Activity.RICHARDSON:
        add_tension(world, parameters, acts)


@mechanism
def feel_withdrawal(env: Environment, world: World, parameters: Parameters, before: int, steps: int) -> None:
    """Bring about what follows from a withdrawal that left so many of the steps before."""
    if parameters.reversal.kind == Reaction.CALMING:
        calm(env, world, parameters, before, before - steps)
    elif parameters.reversal.kind == Reaction.CREDIBILITY:
        embolden(env, world, parameters, before - steps)
    env.announce(signals.ACTIVITY)
    env.announce(signals.POLICY)


@mechanism
def forgiven_steps(parameters: Parameters, before: int, steps: int) -> float:
    """Steps that a withdrawal takes from a grievance (M11)."""
    if parameters.reversal.kind != Reaction.CALMING or steps >= before:
        return 0.0
    return parameters.reversal.called_off_share * (before - steps)
