r"""M2, adaptive withdrawal: Blue trades ground for losses (Epstein 1985).

Each day Blue compares the share $\alpha$ of his force that he lost on the day before with the share $\alpha_T$ that
he accepts. Above it he withdraws faster,

$$W_{t+1} = W_t + \frac{W_{\max} - W_t}{1 - \alpha_T}\,(\alpha_t - \alpha_T), \qquad \alpha_t > \alpha_T,$$

else he stands, $W_{t+1} = 0$, as he does outside of assault and exploitation. Who withdraws is in contact less: direct
fire on both sides is $1 - W/W_{\max}$ of what it would be. Red presses as the phases say (M6), not by a threshold of
his own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model import phases
from sim.model.contract import mechanism
from sim.model.sides import BLUE

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@mechanism
def faster(now: float, maximum: float, lost_share: float, accepted_share: float) -> float:
    """Withdrawal of the next day (km/d), from that of this day."""
    if lost_share <= accepted_share:
        return 0.0
    return now + (maximum - now) / (1.0 - accepted_share) * (lost_share - accepted_share)


@mechanism
def withdraw(world: World, parameters: Parameters) -> None:
    """Set the withdrawal by what was lost in the last day; it is called once a day."""
    front = world.front
    maximum = parameters.advance.withdrawal_maximum_km_per_day
    lost = world.forces.lost_kpe[BLUE] - front.lost_before_kpe
    share = lost / front.engaged_before_kpe if front.engaged_before_kpe > 0.0 else 0.0
    if world.phase.kind == phases.ASSAULT or world.phase.kind == phases.EXPLOITATION:
        front.withdrawal_km_per_day = faster(
            front.withdrawal_km_per_day, maximum, min(1.0, share), parameters.advance.accepted_loss_per_day
        )
    else:
        front.withdrawal_km_per_day = 0.0
    front.contact_share = 1.0 - front.withdrawal_km_per_day / maximum
    front.lost_before_kpe = world.forces.lost_kpe[BLUE]
    front.engaged_before_kpe = world.forces.engaged_kpe[BLUE]
