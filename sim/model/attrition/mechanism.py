r"""M1, attrition: how engaged forces wear each other down.

With shares of the strength at the start, $b = B/B_0$ and $r = R/R_0$,

$$\dot b = -\tau a_B\, r^p b^{q_B} - \Bigl(\frac{\varphi_B u_R}{B_0 + C} + d_B\Bigr) b
  + \frac{f_B}{B_0}, \qquad
  \dot r = -\tau a_R\, b^p r^{q_R} - \Bigl(\frac{\varphi_R u_B}{R_0} + d_R\Bigr) r + \frac{f_R}{R_0},$$

with tempo $\tau$ of the phase, loss rates $a$ (1/d at the strengths of the start), fires $u$ (kr/d) and losses per
thousand rounds $\varphi$ (kpe/kr), losses $d$ (1/d) not caused by the enemy, and reinforcements $f$ (kpe/d) that arrive
on given days. Blue's committed reserves, $C$ (M13), share the fires that fall on Blue; uncommitted ones do not. The
exponents define the law: square (1, 0) and linear (1, 1) of Lanchester (1916), logarithmic (0, 1) of Peterson (1953),
the family (w, 1 - w) of Helmbold (1965), and any (p, q). In Deitchman (1962) one side is hidden: it loses by the linear
law, because the enemy must search for it, and the other side by the square law. Under salvos (`attrition/salvo.py`)
direct fire comes in exchanges, and only the other terms flow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, dispatch, trait
from sim.model.attrition.deitchman import DeitchmanLaw, deitchman_exponents
from sim.model.attrition.general import GeneralLaw, general_exponents
from sim.model.attrition.helmbold import HelmboldLaw, helmbold_exponents, shares_power
from sim.model.attrition.linear import linear_exponents
from sim.model.attrition.logarithmic import logarithmic_exponents
from sim.model.attrition.losses import FlowingLaw, direct_rates, lose, shares_no_power
from sim.model.attrition.replacements import coming_rates, receive_reinforcements
from sim.model.attrition.salvo import SalvoLaw, no_direct_rates
from sim.model.attrition.square import square_exponents
from sim.model.contract import mechanism
from sim.model.quantity import Choice
from sim.model.scenario import Forces
from sim.model.sides import BLUE, RED
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


class AttritionRow(NamedTuple):
    """A law: what it reads, its exponents, its rates of direct fire, whether one power serves both, and salvos."""

    parameters: type
    exponents: Callable[..., tuple[float, float]]
    direct_rates: Callable[..., tuple[float, float]] = direct_rates
    shares_power: Callable[..., bool] = shares_no_power
    in_salvos: bool = False


LAWS = {
    Law.HELMBOLD: AttritionRow(HelmboldLaw, helmbold_exponents, shares_power=shares_power),
    Law.SQUARE: AttritionRow(FlowingLaw, square_exponents),
    Law.LINEAR: AttritionRow(FlowingLaw, linear_exponents),
    Law.LOGARITHMIC: AttritionRow(FlowingLaw, logarithmic_exponents),
    Law.DEITCHMAN: AttritionRow(DeitchmanLaw, deitchman_exponents),
    Law.GENERAL: AttritionRow(GeneralLaw, general_exponents),
    Law.SALVO: AttritionRow(SalvoLaw, linear_exponents, no_direct_rates, in_salvos=True),
}


@alternatives({law: row.parameters for law, row in LAWS.items()})
@dataclass(frozen=True)
class Attrition(SalvoLaw, DeitchmanLaw, GeneralLaw, HelmboldLaw):
    """M1: how engaged forces wear each other down."""

    kind: Annotated[
        Law, Choice("law of attrition", "Lanchester 1916; Peterson 1953; Deitchman 1962; Helmbold 1965; Hughes 1995")
    ]


exponents_of: Callable[[int, Attrition, int], tuple[float, float]] = dispatch(
    {law: row.exponents for law, row in LAWS.items()}
)
"""The exponents p of the enemy's strength and q of the side's own."""

direct_rates_of: Callable[[int, Attrition], tuple[float, float]] = dispatch(
    {law: row.direct_rates for law, row in LAWS.items()}
)
comes_in_salvos = trait({law: row.in_salvos for law, row in LAWS.items()})
shares_power_of: Callable[[int, Attrition], bool] = dispatch({law: row.shares_power for law, row in LAWS.items()})

LITTLE_LEFT = 1e-9  # shares of the start up to which a power of the ratio of both is not taken
LOG_OF_NOTHING = -1e300  # stands for log(0): exp of it is 0, of 0 times it 1


@mechanism
def set_law(world: World, attrition: Attrition) -> None:
    """The exponents, constant in a replication."""
    world.attrition.shares_exponents = 1 if shares_power_of(attrition.kind, attrition) else 0
    for side in range(2):
        enemy, own = exponents_of(attrition.kind, attrition, side)
        world.attrition.enemy_exponent = enemy
        world.attrition.own_exponent[side] = own


@mechanism
def set_loss_rates(world: World, attrition: Attrition) -> None:
    """The rates at the current phase, fires and withdrawal."""
    tempo = world.phase.tempo * world.front.contact_share
    fires = world.fires.rate_kr_per_day
    direct = world.attrition.direct_per_day
    red_rate, blue_rate = direct_rates_of(attrition.kind, attrition)
    direct[RED] = tempo * red_rate
    direct[BLUE] = tempo * blue_rate
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

    Under Helmbold's law, whose exponents sum to 1, both sides share one power of the ratio.
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
def wear_down(world: World, attrition: Attrition, forces: Forces, reserves_kpe: float, days: float) -> None:
    """One step of both equations, by Kutta's third-order rule (error of the order of (rate x step)**4).

    Arrivals during the step count at their mean rate.
    """
    set_loss_rates(world, attrition)
    red_start, blue_start = world.forces.start_kpe[RED], world.forces.start_kpe[BLUE]
    red, blue = world.forces.engaged_kpe[RED] / red_start, world.forces.engaged_kpe[BLUE] / blue_start
    half = 0.5 * days
    red_1, blue_1 = loss_rates(world, red, blue)
    red_came, blue_came = coming_rates(world, forces, red_1 * red_start, blue_1 * blue_start, days)
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
