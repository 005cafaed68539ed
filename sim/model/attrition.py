r"""M1, attrition: how engaged forces wear each other down.

With shares of the strength at the start, $b = B/B_0$ and $r = R/R_0$,

$$\dot b = -\tau a_B\, r^p b^q - \frac{\varphi_B u_R}{B_0 + \text{reserves}}\, b, \qquad
  \dot r = -\tau a_R\, b^p r^q - \frac{\varphi_R u_B}{R_0}\, r,$$

with tempo $\tau$ of the phase, loss rates $a$ (1/d at the strengths of the start), fires $u$ (kr/d) and losses per
thousand rounds $\varphi$ (kpe/kr). The exponents are the law: square (1, 0) and linear (1, 1) of Lanchester (1916),
logarithmic (0, 1) of Peterson (1953), and the family (w, 1 - w) of Helmbold (1965).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, Choice, Quantity
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Law(IntEnum):
    """Laws of attrition."""

    HELMBOLD = 0
    SQUARE = 1
    LINEAR = 2
    LOGARITHMIC = 3


HELMBOLD, SQUARE, LINEAR, LOGARITHMIC = Law  # by short names, as Python finds those faster


@dataclass(frozen=True)
class Attrition:
    """M1: how engaged forces wear each other down."""

    kind: Annotated[Law, Choice("law of attrition", "Lanchester 1916; Peterson 1953; Helmbold 1965")]
    red_loss_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "Red's share lost a day to direct fire in an assault, at the strengths of the start",
            plausible=(0.001, 0.008),
        ),
    ]
    blue_loss_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "Blue's share lost a day to direct fire in an assault, at the strengths of the start",
            plausible=(0.001, 0.01),
        ),
    ]
    red_loss_by_fires_kpe_per_kr: Annotated[
        float, Quantity("kpe/kr", NOT_NEGATIVE, "Red's losses per thousand Blue rounds", plausible=(0.015, 0.165))
    ]
    blue_loss_by_fires_kpe_per_kr: Annotated[
        float, Quantity("kpe/kr", NOT_NEGATIVE, "Blue's losses per thousand Red rounds", plausible=(0.003, 0.03))
    ]
    exponent: Annotated[
        float,
        Quantity(
            "1",
            (0.25, 1.0),
            "w of the family: 1 square, .5 between, towards 0 logarithmic",
            "assumed",
            (0.25, 1.0),
            (HELMBOLD,),
        ),
    ]


LOG_OF_NOTHING = -700.0  # stands for log(0): exp of it is 1e-304


@mechanism
def attacker_exponent(parameters: Parameters) -> float:
    """The exponent of the enemy's strength, p of the law."""
    law = parameters.attrition.kind
    if law == HELMBOLD:
        return parameters.attrition.exponent
    if law == LOGARITHMIC:
        return 0.0
    return 1.0


@mechanism
def own_exponent(parameters: Parameters) -> float:
    """The exponent of the own strength, q of the law."""
    law = parameters.attrition.kind
    if law == HELMBOLD:
        return 1.0 - parameters.attrition.exponent
    if law == SQUARE:
        return 0.0
    return 1.0


@mechanism
def loss_rates(
    red: float,
    blue: float,
    p: float,
    q: float,
    red_direct: float,
    blue_direct: float,
    red_fires: float,
    blue_fires: float,
) -> tuple[float, float]:
    """Shares lost a day by Red and Blue, whose strengths are the shares `red` and `blue` of the start."""
    log_red = math.log(red) if red > 0.0 else LOG_OF_NOTHING
    log_blue = math.log(blue) if blue > 0.0 else LOG_OF_NOTHING
    red_rate = red_direct * math.exp(p * log_blue + q * log_red) + red_fires * red
    blue_rate = blue_direct * math.exp(p * log_red + q * log_blue) + blue_fires * blue
    return red_rate, blue_rate


@mechanism
def wear_down(world: World, parameters: Parameters, days: float) -> None:
    """One step of both equations, by Kutta's third-order rule (error of the order of (rate x step)**4)."""
    forces = world.forces
    attrition = parameters.attrition
    red_start = forces.start_kpe[RED]
    blue_start = forces.start_kpe[BLUE]
    p = attacker_exponent(parameters)
    q = own_exponent(parameters)
    tempo = world.phase.tempo
    red_direct = tempo * attrition.red_loss_per_day
    blue_direct = tempo * attrition.blue_loss_per_day
    red_fires = attrition.red_loss_by_fires_kpe_per_kr * world.fires.rate_kr_per_day[BLUE] / red_start
    blue_fires = (
        attrition.blue_loss_by_fires_kpe_per_kr
        * world.fires.rate_kr_per_day[RED]
        / (blue_start + parameters.scenario.forces.blue_reserves_kpe)
    )
    red = forces.engaged_kpe[RED] / red_start
    blue = forces.engaged_kpe[BLUE] / blue_start
    half = 0.5 * days
    red_1, blue_1 = loss_rates(red, blue, p, q, red_direct, blue_direct, red_fires, blue_fires)
    red_2, blue_2 = loss_rates(
        red - half * red_1, blue - half * blue_1, p, q, red_direct, blue_direct, red_fires, blue_fires
    )
    red_3, blue_3 = loss_rates(
        red - days * (2.0 * red_2 - red_1),
        blue - days * (2.0 * blue_2 - blue_1),
        p,
        q,
        red_direct,
        blue_direct,
        red_fires,
        blue_fires,
    )
    lose(world, RED, red_start * days * (red_1 + 4.0 * red_2 + red_3) / 6.0)
    lose(world, BLUE, blue_start * days * (blue_1 + 4.0 * blue_2 + blue_3) / 6.0)


@mechanism
def lose(world: World, side: int, losses_kpe: float) -> None:
    """Take losses from the engaged force, at most what it has."""
    losses = min(losses_kpe, world.forces.engaged_kpe[side])
    world.forces.engaged_kpe[side] -= losses
    world.forces.lost_kpe[side] += losses


@mechanism
def replace_losses(world: World, parameters: Parameters, days: float) -> None:
    """Replacements arrive at a constant rate, up to the establishment: the start, and what was committed since."""
    forces = world.forces
    red = min(
        parameters.scenario.forces.red_replacements_kpe_per_day * days, forces.start_kpe[RED] - forces.engaged_kpe[RED]
    )
    blue_establishment = forces.start_kpe[BLUE] + forces.committed_kpe
    blue = min(
        parameters.scenario.forces.blue_replacements_kpe_per_day * days, blue_establishment - forces.engaged_kpe[BLUE]
    )
    if red > 0.0:
        forces.engaged_kpe[RED] += red
        forces.replaced_kpe[RED] += red
    if blue > 0.0:
        forces.engaged_kpe[BLUE] += blue
        forces.replaced_kpe[BLUE] += blue
