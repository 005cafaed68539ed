r"""M1, attrition: how engaged forces wear each other down.

With shares of the strength at the start, $b = B/B_0$ and $r = R/R_0$,

$$\dot b = -\tau a_B\, r^p b^{q_B} - \Bigl(\frac{\varphi_B u_R}{B_0 + C} + d_B\Bigr) b
  + \frac{f_B}{B_0}, \qquad
  \dot r = -\tau a_R\, b^p r^{q_R} - \Bigl(\frac{\varphi_R u_B}{R_0} + d_R\Bigr) r + \frac{f_R}{R_0},$$

with tempo $\tau$ of the phase, loss rates $a$ (1/d at the strengths of the start), fires $u$ (kr/d) and losses per
thousand rounds $\varphi$ (kpe/kr), losses $d$ (1/d) that no enemy causes, and reinforcements $f$ (kpe/d) that come on
given days. Blue's reserves that have come in, $C$ (M13), share the fires that fall on him; those that have not, do not.
The exponents are the law: square (1, 0) and linear (1, 1) of Lanchester (1916), logarithmic (0, 1) of
Peterson (1953), the family (w, 1 - w) of Helmbold (1965), and any (p, q). In Deitchman (1962) one side is hidden: it
loses by the linear law, as it is searched for, and the other by the square law. Under salvos (`salvo.py`) direct fire
comes in exchanges, and only the other terms flow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import events
from sim.model.alternatives import alternatives
from sim.model.contract import Environment, mechanism
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Choice, Group, Quantity
from sim.model.replacements import coming_rates, receive_reinforcements
from sim.model.sides import BLUE, RED, Side

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Law(IntEnum):
    """Laws of attrition."""

    HELMBOLD = 0
    SQUARE = 1
    LINEAR = 2
    LOGARITHMIC = 3
    DEITCHMAN = 4
    GENERAL = 5
    SALVO = 6


HELMBOLD, SQUARE, LINEAR, LOGARITHMIC, DEITCHMAN, GENERAL, SALVO = Law  # by short names, as Python finds those faster
EXPONENT = (0.0, 2.0)


@dataclass(frozen=True)
class Salvo:
    """What a force can do in an exchange of salvos, for each kpe of it."""

    striking_power: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "hits that it would score, unless they are warded off; per kpe")
    ]
    defensive_power: Annotated[float, Quantity("1", NOT_NEGATIVE, "hits that it wards off; per kpe")]
    staying_power: Annotated[float, Quantity("1", POSITIVE, "hits that put it out of action; per kpe")]


@dataclass(frozen=True)
class Losses:
    """Losses that every law has."""

    red_loss_by_fires_kpe_per_kr: Annotated[
        float, Quantity("kpe/kr", NOT_NEGATIVE, "Red's losses per thousand Blue rounds", plausible=(0.015, 0.165))
    ]
    blue_loss_by_fires_kpe_per_kr: Annotated[
        float, Quantity("kpe/kr", NOT_NEGATIVE, "Blue's losses per thousand Red rounds", plausible=(0.003, 0.03))
    ]
    red_own_loss_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "Red's share lost a day that no enemy causes, such as by sickness")
    ]
    blue_own_loss_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "Blue's share lost a day that no enemy causes, such as by sickness")
    ]


@dataclass(frozen=True)
class FlowingLaw(Losses):
    """A law under which direct fire flows; square, linear and logarithmic need no more."""

    red_loss_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "Red's share lost a day to direct fire in an assault, at the strengths of the start",
        ),
    ]
    blue_loss_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "Blue's share lost a day to direct fire in an assault, at the strengths of the start",
        ),
    ]


@dataclass(frozen=True)
class HelmboldLaw(FlowingLaw):
    """The family between the square and the logarithmic law."""

    exponent: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 1.0),
            "w of the family: 1 square, .5 between, 0 logarithmic",
            "regression on the battles of CDB90, 1914-1982, within war and theatre: .38 (.16 to .60)",
            (0.13, 0.6),
        ),
    ]


@dataclass(frozen=True)
class GeneralLaw(FlowingLaw):
    """Any exponents."""

    enemy_exponent: Annotated[float, Quantity("1", EXPONENT, "p, of the enemy's strength")]
    own_exponent: Annotated[float, Quantity("1", EXPONENT, "q, of the own strength")]


@dataclass(frozen=True)
class DeitchmanLaw(FlowingLaw):
    """One side is hidden, and loses by the linear law."""

    hidden: Annotated[Side, Choice("the side that is hidden")]


@dataclass(frozen=True)
class SalvoLaw(Losses):
    """Direct fire comes in exchanges of salvos."""

    salvo_interval_days: Annotated[float, Quantity("d", (0.01, 3660.0), "from one exchange to the next")]
    red_salvo: Annotated[Salvo, Group("Red in an exchange of salvos")]
    blue_salvo: Annotated[Salvo, Group("Blue in an exchange of salvos")]


@alternatives(
    {
        HELMBOLD: HelmboldLaw,
        SQUARE: FlowingLaw,
        LINEAR: FlowingLaw,
        LOGARITHMIC: FlowingLaw,
        DEITCHMAN: DeitchmanLaw,
        GENERAL: GeneralLaw,
        SALVO: SalvoLaw,
    }
)
@dataclass(frozen=True)
class Attrition(SalvoLaw, DeitchmanLaw, GeneralLaw, HelmboldLaw):
    """M1: how engaged forces wear each other down."""

    kind: Annotated[
        Law, Choice("law of attrition", "Lanchester 1916; Peterson 1953; Deitchman 1962; Helmbold 1965; Hughes 1995")
    ]


LITTLE_LEFT = 1e-9  # shares of the start up to which a power of the ratio of both is not taken
LOG_OF_NOTHING = -1e300  # stands for log(0): exp of it is 0, of 0 times it 1


@mechanism
def enemy_exponent(parameters: Parameters) -> float:
    """The exponent of the enemy's strength, p of the law."""
    law = parameters.attrition.kind
    if law == HELMBOLD:
        return parameters.attrition.exponent
    if law == GENERAL:
        return parameters.attrition.enemy_exponent
    if law == LOGARITHMIC:
        return 0.0
    return 1.0


@mechanism
def own_exponent(parameters: Parameters, side: int) -> float:
    """The exponent of the own strength, q of the law."""
    law = parameters.attrition.kind
    if law == HELMBOLD:
        return 1.0 - parameters.attrition.exponent
    if law == GENERAL:
        return parameters.attrition.own_exponent
    if law == SQUARE or (law == DEITCHMAN and parameters.attrition.hidden != side):
        return 0.0
    return 1.0


@mechanism
def set_law(world: World, parameters: Parameters) -> None:
    """The exponents, which stay."""
    world.attrition.enemy_exponent = enemy_exponent(parameters)
    between = 0.0 < parameters.attrition.exponent < 1.0  # at the ends it is another law, to the bit
    world.attrition.shares_exponents = 1 if parameters.attrition.kind == HELMBOLD and between else 0
    for side in range(2):
        world.attrition.own_exponent[side] = own_exponent(parameters, side)


@mechanism
def set_loss_rates(world: World, parameters: Parameters) -> None:
    """What the phase, the fires and a withdrawal make of the rates now."""
    attrition = parameters.attrition
    tempo = world.phase.tempo * world.front.contact_share
    fires = world.fires.rate_kr_per_day
    direct = world.attrition.direct_per_day
    direct[RED] = tempo * attrition.red_loss_per_day
    direct[BLUE] = tempo * attrition.blue_loss_per_day
    share = world.attrition.share_per_day
    share[RED] = attrition.red_loss_by_fires_kpe_per_kr * fires[BLUE] / world.forces.start_kpe[RED]
    share[RED] += attrition.red_own_loss_per_day
    share[BLUE] = (
        attrition.blue_loss_by_fires_kpe_per_kr
        * fires[RED]
        / (world.forces.start_kpe[BLUE] + world.forces.committed_kpe)
    )
    share[BLUE] += attrition.blue_own_loss_per_day


@mechanism
def loss_rates(world: World, red: float, blue: float) -> tuple[float, float]:
    """Losses a day of Red and Blue, as shares of the start, whose strengths are the shares `red` and `blue` of it.

    Under Helmbold's law, whose two exponents are 1 together, one power of the ratio serves both sides.
    """
    law = world.attrition
    direct, share = law.direct_per_day, law.share_per_day
    p = law.enemy_exponent
    if law.shares_exponents == 1 and red > LITTLE_LEFT and blue > LITTLE_LEFT:
        power = math.exp(p * math.log(blue / red))
        return direct[RED] * red * power + share[RED] * red, direct[BLUE] * blue / power + share[BLUE] * blue
    log_red = math.log(red) if red > 0.0 else LOG_OF_NOTHING
    log_blue = math.log(blue) if blue > 0.0 else LOG_OF_NOTHING
    red_direct = direct[RED] * math.exp(p * log_blue + law.own_exponent[RED] * log_red)
    blue_direct = direct[BLUE] * math.exp(p * log_red + law.own_exponent[BLUE] * log_blue)
    return red_direct + share[RED] * red, blue_direct + share[BLUE] * blue


@mechanism
def wear_down(world: World, parameters: Parameters, reserves_kpe: float, days: float) -> None:
    """One step of both equations, by Kutta's third-order rule (error of the order of (rate x step)**4).

    What comes in during the step counts at its mean rate.
    """
    set_loss_rates(world, parameters)
    forces = world.forces
    red_start = forces.start_kpe[RED]
    blue_start = forces.start_kpe[BLUE]
    red = forces.engaged_kpe[RED] / red_start
    blue = forces.engaged_kpe[BLUE] / blue_start
    half = 0.5 * days
    red_1, blue_1 = loss_rates(world, red, blue)
    red_came, blue_came = coming_rates(world, parameters, red_1 * red_start, blue_1 * blue_start, days)
    red_came /= red_start
    blue_came = blue_came / blue_start + reserves_kpe / days / blue_start
    red_2, blue_2 = loss_rates(world, red - half * (red_1 - red_came), blue - half * (blue_1 - blue_came))
    red_3, blue_3 = loss_rates(
        world,
        red - days * (2.0 * red_2 - red_1 - red_came),
        blue - days * (2.0 * blue_2 - blue_1 - blue_came),
    )
    receive_reinforcements(world, days)
    lose(world, RED, red_start * days * (red_1 + 4.0 * red_2 + red_3) / 6.0)
    lose(world, BLUE, blue_start * days * (blue_1 + 4.0 * blue_2 + blue_3) / 6.0)


@mechanism
def lose(world: World, side: int, losses_kpe: float) -> None:
    """Take losses from the engaged force, at most what it has."""
    engaged = world.forces.engaged_kpe
    losses = losses_kpe if losses_kpe <= engaged[side] else engaged[side]
    engaged[side] -= losses
    world.forces.lost_kpe[side] += losses


@mechanism
def note_spent(env: Environment, world: World) -> None:
    """Record once of each side that nothing of it is left."""
    forces = world.forces
    for side in (RED, BLUE):
        if forces.engaged_kpe[side] <= 0.0 and forces.spent[side] == 0:
            forces.spent[side] = 1
            event = events.RED_FORCE_SPENT if side == RED else events.BLUE_FORCE_SPENT
            env.record(event, forces.engaged_kpe[1 - side])
