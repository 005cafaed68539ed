r"""M2, adaptive withdrawal: Blue trades ground for losses (Epstein 1985).

Each day Blue compares the share $\alpha$ of its force lost on the day before with the share $\alpha_T$ that it accepts.
Above it Blue withdraws faster,

$$W_{t+1} = W_t + \frac{W_{\max} - W_t}{1 - \alpha_T}\,(\alpha_t - \alpha_T), \qquad \alpha_t > \alpha_T,$$

else it stands, $W_{t+1} = 0$, as it does outside assault and exploitation. A withdrawing force is less in contact:
direct fire on both sides is $1 - W/W_{\max}$ of what it would be. The phases (M6) set how hard Red presses, not a
separate threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.advance.pace import Paced, follow_speed, pace
from sim.model.contract import Stream, mechanism
from sim.model.phases import names as phase_names
from sim.model.quantity import POSITIVE, Quantity
from sim.model.scenario import Scenario
from sim.model.sides import BLUE
from sim.model.stall.mechanism import Stall
from sim.model.world import World


@dataclass(frozen=True)
class WithdrawalAdvance(Paced):
    """A withdrawal by which Blue gives ground to save its force."""

    withdrawal_maximum_km_per_day: Annotated[float, Quantity("km/d", POSITIVE, "fastest withdrawal")]
    accepted_loss_per_day: Annotated[
        float,
        Quantity("1/d", (0.0, 0.99), "share of its force that Blue loses in a day before it withdraws"),
    ]


@mechanism
def faster(now: float, maximum: float, lost_share: float, accepted_share: float) -> float:
    """Withdrawal of the next day (km/d), from that of this day."""
    if lost_share <= accepted_share:
        return 0.0
    return now + (maximum - now) / (1.0 - accepted_share) * (lost_share - accepted_share)


@mechanism
def withdraw(world: World, advance: WithdrawalAdvance, stream: Stream) -> None:
    """Set the withdrawal from the losses of the last day; called once a day, without draws."""
    front = world.front
    maximum = advance.withdrawal_maximum_km_per_day
    lost = world.forces.lost_kpe[BLUE] - front.lost_before_kpe
    share = lost / front.engaged_before_kpe if front.engaged_before_kpe > 0.0 else 0.0
    if world.phase.kind == phase_names.ASSAULT or world.phase.kind == phase_names.EXPLOITATION:
        front.withdrawal_km_per_day = faster(
            front.withdrawal_km_per_day, maximum, min(1.0, share), advance.accepted_loss_per_day
        )
    else:
        front.withdrawal_km_per_day = 0.0
    front.contact_share = 1.0 - front.withdrawal_km_per_day / maximum
    front.lost_before_kpe = world.forces.lost_kpe[BLUE]
    front.engaged_before_kpe = world.forces.engaged_kpe[BLUE]


@mechanism
def advance_as_blue_withdraws(
    world: World, advance: WithdrawalAdvance, stall: Stall, scenario: Scenario, days: float
) -> None:
    """Move the front through one step."""
    speed = pace(world, advance, stall) * world.front.withdrawal_km_per_day
    follow_speed(world, stall, scenario.front, speed, days)
