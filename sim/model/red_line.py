"""M11, the red line: a threshold on permission steps that is fixed, unknown, and learned by going on.

The threshold is uniform on 1 to 10 steps, so after k steps unpunished the next one crosses it with probability 1/(10
- k): the risk of the next step rises. A crossing raises severity and excites Red's answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import events, signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.escalation import ANSWERS, BELIEF, Activity, excite
from sim.model.permissions import STEPS
from sim.model.quantity import NOT_NEGATIVE, Choice, Quantity
from sim.model.severity import raise_severity

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Threshold(IntEnum):
    """Whether there is a hidden threshold."""

    UNIFORM = 0
    NONE = 1


DRAWN = (Threshold.UNIFORM,)


@dataclass(frozen=True)
class RedLine:
    """M11: the attacker's hidden threshold."""

    kind: Annotated[Threshold, Choice("whether there is a hidden threshold on permission steps", BELIEF)]
    crossing_severity: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "severity that a crossing adds", BELIEF, (0.0, 8.0), DRAWN)
    ]
    crossing_answers: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "Red's acts in answer to a crossing", BELIEF, (0.0, 10.0), DRAWN)
    ]


@mechanism
def red_line(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Watch permissions until the line is crossed."""
    if parameters.red_line.kind == Threshold.NONE:
        return
    world.escalation.threshold_steps = 1 + int(STEPS * stream.uniform())
    while world.policy.steps_granted < world.escalation.threshold_steps:
        yield env.signal(signals.PERMISSION_CHANGED)
    world.escalation.red_line_crossed = 1
    env.record(events.RED_LINE_CROSSED, float(world.policy.steps_granted))
    raise_severity(env, world, parameters, parameters.red_line.crossing_severity)
    if parameters.escalation.kind != Activity.NONE:
        excite(world, parameters, ANSWERS, parameters.red_line.crossing_answers, env.now)
    env.announce(signals.ACTIVITY)
