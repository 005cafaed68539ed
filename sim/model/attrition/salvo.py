r"""M1, exchanges of salvos: direct fire that comes at once from both sides (Hughes 1995).

$$\Delta R = -\frac{(\tau \beta B - a_3 R)_+}{a_1}, \qquad \Delta B = -\frac{(\tau \alpha R - b_3 B)_+}{b_1},$$

each at most what the side has, with tempo $\tau$ of the phase, striking power $\alpha, \beta$, defensive power $a_3,
b_3$ and staying power $a_1, b_1$ of Red and Blue. Exchanges fall on multiples of the interval, but not on the first
day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.attrition.losses import Losses, lose, note_spent
from sim.model.contract import Environment, mechanism
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Group, Quantity
from sim.model.sides import BLUE, RED
from sim.model.world import World


@dataclass(frozen=True)
class Salvo:
    """Powers of a force in an exchange of salvos, per kpe."""

    striking_power: Annotated[float, Quantity("1", NOT_NEGATIVE, "hits scored, unless warded off; per kpe")]
    defensive_power: Annotated[float, Quantity("1", NOT_NEGATIVE, "hits warded off; per kpe")]
    staying_power: Annotated[float, Quantity("1", POSITIVE, "hits that put the force out of action; per kpe")]


@dataclass(frozen=True)
class SalvoLaw(Losses):
    """A law with direct fire in exchanges of salvos."""

    salvo_interval_days: Annotated[float, Quantity("d", (0.01, 3660.0), "time from one exchange to the next")]
    red_salvo: Annotated[Salvo, Group("Red's powers in an exchange of salvos")]
    blue_salvo: Annotated[Salvo, Group("Blue's powers in an exchange of salvos")]


@mechanism
def no_direct_rates(law: Losses) -> tuple[float, float]:
    """Shares of Red and Blue lost per day to continuous direct fire: none."""
    return 0.0, 0.0


@mechanism
def salvo_losses(tempo: float, striker: Salvo, striking_kpe: float, target: Salvo, struck_kpe: float) -> float:
    """Loss that a salvo inflicts (kpe), which may exceed what the target has left."""
    hits = tempo * striker.striking_power * striking_kpe - target.defensive_power * struck_kpe
    return max(0.0, hits) / target.staying_power


@mechanism
def exchange(env: Environment, world: World, attrition: SalvoLaw) -> None:
    """Both sides strike at once."""
    tempo = world.phase.tempo * world.front.contact_share
    red = world.forces.engaged_kpe[RED]
    blue = world.forces.engaged_kpe[BLUE]
    lose(world, RED, salvo_losses(tempo, attrition.blue_salvo, blue, attrition.red_salvo, red))
    lose(world, BLUE, salvo_losses(tempo, attrition.red_salvo, red, attrition.blue_salvo, blue))
    note_spent(env, world)
