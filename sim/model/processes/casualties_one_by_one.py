r"""M1, losses that fall one by one, at random.

Both sides are a Markov chain in continuous time, whose mean field is the law's equations (`attrition/mechanism.py`):
with losses of $\ell_R$ and $\ell_B$ (kpe/d) and casualties of the size $s$ the next one falls at the rate
$(\ell_R + \ell_B)/s$, on Red with probability $\ell_R/(\ell_R + \ell_B)$. Losses to fires, and those not caused by the
enemy, are included. The last casualty of a force may be smaller. (Brown, Operations Research 11(3), 1963.)
"""

from __future__ import annotations

import math

from sim.model import signals
from sim.model.attrition.casualties import falls_one_by_one
from sim.model.attrition.losses import lose, note_spent
from sim.model.attrition.mechanism import loss_rates, set_loss_rates
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential
from sim.model.parameters import Parameters
from sim.model.sides import BLUE, RED
from sim.model.world import World

NEARLY = 1.0 + 1e-9  # a casualty that leaves less than a billionth of itself leaves nothing: that is rounding


@mechanism
def losses_per_day(world: World, parameters: Parameters) -> tuple[float, float]:
    """Current losses of Red and Blue (kpe/d); a side with nothing left loses nothing."""
    set_loss_rates(world, parameters.attrition)
    forces = world.forces
    start = forces.start_kpe
    red, blue = loss_rates(world, forces.engaged_kpe[RED] / start[RED], forces.engaged_kpe[BLUE] / start[BLUE])
    red_losses = red * start[RED] if forces.engaged_kpe[RED] > 0.0 else 0.0
    blue_losses = blue * start[BLUE] if forces.engaged_kpe[BLUE] > 0.0 else 0.0
    return red_losses, blue_losses


@mechanism
def one_by_one(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Casualties of both sides, by one integrated hazard, evaluated on jumps and once a step."""
    size = parameters.casualties.size_kpe
    while falls_one_by_one(parameters.casualties.kind):
        left = exponential(stream, 1.0)
        while True:
            red, blue = losses_per_day(world, parameters)
            rate = (red + blue) / size
            start = env.now
            wait = left / rate if rate > 0.0 else math.inf
            due = start + wait
            yield env.timeout(min(wait, parameters.step_days)) | env.signal(signals.JUMP)
            if env.now >= due:
                break
            left -= rate * (env.now - start)
        side = RED if stream.uniform() * (red + blue) < red else BLUE
        engaged = world.forces.engaged_kpe[side]
        lose(world, side, size if engaged > size * NEARLY else engaged)
        note_spent(env, world)
