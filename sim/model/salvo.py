r"""M1, exchanges of salvos: direct fire that comes at once from both sides (Hughes 1995).

$$\Delta R = -\frac{(\tau \beta B - a_3 R)_+}{a_1}, \qquad \Delta B = -\frac{(\tau \alpha R - b_3 B)_+}{b_1},$$

each at most what the side has, with tempo $\tau$ of the phase, striking power $\alpha, \beta$, defensive power $a_3,
b_3$ and staying power $a_1, b_1$ of Red and Blue. Exchanges fall on the multiples of the interval, but not on the
first day of all.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.attrition import SALVO, Salvo, lose, note_spent
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@mechanism
def salvo_losses(tempo: float, striker: Salvo, striking_kpe: float, target: Salvo, struck_kpe: float) -> float:
    """What a salvo takes from its target (kpe), of what it has or more."""
    hits = tempo * striker.striking_power * striking_kpe - target.defensive_power * struck_kpe
    return max(0.0, hits) / target.staying_power


@mechanism
def exchange(env: Environment, world: World, parameters: Parameters) -> None:
    """Both sides strike at once."""
    attrition = parameters.attrition
    tempo = world.phase.tempo * world.front.contact_share
    red = world.forces.engaged_kpe[RED]
    blue = world.forces.engaged_kpe[BLUE]
    lose(world, RED, salvo_losses(tempo, attrition.blue_salvo, blue, attrition.red_salvo, red))
    lose(world, BLUE, salvo_losses(tempo, attrition.red_salvo, red, attrition.blue_salvo, blue))
    note_spent(env, world)


@mechanism
def salvos(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Exchanges, one an interval."""
    interval = parameters.attrition.salvo_interval_days
    number = math.floor(env.now / interval) if parameters.attrition.kind == SALVO else 0
    while parameters.attrition.kind == SALVO:
        number += 1
        yield env.timeout(max(0.0, number * interval - env.now))
        exchange(env, world, parameters)
